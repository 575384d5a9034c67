"""What follows an agreement: payments by a plan, and meetings of the parties; and the pages and answers of grants."""

from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.actors.models import ContactLine
from samverka.actors.queries import needs_second_factor
from samverka.actors.tests.machines import Machine
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.verifying import CHECKS
from samverka.programmes import actions, queries, tasks
from samverka.programmes.models import AgreementMeeting, Application, Payment
from samverka.programmes.tests.factories import AT, home, make_agreement, make_payer, make_provider, make_signed
from samverka.programmes.tests.grants import (
    AFTER,
    SUMS,
    apply,
    close,
    decide,
    make_granted,
    make_meeting,
    make_open_call,
    make_payment,
    prepare,
)


pytestmark = pytest.mark.django_db


def let_in(client, user):
    if needs_second_factor(user):
        TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(user)


def test_payments_are_planned_within_the_money_and_noted_by_whoever_pays():
    payer, provider = make_payer(), make_provider()
    made = make_signed(payer, provider)
    actions.set_money(agreement=made, year=2026, source="own", spent=5, by=payer, at=AT)
    one = make_payment(made, payer, amount=6_000_000)
    assert make_payment(made, payer, id=one.pk) == one
    with pytest.raises(Unfit, match="more than the money"):
        make_payment(made, payer, amount=700_001)
    with pytest.raises(Denied):
        make_payment(made, provider)
    with pytest.raises(Unfit, match="has been"):
        actions.note_paid(payment=one, paid_on=date(2026, 12, 24), by=payer, at=AT)
    actions.note_paid(payment=one, paid_on=AT.date(), by=payer, at=AT)
    with pytest.raises(Refused, match="It is paid"):
        actions.remove_payment(payment=one, by=payer, at=AT)

    [(_year, _sources, told)] = queries.money(provider)
    assert (told.planned, told.paid) == (6_700_000, 6_000_000)
    actions.undo_paid(payment=one, by=payer, at=AT)
    actions.remove_payment(payment=one, by=payer, at=AT)
    assert not Payment.objects.exists()


def test_nothing_is_paid_before_it_is_signed_and_what_is_due_is_told_to_the_payer():
    payer = make_payer()
    draft = make_agreement(payer)
    actions.set_money(agreement=draft, year=2026, source="state", planned=100_000, by=payer, at=AT)
    with pytest.raises(Refused, match="signed"):
        actions.note_paid(payment=make_payment(draft, payer), paid_on=AT.date(), by=payer, at=AT)
    provider = make_provider()
    due = make_payment(make_signed(payer, provider), payer)
    make_payment(due.agreement, payer, due_on=date(2027, 3, 1))

    assert list(queries.payments_due(payer, on=AT.date())) == [due]
    assert list(queries.payments_due(provider, on=AT.date())) == []


def test_parties_meet_are_reminded_and_note_what_they_decided(mailoutbox):
    payer, provider = make_payer(), make_provider()
    ContactLine.objects.create(organisation=home(provider), function="coordination", email="forening@example.org")
    made = make_signed(payer, provider)
    actions.move_agreements(at=AT)
    meeting = make_meeting(made, provider)
    with pytest.raises(Unfit, match="on that day already"):
        make_meeting(made, payer)
    for _ in range(2):
        tasks.tick(at=AT)
    assert [mail.subject for mail in mailoutbox].count("Ett möte om en överenskommelse") == 1

    party = queries.own_party(payer, made)
    said = {"meeting": meeting, "party": party, "by": payer, "at": AFTER, "held_on": date(2026, 11, 13)}
    with pytest.raises(Unfit, match="what was decided"):
        actions.hold_agreement_meeting(decisions=" ", **said)
    following = {"next_id": new_id(), "next_on": date(2027, 2, 1)}
    for _ in range(2):
        actions.hold_agreement_meeting(decisions="Längre öppet.", **said, **following)
    assert [one.planned_on for one in queries.meetings(made)] == [date(2026, 11, 12), date(2027, 2, 1)]
    assert [one.decisions for one in queries.followed_up(payer, made, 2026, on=AFTER.date()).meetings] == [
        "Längre öppet."
    ]
    with pytest.raises(Refused, match="It was held"):
        actions.drop_agreement_meeting(meeting=meeting, party=party, by=payer, at=AFTER)
    with pytest.raises(Denied):
        actions.plan_agreement_meeting(
            id=new_id(), agreement=made, party=party, planned_on=AT.date(), form="room", by=make_payer(), at=AT
        )


