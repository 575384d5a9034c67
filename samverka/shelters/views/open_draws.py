"""Draws as everybody may see them: the promises before, and all that is needed to check them afterwards."""

import json
from datetime import timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from samverka.core.http import same_for_all
from samverka.core.policy import known
from samverka.shelters import clock, queries
from samverka.shelters.models import Draw
from samverka.shelters.policy import MORNING_CLOSE


SHOWN = timedelta(days=14)
DRAWN = "public, max-age=300"  # what is drawn stays as it is, until its time is over


@same_for_all
def open_draws(request: HttpRequest) -> HttpResponse:
    """The draws of the last days: by pool and night, with their seals."""
    tonight = clock.tonight(now(), closes=MORNING_CLOSE)
    pages = Paginator(queries.open_draws(since=tonight - SHOWN), 100)
    page = pages.get_page(request.GET.get("page"))
    return render(request, "shelters/open_draws.html", {"draws": page, "days": SHOWN.days})


@same_for_all
def open_draw(request: HttpRequest, seal: str) -> HttpResponse:
    """One draw by its seal: how it is made fair, how far it has come, and once it is drawn everything."""
    draw = _find(seal)
    context = {
        "draw": draw,
        "steps": [_("Announced"), _("Slips"), _("List locked"), _("Drawn")],
        "step": list(Draw.State).index(draw.state) + (draw.state == Draw.State.PUBLISHED),
        "where": draw.pool.intake_place or draw.policy.get("intake_place"),
        "earlier": queries.earlier_lists(draw),
        "lines": queries.open_lines(draw.record) if draw.record else [],
        "beds": queries.open_beds(draw.record) if draw.record else [],
        "rules": [(key.text, key.told(draw.policy[key.name])) for key in known() if key.name in draw.policy],
    }
    response = render(request, "shelters/open_draw.html", context)
    if draw.published_at:
        response.headers["Cache-Control"] = DRAWN
    return response


@same_for_all
def record(request: HttpRequest, seal: str) -> HttpResponse:
    """The open record as a file: for `samverka draw verify`, and for whoever writes a check of their own."""
    draw = _find(seal)
    if not draw.record:
        raise Http404
    text = json.dumps(draw.record, ensure_ascii=False, indent=1, sort_keys=True)
    name = f"draw-{draw.date}-{draw.seal}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": DRAWN}
    return HttpResponse(text, content_type="application/json", headers=headers)


def _find(seal: str) -> Draw:
    draws = Draw.objects.sealed(seal).select_related("pool").defer("sealed_secret", "locked_list")
    return get_object_or_404(draws[:1])
