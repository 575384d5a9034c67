"""From HSDS's nested things to one normal form: who offers, where, and what, each with what was odd about it.

A place tells where it is only when the feed says in so many words that the address is a physical one, and nothing
marks it as confidential. Contact persons are never read: they are people, not services.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from samverka.directory.feeds.schedules import Hours, read
from samverka.directory.feeds.words import (
    LONGEST,
    Thing,
    a_map,
    day,
    email,
    language,
    line,
    maps,
    number,
    phones,
    text,
    website,
)


Facts = dict[str, Any]
ORGANIZATION, LOCATION, SERVICE = "organization", "location", "service"
LONGEST_ID, LONGEST_NAME, LONGEST_NOTE = 200, 300, 200
STATES = {
    "active": "open",
    "inactive": "temporarily_closed",
    "temporarily closed": "temporarily_closed",
    "defunct": "closed",
}
SECRET = re.compile(
    r"confidential|undisclosed|withheld|sekret|hemlig|skydd(?:ad|at|ade)\b|ej offentlig|not public", re.IGNORECASE
)
ACCESS = (  # the first that is found in how one applies
    ("referral", r"referral|referred|remiss|hänvis"),
    ("appointment", r"appointment|book|boka|tidsbok"),
    ("phone", r"\bcall\b|phone|telephone|ring\b|telefon"),
    ("queue", r"queue|waiting list|kö\b"),
    ("drop_in", r"drop[- ]?in|walk[- ]?in|no appointment|just come"),
)
OURS = ("samverka conditions", "openstreetmap tags")  # terms that tell something else than the kind of service
CHOICES = {
    "access": {"drop_in", "draw", "queue", "appointment", "phone", "referral"},
    "fullness": {"low", "medium", "high"},
    "audience": {"women", "men", "families", "adults", "young"},
}
HOLIDAY = ("closed", "open", "as_sunday", "unknown")


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of a feed: its facts in our words, or why it cannot be used."""

    kind: str
    foreign: str
    name: str = ""
    facts: Facts = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    why: str = ""


class Unfit(Exception):
    """This entry cannot be used; the message is a word for why."""


