"""What waits in my day for those who hold mandates, consult, report and keep strategies."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.urls import reverse

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from samverka.core.waiting import news, waiting
from samverka.programmes import actions, queries
from samverka.programmes.models import Consultation, Strategy
from samverka.programmes.tests.factories import home, make_agreement, make_payer, make_provider
from samverka.programmes.tests.mandating import assign, make_mandate
from samverka.programmes.tests.proposing import (
    AT,
    DUE,
    ask,
    make_consultation,
    make_coordinator,
    make_proposal,
    make_respondent,
)
from samverka.programmes.tests.strategies import STEP, make_in_force
from samverka.situation import actions as situation
from samverka.situation.tests.pages import enter


pytestmark = pytest.mark.django_db
LATE = datetime(2026, 12, 2, 9, tzinfo=UTC)  # the day after the consultation's last
NEXT_YEAR = datetime(2027, 1, 1, 0, 30, tzinfo=UTC)


def day(user, *, of, at=AT):
    """What somebody's day says of one kind of things: in words, the first day due, and how many are late."""
    found = waiting(user, roles={one.role for one in user.standing}, footing=new_id(), at=at)
    return [(one.text, one.due, one.late) for one in found if of in one.text]


def colleague(user):
    """Who works for the same organisation and does not answer for it."""
    return make_user(Role.READER, at=home(user))


def test_a_reported_task_waits_for_whoever_gave_it_until_that_has_judged_it(client):
    by, doer = make_coordinator(), make_respondent()
    task = assign(make_mandate(by), home(doer))
    for state in ("accepted", "in_progress"):
        actions.move_assignment(assignment=task, state=state, by=doer, at=AT)
    assert day(by, of="reported") == []

    actions.move_assignment(assignment=task, state="reported", by=doer, at=AT, text="Alla har svarat.")
    told = [("1 task of a mandate of yours is reported", None, 0)]
    assert [day(one, of="reported") for one in (by, doer, colleague(by), make_coordinator("12"))] == [told, [], [], []]
    enter(client, by)
    assert list(client.get(reverse("programmes:mandates")).context["to_judge"]) == [task]

    actions.move_assignment(assignment=task, state="returned", by=by, at=AT, text="Hur många?")
    assert day(by, of="reported") == []


def test_what_a_mandate_is_to_hand_in_waits_from_a_month_before_until_it_is_handed_in(client):
    by = make_coordinator()
    mandate, due = make_mandate(by), AT.date() + timedelta(days=30)
    add = lambda on: actions.add_deliverable(  # noqa: E731
        id=new_id(), mandate=mandate, title="Delrapport", due_on=on, by=by, at=AT
    )
    add(due + timedelta(days=1))
    assert day(by, of="hand in") == []

    soon, late = add(due), add(AT.date() - timedelta(days=1))
    told = [("2 things to hand in for mandates", late.due_on, 1)]
    assert [day(one, of="hand in") for one in (by, colleague(by), make_coordinator("12"))] == [told, [], []]
    enter(client, by)
    assert list(queries.deliverables_due(by, on=AT.date())) == [late, soon]
    assert "Delrapport" in client.get(reverse("programmes:mandates")).content.decode()

    actions.note_delivered(deliverable=late, on=AT.date(), by=by, at=AT)
    assert day(by, of="hand in") == [("1 thing to hand in for a mandate", due, 0)]
    for state in ("active", "reported", "ended"):
        actions.move_mandate(mandate=mandate, state=state, by=by, at=AT)
    assert day(by, of="hand in") == []


def test_a_consultation_whose_last_day_is_past_waits_to_be_closed(client):
    by = make_coordinator()
    sent, unsent = make_consultation(by), make_consultation(by, proposal=make_handed_over_again(by))
    ask(sent, by)
    actions.send_consultation(consultation=sent, by=by, at=AT)
    on_the_day = LATE - timedelta(days=1)
    assert (unsent.due_on, day(by, of="last day", at=on_the_day)) == (DUE, [])

    told = [("1 consultation of yours has passed its last day", DUE, 1)]
    others = (colleague(by), make_coordinator("12"))
    assert [day(one, of="last day", at=LATE) for one in (by, *others)] == [told, [], []]
    Consultation.objects.filter(pk=sent.pk).update(due_on=AT.date() - timedelta(days=9))  # the page reads the clock
    enter(client, by)
    page = client.get(reverse("programmes:proposals"))
    assert list(page.context["to_close"]) == [sent]
    assert reverse("programmes:consultation", args=[sent.pk]) in page.content.decode()

    actions.close_consultation(consultation=sent, by=by, at=LATE)
    assert day(by, of="last day", at=LATE) == []


