"""Consultations: what is asked, of whom, when it came, and who is to be asked."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.actors.tests.factories import make_organisation
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.models import Entry
from samverka.programmes import actions, queries
from samverka.programmes.actions import consultations
from samverka.programmes.models import ConsultationAnswer
from samverka.programmes.tests.factories import home
from samverka.programmes.tests.proposing import AT, DUE, ask, make_consultation, make_coordinator, make_respondent
from samverka.situation.tests.pages import enter


pytestmark = pytest.mark.django_db
LATE = AT + timedelta(days=35)


@pytest.fixture
def by():
    return make_coordinator()


def sent(by, **said):
    consultation = make_consultation(by, **said)
    if not said.get("is_open_to_all"):
        ask(consultation, by)
    return actions.send_consultation(consultation=consultation, by=by, at=AT)


def told(answer):
    return " ".join(answer.content.decode().split())


def test_whoever_answers_by_the_open_link_reads_what_is_asked_by_whom_and_until_when(by):
    consultation = sent(by, is_open_to_all=True, text="Räcker **ett** år?")

    for page in ("public_proposal", "answer_openly"):
        way = reverse(f"programmes:{page}", args=[consultation.proposal_id])
        read = told(Client().get(way, headers={"accept-language": "sv"}))
        assert "Räcker <strong>ett</strong> år?" in read
        assert f"{home(by)} vill ha ert yttrande senast den 1 december 2026" in read


def test_everybody_reads_what_those_who_are_consulted_are_asked(by):
    consultation = sent(by, text="Räcker **ett** år?")

    read = told(Client().get(reverse("programmes:public_proposal", args=[consultation.proposal_id])))
    assert "Räcker <strong>ett</strong> år?" in read
    assert str(home(by)) in read.split("Räcker")[1]


def test_a_letter_is_late_by_the_day_on_which_it_came_and_not_by_that_on_which_it_is_entered(by):
    consultation = sent(by)
    [letter] = consultation.answers.all()
    enter_it = lambda on: actions.enter_opinion(  # noqa: E731
        answer=letter, opinion="supports", came_on=on, by=by, at=LATE
    )

    for wrong, why in ((LATE.date() + timedelta(days=1), "still to come"), (date(2026, 11, 1), "not sent out yet")):
        with pytest.raises(Unfit, match=why) as refused:
            enter_it(wrong)
        assert refused.value.field == "came_on"
    for on, late in ((LATE.date(), 1), (DUE, 0)):  # also when it is put right
        enter_it(on)
        letter.refresh_from_db()
        assert (letter.answered_on, queries.table_of(consultation).late) == (on, late)


def test_after_a_letter_one_is_back_at_the_list_to_enter_the_next(client, by):
    consultation = make_consultation(by, due_on=localdate(now()) + timedelta(days=9))
    letter = ask(consultation, by)
    actions.send_consultation(consultation=consultation, by=by, at=now() - timedelta(days=3))
    enter(client, by)
    way, page = reverse("programmes:give_opinion", args=[letter.pk]), consultation_page(consultation)
    yesterday = localdate(now()) - timedelta(days=1)

    assert client.get(way).context["form"].initial["came_on"] == localdate(now())
    answer = client.post(way, {"opinion": "supports", "came_on": yesterday.isoformat()}, follow=True)

    assert answer.redirect_chain == [(page, 302)]
    letter.refresh_from_db()
    assert letter.answered_on == yesterday
    assert way in told(answer)  # to put right what was typed wrong
    assert client.get(way).context["form"].initial["came_on"] == yesterday


def consultation_page(consultation):
    return reverse("programmes:consultation", args=[consultation.pk])


def test_whoever_asks_sees_when_each_was_invited_and_reminded(client, by):
    consultation = sent(by)
    [letter] = consultation.answers.all()
    for days, occasion in enumerate(("invited_at", "reminded_at", "missed_at")):
        actions.mail_link(answer=letter, occasion=occasion, at=AT + timedelta(days=days))
    enter(client, by)
    days = ("2 november 2026", "3 november 2026", "4 november 2026")

    def seen():
        read = told(client.get(consultation_page(consultation)))
        return [day in read.split("Exempelförbundet")[1].split("</li>")[0].lower() for day in days]

    assert seen() == [True, True, True]
    actions.enter_opinion(answer=letter, opinion="supports", by=by, at=AT + timedelta(days=5))
    assert seen() == [True, True, True]


def test_all_of_a_kind_are_asked_in_one_go_but_whoever_asks_and_nobody_twice(client, by):
    towns = [make_organisation(kind="municipality", territory=code) for code in ("0180", "0184", "0380")]
    boards = [make_organisation(kind="county_board", territory=code) for code in ("03", "04")]
    make_organisation(kind="ngo", territory="0180")
    consultation = make_consultation(by)
    ask(consultation, by, organisation=towns[0], respondent="", mailbox="")
    here, country = home(by).territory, make_organisation(territory="00").territory
    all_of = lambda kind, where: actions.consult_all(  # noqa: E731
        consultation=consultation, kind=kind, territory=where, by=by, at=AT
    )
    offered = [(kind, str(place.pk), count) for kind, place, count in queries.asked_at_once(consultation.proposal)]
    assert offered == [("municipality", "01", 2), ("municipality", "00", 3), ("county_board", "00", 2)]

    assert [all_of("municipality", here) for _ in range(2)] == [1, 0]
    with pytest.raises(Denied):
        actions.consult_all(consultation=consultation, kind="region", territory=here, by=make_respondent(), at=AT)
    enter(client, by)
    way = reverse("programmes:consult_all", args=[consultation.pk])
    assert client.post(way, {"whom": "county_board-00"}).status_code == 302
    assert client.post(way, {"whom": "ngo-00"}).status_code == 422
    assert {one.organisation for one in consultation.answers.all()} == {*towns[:2], *boards}
    assert Entry.objects.filter(verb="programmes.consultation_recipients_added").count() == 2

    consultations.MOST, most = 4, consultations.MOST
    with pytest.raises(Refused, match="enough"):
        all_of("municipality", country)
    consultations.MOST = most


def test_an_organisation_that_has_changed_its_name_is_not_asked_again(by):
    town, other, third = (make_organisation(kind="municipality", territory=code) for code in ("0180", "0184", "0186"))
    consultation, old = make_consultation(by), town.name
    ask(consultation, by, respondent=third.name)  # by its name, before it took part
    ask(consultation, by, organisation=town, respondent="")
    all_of = lambda: actions.consult_all(  # noqa: E731
        consultation=consultation, kind="municipality", territory=home(by).territory, by=by, at=AT
    )

    town.name = "Aby kommun"
    town.save(update_fields=["name"])
    assert [all_of(), all_of()] == [1, 0]
    for said in ({"organisation": town, "respondent": ""}, {"respondent": old}):
        with pytest.raises(Unfit, match="asked already"):
            ask(consultation, by, **said)
    assert set(consultation.answers.values_list("organisation", flat=True)) == {town.pk, other.pk, None}


def test_a_name_beside_an_organisation_is_not_dropped_unseen(by):
    consultation, other = make_consultation(by), make_organisation(kind="ngo", territory="0180")

    with pytest.raises(Unfit, match="one at a time") as refused:
        ask(consultation, by, organisation=other)
    assert refused.value.field == "respondent"
    assert not ConsultationAnswer.objects.exists()
    ask(consultation, by, organisation=other, respondent="")  # an organisation at another mailbox
    assert ConsultationAnswer.objects.get().mailbox == "remiss@exempel.example"


def test_the_open_link_is_shown_while_it_opens(client, by):
    consultation = make_consultation(by, is_open_to_all=True)
    link = reverse("programmes:answer_openly", args=[consultation.proposal_id])
    enter(client, by)
    shown = lambda: link in told(client.get(consultation_page(consultation)))  # noqa: E731

    seen = [shown()]
    for step in (actions.send_consultation, actions.close_consultation):
        step(consultation=consultation, by=by, at=AT)
        seen.append(shown())
    assert seen == [False, True, False]


def test_a_day_to_come_is_not_today(by):
    with pytest.raises(Unfit, match="day to come"):
        make_consultation(by, due_on=AT.date())
