"""Files beside things: each app says in its `attached.py` what may hold files, who sees them, and who keeps them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from samverka.core.county import SWEDEN
from samverka.core.models import StoredFile


MOST_FILES = 20  # beside one thing, apart from those that stay


def never(record: Any) -> datetime | None:
    """Its files are nobody's but those who work with it; none of them must stay."""
    return None


def county_of(record: Any) -> str:
    return str(getattr(record, "county", SWEDEN))


def always(viewer: Any, record: Any) -> datetime | None:
    """Whoever sees a thing sees all that stands beside it."""
    return None


@dataclass(frozen=True, slots=True)
class Holder:
    """One kind of thing that holds files."""

    model: type[Any]
    seen: Callable[[Any], QuerySet[Any]]  # those that a user may see
    keep: Callable[[Any, Any], None]  # the rule: may this user add files to it, and take them away?
    page: str  # where it is read, by its id
    told: Callable[[Any], datetime | None] = never  # files that were added until then are everybody's
    until: Callable[[Any, Any], datetime | None] = always  # to this user only files that were added until then
    stays: Callable[[Any], datetime | None] = never  # files that were added until then are not taken away any more
    regrets: timedelta = timedelta(0)  # so long after they were added, even those that stay are taken away
    county: Callable[[Any], str] = county_of  # in whose audit trail it stands

    @property
    def kind(self) -> str:
        return str(self.model._meta.label_lower)


HOLDERS: dict[str, Holder] = {}


def holds_files(holder: Holder) -> None:
    """Make known that things of a kind hold files."""
    HOLDERS[holder.kind] = holder


def files_of(record: Model, *, until: datetime | None = None) -> QuerySet[StoredFile]:
    """The files beside a thing, or those that were added until a moment, without what they hold."""
    rows = StoredFile.objects.filter(kind=record._meta.label_lower, owner=record.pk)
    rows = rows.filter(added_at__lte=until) if until else rows
    return rows.defer("content").order_by("added_at", "pk")


def files_beside(model: type[Model], records: Iterable[Model]) -> dict[UUID, list[StoredFile]]:
    """Those beside each of several things of a kind, by the thing's key."""
    found: dict[UUID, list[StoredFile]] = {}
    rows = StoredFile.objects.filter(kind=model._meta.label_lower, owner__in=[one.pk for one in records])
    for file in rows.defer("content").order_by("added_at", "pk"):
        found.setdefault(file.owner, []).append(file)
    return found


def loose_files(record: Model, files: Iterable[StoredFile], *, at: datetime | None) -> list[StoredFile]:
    """Those that may be taken away: what was handed in, signed or decided stays, but for fresh mistakes."""
    holder = HOLDERS[str(record._meta.label_lower)]
    until = holder.stays(record)
    if until is not None and at is not None and holder.regrets:
        until = min(until, at - holder.regrets)
    return [one for one in files if until is None or one.added_at > until]


def is_for_good(record: Model, *, at: datetime) -> bool:
    """Does a file that is added to it now stay, if nobody regrets it soon?"""
    until = HOLDERS[str(record._meta.label_lower)].stays(record)
    return until is not None and at <= until


def open_files_of(record: Model) -> QuerySet[StoredFile]:
    """Those of them that everybody may fetch."""
    told = HOLDERS[str(record._meta.label_lower)].told(record)
    return files_of(record, until=told) if told else StoredFile.objects.none()


def file_for(viewer: Any, pk: UUID) -> StoredFile | None:
    """A file, for those who may see what it stands beside: as users, or as everybody."""
    found = StoredFile.objects.defer("content").filter(pk=pk).first()
    holder = HOLDERS.get(found.kind) if found else None
    if found is None or holder is None:
        return None
    seen = holder.seen(viewer).filter(pk=found.owner).first() if viewer.is_authenticated else None
    if seen and found.added_at <= (holder.until(viewer, seen) or found.added_at):
        return found
    record = holder.model._base_manager.filter(pk=found.owner).first()
    told = holder.told(record) if record else None
    return found if told and found.added_at <= told else None


def owner_for(viewer: Any, kind: str, pk: UUID) -> tuple[Holder, Any] | None:
    """What a file is to stand beside, if the viewer may see it."""
    holder = HOLDERS.get(kind)
    record = holder.seen(viewer).filter(pk=pk).first() if holder else None
    return (holder, record) if holder and record else None
