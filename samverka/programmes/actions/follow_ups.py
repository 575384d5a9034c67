"""What is held against an agreement: deviations are asked about, commented, and each year is settled by its parties."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit, free_text
from samverka.core.access import Refused, Unfit
from samverka.core.actions import one_by_one
from samverka.programmes import queries, rules
from samverka.programmes.models import (
    Agreement,
    Deviation,
    DeviationComment,
    FollowUp,
    Party,
    Settling,
    Stated,
    Volume,
)


@transaction.atomic
def state_delivered(
    *, volume: Volume, party: Party, month: date, amount: int, by: User, at: datetime
) -> Stated:  # fmt: skip
    """What was delivered in a month of something that no counter counts. Stated again, the last word holds."""
    rules.speak_for_party(by, party)
    held = _hold(volume.agreement)
    if party.agreement_id != held.pk or party.part != Party.Part.PROVIDER:
        raise Refused(_("Whoever runs it states what was delivered."))
    if held.signed_on is None:
        raise Refused(_("What was delivered is stated when it is signed."))
    if queries.is_counted(volume.kind):
        raise Refused(_("This is counted already, from nights and visits."))
    month = month.replace(day=1)
    if not held.first_day.replace(day=1) <= month <= min(held.last_day, localdate(at)):
        raise Unfit(_("Choose a month that has begun, and in which the agreement runs."), field="month")
    _refuse_frozen(held, month.year)
    made, _new = Stated.objects.update_or_create(
        volume=volume, month=month, defaults={"amount": amount, "by": by, "at": at}
    )
    _note(held, by, "delivery_stated", at)
    return made


def compare_volumes(*, at: datetime) -> int:
    """By the clock, once a day: a period that brought much less or more than agreed is asked about. How many are."""
    return one_by_one(queries.to_compare(at=at).select_related("territory"), lambda held: _compare(held, at=at))


def _compare(held: Agreement, *, at: datetime) -> int:
    today, found = localdate(at), 0
    for one in queries.far_off(held, on=today):
        facts = {"year": one.period.first.year, "is_less": (one.deviation or 0) < 0, "found_on": today}
        _made, is_new = Deviation.objects.get_or_create(volume=one.volume, period=one.period.code, defaults=facts)
        found += is_new
    held.compared_on = today
    held.save(update_fields=["compared_on"])
    for _one in range(found):
        _note(held, None, "deviation_found", at)
    return found


@transaction.atomic
def note_deviations_told(*, agreement: Agreement, at: datetime) -> Agreement:
    """The parties are asked of what was found; refused when they were asked already."""
    held = _hold(agreement)
    if not queries.untold(held).update(told_on=localdate(at)):
        raise Refused(_("The parties were told already."))
    _note(held, None, "deviations_told", at)
    return held


@transaction.atomic
def comment_deviation(
    *, deviation: Deviation, party: Party, text: str, by: User, at: datetime
) -> DeviationComment:  # fmt: skip
    """A party says why. Said again, the last word stands until the year is settled."""
    rules.speak_for_party(by, party)
    held = _hold(deviation.volume.agreement)
    if party.agreement_id != held.pk:
        raise Refused(_("Whoever is a party to it says why."))
    if not text.strip():
        raise Unfit(_("Say why, in a sentence or two."), field="text")
    year = _follow_up(held, deviation.year)
    if year.settled_at:
        raise Refused(_("The year is settled."))
    made, _new = DeviationComment.objects.update_or_create(
        deviation=deviation, party=party, defaults={"text": free_text.accept(text), "by": by, "at": at}
    )
    _note(held, by, "deviation_commented", at)
    return made


@transaction.atomic
def settle_year(*, agreement: Agreement, year: int, party: Party, by: User, at: datetime) -> FollowUp:
    """A party finds the year right. Those who run it go first: what they delivered is frozen then.

    When all who pay and run have said so, the year is settled. Said again, it changes nothing.
    """
    rules.speak_for_party(by, party)
    held = _hold(agreement)
    follow_up = _follow_up(held, year)
    parties = [one for one in held.parties.all() if one.part != Party.Part.PARTNER]
    if party.pk not in {one.pk for one in parties}:
        raise Refused(_("Those who pay and those who run it settle the year."))
    if follow_up.settlings.filter(party=party).exists():
        return follow_up
    if localdate(at) <= min(date(year, 12, 31), held.last_day):
        raise Refused(_("The year is settled when it is over."))
    if party.part == Party.Part.PAYER and not follow_up.frozen_at:
        raise Refused(_("Those who run it settle first, so that the figures stand."))
    Settling.objects.create(follow_up=follow_up, party=party, by=by, at=at)
    settled = set(follow_up.settlings.values_list("party", flat=True))
    if follow_up.frozen_at is None and settled >= {one.pk for one in parties if one.part == Party.Part.PROVIDER}:
        rows = queries.held(None, held, [queries.year_of(year)], on=localdate(at))
        follow_up.delivered = {volume.kind: row[0].delivered for volume, row in rows}
        follow_up.agreed = {volume.kind: row[0].agreed for volume, row in rows}
        follow_up.frozen_at, follow_up.objection = at, ""
    if settled >= {one.pk for one in parties}:
        follow_up.settled_at = at
    follow_up.save()
    _note(held, by, "year_settled", at)
    return follow_up


@transaction.atomic
def object_to_year(
    *, agreement: Agreement, year: int, party: Party, objection: str, by: User, at: datetime
) -> FollowUp:  # fmt: skip
    """A party asks for another look before the year is settled: what was frozen is open again."""
    rules.speak_for_party(by, party)
    held = _hold(agreement)
    follow_up = _follow_up(held, year)
    if party.agreement_id != held.pk or follow_up.settled_at:
        raise Refused(_("The year is settled."))
    if not objection.strip():
        raise Unfit(_("Say what must be looked at again."), field="objection")
    follow_up.objection = free_text.accept(objection, field="objection")
    follow_up.delivered = follow_up.agreed = follow_up.frozen_at = None
    follow_up.settlings.all().delete()
    follow_up.save()
    _note(held, by, "year_objected", at)
    return follow_up


def _hold(agreement: Agreement) -> Agreement:
    rows = Agreement.objects.select_for_update(of=("self",), no_key=True).select_related("territory")
    return rows.get(pk=agreement.pk)


def _follow_up(agreement: Agreement, year: int) -> FollowUp:
    if agreement.is_unsigned or not agreement.first_day.year <= year <= agreement.last_day.year:
        raise Refused(_("The agreement does not run in that year."))
    return FollowUp.objects.get_or_create(agreement=agreement, year=year)[0]


def _refuse_frozen(agreement: Agreement, year: int) -> None:
    if agreement.follow_ups.filter(year=year, frozen_at__isnull=False).exists():
        raise Refused(_("What was delivered that year stands: those who run it have settled it."))


def _note(agreement: Agreement, by: User | None, what: str, at: datetime) -> None:
    verb = f"programmes.agreement_{what}"
    audit.record(by=by, verb=verb, subject=agreement, at=at, county=agreement.territory.county)
