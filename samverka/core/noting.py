"""What is found is noted, with the change itself: `audit.record` comes here, so that no action can forget."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from samverka.core import bulk, finding, spelling
from samverka.core.finding import says
from samverka.core.indexing import Indexed
from samverka.core.models import Findable, SearchKey


AT_ONCE = 500  # things, or words, that are noted in one go


def follow(subjects: Iterable[Model]) -> None:
    """Note what these things are found by, now that they have changed. Part of the action that has changed them."""
    for model, same in groupby(subjects, key=lambda one: one._meta.concrete_model or type(one)):
        ids = [one.pk for one in same]
        for kind in finding.KINDS.values():
            if kind.ask is None and model is kind.model:
                index(kind, ids)
            if path := kind.follows.get(model._meta.label_lower):
                index(kind, kind.model._default_manager.filter(**{f"{path}__in": ids}).values_list("pk", flat=True))


def follow_purge(rule: str, *, went: int) -> None:
    """Find nothing any more of what a rule such as "exchange.advicequestion.waiting" has let go of, in all batches.

    Where `went` is nothing, only of what is not there any more: to tell the rest anew takes as long as there is much.
    """
    label = ".".join(rule.split(".")[:2])
    for kind in finding.own_kinds():
        if label == kind.model._meta.label_lower or label in kind.follows:
            there = Findable.objects.filter(kind=kind.key)
            there.exclude(subject__in=kind.model._default_manager.values("pk")).delete()
            if went:
                index(kind, there.values_list("subject", flat=True))


def index(kind: finding.Kind, ids: Iterable[UUID]) -> None:
    """Write what these things are found by now; what is not there any more is found no more."""
    waiting = iter(sorted(set(ids)))
    while some := list(islice(waiting, AT_ONCE)):
        _write(kind, some)


@transaction.atomic(savepoint=False)
def _write(kind: finding.Kind, some: list[UUID]) -> None:
    """What is noted is held before it is told anew: whoever comes second tells what the first has changed."""
    there = finding.noted(kind, Findable.objects.select_for_update(no_key=True).filter(subject__in=some).order_by("pk"))
    told = finding.told_of(kind, some)
    gone = [row.pk for place, row in there.items() if place not in told]
    changed = [row for place, row in told.items() if place not in there or says(row) != says(there[place])]
    if gone:
        Findable.objects.filter(pk__in=gone).delete()
    Findable.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["kind", "subject", "part"], update_fields=Findable.SAID
    )
    know(word for row in changed for word in row.words.split())


def index_all() -> int:
    """Note anew what everything is found by; how many things there are."""
    count = 0
    for kind in finding.own_kinds():
        ids = sorted(kind.model._default_manager.values_list("pk", flat=True))
        Findable.objects.filter(kind=kind.key).exclude(subject__in=kind.model._default_manager.values("pk")).delete()
        index(kind, ids)
        count += len(ids)
    Findable.objects.exclude(kind__in=[kind.key for kind in finding.own_kinds()]).delete()
    return count


def know(words: Iterable[str]) -> None:
    """Let these words be found in other forms, and misspelt. A known word is known with all its keys."""
    waiting = iter(sorted(word for word in set(words) if word.isalpha()))
    while some := list(islice(waiting, AT_ONCE)):
        keys = {word: sorted(spelling.found_by(word)) for word in some}
        asked = SearchKey.objects.filter(key__in={found[0] for found in keys.values()})
        known = set(asked.values_list("key", "word"))
        new = ((word, found) for word, found in keys.items() if (found[0], word) not in known)
        bulk.add(SearchKey, ["key", "word"], [(key, word) for word, found in new for key in found])


def forget_words() -> None:
    """Forget the words that nothing says any more, and know all others."""
    said = {word for words in _all_words() for word in words.split()}
    forgotten = sorted({*SearchKey.objects.values_list("word", flat=True).iterator()} - said)
    for start in range(0, len(forgotten), AT_ONCE):
        SearchKey.objects.filter(word__in=forgotten[start : start + AT_ONCE]).delete()
    know(said)


def _all_words() -> Iterator[str]:
    for model in Indexed.__subclasses__():
        yield from model._default_manager.values_list("words", flat=True).iterator()
