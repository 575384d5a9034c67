"""Somebody without a name tells of a place; a child or a danger to life stops the form; a code reads the answer."""

import re
from datetime import time

import pytest
from django.contrib.sessions.models import Session
from django.utils.timezone import localdate, now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.actions import write_policy
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.directory.queries import Weekly
from samverka.directory.tests.factories import fill_reference
from samverka.outreach import actions
from samverka.outreach.actions.tips import new_tip_code
from samverka.outreach.models import Tip
from samverka.outreach.policy import TRAFFICKING_LINE
from samverka.outreach.tests.factories import make_area, make_team
from samverka.safeguarding.models import ConcernNote, Sighting
from samverka.safeguarding.tests.factories import make_channel
from samverka.web.views import tips


BUDGET = 12_000  # bytes of a page's own text
AROUND = [Weekly("1234567", time(0), time(0))]  # the clock
STORED = (Tip, Sighting, ConcernNote, Entry, Session)


@pytest.fixture
def public(client):
    """Stockholm, where somebody reads tips."""
    fill_reference()
    client.reader = make_user(Role.TIP_TRIAGE, at=make_organisation(territory="0180"))
    client.area = make_area(name="Norr")
    client.raise_request_exception = False
    return client


def send(public, worry="outdoors", *, language="sv", headers=None, **said):
    told = {
        "id": new_id(), "code": new_tip_code(), "danger": "no", "area": public.area.pk, "seen_on": localdate(now()),
        "daypart": "evening", "people": "few", "children": "no",
    }  # fmt: skip
    return public.post(f"/{language}/stockholm/tip/{worry}/", told | said, headers=headers or {})


def code_in(answer):
    return re.search(r'class="code">([^<]+)<', answer.content.decode())[1]


def read(public, code, language="en"):
    return public.post(f"/{language}/tip/answer/", {"code": code})


def rows():
    return [model.objects.count() for model in STORED]


@pytest.mark.parametrize("edition", ["sv", "lattlast", "en", "ro", "bg"])
def test_every_page_is_small_sets_no_cookie_and_is_kept_by_nobody(public, edition):
    ways = ["tip/", "tip/answer/", *(f"stockholm/tip/{rest}" for rest in ("", "outdoors/", "exploitation/", "child/"))]
    for way in (*ways, "kiruna/tip/"):
        answer = public.get(f"/{edition}/{way}")

        assert (answer.status_code, answer.cookies) == (200, {}), way
        assert len(answer.content) < BUDGET, (way, len(answer.content))
        assert answer.headers["Cache-Control"] == "no-store"
        assert 'href="tel:112"' in answer.content.decode()


def test_somebody_tells_and_gets_a_code_with_which_the_way_of_the_tip_is_read(public):
    sent = send(public, text="Det är kallt.", wants_answer="on")
    code, tip = code_in(sent), Tip.objects.get()

    assert (sent.status_code, sent.cookies, sent.headers["Cache-Control"]) == (200, {}, "no-store")
    assert (tip.worry, tip.area, tip.people, tip.text) == ("outdoors", public.area, (2, 4), "Det är kallt.")
    assert tip.due_on
    for typed in (code, code.lower(), code.replace(" ", "-"), f"  {code} "):
        page = read(public, typed).content.decode()
        assert "We have it" in page
        assert "You get an answer by" in page
    assert "Norr" not in page
    assert "kallt" not in page


def test_the_sender_is_told_general_steps_and_the_answer_in_their_own_language(public):
    by, team = public.reader, make_team()
    code = code_in(send(public))
    tip = actions.triage_tip(tip=Tip.objects.get(), by=by, at=now())
    tip = actions.pass_tip_on(tip=tip, to="outreach", team=team, by=by, at=now())
    assert team.name not in read(public, code).content.decode()
    tip = actions.look_at_tip(tip=tip, found=False, by=by, at=now())
    actions.answer_tip(tip=tip, answer="gone", text="Tack för omtanken.", by=by, at=now())

    words = {"sv": "hittade ingen", "en": "found nobody", "ro": "nu am găsit pe nimeni", "bg": "не намерихме никого"}
    for language, word in words.items():
        page = read(public, code, language).content.decode()
        assert word in page
        assert "Tack för omtanken." in page


@pytest.mark.parametrize(("state", "told"), [("duplicate", "Others told us"), ("out_of_scope", "nothing that we can")])
def test_what_is_set_aside_is_told_too(public, state, told):
    code = code_in(send(public))
    tip = actions.triage_tip(tip=Tip.objects.get(), by=public.reader, at=now())
    actions.set_tip_aside(tip=tip, state=state, by=public.reader, at=now())

    assert told in read(public, code).content.decode()


def test_an_unknown_code_looks_like_one_that_is_gone(public):
    code = code_in(send(public))
    Tip.objects.all().delete()

    def told(typed):
        answer = read(public, typed)
        return answer.status_code, answer.content.decode().replace(typed, "")

    assert told(code) == told(new_tip_code()) == told("ABC")
    assert told(code)[0] == 404


