"""A respondent answers: prefilled, saved as often as they like, passed on, handed in."""

from datetime import timedelta

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.access import Denied, Refused, Stale, Unfit
from samverka.core.free_text import ReadThrough
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.outreach.models import EmergencyAidTally
from samverka.situation import actions, queries
from samverka.situation.actions import Told
from samverka.situation.models import Answer, AnswerLink, AnswerValue
from samverka.situation.tests.factories import (
    APRIL,
    MARCH,
    answer,
    make_answer,
    make_county_coordinator,
    make_questionnaire,
    make_survey,
    make_town_coordinator,
)


pytestmark = pytest.mark.django_db
NONE = Told(has_no_basis=True)


@pytest.fixture
def board():
    return make_county_coordinator()


@pytest.fixture
def asked(board):
    return make_answer(board)


@pytest.fixture
def by():
    return make_town_coordinator()


@pytest.fixture
def aided():
    """Seven grants of aid in February, two of them journeys home."""
    for kind, granted in (("food", 5), ("ticket_home", 2)):
        EmergencyAidTally.objects.create(
            county="01", municipality=make_territory("0180"), month="2027-02-01", kind=kind, applied=granted,
            granted=granted, stated_at=MARCH,
        )  # fmt: skip


def value(asked, code):
    return asked.values.filter(question__code=code).first()


def told(asked):
    return {one.question.code: one.value for one in queries.values_of(asked) if one.is_given}


def save(asked, by, at=APRIL, seen="", **values):
    values = {code: one if isinstance(one, Told) else Told(one) for code, one in values.items()}
    return actions.save_answer(answer=asked, told=values, by=by, at=at, seen=seen)


def test_opened_it_is_filled_with_what_was_counted_and_nothing_is_answered_by_that(asked, by, aided):
    opened = actions.open_answer(answer=asked, by=by, at=MARCH)
    actions.open_answer(answer=asked, by=by, at=APRIL)

    assert (opened.state, opened.opened_at) == ("opened", MARCH)
    assert (value(asked, "aid").counted, value(asked, "tickets_home").counted) == (7, 2)
    assert value(asked, "aid").source == "outreach.emergencyaidtally"
    assert told(asked) == {}
    assert Entry.objects.filter(verb="situation.answer_opened").count() == 1


def test_what_was_counted_is_confirmed_or_changed_with_a_reason_and_both_stay(asked, by, aided):
    actions.open_answer(answer=asked, by=by, at=MARCH)

    with pytest.raises(Unfit, match="why"):
        save(asked, by, aid=9)
    save(asked, by, aid=Told(9, reason="others"), tickets_home=Told(as_counted=True))

    assert (value(asked, "aid").value, value(asked, "aid").counted, value(asked, "aid").reason) == (9, 7, "others")
    assert (value(asked, "tickets_home").value, value(asked, "tickets_home").reason) == (2, "")


def test_the_same_number_as_counted_needs_no_reason(asked, by, aided):
    actions.open_answer(answer=asked, by=by, at=MARCH)

    save(asked, by, aid=Told(7, reason="others"))

    assert (value(asked, "aid").value, value(asked, "aid").reason) == (7, "")


def test_where_nothing_was_counted_nothing_is_confirmed(asked, by):
    with pytest.raises(Unfit):
        save(asked, by, aid=Told(as_counted=True))


def test_saved_it_goes_on_later_and_what_is_not_told_stays(asked, by):
    assert save(asked, by, meets=True, adults=[50, 75]).state == "answering"
    save(asked, by, children=NONE)

    assert told(asked) == {"meets": True, "adults": [50, 75], "children": None}
    assert value(asked, "children").has_no_basis


def test_an_answer_is_taken_back_by_telling_nothing(asked, by):
    save(asked, by, meets=True)

    save(asked, by, meets=Told())

    assert told(asked) == {}


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("meets", "ja"), ("adults", [7]), ("adults", [9, 3]), ("adults", "många"), ("adults", [-1, 3]),
        ("season", "spring"), ("begging", 6), ("begging", True), ("settlements", "7"), ("aid", -1), ("aid", True),
        ("aid", 10**9), ("services", ["pool"]), ("services", "shelter"), ("services", [["shelter"]]),
        ("no_such", 1),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_beside_its_question(asked, by, code, wrong):
    with pytest.raises(Unfit) as unfit:
        save(asked, by, **{code: wrong})

    assert unfit.value.field == code
    assert told(asked) == {}


