"""What services are found by is written anew whenever something that is told of them changes."""

from collections.abc import Iterable, Mapping
from itertools import islice
from uuid import UUID

from django.db import transaction

from samverka.core import noting
from samverka.directory import queries
from samverka.directory.models import SearchText, Service


AT_ONCE = 500  # services


def index(services: Iterable[UUID]) -> None:
    """Note what these services are found by now. Part of the action that has changed it, before `touch`."""
    waiting = iter(sorted(set(services)))
    while some := list(islice(waiting, AT_ONCE)):
        held = Service.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk")
        _write(queries.search_texts(held.values_list("pk", flat=True)))


def hold_services(services: Iterable[UUID]) -> None:
    """Let nobody change these meanwhile. Part of an action that will `index` them, before its line in the trail."""
    waiting = iter(sorted(set(services)))
    while some := list(islice(waiting, AT_ONCE)):
        list(Service.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk").values_list("pk"))


def index_all() -> int:
    """Note anew what all services are found by; how many they are."""
    services = list(Service.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(services), AT_ONCE):
        with transaction.atomic():
            index(services[start : start + AT_ONCE])
    return len(services)


def _write(wanted: Mapping[UUID, str]) -> None:
    there = {text.service_id: text for text in SearchText.objects.filter(service__in=wanted)}
    new = [SearchText(service_id=id, words=words) for id, words in wanted.items() if id not in there]
    changed = [text for id, text in there.items() if text.words != wanted[id]]
    for text in changed:
        text.words = wanted[text.service_id]
    SearchText.objects.bulk_create(new)
    SearchText.objects.bulk_update(changed, ["words"], batch_size=100)
    noting.know(word for text in (*new, *changed) for word in text.words.split())
