"""A season's calendar: hosts down, nights across, month by month. What is drawn is kept until something changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.core.access import why_not
from samverka.core.alphabet import Alphabetic
from samverka.core.http import respond, wants_part
from samverka.shelters import clock, queries, rules
from samverka.shelters.forms.seasons import ChooseTurns
from samverka.shelters.models import HostSlot, Season, Shelter
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.queries.seasons import Calendar, NightSum, Turn
from samverka.shelters.views.season_picture import picture


Kept = tuple[str, "Drawn"]
KEPT: dict[tuple[UUID, str, str, str], Kept] = {}  # calendars by season, language, month and what is shown of it
MOST = 24  # calendars kept in memory, at most two megabytes each
State = HostSlot.State
WHOLE = "all"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A calendar as it is shown: the months, the picture, the nights that lack places, and how many turns wait."""

    months: SafeString
    picture: SafeString
    gaps: list[NightSum]
    table: SafeString
    offered: int
    is_empty: bool


@require_GET
def season(request: Request, pk: UUID) -> HttpResponse:
    """Unchanged since the last look: 304. Changed: drawn anew, and kept for the next who looks."""
    season, today = find_season(request, pk), clock.tonight(now(), closes=MORNING_CLOSE)
    form = ChooseTurns(request.GET, season=season, today=today)
    month, show, host = form.said
    language, part = get_language() or "", wants_part(request)
    mark = queries.calendar_mark(season, on=today)
    etag = f'W/"{mark}-{request.user.pk}-{language}-{int(part)}-{form.short}"'
    if request.headers.get("If-None-Match") == etag and "moved" not in request.GET:
        return HttpResponseNotModified(headers={"ETag": etag, "Vary": "HX-Request, Cookie, Accept-Language"})
    drawn = _keep(season, mark, language, month, show, today) if not host else _draw(season, month, show, host, today)
    context = {"season": season, "drawn": drawn, "form": form, "month": month, "today": today, **_may(request, season)}
    context |= {"months": [*months_of(season), (WHOLE, _("the whole season"))]}
    context["moved"] = _moved(request, season)
    response = respond(request, "shelters/season.html", context, part="calendar")
    response.headers["ETag"] = etag
    if part:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def find_season(request: Request, pk: UUID) -> Season:
    return get_object_or_404(queries.seasons_to_see(request.user), pk=pk)


def months_of(season: Season) -> list[tuple[str, str]]:
    """The season's months: as in an address, and in words."""
    firsts = sorted({day.replace(day=1) for day in queries.season_days(season)})
    return [(f"{first:%Y-%m}", date_format(first, "F Y")) for first in firsts]


def _may(request: Request, season: Season) -> dict[str, object]:
    """What the viewer may do here, and the hosts of the viewer's own."""
    own = request.user.organisations()
    return {
        "schedule_blocked": why_not(rules.schedule_slots, request.user, season),
        "plan_blocked": why_not(rules.plan_season, request.user, season.pool),
        "mine": Shelter.objects.filter(pool=season.pool_id, organisation__in=own, is_active=True).order_by(
            Alphabetic("name")
        )[:20],
    }


def _moved(request: Request, season: Season) -> HostSlot | None:
    """The turn that was moved just now, so that it can be moved back."""
    try:
        pk = UUID(request.GET.get("moved", ""))
    except ValueError:
        return None
    turns = HostSlot.objects.filter(county=season.county, season=season, pk=pk, moved_from__isnull=False)
    return turns.select_related("host").first()


def _keep(season: Season, mark: str, language: str, month: str, show: str, today: date) -> Drawn:
    key = (season.pk, language, month, show)
    kept = KEPT.get(key)
    if kept is None or kept[0] != mark:
        if len(KEPT) >= MOST:
            KEPT.clear()
        kept = KEPT[key] = mark, _draw(season, month, show, "", today)
    return kept[1]


