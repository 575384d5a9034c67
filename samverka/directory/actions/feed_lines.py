"""What becomes of each entry of a feed: new, changed and in what, unchanged, refused and why, or gone.

The feed's owner goes before us for entries of the feed, but not one step towards telling more: a place that is kept
more secret here stays so.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from samverka.actors.models import Territory
from samverka.core import sheets
from samverka.core.alphabet import Alphabetic
from samverka.directory.actions.entries import PROTECTED
from samverka.directory.feeds.normal import LOCATION, ORGANIZATION, SERVICE
from samverka.directory.models import (
    Category,
    Feed,
    FeedPart,
    FeedReading,
    ForeignId,
    Place,
)
from samverka.directory.queries import feeds as queries
from samverka.directory.queries.feed_facts import around, as_there
from samverka.directory.queries.feeds import CHANGED, GONE, KINDS, NEW, REFUSED, UNCHANGED, Fate


Facts = dict[str, Any]
Key = tuple[str, str]  # kind, id there
SECRECY = (Place.AddressClass.PUBLIC, Place.AddressClass.PARTNERS, Place.AddressClass.AREA_ONLY)
WHERE = {"street": "", "postal_code": "", "way": "", "latitude": None, "longitude": None}
NOT_FIELDS = {"hours", "notices", "places", "areas", "provider", "category", "territory", "assured"}


@dataclass(slots=True)
class Line:
    """One entry of a feed as it would stand here."""

    fate: Fate
    subject: UUID
    facts: Facts
    digest: str
    entry: Any = None  # what there is already


@dataclass(slots=True)
class Comparison:
    """Compares what a feed says with the directory. Ask it for the parts in the order of their kinds."""

    one: FeedReading
    feed: Feed
    on: date
    known: dict[Key, tuple[UUID, str]] = field(default_factory=dict)
    subjects: dict[Key, UUID] = field(default_factory=dict)  # of what can be used in this reading
    said: set[Key] = field(default_factory=set)  # all that it names, usable or not
    owners: dict[str, str] = field(default_factory=dict)  # location: who has a service there
    protected: set[str] = field(default_factory=set)  # locations of protected accommodation
    at_towns: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # provider: where it has places
    here: set[str] = field(default_factory=set)  # locations within the feed's territory
    reach: dict[str, bool] = field(default_factory=lambda: defaultdict(bool))  # provider: has it anything there?
    kinds: dict[str, str] = field(default_factory=dict)  # a term: our code
    categories: dict[str, UUID] = field(default_factory=dict)
    towns: dict[str, str] = field(default_factory=dict)  # a folded name: code of the territory
    codes: set[str] = field(default_factory=set)
    terms: Counter[str] = field(default_factory=Counter)  # without a category here: in how many services
    remarks: Counter[str] = field(default_factory=Counter)

    def learn(self) -> None:
        """Look up what every entry is compared with, and read once through the whole for what hangs together."""
        rows = ForeignId.objects.filter(feed=self.feed).values_list("kind", "foreign", "subject", "digest")
        self.known = {(kind, foreign): (subject, digest) for kind, foreign, subject, digest in rows.iterator()}
        self.categories = dict(Category.objects.values_list("code", "pk"))
        self.kinds = queries.category_names()
        for code, name in Territory.objects.order_by("-code").values_list("code", "name"):
            self.codes.add(code)
            for called in (name, name.removesuffix("s kommun"), name.removesuffix(" kommun")):
                self.towns.setdefault(sheets.fold(called), code)
        for part in self.parts(LOCATION, SERVICE):
            for foreign, _name, facts, _remarks, why in part.told:
                self.said.add((part.kind, foreign))
                if not why and part.kind == LOCATION:
                    self._learn_location(foreign, facts)
                elif not why:
                    self._learn_service(facts)

    def _learn_location(self, foreign: str, facts: Facts) -> None:
        town = self._territory(facts)
        self.at_towns[facts["owner"]].add(town)
        if town:
            self.here.add(foreign)
        self.reach[facts["owner"]] |= bool(town)

    def _learn_service(self, facts: Facts) -> None:
        self.reach[facts["provider"]] |= not self._is_elsewhere(facts)
        is_protected = self._category(facts) == PROTECTED
        for location, _hours in facts["places"]:
            self.owners.setdefault(location, facts["provider"])
            if is_protected:
                self.protected.add(location)

    def parts(self, *kinds: str) -> Iterator[FeedPart]:
        """The parts of these kinds, of all by default, in the order in which they are written."""
        for kind in kinds or KINDS:
            yield from self.one.parts.filter(kind=kind).exclude(told=[]).order_by("number").iterator(chunk_size=2)

    def lines(self, part: FeedPart) -> list[Line]:
        """What becomes of the entries of a part."""
        kind, fresh, found = part.kind, [], []
        for foreign, name, facts, remarks, why in part.told:
            self.said.add((kind, foreign))
            facts, remarks = {**facts, "id": foreign}, list(remarks)
            why = why or self._resolve(kind, facts, remarks)
            found.append((foreign, name, facts, remarks, why))
            if not why and (kind, foreign) not in self.known:
                fresh.append(foreign)
        twins = self._name(kind, fresh)
        for foreign, _name, _facts, remarks, _why in found:
            remarks += ["here_already"] if foreign in twins else []
        there = self._there(kind, [(row[0], row[2]) for row in found if not row[4]])
        lines = [self._line(kind, *row, there) for row in found]
        self._tell_changes(kind, [line for line in lines if line.fate.fate == CHANGED])
        return lines

    def _line(
        self, kind: str, foreign: str, name: str, facts: Facts, remarks: list[str], why: str, there: dict[UUID, Any]
    ) -> Line:
        self.remarks.update(remarks)
        if why:
            return Line(Fate(kind, foreign, name, REFUSED, why, remarks=remarks), self.feed.pk, {}, "")
        subject, old = self.known.get((kind, foreign)) or (self.subjects[kind, foreign], "")
        self.subjects[kind, foreign] = subject
        entry, digest = there.get(subject), digest_of(facts)
        is_same = entry is not None and old == digest and not entry.is_removed
        becomes = NEW if entry is None else UNCHANGED if is_same else CHANGED
        return Line(Fate(kind, foreign, name, becomes, "", [], str(subject), remarks), subject, facts, digest, entry)

    def _tell_changes(self, kind: str, lines: list[Line]) -> None:
        """Say in what entries change, and which of them have been changed here too."""
        there = around(kind, [line.subject for line in lines])
        for line in lines:
            remarks = list(line.fate.remarks)
            if self.feed.written_at and line.entry.changed_at > self.feed.written_at:
                remarks.append("edited_here")
                self.remarks["edited_here"] += 1
            changed = sorted(_changed(kind, line.entry, line.facts, there[line.subject]))
            line.fate = line.fate._replace(changed=changed, remarks=remarks)

    def gone(self) -> Iterator[Fate]:
        """What the feed said earlier and says no longer. It is only proposed that it be removed."""
        for kind, model in reversed(KINDS.items()):
            missing = {
                subject: key for key, (subject, _) in self.known.items() if key[0] == kind and key not in self.said
            }
            ids = list(missing)
            for start in range(0, len(ids), queries.AT_ONCE):
                some = model.objects.filter(pk__in=ids[start : start + queries.AT_ONCE], is_removed=False)
                for pk, name in some.order_by(Alphabetic("name"), "pk").values_list("pk", "name"):
                    yield Fate(kind, missing[pk][1], name, GONE, "", [], str(pk))

    # what hangs together

    def _resolve(self, kind: str, facts: Facts, remarks: list[str]) -> str:
        """Put our own ids and codes in place of theirs; why that cannot be, if it cannot."""
        if kind == ORGANIZATION:
            foreign = facts.pop("id")
            if not self.reach.get(foreign, True):
                return "elsewhere"
            towns = self.at_towns.get(foreign, set()) - {""}
            facts["territory"] = min(towns) if len(towns) == 1 else self.feed.territory_id
            return ""
        owner = self.subjects.get((ORGANIZATION, facts.get("provider") or facts["owner"]))
        if kind == SERVICE:
            return self._resolve_service(facts, remarks, owner)
        return self._resolve_location(facts, owner)

    def _resolve_location(self, facts: Facts, owner: UUID | None) -> str:
        foreign = facts.pop("id")
        owner = owner or self.subjects.get((ORGANIZATION, self.owners.get(foreign, "")))
        territory = self._territory(facts)
        if not territory:
            return "elsewhere"
        if owner is None:
            return "dangling"
        del facts["owner"], facts["municipality"]
        facts |= {"provider": str(owner), "territory": territory}
        if foreign in self.protected or facts["address_class"] == Place.AddressClass.AREA_ONLY:
            _hide(facts, is_named=foreign not in self.protected)
        return ""

    def _resolve_service(self, facts: Facts, remarks: list[str], owner: UUID | None) -> str:
        if self._is_elsewhere(facts):
            return "elsewhere"
        if owner is None:
            return "dangling"
        category = self._category(facts)
        if not category:
            self.terms.update(key_of(term) for term in facts["terms"] or [["", "", ""]])
            return "no_category"
        del facts["terms"], facts["id"]
        places = [[self.subjects.get((LOCATION, foreign)), hours] for foreign, hours in facts["places"]]
        if any(place is None for place, _hours in places):
            remarks.append("place_missing")
        facts["places"] = [[str(place), hours] for place, hours in places if place]
        areas = {self._area(code, name) for code, name in facts["areas"]} - {""}
        facts["areas"] = sorted(areas or ([] if facts["places"] else [self.feed.territory_id]))
        facts |= {"provider": str(owner), "category": str(self.categories[category])}
        return ""

    def _category(self, facts: Facts) -> str:
        """Our code for a service: as a person has said of the feed's term, else by our own code or name."""
        for term in facts["terms"]:
            said = self.feed.kinds.get(key_of(term))
            code = (
                said
                if said is not None
                else self.kinds.get(sheets.fold(term[1])) or self.kinds.get(sheets.fold(term[2]))
            )
            if code in self.categories:
                return str(code)
        code = self.feed.kinds.get(key_of(["", "", ""]), "")
        return code if code in self.categories else ""

    def _territory(self, facts: Facts) -> str:
        """The municipality of a place; the feed's own territory when it does not say; nothing when it is elsewhere."""
        code = (
            facts["municipality"]
            if facts["municipality"] in self.codes
            else self.towns.get(sheets.fold(facts["city"]), "")
        )
        if not code:
            return self.feed.territory_id
        return code if self.feed.territory.covers(code) else ""

    def _is_elsewhere(self, facts: Facts) -> bool:
        """Are all the places and areas that a service tells of outside the feed's territory?"""
        places = [foreign for foreign, _hours in facts["places"] if (LOCATION, foreign) in self.said]
        areas = [code for code in (self._named(*told) for told in facts["areas"]) if code]
        near = any(foreign in self.here for foreign in places) or any(map(self.feed.territory.covers, areas))
        return bool(places or areas) and not near

    def _area(self, code: str, name: str) -> str:
        code = self._named(code, name)
        return code if code and self.feed.territory.covers(code) else ""

    def _named(self, code: str, name: str) -> str:
        """The code of a territory that is told of, or nothing when we do not know it."""
        return code if code in self.codes else self.towns.get(sheets.fold(name), "")

    # ids

    def _name(self, kind: str, fresh: list[str]) -> set[str]:
        """Ids for what is new: the feed's own where it is free, else one that follows from the feed.

        Returns those that the directory has under the very same id, kept here or by another feed.
        """
        wanted = {foreign: _uuid(foreign) for foreign in fresh}
        made = {foreign: uuid5(self.feed.pk, f"{kind} {foreign}") for foreign in fresh}
        held = queries.taken(id for id in wanted.values() if id) | {
            subject for (of, _foreign), subject in self.subjects.items() if of != kind
        }
        for foreign, id in wanted.items():
            self.subjects[kind, foreign] = id if id and id not in held else made[foreign]
            held.add(self.subjects[kind, foreign])
        same = [id for foreign, id in wanted.items() if id and id != self.subjects[kind, foreign]]
        twins = set(KINDS[kind].objects.filter(pk__in=same, is_removed=False).values_list("pk", flat=True))
        return {foreign for foreign, id in wanted.items() if id in twins}

    def _there(self, kind: str, found: Iterable[tuple[str, Facts]]) -> dict[UUID, Any]:
        """The entries that there are already."""
        ids = [self.known[kind, one][0] if (kind, one) in self.known else self.subjects[kind, one] for one, _ in found]
        found_here: dict[UUID, Any] = KINDS[kind].objects.in_bulk(ids)
        return found_here