def test_an_agreement_is_paid_and_met_about_on_its_page(client):
    payer, provider = make_payer(), make_provider()
    today = localdate(now())
    year = {"first_day": today.replace(month=1, day=1), "last_day": today.replace(month=12, day=31)}
    made = make_signed(payer, provider, **year, may_extend_until=None)
    let_in(client, payer)
    way = lambda name, pk=made.pk: reverse(f"programmes:{name}", args=[pk])  # noqa: E731
    plan = {"id": new_id(), "due_on": today.isoformat(), "amount": "100000", "condition": "efter rapporten"}

    assert client.post(way("plan_payment"), plan | {"amount": "9999999"}).status_code == 422
    assert client.post(way("plan_payment"), plan).headers["Location"].endswith("#payments")
    payment = Payment.objects.get()
    client.post(way("note_paid", payment.pk), {"paid_on": today.isoformat()})
    client.post(way("plan_agreement_meeting"), {"id": new_id(), "planned_on": today.isoformat(), "form": "video"})
    meeting = AgreementMeeting.objects.get()
    note = way("agreement_meeting", meeting.pk)
    assert client.get(note).status_code == 200
    told = {"held_on": today.isoformat(), "decisions": "**Längre** öppet.", "next_id": new_id(), "next_on": ""}
    assert client.post(note, told).status_code == 302

    page = client.get(way("agreement")).content.decode()
    for text in ("efter rapporten", f"Betald {today}", "<strong>Längre</strong> öppet."):
        assert text in page
    actions.publish_agreement(agreement=made, by=payer, at=AT)
    assert "efter rapporten" not in client.get(way("open_agreement")).content.decode()
    let_in(client, make_payer("0380"))
    assert "efter rapporten" not in client.get(way("agreement")).content.decode()


def test_a_grant_goes_through_its_pages(client):
    payer, provider = make_payer(), make_provider()
    today = localdate(now())
    call = make_open_call(payer, opens_on=min(today, AT.date()), closes_on=max(today, AT.date()) + timedelta(days=9))
    let_in(client, provider)
    way = lambda name, pk=call.pk: reverse(f"programmes:{name}", args=[pk])  # noqa: E731
    said = {"id": new_id(), "organisation": home(provider).pk, "title": "Värmestuga", "plan": "Öppet.", "seen": ""}

    assert client.get(way("begin_application")).status_code == 200
    assert client.post(way("begin_application"), said | {"applied_2027": "x"}).status_code == 422
    client.post(way("begin_application"), said | {"applied_2027": "5000"})
    one = Application.objects.get()
    client.post(way("set_application_volume", one.pk), {"kind": "opening_hours", "amount": "10", "per": "year"})
    client.post(way("submit_application", one.pk))
    one.refresh_from_db()
    assert (one.state, one.applied) == ("submitted", 5000)
    let_in(client, payer)
    pages = [client.get(way(name, pk)).status_code for name, pk in (("call", call.pk), ("application", one.pk))]
    assert pages == [200, 200]
    assert client.post(way("judge_application", one.pk), {"seen": ""}).status_code == 422
    assert client.post(way("prepare_outcome", one.pk), {"outcome": "granted"}).status_code == 422
    assert client.get(reverse("programmes:calls")).status_code == 200
    assert client.post(way("remove_criterion"), {"criterion": "9" * 30}).status_code == 302


def test_everybody_reads_who_got_what_and_nothing_of_what_was_refused(client):
    payer, granted, refused = make_payer(), make_provider(), make_provider()
    call = make_open_call(payer)
    first, second = apply(call, granted), apply(call, refused, title="Spelkvällar")
    close(call)
    prepare(first, payer, SUMS)
    prepare(second, payer)
    before = client.get(reverse("programmes:public_call", args=[call.pk])).content.decode()
    decide(call, payer)

    assert "Värmestuga i söder" not in before
    page = client.get(reverse("programmes:public_call", args=[call.pk])).content.decode()
    assert "Värmestuga i söder" in page
    assert "Spelkvällar" not in page
    assert call.title in client.get(reverse("programmes:open_calls")).content.decode()
    let_in(client, refused)
    own = client.get(reverse("programmes:application", args=[second.pk]))
    assert "Enligt bedömningen." in own.content.decode()
    assert [problem for find in CHECKS.values() if "programmes" in find.__module__ for problem in find(AFTER)] == []


def test_a_machine_reads_calls_and_plans_payments():
    one = make_granted(payer := make_payer())
    machine, agreement = Machine(payer), one.agreement
    plan = {"id": str(new_id()), "due_on": "2027-02-01", "amount": 1000, "condition": ""}

    status, told = machine.get(f"/grant-calls/{one.call_id}")
    assert (status, told["granted"]) == (
        200, [{"organisation_id": str(one.organisation_id), "title": one.title, "granted": 300_000}]
    )  # fmt: skip
    assert machine.get("/grant-calls")[1]["items"][0]["id"] == str(one.call_id)
    assert machine.post(f"/agreements/{agreement.pk}/payments", **plan) == (201, plan | {"paid_on": None})
    assert machine.get(f"/agreements/{agreement.pk}/payments")[1] == [plan | {"paid_on": None}]
    assert machine.post(f"/payments/{plan['id']}/paid", paid_on="2026-11-02")[0] == 409
