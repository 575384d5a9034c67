"""Feeds of others, and a reading's way into the directory: read, compared, approved, taken in; or thrown away."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit, sheets
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.actions import work_on
from samverka.core.county import already
from samverka.core.guard import has_personal_number
from samverka.core.versions import check_seen
from samverka.directory import feeds, rules
from samverka.directory.actions import feed_entries
from samverka.directory.actions.feed_lines import Comparison
from samverka.directory.feeds.normal import SERVICE
from samverka.directory.models import Category, Feed, FeedFile, FeedPart, FeedReading
from samverka.directory.queries.feeds import CHANGED, GONE, NEW, own_headings


Clock = Callable[[], datetime]
Stage = FeedReading.Stage
AT_A_TIME = 500  # entries
TOP = 40  # lines to name the columns by
LONGEST_TEXT = 20_000


@transaction.atomic
def add_feed(
    *, id: UUID, name: str, organisation: Organisation, territory: Territory, by: User, at: datetime, url: str = "",
    licence: str = "",
) -> Feed:  # fmt: skip
    """Make a source of entries known. Asked again with the same id, it changes nothing."""
    if there := already(Feed, id, name=name, organisation_id=organisation.pk, territory_id=territory.pk):
        return there
    feed = Feed(id=id, name=name, organisation=organisation, territory=territory, url=url, licence=licence)
    rules.keep_feed(by, feed)
    _check_feed(feed)
    feed.save(force_insert=True)
    audit.record(by=by, verb="directory.feed_added", subject=feed, at=at)
    return feed


@transaction.atomic
def change_feed(*, feed: Feed, name: str, url: str, licence: str, by: User, at: datetime, seen: str = "") -> Feed:
    """Say what a feed is called and where it is read from. Whose it is stays."""
    feed = _lock_feed(feed)
    rules.keep_feed(by, feed)
    check_seen(feed, seen)
    feed.name, feed.url, feed.licence = name, url, licence
    _check_feed(feed)
    feed.save(update_fields=["name", "url", "licence"])
    audit.record(by=by, verb="directory.feed_changed", subject=feed, at=at)
    return feed


@transaction.atomic
def read_feed(*, id: UUID, feed: Feed, by: User, at: datetime, file: bytes | None = None) -> FeedReading:
    """Begin to read a feed: the file that was sent, else what its address gives."""
    rules.keep_feed(by, feed)
    digest = sha256(file).hexdigest() if file is not None else ""
    if there := already(FeedReading, id, feed_id=feed.pk, digest=digest):
        return there
    if file is None and not feed.url:
        raise Refused(_("This feed has no address. Send a file."))
    one = FeedReading.objects.create(id=id, feed=feed, by=by, digest=digest, begun_at=at)
    if file is not None:
        FeedFile.objects.create(whole=one, content=file)
    audit.record(by=by, verb="directory.feed_read", subject=one, at=at, bytes=len(file or b""))
    return one


@transaction.atomic
def name_feed_columns(*, one: FeedReading, heading: int, columns: dict[str, int], sheet: str, by: User) -> FeedReading:
    """Say which column of a sheet is which; then it is read anew."""
    one = _lock(one, by)
    if not one.top or one.stage not in (Stage.COLUMNS, Stage.PREVIEW):
        raise Refused(_("The columns of this file cannot be named now."))
    if sheet != one.sheet and sheet in one.sheets:
        _again(one, sheet=sheet, top=[], columns={}, heading=-1)
        return one
    if heading >= len(one.top):
        raise Unfit(_("There is no such line at the top of this file."), field="heading")
    if not feeds.is_enough(columns):
        raise Unfit(_("Say which column holds what the service is called."), field="columns")
    _again(one, heading=heading, columns=columns)
    return one


@transaction.atomic
def name_kinds(*, one: FeedReading, kinds: dict[str, str], by: User, at: datetime) -> FeedReading:
    """Say what the feed's kinds of services are here; it is kept for the next time, and compared anew."""
    one = _lock(one, by)
    if one.stage != Stage.PREVIEW:
        raise Refused(_("Wait until every entry is compared."))
    feed = _lock_feed(one.feed)
    codes = set(Category.objects.values_list("code", flat=True))
    told = {key: code for key, code in kinds.items() if not code or code in codes}
    feed.kinds = {**feed.kinds, **told}
    feed.save(update_fields=["kinds"])
    audit.record(by=by, verb="directory.feed_changed", subject=feed, at=at)
    one.compared_at, one.compared, one.counts = None, 0, {}
    one.save(update_fields=["compared_at", "compared", "counts"])
    return one


