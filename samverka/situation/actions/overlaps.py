"""A table of overlaps is brought, worked out, and stated as an estimate when it says something."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit, free_text
from samverka.core.access import Refused, Unfit
from samverka.core.background import SILENCE
from samverka.core.county import already
from samverka.situation import estimates, rules
from samverka.situation.actions.estimates import Statement, state_estimate
from samverka.situation.actions.values import MOST
from samverka.situation.estimate_words import ends_of, say
from samverka.situation.models import OVER_TIME, Estimate, OverlapTable


TIMES = 1000  # that table and model are drawn anew
LONGEST = 60  # signs of a list's name


@dataclass(frozen=True, slots=True)
class Overlaps:
    """What is brought: whose table, of whom and when, and how many are on which lists."""

    name: str
    made_by: str
    definition: str
    first_day: date
    last_day: date
    lists: Sequence[str]
    rows: Sequence[Sequence[int]]  # 1 or 0 for each list, then the people


@transaction.atomic
def bring_overlaps(
    *, id: UUID, organisation: Organisation, territory: Territory, overlaps: Overlaps, by: User, at: datetime,
    follows: OverlapTable | None = None,
) -> OverlapTable:  # fmt: skip
    """Keep a table, as the next version where it `follows` another. The same id again is the same table."""
    table = _read(overlaps)
    facts = {"organisation_id": organisation.pk, "lists": list(table.lists), "counts": list(table.counts)}
    if there := already(OverlapTable, id, territory_id=territory.pk, **facts):
        return there
    rules.state_estimate(by, territory)
    made = OverlapTable(
        id=id, organisation=organisation, territory=territory, name=_accept(overlaps.name, "name", 100),
        made_by=_accept(overlaps.made_by, "made_by", 200), definition=overlaps.definition,
        first_day=overlaps.first_day, last_day=overlaps.last_day, lists=list(table.lists), counts=list(table.counts),
        seed=id.int % 2**31, by=by, brought_at=at,
    )  # fmt: skip
    rules.work_on_overlaps(by, made)
    _check_time(overlaps, at)
    if follows:
        _follow(made, follows, by)
    made.save(force_insert=True)
    audit.record(by=by, verb="situation.overlaps_brought", subject=made, at=at, county=territory.county)
    return made


def work_out_overlaps(*, id: UUID, clock: Callable[[], datetime]) -> None:
    """Work the table out. Whoever is first does it; done already, it stays as it is. Some seconds."""
    at = clock()
    free = Q(worked_at=None) | Q(worked_at__lt=at - SILENCE)
    if not OverlapTable.objects.filter(free, pk=id, answered_at=None, problem="").update(worked_at=at):
        return
    one = OverlapTable.objects.select_related("territory").get(pk=id)
    try:
        found = estimates.estimate(estimates.Overlaps(tuple(one.lists), tuple(one.counts)), seed=one.seed, times=TIMES)
    except Exception:
        OverlapTable.objects.filter(pk=id).update(problem="failed", worked_at=None)
        raise
    _keep(one, found, clock())


@transaction.atomic
def _keep(one: OverlapTable, found: estimates.Hidden | estimates.Refused, at: datetime) -> None:
    fresh = OverlapTable.objects.filter(pk=one.pk, answered_at=None)
    if fresh.update(answer=estimates.plain(found), answered_at=at, worked_at=None):
        audit.record(by=None, verb="situation.overlaps_worked_out", subject=one, at=at, county=one.territory.county)


@transaction.atomic
def state_hidden_number(*, id: UUID, table: OverlapTable, by: User, at: datetime) -> Estimate:
    """Let the range be an estimate that others see. Refused where the lists do not settle how many there are."""
    rules.work_on_overlaps(by, table)
    held = OverlapTable.objects.select_for_update(of=("self",), no_key=True).select_related("organisation", "territory")
    one = held.get(pk=table.pk)
    if one.answer is None:
        raise Refused(_("Wait until it is worked out."))
    answer = estimates.answer_in(one.answer)
    if isinstance(answer, estimates.Refused) or answer.verdict == "unstable":
        raise Refused(_("These lists do not settle how many there are. There is no number to state."))
    low, high = ends_of(answer)
    source = f"{one.name}, {one.made_by}"[:200]  # which was read through when it was brought
    said = Statement(
        as_of=one.last_day, method=Estimate.Method.EXTERNAL, low=low, high=high, confidence="low",
        source=free_text.ReadThrough(source),
    )  # fmt: skip
    return state_estimate(
        id=id, organisation=one.organisation, territory=one.territory, definition=one.definition, statement=said,
        table=one, by=by, at=at,
    )  # fmt: skip


def _read(overlaps: Overlaps) -> estimates.Overlaps:
    try:
        table = estimates.read(overlaps.lists, overlaps.rows)
    except estimates.NotATableError as error:
        raise Unfit(say(error.reason), field="table") from error
    if any(len(name) > LONGEST for name in table.lists):
        raise Unfit(_("A list's name has at most %(most)s signs.") % {"most": LONGEST}, field="table")
    if table.seen > MOST:
        raise Unfit(_("That is more people than there are in the country."), field="table")
    for name in table.lists:
        free_text.accept(free_text.ReadThrough(name), field="table")  # houses, too, are called after people
    return table


def _accept(text: str, field: str, most: int) -> str:
    if not text.strip():
        raise Unfit(_("Write something here."), field=field)
    if len(text) > most:
        raise Unfit(_("Write at most %(max_length)s characters.") % {"max_length": most}, field=field)
    return free_text.accept(text, field=field).strip()


def _check_time(overlaps: Overlaps, at: datetime) -> None:
    if overlaps.definition not in OVER_TIME:
        raise Unfit(_("Lists hold all who came by in their time: choose one of these."), field="definition")
    if overlaps.last_day < overlaps.first_day:
        raise Unfit(_("The last day comes before the first."), field="last_day")
    if overlaps.last_day > localdate(at):
        raise Unfit(_("This day is still to come."), field="last_day")


def _follow(made: OverlapTable, before: OverlapTable, by: User) -> None:
    """Make it the next version. Whoever is at the series waits for us."""
    rules.work_on_overlaps(by, before)
    if (before.organisation_id, before.territory_id) != (made.organisation_id, made.territory_id):
        raise Refused(_("A new version is of the same territory and organisation."))
    rows = OverlapTable.objects.filter(series=before.series)
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    made.series = before.series
    made.version = (rows.aggregate(Max("version"))["version__max"] or 0) + 1