def make_handed_over_again(by):
    return actions.hand_over(proposal=make_proposal(by), on=AT.date(), by=by, at=AT)


def test_an_adopted_final_report_waits_until_everybody_reads_it():
    by = make_coordinator()
    report = actions.begin_final_report(
        id=new_id(), mandate=make_mandate(by), territory=home(by).territory, title="Slutredovisning",
        last_day=AT.date(), by=by, at=AT,
    )  # fmt: skip
    seen = []
    for step in ("circulate", "review", "hand_over", "publish"):
        getattr(situation, f"{step}_report")(report=report, by=by, at=AT)
        seen.append([len(day(one, of="handed over or published")) for one in (by, colleague(by))])

    assert seen == [[0, 0], [1, 0], [1, 0], [0, 0]]


def test_a_year_of_a_strategy_that_is_over_waits_until_it_is_followed_up(client):
    town = make_payer()
    made = make_in_force(town)
    said = {"by": town, "at": datetime(2028, 2, 1, tzinfo=UTC)}
    draft = partial(actions.write_strategy_year, strategy=made, text="Bra.", sentences={}, **said)
    follow = lambda year: actions.publish_strategy_year(strategy_year=draft(year=year), **said)  # noqa: E731
    assert day(town, of="follow up", at=datetime(2026, 12, 31, 12, tzinfo=UTC)) == []

    told = [("1 strategy has a year to follow up", None, 0)]
    others = (colleague(town), make_payer("0184"))
    assert [day(one, of="follow up", at=NEXT_YEAR) for one in (town, *others)] == [told, [], []]
    assert list(queries.to_follow_up(town, on=NEXT_YEAR.date())) == [made]

    follow(2026)
    assert day(town, of="follow up", at=NEXT_YEAR) == []
    assert day(town, of="follow up", at=datetime(2028, 1, 2, tzinfo=UTC)) == told
    draft(year=2028)  # before the year is over: it makes up for no other
    assert day(town, of="follow up", at=datetime(2028, 3, 2, tzinfo=UTC)) == told
    follow(2027)
    assert day(town, of="follow up", at=datetime(2040, 1, 2, tzinfo=UTC)) == []


def test_the_list_of_strategies_leads_to_the_one_that_has_a_year_to_follow_up(client):
    town = make_payer()
    made = make_in_force(town)
    Strategy.objects.update(first_day=date(2020, 1, 1), published_at=datetime(2020, 1, 1, tzinfo=UTC))
    enter(client, town)
    assert list(client.get(reverse("programmes:strategies")).context["to_follow_up"]) == [made]


@pytest.mark.parametrize(("state", "waits"), [("decided", 0), ("in_force", 1), ("expired", 1)])
def test_only_what_has_been_in_force_is_followed_up(state, waits):
    town = make_payer()
    Strategy.objects.filter(pk=make_in_force(town).pk).update(state=state)
    assert len(day(town, of="follow up", at=NEXT_YEAR)) == waits


def test_years_before_it_was_in_force_and_after_it_was_revised_are_not_asked_for():
    town = make_payer()
    old = make_in_force(town)
    Strategy.objects.filter(pk=old.pk).update(first_day=date(2020, 1, 1))
    told = actions.write_strategy_year(strategy=old, year=2026, text="Bra.", sentences={}, by=town, **STEP)
    actions.publish_strategy_year(strategy_year=told, by=town, at=NEXT_YEAR)
    assert day(town, of="follow up", at=NEXT_YEAR) == []

    new = make_in_force(town)
    Strategy.objects.filter(pk=new.pk).update(revises=old)
    Strategy.objects.filter(pk=old.pk).update(state="revised")
    assert list(queries.to_follow_up(town, on=date(2029, 1, 2))) == [new]


