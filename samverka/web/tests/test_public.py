"""Public pages: for everybody, in the language of their address, the same for all, and small."""

import gzip
import json
import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from samverka.directory import actions
from samverka.directory.models import Category, ErrorReport, Language, Notice, Service
from samverka.directory.tests.factories import add_hours, make_editor, make_place, make_provider, make_service
from samverka.shelters import clock
from samverka.shelters.models import Draw
from samverka.shelters.queries import intakes, public_tonight
from samverka.shelters.tests.factories import make_draw, make_night, make_pool, make_shelter
from samverka.web import http
from samverka.web.views import lists, reports
from samverka.web.views.tonight import _is_drawn


EDITIONS = ("sv", "lattlast", "en", "ro", "bg")
BUDGET = 100_000  # bytes of a town's first page with everything that it loads


class Loads(HTMLParser):
    """What a page loads, where it links to, and what it holds inline."""

    def __init__(self, text):
        super().__init__()
        self.files, self.links, self.inline, self.languages = set(), [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        if tag == "link" and told["rel"] in ("stylesheet", "icon"):
            self.files.add(told["href"])
        if tag in ("script", "img", "use") and (source := told.get("src") or told.get("href")):
            self.files.add(source.partition("#")[0])
        if tag == "script" and "src" not in told:
            self.inline.append(told.get("type"))
        self.links += [told["href"]] if tag == "a" else []
        self.inline += [name for name in told if name == "style" or name.startswith("on")]
        self.languages += [told["lang"]] if "lang" in told else []


@pytest.fixture
def shower():
    service = make_service(description="Kom in och duscha.", easy="Du kan duscha här.", cost=0, phone="08-123 45 67")
    add_hours(service, "1234567", time(0), time(0))
    Service.objects.filter(pk=service.pk).update(holidays="open", eves="open")
    return service


def translate(service, field, text, language="ro"):
    actions.translate(
        subject=service.pk, field=field, language=Language.objects.get(pk=language), text=text, of_version=1,
        by=make_user(Role.TRANSLATOR), at=now(),
    )  # fmt: skip


def pages(service):
    town = [f"stockholm/{rest}" for rest in ("", "open/", "tonight/", "today/", "all/", "map/", "shower/", "hygiene/")]
    return ["", *town, f"service/{service.pk}/", "tillganglighet/", "offline/"]


def text_of(client, address, **headers):
    return client.get(address, headers=headers).content.decode()


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_is_there_in_every_language_without_a_cookie(client, shower, edition):
    for rest in pages(shower):
        answer = client.get(f"/{edition}/{rest}")

        assert (answer.status_code, rest) == (200, rest)
        assert answer.cookies == {}
        assert "cookie" not in answer.headers.get("Vary", "").lower()
        assert answer.headers["Content-Language"] == {"lattlast": "sv"}.get(edition, edition)
        assert f'<html lang="{ {"lattlast": "sv-x-lattlast"}.get(edition, edition) }">' in answer.content.decode()


def test_whoever_is_logged_in_gets_the_same_page_as_everybody(client, shower):
    before = client.get("/sv/stockholm/")
    client.force_login(make_user(Role.ADVISER))

    after = client.get("/sv/stockholm/")

    assert (after.content, after.headers["ETag"]) == (before.content, before.headers["ETag"])
    assert "Cookie" not in after.headers["Vary"]
    assert after.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    ("asked", "language"), [("ro-RO,ro;q=0.9", "ro"), ("bg", "bg"), ("xx,en;q=0.5", "en"), ("", "sv")]
)
def test_the_start_speaks_the_language_of_the_browser(client, asked, language):
    answer = client.get("/", headers={"Accept-Language": asked})

    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]
    assert client.get("/tillganglighet/", headers={"Accept-Language": asked}).headers["Content-Language"] == language


def test_a_town_is_searched_by_its_name_without_scripts(client):
    assert client.get("/ro/?q=goteb").url == "/ro/goteborg/"
    assert "Upplands" in text_of(client, "/sv/?q=uppl")
    assert "Vi känner inte till någon ort" in text_of(client, "/sv/?q=xyzzy")


def test_what_is_not_there_says_so_in_the_readers_language(client):
    for address in ("/ro/nowhere/", "/ro/stockholm/nothing/", f"/ro/service/{new_id()}/"):
        answer = client.get(address)
        assert (answer.status_code, answer.cookies) == (404, {})
        assert "Această pagină nu există" in answer.content.decode()
    assert client.get("/xx/", headers={"Accept-Language": "bg"}).status_code == 404


