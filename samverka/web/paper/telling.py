"""What stands on the paper of a town, as text for the templates. Of protected places the area alone."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

import segno
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from samverka.actors.queries import child_lines
from samverka.directory import queries
from samverka.directory.models import Service
from samverka.directory.queries import Here, Told, TownName, words
from samverka.shelters.queries.intakes import Intake
from samverka.web.paper.weeks import hours_in_a_line


GOOD_FOR = timedelta(days=30)
FRESH = timedelta(days=90)
MOST = 12  # services of a group
BORDER = 3  # of the code, in its own squares; the margins of the paper do the rest
LONGEST = {"name": 70, "where": 90, "hours": 150}  # signs
INTAKE = "INTAKE"  # no category: where a bed for the night is given out
CARD = {  # what a pocket has room for: a word, and the kinds of service behind it
    "shelter": (INTAKE, "SHELTER-NIGHT", "SHELTER-COLD", "SHELTER-FAMILY", "SHELTER-WOMEN"),
    "food": ("FOOD-MEAL", "FOOD-BAG", "DAY-CENTRE"),
    "hygiene": ("SHOWER", "LAUNDRY", "TOILET"),
    "health": ("HEALTH-CLINIC", "HEALTH-EMERGENCY"),
    "advice": ("ADVICE-GENERAL", "ADVICE-LEGAL", "ADVICE-RIGHTS"),
}
PICTURES = {
    "shelter": "shelter-night", "food": "food-meal", "hygiene": "shower", "daytime": "rest-warm",
    "health": "health-clinic", "goods": "clothes", "advice": "advice-general", "safety": "safety-police",
    "family": "child-family", "learning": "course-language", "community": "faith",
}  # fmt: skip
EASIEST = ("drop_in", "queue", "draw", "phone", "appointment", "referral")


class Reader(NamedTuple):
    """For whom it is printed: the language of the services' texts, that of the words around them, and the address."""

    language: str
    interface: str
    address: str  # of the town's page
    is_exercise: bool = False


def tell(town: TownName, reader: Reader, *, intakes: Iterable[Intake] = (), stamp: str, on: date) -> dict[str, Any]:
    """Everything that a template may need. The words are in the language that is active.

    Where one gets a bed for the night comes before the beds.
    """
    last = on + GOOD_FOR
    found = [(one, _near(one, town)) for one in queries.book(town, stamp, on) if _is_for_paper(one)]
    found.sort(key=lambda one: _rank(one[0], on))
    names = _Names([here for _told, here in found], reader)
    beds = [_intake(one, reader) for one in intakes]
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list, {"shelter": beds} if beds else {})
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list, {INTAKE: beds})
    for _one, here in found:
        if len(grouped[here.offer.group]) < MOST:
            entry = _entry(here, names, on, last)
            grouped[here.offer.group].append(entry)
            by_kind[here.offer.category].append(entry)
    return {
        "lang": reader.interface,
        "town": town.name,
        "groups": [_group(group, grouped[group]) for group in words.GROUPS if grouped[group]],
        "more": len(beds) + len(found) > sum(len(some) for some in grouped.values()),
        "card": [_group(one, [entry for kind in kinds for entry in by_kind[kind]]) for one, kinds in CARD.items()],
        "pictures": [_group(group, []) for group in CARD],
        "numbers": _numbers(town),
        "qr": square(reader.address),
        "address": reader.address.partition("://")[2].rstrip("/"),
        "said": _said(town, reader, on, last),
    }


def square(address: str) -> str:
    """The code that a camera reads, with quiet around it, as a drawing."""
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=BORDER)]
    dark = "".join(f"M{x},{y}h1v1h-1z" for y, row in enumerate(rows) for x, bit in enumerate(row) if bit)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows)} {len(rows)}"><path d="{dark}"/></svg>'


class _Names:
    """What services and places are called in the reader's language."""

    def __init__(self, found: list[Here], reader: Reader) -> None:
        ids = {one for here in found for one in (here.offer.pk, here.spot and here.spot.pk) if one}
        self.texts = queries.texts(ids, language=reader.language, field="name")
        self.interface = reader.interface

    def of(self, entry: Any, *, most: int) -> dict[str, str]:
        shown = self.texts.of(entry, "name")
        return {"text": Truncator(shown.text).chars(most), "lang": shown.language}


def _is_for_paper(told: Told) -> bool:
    return told.offer.state != Service.State.TEMPORARILY_CLOSED and bool(told.spots)


