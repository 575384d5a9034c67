"""The pages of a night's course, its figures and its board."""

import pytest
from django.urls import reverse
from django.utils.timezone import now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from samverka.shelters import actions
from samverka.shelters.models import Correction, HandoverNote, Night, Shelter, TurnAwayCorrection
from samverka.shelters.tests.factories import make_keeper, make_pool, make_shelter
from samverka.shelters.tests.pages import PART, give, make_night, said, url


pytestmark = pytest.mark.usefixtures("in_english")


def test_the_board_says_nothing_new_when_nothing_changed(client, night, keeper):
    first = client.get(url("board"), **PART)

    same = client.get(url("board"), headers={"HX-Request": "true", "If-None-Match": first["ETag"]})
    give(night)
    changed = client.get(url("board"), headers={"HX-Request": "true", "If-None-Match": first["ETag"]})

    assert (first.status_code, same.status_code, changed.status_code) == (200, 304, 200)
    assert first["Cache-Control"] == "private, no-cache"
    assert client.get(url("board"), {"wanted": "nonsense"}).status_code == 200


def test_who_keeps_nothing_starts_at_the_board(client):
    client.force_login(make_user(Role.OUTREACH_WORKER))

    assert client.get(url("tonight"))["Location"] == url("board")


def test_a_night_goes_its_course(client, night, keeper):
    Night.objects.update(state="planned")
    seen = client.get(url("beds", night)).context["seen"]["seen"].value()
    prefix = str(night.capacities.get().group_id)
    said_beds = {f"{prefix}-blocked": 0, f"{prefix}-overflow": 1, f"{prefix}-reserved": 0, f"{prefix}-because": ""}

    early = client.post(url("open_night", night))
    confirmed = client.post(url("beds", night), said_beds | {"seen": seen})
    opened = client.post(url("open_night", night), {"next": "night"})
    early_close = client.post(url("close_night", night))
    released = client.post(url("release_unclaimed", night))
    frozen = client.post(url("freeze_night", night))
    late = client.post(url("release_unclaimed", night))
    closed = client.post(url("close_night", night))

    assert (early.status_code, "Confirm the places" in said(early)) == (409, True)
    assert (confirmed["Location"], opened["Location"]) == (url("tonight"), url("night", night))
    assert (early_close.status_code, released["Location"]) == (409, url("door", night))
    assert (frozen.status_code, late.status_code, closed.status_code) == (302, 409, 302)
    night.refresh_from_db()
    assert (night.state, night.capacities.get().allocable) == ("closed", 3)
    assert "Open the report" in said(client.get(url("course", night)))


def test_stale_beds_are_handed_back(client, night, keeper):
    prefix = str(night.capacities.get().group_id)
    typed = {f"{prefix}-blocked": 1, f"{prefix}-overflow": 7, f"{prefix}-reserved": 0, f"{prefix}-because": "vatten"}
    seen = client.get(url("beds", night)).context["seen"]["seen"].value()
    night.capacities.update(overflow=2)

    stale = client.post(url("beds", night), typed | {"seen": seen})

    assert (stale.status_code, "A colleague has changed the beds" in said(stale)) == (409, True)
    assert stale.context["forms"][0]["overflow"].value() == "7"
    assert night.capacities.get().overflow == 2
    again = client.post(url("beds", night), typed | {"seen": stale.context["seen"]["seen"].value()})
    assert (again["Location"], night.capacities.get().overflow) == (url("night", night), 7)


def test_a_shelter_drops_out_and_the_sheet_tells_where_everybody_sleeps(client, night, keeper):
    place = give(night)
    assert client.get(url("cancel_night", night)).context["people"] == 1

    nothing = client.post(url("cancel_night", night), {})
    done = client.post(url("cancel_night", night), {"because": "damage"})

    assert (nothing.status_code, done["Location"]) == (422, url("displaced", night))
    assert place.ticket.code[:4] in said(client.get(url("displaced", night)))
    Night.objects.update(state="closed", cancelled_because="")
    over = client.post(url("cancel_night", night), {"because": "damage"})
    assert (over.status_code, "This night is over" in said(over)) == (422, True)


def test_who_drops_out_is_told_where_the_sister_shelters_are(client):
    pool = make_pool()
    here, there = (make_night(shelter=make_shelter(pool=pool, name=name)) for name in ("Ankaret", "Bryggan"))
    Shelter.objects.update(phone="08-000 00 55")
    client.force_login(make_keeper(here))
    for _ in range(3):
        give(here)
        here.capacities.update(nominal=9)

    asked = said(client.get(url("cancel_night", here)))
    client.post(url("cancel_night", here), {"because": "damage"})
    sheet = said(client.get(url("displaced", here)))

    for page in (asked, sheet):
        assert "Bryggan" in page
        assert 'href="tel:08-000 00 55"' in page
        assert f'href="{reverse("shelters:board")}"' in page
    assert "They keep their ticket" in asked
    assert "1 party has nowhere to sleep" in sheet
    assert there.capacities.get().taken == 2


def test_notes_are_left_for_those_who_come_next(client, night, keeper):
    id = new_id()

    written = client.post(url("notes", night), {"id": id, "text": "Kranen droppar"})
    other = client.post(url("notes", night), {"id": id, "text": "Nya filtar"})

    assert (written.status_code, HandoverNote.objects.get().text) == (302, "Kranen droppar")
    assert (other.status_code, "Nya filtar" in said(other)) == (422, True)
    assert "Kranen droppar" in said(client.get(url("notes", night)))


def test_a_frozen_figure_is_corrected(client, night, keeper):
    [figure] = actions.freeze_night(night=night, by=None, at=now())
    asked = {"id": new_id(), "figure": figure.pk, "field": "bed_nights", "change": 2, "reason": "räknat om"}

    done = client.post(url("correct_figure", night), asked)
    too_many = client.post(url("correct_figure", night), asked | {"id": new_id(), "change": 9})

    assert (done.status_code, Correction.objects.get().change) == (302, 2)
    assert (too_many.status_code, "which cannot be" in said(too_many)) == (422, True)
    page = said(client.get(url("correct_figure", night)))
    assert "räknat om" in page
    assert 'data-told="bed nights"><span class="soft">0 →</span> <strong>2</strong>' in page
    assert 'data-told="blocked"><strong>0</strong>' in page


def test_who_was_turned_away_is_corrected(client, night, keeper):
    early = client.get(url("correct_figure", night))
    actions.freeze_night(night=night, by=None, at=now())
    nobody = client.get(url("correct_figure", night))
    told = {"reason": "late", "outcome": "unknown", "at_door": "door", "parties": 1, "people": 3, "because": "glömd"}
    asked = {f"away-{name}": value for name, value in ({"id": new_id()} | told).items()}

    done = client.post(url("correct_turn_aways", night), asked)
    wrong = client.post(url("correct_turn_aways", night), asked | {"away-id": new_id(), "away-people": -9})

    made = TurnAwayCorrection.objects.get()
    assert "not frozen yet" in said(early)
    assert (done.status_code, made.people, made.at_door) == (302, 3, True)
    assert (wrong.status_code, "which cannot be" in said(wrong)) == (422, True)
    page = said(client.get(url("correct_figure", night)))
    assert "Nobody was turned away at this door" in said(nobody)
    assert "<strong>3</strong> people in <strong>1</strong> party" in page
    assert "glömd" in page
    assert "glömd" in said(client.get(url("night_report", night)))
