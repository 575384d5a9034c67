"""Four towns of the directory, as the files beside this module describe them: made by those whose work it is.

Everything was added long ago, told in other languages, put right since, and found right at different times.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from samverka.actors.models import Organisation, User
from samverka.directory import actions
from samverka.directory.actions import Made
from samverka.directory.hours import HERE, Rule, Season
from samverka.directory.models import Category, Place, Provider, Service, Translation
from samverka.directory.osm_hours import read
from samverka.directory.queries.hours import Weekly
from samverka.web.management.seeding.people import territory


FOLDER = Path(__file__).parent / "towns"
FILES = ("stockholm", "goteborg", "malmo", "uppsala")
OURS = UUID("5d1f6f2c-52a8-5a0e-8a94-0c7b1d0a6a11")  # ids follow from names, so that addresses stay the same
LONG = 200  # days since everything was added: what nobody has found right since is hidden
USUAL = 12  # days since most of it was found right
ABROAD = ("en", "ro", "bg")
DRAFTS = ("ro", "bg")  # wait for a native reader
TEXTS = {"name": "name", "about": "description", "easy": "easy", "cost": "cost_note", "bring": "bring"}
AS_IS = ("access", "cost", "audience", "fullness", "state", "holidays", "eves", "step_free", "dogs")
OF_PLACES = ("area", "street", "postal_code", "step_free", "dogs", "holidays", "eves")
Told = dict[str, Any]


@dataclass(slots=True)
class Town:
    """A town while it is made: who makes it, and what waits to be translated and to be found right."""

    told: Told
    coordinator: User
    keepers: dict[str, User]  # by the kind of their organisation
    translator: User
    at: datetime
    places: dict[str, Place] = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)
    newer: list[tuple[Service, Told, User]] = field(default_factory=list)

    @property
    def added_at(self) -> datetime:
        return self.at - timedelta(days=LONG)

    def translated(self, entry: Any, column: str, texts: Told, machine: Iterable[str] = (), **words: object) -> None:
        """Keep for later what a text says in other languages."""
        for language in ABROAD:
            if language in texts:
                is_human = language not in machine
                maker = Translation.Maker.HUMAN if is_human else Translation.Maker.MACHINE
                self.made.append(Made(
                    entry.pk, column, language, texts[language].format(**words), maker=maker,
                    is_draft=is_human and language in DRAFTS,
                ))  # fmt: skip


@cache
def file(name: str) -> Told:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def build(town: Town) -> None:
    """Everything in a town, unless it is there. Inside a transaction."""
    if Provider.objects.filter(pk=_id(town, "provider", town.told["providers"][0]["name"])).exists():
        return
    right: dict[tuple[int, UUID], list[Service]] = defaultdict(list)
    providers: dict[UUID, tuple[Provider, User]] = {}
    for said in town.told["providers"]:
        provider, by = _provider(town, said)
        providers[provider.pk] = provider, by
        for wanted in said["services"]:
            service = _service(town, provider, said, wanted, by=by)
            if (age := wanted.get("age", USUAL)) < LONG - 20:
                right[age, provider.pk].append(service)
    actions.translate_all(made=town.made, by=town.translator, at=town.added_at)
    for service, phrase, by in town.newer:
        actions.change_service(
            service=service, by=by, at=town.at - timedelta(days=30), description=phrase["about"]["sv"]
        )
    for (age, pk), services in sorted(right.items(), key=lambda one: -one[0][0]):
        provider, by = providers[pk]
        actions.verify(provider=provider, services=services, by=by, at=town.at - timedelta(days=age))


def _provider(town: Town, said: Told) -> tuple[Provider, User]:
    """A provider, and who keeps it: its own organisation, or the coordinator of the town."""
    by = town.keepers.get(said.get("keeper", ""), town.coordinator)
    organisation: Organisation | None = by.standing[0].organisation if "keeper" in said else None
    about = file("common")["provider"][said["is"]]
    provider = actions.add_provider(
        id=_id(town, "provider", said["name"]), territory=territory(town.told["code"]), name=said["name"], by=by,
        at=town.added_at, organisation=organisation, description=about["sv"], phone=_phone(town, said),
    )  # fmt: skip
    town.translated(provider, "description", about)
    return provider, by


def _place(town: Town, provider: Provider, key: str, *, by: User) -> Place:
    """A place, when the first of its services is made."""
    if key in town.places:
        return town.places[key]
    said = town.told["places"][key]
    names, way = file("common")["place"][said["is"]], said.get("way")
    facts: Told = {name: said[name] for name in OF_PLACES if name in said}
    if "point" in said:
        facts |= {"latitude": str(said["point"][0]), "longitude": str(said["point"][1])}
    ways = file("common")["way"][way["is"]] if way else {}
    facts["way"] = ways["sv"].format(**way) if way else said.get("lane", "")
    place = actions.add_place(
        id=_id(town, "place", key), provider=provider, territory=territory(town.told["code"]),
        name=names["sv"].format(name=said["name"]), address_class=said.get("class", "public"),
        city="" if said.get("class") == "area_only" else town.told["name"], by=by, at=town.added_at, **facts,
    )  # fmt: skip
    town.translated(place, "name", names, name=said["name"])
    if way:
        town.translated(place, "way", ways, **way)
    town.places[key] = place
    if "hours" in said:
        actions.set_hours(owner=place, weekly=weekly(said["hours"], on=town.at.date()), by=by, at=town.added_at)
    _dated(town, place, said, by=by)
    return place


def _service(town: Town, provider: Provider, about: Told, said: Told, *, by: User) -> Service:
    phrase = file("phrases")[said["is"]]
    keys = [said["at"]] if isinstance(said.get("at"), str) else said.get("at", [])
    places = tuple(_place(town, provider, key, by=by) for key in keys)
    name = town.told["places"][keys[0]]["name"] if len(keys) == 1 else about["name"]
    facts = {name: said[name] for name in AS_IS if name in said} | {
        "no_id_needed": said.get("no_id"), "spoken": said.get("spoken", "sv").split(), "is_mobile": len(keys) > 1,
        "phone": said.get("number") or _phone(town, said),
    }  # fmt: skip
    texts = {column: phrase[key]["sv"].format(name=name) for key, column in TEXTS.items() if key in phrase}
    service = actions.add_service(
        id=_id(town, "service", f"{about['name']} {said['is']}"), provider=provider,
        category=Category.objects.get(code=phrase["category"]), places=places,
        areas=() if places else (provider.territory,), by=by, at=town.added_at, **texts, **facts,
    )  # fmt: skip
    for key in TEXTS.keys() & phrase.keys():
        town.translated(service, TEXTS[key], phrase[key], phrase.get("machine", ()), name=name)
    _hours(town, service, said, by=by)
    _dated(town, service, said, by=by)
    if "later" in said:
        town.newer.append((service, file("phrases")[said["later"]], by))
    return service


def _hours(town: Town, service: Service, said: Told, *, by: User) -> None:
    """Its own hours, or those of each stop."""
    owners: Iterator[tuple[Any, str]] = zip(service.at_places.order_by("position"), said.get("stops", ()), strict=False)
    for owner, hours in [*owners, *([(service, said["hours"])] if "hours" in said else [])]:
        actions.set_hours(owner=owner, weekly=weekly(hours, on=town.at.date()), by=by, at=town.added_at)


def _dated(town: Town, owner: Place | Service, said: Told, *, by: User) -> None:
    today = town.at.astimezone(HERE).date()
    for one in said.get("days", ()):
        texts = file("common")["day"][one["say"]]
        first = _day(one["first"], on=today)
        hours = {name: time.fromisoformat(one[name]) for name in ("opens", "closes") if name in one}
        exception = actions.add_exception(
            id=_id(town, "exception", f"{owner.pk} {one['say']}"), owner=owner, by=by, at=town.added_at,
            first_day=first, last_day=_day(one["last"], on=first), kind=one["kind"], message=texts["sv"], **hours,
        )  # fmt: skip
        town.translated(exception, "message", texts)
    for one in said.get("notices", ()):
        texts = file("common")["notice"][one["say"]]
        first = today - timedelta(days=one["since"])
        last = first + timedelta(days=one["lasts"]) if "lasts" in one else None
        notice = actions.add_notice(
            id=_id(town, "notice", f"{owner.pk} {one['say']}"), owner=owner, by=by, at=town.added_at, text=texts["sv"],
            first_day=first, last_day=last,
        )  # fmt: skip
        town.translated(notice, "text", texts)


def weekly(text: str, *, on: date) -> list[Weekly]:
    """Hours as OpenStreetMap writes them; a season is this year's, or the one that comes."""
    return [_weekly(rule, on=on) for rule in read(text).rules]


def _weekly(rule: Rule, *, on: date) -> Weekly:
    first, last = _season(rule.season, on=on) if rule.season else (rule.valid_from, rule.valid_to)
    days = "".join(str(day + 1) for day in sorted(rule.weekdays))
    return Weekly(days, *rule.wall, str(rule.kind), rule.nth, first, last)


def _season(season: Season, *, on: date) -> tuple[date, date]:
    """The season that runs on a day, or the next one."""
    later = season.last < season.first
    years = (on.year - 1, on.year, on.year + 1)
    spans = [(date(year, *season.first), date(year + later, *season.last)) for year in years]
    return next(span for span in spans if span[1] >= on)


def _day(said: str | int, *, on: date) -> date:
    """“12-24”: the next such day. A number: so many days ahead."""
    if isinstance(said, int):
        return on + timedelta(days=said)
    month, day = map(int, said.split("-"))
    return next(found for year in (on.year, on.year + 1) if (found := date(year, month, day)) >= on)


def _phone(town: Town, said: Told) -> str:
    return f"{town.told['phone']}{said['line']}" if "line" in said else ""


def _id(town: Town, kind: str, name: str) -> UUID:
    return uuid5(OURS, f"{town.told['code']} {kind} {name}")
