"""Strategies: those one may see, who stands behind what, and how a year went."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractYear, Greatest, Least, TruncDate
from django.utils.timezone import localdate

from samverka.actors.models import Organisation, Territory, User
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.programmes.models import Backer, Backing, Measure, MeasurePart, Strategy, StrategyYear
from samverka.programmes.models.agreements import SPEAK
from samverka.programmes.models.strategies import IN_STATE, OPEN, OVER, RUNNING, MeasureState, StrategyState
from samverka.situation.indicators import PUBLISHED
from samverka.situation.queries import Yearly, told_by_year


SOON = timedelta(days=7)  # before answers are due, those who have not answered are reminded
WAITS = timedelta(days=365)  # a follow-up that is missing, after the last day in force


def strategies(viewer: User) -> QuerySet[Strategy]:
    """All that the viewer may see, the last to end first."""
    return _with_areas(Strategy.objects.visible_to(viewer))


def published_strategies() -> QuerySet[Strategy]:
    """What everybody reads."""
    return _with_areas(Strategy.objects.published())


def _with_areas(rows: QuerySet[Strategy]) -> QuerySet[Strategy]:
    rows = rows.select_related("organisation__territory", "revises")
    return rows.prefetch_related("areas").order_by("-last_day", Alphabetic("title"), "pk")


def measures(strategy: Strategy) -> list[Measure]:
    """In their order, with who is responsible and each party's part."""
    rows = strategy.measures.select_related("organisation").prefetch_related("parts__organisation", "parts__territory")
    return list(rows.order_by("number"))


def unfinished(strategy: Strategy) -> QuerySet[Measure]:
    """What goes on when it is revised, if it is chosen."""
    return strategy.measures.exclude(state__in=OVER).order_by("number")


def my_parts(viewer: User) -> QuerySet[MeasurePart]:
    """What one's own organisations are asked to sign, of measures that go on."""
    asked = Q(declined_because="") | Q(asked_anew_at__isnull=False)
    rows = MeasurePart.objects.filter(asked, organisation__in=viewer.organisations(), signed_at=None)
    rows = rows.exclude(measure__state=Measure.State.STOPPED)
    return rows.exclude(measure__strategy__state__in=(StrategyState.REVISED, StrategyState.EXPIRED)).select_related(
        "measure__strategy"
    )


def void_parts(strategy: Strategy) -> QuerySet[MeasurePart]:
    """What was signed on other words, of measures that go on, and waits to be signed anew."""
    rows = MeasurePart.objects.filter(measure__in=unfinished(strategy).order_by(), asked_anew_at__isnull=False)
    return (
        rows.filter(declined_because="").select_related("organisation").order_by(Alphabetic("organisation__name"), "pk")
    )


def to_follow_up(viewer: User, *, on: date) -> QuerySet[Strategy]:
    """Those that the viewer keeps and that have been in force in a year that is over, without telling of it.

    What is over waits no longer than a year.
    """
    homes = [one.organisation_id for one in viewer.standing if one.role in SPEAK]
    revised = When(state=StrategyState.REVISED, then=Least("last_day", TruncDate("revised_by__published_at")))
    told = StrategyYear.objects.filter(
        strategy=OuterRef("pk"), published_at__isnull=False, year__range=(OuterRef("first"), OuterRef("last"))
    )
    number = told.order_by().values("strategy").annotate(number=Count("year", distinct=True)).values("number")
    kept = Strategy.objects.filter(organisation__in=homes, state__in=OPEN)
    kept = kept.annotate(end=Case(revised, default="last_day")).filter(end__gte=on - WAITS)
    rows = kept.annotate(
        first=Greatest(ExtractYear("first_day"), ExtractYear("published_at")),
        last=Least(ExtractYear("end"), Value(on.year - 1)),
    )
    rows = rows.annotate(told=Coalesce(Subquery(number), 0)).filter(last__gte=F("first") + F("told"))
    return rows.order_by("last_day", "pk")


def to_back(viewer: User) -> QuerySet[Backer]:
    """Where an organisation that the viewer speaks for is asked what it thinks, and has not said it."""
    homes = [one.organisation_id for one in viewer.standing if one.role in SPEAK]
    rows = Backer.objects.filter(organisation__in=homes, answered_at=None, strategy__state=StrategyState.CONSULTATION)
    return rows.select_related("strategy").order_by("strategy__answers_due_on", "pk")


@dataclass(frozen=True, slots=True)
class Backed:
    """A measure with each of those asked and what it thinks of it, in the order of the table; None: not answered."""

    measure: Measure
    stances: list[tuple[Backer, Backing | None]]
    counts: list[tuple[str, int]]


def backing(strategy: Strategy, rows: list[Measure]) -> tuple[list[Backer], list[Backed]]:
    """The table of backing: who was asked, and measure by measure what they think. Two queries."""
    asked = list(strategy.backers.order_by("kind", Alphabetic("name")))
    told = {(one.measure_id, one.backer_id): one for one in Backing.objects.filter(measure__strategy=strategy)}
    table = []
    for measure in rows:
        stances = [(one, told.get((measure.pk, one.pk))) for one in asked]
        said = [one.stance for _backer, one in stances if one]
        counts = [(str(stance.label), said.count(stance.value)) for stance in Backing.Stance if stance.value in said]
        table.append(Backed(measure, stances, counts))
    return asked, table


def link_digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def backer_by_link(token: str) -> Backer | None:
    """Whom a mailed link belongs to while answers are taken."""
    rows = Backer.objects.filter(digest=link_digest(token), strategy__state=StrategyState.CONSULTATION)
    return rows.select_related("strategy__organisation__territory").first()


