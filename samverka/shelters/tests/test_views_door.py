"""At the door: who comes without a ticket, is turned away or waits."""

import pytest
from django.utils.timezone import now

from samverka.actors.models import ContactLine, Organisation, Role
from samverka.actors.tests.factories import LONG_AGO, make_organisation, make_user
from samverka.core.ids import new_id
from samverka.shelters import actions
from samverka.shelters.models import Night, NightPlace, Slip, TurnAway
from samverka.shelters.tests.factories import leave_open, make_intake, make_keeper, make_pool, make_shelter, party
from samverka.shelters.tests.pages import make_draw, make_night, said, url


pytestmark = pytest.mark.usefixtures("in_english")


def make_drawn(night, slips=3):
    """The night's draw with as many slips as there are beds and one more, drawn."""
    pool = night.shelter.pool
    draw, by = make_draw(pool, slips), make_intake(pool)
    actions.lock_draw(draw=draw, by=by, at=now())
    return actions.draw_lots(draw=draw, witness="snö", by=by, at=now())


def at_door(prefix, **fields):
    return {f"{prefix}-{name}": value for name, value in {"id": new_id(), "together": "must", **fields}.items()}


def test_a_party_at_the_door_gets_a_ticket(client, night, keeper):
    answer = client.post(url("give_place", night), at_door("give", quick="couple"))

    place = NightPlace.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, url("ticket", place.ticket_id))
    assert (place.ticket.women, place.ticket.men) == (1, 1)


def test_a_child_at_the_door_of_a_shelter_for_adults_is_noted_with_one_tap(client, night, keeper):
    home = make_organisation(kind=Organisation.Kind.MUNICIPALITY)
    ContactLine.objects.create(
        organisation=home, function="social_emergency", phone="08-000 00 11", verified_on=LONG_AGO.date()
    )

    answer = client.post(url("give_place", night), at_door("give", women=1, children=2))

    assert answer.status_code == 422
    assert "A child never sleeps in a shelter for adults" in said(answer)
    assert "08-000 00 11" in said(answer)
    away = answer.context["away"]
    assert (away["reason"].value(), away["women"].value(), away["children"].value()) == ("child_in_adult_shelter", 1, 2)
    assert answer.context["asked"]["women"].value() == "1"


def test_a_door_offers_only_who_fits_there_and_says_so(client):
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation), kind="women", beds=1)
    client.force_login(make_keeper(night))
    draw, by = make_draw(pool), make_intake(pool)
    for people in ({"men": 1}, {"women": 1}, {"women": 1}):
        actions.hand_out_slip(id=new_id(), draw=draw, party=party(**people), by=by, at=now())
    actions.lock_draw(draw=draw, by=by, at=now())
    actions.draw_lots(draw=draw, witness="snö", by=by, at=now())

    page = client.get(url("door", night))

    assert [name for name, _ in page.context["asked"].quick_choices()] == ["woman", "women"]
    assert [name for name, _ in page.context["away"].quick_choices()] == ["man", "woman", "couple", "men", "women"]
    assert "The beds here are only for: women" in said(page)
    assert [(slip.women, slip.men) for slip in page.context["waiting"]] == [(1, 0)]
    assert "1 slip is not shown" in said(page)


def test_a_door_where_everybody_fits_says_nothing_of_it(client, night, keeper):
    assert "The beds here are only for" not in said(client.get(url("door", night)))


def test_what_is_kept_for_referral_is_explained(client, night, keeper):
    night.capacities.update(reserved=1)

    assert "1 more is kept for those whom outreach sends" in said(client.get(url("door", night)))


def test_nobody_is_turned_away_without_a_reason(client, night, keeper):
    answer = client.post(url("turn_away", night), at_door("away", quick="man"))

    assert (answer.status_code, TurnAway.objects.count(), "Choose why first" in said(answer)) == (422, 0, True)
    assert answer.context["away"]["reason"].value() is None
    assert "Turn away 1 man" in said(answer)


def test_nobody_at_the_door_is_nobody(client, night, keeper):
    answer = client.post(url("give_place", night), at_door("give"))

    assert (answer.status_code, "Say how many they are" in said(answer)) == (422, True)


