"""Sheets to fill in, and sheets that put nights back as they were."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.core.alphabet import Alphabetic
from samverka.shelters import clock, sheets
from samverka.shelters.actions import imports as actions
from samverka.shelters.models import Capacity, Group, Import, Shelter
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.queries import imports as queries
from samverka.shelters.views.reports import answer


NIGHTS = 7  # in the sheet to fill in
KINDS = {"date": "date", "beds": "number", "blocked": "number", "overflow": "number", "reserved": "number"}
Row = tuple[sheets.Cell, ...]


@require_GET
def import_template(request: Request, kind: str) -> HttpResponse:
    """The user's shelters and groups for the coming week, as they stand."""
    shelters = actions.plannable_shelters(request.user)
    tonight = clock.tonight(now(), closes=MORNING_CLOSE)
    days = [tonight + timedelta(days=ahead) for ahead in range(NIGHTS)]
    return _answer(kind, _("Capacity"), list(_coming(shelters, days)), "samverka")


@require_GET
def import_before(request: Request, pk: UUID, kind: str) -> HttpResponse:
    """The nights that an import changed, as they were before it: sent in, it takes the import back."""
    one = get_object_or_404(Import.objects.of(request.user).exclude(written_at=None), pk=pk)
    shelters, groups = names(queries.fates(one, queries.CHANGED))
    rows = [
        _row(date.fromisoformat(fate.day), shelters[fate.shelter], groups[fate.group], fate.was or [])
        for fate in queries.fates(one, queries.CHANGED)
        if fate.shelter in shelters and fate.group in groups
    ]
    return _answer(kind, _("As it was"), rows, _("as it was"))


def names(fates: Iterable[queries.Fate]) -> tuple[dict[str, str], dict[str, str]]:
    """What the shelters and groups of these lines are called, by their ids as text."""
    told = [fate for fate in fates if fate.now is not None]
    groups = Group.objects.filter(pk__in={fate.group for fate in told}).values_list("pk", "name")
    shelters = Shelter.objects.filter(pk__in={fate.shelter for fate in told}).values_list("pk", "name")
    return {str(pk): name for pk, name in shelters}, {str(pk): name for pk, name in groups}


def _coming(shelters: list[Shelter], days: list[date]) -> Iterator[Row]:
    there = queries.nights_between([shelter.pk for shelter in shelters], days[0], days[-1])
    capacities = queries.capacities_of(there.values())
    groups = Group.objects.filter(shelter__in=shelters, is_active=True).order_by(Alphabetic("name"))
    by_shelter: dict[UUID, list[Group]] = {}
    for group in groups:
        by_shelter.setdefault(group.shelter_id, []).append(group)
    for day in days:
        for shelter in shelters:
            night = there.get((shelter.pk, day))
            for group in by_shelter.get(shelter.pk, []):
                known = capacities.get(night.pk, {}).get(group.pk) if night else None
                yield _row(day, shelter.name, group.name, queries.values(known or Capacity(nominal=group.beds)))


def _row(day: date, shelter: str, group: str, values: queries.Values) -> Row:
    nominal, blocked, because, rooms, overflow, reserved = values
    told = ", ".join(str(number) for number in rooms) if isinstance(rooms, list) else ""
    return (day, shelter, group, nominal, blocked, str(because), told, overflow, reserved)  # type: ignore[return-value]


def _answer(kind: str, title: str, rows: list[Row], name: str) -> HttpResponse:
    columns = [sheets.Column(str(text), KINDS.get(field, "text")) for field, text in queries.COLUMNS.items()]
    sheet = sheets.Sheet(title, columns, rows)
    if kind == "xlsx":
        return answer(sheets.xlsx([sheet], title=title), kind, name)
    if kind != "csv":
        raise Http404
    return answer(sheets.csv(sheet), kind, name)