def test_several_are_kept_in_their_order_and_none_of_them_is_an_answer(asked, by):
    save(asked, by, services=["meals", "shelter"], together_with=[])

    assert told(asked) == {"services": ["shelter", "meals"], "together_with": []}


def test_free_text_passes_the_guard(asked, by):
    with pytest.raises(Unfit):
        save(asked, by, difficulties=Told(text="Ring 070-123 45 67."))
    save(asked, by, difficulties=Told(text=ReadThrough("Ring 070-123 45 67.")), wishes=Told(text="Fler platser."))

    assert value(asked, "wishes").text == "Fler platser."
    with pytest.raises(Unfit):
        save(asked, by, wishes=Told(text="x" * 2001))


def test_nobody_overwrites_a_colleague_unseen(asked, by):
    save(asked, by, meets=True)
    seen = queries.answer_version(queries.values_of(asked))
    save(asked, by, adults=[1, 2])

    with pytest.raises(Stale):
        save(asked, by, adults=[3, 4], seen=seen)
    assert save(asked, by, adults=[1, 2], seen=seen).state == "answering"
    assert told(asked) == {"meets": True, "adults": [1, 2]}


def test_handed_in_it_can_be_changed_until_the_survey_is_locked(asked, by, board):
    first = answer(asked, by, at=MARCH, meets=True)
    again = save(asked, by, meets=False)

    assert (first.state, first.way, first.by, first.answered_at) == ("answered", "account", by, MARCH)
    assert (again.state, again.answered_at) == ("answered", APRIL)
    actions.lock_survey(survey=asked.survey, by=board, at=APRIL)
    for late in (actions.save_answer, actions.hand_in):
        with pytest.raises(Refused, match="locked"):
            late(answer=asked, told={"meets": Told(True)}, by=by, at=APRIL)
    assert actions.open_answer(answer=asked, by=by, at=APRIL).state == "answered"


def test_nothing_at_all_is_not_handed_in(asked, by):
    with pytest.raises(Refused):
        actions.hand_in(answer=asked, by=by, at=APRIL)

    assert answer(asked, by, meets=NONE).state == "answered"


def test_only_the_respondents_own_people_answer(asked, board):
    respondent = make_user(Role.RESPONDENT, at=make_organisation(kind="municipality"))
    others = (
        board, make_town_coordinator(territory="0184"), make_user(Role.RESPONDENT, at=make_organisation()),
        make_user(Role.ORGANISATION_ADMIN, at=make_organisation(kind="municipality")),
    )  # fmt: skip

    for one in others:
        with pytest.raises(Denied):
            actions.open_answer(answer=asked, by=one, at=APRIL)
    assert answer(asked, respondent, meets=True).by == respondent


def test_an_organisation_answers_for_itself(board):
    survey, ngo = make_survey(board), make_organisation()
    asked = actions.ask_respondent(
        id=new_id(), survey=survey, questionnaire=make_questionnaire(board, preset="ngo"), organisation=ngo,
        territory=make_territory("0180"), by=board, at=MARCH,
    )  # fmt: skip

    actions.open_answer(answer=asked, by=make_user(Role.PROJECT_LEADER, at=ngo), at=APRIL)
    assert answer(asked, make_user(Role.RESPONDENT, at=ngo), adults=[3, 5]).state == "answered"
    with pytest.raises(Denied):
        answer(asked, make_town_coordinator(), adults=[1, 1])


def test_a_link_opens_one_answer_and_only_its_digest_is_kept(asked):
    link, token = actions.invite_by_link(answer=asked, at=MARCH)
    other = make_answer(make_county_coordinator(county="12"), territory="1280")

    assert (queries.open_link(token, at=APRIL), queries.open_link("x", at=APRIL)) == (link, None)
    assert token not in str(list(AnswerLink.objects.values()))
    assert link.expires_at > MARCH + timedelta(days=45)
    handed_in = answer(asked, link, meets=True)
    assert (handed_in.way, handed_in.by) == ("link", None)
    assert Entry.objects.filter(verb="situation.answer_handed_in").get().by == f"link:{link.pk.hex}"
    with pytest.raises(Refused):
        answer(other, link, meets=True)
    with pytest.raises(Refused):
        answer(asked, link, at=link.expires_at, meets=False)


