"""A sheet with a line for each service, whatever its columns are called."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from samverka.core import sheets
from samverka.core.sheets import Cell, Header
from samverka.directory import osm_hours
from samverka.directory.feeds.normal import LOCATION, ORGANIZATION, SERVICE, Reader, Told, Unfit
from samverka.directory.feeds.schedules import LONGEST_MESSAGE, Hours
from samverka.directory.feeds.words import email, language, line, number, phone, text, website
from samverka.directory.hours import Rule


FIELDS: sheets.Meanings = {  # the most particular first
    "id": ["id", "uuid", "nummer", "löpnummer", "identifier"],
    "provider": [
        *("vem", "organisation", "förening", "anordnare", "utförare", "arrangör", "huvudman", "aktör"),
        *("provider", "organization", "agency", "who"),
    ],
    "category": ["kategori", "typ", "slag", "verksamhetstyp", "category", "kind", "type"],
    "easy": ["lättläst", "easy words", "easy read"],
    "description": ["beskrivning", "om", "information", "info", "innehåll", "description", "about"],
    "where": ["plats", "lokal", "hus", "place", "location", "venue"],
    "street": ["gatuadress", "gata", "besöksadress", "adress", "street", "address"],
    "postal_code": ["postnummer", "postnr", "postal code", "postcode", "zip"],
    "area": ["område", "stadsdel", "area", "district", "part of town"],
    "city": ["ort", "stad", "kommun", "postort", "city", "town", "municipality"],
    "secret": ["skyddad", "hemlig adress", "sekretess", "only the area", "secret"],
    "latitude": ["latitud", "lat", "latitude"],
    "longitude": ["longitud", "long", "lon", "lng", "longitude"],
    "phone": ["telefon", "telefonnummer", "tel", "tfn", "phone"],
    "email": ["e post", "epost", "mejl", "mail", "email", "e mail"],
    "website": ["webbplats", "hemsida", "webb", "länk", "website", "url", "web"],
    "hours": ["öppettider", "tider", "öppet", "opening hours", "hours"],
    "spoken": ["språk", "talade språk", "languages", "languages spoken", "language"],
    "cost": ["kostnad", "pris", "avgift", "cost", "price", "fee"],
    "bring": ["ta med", "medtag", "what to bring", "bring"],
    "step_free": ["stegfri", "tillgänglig", "tillgänglighet", "step free", "accessible", "wheelchair"],
    "assured": ["kontrollerad", "aktuell", "verifierad", "uppdaterad", "found right", "verified", "last found right"],
    "name": ["tjänst", "namn", "insats", "verksamhet", "rubrik", "service", "name", "title"],
}
NEEDED = ("name",)
LONGEST_TEXT = 20_000
NO = ("nej", "no", "0", "false", "falskt")
FREE = ("gratis", "fri", "kostnadsfritt", "free", "0 kr", "ingen avgift")
DAYS = {
    "man": "Mo", "mandag": "Mo", "mandagar": "Mo", "mon": "Mo", "monday": "Mo", "tis": "Tu", "tisdag": "Tu",
    "tisdagar": "Tu", "tue": "Tu", "tuesday": "Tu", "ons": "We", "onsdag": "We", "onsdagar": "We", "wed": "We",
    "wednesday": "We", "tor": "Th", "tors": "Th", "torsdag": "Th", "torsdagar": "Th", "thu": "Th", "thursday": "Th",
    "fre": "Fr", "fredag": "Fr", "fredagar": "Fr", "fri": "Fr", "friday": "Fr", "lor": "Sa", "lordag": "Sa",
    "lordagar": "Sa", "sat": "Sa", "saturday": "Sa", "son": "Su", "sondag": "Su", "sondagar": "Su", "sun": "Su",
    "sunday": "Su", "vardagar": "Mo-Fr", "vardag": "Mo-Fr", "weekdays": "Mo-Fr", "helger": "Sa-Su",
    "alla dagar": "Mo-Su", "dagligen": "Mo-Su", "daily": "Mo-Su", "varje dag": "Mo-Su",
}  # fmt: skip
WORD = re.compile(r"alla dagar|varje dag|[^\W\d_]+")
TIMES = re.compile(r"(\d{1,2})(?:[.:](\d\d))?\s*[-–—]\s*(\d{1,2})(?:[.:](\d\d))?(?![\d:])")  # noqa: RUF001


def find_header(rows: Sequence[Sequence[Cell]], *, own: Mapping[str, str] | None = None) -> Header:
    return sheets.find_header(rows, meanings=FIELDS, own=own)


def guess(headings: Sequence[Cell], *, own: Mapping[str, str] | None = None) -> dict[str, int]:
    return sheets.guess(headings, meanings=FIELDS, own=own)


def is_enough(columns: Mapping[str, int]) -> bool:
    """Can lines be read with them? What a service is called must be said."""
    return all(name in columns for name in NEEDED)


def lines(table: Sequence[sheets.Line], columns: Mapping[str, int], reader: Reader) -> Iterator[Told]:
    """The services of a sheet. A blank provider is the one above."""
    above = ""
    for number_of_line, row in table:
        cells = {name: row[place] if place < len(row) else None for name, place in columns.items()}
        if sheets.line_is_total(row) or all(sheets.is_blank(cell) for cell in cells.values()):
            continue
        reader.counts["read"] += 1
        above = _words(cells, "provider") or above
        name = _words(cells, "name")
        try:
            yield _service(cells, above, reader)
        except Unfit as unfit:
            yield Told(SERVICE, f"#{number_of_line}", name[:100], why=str(unfit))


def _service(cells: Mapping[str, Cell], provider: str, reader: Reader) -> Told:
    name = _words(cells, "name")
    if not name:
        raise Unfit("no_name")
    if not provider:
        raise Unfit("no_organization")
    if len(name) > 300 or len(provider) > 300:
        raise Unfit("too_long")
    place = _place(cells, provider, reader)
    owner = sheets.fold(provider)[:200]
    reader.kept.setdefault((ORGANIZATION, owner), Told(ORGANIZATION, owner, provider, {"name": provider}))
    foreign = _words(cells, "id")[:200] or "|".join((owner, sheets.fold(name), place))[:200]
    if foreign in reader.seen:
        raise Unfit("twice")
    reader.seen.add(foreign)
    remarks: list[str] = []
    hours = hours_of(_words(cells, "hours"), remarks)
    cost, note = _cost(_words(cells, "cost"))
    facts: dict[str, Any] = {
        "name": name, "provider": owner, "description": text(str(cells.get("description") or ""))[:LONGEST_TEXT],
        "terms": [["", "", kind[:100]]] if (kind := _words(cells, "category")) else [], "state": "open",
        "places": [[place, {}]] if place else [], "areas": [["", _words(cells, "city")[:100]]],
        "spoken": _spoken(_words(cells, "spoken"), remarks), "phone": phone(_words(cells, "phone")),
        "email": email(_words(cells, "email")), "website": website(_words(cells, "website")),
        "assured": _assured(cells.get("assured")), "access": "drop_in", "audience": [], "cost": cost, "cost_note": note,
        "bring": _words(cells, "bring")[:300],
        "hours": {"rules": hours.rules} if hours.rules else {}, "notices": hours.notices,
    }  # fmt: skip
    if _words(cells, "easy"):
        facts["easy"] = _words(cells, "easy")
    for column in ("phone", "email", "website"):
        if _words(cells, column) and not facts[column]:
            remarks.append(f"{column}_left_out")
    return Told(SERVICE, foreign, name, facts, tuple(dict.fromkeys(remarks)))


def _place(cells: Mapping[str, Cell], provider: str, reader: Reader) -> str:
    """The place of a line, taken in; its id, or nothing when the line says none."""
    street, where, city, area = (_words(cells, name) for name in ("street", "where", "city", "area"))
    latitude, longitude = (number(str(cells.get(name) or "")) for name in ("latitude", "longitude"))
    if not (street or where or area or (latitude is not None and longitude is not None)):
        return ""
    is_secret = _words(cells, "secret").casefold() not in ("", *NO)
    is_point = latitude is not None and longitude is not None and abs(latitude) <= 90 and abs(longitude) <= 180
    step_free = _words(cells, "step_free").casefold()
    facts: dict[str, Any] = {
        "owner": sheets.fold(provider)[:200], "name": (where or street or area or city)[:300],
        "address_class": "public" if (street or is_point) and not is_secret else "area_only",
        "area": area[:100], "city": city[:100], "municipality": "", "phone": "", "hours": {}, "notices": [],
        "step_free": step_free not in NO if step_free else None,
    }  # fmt: skip
    if facts["address_class"] == "public":
        facts |= {"street": street[:200], "postal_code": _words(cells, "postal_code")[:20], "way": ""}
        facts |= {
            "latitude": f"{latitude:.6f}" if is_point else None, "longitude": f"{longitude:.6f}" if is_point else None
        }  # fmt: skip
    else:
        facts["name"] = (area or city or "–")[:300]  # noqa: RUF001
    said = (provider, where, street, city) if facts["address_class"] == "public" else (provider, area, city)
    foreign = "|".join(map(sheets.fold, said))[:200]
    reader.kept.setdefault((LOCATION, foreign), Told(LOCATION, foreign, facts["name"], facts))
    return foreign


def hours_of(told: str, remarks: list[str]) -> Hours:
    """Hours as OpenStreetMap or people write them; what is not understood stays as words."""
    hours = Hours()
    if not told:
        return hours
    for words in (told, _as_osm(told)):
        try:
            read = osm_hours.read(words)
        except (osm_hours.Unreadable, ValueError, RecursionError):
            continue
        if not read.exceptions and all(rule.season is None for rule in read.rules):
            hours.rules = [_rule(rule) for rule in read.rules][:60]
            return hours
    remarks.append("hours_in_words")
    hours.tell(told[:LONGEST_MESSAGE])
    return hours


def _as_osm(told: str) -> str:
    plain = told.casefold().replace("dygnet runt", "24/7")
    plain = WORD.sub(
        lambda found: DAYS.get(sheets.fold(found[0]), {"kl": "", "till": "-", "och": ","}.get(found[0], found[0])),
        plain,
    )
    plain = TIMES.sub(lambda found: f"{_two(found[1])}:{found[2] or '00'}-{_two(found[3])}:{found[4] or '00'}", plain)
    plain = re.sub(r"\s*[-–—]\s*", "-", plain)  # noqa: RUF001
    return re.sub(r"(?<=\d)[,;]\s*(?=[A-Z])", "; ", plain.replace(":", ":")).strip(" .;,")


def _two(digits: str) -> str:
    return digits.zfill(2)


def _rule(rule: Rule) -> list[Any]:
    days = "".join(str(day + 1) for day in sorted(rule.weekdays))
    first, last = (day.isoformat() if day else None for day in (rule.valid_from, rule.valid_to))
    return [rule.kind.value, days, f"{rule.wall.opens:%H:%M}", f"{rule.wall.closes:%H:%M}", rule.nth, first, last]


def _words(cells: Mapping[str, Cell], name: str) -> str:
    cell = cells.get(name)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if sheets.is_blank(cell) else line(str(cell))


def _cost(told: str) -> tuple[str | None, str]:
    if told.casefold() in FREE:
        return "0.00", ""
    amount = number(re.sub(r"\s*(kr|kronor|sek|:-)\.?$", "", told, flags=re.IGNORECASE))
    return (f"{amount:.2f}", "") if amount is not None and 0 <= amount < 10**6 else (None, told[:200])


def _spoken(told: str, remarks: list[str]) -> list[str]:
    found = [language(one, one) for one in filter(None, re.split(r"\s*(?:[,;/&]|\boch\b|\band\b)\s*", told))]
    if "" in found:
        remarks.append("unknown_language")
    return sorted({one for one in found if one})


def _assured(cell: Cell) -> str | None:
    try:
        found = sheets.day(cell, near=date(2026, 1, 1)) if cell is not None and re.search(r"\d{4}", str(cell)) else None
    except ValueError:
        return None
    return found.isoformat() if found else None
