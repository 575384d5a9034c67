"""The end of a reading: what was previewed stands in the directory, all of it or nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any, NoReturn
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit, bulk
from samverka.core.access import Refused
from samverka.core.county import SWEDEN
from samverka.core.ids import new_id
from samverka.directory import rules
from samverka.directory.actions.feed_lines import Comparison, Line
from samverka.directory.actions.search import hold_services, index
from samverka.directory.actions.texts import forget, note_needs
from samverka.directory.actions.towns import touch
from samverka.directory.feeds.normal import LOCATION, ORGANIZATION, SERVICE
from samverka.directory.models import (
    DateException,
    Feed,
    FeedFile,
    FeedReading,
    ForeignId,
    Notice,
    OpeningRule,
    PartnerAddress,
    Place,
    Service,
    ServicePlace,
    Wording,
)
from samverka.directory.queries.feed_facts import notice_ids, owner_of
from samverka.directory.queries.feeds import AT_ONCE, CHANGED, GONE, KINDS, NEW, Fate
from samverka.directory.queries.search_texts import services_about


COLUMNS = {  # what a changed entry may get from a feed
    ORGANIZATION: ("territory", "name", "description", "website", "email", "phone"),
    LOCATION: (
        "provider", "territory", "name", "address_class", "area", "street", "postal_code", "city", "latitude",
        "longitude", "way", "phone", "step_free", "dogs", "holidays", "eves",
    ),
    SERVICE: (
        "provider", "category", "name", "description", "easy", "state", "access", "cost", "cost_note", "audience",
        "no_id_needed", "bring", "spoken", "phone", "email", "website", "step_free", "dogs", "fullness", "is_mobile",
        "holidays", "eves",
    ),
}  # fmt: skip
ALWAYS = ("language", "verified_on", "verified_by", "is_removed", "changed_at")
Moved = dict[Any, list[str]]


@transaction.atomic
def write(one: FeedReading, *, by: User, at: datetime) -> FeedReading:
    """Take in what an approved reading says. Done already, it changes nothing.

    Everything is compared once more here; refused when anything is no longer as the preview said.
    """
    one = FeedReading.objects.select_for_update(of=("self",), no_key=True).get(pk=one.pk)
    if one.written_at:
        return one
    feed = (
        Feed.objects.select_for_update(of=("self",), no_key=True)
        .select_related("territory", "organisation")
        .get(pk=one.feed_id)
    )
    rules.keep_feed(by, feed)
    if feed.written_at != one.follows_at:
        stale()
    comparison = Comparison(one, feed, localdate(at))
    comparison.learn()
    writing = _Writing(feed, by, at)
    for part in comparison.parts():
        lines = comparison.lines(part)
        if [list(line.fate) for line in lines] != part.fates:
            stale()
        writing.take_in(part.kind, lines)
        part.told = []
        part.save(update_fields=["told"])
    writing.remove(_ticked(one))
    writing.record()
    audit.record(by=by, verb="directory.feed_taken_in", subject=one, at=at, **_counts(one, writing))
    note_needs(writing.worded)
    touch(writing.towns, at=at)
    one.written_at = feed.written_at = at
    one.save(update_fields=["written_at"])
    FeedFile.objects.filter(whole=one).delete()
    feed.save(update_fields=["written_at"])
    return one


def _ticked(one: FeedReading) -> list[Fate]:
    """What is to be removed: proposed in the preview, and ticked by a person."""
    wanted, found = set(one.removals), []
    for rows in one.parts.order_by("number").values_list("fates", flat=True):
        found += [Fate(*row) for row in rows if row[3] == GONE and row[6] in wanted]
    return found


def _counts(one: FeedReading, writing: "_Writing") -> dict[str, Any]:
    return {"new": one.counts.get(NEW, 0), "changed": one.counts.get(CHANGED, 0), "removed": writing.removed}


class _Writing:
    """Writes lines, many at a time."""

    def __init__(self, feed: Feed, by: User, at: datetime) -> None:
        self.feed, self.by, self.at, self.on = feed, by, at, localdate(at)
        self.towns: set[str] = set()
        self.worded: list[UUID] = []
        self.told: list[tuple[str, str, list[UUID]]] = []  # kind, what became of these; they go with their part
        self.removed = 0

    def take_in(self, kind: str, lines: Sequence[Line]) -> None:
        new = [line for line in lines if line.fate.fate == NEW]
        changed = [line for line in lines if line.fate.fate == CHANGED]
        if not new and not changed:
            return
        self._hold(kind, changed)
        texts: Moved = {}
        for line in (*new, *changed):
            is_new = line.entry is None
            entry = KINDS[kind](id=line.subject, feed=self.feed, changed_at=self.at) if is_new else line.entry
            before = {name: getattr(entry, name) for name in entry.TEXTS} if not is_new else {}
            self._fill(kind, entry, line.facts)
            line.entry = entry
            texts[entry] = [name for name in entry.TEXTS if getattr(entry, name) != before.get(name, "")]
        bulk.insert([line.entry for line in new])
        bulk.update([line.entry for line in changed], *COLUMNS[kind], *ALWAYS)
        self._word(texts)
        self._around(kind, new, changed)
        self._remember(kind, new, changed)
        for verb, some in (("added", new), ("changed", changed)):
            self.told.append((kind, verb, [line.subject for line in some]))

    def _hold(self, kind: str, changed: Sequence[Line]) -> None:
        """Nobody else changes these meanwhile; stale when somebody just has."""
        rows = KINDS[kind].objects.select_for_update(no_key=True).order_by("pk")
        held = rows.in_bulk([line.subject for line in changed])
        for line in changed:
            if line.subject not in held or held[line.subject].changed_at != line.entry.changed_at:
                stale()
            if kind == LOCATION:
                self.towns.add(line.entry.territory_id)
        if kind == SERVICE:  # where they have been until now
            self._touch_services(list(held))

    def _fill(self, kind: str, entry: Any, facts: dict[str, Any]) -> None:
        for name in (*COLUMNS[kind], "language"):
            if name in ("provider", "category", "territory"):
                continue
            if name in facts:
                setattr(entry, name, facts[name])
        for name in ("provider", "category"):
            if name in facts:
                setattr(entry, f"{name}_id", UUID(facts[name]))
        if "territory" in facts:
            entry.territory_id = facts["territory"]
            self.towns.add(facts["territory"])
        assured = date.fromisoformat(facts["assured"]) if facts.get("assured") else None
        entry.verified_on = assured if assured and assured <= self.on else self.on
        entry.verified_by = self.feed.organisation
        entry.changed_at, entry.is_removed = self.at, False

    def record(self) -> None:
        """Tell in the trail what has changed, now that all of it is held, and let it be found by what it says."""
        services: set[UUID] = set()
        for kind, _verb, ids in self.told:
            services |= services_about(_kind(KINDS[kind]), ids)
        self._touch_services(list(services))
        hold_services(services)
        told: dict[str, Any] = {"by": self.by, "county": SWEDEN, "at": self.at, "feed": str(self.feed.pk)}
        for kind, verb, ids in self.told:
            model = KINDS[kind]
            audit.record_all(verb=f"directory.{_kind(model)}_{verb}", subjects=[model(pk=pk) for pk in ids], **told)
        index(services)

    # what stands around them

    def _around(self, kind: str, new: Sequence[Line], changed: Sequence[Line]) -> None:
        if kind == ORGANIZATION:
            return
        again = [line for line in changed if "hours" in line.fate.changed]
        owner = owner_of(kind)
        for model in (OpeningRule, DateException):
            _delete(model, owner, [line.subject for line in again], texts=model is DateException)
        self._write_hours([(owner, line.entry, line.facts.get("hours") or {}) for line in (*new, *again)])
        self._write_notices(owner, new, [line for line in changed if "notices" in line.fate.changed])
        if kind == LOCATION:
            _delete(PartnerAddress, "place", [
                line.subject for line in changed if line.entry.address_class != Place.AddressClass.PARTNERS
            ])  # fmt: skip
        else:
            self._write_stops(new, changed)

    def _write_hours(self, told: Iterable[tuple[str, Any, dict[str, Any]]]) -> None:
        weekly, days = [], []
        for owner, entry, hours in told:
            for kind, weekdays, opens, closes, nth, first, last in hours.get("rules", ()):
                wall = {"opens": time.fromisoformat(opens), "closes": time.fromisoformat(closes)}
                held = {"valid_from": _day(first), "valid_to": _day(last)}
                weekly.append(
                    OpeningRule(id=new_id(), **{owner: entry}, kind=kind, weekdays=weekdays, nth=nth, **wall, **held)
                )
            for kind, first, last, opens, closes, message in hours.get("exceptions", ()) if owner != "at_place" else ():
                said: Any = {"opens": _time(opens), "closes": _time(closes), "message": message}
                said |= {"first_day": _day(first), "last_day": _day(last), "language": entry.language}
                days.append(DateException(id=new_id(), **{owner: entry}, kind=kind, **said))
        bulk.insert(weekly)
        bulk.insert(days)
        self._word({one: ["message"] for one in days if one.message})

    def _write_notices(self, owner: str, new: Sequence[Line], again: Sequence[Line]) -> None:
        old = [id for line in again for id in notice_ids(line.subject)]
        _delete(Notice, "pk", old, texts=True)
        notices = [
            Notice(
                id=id, **{owner: line.entry}, text=text, language=line.entry.language,
                first_day=_day(first) or self.on, last_day=_day(last),
            )
            for line in (*new, *again)
            for id, (text, first, last) in zip(notice_ids(line.subject), line.facts.get("notices", ()), strict=False)
            if not last or _day(last) >= (_day(first) or self.on)
        ]  # fmt: skip
        bulk.insert(notices)
        self._word({one: ["text"] for one in notices})

    def _write_stops(self, new: Sequence[Line], changed: Sequence[Line]) -> None:
        moved = [line for line in changed if "places" in line.fate.changed]
        _delete(ServicePlace, "service", [line.subject for line in moved])
        stops, hours = [], []
        for line in (*new, *moved):
            for position, (place, told) in enumerate(line.facts["places"]):
                stop = ServicePlace(id=new_id(), service=line.entry, place_id=UUID(place), position=position)
                stops.append(stop)
                hours.append(("at_place", stop, told))
        bulk.insert(stops)
        self._write_hours(hours)
        through = Service.areas.through
        _delete(through, "service", [line.subject for line in changed if "areas" in line.fate.changed])
        wanted = [*new, *(line for line in changed if "areas" in line.fate.changed)]
        through._default_manager.bulk_create(
            [through(service_id=line.subject, territory_id=code) for line in wanted for code in line.facts["areas"]],
            batch_size=AT_ONCE,
        )

    def _touch_services(self, ids: list[UUID]) -> None:
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            at = ServicePlace.objects.filter(service__in=some)
            self.towns.update(at.values_list("place__territory_id", flat=True).distinct())
            areas = Service.areas.through._default_manager.filter(service__in=some)
            self.towns.update(areas.values_list("territory_id", flat=True).distinct())

    def _word(self, texts: Moved) -> None:
        """New versions of what the texts say now."""
        told = {entry: fields for entry, fields in texts.items() if fields}
        numbers: dict[tuple[UUID, str], int] = defaultdict(int)
        ids = [entry.pk for entry in told]
        for start in range(0, len(ids), AT_ONCE):
            some = Wording.objects.filter(subject__in=ids[start : start + AT_ONCE])
            for subject, field, number in some.values_list("subject", "field").annotate(last=Max("number")):
                numbers[subject, field] = number
        Wording.objects.bulk_create(
            (
                Wording(
                    kind=_kind(entry), subject=entry.pk, field=field, number=numbers[entry.pk, field] + 1,
                    language=entry.language, text=getattr(entry, field), at=self.at, by=self.by,
                )
                for entry, fields in told.items()
                for field in fields
            ),
            batch_size=AT_ONCE,
        )  # fmt: skip
        self.worded += ids

    def _remember(self, kind: str, new: Sequence[Line], changed: Sequence[Line]) -> None:
        """What the entries are called there, and what was said of them."""
        named = (*new, *changed)
        ForeignId.objects.bulk_create(
            [
                ForeignId(
                    feed=self.feed, kind=kind, foreign=line.fate.foreign, subject=line.subject, digest=line.digest
                )
                for line in named
            ],
            batch_size=AT_ONCE,
            update_conflicts=True,
            unique_fields=["feed", "kind", "foreign"],
            update_fields=["subject", "digest"],
        )

    def remove(self, gone: list[Fate]) -> None:
        """Take away what a person has ticked. The ids stay, for those who follow what has changed."""
        for kind, model in KINDS.items():
            ids = [UUID(fate.subject) for fate in gone if fate.kind == kind]
            for start in range(0, len(ids), AT_ONCE):
                rows = model.objects.select_for_update(no_key=True).filter(pk__in=ids[start : start + AT_ONCE])
                some = list(rows.order_by("pk"))
                for entry in some:
                    entry.is_removed, entry.changed_at = True, self.at
                    self.towns.update([entry.territory_id] if kind != SERVICE else [])
                bulk.update(some, "is_removed", "changed_at")
                self.told.append((kind, "changed", [entry.pk for entry in some]))
                self.removed += len(some)


def _kind(entry: Any) -> str:
    name = str(entry._meta.model_name)
    return "exception" if name == "dateexception" else name


def _delete(model: Any, owner: str, ids: list[UUID], *, texts: bool = False) -> None:
    for start in range(0, len(ids), AT_ONCE):
        rows = model._default_manager.filter(**{f"{owner}__in": ids[start : start + AT_ONCE]})
        if texts:
            forget(rows.values_list("pk", flat=True))
        rows.delete()


def _day(told: str | None) -> Any:
    return date.fromisoformat(told) if told else None


def _time(told: str | None) -> time | None:
    return time.fromisoformat(told) if told else None


def stale() -> NoReturn:
    raise Refused(_("Entries have changed since they were compared."))
