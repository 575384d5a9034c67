"""What others keep: their feeds, what each said when it was read, and its way into the directory."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import StringConstraints

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Territory
from samverka.core.access import Stale, Unfit
from samverka.core.alphabet import Alphabetic
from samverka.core.api import AS_JSON, LINE, PROBLEMS, Code, Id, Listed, Name, Page, Said, Seen, handed_back, listed
from samverka.core.background import is_abandoned
from samverka.core.versions import version
from samverka.directory import tasks
from samverka.directory.actions import feeds as actions
from samverka.directory.api.entries import EDITED
from samverka.directory.forms.feeds import MOST_BYTES
from samverka.directory.models import Feed, FeedReading
from samverka.directory.queries import feeds as queries


router = Router(tags=["feeds"])
ADDRESS = r"^(https?://[A-Za-z0-9.-]{1,200}(:[0-9]{1,5})?(/[!-~]*)?)?$"
Fates = Literal["refused", "gone", "new", "changed", "unchanged"]
Meaning = Literal[
    "id", "provider", "name", "category", "description", "easy", "where", "street", "postal_code", "area", "city",
    "secret", "latitude", "longitude", "phone", "email", "website", "hours", "spoken", "cost", "bring", "step_free",
    "assured",
]  # fmt: skip
Key = Annotated[str, StringConstraints(pattern=LINE, max_length=200)]
CategoryCode = Annotated[str, StringConstraints(pattern="^[A-Z0-9_]*$", max_length=40)]


class ChangeFeed(Said):
    """What a feed is called, and where it is read from."""

    name: Name
    url: str = Field("", pattern=ADDRESS, max_length=500)
    licence: str = Field("", pattern=LINE, max_length=200)
    seen: Seen


class AddFeed(Said):
    """Another directory, or a sheet: who answers for it here, and which territory it is about."""

    id: Id
    name: Name
    url: str = Field("", pattern=ADDRESS, max_length=500)
    licence: str = Field("", pattern=LINE, max_length=200)
    organisation_id: Id
    territory: Code


class ReadFeed(Said):
    """The reading that is to begin."""

    id: Id


class NameFeedColumns(Said):
    """Where the headings stand (-1: nowhere), and which column, from 0, holds what."""

    sheet: Annotated[str, StringConstraints(pattern=LINE, max_length=100)]
    heading: Annotated[int, Field(strict=True, ge=-1, le=100), AS_JSON]
    columns: dict[Meaning, Annotated[int, Field(strict=True, ge=0, le=999), AS_JSON]] = Field(max_length=23)


class NameKinds(Said):
    """Which of our categories each of the feed's own kinds is; empty: it is left out."""

    kinds: dict[Key, CategoryCode] = Field(max_length=200)


class TickRemovals(Said):
    """Which of the entries that are no longer in the feed are to be removed, and which are not after all."""

    remove: list[Id] = Field([], max_length=1000)
    keep: list[Id] = Field([], max_length=1000)


class FeedOut(Schema):
    """A source of entries that somebody else keeps."""

    id: UUID
    name: str
    url: str
    licence: str
    organisation_id: UUID
    territory_id: str
    kinds: dict[str, str]
    services: int
    written_at: datetime | None
    seen: str


class Term(Schema):
    """What the feed calls a kind of service that has no category here, and how many services it has."""

    key: str
    services: int


class ReadingOut(Schema):
    """What a feed said, on its way into the directory. While it is read, compared or taken in, ask again."""

    id: UUID
    feed_id: UUID
    stage: str
    sheet: str
    sheets: list[str]
    heading: int
    columns: dict[str, int]
    so_far: int
    entries: int | None
    compared: int
    counts: dict[str, int]
    remarks: dict[str, int]
    terms: list[Term]
    removals: list[UUID]
    problem: str
    detail: str
    is_stale: bool
    begun_at: datetime
    approved_at: datetime | None
    written_at: datetime | None

    @staticmethod
    def resolve_terms(reading: FeedReading) -> list[dict[str, Any]]:
        return [{"key": key, "services": services} for key, services in reading.terms]