def test_a_new_invitation_takes_the_place_of_the_one_before(asked):
    _old, token = actions.invite_by_link(answer=asked, at=MARCH)
    reminder = asked.reminders.create(at=APRIL)

    _new, newer = actions.invite_by_link(answer=asked, at=APRIL, reminder=reminder)

    for again in ({}, {"reminder": reminder}):
        with pytest.raises(Refused):
            actions.invite_by_link(answer=asked, at=APRIL, **again)

    assert queries.open_link(token, at=APRIL) is None
    assert queries.open_link(newer, at=APRIL).answer == asked


def test_it_is_passed_on_to_a_colleague_by_whoever_answers(asked, by):
    link, token = actions.pass_on(answer=asked, by=by, at=APRIL)
    actions.pass_on(answer=asked, by=link, at=APRIL)
    actions.invite_by_link(answer=asked, at=APRIL)

    assert queries.open_link(token, at=APRIL).kind == "colleague"
    with pytest.raises(Refused):
        [actions.pass_on(answer=asked, by=by, at=APRIL) for _number in range(9)]


def test_what_came_on_paper_is_entered_for_the_respondent_and_says_so(asked, board, aided):
    said = {"answer": asked, "told": {"meets": Told(True)}, "at": APRIL}

    with pytest.raises(Unfit):
        actions.enter_answer(way="account", by=board, **said)
    with pytest.raises(Denied):
        actions.enter_answer(way="paper", by=make_town_coordinator(), **said)
    entered = actions.enter_answer(way="paper", by=board, **said)

    assert (entered.state, entered.way, entered.by) == ("answered", "paper", board)
    assert value(asked, "aid").counted == 7
    assert actions.enter_answer(way="sheet", by=board, **said).way == "sheet"


def test_nothing_is_entered_over_what_the_respondent_answers(asked, board, by):
    said = {"answer": asked, "told": {"meets": Told(True)}, "way": "paper", "by": board, "at": APRIL}
    save(asked, by, meets=False)

    with pytest.raises(Refused):
        actions.enter_answer(**said)
    answer(asked, by, meets=False)
    with pytest.raises(Refused):
        actions.enter_answer(**said)
    actions.lock_survey(survey=asked.survey, by=board, at=APRIL)
    with pytest.raises(Refused):
        actions.enter_answer(**said)


def test_the_next_time_one_sees_what_one_answered_last(board, by):
    before = make_answer(board)
    answer(before, by, meets=True, adults=[50, 75])
    now = make_answer(board)

    found = queries.last_time(now)

    assert {code: one.value for code, one in found.items()} == {"meets": True, "adults": [50, 75]}
    assert queries.last_time(make_answer(board, territory="0184")) == {}


def test_who_has_a_mailbox_is_invited_and_reminded_by_mail(board, by):
    survey = make_survey(board, towns=("0180", "0184", "0183"))
    Answer.objects.filter(territory="0183").update(mailbox="")
    waiting = list(queries.to_invite())
    for one in waiting:
        actions.invite_by_link(answer=one, at=MARCH)
    answer(survey.answers.get(territory="0180"), by, meets=True)
    actions.remind_respondents(survey=survey, by=board, at=APRIL)

    assert sorted(one.territory_id for one in waiting) == ["0180", "0184"]
    assert list(queries.to_invite()) == []
    [reminder] = queries.to_remind()
    assert reminder.answer.territory_id == "0184"
    actions.invite_by_link(answer=reminder.answer, at=APRIL, reminder=reminder)
    assert list(queries.to_remind()) == []


def test_a_value_is_never_without_basis_and_given_at_once(asked, by):
    save(asked, by, adults=[1, 2])

    save(asked, by, adults=NONE)

    row = AnswerValue.objects.get()
    assert (row.value, row.has_no_basis, row.is_given) == (None, True, True)


def test_the_trail_tells_nothing_of_what_was_answered(asked, by):
    save(asked, by, wishes=Told(text="Fler platser."))

    assert "Fler" not in str(list(Entry.objects.values_list("detail", flat=True)))
