"""What tallies come to, with their counter-entries."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate

from samverka.actors.models import User
from samverka.outreach.models import AdviceSession, Area, GroupActivity, Tally, TallyCorrection, Team, VisitTap
from samverka.outreach.models.tallies import KINDS, NOBODY, Range, adults
from samverka.outreach.policy import UNDO_MINUTES, rules_of


def corrections(tally: Tally) -> list[TallyCorrection]:
    """The counter-entries of a tally, the oldest first."""
    return sorted(tally.corrections.all(), key=lambda one: one.at)


def corrected(tally: Tally) -> dict[str, Range]:
    """How many of each kind, with the counter-entries. Nobody when it was undone."""
    if tally.undone_at:
        return dict.fromkeys(KINDS, NOBODY)
    found = tally.counts
    for change in corrections(tally):
        by = {kind: getattr(change, kind) for kind in KINDS}
        found = {kind: one.plus(by[kind], by[kind]) for kind, one in found.items()}
    return found


def summed(tally: Tally) -> tuple[int, ...]:
    """What one tally adds to sums: visits, unchanged ones, adults and children from least to most."""
    counts = corrected(tally)
    return 1, int(tally.is_unchanged), *adults(counts), *counts["children"]


def last_tally(team: Team, area: Area, place_type: str, *, until: datetime) -> Tally | None:
    """What the team had noted last in an area at such a place; what was seen later may have come first."""
    here = {"county": area.municipality.county, "team": team, "area": area, "place_type": place_type}
    return (
        Tally.objects.counted()
        .filter(**here, seen_at__lte=until)
        .prefetch_related("corrections")
        .order_by("-seen_at", "-noted_at", "-pk")
        .first()
    )


def undo_until(noted: Tally | VisitTap | AdviceSession | GroupActivity) -> datetime:
    """Until when whoever noted it can undo it."""
    minutes = rules_of(noted.municipality_id, on=localdate(noted.noted_at)).value(UNDO_MINUTES)
    return noted.noted_at + timedelta(minutes=minutes)


def recent(viewer: User, *, since: datetime) -> "QuerySet[Tally]":
    """What the viewer's teams have noted lately, the newest first, with what was undone."""
    rows = Tally.objects.visible_to(viewer).filter(seen_at__gte=since)
    rows = rows.select_related("team", "area", "municipality").prefetch_related("corrections", "referrals")
    return rows.order_by("-seen_at", "-noted_at", "pk")


def noted_lately(viewer: User, *, at: datetime, most: int = 5) -> list[tuple[Tally, Range, Range]]:
    """The last tallies of a day, each with its adults and children as they stand after corrections."""
    found = [(one, corrected(one)) for one in recent(viewer, since=at - timedelta(days=1))[:most]]
    return [(one, adults(counts), counts["children"]) for one, counts in found]
