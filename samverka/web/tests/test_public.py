"""Public pages: for everybody, in the language of their address, the same for all, and small."""

import gzip
import json
import re
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.utils.timezone import now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from samverka.directory import actions
from samverka.directory.models import Category, Service
from samverka.directory.tests.factories import make_editor, make_provider, make_service
from samverka.shelters import clock
from samverka.shelters.models import Draw
from samverka.shelters.queries import intakes, public_tonight
from samverka.shelters.tests.factories import make_draw, make_night, make_pool, make_shelter
from samverka.web import http
from samverka.web.tests.readers import pages, text_of
from samverka.web.views import lists
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


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_is_there_in_every_language_without_a_cookie(client, shower, edition):
    for rest in pages(shower):
        answer = client.get(f"/{edition}/{rest}")

        assert (answer.status_code, rest) == (200, rest)
        assert answer.cookies == {}
        assert "cookie" not in answer.headers.get("Vary", "").lower()
        assert answer.headers["Content-Language"] == {"lattlast": "sv"}.get(edition, edition)
        tag = {"lattlast": "sv-x-lattlast"}.get(edition, edition)
        assert f'<html lang="{tag}" dir="ltr">' in answer.content.decode()


def test_what_browsers_ask_for_by_themselves_and_what_is_nowhere_leaves_no_cookie(client):
    assert client.get("/favicon.ico").url.endswith("icon.svg")
    assert client.get("/favicon.ico").cookies == {}
    assert (client.get("/nowhere.php").status_code, client.get("/nowhere.php").cookies) == (404, {})


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
    for rest in ("", "shower/", "open/", "map/", "?q=dusch"):
        etag = client.get(f"/sv/stockholm/{rest}").headers["ETag"]
        with django_assert_num_queries(1):
            answer = client.get(f"/sv/stockholm/{rest}", headers={"If-None-Match": etag})
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", etag)


def test_what_has_been_read_of_a_town_serves_its_other_pages(client, shower, django_assert_num_queries):
    client.get("/sv/stockholm/all/")
    client.get("/ro/stockholm/shower/")

    for rest, questions in {"shower/": 1, "hygiene/": 1, "open/": 1, "map/": 1, "?q=dusch": 3, "": 2}.items():
        with django_assert_num_queries(questions):
            text = text_of(client, f"/sv/stockholm/{rest}")
        assert shower.name in text or rest == ""
    with django_assert_num_queries(2):  # what things are called in another language
        client.get("/ro/stockholm/hygiene/")


def test_a_page_that_is_made_anew_asks_few_questions(client, shower, django_assert_max_num_queries):
    """However many services there are; what holds for the whole country is known already."""
    most = {"": 4, "shower/": 9, "open/": 9, "all/": 9, "today/": 9, "map/": 9, "?q=dusch": 9, "tonight/": 13}
    for rest, questions in most.items():
        client.get(f"/sv/stockholm/{rest}")
        make_service(name="En dusch till", category="SHOWER")
        actions.touch(["0180"], at=now())

        with django_assert_max_num_queries(questions):
            assert client.get(f"/sv/stockholm/{rest}").status_code == 200


def test_a_search_finds_what_is_added(client, shower):
    assert "Nya bastun" not in text_of(client, "/sv/stockholm/?q=bastun")

    actions.change_service(service=shower, name="Nya bastun", by=make_editor(shower.provider), at=now())

    assert "Nya bastun" in text_of(client, "/sv/stockholm/?q=bastun")


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
    assert client.get("/today/").status_code == 200


@pytest.mark.parametrize(("slug", "told"), [("sv", "Övningsdata"), ("en", "Exercise data"), ("ro", "exercițiu")])
def test_every_page_says_that_what_it_tells_is_invented(client, settings, slug, told):
    settings.EXERCISE = True
    assert told in client.get(f"/{slug}/").content.decode()

    settings.EXERCISE = False
    http.KEPT.clear()
    assert told not in client.get(f"/{slug}/").content.decode()
