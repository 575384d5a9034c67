"""An extra-cold night as everybody meets it: on the town's pages, and on a poster."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.core.ids import new_id
from samverka.shelters import actions, clock
from samverka.shelters.models import ColdNightEvent
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.cold import TEXTS, make_site_to_ask


PAGES = ("/sv/stockholm/", "/sv/stockholm/tonight/")


@pytest.fixture
def by():
    return make_user(Role.MUNICIPALITY_COORDINATOR)


def announce(by, *, places="Ankaret, Provgatan 1"):
    at, here = now(), make_territory("0180")
    date = clock.tonight(at, closes=MORNING_CLOSE)
    event = ColdNightEvent.objects.create(county="01", territory=here, date=date, watched_at=at)
    event = actions.decide_cold_night(event=event, opens=True, by=by, at=at)
    [site] = actions.ask_cold_sites(event=event, shelters=[make_site_to_ask()], by=by, at=at)
    actions.note_cold_answer(site=site, opens=True, beds=5, by=by, at=at)
    actions.confirm_cold_sites(event=event, by=by, at=at)
    for language, text in TEXTS.items():
        actions.write_cold_text(territory=here, language=language, text=text, by=by, at=at)
    actions.announce_cold_night(id=new_id(), event=event, places=places, doors="19:00", by=by, at=at)
    return ColdNightEvent.objects.get()


def told(client, way):
    return client.get(way).content.decode()


@pytest.mark.parametrize("way", PAGES)
def test_the_towns_pages_tell_it_at_once_and_until_it_is_called_off(client, by, way):
    assert "Extra kall natt" not in told(client, way)

    event = announce(by)

    assert "Ankaret, Provgatan 1" in told(client, way)
    actions.call_off_cold_night(event=event, because="warmer", by=by, at=now())
    assert "Ankaret, Provgatan 1" not in told(client, way)
    assert "112" in told(client, way)
    assert "inställd" in told(client, way).lower()


@pytest.mark.parametrize(("edition", "word"), [("sv", "Extra kall"), ("en", "Extra-cold"), ("ro", "Noapte"),
                                               ("bg", "Много студена")])  # fmt: skip
def test_it_is_told_in_the_language_of_the_page(client, by, edition, word):
    announce(by)

    for page in ("", "tonight/"):
        assert word in told(client, f"/{edition}/stockholm/{page}")


def test_nobody_is_told_that_there_is_no_bed_where_one_is_announced(client, by):
    nothing = "Vi känner inte till någon säng här i natt"
    assert nothing in told(client, PAGES[1])

    event = announce(by)

    assert nothing not in told(client, PAGES[1])
    actions.call_off_cold_night(event=event, because="warmer", by=by, at=now())
    assert nothing in told(client, PAGES[1])


def test_another_town_is_told_nothing(client, by):
    announce(by)

    assert "Extra kall natt" not in told(client, "/sv/malmo/")


def test_pages_ask_no_more_when_nothing_has_changed(client, by, django_assert_max_num_queries):
    announce(by)
    tags = [client.get(way)["ETag"] for way in PAGES]

    for way, tag, most in zip(PAGES, tags, (1, 4), strict=True):
        with django_assert_max_num_queries(most):
            assert client.get(way, headers={"If-None-Match": tag}).status_code == 304


def test_what_is_said_of_places_stays_text(client, by):
    announce(by, places="<b>Ankaret</b>")

    assert "<b>Ankaret" not in told(client, PAGES[1])


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["sv", "en", "ro", "bg"])
def test_a_poster_is_printed_in_each_language(client, by, edition):
    announce(by)

    answer = client.get(f"/{edition}/stockholm/cold.pdf")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    sheet = pikepdf.open(BytesIO(answer.content))
    assert (len(sheet.pages), str(sheet.Root.Lang)) == (1, edition)
    assert client.get(f"/{edition}/stockholm/cold.pdf", headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.slow
def test_a_long_text_still_fits_on_one_sheet(client, by):
    announce(by, places="Ankaret, Provgatan 1; " * 13)

    assert len(pikepdf.open(BytesIO(client.get("/sv/stockholm/cold.pdf").content)).pages) == 1


def test_without_an_announcement_there_is_no_poster(client, by):
    assert client.get("/sv/stockholm/cold.pdf").status_code == 404
    event = announce(by)
    actions.call_off_cold_night(event=event, because="warmer", by=by, at=now())
    assert client.get("/sv/stockholm/cold.pdf").status_code == 404


def test_a_page_that_was_made_ends_with_the_night():
    from samverka.web.views.cold import until_morning

    evening = clock.by_day(localdate(), MORNING_CLOSE) + timedelta(hours=12)

    assert until_morning(evening) == clock.by_day(evening.date() + timedelta(days=1), MORNING_CLOSE)
    assert until_morning(clock.by_day(evening.date(), clock.FREEZE)) == clock.by_day(evening.date(), MORNING_CLOSE)
