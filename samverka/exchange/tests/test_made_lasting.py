"""A discussion becomes a question or a practice: seen and sent by somebody, and a question can be taken back."""

import pytest
from django.urls import reverse

from samverka.actors.tests.visits import log_in
from samverka.core.access import Denied, Refused
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.exchange import actions, queries
from samverka.exchange.actions import Telling
from samverka.exchange.models import AdviceQuestion, Practice
from samverka.exchange.tests.factories import AT, ask, begin, make_asker, make_editor, post


pytestmark = pytest.mark.django_db
WRITTEN = "## Hundar\n\n**Hur** gör ni när *hundar* följer med?"


def way(name, made):
    return reverse(f"exchange:{name}_from_discussion", args=[made.pk])


def filled(answer, **said):
    """What the form that was answered holds, as a browser sends it."""
    form = answer.context["form"]
    start = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (start | said).items() if value not in (None, [])}


def test_a_question_is_seen_before_it_is_sent_and_remembers_the_discussion():
    user = make_asker()
    made, browser = begin(user, text=WRITTEN, topic="aid"), log_in(user)

    seen = browser.get(way("ask", made))
    assert (seen.status_code, AdviceQuestion.objects.count()) == (200, 0)
    assert seen.context["form"]["text"].value() == "Hundar på natten\n\nHundar\nHur gör ni när hundar följer med?"
    assert (seen.context["form"]["topic"].value(), seen.context["form"]["territory"].value()) == ("aid", "0180")

    refused = browser.post(way("ask", made), filled(seen, text="811218-9876"))
    assert (refused.status_code, AdviceQuestion.objects.count()) == (422, 0)
    said = filled(seen, text="Får hundar följa med?")
    sent = [browser.post(way("ask", made), said) for _time in "12"]

    question = AdviceQuestion.objects.get()
    assert {one.headers["Location"] for one in sent} == {reverse("exchange:question", args=[question.pk])}
    assert (question.text, question.discussion) == ("Får hundar följa med?", made)
    assert queries.became(made, user) == ([question], [])
    assert queries.became(made, make_asker("1280")) == ([], [])


def test_what_is_asked_from_afar_concerns_ones_own_place():
    made, other = begin(), make_asker("1280")

    form = log_in(other).get(way("ask", made)).context["form"]

    assert form["territory"].value() == "1280"


def test_a_practice_is_of_whoever_wrote_the_words_and_a_suggestion_of_others():
    user, other = make_asker(), make_asker("1280")
    made = begin(user, text=WRITTEN)
    post(made, other)
    browser = log_in(other)

    seen = browser.get(way("practice", made))
    assert (seen.status_code, Practice.objects.count()) == (200, 0)
    assert str(made.organisation) in seen.content.decode()
    assert seen.context["form"]["problem"].value() == WRITTEN  # the field takes Markdown
    sent = browser.post(way("practice", made), filled(seen, done="De får följa med.", organisation=str(new_id())))
    assert (sent.status_code, Practice.objects.count()) == (422, 0)
    assert browser.post(way("practice", made), filled(seen, done="De får följa med.")).status_code == 302

    practice = Practice.objects.get()
    assert (practice.organisation, practice.discussion) == (user.standing[0].organisation, made)
    assert (practice.suggested_by, practice.state) == (other.standing[0].organisation, "suggested")
    assert queries.became(made, user) == ([], [practice])


def test_ones_own_words_become_ones_own_practice():
    user = make_asker()
    made, browser = begin(user), log_in(user)
    actions.settle_discussion(discussion=made, agreed="Hundar får följa med.", by=user, at=AT)

    seen = browser.get(way("practice", made))
    assert seen.context["form"]["done"].value() == "Hundar får följa med."
    assert browser.post(way("practice", made), filled(seen)).status_code == 302
    assert {Practice.objects.get().organisation, Practice.objects.get().suggested_by} == {made.organisation}


def test_nobody_suggests_as_a_third_ones_practice_what_others_have_said():
    user, other, third = make_asker(), make_asker("1280"), make_asker()
    made = begin(user)
    said = {"telling": Telling("Hundar", "together", "Natt"), "discussion": made, "by": other, "at": AT}

    with pytest.raises(Denied):
        actions.suggest_practice(id=new_id(), organisation=third.standing[0].organisation, **said)

    actions.take_back_post(post=made.posts.get(), by=make_editor(), at=AT)
    post(made, third)  # whose words are the first that stand now
    assert actions.suggest_practice(id=new_id(), organisation=third.standing[0].organisation, **said).title == "Hundar"


def test_whoever_asked_takes_a_question_back_and_it_waits_nowhere():
    user, editor = make_asker(), make_editor()
    made = begin(user)
    question, browser = ask(user, discussion=made), log_in(user)
    page, step = (reverse(f"exchange:{name}", args=[question.pk]) for name in ("question", "withdraw_question"))
    assert step in browser.get(page).content.decode()
    assert step not in log_in(editor).get(page).content.decode()

    browser = log_in(user)
    assert {browser.post(step).headers["Location"] for _time in "12"} == {page}
    question.refresh_from_db()
    assert (question.state, list(queries.desk(editor)), list(queries.at_desk(editor))) == ("withdrawn", [], [])
    assert (step in browser.get(page).content.decode(), queries.became(made, user)) == (False, ([], []))
    assert Entry.objects.filter(verb="exchange.question_withdrawn").count() == 1
    with pytest.raises(Refused):
        actions.merge_question(question=ask(user), into=question, by=editor, at=AT)
    assert queries.may_be_same(editor, ask(user, topic="aid")) == []


def test_no_question_is_taken_back_that_others_wait_for_or_by_others():
    user, editor = make_asker(), make_editor()
    question = ask(user)
    with pytest.raises(Denied):
        actions.withdraw_question(question=question, by=make_asker(), at=AT)

    actions.merge_question(question=ask(), into=question, by=editor, at=AT)
    with pytest.raises(Refused, match="wait"):
        actions.withdraw_question(question=question, by=user, at=AT)
    assert log_in(user).post(reverse("exchange:withdraw_question", args=[question.pk])).status_code == 422
