"""What is purged, when, and what stays."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from samverka.core import actions as core
from samverka.core import audit
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.models import Entry, Purge
from samverka.shelters import actions, clock
from samverka.shelters.models import (
    Correction,
    Draw,
    HandoverNote,
    Night,
    NightFigure,
    NightPlace,
    PlaceTicket,
    Slip,
    TurnAway,
    TurnAwayCorrection,
    TurnAwayFigure,
)
from samverka.shelters.tests.factories import (
    EVENING,
    MORNING,
    TONIGHT,
    make_draw,
    make_intake,
    make_keeper,
    make_night,
    make_pool,
    make_shelter,
    party,
)


def purge(kind, *, at):
    return core.purge(rule=RULES[kind], at=at)


def on(day, hour=12):
    return datetime.combine(day, datetime.min.time(), tzinfo=clock.HERE).astimezone(UTC) + timedelta(hours=hour)


@pytest.fixture
def night():
    """A night of a pool whose draw one slip won and one lost, frozen in the morning."""
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool), beds=1)
    draw, intake = make_draw(pool), make_intake(pool)
    for _ in range(2):
        actions.hand_out_slip(id=new_id(), draw=draw, party=party(), by=intake, at=MORNING)
    actions.lock_draw(draw=draw, by=intake, at=MORNING)
    actions.draw_lots(draw=draw, witness="snö", by=intake, at=MORNING)
    actions.check_in(id=new_id(), place=NightPlace.objects.get(), by=make_keeper(night), at=EVENING)
    actions.freeze_night(night=night, by=None, at=clock.freezes(TONIGHT))
    return night


def figures():
    return list(NightFigure.objects.order_by("pk").values()), list(TurnAwayFigure.objects.order_by("pk").values())


def test_a_ticket_goes_seven_days_after_its_last_night(night):
    before = figures()
    last = PlaceTicket.objects.get().last_night

    assert purge("shelters.placeticket", at=on(last + timedelta(days=6))) == 0
    assert purge("shelters.placeticket", at=on(last + timedelta(days=7))) == 1
    assert purge("shelters.placeticket", at=on(last + timedelta(days=7))) == 0

    assert not PlaceTicket.objects.exists()
    place = NightPlace.objects.get()
    assert (place.ticket, place.state, place.people) == (None, "stayed", 1)
    assert figures() == before
    assert Slip.objects.exclude(tickets=[]).count() == 0


def test_a_slip_goes_the_day_after_and_its_turn_away_still_counts(night):
    before = figures()

    assert purge("shelters.slip", at=MORNING + timedelta(hours=23)) == 0
    assert purge("shelters.slip", at=MORNING + timedelta(hours=24)) == 2

    turned_away = TurnAway.objects.get()
    assert (turned_away.slip, turned_away.at_door, turned_away.people) == (None, False, 1)
    assert figures() == before


def test_a_slip_that_may_give_an_extra_lot_waits_for_that(night):
    Draw.objects.update(policy={"carry_over_days": 3})

    assert purge("shelters.slip", at=on(TONIGHT + timedelta(days=3))) == 0
    assert purge("shelters.slip", at=on(TONIGHT + timedelta(days=4))) == 2


def test_a_handover_note_goes_after_fourteen_days(night):
    keeper = make_keeper(night)
    actions.write_note(id=new_id(), shelter=night.shelter, date=TONIGHT, text="Värmen är av", by=keeper, at=EVENING)

    assert purge("shelters.handovernote", at=EVENING + timedelta(days=13)) == 0
    assert purge("shelters.handovernote", at=EVENING + timedelta(days=14)) == 1
    assert not HandoverNote.objects.exists()


def test_a_draws_record_is_emptied_and_what_was_promised_stays(night):
    told = Draw.objects.values_list("commitment", "list_hash", "published_at").get()

    assert purge("shelters.draw.record", at=on(TONIGHT + timedelta(days=89))) == 0
    assert purge("shelters.draw.record", at=on(TONIGHT + timedelta(days=90))) == 1
    assert purge("shelters.draw.record", at=on(TONIGHT + timedelta(days=90))) == 0

    draw = Draw.objects.get()
    assert (draw.secret, draw.witness, draw.record, draw.locked_list) == ("", "", None, None)
    assert (draw.commitment, draw.list_hash, draw.published_at) == told


def test_turn_aways_go_after_two_years_and_their_sums_stay(night):
    before = figures()

    assert purge("shelters.turnaway", at=on(TONIGHT + timedelta(days=729))) == 0
    assert purge("shelters.turnaway", at=on(TONIGHT + timedelta(days=730))) == 1

    assert not TurnAway.objects.exists()
    assert figures() == before
    assert TurnAwayFigure.objects.get().people == 1


def test_turn_aways_of_a_night_that_was_never_frozen_are_summed_before_they_go():
    night = make_night()
    keeper = make_keeper(night)
    for men in (1, 2):
        actions.turn_away(id=new_id(), night=night, party=party(men=men), reason="full", by=keeper, at=EVENING)

    assert purge("shelters.turnaway", at=on(TONIGHT + timedelta(days=731))) == 2

    [figure] = TurnAwayFigure.objects.all()
    assert (figure.night, figure.reason, figure.parties, figure.people) == (night, "full", 2, 3)


def test_where_somebody_was_sent_is_forgotten_after_fourteen_days():
    night = make_night()
    keeper = make_keeper(night)
    actions.turn_away(
        id=new_id(), night=night, party=party(), reason="full", sent_to="värmestugan", by=keeper, at=EVENING
    )

    assert purge("shelters.turnaway.sent_to", at=EVENING + timedelta(days=14)) == 1
    assert TurnAway.objects.get().sent_to == ""


def test_a_correction_stays_when_its_reason_is_forgotten(night):
    lead = make_keeper(night, role="shelter_lead")
    figure = NightFigure.objects.get()
    actions.correct_figure(
        id=new_id(), figure=figure, field="bed_nights", change=-1, reason="räknad dubbelt", by=lead, at=EVENING
    )

    assert purge("shelters.correction.reason", at=EVENING + timedelta(days=731)) == 1
    assert Correction.objects.values_list("change", "reason").get() == (-1, "")


def test_a_correction_of_who_was_turned_away_stays_when_why_is_forgotten(night):
    told = {"reason": "late", "parties": 1, "people": 3, "because": "en glömdes"}
    actions.correct_turn_aways(
        id=new_id(), night=night, by=make_keeper(night, role="shelter_lead"), at=EVENING, **told
    )  # fmt: skip

    assert purge("shelters.turnawaycorrection.because", at=EVENING + timedelta(days=731)) == 1
    assert TurnAwayCorrection.objects.values_list("people", "because").get() == (3, "")


def test_a_county_may_keep_its_tickets_shorter(night):
    core.write_policy(
        scopes=["nation:00", "county:01"],
        key="retention.shelters.placeticket",
        value=2,
        valid_from=TONIGHT,
        source="nämndbeslut",
        decided_by="nämnden",
        by=make_keeper(night),
        at=EVENING,
    )
    last = PlaceTicket.objects.get().last_night

    assert purge("shelters.placeticket", at=on(last + timedelta(days=2))) == 1


def test_purging_goes_batch_by_batch_and_leaves_proof(night, monkeypatch):
    monkeypatch.setattr(core, "BATCH", 1)

    assert purge("shelters.slip", at=on(TONIGHT + timedelta(days=3))) == 2

    assert list(Purge.objects.values_list("kind", "count")) == [("shelters.slip", 1)] * 2
    lines = Entry.objects.filter(county="01", verb="core.purged").values_list("detail", flat=True)
    assert [line["count"] for line in lines] == [1, 1]
    assert list(audit.faults("01")) == []


def test_the_command_purges_everything_and_twice_is_once(night):
    figures_before = figures()
    Night.objects.update(date=date(2020, 1, 1)), Draw.objects.update(date=date(2020, 1, 1))
    PlaceTicket.objects.update(first_night=date(2020, 1, 1), last_night=date(2020, 1, 5))
    Slip.objects.update(handed_at=datetime(2020, 1, 1, tzinfo=UTC))

    said = StringIO()
    call_command("purge", stdout=said)
    proofs = Purge.objects.count()
    call_command("purge", verbosity=0)

    assert "shelters.placeticket: 1 purged" in said.getvalue()
    assert (PlaceTicket.objects.count(), Slip.objects.count()) == (0, 0)
    assert Purge.objects.count() == proofs
    assert figures() == figures_before