def test_an_unchanged_page_is_not_sent_again_and_costs_one_question(client, shower, django_assert_num_queries):
    for rest in ("", "shower/", "open/", "map/"):
        etag = client.get(f"/sv/stockholm/{rest}").headers["ETag"]
        with django_assert_num_queries(1):
            answer = client.get(f"/sv/stockholm/{rest}", headers={"If-None-Match": etag})
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", etag)


def test_a_change_of_the_town_makes_its_pages_anew(client, shower):
    etag = client.get("/sv/stockholm/shower/").headers["ETag"]

    actions.change_service(service=shower, name="Nya duschen", by=make_editor(shower.provider), at=now())

    answer = client.get("/sv/stockholm/shower/", headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert "Nya duschen" in answer.content.decode()


def test_a_new_light_makes_the_page_of_tonight_anew(client, shower):
    pool, tonight = make_pool(), clock.tonight(now(), closes=lists.MORNING)
    shelter = make_shelter(pool=pool, organisation=pool.organisation)
    make_night(shelter=shelter, beds=9, date=tonight, state="planned")
    etag = client.get("/ro/stockholm/tonight/").headers["ETag"]

    make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation), beds=9, date=tonight)

    answer = client.get("/ro/stockholm/tonight/", headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert "mai sunt locuri" in answer.content.decode()


def test_tonight_says_where_and_when_places_are_given_out_and_links_to_the_proof(client, shower):
    pool, tonight = make_pool(), clock.tonight(now(), closes=lists.MORNING)
    pool.intake_place = "Exempelkyrkans sal"
    pool.save()
    shelter = make_shelter(pool=pool, organisation=pool.organisation, name="Hemliga salen")
    make_night(shelter=shelter, beds=2, date=tonight)
    draw = make_draw(pool, date=tonight)

    said = text_of(client, "/sv/stockholm/tonight/")

    assert pool.name in said
    assert "Exempelkyrkans sal" in said
    assert f"/draws/{draw.seal}/" in said
    assert "få kvar" in said
    assert "Hemliga salen" not in said


@pytest.mark.parametrize(
    ("hour", "night", "is_over"),
    [(8, 15, False), (11, 15, True), (23, 15, True), (0, 14, False)],
)
def test_a_draw_that_is_over_says_that_the_next_is_tomorrow(hour, night, is_over):
    pool = make_pool()
    shelter = make_shelter(pool=pool, organisation=pool.organisation)
    make_night(shelter=shelter, beds=2, date=date(2027, 1, night))
    [intake] = intakes(public_tonight(codes=("0180",), date=date(2027, 1, night), at=now()))
    drawn = Draw(date=date(2027, 1, night), published_at=now())

    at = datetime(2027, 1, 15, hour, 30, tzinfo=clock.HERE)
    assert _is_drawn(intake, at) is is_over
    if hour != 8:
        assert _is_drawn(replace(intake, draw=drawn), at) is is_over


def test_a_website_that_is_none_is_no_link(client, shower):
    Service.objects.filter(pk=shower.pk).update(website="javascript:alert(1)")

    assert "javascript" not in text_of(client, f"/sv/service/{shower.pk}/")


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
def test_a_towns_first_page_and_all_it_loads_is_small_and_from_here_alone(client, edition):
    provider = make_provider()
    for number, category in enumerate(("SHOWER", "FOOD-MEAL", "SHELTER-NIGHT", "HEALTH-CLINIC") * 3):
        make_service(provider, category=category, name=f"Tjänst {number}")
    answer = client.get(f"/{edition}/stockholm/")
    loads = Loads(answer.content.decode())

    assert all(one.startswith("/static/") for one in loads.files)
    files = sum(Path(find(one.removeprefix("/static/"))).stat().st_size for one in loads.files)
    assert len(answer.content) + files < BUDGET
    assert len(loads.files) == 7
    assert set(loads.inline) == set()


def test_pages_hold_nothing_inline_but_a_block_of_facts(client, shower):
    for rest in pages(shower):
        assert set(Loads(text_of(client, f"/sv/{rest}")).inline) <= {"application/ld+json"}


def test_who_takes_packed_pages_gets_the_same_packed(client, shower):
    plain = client.get("/sv/stockholm/")
    packed = client.get("/sv/stockholm/", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_text_without_a_translation_says_so_and_in_which_language_it_is(client, shower):
    translate(shower, "name", "Duș la centru")

    said = text_of(client, f"/ro/service/{shower.pk}/")

    assert "<h1>Duș la centru" in said
    assert '<span lang="sv">Kom in och duscha.</span> <span class="only">(doar în suedeză)</span>' in said
    assert "doar în suedeză" not in text_of(client, f"/sv/service/{shower.pk}/")


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


def report(client, service, **said):
    facts = {"id": new_id(), "kind": "hours", "text": ""} | said
    return client.post(f"/ro/service/{service.pk}/report/", facts)


def test_anybody_says_that_an_entry_is_wrong_without_a_name_or_a_cookie(client, shower):
    asked = client.get(f"/ro/service/{shower.pk}/report/")
    answer = report(client, shower)

    assert (asked.status_code, asked.cookies) == (200, {})
    assert (answer.status_code, answer.cookies) == (303, {})
    assert ErrorReport.objects.get().kind == "hours"
    assert "Mulțumim" in text_of(client, answer.headers["Location"])


def test_a_report_that_is_sent_twice_is_one(client, shower):
    once = new_id()

    assert [report(client, shower, id=once).status_code for _ in range(2)] == [303, 303]
    assert ErrorReport.objects.count() == 1


def test_a_report_keeps_no_personal_number(client, shower):
    answer = report(client, shower, text="Jag heter 19800101-1238")

    assert answer.status_code == 422
    assert ErrorReport.objects.count() == 0


def test_a_report_from_another_site_or_of_no_kind_is_not_taken(client, shower):
    facts = {"id": new_id(), "kind": "hours"}

    elsewhere = client.post(f"/ro/service/{shower.pk}/report/", facts, headers={"Sec-Fetch-Site": "cross-site"})

    assert elsewhere.status_code == 422
    assert report(client, shower, kind="nonsense").status_code == 422
    assert ErrorReport.objects.count() == 0


def test_a_flood_of_reports_is_stopped_without_looking_who_sends_them(client, shower):
    reports.LATELY.extend([now()] * reports.MOST)

    assert report(client, shower).status_code == 429

    reports.LATELY.clear()
    reports.LATELY.extend([now() - timedelta(hours=2)] * reports.MOST)
    assert report(client, shower).status_code == 303


def test_the_home_screen_gets_a_name_a_start_and_icons(client):
    told = json.loads(client.get("/ro/stockholm/manifest.webmanifest").content)

    assert (told["start_url"], told["short_name"], told["lang"]) == ("/ro/stockholm/", "Stockholm", "ro")
    assert all(find(icon["src"].removeprefix("/static/")) for icon in told["icons"])


def test_the_worker_of_the_phone_stands_at_the_root_and_is_asked_for_anew(client):
    answer = client.get("/sw.js")

    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    files = re.search(r"const FILES = \[(.*?)\]", answer.content.decode())[1]
    assert all(find(name) for name in re.findall(r'"([^"]+)"', files))


def test_every_pictogram_that_is_named_is_drawn(client):
    sprite = Path(find("web/pictograms.svg")).read_text()
    provider = make_provider()
    for category in ("SHOWER", "OUTREACH", "HEALTH-DENTAL"):
        make_service(provider, category=category)
    named = set(re.findall(r"pictograms\.svg#([\w-]+)", text_of(client, "/sv/stockholm/")))

    codes = {code.lower() for code in Category.objects.values_list("code", flat=True)}
    assert {name for name in named | codes if f'id="{name}"' not in sprite} == set()


def test_who_works_begins_elsewhere(client):
    assert client.get("/today/").url == "/accounts/login/?next=/today/"
    client.force_login(make_user(Role.ADVISER))
    assert client.get("/today/").status_code == 302


@pytest.mark.parametrize(("slug", "told"), [("sv", "Övningsdata"), ("en", "Exercise data"), ("ro", "exercițiu")])
def test_every_page_says_that_what_it_tells_is_invented(client, settings, slug, told):
    settings.EXERCISE = True
    assert told in client.get(f"/{slug}/").content.decode()

    settings.EXERCISE = False
    http.KEPT.clear()
    assert told not in client.get(f"/{slug}/").content.decode()