class EntryFate(Schema):
    """What becomes of one entry of a feed. `subject` is its id here; there is none of what cannot be used."""

    kind: str
    foreign: str
    name: str
    fate: str
    why: str
    changed: list[str]
    subject: str
    remarks: list[str]


class AskedEntries(Page):
    """Which entries are asked for."""

    fate: Fates | None = None


@router.get("/directory/feeds", response={200: Listed[FeedOut], **PROBLEMS})
def feeds(request: Request, page: Query[Page]) -> Any:
    """The feeds that the caller answers for."""
    return listed(Feed.objects.kept_by(request.user).order_by(Alphabetic("name"), "pk"), page, told=told)


@router.post("/directory/feeds", response={201: FeedOut, 200: FeedOut, **PROBLEMS})
def add_feed(request: Request, payload: AddFeed) -> Status[dict[str, Any]]:
    """Make a source of entries known."""
    is_new = not Feed.objects.filter(pk=payload.id).exists()
    said = payload.dict(exclude={"organisation_id", "territory"})
    said["organisation"] = get_object_or_404(_homes(request), pk=payload.organisation_id)
    said["territory"] = get_object_or_404(Territory, pk=payload.territory)
    made = actions.add_feed(**said, by=request.user, at=now())
    return Status(201 if is_new else 200, told(made))


@router.get("/directory/feeds/{feed_id}", response={200: FeedOut, **PROBLEMS})
def feed(request: Request, feed_id: Id) -> Any:
    """A feed."""
    return told(_feed(request, feed_id))


@router.put("/directory/feeds/{feed_id}", response={200: FeedOut, **EDITED})
def change_feed(request: Request, feed_id: Id, payload: ChangeFeed) -> Any:
    """Say what a feed is called and where it is read from. Whose it is stays."""
    found = _feed(request, feed_id)
    try:
        return told(actions.change_feed(feed=found, **payload.dict(), by=request.user, at=now()))
    except Stale as stale:
        return handed_back(stale, payload, told(_feed(request, feed_id)))


@router.get("/directory/feeds/{feed_id}/readings", response={200: Listed[ReadingOut], **PROBLEMS})
def readings(request: Request, feed_id: Id, page: Query[Page]) -> Any:
    """What the feed said lately, the latest first."""
    return listed(_feed(request, feed_id).readings.order_by("-begun_at", "pk"), page)


@router.post("/directory/feeds/{feed_id}/readings", response={201: ReadingOut, 200: ReadingOut, **PROBLEMS})
def read_feed(request: Request, feed_id: Id, payload: ReadFeed) -> Status[FeedReading]:
    """Begin to read what the feed's address gives. Nothing is taken in until it is approved."""
    return _read(request, _feed(request, feed_id), payload.id)


