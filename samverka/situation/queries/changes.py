"""What a county's audit trail tells of figures: what has grown, and which months are to be counted anew (ADR 0035)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Q
from django.utils.timezone import localdate

from samverka.core.models import Entry, Purge
from samverka.outreach.models import EmergencyAidTally, RemovalCase, Tally, TallyCorrection, VisitCorrection, VisitTally
from samverka.safeguarding.models import Sighting
from samverka.shelters.models import ColdNightEvent, NightFigure
from samverka.situation.queries import sources
from samverka.situation.queries.sources import Row


Touched = dict[str, set[tuple[str, date]]]  # by source: a territory and a month
FROZEN, CORRECTED = "shelters.night_frozen", "shelters.figure_corrected"
TURNED, PURGED = "shelters.turn_aways_corrected", "core.purged"
OPENED, CARRIED, EDITED = "outreach.removal_opened", "outreach.removal_carried_on", "shelters.shelter_edited"
TURN_AWAYS = "shelters.turnaway"  # when these go, sums are written of nights that nobody froze
NAMED: dict[str, tuple[str, Callable[[list[UUID]], Iterable[tuple[str, date]]]]] = {}  # by the kind of subject
VERBS = {FROZEN, CORRECTED, TURNED, PURGED, OPENED, CARRIED, EDITED}


def _names(source: str, model: type, territory: str, day: str, *verbs: str) -> None:
    """What is said with these verbs of such a thing changes a month of a source."""

    def months(ids: list[UUID]) -> Iterator[tuple[str, date]]:
        for code, seen in model._default_manager.filter(pk__in=ids).values_list(territory, day):  # type: ignore[attr-defined]
            yield code, (localdate(seen) if isinstance(seen, datetime) else seen).replace(day=1)

    NAMED[model._meta.label_lower] = (source, months)  # type: ignore[attr-defined]
    VERBS.update(verbs)


_names("outreach", Tally, "municipality", "seen_at", "outreach.tally_recorded", "outreach.tally_undone")
_names("outreach", TallyCorrection, "tally__municipality", "tally__seen_at", "outreach.tally_corrected")
_names("desks", VisitTally, "municipality", "date", "outreach.visit_counted", "outreach.visit_undone")
_names("desks", VisitCorrection, "tally__municipality", "tally__date", "outreach.visits_corrected")
_names("aid", EmergencyAidTally, "municipality", "month", "outreach.aid_stated")
_names(
    "children", Sighting, "municipality", "night", "safeguarding.sighting_noted", "safeguarding.channel_used",
    "safeguarding.none_needed", "safeguarding.sighting_taken_back",
)  # fmt: skip
_names(
    "cold", ColdNightEvent, "territory", "date", "shelters.cold_night_decided", "shelters.cold_night_called_off",
    "shelters.cold_night_announced", "shelters.cold_night_opened",
)  # fmt: skip
REFUSALS = ("outreach.refusal_logged", "outreach.refusal_followed", "outreach.refusal_removed")  # tell only who logs
VERBS.update(REFUSALS)


def entries(county: str, *, after: int, until: int) -> list[Entry]:
    """What the trail tells of figures between two of its numbers."""
    told = Entry.objects.filter(county=county, number__gt=after, number__lte=until, verb__in=VERBS)
    return list(told.order_by("number"))


def has_gap(county: str, *, after: int) -> bool:
    """Is something gone from the trail that was not taken in? Then only counting everything helps."""
    following = Entry.objects.filter(county=county, number__gt=after).order_by("number")
    first = following.values_list("number", flat=True).first()
    return first is not None and first > after + 1


def grown(county: str, told: Iterable[Entry], *, after: int) -> Iterator[Row]:
    """What these entries add, each once: the rows of the nights, corrections and removals that they name."""
    ids: dict[str, list[str]] = defaultdict(list)
    told = list(told)
    for one in told:
        ids[one.verb].append(one.subject.partition(":")[2])
    here = Q(county=county)
    if nights := ids[FROZEN]:
        yield from sources.nights(here & Q(night__in=nights))
        yield from sources.turn_aways(here & (Q(night__in=nights) | _intakes(told)))
    if ids[CORRECTED]:
        yield from sources.corrections(here & Q(pk__in=ids[CORRECTED]))
    if ids[TURNED]:
        yield from sources.turn_away_corrections(here & Q(pk__in=ids[TURNED]))
    for at in _summed(county, told, after=after):
        yield from sources.turn_aways(here & Q(frozen_at=at))
    if ids[OPENED]:
        yield from sources.removals(here & Q(pk__in=ids[OPENED]))
    enforced = [one for one in told if one.verb == CARRIED and one.detail.get("state") == RemovalCase.State.ENFORCED]
    if enforced:
        yield from sources.enforcements(here & Q(removal__in=[one.subject.partition(":")[2] for one in enforced]))


def touched(told: Iterable[Entry]) -> Touched:
    """The months to be counted anew, by source."""
    ids: dict[str, list[UUID]] = defaultdict(list)
    for one in told:
        kind, _colon, pk = one.subject.partition(":")
        if kind in NAMED:
            ids[kind].append(UUID(pk))
    found: Touched = defaultdict(set)
    for kind, some in ids.items():
        source, months = NAMED[kind]
        found[source].update(months(some))
    return found


def to_recount(county: str, told: Iterable[Entry]) -> set[str]:
    """The sources whose every month is counted anew: of refusals the trail tells no month; shelters may have moved."""
    found = {"refusals" for one in told if one.verb in REFUSALS}
    edited = [UUID(one.subject.partition(":")[2]) for one in told if one.verb == EDITED]
    if edited and NightFigure.objects.filter(county=county, night__shelter__in=edited).exists():
        found.add("nights")
    return found


def closed(source: str, *, county: str) -> date:
    """The day until which a county's rows of a source may be purged: what was counted of those months stays."""
    kind = sources.PURGED.get(source)
    last = kind and Purge.objects.filter(kind=kind, county=county).aggregate(last=Max("before"))["last"]
    return localdate(last) if last else date.min


def _intakes(told: Iterable[Entry]) -> Q:
    """The intakes whose last night these entries froze."""
    found = Q(pk=None)
    for one in told:
        if one.verb == FROZEN and "intake" in one.detail:
            found |= Q(night=None, pool=one.detail["intake"], frozen_at=one.at)
    return found


def _summed(county: str, told: Iterable[Entry], *, after: int) -> set[datetime]:
    """The moments at which turn-aways were purged, and sums written for the first time."""
    moments = {one.at for one in told if one.verb == PURGED and one.detail.get("kind") == TURN_AWAYS}
    before = Entry.objects.filter(county=county, number__lte=after, verb=PURGED, at__in=moments)
    done = {one.at for one in before if one.detail.get("kind") == TURN_AWAYS}
    return moments - done
