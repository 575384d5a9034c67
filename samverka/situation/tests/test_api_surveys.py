"""Surveys and answers by API: whole answers, and the same ids again."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.situation import actions, queries
from samverka.situation.actions import Told
from samverka.situation.models import Survey
from samverka.situation.tests.factories import (
    answer,
    home,
    make_answer,
    make_county_coordinator,
    make_questionnaire,
    make_town_coordinator,
)


pytestmark = pytest.mark.django_db
NOTHING = "0" * 12


def test_a_survey_from_plan_to_compiled():
    by = make_county_coordinator()
    machine, questionnaire, today = Machine(by), make_questionnaire(by), localdate(now())
    said = {
        "id": str(new_id()), "organisation_id": str(home(by).pk), "territory": "01", "name": "Vintern",
        "first_day": str(today), "last_day": str(today), "due_on": str(today + timedelta(days=30)),
    }  # fmt: skip

    first, again = machine.post("/surveys", **said), machine.post("/surveys", **said)
    way = f"/surveys/{said['id']}"
    asked = machine.post(f"{way}/municipalities", questionnaire_id=str(questionnaire.pk))
    sent = machine.post(f"{way}/send")
    answer(Survey.objects.get().answers.get(territory="0180"), at=now(), adults=[600, 800], trend="more")

    assert (first[0], again[0], first[1]) == (201, 200, again[1])
    assert first[1] == {
        **{name: one for name, one in said.items() if name != "territory"}, "territory_id": "01", "state": "draft",
        "sent_at": None, "locked_at": None, "compiled_at": None,
    }  # fmt: skip
    assert (asked, sent[1]["state"]) == ((200, {"count": 26}), "sent")
    assert machine.get(way)[1]["response"] == {"asked": 26, "answered": 1, "partly": 1, "begun": 0, "rate": 1 / 26}
    assert machine.post(f"{way}/compile")[0] == 409
    assert machine.post(f"{way}/remind") == (200, {"count": 25})
    [one] = [one for one in machine.get(f"{way}/answers")[1]["items"] if one["territory_id"] == "0180"]
    assert (one["state"], one["way"], one["reminded_at"]) == ("answered", "account", [])
    assert machine.post(f"{way}/lock")[1]["state"] == "locked"
    assert machine.post(f"{way}/compile")[1]["state"] == "compiled"
    told = {one["code"]: one for one in machine.get(f"{way}/compiled")[1]}
    assert (told["adults"]["total"]["low"], told["adults"]["total"]["high"]) == (600, 800)
    assert (told["adults"]["total"]["areas"], len(told["adults"]["total"]["missing"])) == (26, 25)
    assert told["trend"]["choices"]["fler"] == 1
    assert [one["id"] for one in machine.get("/surveys")[1]["items"]] == [said["id"]]


def test_questionnaires_with_their_questions():
    by = make_county_coordinator()
    questionnaire = make_questionnaire(by, preset="enforcement")
    machine = Machine(by)

    [listed] = machine.get("/questionnaires")[1]["items"]
    whole = machine.get(f"/questionnaires/{questionnaire.pk}")[1]

    assert (listed["id"], listed["version"]) == (str(questionnaire.pk), 1)
    assert whole["questions"][0] == {
        "number": "1", "code": "applications", "kind": "number", "hint": "", "options": [], "in_profile": False,
        "text": "Hur många ansökningar om avlägsnande kom in?",
    }  # fmt: skip


def test_an_answer_is_saved_handed_in_and_handed_back_when_stale():
    asked, by = make_answer(), make_town_coordinator()
    machine, way = Machine(by), f"/survey-answers/{asked.pk}"

    opened = machine.get(way)[1]
    said = {"seen": opened["seen"], "values": [
        {"code": "meets", "value": True}, {"code": "adults", "value": [50, 75]}, {"code": "trend", "value": "more"},
        {"code": "children", "has_no_basis": True}, {"code": "services", "value": ["shelter"]},
        {"code": "wishes", "text": "Fler platser."},
    ]}  # fmt: skip
    saved, again = machine.put(way, **said), machine.put(way, **said)
    done = machine.post(f"{way}/hand-in", seen=saved[1]["seen"])

    assert (opened["state"], opened["seen"], opened["values"]) == ("opened", NOTHING, [])
    assert (saved[0], again[1]["seen"]) == (200, saved[1]["seen"])
    assert {one["code"]: one["value"] for one in saved[1]["values"]} == {
        "meets": True, "adults": [50, 75], "trend": "more", "children": None, "services": ["shelter"], "wishes": None,
    }  # fmt: skip
    assert (done[1]["state"], done[1]["way"]) == ("answered", "account")
    actions.save_answer(answer=asked, told={"adults": Told([1, 2])}, by=by, at=now())
    stale = machine.put(way, seen=saved[1]["seen"], values=[{"code": "adults", "value": [3, 4]}])
    assert (stale[0], stale[1]["yours"]["values"][0]["value"]) == (409, [3, 4])
    assert stale[1]["current"]["seen"] == queries.answer_version(queries.values_of(asked))


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "adults", "value": [9, 3]}, {"code": "meets", "value": 1}, {"code": "no_such", "value": True},
        {"code": "adults", "value": "många åt"}, {"code": "wishes", "text": "Ring 850709-9805"}, {"code": "x", "y": 1},
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_beside_its_field(wrong):
    asked = make_answer()

    status, told = Machine(make_town_coordinator()).put(
        f"/survey-answers/{asked.pk}", seen=NOTHING, values=[wrong]
    )  # fmt: skip

    assert status == 422
    assert told["fields"]


def test_what_is_begun_is_told_to_its_respondent_alone():
    by = make_county_coordinator()
    asked, town = make_answer(by), make_town_coordinator()
    actions.save_answer(answer=asked, told={"meets": Told(True)}, by=town, at=now())
    board = Machine(by)

    begun = board.get(f"/survey-answers/{asked.pk}")[1]
    answer(asked, town, at=now())
    handed_in = board.get(f"/survey-answers/{asked.pk}")[1]

    assert (begun["state"], begun["values"]) == ("answering", [])
    assert [one["value"] for one in handed_in["values"]] == [True]
    assert [one["id"] for one in Machine(town).get("/survey-answers")[1]["items"]] == [str(asked.pk)]
    assert board.get("/survey-answers")[1]["items"] == []


def test_forms_of_support_without_figures():
    by = make_county_coordinator()
    answer(make_answer(by), at=now(), outreach="own", bed_nights=1240)

    told = Machine(by).get("/support/0180")[1]

    assert told["support"][0] == {
        "code": "outreach",
        "question": "Vem gör uppsökande arbete?",
        "told": "vårt eget team",
    }
    assert "1240" not in str(told)
