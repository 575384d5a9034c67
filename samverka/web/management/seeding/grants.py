"""The invented city's grants: a call that three applied to and that was decided last year, with what was granted as an
agreement that is paid in two parts; one that is open now; and the meetings of those who have a partnership.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import make_aware

from samverka.actors.models import Organisation, Role, User
from samverka.core.ids import new_id
from samverka.programmes import actions, queries
from samverka.programmes.models import Agreement, Application, Call
from samverka.web.management.seeding.people import territory


DELIVERED = {"kyrkan": (22,) * 12, "admin": (42, 41, 40, 43, 42, 41, 20, 18, 34, 41, 42, 40)}  # hours, by month
CRITERIA = {"Nytta för dem som kommer": 3, "Genomförbar plan": 2, "Samverkan med andra": 1}
PLAN = "## Vad\n\nEn varm plats med soppa och råd.\n\n## När\n\nSöndagar klockan 11–16, hela året."  # noqa: RUF001
# who, for what, hours a year, kronor, marks by criterion, granted
ASKED: tuple[tuple[str, str, int, int, tuple[int, ...], int], ...] = (
    ("kyrkan", "Värmestuga på söndagar", 260, 300_000, (5, 4, 4), 250_000),
    ("admin", "Frukost för morgonpigga", 500, 420_000, (4, 4, 3), 150_000),
    ("fordelning", "Spelkvällar", 80, 90_000, (1, 3, 2), 0),
)
WHY = (
    "Når flest och har öppet när annat är stängt. Beviljas med något mindre än sökt.",
    "Behövs, men ryms bara delvis. Beviljas för ett halvårs drift.",
    "Svarar inte mot utlysningens syfte.",
)
DECIDED = "Vi går igenom besöken varje månad.\n\n- Föreningen prövar längre kvällar.\n- Staden ordnar skåp."


def build(person: Callable[..., User], *, at: datetime) -> None:
    city = Organisation.objects.get(name="Exempelstadens socialtjänst")
    users = {name: User.objects.get(email=f"{name}@ovning.example") for name in ("samordnare", "admin")}
    for name, who, home in (
        ("kyrkan", "Kim Kyrka", "Norra Exempelkyrkan"), ("fordelning", "Farah Fördelning", "Exempelgemenskapen"),
    ):  # fmt: skip
        users[name] = person(name, Role.ORGANISATION_ADMIN, Organisation.objects.get(name=home), name=who)
    _decided(city, users, at)
    _open(city, users, at)
    _meet(users["samordnare"], at)
    actions.move_agreements(at=at)


def _noon(day: date) -> datetime:
    return make_aware(datetime.combine(day, time(12)))


def _call(city: Organisation, by: User, *, opens: date, **facts: Any) -> Call:
    said: dict[str, Any] = {"by": by, "at": _noon(opens)}
    call = actions.begin_call(
        id=new_id(), organisation=city, territory=territory(city.territory_id), opens_on=opens,
        eligible="Föreningar och församlingar som är verksamma i Exempelstaden.", **facts, **said,
    )  # fmt: skip
    for name, weight in CRITERIA.items():
        actions.set_criterion(call=call, name=name, weight=weight, **said)
    return actions.open_call(call=call, **said)


def _apply(call: Call, by: User, title: str, hours: int, kronor: int, at: datetime) -> Application:
    home = by.standing[0].organisation
    said: dict[str, Any] = {"by": by, "at": at}
    one = actions.begin_application(
        id=new_id(), call=call, organisation=home, title=title, plan=PLAN, applied={call.first_day.year: kronor}, **said
    )
    return actions.set_application_volume(application=one, kind="opening_hours", amount=hours, **said)


def _decided(city: Organisation, users: dict[str, User], at: datetime) -> None:
    by, year = users["samordnare"], at.year
    closes = date(year - 1, 10, 15)
    call = _call(
        city, by, title="Varma platser på dagen", purpose="Ingen ska behöva vara ute hela dagen när det är kallt.",
        amount=500_000, opens=date(year - 1, 9, 1), closes_on=closes, first_day=date(year, 1, 1),
        last_day=date(year, 12, 31),
    )  # fmt: skip
    found = [
        _apply(call, users[who], title, hours, kronor, _noon(closes)) for who, title, hours, kronor, *_rest in ASKED
    ]
    for one, (who, *_rest) in zip(found, ASKED, strict=True):
        actions.submit_application(application=one, by=users[who], at=_noon(closes))
    then = _noon(closes + timedelta(days=30))
    actions.move_calls(at=then)
    call.refresh_from_db()
    criteria = list(call.criteria.order_by("pk"))
    for one, (_who, _title, _hours, _asked, marks, granted), why in zip(found, ASKED, WHY, strict=True):
        told = {key.pk: (mark, "Enligt planen.") for key, mark in zip(criteria, marks, strict=True)}
        actions.judge_application(application=one, marks=told, by=by, at=then)
        actions.prepare_outcome(
            application=one, outcome="granted" if granted else "refused", granted={year: granted}, reason=why, by=by,
            at=then,
        )  # fmt: skip
    actions.decide_call(
        call=call, decided_on=then.date(), decided_by="Exempelstadens socialnämnd", decision_number="EX 2025/311",
        by=by, at=then,
    )  # fmt: skip
    for application in queries.granted(call):
        if application.agreement:
            _pay(application.agreement, by, year, at)
            _deliver(application.agreement, users, year, at)


def _deliver(agreement: Agreement, users: dict[str, User], year: int, at: datetime) -> None:
    """What was open each month that is over. The summer was thin, and is still to be explained."""
    for name, hours in DELIVERED.items():
        party = queries.own_party(users[name], agreement)
        if party is None or party.part != "provider":
            continue
        told: dict[str, Any] = {"volume": agreement.volumes.get(), "party": party, "by": users[name], "at": at}
        for month, amount in enumerate(hours[: at.month - 1], start=1):
            actions.state_delivered(month=date(year, month, 1), amount=amount, **told)


def _pay(agreement: Agreement, by: User, year: int, at: datetime) -> None:
    said: dict[str, Any] = {"by": by, "at": _noon(date(year - 1, 12, 1))}
    half = queries.payable(agreement) // 2
    first, second = (
        actions.plan_payment(id=new_id(), agreement=agreement, due_on=day, amount=half, condition=text, **said)
        for day, text in ((date(year, 1, 31), ""), (date(year, 8, 31), "efter halvårsrapporten"))
    )
    actions.sign_agreement(agreement=agreement, signed_on=said["at"].date(), **said)
    actions.publish_agreement(agreement=agreement, **said)
    if at.date() > first.due_on:
        actions.note_paid(payment=first, paid_on=first.due_on, by=by, at=at)
    if at.date() > second.due_on and agreement.title == ASKED[0][1]:
        actions.note_paid(payment=second, paid_on=second.due_on, by=by, at=at)


def _open(city: Organisation, users: dict[str, User], at: datetime) -> None:
    today = at.date()
    call = _call(
        city, users["samordnare"], title="Dusch och tvätt", purpose="Fler tider för dusch och tvätt, nära där man bor.",
        amount=600_000, opens=today - timedelta(days=20), closes_on=today + timedelta(days=10),
        first_day=date(today.year + 1, 1, 1), last_day=date(today.year + 2, 12, 31),
    )  # fmt: skip
    _apply(call, users["admin"], "Tvättstuga på kvällen", 400, 200_000, at)


def _meet(by: User, at: datetime) -> None:
    found = Agreement.objects.filter(kind="iop", organisation=by.standing[0].organisation).order_by("-begun_at").first()
    party = queries.own_party(by, found) if found else None
    if found is None or party is None:
        return
    said: dict[str, Any] = {"agreement": found, "party": party, "by": by}
    then = at - timedelta(days=40)
    held = actions.plan_agreement_meeting(id=new_id(), planned_on=then.date(), form="visit", at=then, **said)
    actions.hold_agreement_meeting(
        meeting=held, party=party, held_on=then.date(), decisions=DECIDED, next_id=new_id(),
        next_on=at.date() + timedelta(days=10), by=by, at=at,
    )  # fmt: skip
