"""What each indicator is, and a territory's figures."""

from typing import Any, Literal

from django.http import Http404
from django.utils.timezone import localdate, now
from ninja import Query, Router, Schema

from samverka.actors.http import Request
from samverka.actors.models import Territory
from samverka.core.access import why_not
from samverka.core.api import PROBLEMS, Code, Day, Listed, Page, listed
from samverka.situation import queries, rules
from samverka.situation.indicators import INDICATORS, SOURCES, Indicator
from samverka.situation.queries import Figure


router = Router(tags=["situation"])


class IndicatorOut(Schema):
    """An indicator: what is divided by what, where it comes from, and what to mind."""

    code: str
    name: str
    unit: str
    kind: Literal["sum", "share", "mean"]
    numerator: str
    denominator: str
    source: str
    caveats: str


class FigureOut(Schema):
    """An indicator in a period. null: missing, or hidden when the status is `c`. Never zero for what is missing."""

    indicator: str
    part: str
    territory: str
    period: str
    value: float | None
    numerator: int | None
    denominator: int | None
    months: int
    status: Literal["", "c"]


class FigurePeriods(Schema):
    """Which periods: as many as on the page, up to the one that holds a day; today's unless told otherwise."""

    by: Literal["month", "quarter", "year"] = "month"
    until: Day | None = None


@router.get("/situation/indicators", response={200: Listed[IndicatorOut], **PROBLEMS})
def indicators(request: Request, page: Query[Page]) -> Any:
    """Every indicator, defined once."""
    return listed(list(INDICATORS.values()), page, told=_defined)


@router.get("/situation/{code}/figures", response={200: Listed[FigureOut], **PROBLEMS})
def territory_figures(request: Request, code: Code, asked: Query[FigurePeriods], page: Query[Page]) -> Any:
    """A territory's figures with their parts, for those who coordinate it."""
    here = Territory.objects.filter(pk=code).first()
    if here is None or why_not(rules.see_figures, request.user, here):
        raise Http404
    over = queries.periods(asked.by, until=asked.until or localdate(now()))
    lines = queries.figures(request.user, here, over, with_parts=True)
    return listed([one for line in lines for one in line.figures], page, told=_told)


def _defined(one: Indicator) -> dict[str, Any]:
    texts = {name: str(getattr(one, name)) for name in ("name", "unit", "numerator", "denominator", "caveats")}
    return {"code": one.key, "kind": one.kind, "source": str(SOURCES[one.source]), **texts}


def _told(one: Figure) -> dict[str, Any]:
    names = ("part", "territory", "value", "numerator", "denominator", "months", "status")
    return {"indicator": one.indicator.key, "period": one.period.code, **{name: getattr(one, name) for name in names}}
