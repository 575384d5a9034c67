"""Pages of those who answer, with a log-in and by a mailed link."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.ids import new_id
from samverka.outreach.models import EmergencyAidTally
from samverka.outreach.tests.factories import make_area, make_team, note
from samverka.situation import actions, tasks
from samverka.situation.models import Answer, AnswerLink
from samverka.situation.tests.factories import (
    answer,
    make_answer,
    make_county_coordinator,
    make_national_coordinator,
    make_questionnaire,
    make_survey,
    make_town_coordinator,
)
from samverka.situation.tests.pages import enter, page, seen, text, token_of, values


pytestmark = pytest.mark.django_db


def test_a_municipality_answers_confirms_and_hands_in(client, survey, asked):
    EmergencyAidTally.objects.create(
        county="01", municipality=make_territory("0180"), month=localdate(now()).replace(day=1), kind="food",
        applied=7, granted=7, stated_at=now(),
    )  # fmt: skip
    by = enter(client, make_town_coordinator())
    way = page("answer", asked.pk)

    opened = client.get(way)
    saved = client.post(way, {"seen": seen(opened), "then": "save", "meets.value": "yes", "adults.low": 50,
                              "adults.high": 75, "children.basis": "on", "services.value": ["-"]})  # fmt: skip
    confirmed = client.post(way, {"then": "confirm", "meets.value": "yes", "adults.low": 50, "adults.high": 75,
                                  "children.basis": "on", "services.value": ["-"]})  # fmt: skip
    done = client.post(way, {"then": "hand_in", "meets.value": "yes", "adults.low": 50, "adults.high": 75,
                             "children.basis": "on", "aid.basis": "counted", "services.value": ["-"]})  # fmt: skip

    assert "as counted: 7" in text(opened)
    assert (saved.status_code, confirmed.status_code, done.url) == (302, 302, page("surveys"))
    assert values(asked) == {
        "meets": True, "adults": [50, 75], "children": None, "aid": 7, "services": [],
    }  # fmt: skip
    asked.refresh_from_db()
    assert (asked.state, asked.way, asked.by) == ("answered", "account", by)


def test_what_is_fit_is_kept_also_when_something_must_be_put_right(client, survey, asked):
    enter(client, make_town_coordinator())
    way = page("answer", asked.pk)

    wrong = client.post(way, {"then": "hand_in", "meets.value": "yes", "adults.low": 9, "adults.high": 3,
                              "difficulties.value": "Ring 850709-9805"})  # fmt: skip

    assert wrong.status_code == 422
    assert "The highest number is below the lowest." in text(wrong)
    assert "Ring 850709-9805" in wrong.content.decode()
    assert values(asked) == {"meets": True}
    right = client.post(way, {"then": "hand_in", "seen": seen(wrong), "meets.value": "yes", "adults.low": 3,
                              "adults.high": 9})  # fmt: skip
    assert right.status_code == 302


def test_a_stale_answer_is_handed_back(client, survey, asked):
    by = enter(client, make_town_coordinator())
    way = page("answer", asked.pk)
    version = seen(client.get(way))
    actions.save_answer(answer=asked, told={"adults": actions.Told([1, 2])}, by=by, at=now())

    stale = client.post(way, {"then": "save", "seen": version, "adults.low": 3, "adults.high": 4})
    again = client.post(way, {"then": "save", "seen": seen(stale), "adults.low": 3, "adults.high": 4})

    assert (stale.status_code, stale.context["form"]["adults.low"].value()) == (409, "3")
    assert (again.status_code, values(asked)) == (302, {"adults": [3, 4]})


def test_both_an_answer_and_no_basis_is_asked_about(client, survey, asked):
    enter(client, make_town_coordinator())

    both = client.post(page("answer", asked.pk), {"adults.low": 3, "adults.basis": "on", "begging.value": "4"})

    assert "You have answered, and said that there is no basis." in text(both)
    assert values(asked) == {"begging": 4}


def test_kronofogden_answers_by_link_and_passes_it_on(client, board, survey):
    asked = actions.ask_respondent(
        id=new_id(), survey=survey, questionnaire=make_questionnaire(board, preset="enforcement"),
        territory=make_territory("01"), respondent="Kronofogden", mailbox="k@example.org", by=board, at=now(),
    )  # fmt: skip
    Answer.objects.exclude(pk=asked.pk).update(mailbox="")
    client.logout()
    client.cookies["django_language"] = "en"
    morning = now().replace(hour=10)

    tasks.tick(at=morning)
    tasks.tick(at=morning)
    [letter] = mail.outbox
    way = page("by_link", token_of(letter))
    opened = client.get(way)
    client.post(page("pass_on_by_link", token_of(letter)), {"email": "kollega@example.org"})
    handed_in = client.post(way, {"then": "hand_in", "applications.value": 12}, follow=True)

    assert (letter.to, letter.subject) == (["k@example.org"], "En enkät att svara på")
    assert (opened.status_code, opened.headers["Referrer-Policy"]) == (200, "same-origin")
    assert "no-store" in opened.headers["Cache-Control"]
    assert "It is handed in." in text(handed_in)
    assert values(asked) == {"applications": 12}
    assert mail.outbox[1].to == ["kollega@example.org"]
    assert client.get(page("by_link", token_of(mail.outbox[1]))).status_code == 200
    assert "kollega" not in str(list(AnswerLink.objects.values()))


def test_of_an_answer_by_link_no_draft_is_kept_whose_address_would_open_it(client, board, asked):
    _link, token = actions.invite_by_link(answer=asked, at=now())
    client.force_login(board)
    shown = client.get(page("by_link", token)).content.decode()

    assert ("draft_of" in shown, "data-kept-here" in shown) == (False, True)
    assert "draft_of" in client.get(page("enter_answer", asked.pk)).content.decode()


def test_a_link_that_is_good_no_more_opens_nothing(client, survey, asked):
    link, token = actions.invite_by_link(answer=asked, at=now())
    client.logout()

    assert client.get(page("by_link", "a-b-c")).status_code == 404
    actions.lock_survey(survey=survey, by=survey.organisation.memberships.get().user, at=now())
    assert client.get(page("by_link", token)).status_code == 404
    AnswerLink.objects.filter(pk=link.pk).update(expires_at=now())
    assert client.get(page("by_link", token)).status_code == 404


def test_what_came_on_paper_is_entered(client, survey, asked):
    way = page("enter_answer", asked.pk)

    without = client.post(way, {"meets.value": "yes"})
    done = client.post(way, {"meets.value": "yes", "way": "paper"})
    told = client.get(page("read_answer", asked.pk))

    assert (without.status_code, done.status_code) == (422, 302)
    assert "from paper, entered for the respondent" in text(told)


def test_a_draft_is_the_respondents_own(client, survey, asked):
    actions.save_answer(
        answer=asked, told={"wishes": actions.Told(text="Fler platser.")}, by=make_town_coordinator(), at=now()
    )

    board = client.get(page("read_answer", asked.pk))

    assert "Fler platser" not in text(board)
    assert "the respondent's own" in text(board).replace("&#x27;", "'")


def test_a_county_reads_what_its_municipality_handed_in_and_another_does_not(client, survey, asked):
    answer(asked, at=now(), meets=True, adults=[50, 75])

    assert "50–75" in text(client.get(page("read_answer", asked.pk)))  # noqa: RUF001 (a range)
    enter(client, make_county_coordinator(county="12"))
    assert client.get(page("read_answer", asked.pk)).status_code == 404
    enter(client, make_national_coordinator())
    assert "50–75" in text(client.get(page("read_answer", asked.pk)))  # noqa: RUF001 (a range)
    enter(client, make_town_coordinator(territory="0184"))
    assert client.get(page("read_answer", asked.pk)).status_code == 404


def test_a_municipality_begins_its_own_picture(client):
    enter(client, make_town_coordinator())
    today = localdate(now())

    begun = client.post(
        page("begin_own_picture"), {"id": new_id(), "territory": "0180", "first_day": today, "last_day": today}
    )

    asked = Answer.objects.get()
    assert begun.url == page("answer", asked.pk)
    client.post(begun.url, {"then": "hand_in", "outreach.value": "own"})
    assert "vårt eget team" in text(client.get(page("support", "0180")))
    assert "vårt eget team" in text(client.get(page("support", "01")))
    assert client.get(page("support", "00")).status_code == 200


def test_a_respondent_begins_with_what_there_is_to_answer(client, survey, asked):
    respondent = make_user(Role.RESPONDENT, at=make_organisation(kind="municipality"))
    client.force_login(respondent)

    begins = text(client.get(reverse("web:today")))

    assert "1 survey to answer" in begins
    assert client.get(page("plan_survey")).status_code == 403


def test_last_years_answer_is_shown_beside_the_question(client, board):
    by = make_town_coordinator()
    answer(make_answer(board), by, meets=True, adults=[40, 60])
    asked = make_survey(board, at=now(), due_on=localdate(now())).answers.get()
    enter(client, by)

    told = text(client.get(page("answer", asked.pk)))

    assert "Last time: 40–60" in told  # noqa: RUF001 (a range)


def test_where_one_chooses_no_basis_is_one_of_the_choices_and_what_was_counted_is_marked(client, survey, asked):
    note(make_team(), make_area(), at=now())
    enter(client, make_town_coordinator())
    way = page("answer", asked.pk)

    opened = client.get(way)
    client.post(way, {"then": "save", "meets.value": "?", "begging.value": "5", "outreach.value": "own"})
    shown = client.get(way).context["form"]
    other = client.post(way, {"then": "save", "outreach.value": "bought"})
    client.post(way, {"then": "save", "outreach.value": "bought", "outreach.reason": "incomplete"})

    assert "vårt eget team (as counted)" in text(opened)
    assert [shown[name].value() for name in ("meets.value", "begging.value", "outreach.value")] == ["?", 5, "own"]
    assert "Say why it is otherwise than counted." in text(other)
    assert values(asked) == {"outreach": "bought"}


def test_what_was_told_is_shown_again_as_it_was_typed(client, survey, asked):
    enter(client, make_town_coordinator())
    way = page("answer", asked.pk)
    typed = {
        "adults.low": "50", "adults.high": "75", "children.basis": "on", "services.value": ["-"], "aid.value": "3",
        "wishes.value": "Fler platser.", "gives_tickets.value": "no", "settlements.value": "3_5",
    }  # fmt: skip

    client.post(way, typed | {"then": "save"})
    shown = client.get(way).context["form"]

    assert {name: shown[name].value() for name in typed} == typed | {
        "adults.low": 50, "adults.high": 75, "children.basis": True, "aid.value": 3,
    }  # fmt: skip
