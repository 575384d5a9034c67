"""Calls for grants and applications to them, each made through the actions."""

from datetime import UTC, date, datetime, timedelta

from samverka.actors.models import Organisation, Role, User
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from samverka.programmes import actions, queries
from samverka.programmes.models import Agreement, AgreementMeeting, Application, Call, Payment
from samverka.programmes.tests.factories import AT, home, make_payer, make_provider


TODAY, AFTER = AT.date(), datetime(2026, 12, 2, 9, 0, tzinfo=UTC)  # the day after the last to apply
CALL = {
    "title": "Bidrag till värmestugor", "purpose": "En varm plats på dagen.", "eligible": "Föreningar i staden.",
    "amount": 1_000_000, "opens_on": TODAY, "closes_on": date(2026, 12, 1), "first_day": date(2027, 1, 1),
    "last_day": date(2028, 12, 31),
}  # fmt: skip
CRITERIA = {"Nytta för gästerna": 3, "Plan och budget": 1}
SUMS = {2027: 300_000, 2028: 300_000}


def make_call(by: User | None = None, **said: object) -> Call:
    """A draft, with two criteria."""
    by = by or make_payer()
    usual = {"id": new_id(), "organisation": home(by), "territory": home(by).territory, "at": AT}
    made = actions.begin_call(by=by, **usual | CALL | said)
    for name, weight in CRITERIA.items():
        actions.set_criterion(call=made, name=name, weight=weight, by=by, at=AT)
    return made


def make_open_call(by: User | None = None, **said: object) -> Call:
    by = by or make_payer()
    return actions.open_call(call=make_call(by, **said), by=by, at=AT)


def begin(call: Call, by: User, **said: object) -> Application:
    """A draft of an application."""
    usual = {"id": new_id(), "organisation": home(by), "title": "Värmestuga i söder", "plan": "Öppet varje dag."}
    made = actions.begin_application(call=call, by=by, **usual | {"applied": SUMS, "at": AT} | said)
    said = {"kind": "opening_hours", "amount": 1500, "by": by, "at": AT}
    return actions.set_application_volume(application=made, **said)


def apply(call: Call, by: User, **said: object) -> Application:
    """Handed in."""
    return actions.submit_application(application=begin(call, by, **said), by=by, at=AT)


def close(call: Call) -> Call:
    actions.move_calls(at=AFTER)
    call.refresh_from_db()
    return call


def prepare(application: Application, by: User, granted: dict[int, int] | None = None) -> Application:
    """Granted with these sums, or refused."""
    outcome = "granted" if granted else "refused"
    said = {"outcome": outcome, "granted": granted, "reason": "Enligt bedömningen."}
    return actions.prepare_outcome(application=application, by=by, at=AFTER, **said)


def decide(call: Call, by: User) -> Call:
    said = {"decided_on": AFTER.date(), "decided_by": "Socialnämnden", "decision_number": "SN 2026/117"}
    return actions.decide_call(call=call, by=by, at=AFTER + timedelta(hours=1), **said)


def make_granted(payer: User | None = None, provider: User | None = None) -> Application:
    """Decided: half of it is granted."""
    payer, provider = payer or make_payer(), provider or make_provider()
    call = make_open_call(payer)
    one = apply(call, provider)
    close(call)
    prepare(one, payer, {2027: 200_000, 2028: 100_000})
    decide(call, payer)
    return Application.objects.get(pk=one.pk)


def make_payment(agreement: Agreement, payer: User, **said: object) -> Payment:
    usual = {"id": new_id(), "due_on": date(2026, 11, 10), "amount": 100_000, "condition": "efter rapporten"}
    return actions.plan_payment(agreement=agreement, by=payer, at=AT, **usual | said)


def make_meeting(agreement: Agreement, by: User, **said: object) -> AgreementMeeting:
    usual = {"id": new_id(), "planned_on": date(2026, 11, 12), "form": "visit", "at": AT}
    party = queries.own_party(by, agreement)
    return actions.plan_agreement_meeting(agreement=agreement, party=party, by=by, **usual | said)


def make_invited(payer: User, organisation: Organisation) -> dict[str, Call | Application]:
    """A call to which one organisation is invited, and its draft."""
    call = make_call(payer, is_invited=True)
    actions.invite_applicant(call=call, organisation=organisation, by=payer, at=AT)
    call = actions.open_call(call=call, by=payer, at=AT)
    return {"call": call, "application": begin(call, make_user(Role.ORGANISATION_ADMIN, at=organisation))}
