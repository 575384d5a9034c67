from django.http import HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.core.http import respond
from samverka.shelters import clock, queries
from samverka.shelters.policy import MORNING_CLOSE


@require_GET
def board(request: Request) -> HttpResponse:
    date = clock.tonight(now(), closes=MORNING_CLOSE)
    lines = queries.board(viewer=request.user, date=date)
    context = {"date": date, "lines": [(line, line.light(3)) for line in lines]}
    return respond(request, "shelters/board.html", context, part="places")
