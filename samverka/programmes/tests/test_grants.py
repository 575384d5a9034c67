"""Grants: called for, applied for, completed, judged, decided, and turned into agreements."""

from datetime import date, timedelta

import pytest

from samverka.actors.models import ContactLine, Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.waiting import waiting
from samverka.programmes import actions, queries, tasks
from samverka.programmes.actions import purge
from samverka.programmes.models import Agreement, Application, Call
from samverka.programmes.tests.factories import AT, home, make_payer, make_provider
from samverka.programmes.tests.grants import (
    AFTER,
    TODAY,
    apply,
    begin,
    close,
    decide,
    make_call,
    make_granted,
    make_open_call,
    prepare,
)


pytestmark = pytest.mark.django_db


def test_a_call_is_announced_with_criteria_and_then_stands():
    payer = make_payer()
    call = make_call(payer)
    bare = actions.begin_call(
        id=new_id(), organisation=call.organisation, territory=call.territory, by=payer, at=AT,
        **{name: getattr(call, name) for name in ("title", "purpose", "eligible", "amount", "opens_on", "closes_on")},
        first_day=call.first_day, last_day=call.last_day,
    )  # fmt: skip
    with pytest.raises(Refused, match="by what"):
        actions.open_call(call=bare, by=payer, at=AT)
    opened = actions.open_call(call=call, by=payer, at=AT)
    assert actions.open_call(call=call, by=payer, at=AT).state == opened.state == "open"

    said = {"call": call, "by": payer, "at": AT}
    with pytest.raises(Refused, match="words stand"):
        actions.write_call(title="Annat", **said)
    with pytest.raises(Refused, match="words stand"):
        actions.set_criterion(name="Nytt", **said)
    with pytest.raises(Unfit, match="later day"):
        actions.write_call(closes_on=date(2026, 11, 20), **said)
    assert actions.write_call(closes_on=date(2026, 12, 10), **said).closes_on == date(2026, 12, 10)


def test_only_authorities_call_and_only_those_they_mean_apply():
    with pytest.raises(Denied, match="county board or a region"):
        make_call(make_provider())
    payer, invited, other = make_payer(), make_provider(), make_provider()
    call = make_call(payer, is_invited=True)
    with pytest.raises(Refused, match="Nobody is invited"):
        actions.open_call(call=call, by=payer, at=AT)
    actions.invite_applicant(call=call, organisation=home(invited), by=payer, at=AT)
    call = actions.open_call(call=call, by=payer, at=AT)

    assert [list(queries.calls(one)) for one in (invited, other)] == [[call], []]
    assert list(queries.public_calls()) == []
    with pytest.raises(Refused, match="for others"):
        begin(call, other)
    assert begin(call, invited).state == "drafted"


def test_it_is_applied_for_by_the_last_day_by_the_calls_own_calendar():
    provider = make_provider()
    call = make_open_call()
    draft = begin(call, provider)
    assert begin(call, provider) == draft
    with pytest.raises(Refused, match="last day to apply was 2026-12-01"):
        actions.submit_application(application=draft, by=provider, at=AFTER)  # the clock has not closed it yet

    early = make_open_call(opens_on=TODAY + timedelta(days=3))
    with pytest.raises(Refused, match="from 2026-11-05"):
        begin(early, provider)
    empty = begin(make_open_call(), provider, applied={})
    with pytest.raises(Refused, match="Apply for a sum"):
        actions.submit_application(application=empty, by=provider, at=AT)


def test_nobody_but_the_applicant_sees_a_draft_and_no_applicant_another():
    payer, first, second = make_payer(), make_provider(), make_provider()
    colleague = make_user(Role.VOLUNTEER, at=home(first))
    call = make_open_call(payer)
    draft, there = begin(call, first), apply(call, second)
    seen = lambda who: set(queries.applications(who))  # noqa: E731

    assert [seen(one) for one in (payer, first, second, colleague)] == [{there}, {draft}, {there}, set()]
    actions.submit_application(application=draft, by=first, at=AT)
    assert [seen(one) for one in (payer, second)] == [{draft, there}, {there}]


