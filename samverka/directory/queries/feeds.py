"""What becomes of what a feed says, and how the entries stand that it names."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from samverka.core import sheets
from samverka.directory.feeds.normal import LOCATION, ORGANIZATION, SERVICE
from samverka.directory.models import Category, Feed, FeedReading, Place, Provider, Service, Translation


NEW, CHANGED, UNCHANGED, REFUSED, GONE = "new", "changed", "unchanged", "refused", "gone"
KINDS: dict[str, type[Any]] = {ORGANIZATION: Provider, LOCATION: Place, SERVICE: Service}  # in the order of writing
AT_ONCE = 500  # ids in one question
COLUMNS = {  # as our own sheet calls them
    "id": _("Number"),
    "provider": _("Organisation"),
    "name": _("Service"),
    "category": _("Category"),
    "description": _("Description"),
    "easy": _("Easy words"),
    "where": _("Place"),
    "street": _("Street"),
    "postal_code": _("Postal code"),
    "area": _("Area"),
    "city": _("Town"),
    "secret": _("Only the area may be told"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "website": _("Website"),
    "hours": _("Opening hours"),
    "spoken": _("Languages spoken"),
    "cost": _("Cost"),
    "bring": _("What to bring"),
    "step_free": _("Step-free"),
    "assured": _("Found right on"),
}


class Fate(NamedTuple):
    """What becomes of one entry. Kept as a list."""

    kind: str
    foreign: str
    name: str
    fate: str
    why: str = ""
    changed: list[str] = []
    subject: str = ""
    remarks: list[str] = []


def fates(one: FeedReading, *kinds: str) -> Iterator[Fate]:
    """The entries of a reading in order, or those of some fates only."""
    for rows in one.parts.order_by("number").values_list("fates", flat=True).iterator():
        for row in rows:
            if not kinds or row[3] in kinds:
                yield Fate(*row)


def own_headings() -> dict[str, str]:
    """What our own sheet calls its columns in each language, folded."""
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found |= {sheets.fold(str(text)): name for name, text in COLUMNS.items()}
    return found


def category_names() -> dict[str, str]:
    """Code and every name of a category, folded: its code."""
    codes = dict(Category.objects.values_list("pk", "code"))
    found = {sheets.fold(text): codes[pk] for pk, text in _names(codes)}
    return found | {sheets.fold(code): code for code in codes.values()}


def _names(codes: dict[UUID, str]) -> Iterator[tuple[UUID, str]]:
    yield from Translation.objects.filter(kind="category", subject__in=codes).values_list("subject", "text")
    yield from Category.objects.values_list("pk", "name")


def taken(ids: Iterable[UUID]) -> set[UUID]:
    """Which of these ids something in the directory has already."""
    wanted, found = list(ids), set()
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        for model in KINDS.values():
            found.update(model.objects.filter(pk__in=some).values_list("pk", flat=True))
    return found


def last_readings(feeds: Iterable[Feed]) -> dict[UUID, FeedReading]:
    """The newest reading of each feed."""
    rows = FeedReading.objects.filter(feed__in=list(feeds)).defer("top", "terms").order_by("begun_at")
    return {one.feed_id: one for one in rows}


def entries_of(feed: Feed) -> int:
    """How many services of a feed there are."""
    return feed.services.filter(is_removed=False).count()
