"""The first page of those who keep shelters: tonight, and the next thing to do."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.safeguarding.queries import loop
from samverka.shelters import clock, queries
from samverka.shelters.policy import MORNING_CLOSE


@require_GET
def tonight(request: Request) -> HttpResponse:
    at = now()
    date, children = clock.tonight(at, closes=MORNING_CLOSE), loop(viewer=request.user, at=at)
    nights = queries.my_nights(viewer=request.user, date=date)
    pools = queries.my_pools(viewer=request.user, date=date)
    asking = queries.my_answers(viewer=request.user)
    if not (nights or pools or asking or children.is_told):
        return redirect("shelters:board")
    days = queries.my_days(viewer=request.user, at=at)
    context = {
        "date": date,
        "nights": nights,
        "pools": pools,
        "asking": asking,
        "children": children,
        "days": days,
        "cold": queries.cold_tonight(viewer=request.user, date=date),
        "asked": queries.cold_asked(viewer=request.user, date=date),
    }
    return render(request, "shelters/tonight.html", context)
