"""Questionnaires are written as drafts; what is published stays as it is."""

import pytest

from samverka.core.access import Denied, Refused, Stale, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.versions import version
from samverka.situation import actions, queries
from samverka.situation.models import Question, Questionnaire
from samverka.situation.presets import PRESETS
from samverka.situation.queries.prefill import SOURCES
from samverka.situation.tests.factories import (
    MARCH,
    home,
    make_board,
    make_county_coordinator,
    make_questionnaire,
    make_town_coordinator,
)


pytestmark = pytest.mark.django_db
ASKED = {"number": "20", "code": "winter", "kind": "yes_no", "text": "Finns det en plan för vintern?"}


@pytest.fixture
def by():
    return make_county_coordinator()


@pytest.fixture
def draft(by):
    return make_questionnaire(by, publish=False)


def test_the_default_for_municipalities_has_nineteen_questions(draft):
    rows = queries.questions_of(draft)

    assert list(dict.fromkeys(one.number.split()[0] for one in rows)) == [str(number) for number in range(1, 20)]
    assert rows[0].text == "Möter ni människor från andra EU-länder som lever här i fattigdom?"
    assert Entry.objects.get().verb == "situation.preset_taken"


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_asks_what_can_be_answered_and_compiled(by, preset):
    made = make_questionnaire(by, preset=preset)

    assert made.published_at
    assert {one.kind for one in made.questions.all()} <= set(Question.Kind.values)
    assert all(bool(one.options) == (one.kind in ("one_of", "several_of", "band")) for one in made.questions.all())


def test_what_is_counted_already_is_asked_for_in_the_same_kind():
    kinds = {one.code: one.kind for one in PRESETS["municipal"].questions}

    assert {code: kind for code, (_source, kind, _ask) in SOURCES.items()} == {code: kinds[code] for code in SOURCES}


def test_taken_again_with_the_same_id_it_is_the_same(by):
    said = {"id": new_id(), "organisation": home(by), "preset": "ngo", "by": by, "at": MARCH}

    assert actions.take_preset(**said) == actions.take_preset(**said) == Questionnaire.objects.get()
    with pytest.raises(Unfit):
        actions.take_preset(**said | {"preset": "nothing"})


def test_a_draft_is_changed_question_by_question(by, draft):
    said = {"by": by, "at": MARCH}
    made = actions.add_question(id=new_id(), questionnaire=draft, **ASKED, **said)
    actions.change_question(question=made, **ASKED | {"text": "Finns en vinterplan?"}, **said)
    actions.move_question(question=made, up=True, **said)
    last, moved = queries.questions_of(draft)[:-3:-1]

    assert (moved.pk, moved.text, last.code) == (made.pk, "Finns en vinterplan?", "wishes")
    actions.remove_question(question=made, **said)
    assert not Question.objects.filter(pk=made.pk).exists()


def test_the_first_question_cannot_go_further_up(by, draft):
    first = queries.questions_of(draft)[0]

    actions.move_question(question=first, up=True, by=by, at=MARCH)

    assert queries.questions_of(draft)[0] == first


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "adults"}, "code"),
        ({"kind": "one_of"}, "options"),
        ({"kind": "one_of", "options": [["a", "A"]]}, "options"),
        ({"kind": "one_of", "options": [["a", "A"], ["a", "B"]]}, "options"),
        ({"options": [["a", "A"], ["b", "B"]]}, "options"),
        ({"kind": "number", "in_profile": True}, "in_profile"),
        ({"text": "Ring 850709-9805?"}, "text"),
    ],
)
def test_what_cannot_be_asked_is_refused_beside_its_field(by, draft, wrong, field):
    with pytest.raises(Unfit) as unfit:
        actions.add_question(id=new_id(), questionnaire=draft, **ASKED | wrong, by=by, at=MARCH)

    assert unfit.value.field == field


def test_a_published_version_never_changes(by):
    published = make_questionnaire(by)
    question, said = published.questions.first(), {"by": by, "at": MARCH}

    for change in (
        lambda: actions.add_question(id=new_id(), questionnaire=published, **ASKED, **said),
        lambda: actions.change_question(question=question, **ASKED, **said),
        lambda: actions.move_question(question=question, up=False, **said),
        lambda: actions.remove_question(question=question, **said),
        lambda: actions.name_questionnaire(questionnaire=published, name="Ny", **said),
    ):
        with pytest.raises(Refused, match="published"):
            change()
    assert actions.publish_questionnaire(questionnaire=published, **said).published_at == published.published_at


def test_whoever_changes_a_published_one_makes_the_next_version(by):
    first, said = make_questionnaire(by), {"by": by, "at": MARCH}

    second = actions.write_next_version(questionnaire=first, **said)
    again = actions.write_next_version(questionnaire=first, **said)

    assert (second, second.version, second.series, second.published_at) == (again, 2, first.series, None)
    assert second.questions.count() == first.questions.count()
    assert list(queries.questionnaires(by)) == [second]
    assert list(queries.usable(by)) == [first]


def test_an_empty_one_is_not_published(by):
    said = {"by": by, "at": MARCH}
    empty = actions.add_questionnaire(
        id=new_id(), organisation=home(by), name="Tom", meant_for="other", **said
    )  # fmt: skip

    with pytest.raises(Refused):
        actions.publish_questionnaire(questionnaire=empty, **said)


def test_nobody_overwrites_a_colleague_unseen(by, draft):
    question, said = queries.questions_of(draft)[0], {"by": by, "at": MARCH}
    facts = {name: getattr(question, name) for name in ("number", "code", "kind", "text")}
    seen = version(question)
    actions.change_question(question=question, **facts | {"text": "Deras"}, **said)

    with pytest.raises(Stale):
        actions.change_question(question=question, **facts | {"text": "Min"}, seen=seen, **said)


def test_strangers_keep_none_of_it(by, draft):
    for stranger in (make_town_coordinator(), make_county_coordinator(board=make_board(county="12"), county="12")):
        with pytest.raises(Denied):
            actions.publish_questionnaire(questionnaire=draft, by=stranger, at=MARCH)
        assert list(queries.questionnaires(stranger)) == []
