"""What must be true of tallies and referrals, whoever wrote them."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.timezone import localdate

from samverka.core.county import counties_of
from samverka.core.verifying import check
from samverka.directory.models import Category
from samverka.outreach.conditions import CODES
from samverka.outreach.models import (
    AdviceSession,
    Area,
    CareRefusal,
    EmergencyAidTally,
    GroupActivity,
    Referral,
    RemovalCase,
    RemovalStep,
    Settlement,
    SettlementTally,
    Tally,
    Tip,
    VisitTally,
)
from samverka.outreach.models.tallies import KINDS
from samverka.outreach.queries import TIP, corrected
from samverka.safeguarding.queries import is_noted


LATELY = timedelta(days=14)  # for which taps are kept at most


@check("areas are parts of municipalities")
def areas(at: datetime) -> Iterator[str]:
    for pk in Area.objects.exclude(municipality__code__regex="^[0-9]{4}$").values_list("pk", flat=True):
        yield f"Area {pk} lies in no municipality."


@check("tallies lie in their area's municipality and county, on a half hour")
def tallies(at: datetime) -> Iterator[str]:
    astray = ~Q(municipality=F("area__municipality")) | ~Q(municipality__code__startswith=F("county"))
    for pk in Tally.objects.filter(astray).order_by("pk").values_list("pk", flat=True):
        yield f"Tally {pk} lies elsewhere than its area."
    for county in counties_of(Tally):
        for pk, seen_at in Tally.objects.filter(county=county).values_list("pk", "seen_at").iterator():
            if seen_at.minute % 30 or seen_at.second or seen_at.microsecond:
                yield f"Tally {pk} tells more than the half hour."


@check("nobody is corrected to less than nobody")
def corrections(at: datetime) -> Iterator[str]:
    rows = Tally.objects.filter(corrections__isnull=False).distinct().prefetch_related("corrections")
    for row in rows.order_by("pk").iterator(chunk_size=500):
        if any(corrected(row)[kind].least < 0 for kind in KINDS):
            yield f"Tally {row.pk} is corrected to less than nobody."


@check("a referral made with a tally is of its team and municipality")
def referrals(at: datetime) -> Iterator[str]:
    astray = ~Q(team=F("tally__team")) | ~Q(municipality=F("tally__municipality"))
    for pk in Referral.objects.filter(astray, tally__isnull=False).order_by("pk").values_list("pk", flat=True):
        yield f"Referral {pk} does not belong to its tally."


@check("settlements and removals lie in their municipality and county")
def settlements(at: datetime) -> Iterator[str]:
    astray = ~Q(municipality=F("area__municipality")) | ~Q(municipality__code__startswith=F("county"))
    for pk in Settlement.objects.filter(astray).order_by("pk").values_list("pk", flat=True):
        yield f"Settlement {pk} lies elsewhere than its area."
    elsewhere = RemovalCase.objects.exclude(municipality=F("settlement__municipality"))
    for pk in elsewhere.order_by("pk").values_list("pk", flat=True):
        yield f"Removal {pk} lies elsewhere than its settlement."


@check("what was seen of a settlement is known, on a half hour")
def settlement_tallies(at: datetime) -> Iterator[str]:
    for pk, seen_at, seen in SettlementTally.objects.values_list("pk", "seen_at", "seen").iterator():
        if seen_at.minute % 30 or seen_at.second or set(seen) - set(CODES):
            yield f"What was seen in {pk} is not what can be noted."


@check("a removal stands where its last step led")
def steps(at: datetime) -> Iterator[str]:
    rows = RemovalStep.objects.order_by("noted_at", "pk").values_list("removal", "state")
    last = dict(rows.iterator())
    for pk, state in RemovalCase.objects.order_by("pk").values_list("pk", "state"):
        if last.get(pk) != state:
            yield f"Removal {pk} stands elsewhere than its last step."


@check("tips lie in their municipality and county, and children told of are noted")
def tips(at: datetime) -> Iterator[str]:
    astray = ~Q(municipality__code__startswith=F("county"))
    elsewhere = Q(area__isnull=False) & ~Q(area__municipality=F("municipality"))
    for pk in Tip.objects.filter(astray | elsewhere).order_by("pk").values_list("pk", flat=True):
        yield f"Tip {pk} lies elsewhere than its municipality."
    for tip in Tip.objects.filter(children="yes", state="received").order_by("pk").iterator():
        if not is_noted((TIP, tip.pk)):
            yield f"Children that tip {tip.pk} tells of are not noted."


@check("front desks are counted in their municipality and county, by what a front desk counts")
def desks(at: datetime) -> Iterator[str]:
    astray = ~Q(municipality__code__startswith=F("county")) | ~Q(municipality__code__regex="^[0-9]{4}$")
    for model in (VisitTally, AdviceSession, GroupActivity, EmergencyAidTally):
        for pk in model._default_manager.filter(astray).order_by("pk").values_list("pk", flat=True):
            yield f"{model._meta.label} {pk} lies elsewhere than its municipality."
    known = set(Category.objects.values_list("code", flat=True))
    for pk, servings in VisitTally.objects.order_by("pk").values_list("pk", "servings").iterator():
        if set(servings) - known or any(not isinstance(count, int) or count < 1 for count in servings.values()):
            yield f"What was given out on day {pk} cannot have been counted."


@check("a day at a front desk is what was tapped and put right")
def days(at: datetime) -> Iterator[str]:
    """Of days whose taps are all there still, by the number of changes: of others some are gone already."""
    lately = VisitTally.objects.filter(date__gte=localdate(at - LATELY)).prefetch_related("taps", "corrections")
    for day in lately.order_by("pk").iterator(chunk_size=500):
        taps, changes = day.taps.all(), day.corrections.all()
        if day.revision != len(taps) + sum(1 for one in taps if one.undone_at) + len(changes):
            continue
        told: Counter[str] = Counter(one.kind for one in taps if one.undone_at is None)
        for change in changes:
            told.update(change.changes)
        if {kind: count for kind, count in told.items() if count} != {k: n for k, n in day.counts.items() if n}:
            yield f"Day {day.pk} is not what was tapped and put right."


@check("refused care is logged for a region and a month")
def refusals(at: datetime) -> Iterator[str]:
    astray = ~Q(region=F("county")) | ~Q(month__day=1)
    for pk in CareRefusal.objects.filter(astray).order_by("pk").values_list("pk", flat=True):
        yield f"Refusal {pk} tells more than a region and a month."
