"""A town: its doors, its kinds of help, and the lists behind them."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from samverka.directory import queries
from samverka.directory.hours import Span, State
from samverka.directory.queries import Sort, TownName, words
from samverka.web.http import Edition, keep, public_page, show
from samverka.web.views import cold, lists
from samverka.web.views.lists import Listed, Section


LONGEST, MOST = 100, 50  # signs of a search, and what it finds


@public_page
def town(request: HttpRequest, edition: Edition, town: str) -> HttpResponse:
    """The three doors, and pictograms for what there is. Unchanged: one query."""
    here, at = find_town(town), now()
    stamp = queries.stamp(here, on=localdate(at))
    if typed := request.GET.get("q", "").strip()[:LONGEST]:
        return keep(request, stamp=stamp, at=at, make=lambda: _found(edition, here, at, stamp, typed), asked=typed)
    return keep(request, stamp=stamp, at=at, make=lambda: _town(edition, here, at, stamp))


@public_page
def services(request: HttpRequest, edition: Edition, town: str, what: str) -> HttpResponse:
    """What is open now or today, or of one kind. Unchanged: one query."""
    here, at = find_town(town), now()
    stamp = queries.stamp(here, on=localdate(at))
    sort = queries.sorts(edition.language, stamp).get(what.upper())
    if not sort and what not in (*words.GROUPS, "open", "today", "all"):
        raise Http404
    kind = ("category", sort.code) if sort else ("group", what) if what in words.GROUPS else ("", "")
    listed = Listed(here, edition.language, at, stamp, kind)
    return keep(request, stamp=stamp, at=at, make=lambda: _services(edition, listed, what, sort))


def find_town(slug: str) -> TownName:
    try:
        return queries.towns()[slug]
    except KeyError:
        raise Http404 from None


def _town(edition: Edition, here: TownName, at: datetime, stamp: str) -> tuple[str, datetime]:
    counts = queries.counts_in(here, stamp, localdate(at))
    sorts = queries.sorts(edition.language, stamp).values()
    groups = [
        (group, word, [sort for sort in sorts if sort.group == group and counts.get(sort.code)])
        for group, word in words.GROUPS.items()
    ]
    filled = [group for group in groups if group[2]]
    told = cold.note(here, edition, at)
    page = show("web/town.html", edition, rest=f"{here.slug}/", town=here, groups=filled, cold=told)
    return page, min(lists.day(at).closes, cold.until_morning(at))


def _services(edition: Edition, listed: Listed, what: str, sort: Sort | None) -> tuple[str, datetime]:
    title, wanted = _wanted(listed.at, what, sort)
    lines = listed.lines(wanted)
    sections = [Section("", "", sorted(lines, key=_openest))] if sort else lists.by_group(lines)
    page = show(
        "web/services.html", edition, rest=f"{listed.town.slug}/{what}/", town=listed.town, title=title, what=what,
        sections=sections, is_short=what == "all", group=sort.group if sort else what,
    )  # fmt: skip
    return page, listed.until()


def _wanted(at: datetime, what: str, sort: Sort | None) -> tuple[object, Callable[[queries.Now], bool]]:
    """What a list is called, and what stands on it."""
    if sort or what in words.GROUPS:
        return sort.name if sort else words.GROUPS[what], lambda now: True
    rest_of_today = Span(at, lists.day(at).closes)
    return {
        "open": (_("Open now"), lambda now: now.status.state == State.OPEN),
        "today": (_("Today"), lambda now: lists.may_be_open(now.here, rest_of_today)),
        "all": (_("Everything"), lambda now: True),
    }[what]


def _openest(line: lists.Line) -> tuple[bool, bool]:
    return line.state != "open", line.state == "closed" and not line.today


def _found(edition: Edition, here: TownName, at: datetime, stamp: str, typed: str) -> tuple[str, datetime]:
    """What holds the words that somebody typed, in any language; in each group what is open, then the best."""
    found = [one.service for one in queries.search(typed, town=here.code, on=localdate(at), limit=MOST)]
    listed = Listed(here, edition.language, at, stamp, only=tuple(found))
    lines = sorted(listed.lines(lambda now: True), key=lambda line: found.index(line.here.offer.pk))
    page = show(
        "web/services.html", edition, rest=f"{here.slug}/", town=here, title=_("Search"), what="", typed=typed,
        sections=lists.by_group(lines), group="",
    )  # fmt: skip
    return page, listed.until()
