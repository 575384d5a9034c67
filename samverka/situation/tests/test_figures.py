"""Figures follow the trail: each night and tally is taken in once, and stays when its rows are purged."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core import actions as core
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.models import Entry, Purge
from samverka.directory.tests.factories import make_provider, make_service
from samverka.outreach import actions as outreach
from samverka.outreach.models import CareRefusal, EmergencyAidTally, RemovalCase, Tally, TallySum, VisitTally
from samverka.outreach.tests.desks import AID, log_refusal, make_desk, tap
from samverka.outreach.tests.factories import (
    CLOSING,
    carry,
    make_area,
    make_coordinator,
    make_settlement,
    make_team,
    make_worker,
    note,
    open_removal,
)
from samverka.safeguarding import actions as safeguarding
from samverka.safeguarding.models import Sighting
from samverka.safeguarding.tests.factories import make_sighting
from samverka.shelters import actions as shelters
from samverka.shelters.tests.factories import (
    EVENING,
    FOUR,
    TONIGHT,
    give,
    make_draw,
    make_keeper,
    make_night,
    make_pool,
    make_shelter,
    party,
    take_slip,
)
from samverka.situation import actions
from samverka.situation.models import Contribution, FigureMark, IndicatorFigure
from samverka.situation.tests.factories import APRIL, MARCH, answer, make_survey


JANUARY = date(2027, 1, 1)


def follow(*, at=FOUR):
    """As the clock does: what is new in every county."""
    return actions.keep_figures(at=at)


def told(key, territory="0180", *, month=JANUARY, part=""):
    """The figure of an indicator as numerator, denominator, organisations and the largest of them."""
    rows = IndicatorFigure.objects.filter(indicator=key, territory=territory, month=month, part=part)
    return next(iter(rows.values_list("numerator", "denominator", "organisations", "largest")), None)


def counted():
    kept = Contribution.objects.values_list(
        "indicator", "part", "territory", "month", "organisation", "numerator", "denominator"
    )
    return sorted(kept, key=str)


def summed():
    rows = IndicatorFigure.objects.values_list(
        "indicator", "part", "territory", "month", "numerator", "denominator", "organisations", "largest"
    )
    return sorted(rows, key=str)


def counting_everything_changes_nothing():
    before = counted(), summed()
    for county in FigureMark.objects.exclude(county="00").values_list("county", flat=True):
        actions.count_everything(county=county, at=FOUR)
    actions.sum_up_country(at=FOUR)
    return (counted(), summed()) == before


def live_through(night, *, guests=3, turned_away=2):
    """Guests who come, others who do not get in, and the freezing at four."""
    keeper = make_keeper(night)
    for _ in range(guests):
        shelters.check_in(id=new_id(), place=give(night), by=keeper, at=EVENING)
    if turned_away:
        shelters.turn_away(id=new_id(), night=night, party=party(men=turned_away), reason="full", by=keeper, at=EVENING)
    return shelters.freeze_night(night=night, by=None, at=FOUR)


def test_a_frozen_night_is_taken_in_once():
    follow()
    live_through(make_night(beds=4))

    for _time in range(3):
        follow()

    for code in ("0180", "01", "00"):
        assert told("nights_open", code) == (1, 0, 1, 1)
        assert told("bed_nights", code) == (3, 0, 1, 3)
        assert told("occupancy", code) == (3, 4, 1, 3)
        assert told("turned_away", code) == (2, 0, 1, 2)
        assert told("turn_away_rate", code) == (2, 5, 1, 2)
    assert counting_everything_changes_nothing()


def test_two_shelters_of_two_organisations_are_told_together_and_how_much_is_the_largest():
    follow()
    live_through(make_night(beds=4), guests=3, turned_away=0)
    follow()
    live_through(make_night(beds=2, shelter=make_shelter(territory="0184")), guests=1, turned_away=0)
    follow()

    assert told("bed_nights", "0180") == (3, 0, 1, 3)
    assert told("bed_nights", "0184") == (1, 0, 1, 1)
    assert told("bed_nights", "01") == told("bed_nights", "00") == (4, 0, 2, 3)
    assert told("turned_away", "0184") == (0, 0, 1, 0)  # nobody, which is not missing
    assert told("bed_nights", "0126") is None
    assert counting_everything_changes_nothing()


def test_corrections_of_frozen_nights_are_added():
    night = make_night(beds=4)
    [figure] = live_through(night)
    follow()
    lead = make_keeper(night, Role.SHELTER_LEAD)
    change = {"figure": figure, "reason": "en satt kvar i köket", "by": lead, "at": FOUR}
    shelters.correct_figure(id=new_id(), field="blocked", change=1, **change)
    shelters.correct_figure(id=new_id(), field="bed_nights", change=-1, **change)
    shelters.correct_turn_aways(
        id=new_id(), night=night, reason="full", parties=1, people=3, because="en lapp låg kvar", by=lead, at=FOUR
    )

    follow()

    assert told("bed_nights") == (2, 0, 1, 2)
    assert told("occupancy") == (2, 3, 1, 2)
    assert told("turned_away") == (5, 0, 1, 5)
    assert told("turn_away_rate") == (5, 7, 1, 5)
    assert counting_everything_changes_nothing()


def test_those_who_drew_no_place_are_told_with_the_last_night_of_their_pool():
    follow()
    pool = make_pool()
    nights = [make_night(beds=1, shelter=make_shelter(pool=pool)) for _ in range(2)]
    draw = make_draw(pool)
    for _ in range(5):
        take_slip(draw)
    intake = make_user(Role.SHELTER_STAFF, at=pool.organisation)
    shelters.lock_draw(draw=draw, by=intake, at=EVENING - timedelta(hours=8))
    shelters.draw_lots(draw=draw, witness="4711", by=intake, at=EVENING - timedelta(hours=8))

    seen = []
    for night in nights:
        shelters.freeze_night(night=night, by=None, at=FOUR)
        follow()
        seen.append(told("turned_away")[0])

    assert seen == [0, 3]
    assert counting_everything_changes_nothing()


def test_what_is_put_right_in_the_field_is_counted_anew():
    team, area = make_team(), make_area()
    worker = make_worker(team)
    note(team, area, by=worker)
    wrong = note(team, area, by=worker)
    follow()
    assert told("outreach_visits") == (2, 0, 1, 2)

    outreach.undo_tally(tally=wrong, by=worker, at=EVENING + timedelta(minutes=20))
    follow()

    assert told("outreach_visits") == (1, 0, 1, 1)
    assert counting_everything_changes_nothing()


def test_a_day_centres_visits_follow_its_taps():
    desk = make_desk()
    first = tap(desk)
    tap(desk, "children")
    tap(desk, "SHOWER")
    follow()
    assert told("desk_visits") == (2, 0, 1, 2)

    outreach.undo_tap(tap=first, by=first.by, at=EVENING)
    follow()

    assert told("desk_visits") == (1, 0, 1, 1)


def test_aid_is_told_by_kind_and_for_all_kinds():
    here, by = make_area().municipality, make_coordinator()
    for aid in ({"food": AID}, {"food": AID | {"granted": 2}, "ticket_home": {"applied": 2, "granted": 2}}):
        outreach.state_aid(municipality=here, month=JANUARY, aid=aid, by=by, at=EVENING)
        follow()

    assert told("aid_applied")[:2] == (7, 0)
    assert told("aid_applied", part="food")[:2] == (5, 0)
    assert told("aid_granted") == (4, 0, 0, 0)  # the municipality's own word
    assert told("aid_kronor") == (4200, 4, 0, 0)
    assert counting_everything_changes_nothing()


def test_care_refused_is_told_by_county_and_a_mistake_goes():
    kept, mistake = log_refusal(), log_refusal()
    log_refusal(event="normal_fee")
    follow()
    assert told("care_refusals", "01") == (2, 0, 2, 1)
    assert told("care_refusals", "0180") is None

    outreach.remove_refusal(refusal=mistake, by=make_user(Role.ADVISER, at=mistake.organisation), at=EVENING)
    follow()

    assert told("care_refusals", "01") == told("care_refusals", "00") == (1, 0, 1, 1)
    assert kept.organisation_id in Contribution.objects.values_list("organisation", flat=True)


def test_the_loop_of_children_tells_how_often_the_channel_was_used():
    home = make_organisation()
    worker = make_user(Role.OUTREACH_WORKER, at=home)
    sightings = [make_sighting(at=home, by=worker) for _ in range(3)]
    safeguarding.use_channel(sighting=sightings[0], channel="duty", by=worker, at=EVENING)
    safeguarding.none_needed(sighting=sightings[1], because="mistake", by=worker, at=EVENING)

    follow()

    assert told("children_channel") == (1, 2, 1, 1)


def test_services_are_told_by_category_and_stay_as_they_were_in_earlier_months():
    home = make_organisation()
    provider = make_provider(organisation=home, territory="0180")
    for category in ("SHOWER", "FOOD-MEAL", "FOOD-MEAL"):
        make_service(provider, category=category)
    note(make_team(), make_area())
    follow()
    make_service(provider, category="SHOWER")
    follow(at=FOUR + timedelta(days=20))

    assert told("services")[0] == 3
    assert told("services", part="FOOD-MEAL")[0] == 2
    assert told("services", month=date(2027, 2, 1))[0] == 4


def test_the_response_rate_counts_what_was_sent_once_a_day():
    survey = make_survey(towns=("0180", "0184"))
    answer(survey.answers.get(territory="0180"), meets=True)
    follow(at=APRIL)

    month = MARCH.date()
    assert told("response_rate", month=month) == (1, 1, 0, 0)
    assert told("response_rate", "0184", month=month) == (0, 1, 0, 0)
    assert told("response_rate", "01", month=month) == (1, 2, 0, 0)
    assert counting_everything_changes_nothing()


def purge(days):
    """The retention of every kind, so many days after the evening."""
    for rule in RULES.values():
        core.purge(rule=rule, at=EVENING + timedelta(days=days))


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_doubled_when_rows_are_purged():
    team, area, desk = make_team(), make_area(), make_desk()
    home, at = area.municipality, EVENING + timedelta(days=11)
    live_through(make_night(beds=4))
    note(team, area)
    tap(desk)
    outreach.state_aid(municipality=home, month=JANUARY, aid={"food": AID}, by=make_coordinator(), at=EVENING)
    log_refusal()
    make_sighting()
    removal = carry(open_removal(make_settlement()), "enforced")
    outreach.close_removal(removal=removal, told=CLOSING, by=make_coordinator(), at=at)
    follow()
    before = counted()

    for days in (100, 410, 740, 1900):
        purge(days)
        note(team, area, at=EVENING + timedelta(days=days))
        follow(at=EVENING + timedelta(days=days))
        assert [one for one in counted() if one[3] == JANUARY] == before
        assert counting_everything_changes_nothing()

    gone = (EmergencyAidTally, CareRefusal, Sighting, RemovalCase, VisitTally)
    assert [model.objects.count() for model in gone] == [0] * 5
    assert Tally.objects.count() < 5 <= Tally.objects.count() + sum(TallySum.objects.values_list("visits", flat=True))
    assert told("removals_started") == told("removals_enforced") == (1, 0, 0, 0)
    assert told("outreach_visits") == (1, 0, 1, 1)


def test_turn_aways_of_nights_that_nobody_froze_are_told_when_they_are_purged():
    night = make_night(beds=1)
    keeper = make_keeper(night)
    shelters.turn_away(id=new_id(), night=night, party=party(men=2), reason="full", by=keeper, at=EVENING)
    follow()
    assert told("turned_away") is None

    purge(740)
    for _time in range(2):
        follow()
        purge(741)

    assert told("turned_away") == (2, 0, 1, 2)
    assert counting_everything_changes_nothing()


def test_a_trail_that_was_purged_unread_is_made_good_by_counting_everything():
    live_through(make_night(beds=4))
    follow()
    live_through(make_night(beds=4, date=TONIGHT - timedelta(days=1)))
    mark = FigureMark.objects.get(county="01")
    last = Entry.objects.filter(county="01").order_by("-number").first()
    FigureMark.objects.filter(county="01").update(entry=-5)

    follow()

    assert told("bed_nights") == (6, 0, 2, 3)
    assert FigureMark.objects.get(county="01").entry >= last.number > mark.entry


@pytest.mark.slow
def test_the_command_counts_everything_and_verify_finds_what_is_wrong():
    live_through(make_night(beds=4))
    out = StringIO()
    call_command("figures", "--rebuild", stdout=out)
    assert told("bed_nights") == (3, 0, 1, 3)
    call_command("verify", "data", stdout=StringIO())

    Contribution.objects.filter(indicator="bed_nights").update(numerator=7)
    IndicatorFigure.objects.filter(indicator="nights_open", territory="01").update(numerator=9)
    err = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify", "data", stdout=StringIO(), stderr=err)

    assert "bed_nights in 0180, 2027-01" in err.getvalue()
    assert "nights_open in 01, 2027-01" in err.getvalue()
    call_command("figures", "--rebuild", stdout=out)
    call_command("verify", "data", stdout=StringIO())


def test_services_are_counted_where_nothing_else_has_happened():
    make_service(make_provider(territory="1280"), category="SHOWER")
    assert not Entry.objects.filter(county="12").exists()

    follow()

    assert told("services", "1280", part="SHOWER")[0] == 1


def test_what_another_county_purges_closes_no_month_here():
    Purge.objects.create(at=FOUR, county="12", kind="safeguarding.sighting", rule="", before=FOUR, count=1)
    make_sighting()
    follow()
    before = told("children_channel")
    make_sighting()

    follow()

    assert before != told("children_channel")