@pytest.mark.parametrize(("state", "end"), [("expired", date(2028, 12, 31)), ("revised", date(2027, 6, 30))])
def test_what_is_over_waits_for_a_year_and_not_forever(state, end):
    town = make_payer()
    old, new = make_in_force(town), make_in_force(make_payer("0184"))
    Strategy.objects.filter(pk=new.pk).update(revises=old, published_at=datetime(2027, 6, 30, 9, tzinfo=UTC))
    Strategy.objects.filter(pk=old.pk).update(state=state)

    days = [end + timedelta(days=days) for days in (1, 365, 366, 9999)]
    assert [len(queries.to_follow_up(town, on=on)) for on in days] == [1, 1, 0, 0]


def told(who, since=AT - timedelta(days=900)):
    rows = news(who, roles={one.role for one in who.standing}, since=since, at=AT)
    return [(one.kind, one.title, one.address) for one in rows if "agreement" in one.kind]


def test_what_my_day_tells_of_an_agreement_is_how_it_stands_now_and_nothing_when_it_has_ended():
    payer, provider = make_payer(), make_provider()
    made = make_agreement(payer)
    add = lambda who, part: actions.add_party(  # noqa: E731
        agreement=made, organisation=home(who), part=part, by=payer, at=AT
    )
    says = lambda: [kind for kind, *_rest in told(provider)]  # noqa: E731
    add(provider, "provider")
    take = {name: partial(getattr(actions, f"{name}_agreement"), agreement=made, by=payer, at=AT)
            for name in ("draft", "reopen", "sign", "end")}  # fmt: skip

    take["draft"]()
    take["reopen"]()
    assert says() == ["An agreement with you is in dialogue"]
    take["draft"]()
    add(make_provider(), "partner")
    assert says() == ["An agreement with you has a draft to sign"]
    take["sign"](signed_on=AT.date())
    actions.move_agreements(at=AT)
    assert says() == ["An agreement with you is signed"]
    take["end"]()
    assert says() == []


def test_a_draft_that_comes_to_nothing_is_told_no_more():
    payer, provider = make_payer(), make_provider()
    made = make_agreement(payer)
    actions.add_party(agreement=made, organisation=home(provider), part="provider", by=payer, at=AT)
    actions.draft_agreement(agreement=made, by=payer, at=AT)
    actions.end_agreement(agreement=made, by=payer, at=AT)

    assert told(provider) == []


def test_of_a_party_that_is_added_the_new_one_alone_is_told():
    payer, provider, partner = make_payer(), make_provider(), make_provider()
    made = make_agreement(payer)
    later = AT + timedelta(hours=1)
    for who, part, at in ((provider, "provider", AT - timedelta(days=1)), (partner, "partner", later)):
        actions.add_party(agreement=made, organisation=home(who), part=part, by=payer, at=at)
    seen = lambda: [len(told(who, since=AT)) for who in (provider, partner, payer)]  # noqa: E731
    assert (seen(), len(told(provider))) == ([0, 1, 0], 1)

    actions.add_party(agreement=made, organisation=home(provider), part="partner", by=payer, at=later)
    assert seen() == [1, 1, 0]  # what it is in it has changed


def test_whoever_is_a_party_is_told_how_far_an_agreement_has_come_and_its_keeper_is_not():
    payer, provider, other = make_payer(), make_provider(), make_provider()
    made = make_agreement(payer)
    actions.add_party(agreement=made, organisation=home(provider), part="provider", by=payer, at=made.begun_at)
    page = reverse("programmes:agreement", args=[made.pk])
    assert told(provider) == [("An agreement with you is in dialogue", "", page)]

    for step, said in (("draft", {}), ("sign", {"signed_on": made.begun_at.date()})):
        getattr(actions, f"{step}_agreement")(agreement=made, by=payer, at=made.begun_at, **said)
    assert told(provider) == [("An agreement with you is signed", "", page)]
    assert [told(payer), told(other), told(provider, made.begun_at)] == [[], [], []]
    actions.publish_agreement(agreement=made, by=payer, at=made.begun_at)
    assert told(provider) == [("An agreement with you is signed", made.title, page)]