@transaction.atomic
def tick_removals(*, one: FeedReading, offered: list[str], ticked: list[str], by: User) -> FeedReading:
    """Of the entries that are offered on a page, those that are ticked shall be removed."""
    one = _lock(one, by)
    if one.stage != Stage.PREVIEW:
        raise Refused(_("Wait until every entry is compared."))
    gone = {fate[6] for fates in one.parts.filter(told=[]).values_list("fates", flat=True) for fate in fates}
    one.removals = sorted({*one.removals} - {*offered} | {*ticked} & {*offered} & gone)
    one.save(update_fields=["removals"])
    return one


@transaction.atomic
def approve_reading(*, one: FeedReading, by: User, at: datetime) -> FeedReading:
    """Say that the preview is right; the machine then takes it in. Approved already, nothing changes."""
    one = _lock(one, by)
    if one.approved_at:
        return one
    if one.stage != Stage.PREVIEW:
        raise Refused(_("Wait until every entry is compared."))
    if not one.counts.get(NEW) and not one.counts.get(CHANGED) and not one.removals:
        raise Refused(_("There is nothing to take in: nothing would change."))
    one.approved_at, one.is_stale, one.by = at, False, by
    one.save(update_fields=["approved_at", "is_stale", "by"])
    return one


@transaction.atomic
def discard_reading(*, one: FeedReading, by: User, at: datetime) -> None:
    """Throw a reading away before it is taken in."""
    one = _lock(one, by)
    if one.written_at or one.approved_at:
        raise Refused(_("This is taken in, or being taken in."))
    audit.record(by=by, verb="directory.reading_discarded", subject=one, at=at)
    one.delete()


def work_on_reading(*, id: UUID, clock: Clock) -> None:
    """Do what a reading needs, until it needs a person again."""
    readings = FeedReading.objects.select_related("by", "feed__territory", "feed__organisation")
    work_on(readings, id=id, at=clock(), work=lambda one: _Work(one, clock).go_on())


class _Work:
    """One machine's work on one reading."""

    def __init__(self, one: FeedReading, clock: Clock) -> None:
        self.one, self.clock = one, clock

    def go_on(self) -> None:
        while self.one.is_at_work:
            if self.one.stage == Stage.WRITING:
                self._write()
            elif self.one.stage == Stage.READING:
                self._read()
            else:
                self._compare()

    def _keep(self, **found: object) -> None:
        """Keep what was found, with a sign of work."""
        FeedReading.objects.filter(pk=self.one.pk).update(worked_at=self.clock(), **found)
        for name, value in found.items():
            setattr(self.one, name, value)

    def _read(self) -> None:
        reader = feeds.Reader()
        FeedPart.objects.filter(whole=self.one).delete()
        try:
            told = self._told(reader)
            if told is None:
                return  # columns are to be named first
            count = self._keep_parts(told, reader)
        except feeds.Broken as broken:
            self._give_up(broken.why, broken.detail)
        except sheets.Unreadable as unreadable:
            self._give_up(f"sheet_{unreadable.why}", "")
        else:
            if not reader.counts["read"]:
                self._give_up("no_services", "")
            else:
                self._keep(entries=count, compared=0)

    def _give_up(self, why: str, detail: str) -> None:
        FeedPart.objects.filter(whole=self.one).delete()
        FeedFile.objects.filter(whole=self.one).delete()
        self._keep(problem=why, detail=detail)

    def _told(self, reader: feeds.Reader) -> Iterator[feeds.Told] | None:
        if not self.one.digest:
            limits = feeds.Limits(is_exercise=settings.EXERCISE)
            found = feeds.fetch(self.one.feed.url, limits=limits, told=lambda url: self._keep())
            return reader.services(found)
        raw = bytes(self.one.file.content)
        if not feeds.is_workbook(raw):
            return reader.services(feeds.things(raw))
        table = sheets.read(
            raw,
            most_lines=settings.IMPORT_MOST_LINES,
            sheet=self.one.sheet,
            knows=_knows,
            longest=LONGEST_TEXT,
            tell=lambda lines: self._keep(so_far=lines),
        )
        if not self.one.top:
            self._look_at(table)
        if not self.one.columns:
            return None
        return feeds.lines(table.lines[self.one.heading + 1 :], self.one.columns, reader)

    def _look_at(self, table: sheets.Table) -> None:
        header = feeds.find_header([row for _, row in table.lines[:TOP]], own=own_headings())
        self._keep(
            sheet=table.sheet,
            sheets=table.sheets,
            heading=header.row,
            columns=header.columns if feeds.is_enough(header.columns) else {},
            top=[[number, [_short(cell) for cell in row]] for number, row in table.lines[:TOP]],
        )

    def _keep_parts(self, services: Iterator[feeds.Told], reader: feeds.Reader) -> int:
        """Write down what was read, some at a time; how many entries it was."""
        waiting: dict[str, list[list[Any]]] = {}
        number = count = 0

        def flush(kind: str) -> None:
            nonlocal number
            FeedPart.objects.create(whole=self.one, number=number, kind=kind, told=waiting.pop(kind))
            number += 1
            self._keep(so_far=count)

        for told in _each(services, reader):
            count += 1
            rows = waiting.setdefault(told.kind, [])
            rows.append(_guarded(told))
            if len(rows) >= AT_A_TIME:
                flush(told.kind)
        for kind in list(waiting):
            flush(kind)
        return count

    def _compare(self) -> None:
        one = self.one
        one.feed.refresh_from_db()
        self._keep(follows_at=one.feed.written_at, compared=0)
        comparison, counts = Comparison(one, one.feed, localdate(self.clock())), Counter[str]()
        comparison.learn()
        one.parts.filter(told=[]).delete()
        done = 0
        for part in list(comparison.parts()):
            part.fates = [list(line.fate) for line in comparison.lines(part)]
            counts.update(f"{row[3]}" for row in part.fates)
            part.save(update_fields=["fates"])
            done += len(part.fates)
            self._keep(compared=done)
        gone = list(comparison.gone())
        self._keep_gone(gone)
        counts[GONE] = len(gone)
        self._keep(
            counts={fate: number for fate, number in counts.items() if number},
            terms=comparison.terms.most_common(200),
            remarks=dict(comparison.remarks),
            removals=[id for id in one.removals if id in {fate.subject for fate in gone}],
            compared_at=self.clock(),
        )

    def _keep_gone(self, gone: list[Any]) -> None:
        last = self.one.parts.order_by("-number").values_list("number", flat=True).first() or 0
        for number, start in enumerate(range(0, len(gone), AT_A_TIME), start=last + 1):
            some = gone[start : start + AT_A_TIME]
            FeedPart.objects.create(whole=self.one, number=number, kind=SERVICE, fates=[list(fate) for fate in some])

    def _write(self) -> None:
        assert self.one.by is not None  # noqa: S101 (whoever approves stands here)
        try:
            self.one.written_at = feed_entries.write(self.one, by=self.one.by, at=self.clock()).written_at
        except Denied:
            self._keep(approved_at=None)
        except (Refused, IntegrityError):  # something is not as it was: look again
            self._keep(approved_at=None, compared_at=None, compared=0, is_stale=True)