def _changed(kind: str, entry: Any, facts: Facts, around: Facts) -> Iterator[str]:
    if kind == LOCATION and SECRECY.index(entry.address_class) > SECRECY.index(facts["address_class"]):
        _hide(facts, entry.address_class, is_named=entry.address_class == Place.AddressClass.PARTNERS)
    if entry.is_removed:
        yield "is_removed"
    for name, value in facts.items():
        if name not in NOT_FIELDS and plain(getattr(entry, name)) != value:
            yield name
    for name in ("provider", "category", "territory"):
        if name in facts and str(getattr(entry, f"{name}_id")) != facts[name]:
            yield name
    for name, told in as_there(facts).items():
        if kind != ORGANIZATION and around[name] != told:
            yield name
    if facts.get("assured") and str(entry.verified_on) != facts["assured"]:
        yield "verified_on"


def _hide(facts: Facts, address_class: str = Place.AddressClass.AREA_ONLY, *, is_named: bool) -> None:
    """Leave out what says where a place is, and also its name unless the feed itself says no more than that."""
    facts |= {"address_class": str(address_class), **WHERE}
    if not is_named:
        facts["name"] = facts["area"] or facts["city"] or "–"  # noqa: RUF001


def digest_of(facts: Facts) -> str:
    return sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def key_of(term: list[str]) -> str:
    taxonomy, code, name = term
    return f"{taxonomy}|{code or name}"


def plain(value: Any) -> Any:
    """A field's value as facts write it."""
    if value is None or isinstance(value, bool | str | list):
        return value
    return f"{value:.6f}" if value.as_tuple().exponent == -6 else f"{value:.2f}"


def _uuid(told: str) -> UUID | None:
    try:
        return UUID(told) if len(told) == 36 else None
    except ValueError:
        return None
