"""Capacities from a file: sent, its columns named, looked through, approved; or thrown away."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import StringConstraints

from samverka.actors.http import Request
from samverka.core.access import Unfit
from samverka.core.api import AS_JSON, LINE, PROBLEMS, Id, Listed, Page, Said, listed
from samverka.core.background import is_abandoned
from samverka.shelters import sheets, tasks
from samverka.shelters.actions import imports as actions
from samverka.shelters.models import Import
from samverka.shelters.queries import imports as queries


router = Router(tags=["imports"])
Meaning = Literal["date", "site", "group", "beds", "blocked", "because", "rooms", "overflow", "reserved"]
Fates = Literal["refused", "new", "changed", "unchanged", "left_out"]


class ImportOut(Schema):
    """A file on its way to the nights. While it is read, compared or written, ask again."""

    id: UUID
    stage: str
    sheet: str
    sheets: list[str]
    heading: int
    columns: dict[str, int]
    lines: int | None
    compared: int
    counts: dict[str, int]
    problem: str
    is_stale: bool
    has_empty_formulas: bool
    uploaded_at: datetime
    approved_at: datetime | None
    written_at: datetime | None


class NameColumns(Said):
    """Where the headings stand (-1: nowhere), and which column, from 0, holds what."""

    sheet: Annotated[str, StringConstraints(pattern=LINE, max_length=100)]
    heading: Annotated[int, Field(strict=True, ge=-1, le=100), AS_JSON]
    columns: dict[Meaning, Annotated[int, Field(strict=True, ge=0, le=999), AS_JSON]] = Field(max_length=9)


class Fate(Schema):
    """What becomes of a line: beds, blocked, because, blocked rooms, extra and kept, before and after.

    Shelter and group are named by their ids; where there is no `now`, as the file names them.
    """

    line: int
    kind: str
    why: str
    day: str
    shelter: str
    group: str
    was: list[int | str | list[int]] | None
    now: list[int | str | list[int]] | None


class AskedLines(Page):
    """Which lines are asked for."""

    kind: Fates | None = None


@router.get("/imports", response={200: Listed[ImportOut], **PROBLEMS})
def imports(request: Request, page: Query[Page]) -> Any:
    """The caller's own files, the latest first."""
    return listed(Import.objects.of(request.user).order_by("-uploaded_at", "pk"), page)


@router.post("/imports", response={201: ImportOut, 200: ImportOut, **PROBLEMS})
def upload_import(request: Request, id: Form[Id], file: File[UploadedFile]) -> Status[Import]:
    """Send an Excel (xlsx) or CSV file. Nothing is written until it is approved."""
    if (file.size or 0) > settings.IMPORT_MOST_BYTES:
        most = {"most": settings.IMPORT_MOST_BYTES // (1024 * 1024)}
        raise Unfit(_("The file is larger than %(most)s MB. Send fewer nights at a time.") % most, field="file")
    content, at = bytes(file.read()), now()
    one = actions.upload_import(id=id, file=content, by=request.user, at=at)
    if one.uploaded_at != at:
        return Status(200, _find(request, one.pk))
    tasks.go_on(one, lines=sheets.weight(content))
    return Status(201, _find(request, one.pk))


@router.get("/imports/{import_id}", response={200: ImportOut, **PROBLEMS})
def show_import(request: Request, import_id: Id) -> Any:
    """How far a file has come."""
    one = _find(request, import_id)
    if one.is_at_work and is_abandoned(one, at=now()):
        tasks.start_import(one.pk)  # the server was stopped half-way
    return one


@router.get("/imports/{import_id}/lines", response={200: Listed[Fate], **PROBLEMS})
def import_lines(request: Request, import_id: Id, asked: Query[AskedLines]) -> Any:
    """What would become, or became, of each line."""
    fates = list(queries.fates(_find(request, import_id), *filter(None, [asked.kind])))
    return listed(fates, Page(page=asked.page, limit=asked.limit), told=queries.Fate._asdict)


@router.put("/imports/{import_id}/columns", response={200: ImportOut, **PROBLEMS})
def name_columns(request: Request, import_id: Id, payload: NameColumns) -> Any:
    """Say which column is which; then it is compared anew. Another sheet's columns are guessed first."""
    named = actions.name_columns(one=_find(request, import_id), at=now(), **payload.dict())
    tasks.go_on(named, lines=named.lines if named.lines is not None else tasks.AT_ONCE + 1)
    return _find(request, import_id)


@router.post("/imports/{import_id}/approve", response={200: ImportOut, **PROBLEMS})
def approve_import(request: Request, import_id: Id) -> Any:
    """Say that the preview is right; the nights are then written, all or nothing. Approved already, nothing changes."""
    one = actions.approve_import(one=_find(request, import_id), by=request.user, at=now())
    tasks.go_on(one, lines=one.lines or 0)
    return _find(request, import_id)


@router.post("/imports/{import_id}/discard", response={204: None, **PROBLEMS})
def discard_import(request: Request, import_id: Id) -> Status[None]:
    """Throw a file away before it is written."""
    actions.discard_import(one=_find(request, import_id), by=request.user, at=now())
    return Status(204, None)


def _find(request: Request, import_id: UUID) -> Import:
    return get_object_or_404(Import.objects.of(request.user), pk=import_id)
