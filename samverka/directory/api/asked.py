"""What a request asks of the directory, read from its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, NoReturn

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from samverka.core.access import Unfit
from samverka.directory.models import Language
from samverka.directory.queries.hsds import Wanted


FIRST = "sv"  # where nothing else is wanted
USUAL, MOST = 50, 200  # things on a page
MOST_MINIMAL = 100_000  # those are small, and HSDS wants all of them on one page
TRUTHS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a list."""

    wanted: Wanted
    page: int
    per_page: int
    format: Literal["json", "ndjson"]


def language_of(request: HttpRequest) -> str:
    """That of the address, or else of the browser, as far as we have it."""
    known = set(Language.objects.filter(is_shown=True).values_list("code", flat=True))
    said = request.GET.get("lang") or request.POST.get("lang")
    wishes = (
        [said]
        if said
        else [tag for tag, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    )
    for wish in wishes:
        for tag in (wish, wish.partition("-")[0]):
            if tag in known:
                return tag
    return FIRST


def read(request: HttpRequest, wanted: Wanted, noun: str) -> Asked:
    """Raises Unfit, with the name of the parameter, for what cannot be read."""
    said = {**request.GET.dict(), **request.POST.dict()}
    if any("\0" in one for one in said.values()):
        raise Unfit(_("That could not be read"), field="search")
    wanted = replace(_filters(said, wanted), minimal=_truth(said, "minimal") and noun == "services")
    _truth(said, "top_only")  # here every term is one without terms below it
    usual = MOST_MINIMAL if wanted.minimal else USUAL
    return Asked(
        wanted,
        page=_number(said, "page", least=1) or 1,
        per_page=min(_number(said, "per_page", least=1) or usual, MOST_MINIMAL if wanted.minimal else MOST),
        format=_format(said),
    )


def _filters(said: Mapping[str, str], wanted: Wanted) -> Wanted:
    asked = replace(
        wanted,
        search=said.get("search", ""),
        term=said.get("taxonomy_term_id", ""),
        taxonomy=said.get("taxonomy_id", ""),
        organization=said.get("organization_id", ""),
        modified_after=_moment(said),
        postcode=said.get("postcode", "").strip(),
        proximity=_number(said, "proximity", least=0),
        parent=said.get("parent_id", ""),
        full=_truth(said, "full"),
        full_service=_truth(said, "full_service"),
    )
    if asked.proximity is not None and not asked.postcode:
        raise Unfit(_("Near to what? Say a postcode too."), field="proximity")
    return asked


def _truth(said: Mapping[str, str], name: str) -> bool:
    written = said.get(name, "false").lower()
    if written not in TRUTHS:
        raise Unfit(_("Say true or false."), field=name)
    return TRUTHS[written]


def _number(said: Mapping[str, str], name: str, *, least: int) -> int | None:
    written = said.get(name)
    if written is None:
        return None
    if not (written.isascii() and written.isdigit() and int(written[:20]) >= least):
        raise Unfit(_("Write a whole number."), field=name)
    return int(written[:20])


def _format(said: Mapping[str, str]) -> Literal["json", "ndjson"]:
    match said.get("format", "json"):
        case "json":
            return "json"
        case "ndjson":
            return "ndjson"
    raise Unfit(_("Choose one of: %(expected)s.") % {"expected": "json, ndjson"}, field="format")


def _moment(said: Mapping[str, str]) -> datetime | None:
    """An instant, or the beginning of a day; in UTC unless it says otherwise."""
    written = said.get("modified_after")
    if written is None:
        return None
    try:
        at = parse_datetime(written.replace(" ", "+"))  # a plus sign in an address is a space
        return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC) if at else _unreadable()
    except (ValueError, OverflowError):
        return _unreadable()


def _unreadable() -> NoReturn:
    raise Unfit(_("Write a time like 2027-01-15T12:00:00Z."), field="modified_after")
