"""The way in: money by year and source, and what ends soon."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.programmes import queries


MOST = 20


@require_GET
def programmes(request: Request) -> HttpResponse:
    today, money = localdate(now()), queries.money(request.user)
    context = {
        "today": today,
        "ending": [(one, one.days_left(today)) for one in queries.ending(request.user, on=today).undecided()[:MOST]],
        "money": money,
        "tells_paid": any(sum.paid for _year, _sources, sum in money),
        "payments": queries.payments_due(request.user, on=today)[:MOST],
        "to_settle": queries.years_to_settle(request.user, on=today, most=MOST),
        "deviations": queries.uncommented(request.user)[:MOST],
    }
    return render(request, "programmes/programmes.html", context)
