"""The board: what is free tonight, everywhere I may send somebody. It refreshes itself, and can hang on a wall."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.core.http import respond, wants_part
from samverka.core.templatetags.ui import light
from samverka.shelters import clock, queries
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.queries.board import NightOnBoard, SiteLine


MADE: dict[tuple[UUID, str, str], tuple[int, str, SafeString]] = {}  # lines by night, language and filter
MOST = 20_000  # lines kept in memory, some 20 MB


@require_GET
def board(request: Request) -> HttpResponse:
    """Unchanged since the last look: 304. Changed: only the lines of nights that changed are made anew."""
    date = clock.tonight(now(), closes=MORNING_CLOSE)
    wanted = request.GET.get("wanted", "")
    wanted = wanted if wanted in queries.WANTED else ""
    language, part = get_language() or "", wants_part(request)
    mark = queries.stamp(viewer=request.user, date=date)
    etag = f'W/"{mark}-{request.user.pk}-{language}-{wanted}-{int(part)}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag, "Vary": "HX-Request, Cookie, Accept-Language"})
    nights = queries.nights_on_board(viewer=request.user, date=date)
    rows = _rows(nights, date, wanted, language, rules=mark.rpartition("-")[2])
    context = {
        "date": date,
        "rows": mark_safe("".join(rows)),  # noqa: S308 (each was escaped when it was made)
        "count": len(nights),
        "wanted": wanted,
        "choices": _choices(),
        "held": queries.held_for([night.id for night in nights], request.user.organisations()) if not part else [],
        "read_at": now(),
    }
    response = respond(request, "shelters/board.html", context, part="places")
    response.headers["ETag"] = etag
    if part:  # counts only, nobody's holds: the browser may keep it to ask “changed since?”
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def _choices() -> list[tuple[str, str]]:
    texts = (_("everybody"), _("1 woman"), _("1 man"), _("1 woman, 1 man"), _("dog"), _("step-free"), _("children"))
    return list(zip(queries.WANTED, texts, strict=True))


def _rows(nights: list[NightOnBoard], date: object, wanted: str, language: str, *, rules: str) -> list[SafeString]:
    """The lines in order; those made before and unchanged since are taken from memory."""
    stale = [
        night for night in nights if MADE.get((night.id, language, wanted), (-1, "", ""))[:2] != (night.revision, rules)
    ]
    if stale:
        if len(MADE) > MOST:
            MADE.clear()
        made = queries.lines(stale, date=date, wanted=wanted)  # type: ignore[arg-type]
        for night in stale:
            MADE[night.id, language, wanted] = (night.revision, rules, _row(made[night.id]))
    return [MADE[night.id, language, wanted][2] for night in nights]


def _row(line: SiteLine) -> SafeString:
    """One line, told once and kept: name, light, beds, groups, doors, how, age."""
    night, words = line.night, {"hold": _("Hold"), "kept": _("of these for referral"), "told": _("Told at")}
    groups = " · ".join(f"{escape(one.name)}&nbsp;<b>{one.free + one.kept}</b>" for one in line.groups)
    changed = f"{localtime(night.changed_at):%H:%M}" if night.changed_at else ""
    running = line.light in ("left", "few", "full")
    hold = f'<a href="{_hold(night.id)}">{escape(words["hold"])}</a>' if running and line.kept else ""
    phone = f'<a href="tel:{escape(night.phone)}">{escape(night.phone)}</a>' if night.phone else ""
    kept = f'<span class="soft">{escape(words["kept"])}: {line.kept}</span>' if line.kept else ""
    return mark_safe(  # noqa: S308 (every text of others is escaped above)
        f'<tr><th scope="row">{escape(night.name)}<small>{escape(night.area)}</small></th>'
        f"<td>{light(light=line.light)}</td>"
        f'<td class="free">{line.free if running else ""}</td>'
        f"<td>{groups if running else ''} {kept if running else ''}</td>"
        f"<td>{escape(line.doors)}</td><td>{escape(line.how)} {phone}</td><td>{hold}</td>"
        f'<td data-told="{escape(words["told"])}">{changed}</td></tr>'
    )


def _hold(night: UUID) -> str:
    return reverse("shelters:hold_place", args=[night])
