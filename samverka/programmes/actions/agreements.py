"""Agreements: begun in dialogue, drafted, signed, run, extended, ended; and what they are about."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.actions import one_by_one
from samverka.core.county import already
from samverka.core.free_text import accept
from samverka.core.versions import check_seen
from samverka.programmes import queries, rules
from samverka.programmes.models import Agreement, Money, Party, Volume
from samverka.programmes.models.agreements import NEXT, STILL_OPEN, AgreementState


TEXTS = ("title", "purpose", "options", "public_text", "reference")
STANDS = gettext_lazy("It is signed: what was agreed stands.")


@transaction.atomic
def begin_agreement(
    *, id: UUID, organisation: Organisation, territory: Territory, kind: str, by: User, at: datetime, **facts: Any
) -> Agreement:
    """A dialogue about an agreement that `organisation` would pay for. Begun again, it changes nothing."""
    if there := already(Agreement, id, kind=kind, territory_id=territory.code, organisation_id=organisation.pk):
        return there
    rules.begin_agreement(by, organisation)
    made = Agreement(
        id=id, organisation=organisation, territory=territory, kind=kind, begun_by=by, begun_at=at, changed_at=at,
        **facts,
    )  # fmt: skip
    _check(made)
    made.save(force_insert=True)
    Party.objects.create(agreement=made, organisation=organisation, part=Party.Part.PAYER)
    _note(made, by, "begun", at)
    return made


@transaction.atomic
def write_agreement(*, agreement: Agreement, by: User, at: datetime, seen: str = "", **facts: Any) -> Agreement:
    """Change what an agreement says. Once it is signed, only what the public reads and how it is followed up.

    Until then its days change too, as far as they hold what stands beside it.
    """
    held = _hold(agreement, by)
    check_seen(held, seen)
    changed = {name for name, value in facts.items() if getattr(held, name) != value}
    if not held.is_unsigned and changed.difference(STILL_OPEN):
        raise Refused(_("It is signed: only the text for the public, and how often it is followed up, can change."))
    for name in changed:
        setattr(held, name, facts[name])
    held.changed_at = at
    _check(held)
    if changed & {"first_day", "last_day", "may_extend_until"}:
        _refuse_outside(held)
    held.save()
    _note(held, by, "written", at)
    return held


@transaction.atomic
def add_party(*, agreement: Agreement, organisation: Organisation, part: str, by: User, at: datetime) -> Party:
    """One more organisation takes part. Added again, its role is as said last."""
    held = _hold_unsigned(agreement, by)
    there = held.parties.filter(organisation=organisation).first()
    if there and there.part == part:
        return there
    if organisation.pk == held.organisation_id:
        raise Refused(_("Whoever keeps the agreement pays."))
    made = there or Party(agreement=held, organisation=organisation)
    made.part, made.added_at = part, at
    made.save()
    _note(held, by, "party_added", at)
    return made


@transaction.atomic
def remove_party(*, party: Party, by: User, at: datetime) -> Agreement:
    """It takes no part after all. Removed again, it changes nothing."""
    held = _hold_unsigned(party.agreement, by)
    there = held.parties.filter(pk=party.pk).first()
    if there:
        if there.organisation_id == held.organisation_id:
            raise Refused(_("Whoever keeps the agreement pays."))
        there.delete()
        _note(held, by, "party_removed", at)
    return held


@transaction.atomic
def set_money(
    *, agreement: Agreement, year: int, source: str, by: User, at: datetime, planned: int | None = None,
    spent: int | None = None,
) -> Agreement:  # fmt: skip
    """What a source pays in a year. The plan stands when it is signed; what is spent is told until the end and after.

    An extension is planned for when it is made. What is not said again stays; a plan of nought takes the sum away.
    """
    held = _hold(agreement, by)
    first, last = held.years
    if not first <= year <= last:
        raise Unfit(_("The agreement does not run in that year."), field="year")
    there = held.money.filter(year=year, source=source).first()
    plan = planned if planned is not None else there.planned if there else 0
    goes_on = held.state == AgreementState.EXTENDED and year >= localdate(at).year
    if (there.planned if there else 0) != plan and not (held.is_unsigned or goes_on):
        over = held.state == AgreementState.ENDED
        raise Refused(
            _("It has ended: what was planned stands.") if over else _("It is signed: what was agreed stands.")
        )
    if spent is None and there:
        spent = there.spent
    if not plan and not spent:
        held.money.filter(year=year, source=source).delete()
    else:
        Money.objects.update_or_create(
            agreement=held, year=year, source=source, defaults={"planned": plan, "spent": spent}
        )
    if queries.planned_payments(held) > queries.payable(held):
        raise Unfit(_("The plan of payments comes to more than that. Take a payment away first."), field="planned")
    _note(held, by, "money_set", at)
    return held


@transaction.atomic
def set_volume(
    *, agreement: Agreement, kind: str, amount: int, by: User, at: datetime, per: str = Volume.Per.YEAR
) -> Agreement:
    """How much of something is agreed; of what is extended, for the days to come. Nought takes it away."""
    held = _hold(agreement, by)
    if not (held.is_unsigned or held.is_extended):
        raise Refused(STANDS)
    per = Volume.Per.NIGHT if kind == Volume.Kind.PLACES else per
    if kind != Volume.Kind.PLACES and per == Volume.Per.NIGHT:
        raise Unfit(_("Say how many a month, a year, or in all."), field="per")
    if held.extended_from:
        return _amend(held, kind, amount, per, by, at)
    if amount:
        Volume.objects.update_or_create(agreement=held, kind=kind, defaults={"amount": amount, "per": per})
    else:
        held.volumes.filter(kind=kind).delete()
    _note(held, by, "volume_set", at)
    return held


def _amend(held: Agreement, kind: str, amount: int, per: str, by: User, at: datetime) -> Agreement:
    """What was agreed for the days before stands. Nought stands only where something was agreed or delivered."""
    since = queries.amended_from(held)
    if since is None:
        raise Refused(_("The year is settled."))
    volume, _new = held.volumes.get_or_create(kind=kind, defaults={"amount": 0, "per": per})
    before = volume.amended.filter(since__lt=since).last() or volume
    if amount or before.amount or volume.stated.exists() or volume.deviations.exists():
        said = {"amount": amount, "per": per, "until": held.last_day}
        volume.amended.update_or_create(since=since, defaults=said)
    else:
        volume.amended.filter(since=since).delete()
        if not (volume.amount or volume.amended.exists()):
            volume.delete()
    _note(held, by, "volume_amended", at)
    return held


@transaction.atomic
def draft_agreement(*, agreement: Agreement, by: User, at: datetime) -> Agreement:
    """The dialogue is over, and there is a text to sign."""
    held = _hold(agreement, by)
    return held if held.state == AgreementState.DRAFTED else _go_on(held, AgreementState.DRAFTED, by, at)


@transaction.atomic
def reopen_agreement(*, agreement: Agreement, by: User, at: datetime) -> Agreement:
    """Back to the dialogue: something is to be talked over again."""
    held = _hold(agreement, by)
    return held if held.state == AgreementState.DIALOGUE else _go_on(held, AgreementState.DIALOGUE, by, at)


@transaction.atomic
def sign_agreement(*, agreement: Agreement, signed_on: date, by: User, at: datetime) -> Agreement:
    """Note that all parties have signed, on paper or elsewhere. It runs from its first day."""
    held = _hold(agreement, by)
    if held.state not in (AgreementState.DIALOGUE, AgreementState.DRAFTED) and held.signed_on == signed_on:
        return held
    if signed_on > localdate(at):
        raise Unfit(_("Choose a day that has been."), field="signed_on")
    if not held.parties.filter(part=Party.Part.PROVIDER).exists():
        raise Refused(_("Say first who pays and who runs it."))
    held.signed_on, held.signed_until = signed_on, held.last_day
    return _go_on(held, AgreementState.SIGNED, by, at, "signed_on", "signed_until")


@transaction.atomic
def extend_agreement(*, agreement: Agreement, last_day: date, by: User, at: datetime) -> Agreement:
    """It runs on until another day, at most as far as was agreed. Said again, it changes nothing."""
    held = _hold(agreement, by)
    if held.state == AgreementState.EXTENDED and held.last_day == last_day:
        return held
    if held.may_extend_until is None:
        raise Refused(_("It has no option to be extended."))
    if not held.last_day < last_day <= held.may_extend_until:
        raise Unfit(_("Choose a day after its end, and at most as far as it may be extended."), field="last_day")
    held.extended_from = held.last_day + timedelta(days=1)
    held.last_day, held.reminded_on = last_day, None
    held.successor, held.why_not_renewed = None, ""  # what comes after the new end is asked anew
    more = ("extended_from", "last_day", "reminded_on", "successor", "why_not_renewed")
    return _go_on(held, AgreementState.EXTENDED, by, at, *more)


@transaction.atomic
def note_not_renewed(*, agreement: Agreement, reason: str, by: User, at: datetime) -> Agreement:
    """Nothing comes after it, and why. Said again, the last word holds."""
    held = _hold_running(agreement, by)
    if not reason.strip():
        raise Unfit(_("Say in a few words why."), field="reason")
    return _say_what_follows(held, "not_renewed", by, at, why_not_renewed=accept(reason, field="reason").strip())


@transaction.atomic
def name_successor(*, agreement: Agreement, successor: Agreement, by: User, at: datetime) -> Agreement:
    """Another agreement that they keep comes after it. Said again, the last word holds."""
    rules.keep_agreement(by, agreement)
    both = Agreement.objects.filter(pk__in=(agreement.pk, successor.pk)).order_by("pk")
    list(both.select_for_update(no_key=True))  # in the order of the clock, which moves both
    held = _hold_running(agreement, by)
    following = queries.may_follow(held).select_for_update(of=("self",), no_key=True).filter(pk=successor.pk).first()
    if following is None:
        raise Unfit(_("Choose an agreement of whoever keeps this one, that ends later."), field="successor")
    return _say_what_follows(held, "successor_named", by, at, successor=following)


@transaction.atomic
def reopen_renewal(*, agreement: Agreement, by: User, at: datetime) -> Agreement:
    """What comes after it is not said yet after all."""
    return _say_what_follows(_hold_running(agreement, by), "renewal_reopened", by, at)


def _say_what_follows(
    held: Agreement, what: str, by: User, at: datetime, *, successor: Agreement | None = None, why_not_renewed: str = ""
) -> Agreement:
    if (held.successor, held.why_not_renewed) != (successor, why_not_renewed):
        held.successor, held.why_not_renewed = successor, why_not_renewed
        held.save(update_fields=["successor", "why_not_renewed"])
        _note(held, by, what, at)
    return held


@transaction.atomic
def end_agreement(*, agreement: Agreement, by: User, at: datetime) -> Agreement:
    """It comes to nothing, or ends before its time: today is its last day.

    One that is signed and ends before its first day comes to nothing, as if nobody had signed.
    """
    held = _hold(agreement, by)
    if held.state == AgreementState.ENDED:
        return held
    today = localdate(at)
    if held.is_running and today < held.last_day:
        held.last_day = max(today, held.first_day)
    if held.state == AgreementState.SIGNED and today < held.first_day:
        held.signed_on = held.published_at = None
    return _go_on(held, AgreementState.ENDED, by, at, "last_day", "signed_on", "published_at")


@transaction.atomic
def publish_agreement(*, agreement: Agreement, by: User, at: datetime) -> Agreement:
    """Everybody reads it from now on. Said again, it changes nothing."""
    held = _hold(agreement, by)
    if held.published_at:
        return held
    if held.signed_on is None:
        raise Refused(_("It is published when it is signed."))
    held.published_at = at
    held.save(update_fields=["published_at"])
    _note(held, by, "published", at)
    return held


def move_agreements(*, at: datetime) -> int:
    """By the clock: signed ones run from their first day, end soon, and end. How many moved."""
    return one_by_one(queries.to_move(at=at).select_related("territory"), lambda held: _move(held, at=at))


def _move(held: Agreement, *, at: datetime) -> int:
    count = 0
    while state := queries.moved(held, on=localdate(at)) if held.state != AgreementState.ENDED else None:
        held.state = state
        held.save(update_fields=["state"])
        _note(held, None, state, at)
        count += 1
    return count


@transaction.atomic
def note_reminder(*, agreement: Agreement, at: datetime) -> Agreement:
    """The parties are told that it ends soon; refused when they were told already."""
    held = _held(agreement)
    if held.reminded_on or held.state != AgreementState.RENEWAL_DUE:
        raise Refused(_("The parties were told already."))
    held.reminded_on = localdate(at)
    held.save(update_fields=["reminded_on"])
    _note(held, None, "reminded", at)
    return held


def _hold(agreement: Agreement, by: User) -> Agreement:
    rules.keep_agreement(by, agreement)
    return _held(agreement)


def _held(agreement: Agreement) -> Agreement:
    rows = Agreement.objects.select_for_update(of=("self",), no_key=True).select_related("territory")
    return rows.get(pk=agreement.pk)


def _hold_unsigned(agreement: Agreement, by: User) -> Agreement:
    held = _hold(agreement, by)
    if not held.is_unsigned:
        raise Refused(STANDS)
    return held


def _hold_running(agreement: Agreement, by: User) -> Agreement:
    held = _hold(agreement, by)
    if not held.is_running:
        raise Refused(_("What comes after it is said while it runs."))
    return held


def _check(agreement: Agreement) -> None:
    for name in TEXTS:
        setattr(agreement, name, accept(getattr(agreement, name), field=name))
    if agreement.last_day < agreement.first_day:
        raise Unfit(_("It ends before it begins."), field="last_day")
    if agreement.may_extend_until and agreement.may_extend_until < agreement.last_day:
        raise Unfit(_("Choose a day after its end."), field="may_extend_until")
    if agreement.kind == Agreement.Kind.PROCUREMENT and not agreement.reference:
        raise Unfit(_("Write the reference number of the procurement."), field="reference")


def _refuse_outside(held: Agreement) -> None:
    """Its days still hold what stands beside it: of money, payments and meetings none stands outside."""
    for rows, name, told in (
        (held.money.exclude(year__range=held.years), "year",
         _("There is money for %(when)s. Take it away first, or choose days that hold it.")),
        (held.payments.exclude(due_on__range=held.near), "due_on",
         _("A payment is due on %(when)s. Choose days within a year of it.")),
        (held.meetings.exclude(planned_on__range=held.near), "planned_on",
         _("The parties meet on %(when)s. Choose days within a year of it.")),
        (held.predecessors.filter(last_day__gte=held.last_day), "last_day",
         _("It follows an agreement that ends on %(when)s. Choose a later day.")),
    ):  # fmt: skip
        if when := rows.order_by(name).values_list(name, flat=True).first():
            field = "first_day" if str(when) < str(held.first_day) else "last_day"
            raise Unfit(told % {"when": when}, field=field)


def _go_on(held: Agreement, state: AgreementState, by: User, at: datetime, *more: str) -> Agreement:
    if state not in NEXT[held.state]:
        told = _("This step does not follow: the agreement is %(state)s.")
        raise Refused(told % {"state": held.get_state_display()})
    held.state = state
    held.save(update_fields=["state", *more])
    _note(held, by, state, at)
    return held


def _note(agreement: Agreement, by: User | None, what: str, at: datetime) -> None:
    verb = f"programmes.agreement_{what}"
    audit.record(by=by, verb=verb, subject=agreement, at=at, county=agreement.territory.county)
