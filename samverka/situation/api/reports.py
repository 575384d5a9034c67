"""Reports that were published, with every figure as it was frozen."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404
from ninja import Path, Query, Router, Schema

from samverka.actors.http import Request
from samverka.core.api import PROBLEMS, Listed, Page, listed
from samverka.situation import queries
from samverka.situation.models import ReportVersion


router = Router(tags=["situation"])
Named = Annotated[str, Path(pattern=r"^[0-9]{2,4}-[0-9]{4}-[0-9]{1,6}$", max_length=20)]


class ReportOut(Schema):
    """A version of a report. It never changes; a later one has a name of its own."""

    name: str
    number: int
    title: str
    territory_id: str
    first_day: date
    last_day: date
    published_at: datetime
    digest: str


class ReportWhole(ReportOut):
    """The same with all that it says: texts, figures with their sources, and what is missing."""

    content: dict[str, Any]


@router.get("/reports", response={200: Listed[ReportOut], **PROBLEMS})
def published_reports(request: Request, page: Query[Page]) -> Any:
    """What is published now, the newest first."""
    return listed(queries.published_reports(), page, told=_told)


@router.get("/reports/{name}", response={200: ReportWhole, **PROBLEMS})
def published_report(request: Request, name: Named) -> Any:
    """One version, also one that a later one has come after."""
    found = queries.report_named(name)
    if found is None:
        raise Http404
    return {**_told(found), "content": found.content}


def _told(one: ReportVersion) -> dict[str, Any]:
    report = one.report
    names = ("title", "territory_id", "first_day", "last_day", "published_at")
    told = {name: getattr(report, name) for name in names}
    return {**told, **{name: getattr(one, name) for name in ("name", "number", "digest")}}
