"""What the public pages tell of services: texts, lists, searches, weeks and stops."""

import json
import re
from datetime import time, timedelta

import pytest
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from samverka.directory import actions
from samverka.directory.models import Language, Notice, Service
from samverka.directory.tests.factories import add_hours, make_place, make_provider, make_service
from samverka.web import http
from samverka.web.tests.readers import pages, text_of


def translate(service, field, text, language="ro"):
    actions.translate(
        subject=service.pk, field=field, language=Language.objects.get(pk=language), text=text, of_version=1,
        by=make_user(Role.TRANSLATOR), at=now(),
    )  # fmt: skip


def test_a_text_without_a_translation_says_so_and_in_which_language_it_is(client, shower):
    translate(shower, "name", "Duș la centru")

    said = text_of(client, f"/ro/service/{shower.pk}/")

    assert "<h1>Duș la centru" in said
    assert 'lang="sv" dir="ltr">Kom in och duscha.</span> <span class="only">(doar în suedeză)</span>' in said
    assert "doar în suedeză" not in text_of(client, f"/sv/service/{shower.pk}/")


def test_a_language_that_an_operator_adds_is_written_from_the_side_that_it_is_written_from(client, shower, monkeypatch):
    assert "العربية" not in text_of(client, "/sv/stockholm/")
    Language.objects.create(code="ar", name="العربية", position=9)
    translate(shower, "name", "دش قرب المحطة", language="ar")
    monkeypatch.setattr(http, "_editions", http._editions.__wrapped__)
    assert "العربية" in text_of(client, "/sv/stockholm/")

    in_english = text_of(client, f"/ar/service/{shower.pk}/")
    monkeypatch.setattr(http, "INTERFACE", {*http.INTERFACE, "ar"})
    http.KEPT.clear()
    in_arabic = text_of(client, f"/ar/service/{shower.pk}/")

    assert '<html lang="en" dir="ltr">' in in_english
    assert '<h1><span lang="ar" dir="rtl">دش قرب المحطة</span>' in in_english
    assert '<html lang="ar" dir="rtl">' in in_arabic
    assert "<h1>دش قرب المحطة" in in_arabic
    assert '<span id="good-to-know-text" lang="sv" dir="ltr">Kom in och duscha.</span> <span class="only">' in in_arabic


def test_the_short_list_has_no_gaps_for_what_is_not_told(client):
    make_service(make_provider(), name="Stödtelefonen", places=(), phone="020-11 22 33")

    listed = re.sub(r"<[^>]*>", "", text_of(client, "/sv/stockholm/all/"))

    assert "Stödtelefonen. 020-11 22 33" in " ".join(listed.split())


def test_easy_swedish_tells_the_easy_text(client, shower):
    assert "Du kan duscha här." in text_of(client, f"/lattlast/service/{shower.pk}/")
    assert "Du kan duscha här." not in text_of(client, f"/sv/service/{shower.pk}/")


def test_a_service_that_nobody_found_right_for_half_a_year_looks_as_if_it_had_never_been(client, shower):
    Service.objects.filter(pk=shower.pk).update(verified_on=localdate(now()) - timedelta(days=180))

    hidden, never = client.get(f"/sv/service/{shower.pk}/"), client.get(f"/sv/service/{new_id()}/")

    assert (hidden.status_code, hidden.content) == (never.status_code, never.content)
    assert shower.name not in text_of(client, "/sv/stockholm/shower/")


def test_of_a_secret_place_no_page_tells_more_than_its_area(client):
    provider = make_provider()
    place = make_place(provider, address_class="area_only", name="Hemliga huset", area="Söder")
    service = make_service(provider, category="SHELTER-WOMEN", name="Skyddat boende", places=(place,))

    for rest in [*pages(service), "stockholm/shelter-women/", "stockholm/shelter/"]:
        said = text_of(client, f"/sv/{rest}")
        assert "Hemliga" not in said
        assert "geo:" not in said
    assert "Söder" in text_of(client, f"/sv/service/{service.pk}/")


def test_a_list_says_whether_it_is_open_and_links_to_the_phone_and_the_way(client, shower):
    said = text_of(client, "/sv/stockholm/shower/")

    assert "Öppet dygnet runt" in said
    assert 'href="tel:081234567"' in said
    assert 'href="geo:59.30000,18.06000?q=59.30000,18.06000(' in said
    assert 'data-latitude="59.30000"' in said


def test_open_now_holds_what_is_open_and_nothing_else(client, shower):
    closed = make_service(name="Stängda duschen", state="temporarily_closed")
    add_hours(closed, "1234567", time(0), time(0))

    said = text_of(client, "/sv/stockholm/open/")

    assert shower.name in said
    assert "Stängda duschen" not in said
    assert "Stängt tills vidare" in text_of(client, "/sv/stockholm/shower/")


@pytest.mark.parametrize("typed", ["dusch", "DUSCH kom", "duscha.", "exempelhuset", "pahittade"])
def test_a_search_folds_what_was_typed_and_what_was_written(client, shower, typed):
    assert shower.name in text_of(client, f"/sv/stockholm/?q={typed}")


def test_a_search_finds_what_is_called_so_in_the_readers_language(client, shower):
    translate(shower, "name", "Baie și duș")

    assert "Baie și duș" in text_of(client, "/ro/stockholm/?q=dus")
    assert shower.name not in text_of(client, "/ro/stockholm/?q=mancare")


def test_a_service_page_tells_the_week_with_today_marked_and_what_is_new(client, shower):
    Notice.objects.create(service=shower, text="Trappan lagas.", first_day=localdate(now()))
    Notice.objects.create(service=shower, text="Gammalt.", first_day=localdate(now()), last_day=localdate(now()))
    Notice.objects.filter(text="Gammalt.").update(
        first_day=localdate(now()) - timedelta(days=9), last_day=localdate(now()) - timedelta(days=2)
    )

    said = text_of(client, f"/sv/service/{shower.pk}/")

    assert said.count('<th scope="row">') == 7
    assert said.count('class="is-today"') == 1
    assert "dygnet runt" in said
    assert "Trappan lagas." in said
    assert "Gammalt." not in said
    assert "Det är gratis." in said


def test_a_service_tells_machines_what_it_is(client):
    service = make_service(name="Dusch </script><b>", phone="08-1")

    said = text_of(client, f"/sv/service/{service.pk}/")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', said)[1]

    told = json.loads(block)
    assert (told["@type"], told["name"]) == ("Service", "Dusch </script><b>")
    assert told["availableChannel"][0]["serviceLocation"]["geo"]["latitude"] == 59.3


def test_what_is_shared_fits_in_one_message(client, shower):
    said = text_of(client, f"/bg/service/{shower.pk}/")

    body = re.search(r'href="sms:\?body=([^"]*)"', said)[1]
    assert "081234567" not in body
    assert "08-123%2045%2067" in body
    assert " " not in body


def test_a_mobile_service_tells_all_its_stops_with_hours_of_their_own(client):
    provider = make_provider()
    stops = make_place(provider, name="Torget"), make_place(provider, name="Bron")
    bus = make_service(provider, category="OUTREACH", name="Bussen", places=stops, is_mobile=True)
    for stop, hour in zip(bus.at_places.all(), (9, 13), strict=True):
        add_hours(stop, "1234567", time(hour), time(hour + 2))

    said = text_of(client, f"/sv/service/{bus.pk}/")

    assert said.index("Torget") < said.index("09:00–11:00") < said.index("Bron") < said.index("13:00–15:00")  # noqa: RUF001