@router.post("/directory/feeds/{feed_id}/files", response={201: ReadingOut, 200: ReadingOut, **PROBLEMS})
def read_feed_file(request: Request, feed_id: Id, id: Form[Id], file: File[UploadedFile]) -> Status[FeedReading]:
    """Begin to read a file: HSDS as JSON or as a data package (zip), Excel (xlsx) or CSV."""
    found = _feed(request, feed_id)
    if (file.size or 0) > MOST_BYTES:
        most = {"most": MOST_BYTES // (1024 * 1024)}
        raise Unfit(_("The file is larger than %(most)s MB.") % most, field="file")
    return _read(request, found, id, bytes(file.read()))


@router.get("/directory/readings/{reading_id}", response={200: ReadingOut, **PROBLEMS})
def reading(request: Request, reading_id: Id) -> Any:
    """How far a reading has come."""
    one = _find(request, reading_id)
    if one.is_at_work and is_abandoned(one, at=now()):
        tasks.start_reading(one.pk)  # the server was stopped half-way
    return one


@router.get("/directory/readings/{reading_id}/entries", response={200: Listed[EntryFate], **PROBLEMS})
def reading_entries(request: Request, reading_id: Id, asked: Query[AskedEntries]) -> Any:
    """What would become, or became, of each entry."""
    fates = list(queries.fates(_find(request, reading_id), *filter(None, [asked.fate])))
    return listed(fates, Page(page=asked.page, limit=asked.limit), told=queries.Fate._asdict)


@router.put("/directory/readings/{reading_id}/columns", response={200: ReadingOut, **PROBLEMS})
def name_feed_columns(request: Request, reading_id: Id, payload: NameFeedColumns) -> Any:
    """Say which column of a sheet is which; then it is read anew. Another sheet's columns are guessed first."""
    named = actions.name_feed_columns(one=_find(request, reading_id), **payload.dict(), by=request.user)
    return _go_on(request, named)


@router.put("/directory/readings/{reading_id}/kinds", response={200: ReadingOut, **PROBLEMS})
def name_kinds(request: Request, reading_id: Id, payload: NameKinds) -> Any:
    """Say which category each of the feed's kinds is. It is kept for the next time, and all is compared anew."""
    one = _find(request, reading_id)
    return _go_on(request, actions.name_kinds(one=one, kinds=payload.kinds, by=request.user, at=now()))


@router.put("/directory/readings/{reading_id}/removals", response={200: ReadingOut, **PROBLEMS})
def tick_removals(request: Request, reading_id: Id, payload: TickRemovals) -> Any:
    """Say which entries that are no longer in the feed are to be removed when it is taken in. None is by itself."""
    ticked = _texts(payload.remove)
    offered = [*ticked, *_texts(payload.keep)]
    actions.tick_removals(one=_find(request, reading_id), offered=offered, ticked=ticked, by=request.user)
    return _find(request, reading_id)


@router.post("/directory/readings/{reading_id}/approve", response={200: ReadingOut, **PROBLEMS})
def approve_reading(request: Request, reading_id: Id) -> Any:
    """Say that the preview is right; it is then taken in, all or nothing. Approved already, nothing changes."""
    return _go_on(request, actions.approve_reading(one=_find(request, reading_id), by=request.user, at=now()))


@router.post("/directory/readings/{reading_id}/discard", response={204: None, **PROBLEMS})
def discard_reading(request: Request, reading_id: Id) -> Status[None]:
    """Throw a reading away before it is taken in."""
    actions.discard_reading(one=_find(request, reading_id), by=request.user, at=now())
    return Status(204, None)


def told(found: Feed) -> dict[str, Any]:
    names = {*FeedOut.model_fields} - {"services", "seen"}
    return {name: getattr(found, name) for name in names} | {
        "services": queries.entries_of(found),
        "seen": version(found),
    }


def _read(request: Request, found: Feed, id: UUID, file: bytes | None = None) -> Status[FeedReading]:
    at = now()
    one = actions.read_feed(id=id, feed=found, file=file, by=request.user, at=at)
    is_new = one.begun_at == at
    if is_new:
        tasks.go_on(one, is_short=file is not None and len(file) < tasks.AT_ONCE_BYTES)
    return Status(201 if is_new else 200, _find(request, one.pk))


def _go_on(request: Request, one: FeedReading) -> FeedReading:
    tasks.go_on(one, is_short=tasks.is_short(one))
    return _find(request, one.pk)


def _texts(ids: Iterable[UUID]) -> list[str]:
    return [str(id) for id in ids]


def _homes(request: Request) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=[one.organisation_id for one in request.user.standing])


def _feed(request: Request, pk: UUID) -> Feed:
    kept = Feed.objects.kept_by(request.user).select_related("organisation", "territory")
    return get_object_or_404(kept, pk=pk)


def _find(request: Request, pk: UUID) -> FeedReading:
    kept = FeedReading.objects.kept_by(request.user).select_related("feed__territory", "feed__organisation")
    return get_object_or_404(kept, pk=pk)
