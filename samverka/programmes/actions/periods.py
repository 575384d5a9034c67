"""A project's periods: planned, filled in, submitted, corrected, and reminded of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core.access import Refused, Unfit
from samverka.core.county import already
from samverka.core.free_text import accept
from samverka.core.versions import check_seen
from samverka.programmes import queries
from samverka.programmes.actions.projects import divide, divided, hold, note
from samverka.programmes.models import (
    FundIndicator,
    IndicatorReport,
    IndicatorValue,
    Project,
    ProjectPeriod,
    ProjectTarget,
)


Source = IndicatorValue.Source


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an indicator in a period. What front desks count has no numbers: they are counted anew."""

    source: str
    low: int | None = None
    high: int | None = None
    method: str = ""


@transaction.atomic
def plan_periods(*, project: Project, months: int, days: int, by: User, at: datetime) -> list[ProjectPeriod]:
    """Divide the project into periods of so many months, each reported so many days after its end.

    Planned anew, what nothing is filled in for is planned anew; refused when something is.
    """
    held = hold(project, by)
    if not 1 <= months <= 12 or not 1 <= days <= 180:
        raise Unfit(_("Choose from 1 to 12 months."), field="months")
    wanted = divided(held, months, days)
    there = list(held.periods.order_by("first_day"))
    if [(one.first_day, one.last_day, one.due_on) for one in there] == wanted:
        return there
    if IndicatorValue.objects.filter(period__project=held).exists() or any(one.submitted_on for one in there):
        raise Refused(_("Something is filled in already: the periods stand."))
    made = divide(held, wanted)
    note(held, by, "periods_planned", at)
    return made


@transaction.atomic
def note_values(
    *, period: ProjectPeriod, values: Mapping[int, Known], by: User, at: datetime, seen: str = ""
) -> ProjectPeriod:
    """What is known so far, by the indicator's key. Nothing leaves the organisation until it is submitted."""
    held = _hold(period, by)
    check_seen(queries.values_of(held), seen)
    targets = {one.indicator_id: one for one in queries.targets(held.project)}
    for key, known in values.items():
        if key not in targets:
            raise Unfit(_("The project does not report that."), field=f"source_{key}")
        _note_value(held, targets[key], known)
    note(held.project, by, "values_noted", at)
    return held


def _note_value(period: ProjectPeriod, target: ProjectTarget, known: Known) -> None:
    one, rows = target.indicator, IndicatorValue.objects.filter(period=period, indicator=target.indicator_id)
    for part, why in faults(one, known):
        raise Unfit(why, field=f"{part}_{one.pk}")
    if not known.source:
        rows.delete()
        return
    method = accept(known.method, field=f"method_{one.pk}")
    facts = {"source": known.source, "low": known.low, "high": known.high, "method": method}
    IndicatorValue.objects.update_or_create(period=period, indicator=one, defaults=facts)


def faults(one: FundIndicator, known: Known) -> Iterator[tuple[str, str]]:
    """All that is wrong with what is said of an indicator: which part of it, and why."""
    low, high, is_told = known.low, known.high, known.low is not None or known.high is not None
    if not known.source:
        if is_told or known.method.strip():
            yield "source", _("Say how you know it.")
        return
    if one.is_sensitive and known.source != Source.OPERATION_ESTIMATE:
        yield "source", _("This is told as one estimate of the whole project, and asked of nobody.")
    elif known.source == Source.TALLY:
        if not one.counted:
            yield "source", _("No front desk counts this.")
        elif is_told:
            yield "low", _("Front desks count this: leave the numbers out, or say how else you know it.")
    elif low is None or high is None:
        yield "low", _("Write at least how many, and at most.")
    elif high < low:
        yield "low", _("%(low)s is more than the most, %(high)s.") % {"low": low, "high": high}
    if known.source == Source.OPERATION_ESTIMATE and not known.method.strip():
        yield "method", _("Say how the estimate was made.")


@transaction.atomic
def submit_report(
    *, id: UUID, period: ProjectPeriod, by: User, at: datetime, comment: str = "", change: str = ""
) -> IndicatorReport:
    """Freeze the period as it is now. The next time it says what has changed, and the one before stays."""
    if there := already(IndicatorReport, id, period_id=period.pk):
        return there
    held = _hold(period, by)
    if localdate(at) <= held.last_day:
        raise Refused(_("The period is not over yet."))
    content, last = queries.report_content(held), queries.newest_report(held)
    missing = [line["name"] for line in content["lines"] if line["low"] is None]
    if missing or not content["lines"]:
        raise Refused(_("Something is not filled in yet: %(names)s") % {"names": ", ".join(missing) or "-"})
    if any(line["differs"] for line in content["lines"]) and not comment.strip():
        raise Unfit(_("Something differs from its target. Say why, and what comes next."), field="comment")
    if last and not change.strip():
        raise Unfit(_("Say what has changed since it was submitted last."), field="change")
    made = IndicatorReport.objects.create(
        id=id, period=held, number=last.number + 1 if last else 1, content=content, submitted_at=at,
        submitted_by=str(by.pk), comment=accept(comment, field="comment"),
        change=accept(change, field="change") if last else "",
    )  # fmt: skip
    held.submitted_on = held.submitted_on or localdate(at)
    held.save(update_fields=["submitted_on"])
    note(held.project, by, "report_submitted", at)
    return made


@transaction.atomic
def note_told(*, period: ProjectPeriod, occasion: str, at: datetime) -> ProjectPeriod:
    """Its leader is told of a period; refused when somebody was quicker. `occasion` is one of `queries.OCCASIONS`."""
    rows = ProjectPeriod.objects.filter(pk=period.pk, **{occasion: None})
    if not rows.update(**{occasion: localdate(at)}):
        raise Refused(_("They were told already."))
    note(period.project, None, "reminded", at)
    return period


def _hold(period: ProjectPeriod, by: User) -> ProjectPeriod:
    project = hold(period.project, by)
    if project.is_planned:
        raise Refused(_("The project is not granted yet."))
    held = ProjectPeriod.objects.select_for_update(no_key=True).get(pk=period.pk)
    held.project = project
    return held
