"""Towns: what they are called in an address, what each offers, and whether that has changed."""

from collections import Counter
from datetime import date
from functools import cache
from typing import NamedTuple

from django.db.models import QuerySet

from samverka.actors.queries import municipalities
from samverka.core.alphabet import alphabetic
from samverka.core.county import SWEDEN
from samverka.core.spelling import fold
from samverka.directory.models import Service, ServicePlace, Town


class TownName(NamedTuple):
    """A municipality as visitors meet it."""

    code: str
    name: str
    slug: str

    @property
    def scope(self) -> tuple[str, str, str]:
        """The territories whose services are also its own: what serves the county or the country is there for all."""
        return (self.code, self.code[:2], SWEDEN)


@cache
def towns() -> dict[str, TownName]:
    """Every municipality by what it is called in an address. Two of one name also get their code."""
    named = [(code, name, "-".join(fold(name).split())) for code, name in municipalities().items()]
    times = Counter(slug for _code, _name, slug in named)
    found = [TownName(code, name, slug if times[slug] == 1 else f"{slug}-{code}") for code, name, slug in named]
    return {town.slug: town for town in sorted(found, key=lambda town: alphabetic(town.name))}


def town_of(code: str) -> TownName | None:
    """The municipality with a code."""
    return next((town for town in towns().values() if town.code == code), None)


def towns_with_entries() -> list[TownName]:
    """The towns whose directory has been begun. One query."""
    begun = set(Town.objects.values_list("territory", flat=True))
    return [town for town in towns().values() if town.code in begun]


def towns_named(typed: str) -> list[TownName]:
    """The towns whose name holds what somebody typed; those that begin with it come first."""
    wanted = fold(typed.strip())
    found = [town for town in towns().values() if wanted and wanted in fold(town.name)]
    return sorted(found, key=lambda town: not fold(town.name).startswith(wanted))


def stamp(town: TownName, *, on: date) -> str:
    """What changes whenever the town's directory does, and each day, when entries may grow too old. One query."""
    revisions = dict(Town.objects.filter(pk__in=town.scope).values_list("pk", "revision"))
    return "-".join([f"{on:%y%m%d}", *(str(revisions.get(code, 0)) for code in town.scope)])


def services_of(town: TownName, *, on: date) -> QuerySet[Service]:
    """What the public may see of the services in a town: those at its places, and those that serve its area."""
    here = ServicePlace.objects.filter(place__territory=town.code, place__is_removed=False).values("service")
    serving = Service.areas.through.objects.filter(territory__in=town.scope).values("service")
    nowhere = Service.objects.filter(provider__territory__in=town.scope, at_places=None, areas=None).values("pk")
    return Service.objects.shown(on).filter(pk__in=here.order_by().union(serving, nowhere))