def _near(told: Told, town: TownName) -> Here:
    """The first of its spots that is in the town."""
    near = (here for here in told.spots if here.spot is None or here.spot.territory == town.code)
    return next(near, told.spots[0])


def _rank(told: Told, on: date) -> tuple[bool, bool, int]:
    """What is for everybody, found right lately and easy to get comes first; the order of categories stays."""
    offer = told.offer
    is_fresh = offer.verified_on is not None and offer.verified_on > on - FRESH
    return bool(offer.audience), not is_fresh, EASIEST.index(offer.access) if offer.access in EASIEST else 0


def _entry(here: Here, names: _Names, on: date, last: date) -> dict[str, Any]:
    told = {"name": names.of(here.offer, most=LONGEST["name"]), "phone": here.phone[:40], "access": _access(here)}
    hours = hours_in_a_line(here, first=on, last=last)
    return told | {
        "picture": here.offer.category.lower(),
        "hours": Truncator(hours[:1].upper() + hours[1:]).chars(LONGEST["hours"]),
        "where": Truncator(_where(here, names)).chars(LONGEST["where"]),
    }


def _intake(intake: Intake, reader: Reader) -> dict[str, Any]:
    """Where a bed for the night is given out, as an entry among the services."""
    nights, age, fee = intake.nights, intake.min_age, intake.fee
    wins = ngettext(
        "Who wins gets a bed for %(nights)s night.", "Who wins gets a bed for %(nights)s nights.", nights
    ) % {"nights": nights}
    old = _("From %(age)s years.") % {"age": age} if age else ""
    costs = _("It costs %(fee)s kronor a night.") % {"fee": fee} if fee else _("It is free.")
    name = ": ".join([_("Here you get a place"), intake.name])
    return {
        "name": {"text": Truncator(name).chars(LONGEST["name"]), "lang": reader.interface},
        "picture": PICTURES["shelter"],
        "hours": _("Draw at %(time)s") % {"time": intake.draw_at},
        "access": " ".join(filter(None, [wins, old, costs])),
        "where": Truncator(intake.place).chars(LONGEST["where"]),
        "phone": intake.phone,
    }


def _where(here: Here, names: _Names) -> str:
    spot = here.spot
    if spot is None:
        return ""
    if not spot.is_told:
        return spot.area
    place = names.of(spot, most=40)["text"] if spot.name else ""
    return ", ".join(dict.fromkeys(part for part in (place, spot.street, spot.area, spot.city) if part))


def _access(here: Here) -> str:
    """How one gets it, and for whom: left out where anybody may just come."""
    audience = ", ".join(str(words.AUDIENCE[one]) for one in here.offer.audience if one in words.AUDIENCE)
    whom = " ".join([_("For:"), f"{audience}."]) if audience else ""
    how = "" if here.offer.access == "drop_in" else str(words.ACCESS.get(here.offer.access, ""))
    return " ".join(filter(None, [whom, how, _("No steps.") if here.step_free else ""]))


def _group(group: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {"word": str(words.GROUPS[group]), "picture": PICTURES[group], "entries": entries}


def _numbers(town: TownName) -> list[dict[str, str]]:
    """Whom to call in danger, the police, and about a child the social services, by day and by night."""
    child, lines = _("a child needs help"), [line for line in child_lines(town.code) if line.phone][:2]
    found = [{"number": "112", "what": _("danger to life")}, {"number": "114 14", "what": _("police, no hurry")}]
    return found + [
        {"number": line.phone, "what": f"{child} ({line.hours})" if line.hours else child} for line in lines
    ]


def _said(town: TownName, reader: Reader, on: date, last: date) -> dict[str, str]:
    """The words around it all."""
    return {
        "title": _("Help in %(town)s") % {"town": town.name},
        "good": _("Printed %(first)s. Good until %(last)s.") % {"first": _day(on), "last": _day(last)},
        "more": _("More, and what is open now:"),
        "scan": _("The code leads to %(address)s") % {"address": reader.address.partition("://")[2]},
        "free": _("No name, no login. We do not follow you."),
        "call": _("Danger to life? Call"),
        "none": _("Look at the page, or ask for advice."),
        "not_all": _("There is more than this paper has room for."),
        "where": _("Where do I find a bed, food, a shower, a doctor or advice tonight?"),
        "exercise": _("Exercise data: everything here is invented") if reader.is_exercise else "",
    }


def _day(on: date) -> str:
    told = date_format(on, "j F Y")
    return told if get_language() == "en" else told.lower()
