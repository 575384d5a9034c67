"""What services are found by is written anew whenever something that is told of them changes."""

from collections.abc import Iterable, Mapping
from itertools import islice
from uuid import UUID

from django.db import transaction

from samverka.core import spelling
from samverka.directory import queries
from samverka.directory.models import SearchKey, SearchText, Service


AT_ONCE = 500  # services


def index(services: Iterable[UUID]) -> None:
    """Note what these services are found by now. Part of the action that has changed it, before `touch`."""
    waiting = iter(sorted(set(services)))
    while some := list(islice(waiting, AT_ONCE)):
        held = Service.objects.select_for_update().filter(pk__in=some).order_by("pk")
        _write(queries.search_texts(held.values_list("pk", flat=True)))


def index_all() -> int:
    """Note anew what all services are found by, and forget the words that none of them says any more."""
    services = list(Service.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(services), AT_ONCE):
        with transaction.atomic():
            index(services[start : start + AT_ONCE])
    said = {word for text in SearchText.objects.values_list("words", flat=True).iterator() for word in text.split()}
    forgotten = sorted({*SearchKey.objects.values_list("word", flat=True).iterator()} - said)
    for start in range(0, len(forgotten), AT_ONCE):
        SearchKey.objects.filter(word__in=forgotten[start : start + AT_ONCE]).delete()
    _know(said)
    return len(services)


def _write(wanted: Mapping[UUID, str]) -> None:
    there = {text.service_id: text for text in SearchText.objects.filter(service__in=wanted)}
    new = [SearchText(service_id=id, words=words) for id, words in wanted.items() if id not in there]
    changed = [text for id, text in there.items() if text.words != wanted[id]]
    for text in changed:
        text.words = wanted[text.service_id]
    SearchText.objects.bulk_create(new)
    SearchText.objects.bulk_update(changed, ["words"], batch_size=100)
    _know({word for text in (*new, *changed) for word in text.words.split()})


def _know(words: Iterable[str]) -> None:
    """Let these words be found when they are misspelt. A word that is known already is known with all its keys."""
    waiting = iter(sorted(word for word in words if word.isalpha()))
    while some := list(islice(waiting, AT_ONCE)):
        keys = {word: sorted(found) for word in some if (found := spelling.found_by(word))}
        asked = SearchKey.objects.filter(key__in={found[0] for found in keys.values()})
        known = set(asked.values_list("key", "word"))
        SearchKey.objects.bulk_create(
            [
                SearchKey(key=key, word=word)
                for word, found in keys.items()
                if (found[0], word) not in known
                for key in found
            ],
            ignore_conflicts=True,
        )
