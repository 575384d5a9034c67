"""What must be true of the directory, whoever wrote it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from samverka.core.verifying import check
from samverka.directory import queries
from samverka.directory.actions.entries import PROTECTED
from samverka.directory.actions.search import AT_ONCE
from samverka.directory.models import (
    Category,
    DateException,
    Notice,
    PartnerAddress,
    Place,
    Provider,
    Recording,
    SearchText,
    Service,
    ServicePlace,
    Translation,
    Wording,
)


TOLD: dict[str, Any] = {  # kind of a text: what it belongs to
    "category": Category,
    "provider": Provider,
    "place": Place,
    "service": Service,
    "notice": Notice,
    "exception": DateException,
}


@check("every text of the directory belongs to something that is there")
def orphans(at: datetime) -> Iterator[str]:
    for model in (Wording, Translation, Recording):
        for kind, owner in TOLD.items():
            there = owner._default_manager.values("pk")
            astray = model._default_manager.filter(kind=kind).exclude(subject__in=there)
            for pk in astray.order_by("pk").values_list("pk", flat=True):
                yield f"{model.__name__} {pk} belongs to a {kind} that is not there."


@check("every translation was made from a version that is there")
def versions(at: datetime) -> Iterator[str]:
    known = set(Wording.objects.values_list("subject", "field", "number"))
    for model in (Translation, Recording):
        for pk, *source in model._default_manager.order_by("pk").values_list("pk", "subject", "field", "of_version"):
            if tuple(source) not in known:
                yield f"{model.__name__} {pk} was made from a version that is not there."


@check("an entry says what its newest wording says")
def wordings(at: datetime) -> Iterator[str]:
    newest: dict[tuple[object, str], str] = {}
    for subject, field, text in Wording.objects.order_by("number").values_list("subject", "field", "text"):
        newest[subject, field] = text
    for kind, owner in TOLD.items():
        for entry in owner._default_manager.only("pk", *owner.TEXTS).order_by("pk").iterator():
            for field in owner.TEXTS:
                if newest.get((entry.pk, field), "") != getattr(entry, field):
                    yield f"The {field} of {kind} {entry.pk} is not what its newest wording says."


@check("each text says in which languages it needs somebody")
def needs(at: datetime) -> Iterator[str]:
    subjects = list(Wording.objects.values_list("subject", flat=True).distinct().order_by("subject"))
    for start in range(0, len(subjects), AT_ONCE):
        some = subjects[start : start + AT_ONCE]
        now = queries.needs_of(some)
        for pk, noted in Wording.objects.filter(subject__in=some).order_by("pk").values_list("pk", "needs"):
            if noted != now.get(pk, ""):
                yield f"Wording {pk} is noted as needed in “{noted}” instead of “{now.get(pk, '')}”."


@check("a service is found by what is told of it now")
def findable(at: datetime) -> Iterator[str]:
    services = list(Service.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(services), AT_ONCE):
        some = services[start : start + AT_ONCE]
        kept = dict(SearchText.objects.filter(service__in=some).values_list("service", "words"))
        for pk, words in queries.search_texts(some).items():
            if kept.get(pk) != words:
                yield f"Service {pk} is not found by what is told of it: run `samverka index`."


@check("nothing tells where a protected place is")
def protected(at: datetime) -> Iterator[str]:
    for pk in PartnerAddress.objects.exclude(place__address_class="partners").values_list("pk", flat=True):
        yield f"Place {pk} has an address for partners, although it is not for partners."
    near = ServicePlace.objects.filter(service__category__code=PROTECTED, service__is_removed=False)
    for pk in near.exclude(place__address_class="area_only").values_list("place", flat=True):
        yield f"Place {pk} has protected accommodation, but says more than its area."
