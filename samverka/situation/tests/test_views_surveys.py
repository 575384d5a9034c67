"""Pages of those who ask."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.core.tests.mail import silent
from samverka.situation import actions, queries, tasks
from samverka.situation.models import AnswerLink, Questionnaire, Survey
from samverka.situation.tests.factories import (
    answer,
    make_national_coordinator,
    make_questionnaire,
    make_survey,
)
from samverka.situation.tests.pages import enter, page, seen, text


pytestmark = pytest.mark.django_db


def test_from_preset_to_a_survey_that_is_sent(client, board):
    taken = client.post(page("questionnaires"), {"id": new_id(), "preset": "municipal"})
    questionnaire = Questionnaire.objects.get()
    client.post(page("publish_questionnaire", questionnaire.pk))
    today = localdate(now())
    planned = client.post(
        page("plan_survey"),
        {"id": new_id(), "territory": "01", "name": "Vintern", "first_day": today, "last_day": today,
         "due_on": today + timedelta(days=30)},
    )  # fmt: skip
    survey = Survey.objects.get()
    asked = client.post(page("ask_municipalities", survey.pk), {"questionnaire": questionnaire.pk}, follow=True)
    sent = client.post(page("send_survey", survey.pk), follow=True)

    assert (taken.status_code, planned.url) == (302, page("survey", survey.pk))
    assert "Municipalities asked: 26." in text(asked)
    assert "0 of 26 have answered" in text(sent)
    assert "26 of them have no role mailbox" in text(sent)
    assert sent.content.decode().count("<path") == 26


def test_the_page_of_a_survey_tells_how_far_answers_have_come(client, survey, asked):
    answer(asked, at=now(), meets=True)
    actions.remind_respondents(survey=survey, by=survey.organisation.memberships.get().user, at=now())

    told = client.get(page("survey", survey.pk))
    part = client.get(page("survey", survey.pk), headers={"HX-Request": "true"})

    assert "1 of 2 have answered" in text(told)
    assert "The response rate is 50 per cent. Answered with gaps: 1. Opened or begun: 0." in text(told)
    assert 'class="is-answered"' in told.content.decode()
    assert "<html" not in part.content.decode()
    assert "mailbox" not in part.content.decode()  # what somebody types is not swapped away


def test_a_survey_asks_the_database_as_often_for_few_as_for_many(client, board, django_assert_max_num_queries):
    survey = make_survey(board, towns=("0180",), at=now(), due_on=localdate(now()))
    actions.ask_municipalities(survey=survey, questionnaire=queries.usable(board).first(), by=board, at=now())

    with django_assert_max_num_queries(16):
        assert client.get(page("survey", survey.pk)).status_code == 200
    with django_assert_max_num_queries(8):  # what is fetched again each half minute
        assert client.get(page("survey", survey.pk), headers={"HX-Request": "true"}).status_code == 200


def test_the_table_holds_a_page_and_is_searched_while_rate_and_map_tell_of_all(client):
    nation = enter(client, make_national_coordinator())
    survey = make_survey(nation, towns=(), at=now(), due_on=localdate(now()), send=False)
    actions.ask_municipalities(survey=survey, questionnaire=queries.usable(nation).first(), by=nation, at=now())
    total, way = survey.answers.count(), page("survey", survey.pk)

    def listed(**asked):
        shown = client.get(way, asked)
        assert f"0 of {total} have answered" in text(shown)
        assert shown.content.decode().count("<title>") > total - 2  # the map
        return [one.respondent for one in shown.context["answers"]]

    assert (total, len(listed())) == (290, 60)
    assert len(listed(county="12")) == 33
    assert listed(name="olna") == ["Solna"]
    assert listed(state="answered") == listed(name="Nowhere") == []


def test_what_is_done_for_one_respondent_has_a_page_of_its_own(client, survey, asked):
    shown = client.get(page("set_mailbox", asked.pk))

    assert page("enter_answer", asked.pk) in shown.content.decode()
    assert page("set_mailbox", asked.pk) in client.get(page("survey", survey.pk)).content.decode()
    assert client.post(page("set_mailbox", asked.pk), {"mailbox": "no address"}).status_code == 422


def test_steps_are_taken_by_button_and_a_refusal_is_told(client, survey, asked):
    early = client.post(page("compile_survey", survey.pk), follow=True)
    again = client.post(page("remind_respondents", survey.pk), follow=True)
    client.post(page("lock_survey", survey.pk))
    done = client.post(page("compile_survey", survey.pk), follow=True)

    assert "Lock the survey first" in text(early)
    assert "Reminded: 2." in text(again)
    assert "It is compiled." in text(done)
    assert Survey.objects.get().state == "compiled"


def test_what_is_compiled_names_what_is_missing(client, survey, asked):
    answer(asked, at=now(), adults=[600, 800], confidence="low", trend="more")

    told = text(client.get(page("compiled", survey.pk)))

    assert "600–800 Confidence: low." in told  # noqa: RUF001 (a range)
    assert "1 of 2 have answered; without basis: 0. Missing: Solna." in told
    assert "Nobody has a figure. That is not nought." in told
    assert "Answers are still coming." in told


def test_a_mailbox_is_written_a_respondent_added_and_dropped(client, board):
    survey = make_survey(board, send=False, at=now(), due_on=localdate(now()))
    [one] = survey.answers.all()
    ngo, questionnaire = make_organisation(), make_questionnaire(board, preset="ngo")

    client.post(page("set_mailbox", one.pk), {"mailbox": "ny@example.org"})
    added = {"id": new_id(), "questionnaire": questionnaire.pk, "territory": "0180", "organisation": ngo.pk}
    client.post(page("ask_respondent", survey.pk), added)
    wrong = client.post(page("ask_respondent", survey.pk), added | {"id": new_id()})
    client.post(page("drop_respondent", one.pk))

    assert wrong.status_code == 422
    assert [row.respondent for row in survey.answers.all()] == [ngo.name]


def test_a_survey_is_changed_knowing_of_colleagues(client, survey):
    way = page("edit_survey", survey.pk)
    typed = {"name": "Våren", "first_day": survey.first_day, "last_day": survey.last_day, "due_on": survey.due_on}
    version = seen(client.get(way))
    Survey.objects.update(name="Deras")

    stale = client.post(way, typed | {"seen": version})
    saved = client.post(way, typed | {"seen": seen(stale)})

    assert (stale.status_code, saved.status_code, Survey.objects.get().name) == (409, 302, "Våren")


def test_reminders_go_out_by_mail_once(client, board, survey, asked):
    morning = now().replace(hour=10)
    tasks.tick(at=morning)
    actions.remind_respondents(survey=survey, by=board, at=now(), answers=[asked.pk])
    tasks.tick(at=morning)
    tasks.tick(at=morning)

    assert [letter.subject for letter in mail.outbox] == ["En enkät att svara på"] * 2 + ["Vi saknar ert svar"]
    assert asked.reminders.get().mailed_at == morning


def test_files_that_cannot_be_made_hold_up_no_mail(survey, monkeypatch):
    def fail(**_more):
        raise RuntimeError

    monkeypatch.setattr(actions, "keep_dumps", fail)
    tasks.tick(at=now().replace(hour=10))

    assert len(mail.outbox) == 2


def test_by_night_nobody_is_mailed(survey):
    tasks.tick(at=now().replace(hour=2))

    assert mail.outbox == []


def test_a_mail_that_cannot_be_sent_is_tried_again(survey, settings):
    morning = now().replace(hour=10)

    with silent(settings):
        tasks.tick(at=morning)
    assert AnswerLink.objects.count() == 0
    tasks.tick(at=morning + timedelta(minutes=1))
    assert mail.outbox == []
    tasks.tick(at=morning + timedelta(minutes=11))
    assert len(mail.outbox) == 2


def test_only_coordinators_compare(client):
    client.force_login(make_user(Role.SHELTER_STAFF))

    assert client.get(page("support", "0180")).status_code == 403


def test_a_questionnaire_is_edited_as_a_draft(client, board):
    draft = make_questionnaire(board, publish=False)
    way = page("questionnaire", draft.pk)
    typed = {"id": new_id(), "number": "20", "code": "plan", "text": "Finns en vinterplan?", "kind": "one_of",
             "options": "ja: ja\nnej: nej\nvet inte"}  # fmt: skip

    client.post(way, {"name": "Vårt", "seen": seen(client.get(way))})
    wrong = client.post(page("add_question", draft.pk), typed | {"options": ""})
    client.post(page("add_question", draft.pk), typed)
    made = draft.questions.get(code="plan")
    change = page("change_question", made.pk)
    opened = client.get(change)
    client.post(change, typed | {"text": "Finns det en plan?", "seen": seen(opened)})
    client.post(page("move_question", made.pk), {"up": "yes"})
    told = client.get(way)

    assert wrong.status_code == 422
    assert made.options == [["ja", "ja"], ["nej", "nej"], ["3", "vet inte"]]
    assert "ja: ja\nnej: nej\n3: vet inte" in opened.content.decode()
    assert "Finns det en plan?" in text(told)
    assert "Vårt" in text(told)
    client.post(page("remove_question", made.pk))
    client.post(page("publish_questionnaire", draft.pk))
    late = client.post(page("remove_question", draft.questions.first().pk), follow=True)
    assert "This version is published" in text(late)
    made = client.post(page("write_next_version", draft.pk), follow=True)
    assert "Version 2" in text(made)


def test_an_empty_questionnaire_is_begun(client, board):
    begun = client.post(page("add_questionnaire"), {"id": new_id(), "name": "Eget", "meant_for": "other"})

    assert begun.url == page("questionnaire", Questionnaire.objects.get().pk)
