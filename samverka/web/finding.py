"""The services of the public directory: found by everybody, by an index of their own, which knows towns."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samverka.core.alphabet import Alphabetic
from samverka.core.finding import EVERYBODY, Text, findable, page_of
from samverka.core.prepared import Prepared, among
from samverka.core.searching import Hit, Wanted
from samverka.directory import queries
from samverka.directory.models import Service, ServicePlace


def _ask(wanted: Sequence[Wanted], at: datetime, every: bool) -> tuple[list[Hit], bool]:
    hits, are_more = queries.shown_hits(wanted, on=localdate(at), every=every)
    return [hit._replace(facts=(hit.facts[1], "service", hit.facts[0], "", 0)) for hit in hits], are_more


def _shown() -> "QuerySet[Service, Any]":
    """With the first of its towns, or the provider's: many towns have a service of the same name."""
    there = ServicePlace.objects.filter(service=OuterRef("pk"), place__is_removed=False)
    towns = there.order_by(Alphabetic("place__territory__name")).values("place__territory__name")
    town = Coalesce(Subquery(towns[:1]), "provider__territory__name")
    told = "pk", "name", "description", "state", "changed_at", "provider__name"
    return Service.objects.filter(among("service", column="pk")).values_list(*told, town)


_rows = Prepared(_shown)


@findable("service", _("Service"), Service, ask=_ask)
def services(ids: Collection[UUID]) -> Iterator[Text]:
    edition = (get_language() or "sv").partition("-")[0]
    for id, name, description, state, changed_at, provider, town in _rows(service=ids):
        status = "" if state == Service.State.OPEN else Service.State(state).label
        said = " ".join(f"{provider}, {town}. {description}".split())
        yield Text(id, name, page_of("web:service", id, edition), changed_at, (EVERYBODY,), text=said, status=status)