@dataclass(slots=True)
class Reader:
    """Reads nested services one by one. Organizations and locations stand in many of them, and are told once."""

    kept: dict[tuple[str, str], Told] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def services(self, things: Iterable[Thing]) -> Iterator[Told]:
        for thing in things:
            self.counts["read"] += 1
            foreign = identity(thing.get("id"))
            try:
                if not foreign:
                    raise Unfit("no_id")
                if foreign in self.seen:
                    raise Unfit("twice")
                self.seen.add(foreign)
                yield self._service(foreign, thing)
            except Unfit as unfit:
                yield Told(SERVICE, foreign or f"#{self.counts['read']}", line(thing.get("name"))[:100], why=str(unfit))

    def others(self) -> Iterator[Told]:
        """Organizations and locations, when all services are read."""
        yield from (self.kept[key] for key in sorted(self.kept, reverse=True))  # who offers before where

    def organization(self, thing: Thing) -> str:
        """Take an organization in; its id, or nothing."""
        return self._keep(ORGANIZATION, thing, lambda: _organization(thing))

    def _keep(self, kind: str, thing: Thing, facts: Any) -> str:
        foreign = identity(thing.get("id"))
        if not foreign:
            return ""
        try:
            found, remarks = facts()
            told = Told(kind, foreign, found["name"], found, tuple(remarks))
        except Unfit as unfit:
            told = Told(kind, foreign, line(thing.get("name"))[:100], why=str(unfit))
        there = self.kept.get((kind, foreign))
        if there and "owner" in told.facts and "owner" in there.facts:  # whoever comes first must not matter
            told.facts["owner"] = there.facts["owner"] = min(told.facts["owner"], there.facts["owner"])
        if there is None or _richness(told) > _richness(there):
            self.kept[kind, foreign] = told
        return foreign

    def _service(self, foreign: str, thing: Thing) -> Told:
        provider = self.organization(a_map(thing.get("organization"))) or identity(thing.get("organization_id"))
        if not provider:
            raise Unfit("no_organization")
        remarks: list[str] = []
        hours, in_words = read(maps(thing.get("schedules")))
        stops = list(self._stops(thing, provider, remarks))
        hours.tell(line(thing.get("alert")))
        facts = _name_and_description(thing) | {
            "provider": provider,
            "terms": _terms(thing),
            "state": STATES.get(line(thing.get("status")).lower(), "unknown"),
            "places": stops,
            "areas": [
                [line(one.get("territory")), line(one.get("name"))[:100]] for one in maps(thing.get("service_areas"))
            ],
            "spoken": _spoken(thing, remarks),
            "email": email(thing.get("email")),
            "website": website(thing.get("url")),
            "assured": _iso_day(thing.get("assured_date")),
            **_hours(hours),
        }
        facts["phone"], more = phones(maps(thing.get("phones")) or _at_stops(thing, "phones"))
        facts |= _cost(thing)
        facts |= _for_whom(thing, facts)
        facts |= _profile(thing, ("easy_description", "bring"), {"easy_description": "easy"})
        facts["bring"] = line(facts.get("bring", ""))[:300]
        if in_words:
            remarks.append("hours_in_words")
        if more > 0:
            remarks.append("more_phones")
        if maps(thing.get("contacts")):
            remarks.append("contacts_left_out")
        if line(thing.get("email")) and not facts["email"]:
            remarks.append("email_left_out")
        if line(thing.get("url")) and not facts["website"]:
            remarks.append("website_left_out")
        return Told(SERVICE, foreign, facts["name"], facts, tuple(dict.fromkeys(remarks)))

    def _stops(self, thing: Thing, provider: str, remarks: list[str]) -> Iterator[list[Any]]:
        links = maps(thing.get("service_at_locations")) or [
            {"location": one, "location_id": one.get("id")} for one in maps(thing.get("locations"))
        ]
        links.sort(key=lambda one: (number(one.get("position")) or 0, text(one.get("id"))))
        told: dict[str, list[Any]] = {}
        for link in links:
            location = a_map(link.get("location"))
            foreign = identity(location.get("id")) or identity(link.get("location_id"))
            if line(location.get("location_type")).lower() == "virtual" or not foreign or foreign in told:
                continue
            if location:
                owner = identity(location.get("organization_id")) or provider
                self._keep(LOCATION, location, lambda location=location, owner=owner: _location(location, owner))
            hours, in_words = read(maps(link.get("schedules")))
            if in_words:
                remarks.append("hours_in_words")
            told[foreign] = [foreign, hours.facts()]
        yield from list(told.values())[:200]


def _at_stops(thing: Thing, name: str) -> list[Thing]:
    """What is told where the service meets its places, not of the service itself."""
    return [one for link in maps(thing.get("service_at_locations")) for one in maps(link.get(name))]


def identity(value: object) -> str:
    told = line(value)
    return told if len(told) <= LONGEST_ID else ""


def _organization(thing: Thing) -> tuple[Facts, list[str]]:
    facts = _name_and_description(thing)
    facts |= {"website": website(thing.get("website") or thing.get("url")), "email": email(thing.get("email"))}
    facts["phone"], _more = phones(maps(thing.get("phones")))
    return facts | _language(thing), []