def _draw(season: Season, month: str, show: str, host: str, today: date) -> Drawn:
    told = queries.calendar(season)
    nights = [night for night in told.nights if month in (WHOLE, f"{night.day:%Y-%m}")]
    if show == "gaps":
        nights = [night for night in nights if night.short]
    hosts = [one for one in told.hosts if host.casefold() in one.told_outside.casefold()]
    pen = _Pen(told, show, today)
    drawn = [pen.month(list(those), hosts) for _month, those in groupby(nights, lambda night: night.day.replace(day=1))]
    waiting = sum(night.day >= today and bool(night.offered) for night in nights)
    return Drawn(
        mark_safe("".join(drawn)),  # noqa: S308 (every text of others is escaped by the pen)
        picture(told, today=today),
        told.gaps(since=today)[:7],
        render_to_string("shelters/season_nights.html", {"nights": nights}),
        waiting,
        not any("<td><a " in month for month in drawn) and bool(show or host),
    )


class _Pen:
    """Draws months as tables, with the words looked up once for all of them."""

    def __init__(self, told: Calendar, show: str, today: date) -> None:
        self.told, self.show, self.today = told, show, today
        self.way = reverse("shelters:season", args=[told.season.pk]) + "hosts/"
        self.states = {str(state): escape(str(state.label)) for state in State}
        self.words = {
            "host": _("Host"), "places": _("places"), "sum": _("Places"), "short": _("lacking"), "none": _("no bed"),
            "late": _("fire notice late"), "due": _("fire notice due"), "missing": _("volunteers missing"),
            "days": _("nights"),
        }  # fmt: skip
        self.words = {name: escape(text) for name, text in self.words.items()}

    def month(self, nights: list[NightSum], hosts: Iterable[Shelter]) -> str:
        days = [night.day for night in nights]
        title = escape(date_format(days[0], "F Y"))
        said = {day: escape(date_format(day, "j F")) for day in days}
        rows = "".join(filter(None, (self._row(host, days, said) for host in hosts)))
        heads = "".join(self._head(day) for day in days)
        sums = "".join(self._sum(night) for night in nights)
        return (
            f'<section class="month"><h2 id="m{days[0]:%Y-%m}">{title}</h2>'
            f'<div class="scroll" tabindex="0" role="region" aria-labelledby="m{days[0]:%Y-%m}">'
            f'<table class="season"><thead><tr><th scope="col">{self.words["host"]}{heads}'
            f'<tr class="sum"><th scope="row">{self.words["sum"]}{sums}</thead>'
            f"<tbody>{rows}</tbody></table></div></section>"
        )

    def _head(self, day: date) -> str:
        kind = " class=today" if day == self.today else " class=rest" if day.weekday() > 4 else ""
        return f'<th scope="col" data-day="{day}"{kind}>{day.day}<small>{escape(date_format(day, "D"))[:2]}</small>'

    def _sum(self, night: NightSum) -> str:
        if not night.short:
            return f"<td>{night.places}"
        lack = self.words["none"] if not night.places else f"{night.short} {self.words['short']}"
        return f'<td class="gap">{night.places}<span class="away"> {lack}</span>'

    def _row(self, host: Shelter, days: list[date], said: dict[date, str]) -> str:
        """One host's line; none where nothing of it is to be shown."""
        name, turns = escape(host.told_outside), self.told.turns.get(host.pk, {})
        cells = [self._cell(turns[day], host, name, said[day]) if day in turns else "<td>" for day in days]
        is_idle = not any(len(cell) > 4 for cell in cells)
        if is_idle and self.show not in ("", "gaps"):
            return ""
        kind = " class=idle" if is_idle else ""
        return f'<tr{kind}><th scope="row"><a href="{self.way}{host.pk}/">{name}</a>{"".join(cells)}'

    def _cell(self, turn: Turn, host: Shelter, name: str, day: str) -> str:
        fire = self.told.fire(turn, host, on=self.today)
        missing = turn.missing if turn.day >= self.today else 0
        if self.show and self.show not in (
            "gaps",
            str(turn.state),
            "missing" if missing else "",
            "fire" if fire else "",
        ):
            return "<td>"
        words, pk = self.words, turn.id
        pk = pk if "-" in pk else f"{pk[:8]}-{pk[8:12]}-{pk[12:16]}-{pk[16:20]}-{pk[20:]}"
        more = f", {missing} {words['missing']}" if missing else ""
        more += f", {words[fire]}" if fire else ""
        signs = f"{' lacks' if missing else ''}{' fire' if fire else ''}"
        label = f"{turn.beds} {words['places']}, {name}, {day}: {self.states[turn.state]}{more}"
        return f'<td><a href="/slots/{pk}/" class="{turn.state}{signs}" aria-label="{label}">{turn.beds}</a>'