def test_what_is_missing_is_asked_for_and_answered_in_time():
    payer, provider = make_payer(), make_provider()
    one = apply(make_open_call(payer), provider)
    with pytest.raises(Refused, match="words stand"):
        actions.write_application(application=one, title="Ny", plan="Ny", applied={}, by=provider, at=AT)
    asked = {"id": new_id(), "application": one, "question": "Vem har nycklarna?", "due_on": date(2026, 12, 10)}
    actions.return_application(by=payer, at=AFTER, **asked)
    assert actions.return_application(by=payer, at=AFTER, **asked).state == "returned"

    sums = {2027: 250_000}
    actions.write_application(application=one, title="Värmestuga", plan="Mer.", applied=sums, by=provider, at=AFTER)
    with pytest.raises(Unfit, match="Answer what was asked"):
        actions.submit_application(application=one, by=provider, at=AFTER)
    late = AFTER + timedelta(days=9)
    with pytest.raises(Refused, match="was due on"):
        actions.submit_application(application=one, answer="Vi.", by=provider, at=late)
    told = actions.submit_application(application=one, answer="Föreningen.", by=provider, at=AFTER)
    assert (told.state, told.submitted_at, told.applied) == ("submitted", AT, 250_000)
    assert queries.open_completion(told) is None


def test_each_criterion_gets_a_mark_with_a_reason_and_the_table_weighs_them():
    payer, provider = make_payer(), make_provider()
    colleague = make_user(Role.ORGANISATION_ADMIN, at=home(payer))
    call = make_open_call(payer)
    one = apply(call, provider)
    benefit, plan = call.criteria.order_by("pk")
    marks = {benefit.pk: (5, "Når många."), plan.pk: (1, "Budgeten saknas.")}
    with pytest.raises(Refused, match="when the call has closed"):
        actions.judge_application(application=one, marks=marks, by=payer, at=AT)
    close(call)
    with pytest.raises(Refused, match="on each"):
        actions.judge_application(application=one, marks={benefit.pk: (5, "Bra.")}, by=payer, at=AFTER)
    with pytest.raises(Unfit, match="has a reason"):
        actions.judge_application(application=one, marks=marks | {plan.pk: (1, " ")}, by=payer, at=AFTER)
    actions.judge_application(application=one, marks=marks, by=payer, at=AFTER)
    other = {benefit.pk: (3, "Få timmar."), plan.pk: (3, "Rimlig.")}
    actions.judge_application(application=one, marks=other, by=colleague, at=AFTER)

    [told] = queries.judged(call)
    assert (told.means, told.together) == ([4.0, 2.0], 3.5)
    assert len(told.judges) == 2


def test_whoever_is_partial_neither_judges_nor_prepares():
    payer, provider = make_payer(), make_provider()
    call = make_open_call(payer)
    one = apply(call, provider)
    close(call)
    marks = {criterion.pk: (5, "Bra.") for criterion in call.criteria.all()}
    actions.judge_application(application=one, marks=marks, by=payer, at=AFTER)
    actions.declare_partial(application=one, by=payer, at=AFTER)

    assert queries.judged(call)[0].together is None
    for act in (
        lambda: actions.judge_application(application=one, marks=marks, by=payer, at=AFTER),
        lambda: prepare(one, payer, {2027: 1}),
    ):
        with pytest.raises(Refused, match="conflict of interest"):
            act()
    both = make_user(Role.PROJECT_LEADER, at=home(payer))
    both.memberships.create(organisation=home(provider), role=Role.VOLUNTEER, territory=call.territory, starts_at=AT)
    with pytest.raises(Denied, match="You work for those who apply"):
        actions.judge_application(application=one, marks=marks, by=type(both).objects.get(pk=both.pk), at=AFTER)