@pytest.mark.parametrize("said", [{"worry": "child"}, {"worry": "danger"}, {"danger": "yes"}])
def test_a_child_or_a_danger_to_life_stops_the_form_and_stores_nothing(public, said):
    make_channel("duty", phone="08-000 00 77", hours=AROUND, holidays="open", eves="open")
    before = rows()

    answer = send(public, **said, text="Ett barn på Norrgatan 3", language="en")
    page = answer.content.decode()

    assert (answer.status_code, answer.cookies) == (200, {})
    assert "We take no details here" in page
    assert "<form" not in page
    assert "Norrgatan" not in page
    assert "08-000 00 77" in page if said.get("worry") == "child" else 'href="tel:112"' in page
    assert rows() == before


def test_children_that_were_seen_show_the_channel_and_are_noted_without_a_word(public):
    make_channel("duty", phone="08-000 00 77", hours=AROUND, holidays="open", eves="open")

    page = send(public, "settlement", children="few", language="en").content.decode()

    assert "You saw children: call now" in page
    assert "08-000 00 77" in page
    sighting = Sighting.objects.get()
    assert (sighting.least, sighting.most, sighting.setting, sighting.outcome) == (2, 4, "tip", "open")
    assert "call now" not in send(public, language="en").content.decode()


def test_suspected_exploitation_shows_the_lines(public):
    write_policy(
        scopes=["nation:00"], key=TRAFFICKING_LINE, value="08-000 00 20", valid_from=localdate(now()), source="x",
        decided_by="x", by=public.reader, at=now(),
    )  # fmt: skip

    assert "08-000 00 20" in public.get("/en/stockholm/tip/exploitation/").content.decode()
    assert "08-000 00 20" not in public.get("/en/stockholm/tip/outdoors/").content.decode()


def test_the_same_form_again_is_one_tip_and_something_else_under_it_is_refused(public):
    said = {"id": new_id(), "code": new_tip_code()}

    first, again = (send(public, **said) for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 200)
    assert code_in(first) == code_in(again)
    assert Tip.objects.count() == 1
    assert send(public, **said, people="one").status_code == 409
    assert send(public, id=said["id"]).status_code == 200  # another code: another tip, and nothing is told of the first
    assert Tip.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"danger": ""}, {"area": "", "place": ""}, {"seen_on": "1999-01-01"}, {"seen_on": "x"}, {"daypart": "noon"},
        {"people": "all"}, {"children": ""}, {"text": "Jag heter 19800101-1238"}, {"text": "x" * 501},
        {"place": "Ring 070-123 45 67"}, {"id": "x"}, {"area": new_id()},
    ],
)  # fmt: skip
def test_what_cannot_be_is_handed_back(public, wrong):
    answer = send(public, **wrong)

    assert answer.status_code == 422
    assert Tip.objects.count() == 0


@pytest.mark.parametrize("wrong", [{"code": "ABC"}, {"seen_on": "2020-01-01"}])
def test_what_only_the_action_sees_is_handed_back_too(public, wrong):
    assert send(public, **wrong).status_code == 409
    assert Tip.objects.count() == 0


def test_a_likely_phone_number_is_kept_by_who_stands_by_it(public):
    assert send(public, place="Hus 070-123 45 67", place_read_through="on").status_code == 200


def test_a_form_of_another_site_is_not_taken(public):
    assert send(public, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 422
    assert Tip.objects.count() == 0


def test_a_flood_is_stopped_without_looking_who_sends_it(public):
    tips.TIPS.lately.extend([now()] * 120)
    tips.LOOKS.lately.extend([now()] * 600)

    assert send(public).status_code == 429
    assert read(public, new_tip_code()).status_code == 429


def test_where_nobody_reads_tips_there_is_no_form(public):
    assert "Nobody reads tips" in public.get("/en/kiruna/tip/").content.decode()
    assert public.get("/en/kiruna/tip/outdoors/").status_code == 404
    assert public.get("/en/stockholm/tip/nonsense/").status_code == 404
    assert public.get("/en/nowhere/tip/").status_code == 404
    places = re.findall(r'/en/([a-z]+)/tip/"', public.get("/en/tip/").content.decode())
    assert places == ["stockholm"]
    assert "/en/kiruna/tip/" in public.get("/en/tip/?q=kiru").content.decode()


def test_the_first_page_and_a_towns_page_lead_here(public):
    assert 'href="/en/tip/"' in public.get("/en/").content.decode()
    assert 'href="/en/stockholm/tip/"' in public.get("/en/stockholm/").content.decode()


TEXTS = some.one_of(
    some.text(max_size=60),
    some.sampled_from(("\0", "\ud800", "-1", str(2**70), "½", "9999-12-31", "0001-01-01", "yes", "child", "<script>")),
)
NAMES = ("id", "code", "danger", "area", "place", "seen_on", "daypart", "people", "children", "text", "wants_answer")


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_whatever_is_typed_is_answered(public, data):
    typed = data.draw(some.dictionaries(some.sampled_from(NAMES), TEXTS))
    said = {name: value.encode(errors="surrogatepass") for name, value in typed.items()}

    tips.TIPS.lately.clear()
    assert send(public, **said).status_code in (200, 400, 409, 422)
    assert read(public, data.draw(TEXTS).encode(errors="surrogatepass")).status_code in (400, 404, 422)