def test_who_is_turned_away_is_noted_and_settled(client, night, keeper):
    answer = client.post(url("turn_away", night), at_door("away", quick="men", reason="full", sent_to="värmestugan"))

    noted = TurnAway.objects.get()
    assert (answer.status_code, noted.people, noted.sent_to) == (302, 2, "värmestugan")
    settled = client.post(url("settle_turn_away", noted), {"outcome": "placed_elsewhere"})
    assert settled["Location"] == f"{url('door', night)}#turned-away"
    client.post(url("settle_turn_away", noted), {"outcome": "nonsense"})
    noted.refresh_from_db()
    assert noted.outcome == "placed_elsewhere"
    assert "värmestugan" in said(client.get(url("door", night)))
    Night.objects.update(frozen_at=now())
    late = client.post(url("settle_turn_away", noted), {"outcome": "unknown"})
    assert (late.status_code, "This night is frozen" in said(late)) == (422, True)
    late = client.post(url("turn_away", night), at_door("away", quick="men", reason="full"))
    assert (late.status_code, "This night is frozen" in said(late)) == (422, True)


def test_who_was_noted_by_mistake_is_undone_at_the_door(client, night, keeper):
    answer = client.post(url("turn_away", night), at_door("away", quick="men", reason="full"), follow=True)
    noted = TurnAway.objects.get()
    assert "Noted: turned away. Nobody is told who. <strong>2 men</strong>, full" in said(answer)
    assert answer.content.decode().count(url("undo_turn_away", noted)) == 2
    assert client.get(url("door", night)).content.decode().count(url("undo_turn_away", noted)) == 1

    done = client.post(url("undo_turn_away", noted))

    assert (done.status_code, TurnAway.objects.counted().count()) == (302, 0)
    page = client.get(url("door", night))
    assert "Undone: 2 men is not counted." in said(page)
    assert url("undo_turn_away", noted) not in page.content.decode()
    client.post(url("turn_away", night), at_door("away", quick="men", reason="full"))
    Night.objects.update(frozen_at=now())
    late = client.post(url("undo_turn_away", TurnAway.objects.counted().get()))
    assert (late.status_code, "This night is frozen" in said(late)) == (422, True)


def test_a_personal_number_is_never_kept_but_handed_back(client, night, keeper):
    asked = at_door("away", quick="men", reason="full", sent_to="811218-9876")

    answer = client.post(url("turn_away", night), asked)

    assert (answer.status_code, TurnAway.objects.count(), "811218-9876" in said(answer)) == (422, 0, True)


def test_a_slip_at_the_door_is_counted_once(client, night, keeper):
    make_drawn(night)
    waiting = Slip.objects.get(was_placed=False)

    known = client.post(url("turn_away", night), at_door("away", quick="men", reason="full", slip=waiting.number))
    assert "the draw had counted this slip already" in said(client.get(known["Location"]))
    unknown = client.post(url("turn_away", night), at_door("away", quick="men", reason="full", slip=99))

    assert (known.status_code, unknown.status_code, TurnAway.objects.count()) == (302, 422, 1)
    assert "No slip with this number" in said(unknown)


def test_a_slip_that_waits_gets_what_was_released(client, night, keeper):
    make_drawn(night)
    waiting = Slip.objects.get(was_placed=False)

    full = client.post(url("place_slip", night, waiting), {"id": new_id()})
    client.post(url("release_unclaimed", night))
    broken = client.post(url("place_slip", night, waiting), {"id": "x"})
    tap = {"id": new_id()}
    given = client.post(url("place_slip", night, waiting), tap)

    assert (full.status_code, "not enough places" in said(full), broken.status_code) == (422, True, 422)
    waiting.refresh_from_db()
    assert (given.status_code, waiting.was_placed) == (302, True)
    assert client.post(url("place_slip", night, waiting), tap).url == given.url
    assert client.post(url("place_slip", night, waiting), {"id": new_id()}).status_code == 422


def test_an_outreach_worker_holds_a_place_from_the_board_and_gives_it_back(client, night):
    leave_open(night)
    night.capacities.update(reserved=1)
    outreach = make_user(Role.OUTREACH_WORKER)
    client.force_login(outreach)

    form = client.get(url("hold_place", night))
    held = client.post(url("hold_place", night), at_door("hold", quick="man"))
    full = client.post(url("hold_place", night), at_door("hold", quick="man"))

    place = NightPlace.objects.get()
    assert "The place is held for 90 minutes while the guest is on the way, but not past 09:00" in said(form)
    assert (held.status_code, held["Location"]) == (302, url("ticket", place.ticket_id))
    assert (full.status_code, "not enough places" in said(full)) == (422, True)
    assert "data-countdown" in said(client.get(url("ticket", place.ticket_id)))
    assert "Your holds" in said(client.get(url("board")))
    back = client.post(url("withdraw_hold", place), {"id": new_id()})
    client.post(url("withdraw_hold", place), {"id": new_id()})
    place.refresh_from_db()
    assert (back.status_code, place.state) == (302, "cancelled")
    assert "This place is cancelled" in said(client.get(url("board")))
