"""What was needed and offered in a winter, and what became of it: for the report of those who coordinate."""

import csv
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.core.access import require
from samverka.exchange import queries
from samverka.exchange.models.words import Help


FIRST = 2025  # no winter before it was counted


def _told(request: Request) -> dict[str, Any]:
    require(queries.coordinates(request.user), _("Offers of help are counted for those who coordinate."))
    this = queries.season_of(localdate(now()))
    typed = request.GET.get("winter", "")
    winters = list(range(this, FIRST - 1, -1))
    winter = int(typed) if typed in map(str, winters) else this
    rows = queries.help_count(request.user, season=winter)
    return {"winter": winter, "winters": winters, "rows": [(Help(one.kind).label, one) for one in rows]}


@require_GET
def help_count(request: Request) -> HttpResponse:
    return render(request, "exchange/help_count.html", _told(request))


@require_GET
def help_count_file(request: Request) -> HttpResponse:
    """The same as CSV, with the names of the columns as the API has them."""
    told = _told(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="help-{told["winter"]}.csv"'
    rows = [one for _label, one in told["rows"]]
    writer = csv.writer(response, delimiter=";")
    writer.writerow(["winter", *rows[0]._fields])
    writer.writerows([told["winter"], *one] for one in rows)
    return response