def backers_to_mail(occasion: str, *, at: datetime) -> QuerySet[Backer]:
    """Those who are asked and have not answered: by mail at once, and once more shortly before the day."""
    open_now = Q(strategy__state=StrategyState.CONSULTATION, answered_at=None, mailbox__gt="")
    rows = Backer.objects.filter(open_now, **{occasion: None})
    if occasion == "reminded_at":
        soon = (localdate(at), localdate(at) + SOON)
        rows = rows.filter(told_at__lte=at - timedelta(days=1), strategy__answers_due_on__range=soon)
    return rows.select_related("strategy__organisation__territory").order_by("pk")


def to_expire(*, at: datetime) -> QuerySet[Strategy]:
    return Strategy.objects.filter(state__in=RUNNING, last_day__lt=localdate(at))


def measurable() -> dict[str, str]:
    """Indicators by which a measure may be followed: those that are published."""
    return {one.key: str(one.name) for one in PUBLISHED}


def newest_year(strategy: Strategy, year: int) -> StrategyYear | None:
    """Its last version, also one that is only drafted."""
    return strategy.followed_years.filter(year=year).order_by("-number").first()


def year_to_write(strategy: Strategy, year: int) -> StrategyYear:
    """Its draft, or one to begin with. After what is published it is the next version, and says the same at first."""
    there = newest_year(strategy, year) or StrategyYear(strategy=strategy, year=year)
    if there.published_at is None:
        return there
    said = {"text": there.text, "sentences": there.sentences}
    return StrategyYear(strategy=strategy, year=year, number=there.number + 1, **said)


def told_years(strategy: Strategy) -> QuerySet[StrategyYear]:
    """What everybody reads of each year, the last first: of several versions the newest."""
    told = strategy.followed_years.filter(published_at__isnull=False)
    later = told.filter(year=OuterRef("year"), number__gt=OuterRef("number"))
    return told.filter(~Exists(later)).order_by("-year")


def versions_of(strategy: Strategy, year: int) -> list[StrategyYear]:
    """All that was published of the year, the newest first."""
    return list(strategy.followed_years.filter(year=year, published_at__isnull=False).order_by("-number"))


def strategy_year_content(found: StrategyYear) -> dict[str, Any]:
    """A year as everybody reads it: each measure's state, its indicator against the year before, and a sentence.

    In a correction measures are as they were told before, unless it says otherwise: they may have gone on since.
    """
    rows = measures(found.strategy)
    areas = list(found.strategy.areas.values_list("code", flat=True))
    keys = {one.indicator for one in rows if one.indicator}
    told = {year: told_by_year(keys, areas, year) for year in (found.year, found.year - 1)}
    before = _told_before(found)
    return {
        "text": found.text,
        "measures": [
            {
                "number": one.number, "title": one.title, "state": one.state, "state_told": one.get_state_display(),
                "organisation": one.organisation.name, "stopped_because": one.stopped_because,
                "indicator": one.indicator_told,
                "now": _plain(told[found.year].get(one.indicator)),
                "before": _plain(told[found.year - 1].get(one.indicator)),
                "sentence": found.sentences.get(str(one.number), ""),
            } | _as_told(one, found, before.get(one.number))
            for one in rows
        ],
    }  # fmt: skip


def missing_figures(content: dict[str, Any]) -> list[str]:
    """The indicators of which not all of the year is published yet."""
    rows = [one for one in content["measures"] if one["now"] and not one["now"]["is_whole"]]
    return sorted({one["indicator"] for one in rows if one["indicator"]})


def _told_before(found: StrategyYear) -> dict[int, dict[str, Any]]:
    """What the version before says of each measure, by its number."""
    rows = StrategyYear.objects.filter(strategy=found.strategy_id, year=found.year, number=found.number - 1)
    told = rows.values_list("content", flat=True)
    return {one["number"]: one for content in told if content for one in content["measures"]}


def _as_told(measure: Measure, found: StrategyYear, before: dict[str, Any] | None) -> dict[str, str]:
    """How a measure was told of in the version before, in the state in which this one says that it was."""
    if before is None:
        return {}
    told = {name: before[name] for name in ("title", "organisation", "state", "state_told", "stopped_because")}
    state = found.states.get(str(measure.number), before["state"])
    if state != before["state"]:
        because = measure.stopped_because if measure.state == state else ""
        told |= {"state": state, "state_told": str(MeasureState(state).label), "stopped_because": because}
    return told


def _plain(year: Yearly | None) -> dict[str, Any] | None:
    return None if year is None else asdict(year)


def states_of(strategy: Strategy) -> list[str]:
    """In words, how many measures are in each state."""
    rows = strategy.measures.order_by().values("state").annotate(number=Count("pk"))
    found = {row["state"]: row["number"] for row in rows}
    return [IN_STATE[key] % {"count": found[key]} for key in Measure.State.values if key in found]


def towns_around(homes: Iterable[Organisation], strategy: Strategy | None = None) -> QuerySet[Territory]:
    """The municipalities of the counties where these organisations are at home, and of the strategy; of all, for the
    nation's."""
    counties = {one.territory_id[:2] for one in homes}
    rows = Territory.objects.filter(code__regex="^[0-9]{4}$").order_by(Alphabetic("name"))
    if SWEDEN in counties:
        return rows
    held = [one.pk for one in strategy.areas.all()] if strategy else []
    return rows.filter(Q(code__regex=f"^({'|'.join(sorted(counties) or ['x'])})") | Q(code__in=held))
