"""Applicants compete: what each reads of the others, what those who give read meanwhile, and who judges nobody."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.actors.models import Role, User
from samverka.actors.tests.factories import make_user
from samverka.core import actions as core
from samverka.core import finding
from samverka.core.access import Refused, Unfit, why_not
from samverka.core.files import Cleaned
from samverka.core.ids import new_id
from samverka.core.models import StoredFile
from samverka.programmes import actions, queries, rules
from samverka.programmes.models import Application, Call
from samverka.programmes.tests.factories import AT, home, make_payer, make_provider, make_signed
from samverka.programmes.tests.grants import (
    AFTER,
    SUMS,
    apply,
    begin,
    close,
    decide,
    make_call,
    make_invited,
    make_open_call,
    make_payment,
    prepare,
)
from samverka.programmes.tests.test_payments import let_in


pytestmark = pytest.mark.django_db


def ask_back(one: Application, payer: User, *, due_on: date = date(2026, 12, 10), at: datetime = AFTER) -> Application:
    said = {"id": new_id(), "question": "Vem har nycklarna?", "due_on": due_on}
    return actions.return_application(application=one, by=payer, at=at, **said)


def rewrite(one: Application, by: User, at: datetime = AFTER, **said: object) -> Application:
    usual = {"title": "Ny rubrik", "plan": "Halvt svar.", "applied": {2027: 500_000}}
    actions.write_application(application=one, by=by, at=at, **usual | said)
    return actions.set_application_volume(application=one, kind="nights", amount=9, by=by, at=at)


def test_those_who_give_read_what_was_handed_in_until_it_is_handed_in_again(client):
    payer, provider, today = make_payer(), make_provider(), localdate(now())
    call = make_open_call(payer, opens_on=min(today, AT.date()), closes_on=max(today, AT.date()) + timedelta(days=9))
    one = apply(call, provider)
    ask_back(one, payer, due_on=today + timedelta(days=9), at=now())
    rewrite(one, provider, now())
    way = reverse("programmes:application", args=[one.pk])

    let_in(client, payer)
    pages = [client.get(way).content.decode(), client.get(reverse("programmes:call", args=[call.pk])).content.decode()]
    assert not [page for page in pages if "Ny rubrik" in page or "Halvt svar" in page]
    let_in(client, provider)
    own = client.get(way).content.decode()
    assert "Ny rubrik" in own
    assert "Halvt svar" in own
    assert "Halvt svar" in client.get(reverse("programmes:write_application", args=[one.pk])).content.decode()
    told = actions.submit_application(application=one, answer="Vi.", by=provider, at=now())
    assert (told.title, told.plan, told.applied, told.rewritten) == ("Ny rubrik", "Halvt svar.", 500_000, None)
    assert sorted(told.volumes.values_list("kind", "amount")) == [("nights", 9), ("opening_hours", 1500)]


def test_what_is_never_handed_in_again_is_decided_as_it_was_and_forgotten():
    payer, provider = make_payer(), make_provider()
    call = make_open_call(payer)
    one = apply(call, provider)
    close(call)
    ask_back(one, payer)
    rewrite(one, provider)
    with pytest.raises(Unfit, match="no money for that year"):
        rewrite(one, provider, applied={2031: 1})
    call.refresh_from_db()
    later = AFTER + timedelta(days=9)
    said = {"outcome": "granted", "granted": {2027: 300_000}, "reason": "Ja.", "by": payer, "at": later}
    actions.prepare_outcome(application=one, **said)
    decided = {"decided_on": later.date(), "decided_by": "Nämnden", "decision_number": "1", "by": payer, "at": later}
    actions.decide_call(call=call, **decided)

    one.refresh_from_db()
    assert (one.title, one.granted, one.rewritten) == ("Värmestuga i söder", 300_000, None)
    assert [str(volume) for volume in one.agreement.volumes.all()] == [str(volume) for volume in one.volumes.all()]


def test_files_that_are_added_while_it_is_completed_are_the_applicants_until_it_is_handed_in_again(client):
    payer, provider, today = make_payer(), make_provider(), localdate(now())
    call = make_open_call(payer, opens_on=min(today, AT.date()), closes_on=max(today, AT.date()) + timedelta(days=9))
    one = begin(call, provider)

    def attach(title):
        said = {"owner": one, "title": title, "file": Cleaned("pdf", b"x"), "by": provider, "at": now()}
        return core.attach_file(id=new_id(), **said)

    def shown(user):
        let_in(client, user)
        page = client.get(reverse("programmes:application", args=[one.pk])).content.decode()
        fetched = [client.get(reverse("core:file", args=[file.pk])).status_code for file in files]
        return [file.title in page for file in files], fetched

    files = [attach("Stadgarna")]
    actions.submit_application(application=one, by=provider, at=now())
    ask_back(one, payer, due_on=today + timedelta(days=9), at=now())
    files.append(attach("Halva budgeten"))
    assert shown(payer) == ([True, False], [200, 404])
    assert shown(provider) == ([True, True], [200, 200])

    actions.submit_application(application=one, answer="Vi.", by=provider, at=now())
    assert shown(payer) == ([True, True], [200, 200])
    ask_back(one, payer, due_on=today + timedelta(days=9), at=now())
    files.append(attach("Ett utkast"))
    actions.withdraw_application(application=one, by=provider, at=now())
    assert shown(payer) == ([True, True, False], [200, 200, 404])


def test_files_that_were_handed_in_stay_while_it_is_completed(client):
    payer, provider, today = make_payer(), make_provider(), localdate(now())
    call = make_open_call(payer, opens_on=min(today, AT.date()), closes_on=max(today, AT.date()) + timedelta(days=9))
    one = begin(call, provider)
    said = {"owner": one, "title": "Stadgarna", "file": Cleaned("pdf", b"x"), "by": provider}
    attach = lambda: core.attach_file(id=new_id(), at=now(), **said)  # noqa: E731
    away = lambda file: reverse("core:take_away_file", args=[file.pk])  # noqa: E731
    there = lambda: [*StoredFile.objects.order_by("added_at")]  # noqa: E731

    def loose():
        page = client.get(reverse("programmes:application", args=[one.pk])).content.decode()
        ways = [file for file in there() if 'class="danger"' in client.get(away(file)).content.decode()]
        assert ways == [file for file in there() if away(file) in page]
        return ways

    let_in(client, provider)
    client.post(away(attach()))
    first = attach()
    assert there() == loose() == [first]
    for _twice in range(2):
        actions.submit_application(application=one, answer="Vi.", by=provider, at=now())
        ask_back(one, payer, due_on=today + timedelta(days=9), at=now())
        handed_in, more = there(), attach()
        assert loose() == [more]
        for file in handed_in:
            assert "beslutad: den ligger kvar." in client.post(away(file), follow=True).content.decode()
    client.post(away(more))
    assert there() == handed_in


def test_files_stand_when_the_time_to_complete_it_is_over():
    payer, provider, today = make_payer(), make_provider(), localdate(now())
    one = apply(make_open_call(payer), provider)
    attach = lambda: why_not(rules.attach_to_application, provider, Application.objects.get(pk=one.pk))  # noqa: E731
    assert attach()
    ask_back(one, payer, due_on=today, at=now())
    assert not attach()
    one.completions.update(due_on=today - timedelta(days=1))
    assert attach()


def test_whoever_works_for_an_applicant_too_reads_no_other_application_and_decides_nothing(client):
    payer, first, second = make_payer(), make_provider(), make_provider()
    call = make_open_call(payer)
    own, other = apply(call, first), apply(call, second)
    close(call)
    both = make_user(Role.PROJECT_LEADER, at=home(payer))
    both.memberships.create(
        organisation=home(first), role=Role.ORGANISATION_ADMIN, territory=call.territory, starts_at=AT
    )
    both = User.objects.get(pk=both.pk)
    marks = {criterion.pk: (5, "Hemligt skäl.") for criterion in call.criteria.all()}
    for one in (own, other):
        actions.judge_application(application=one, marks=marks, by=payer, at=AFTER)
        prepare(one, payer)

    assert [set(queries.applications(who)) for who in (both, payer)] == [{own}, {own, other}]
    assert list(queries.to_judge(both)) == []
    for act in (
        lambda: actions.judge_application(application=other, marks=marks, by=both, at=AFTER),
        lambda: prepare(other, both, SUMS),
        lambda: decide(call, both),
    ):
        with pytest.raises(Refused, match="You work for those who apply"):
            act()
    let_in(client, both)
    assert client.get(reverse("programmes:application", args=[other.pk])).status_code == 404
    page = client.get(reverse("programmes:application", args=[own.pk])).content.decode()
    page += client.get(reverse("programmes:call", args=[call.pk])).content.decode()
    assert "Hemligt skäl." not in page
    assert "Enligt bedömningen" not in page
    assert home(second).name not in page
    decide(call, payer)
    assert set(queries.applications(both)) == {own, other}


def test_a_conflict_of_interest_takes_away_what_one_prepared_and_nobody_elses():
    payer = make_payer()
    colleague = make_user(Role.PROJECT_LEADER, at=home(payer))
    call = make_open_call(payer)
    one, two = apply(call, make_provider()), apply(call, make_provider())
    close(call)
    for application, by in ((one, colleague), (two, payer)):
        prepare(application, by, SUMS if by == colleague else {2027: 5})
        actions.declare_partial(application=application, by=colleague, at=AFTER)

    assert list(Application.objects.order_by("pk").values_list("outcome", flat=True)) == ["", "granted"]
    assert queries.prepared_sum(call) == 5


@pytest.mark.parametrize(
    ("closes_on", "last"),
    [  # by the wall: an ordinary midnight, and the night on which an hour comes twice
        (date(2026, 12, 1), datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC)),
        (date(2027, 10, 31), datetime(2027, 10, 31, 22, 59, 59, tzinfo=UTC)),
        (date(2027, 3, 27), datetime(2027, 3, 27, 22, 59, 59, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC)),
    ],
)
def test_the_last_second_is_in_time_and_the_next_is_not(closes_on, last):
    call = make_open_call(closes_on=closes_on)
    first, second = (begin(call, who) for who in (make_provider(), make_provider()))
    speaker = lambda one: User.objects.get(memberships__organisation=one.organisation)  # noqa: E731
    assert actions.submit_application(application=first, by=speaker(first), at=last).state == "submitted"
    with pytest.raises(Refused, match="last day to apply"):
        actions.submit_application(application=second, by=speaker(second), at=last + timedelta(seconds=1))


def test_pressing_twice_gives_one_application_and_money_is_not_lowered_below_its_payments(client):
    payer, provider, today = make_payer(), make_provider(), localdate(now())
    call = make_open_call(payer, opens_on=min(today, AT.date()), closes_on=max(today, AT.date()) + timedelta(days=9))
    let_in(client, provider)
    way = reverse("programmes:begin_application", args=[call.pk])
    typed = {"id": new_id(), "organisation": home(provider).pk, "title": "Stuga", "plan": "Öppet.", "applied_2027": "5"}
    assert [client.post(way, typed).status_code for _ in range(2)] == [302, 302]
    assert Application.objects.count() == 1

    made = make_signed(payer, provider)
    actions.end_agreement(agreement=made, by=payer, at=AT)
    draft = actions.begin_agreement(
        id=new_id(), organisation=home(payer), territory=home(payer).territory, kind="grant", title="Stuga",
        purpose="Värme.", first_day=made.first_day, last_day=made.last_day, by=payer, at=AT,
    )  # fmt: skip
    said = {"agreement": draft, "year": 2026, "source": "municipality", "by": payer, "at": AT}
    actions.set_money(planned=100_000, **said)
    make_payment(draft, payer)
    with pytest.raises(Unfit, match="Utbetalningsplanen"):
        actions.set_money(planned=99_999, **said)
    assert queries.payable(draft) == 100_000


def test_the_table_and_its_page_ask_no_more_for_more_applications(client, django_assert_max_num_queries):
    payer = make_payer()
    call = make_open_call(payer)
    let_in(client, payer)
    way = reverse("programmes:call", args=[call.pk])
    counts = []
    for _ in range(2):
        for _ in range(3):
            apply(call, make_provider())
        with django_assert_max_num_queries(60) as told:
            client.get(way)
        counts.append(len(told))
    assert counts[1] <= counts[0]


def test_an_open_call_is_found_by_everybody_and_one_for_some_by_those():
    payer, invited, other = make_payer(), make_provider(), make_provider()
    make_call(payer)
    found = lambda by=None: {  # noqa: E731
        one.text.subject
        for one in finding.search(
            "värmestugor", marks=finding.marks_of(by) if by else [finding.EVERYBODY], at=AT, limit=9
        ).results
        if one.kind.key == "call"
    }
    assert (found(), found(other), len(found(payer))) == (set(), set(), 1)
    opened = make_open_call(payer)
    closed = make_invited(payer, home(invited))["call"]

    assert found() == found(other) == {opened.pk}
    assert found(invited) == {opened.pk, closed.pk} == set(queries.calls(invited).values_list("pk", flat=True))
    assert found(payer) == set(Call.objects.values_list("pk", flat=True))
    assert not [*finding.faults()]


def test_more_than_the_call_shares_out_is_told_at_its_field_when_it_is_written(client):
    payer, provider = make_payer(), make_provider()
    call = make_open_call(payer, amount=600_000)
    one = begin(call, provider)
    let_in(client, provider)
    page = reverse("programmes:write_application", args=[one.pk])
    typed = {"title": one.title, "plan": one.plan, "applied_2027": "400000", "applied_2028": "300000"}
    typed["seen"] = client.get(page).context["form"]["seen"].value()

    answer = client.post(page, typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["applied_2028"])
    assert "högst 600\xa0000 kronor" in answer.content.decode()
    with pytest.raises(Unfit, match=r"at most 600|högst 600"):
        begin(call, make_provider(), applied={2027: 600_001})
    call.amount = 500_000
    call.save()
    with pytest.raises(Refused, match=r"at most 500|högst 500"):
        actions.submit_application(application=one, by=provider, at=AT)
