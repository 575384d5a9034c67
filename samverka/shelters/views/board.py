"""The board: what is free tonight, everywhere I may send somebody. It refreshes itself, and can hang on a wall."""

import html
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.actors.models import Role
from samverka.core.http import respond, wants_part
from samverka.core.templatetags.ui import LIGHTS, light
from samverka.shelters import clock, queries
from samverka.shelters.models import Night
from samverka.shelters.models.sites import BOARD_ROLES, ticketing
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.queries.board import SiteLine, Stand


Made = tuple[int, tuple[int, int], datetime | None, SafeString]
MADE: dict[tuple[str, str, str, bool], Made] = {}  # lines by night, language, filter, and whether places are held
escape = lru_cache(maxsize=2_000)(html.escape)  # hundreds of lines say the same few words
MOST = 20_000  # lines kept in memory, some 20 MB


@require_GET
def board(request: Request) -> HttpResponse:
    """Unchanged since the last look: 304. Changed: only the lines of nights that changed are made anew."""
    at = now()
    date = clock.tonight(at, closes=MORNING_CLOSE)
    wanted = request.GET.get("wanted", "")
    wanted = wanted if wanted in queries.WANTED else ""
    language, part = get_language() or "", wants_part(request)
    stand = queries.stand(viewer=request.user, date=date, at=at)
    etag = f'W/"{stand.mark}-{request.user.pk}-{language}-{wanted}-{int(part)}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag, "Vary": "HX-Request, Cookie, Accept-Language"})
    tonight = Night.objects.filter(date=date)
    context = {
        "date": date,
        "rows": mark_safe("".join(told_rows(stand, wanted, language))),  # noqa: S308 (each was escaped when it was made)
        "count": len(stand.rows),
        "is_blind": not stand.rows and not any(one.role in BOARD_ROLES for one in request.user.standing),
        "hangs": any(one.role == Role.MUNICIPALITY_COORDINATOR for one in request.user.standing),
        "wanted": wanted,
        "choices": _choices(),
        "held": queries.held_for(tonight, ticketing(request.user)) if stand.has_holds and not part else [],
        "read_at": at,
        "cold": queries.cold_tonight(viewer=request.user, date=date) if stand.may_be_cold and not part else [],
    }
    response = respond(request, "shelters/board.html", context, part="places")
    response.headers["ETag"] = etag
    if part:  # counts only, nobody's holds: the browser may keep it to ask “changed since?”
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def _choices() -> list[tuple[str, str]]:
    texts = (
        _("everybody"),
        _("1 woman"),
        _("1 man"),
        _("1 woman, 1 man"),
        _("dog"),
        _("needs step-free"),
        _("children"),
    )
    return list(zip(queries.WANTED, texts, strict=True))


def told_rows(stand: Stand, wanted: str, language: str, *, holds: bool = True) -> list[SafeString]:
    """The lines in order; those made before and unchanged since are taken from memory."""
    ground, at = stand.ground, stand.at
    stale = {}
    for key, last, *_rest in stand.rows:
        made = MADE.get((key, language, wanted, holds))
        if made is None or made[:2] != (last, ground) or (made[2] and made[2] <= at):
            stale[UUID(key)] = key, last
    if stale:
        if len(MADE) > MOST:
            MADE.clear()
        words = _words()
        for night, line in queries.lines(list(stale), stand=stand, wanted=wanted).items():
            name, last = stale[night]
            MADE[name, language, wanted, holds] = (last, ground, line.until, _row(line, words, holds=holds))
    return [MADE[row[0], language, wanted, holds][3] for row in stand.rows]


def _words() -> dict[str, str]:
    """What lines say, looked up once for all of them."""
    words = {"hold": _("Hold"), "held": _("on their way"), "kept": _("of these for referral"), "told": _("Told at")}
    words |= {str(name): str(name.label) for name in queries.ANSWERING}
    lights = {name: light(light=name) for name in LIGHTS} | {"unfit": light(light="closed", text=_("does not suit"))}
    return {key: escape(text) for key, text in words.items()} | lights


def _row(line: SiteLine, words: dict[str, str], *, holds: bool) -> SafeString:
    """One line, told once and kept: name, light, beds, groups, doors, how, age."""
    night, here = line.night, line.light
    running = here in ("left", "few", "full")
    groups = " · ".join(f"{escape(name)}&nbsp;<b>{free + kept}</b>" for name, _kind, free, kept in line.groups)
    changed = f"{localtime(night.changed_at):%H:%M}" if night.changed_at else ""
    hold = f'<a href="/nights/{night.id}/hold/">{words["hold"]}</a>' if holds and running and line.kept else ""
    phones = "".join(
        f'<span class="soft">{words.get(name, "")} <a href="tel:{escape(phone)}">{escape(phone)}</a></span>'
        for name, phone in line.phones
    )
    old = f' <strong class="old">{escape(line.old)}</strong>' if line.old else ""
    counts = {"kept": line.kept, "held": night.held}
    asides = " ".join(f'<span class="soft">{words[name]}: {count}</span>' for name, count in counts.items() if count)
    return mark_safe(  # noqa: S308 (every text of others is escaped above)
        f'<tr><th scope="row">{escape(night.name)}<small>{escape(night.area)}</small></th>'
        f"<td>{words[here]}</td>"
        f'<td class="free">{line.free if running else ""}</td>'
        f"<td>{groups if running else ''} {asides if running else ''}</td>"
        f"<td>{escape(line.doors)}</td><td>{escape(line.how)} {phones}</td><td>{hold}</td>"
        f'<td data-told="{words["told"]}">{changed}{old}</td></tr>'
    )