def _location(thing: Thing, owner: str) -> tuple[Facts, list[str]]:
    remarks: list[str] = []
    addresses = maps(thing.get("addresses")) or maps(thing.get("physical_addresses"))
    there = next((one for one in addresses if line(one.get("address_type")).lower() == "physical"), {})
    hours, in_words = read(maps(thing.get("schedules")))
    point = _point(thing)
    is_secret = _is_marked(thing) or any(_is_marked(one) for one in addresses)
    is_public = (bool(line(there.get("address_1"))) or bool(point and not addresses)) and not is_secret
    facts: Facts = {
        "owner": owner, "name": line(thing.get("name")) or line(thing.get("alternate_name")),
        "address_class": "public" if is_public else "area_only",
        "city": line((there or a_map(addresses[0] if addresses else {})).get("city"))[:100],
        "area": line(there.get("region"))[:100], "municipality": line(thing.get("municipality"))[:4],
        "phone": phones(maps(thing.get("phones")))[0], **_hours(hours), **_language(thing),
    }  # fmt: skip
    if is_public:
        facts |= _whereabouts(thing, there, point)
        facts["name"] = facts["name"] or facts["street"] or facts["city"] or facts["area"]
    else:
        remarks.append("only_area")
        facts |= _only_area(thing, facts, is_secret=is_secret)
    facts["name"] = _named(facts["name"] or "–")  # noqa: RUF001
    if in_words:
        remarks.append("hours_in_words")
    terms = _codes(thing)
    told = line(" ".join(text(one.get("description")) for one in maps(thing.get("accessibility"))))
    facts["step_free"] = True if "is.step_free" in terms else _step_free(told)
    facts |= {"dogs": True} if "is.dogs" in terms else {}
    return facts | _profile(thing, (), {}), remarks