def test_no_more_is_granted_than_there_is_and_all_are_decided_at_once():
    payer = make_payer()
    call = make_open_call(payer)
    first, second = apply(call, make_provider()), apply(call, make_provider())
    close(call)
    prepare(first, payer, {2027: 300_000, 2028: 300_000})
    with pytest.raises(Refused, match="every application"):
        decide(call, payer)
    with pytest.raises(Unfit, match="than the call shares out"):
        prepare(second, payer, {2027: 300_000, 2028: 200_000})
    with pytest.raises(Unfit, match="what is applied for"):
        prepare(second, payer, {2027: 300_001})
    assert Application.objects.get(pk=second.pk).outcome == ""
    assert Application.objects.get(pk=second.pk).granted == 0
    prepare(second, payer)
    decide(call, payer)
    decide(call, payer)

    assert sorted(Application.objects.values_list("state", flat=True)) == ["granted", "refused"]
    assert (Agreement.objects.count(), queries.shared_out(call)) == (1, 600_000)
    assert [one.organisation for one in queries.granted(call)] == [first.organisation]


def test_what_is_granted_becomes_an_agreement_with_its_money_and_volumes():
    one = make_granted()
    made = one.agreement

    assert (made.kind, made.state, made.reference) == ("grant", "drafted", "SN 2026/117")
    assert [(party.part, party.organisation) for party in made.parties.order_by("pk")] == [
        ("payer", one.call.organisation), ("provider", one.organisation),
    ]  # fmt: skip
    assert list(made.money.order_by("year").values_list("year", "source", "planned")) == [
        (2027, "municipality", 200_000), (2028, "municipality", 100_000),
    ]  # fmt: skip
    assert [str(volume) for volume in made.volumes.all()] == [str(volume) for volume in one.volumes.all()]


def test_applicants_are_told_once_and_how_it_went_stands_in_no_mail(mailoutbox):
    payer, provider = make_payer(), make_provider()
    ContactLine.objects.create(organisation=home(provider), function="coordination", email="forening@example.org")
    call = make_open_call(payer)
    one = apply(call, provider)
    asked = {"id": new_id(), "question": "Vem städar?", "due_on": date(2026, 12, 20)}
    actions.return_application(application=one, by=payer, at=AT, **asked)
    tasks.tick(at=AFTER)
    actions.submit_application(application=one, answer="Vi.", by=provider, at=AFTER)
    prepare(one, payer, {2027: 1000})
    decide(call, payer)
    for _ in range(2):
        tasks.tick(at=AFTER)

    assert [mail.to for mail in mailoutbox] == [["forening@example.org"]] * 2
    assert "Vem städar?" not in mailoutbox[0].body
    assert "1000" not in mailoutbox[1].body


def test_what_waits_is_told_to_those_who_do_it():
    payer, provider = make_payer(), make_provider()
    call = make_open_call(payer, closes_on=TODAY + timedelta(days=10))
    said = lambda user, at: [  # noqa: E731
        one.text for one in waiting(user, roles={user.standing[0].role}, footing=new_id(), at=at)
    ]
    assert said(provider, AT) == ["1 grant can soon no longer be applied for"]
    one = apply(call, provider)
    assert said(provider, AT) == []
    close(call)
    assert said(payer, AFTER) == ["1 application to judge"]
    actions.return_application(
        id=new_id(), application=one, question="Vem?", due_on=date(2026, 12, 9), by=payer, at=AFTER
    )
    assert said(provider, AFTER) == ["1 application to complete"]


def test_drafts_and_withdrawn_applications_are_forgotten_and_others_kept():
    payer, first, second = make_payer(), make_provider(), make_provider()
    call = make_open_call(payer)
    begin(call, first)
    withdrawn, kept = apply(call, second), apply(call, make_provider())
    actions.withdraw_application(application=withdrawn, by=second, at=AT)
    make_call(payer)
    said = {"county": "00", "before": AFTER, "at": AFTER, "limit": 10}

    assert (purge.forget_applications(**said), purge.forget_calls(**said)) == (2, 1)
    assert (list(Application.objects.all()), Call.objects.count()) == ([kept], 1)
