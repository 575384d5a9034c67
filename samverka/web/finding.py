"""The services of the public directory: found by everybody, by an index of their own, which knows towns."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samverka.core.finding import EVERYBODY, Text, findable, label, page_of
from samverka.core.searching import Hit, Wanted
from samverka.directory import queries
from samverka.directory.models import Service


def _ask(wanted: Sequence[Wanted], at: datetime, every: bool) -> tuple[list[Hit], bool]:
    hits, are_more = queries.shown_hits(wanted, on=localdate(at), every=every)
    return [hit._replace(facts=("service", *hit.facts, 0)) for hit in hits], are_more


@findable("service", _("Service"), Service, ask=_ask)
def services(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    edition = (get_language() or "sv").partition("-")[0]
    told = ("name", "description", "state", "changed_at", "provider__name")
    for one in rows.select_related("provider").only(*told):
        status = "" if one.state == Service.State.OPEN else label(one)
        said = " ".join(f"{one.provider.name}. {one.description}".split())
        page = page_of("web:service", one.pk, edition)
        yield Text(one.pk, one.name, page, one.changed_at, (EVERYBODY,), said, status=status)