def purge_readings(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete readings, taken in or not: what others' files hold is not ours to keep."""
    over = FeedReading.objects.filter(begun_at__lt=before).order_by("begun_at", "pk")
    found = list(over.values_list("pk", flat=True)[:limit])
    FeedReading.objects.filter(pk__in=found).delete()
    return len(found)


def _each(services: Iterator[feeds.Told], reader: feeds.Reader) -> Iterator[feeds.Told]:
    yield from services
    yield from reader.others()


def _guarded(told: feeds.Told) -> list[Any]:
    """What is kept of an entry; nothing of one that holds something like a personal number."""
    if has_personal_number("\n".join([told.name, *_texts(told.facts)])):
        return [told.foreign, "", {}, [], "number"]
    return [told.foreign, told.name, told.facts, list(told.remarks), told.why]


def _texts(facts: dict[str, Any]) -> Iterator[str]:
    for name in ("description", "easy", "cost_note", "bring", "way", "area", "street", "city"):
        if isinstance(facts.get(name), str):
            yield facts[name]
    for text, _first, _last in facts.get("notices", ()):
        yield text
    for row in facts.get("hours", {}).get("exceptions", ()):
        yield row[5]


def _knows(rows: list[list[sheets.Cell]]) -> bool:
    return feeds.is_enough(feeds.find_header(rows, own=own_headings()).columns)


def _again(one: FeedReading, **told: Any) -> None:
    """Read it once more."""
    fresh: dict[str, Any] = {
        "entries": None,
        "compared": 0,
        "compared_at": None,
        "counts": {},
        "is_stale": False,
        "so_far": 0,
    }
    for name, value in {**fresh, **told}.items():
        setattr(one, name, value)
    one.save(update_fields=[*fresh, *told])


def _check_feed(feed: Feed) -> None:
    if Feed.objects.filter(name=feed.name).exclude(pk=feed.pk).exists():
        raise Unfit(_("There is a feed with this name already."), field="name")
    is_near = settings.EXERCISE and feed.url.startswith(("http://127.0.0.1", "http://localhost"))
    if feed.url and not feed.url.startswith("https://") and not is_near:
        raise Unfit(_("The address must begin with https://."), field="url")


def _lock(one: FeedReading, by: User) -> FeedReading:
    one = FeedReading.objects.select_for_update(no_key=True).get(pk=one.pk)
    rules.keep_feed(by, one.feed)
    return one


def _lock_feed(feed: Feed) -> Feed:
    return Feed.objects.select_for_update(no_key=True).get(pk=feed.pk)


def _short(cell: sheets.Cell) -> str:
    return "" if cell is None else str(cell)[:40]
