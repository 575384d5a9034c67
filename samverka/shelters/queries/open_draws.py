"""What everybody may know of draws: the promises from the announcement on, and the whole record once it is drawn."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samverka.core.alphabet import Alphabetic
from samverka.core.models import Entry
from samverka.shelters.models import Draw, Group
from samverka.shelters.models.party import describe
from samverka.shelters.queries.slips import told


@dataclass(frozen=True, slots=True)
class OpenLine:
    """One slip of the record: by number, never by code."""

    number: int
    party: str = ""
    is_placed: bool = False
    beds: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class OpenBeds:
    """Beds that belong together, as the record names them: for whom, how many, and how many were given."""

    label: str
    kind: str
    beds: int
    given: int
    is_room: bool
    needs: str


def open_draws(*, since: date) -> QuerySet[Draw]:
    """The draws that everybody may follow, the latest first; nothing of what is secret is read."""
    draws = Draw.objects.filter(date__gte=since).select_related("pool").defer("sealed_secret", "locked_list", "record")
    return draws.order_by("-date", Alphabetic("pool__name"), "round")


def earlier_lists(draw: Draw) -> list[tuple[datetime, str]]:
    """When the list was locked before and opened again, and its hash then: nobody locks twice unseen."""
    subject = f"{draw._meta.label_lower}:{draw.pk}"
    locked = Entry.objects.filter(county=draw.county, subject=subject, verb="shelters.draw_locked")
    told = [(entry.at, str(entry.detail["list_hash"])) for entry in locked.order_by("number")]
    return told[:-1] if draw.locked_at else told


def open_lines(record: Mapping[str, Any]) -> list[OpenLine]:
    """Every slip by its number, with why or why not."""
    parties = {slip["number"]: slip for slip in record["list"]["slips"]}
    lines = [OpenLine(number, sentence=_("Withdrawn.")) for number in record["list"]["withdrawn"]]
    for one in record["results"]:
        party = describe(*(parties[one["number"]][name] for name in DESCRIBED))
        why = told(one["reason"], position=one["position"], of=len(parties))
        labels = ", ".join(dict.fromkeys(bin for bin, people in one["bins"]))
        lines.append(OpenLine(one["number"], party, bool(one["bins"]), beds=labels, sentence=why))
    return sorted(lines, key=lambda line: line.number)


def open_beds(record: Mapping[str, Any]) -> list[OpenBeds]:
    """All beds of the draw, in the order of the locked list."""
    given: Counter[str] = Counter()
    for one in record["results"]:
        for label, people in one["bins"]:
            given[label] += people
    kinds = dict(Group.Kind.choices)
    return [
        OpenBeds(
            label=bin["id"], kind=str(kinds[bin["kind"]]), beds=bin["beds"], given=given[bin["id"]],
            is_room=bin["exclusive"], needs=_needs(bin),
        )
        for bin in record["list"]["bins"]
    ]  # fmt: skip


def _needs(bin: Mapping[str, Any]) -> str:
    return ", ".join([_("step-free")] * bin["step_free"] + [_("dogs welcome")] * bin["pets"])


DESCRIBED = ("women", "men", "other", "children", "dog", "step_free")