def _point(thing: Thing) -> tuple[str, str] | None:
    """Where it is on the map, when that can be."""
    latitude, longitude = number(thing.get("latitude")), number(thing.get("longitude"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return None if latitude == longitude == 0 else (f"{latitude:.6f}", f"{longitude:.6f}")


def _whereabouts(thing: Thing, there: Thing, point: tuple[str, str] | None) -> Facts:
    latitude, longitude = point or (None, None)
    return {
        "street": ", ".join(filter(None, (line(there.get("address_1")), line(there.get("address_2")))))[:200],
        "postal_code": line(there.get("postal_code"))[:20], "way": line(thing.get("transportation"))[:300],
        "latitude": latitude, "longitude": longitude,
    }  # fmt: skip


def _only_area(thing: Thing, facts: Facts, *, is_secret: bool) -> Facts:
    """What may be told of a place that says no more: its name may be that of a house, if it is secret."""
    where = line(thing.get("description")) if facts["municipality"] and not facts["name"] else ""
    area = facts["area"] or where.rpartition(", ")[0][:100]
    name = "" if is_secret else facts["name"]
    return {"area": area, "name": name or area or facts["city"], "phone": "" if is_secret else facts["phone"]}


def _name_and_description(thing: Thing) -> Facts:
    description = text(thing.get("description"))
    if len(description) > LONGEST:
        raise Unfit("too_long")
    name = _named(line(thing.get("name")) or line(thing.get("alternate_name")))
    if not name:
        raise Unfit("no_name")
    return {"name": name, "description": description} | _language(thing)


def _named(name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise Unfit("too_long")
    return name


def _language(thing: Thing) -> Facts:
    told = language(thing.get("language"))
    return {"language": told} if told else {}


def _hours(hours: Hours) -> Facts:
    found = hours.facts()
    return {
        "hours": {name: found[name] for name in ("rules", "exceptions") if name in found},
        "notices": found.get("notices", [])[:5],
    }


def _terms(thing: Thing) -> list[list[str]]:
    """The kinds of service that it is said to be: taxonomy, code, name."""
    told: dict[str, list[str]] = {}
    for one in maps(thing.get("attributes")):
        term = a_map(one.get("taxonomy_term"))
        taxonomy = line(term.get("taxonomy")) or line(a_map(term.get("taxonomy_detail")).get("name"))
        code, name = line(term.get("code"))[:80], line(term.get("name"))[:100]
        if taxonomy.casefold() not in OURS and (code or name):
            told.setdefault(f"{taxonomy}|{code or name}", [taxonomy[:80], code, name])
    return list(told.values())[:30]


def _codes(thing: Thing) -> set[str]:
    """What our own conditions say, where the feed is one of ours."""
    terms = [a_map(one.get("taxonomy_term")) for one in maps(thing.get("attributes"))]
    return {line(term.get("code")) for term in terms if line(term.get("taxonomy")).casefold() == OURS[0]}


def _for_whom(thing: Thing, facts: Facts) -> Facts:
    """Access and audience: as our own conditions say, else as far as its words leave no doubt, with the words kept."""
    codes = _codes(thing)
    found: Facts = {"audience": sorted(code for code in CHOICES["audience"] if f"audience.{code}" in codes)}
    for name in ("access", "fullness"):
        if held := sorted(code for code in CHOICES[name] if f"{name}.{code}" in codes):
            found[name] = held[0]
    if "access" in found:  # one of ours: the words are labels
        found |= {"state": "partly_open"} if "state.partly_open" in codes else {}
        found |= {"state": "unknown"} if "state.unknown" in codes else {}
        asked = any(maps(thing.get("required_documents")))
        found |= {"no_id_needed": True if "is.no_id_needed" in codes else False if asked else None}
        found |= {name: True if f"is.{name}" in codes else None for name in ("step_free", "dogs")}
        return found | {"is_mobile": "is.is_mobile" in codes}
    words = line(thing.get("application_process"))
    found["access"] = next((kind for kind, sign in ACCESS if re.search(sign, words, re.IGNORECASE)), "drop_in")
    least = number(thing.get("minimum_age"))
    eligibility = line(thing.get("eligibility_description")) or line(thing.get("eligibility"))
    if least is not None and 18 <= least < 65:
        found["audience"] = ["adults"]
    documents = "; ".join(line(one.get("document")) for one in maps(thing.get("required_documents")) if one)
    more = "\n\n".join(filter(None, (eligibility, words)))
    told = "\n\n".join(filter(None, (facts["description"], more)))
    return found | {"description": told[:LONGEST], "bring": documents[:300]}


def _cost(thing: Thing) -> Facts:
    note = line(thing.get("fees_description")) or line(thing.get("fees"))
    options = maps(thing.get("cost_options"))
    amounts = {number(one.get("amount")) for one in options} - {None}
    ours = all(line(one.get("currency")).upper() in ("", "SEK") for one in options) or amounts == {0}
    cost = amounts.pop() if len(amounts) == 1 and ours else None
    if cost is None and amounts and not note:
        told = (f"{line(one.get('amount'))} {line(one.get('currency'))} {line(one.get('option'))}" for one in options)
        note = "; ".join(line(one) for one in told)
    cost = None if cost is not None and not 0 <= cost < 10**6 else cost
    return {"cost": None if cost is None else f"{cost:.2f}", "cost_note": note[:LONGEST_NOTE]}


def _spoken(thing: Thing, remarks: list[str]) -> list[str]:
    told = [(one.get("code"), one.get("name") or one.get("language")) for one in maps(thing.get("languages"))]
    found = [language(code, name) for code, name in told if line(code) or line(name)]
    if "" in found:
        remarks.append("unknown_language")
    return sorted({one for one in found if one})


def _step_free(told: str) -> bool | None:
    if re.search(r"\b(not|no|inte|ej|utan)\b", told, re.IGNORECASE):
        return (
            False
            if re.search(r"not step-free|inte stegfri|no wheelchair|not wheelchair", told, re.IGNORECASE)
            else None
        )
    return True if re.search(r"step[- ]free|wheelchair|rullstol|stegfri|ramp\b", told, re.IGNORECASE) else None


def _profile(thing: Thing, names: Iterable[str], ours: dict[str, str]) -> Facts:
    """What only our own profile tells; another's feed does not take away what we know ourselves."""
    found = {ours.get(name, name): text(thing.get(name))[:LONGEST] for name in names if text(thing.get(name))}
    return found | {name: thing[name] for name in ("holidays", "eves") if thing.get(name) in HOLIDAY}


def _is_marked(thing: Thing) -> bool:
    told = " ".join(line(thing.get(name)) for name in ("name", "description", "attention", "address_1", "address_type"))
    terms = " ".join(line(a_map(one.get("taxonomy_term")).get("name")) for one in maps(thing.get("attributes")))
    return bool(SECRET.search(f"{told} {terms}")) or thing.get("confidential") is True


def _iso_day(value: object) -> str | None:
    found = day(value)
    return found.isoformat() if found else None


def _richness(told: Told) -> tuple[bool, int, str]:
    """A full telling goes before a short one, whatever their order."""
    said = json.dumps({name: fact for name, fact in told.facts.items() if name != "owner"}, sort_keys=True)
    return not told.why, len(said), said
