"""The front desk: big buttons that count, and the day, the month and the week that they come to."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Organisation
from samverka.core.access import Refused, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on, read_day, respond, works_offline
from samverka.directory.models import Service
from samverka.outreach import actions, queries, rules
from samverka.outreach.forms.desks import CorrectVisits, Tap, UndoTap
from samverka.outreach.forms.tallies import WORDS
from samverka.outreach.models import AdviceSession, VisitTap
from samverka.outreach.models.tallies import KINDS
from samverka.outreach.models.visits import desks
from samverka.outreach.policy import UNDO_MINUTES, rules_of


FORTNIGHT, MONTH = timedelta(days=14), timedelta(days=31)


@require_GET
def desk(request: Request) -> HttpResponse:
    """The services at whose front desks one counts."""
    services = list(queries.desk_services(request.user))
    lately = queries.counted_at(services, since=localdate(now()) - MONTH)
    homes = {one.provider.organisation_id: one.provider.organisation for one in services}
    context = {
        "lately": [one for one in services if one.pk in lately],
        "others": [one for one in services if one.pk not in lately],
        "homes": homes.values(),
        "logs": bool(queries.logging_for(request.user)),
    }
    return render(request, "outreach/desk.html", context)


def find_desk(request: Request, pk: UUID, **_more: Any) -> Service:
    return get_object_or_404(queries.desk_services(request.user), pk=pk)


@require_GET
@works_offline
def counter(request: Request, pk: UUID) -> HttpResponse:
    """Today's buttons and sums; a phone keeps them. Asked for a part, the sums alone."""
    service, user, today = find_desk(request, pk), request.user, localdate(now())
    day, town = queries.visit_day(service, today), queries.town_of(service)
    counts = day.counts if day else dict.fromkeys(KINDS, 0)
    context = _buttons(service, counts) | {
        "service": service,
        "today": today,
        "revision": day.revision if day else 0,
        "last": queries.last_tap(user, service, on=today),
        "blocked": why_not(rules.count_visits, user, service),
        "advises": not why_not(rules.record_session, user, service),
        "leads": not why_not(rules.record_activity, user, service),
        "call": town.pk if town else "",
        "undo_minutes": rules_of(town.pk, on=today).value(UNDO_MINUTES) if town else 0,
    }
    return respond(request, "outreach/counter.html", context, part="sums")


def _buttons(service: Service, counts: dict[str, int]) -> dict[str, Any]:
    """What can be counted at a service, and how many there are of each."""
    served, others = queries.servings_of(service)
    return {
        "counts": counts,
        "visits": sum(counts[kind] for kind in KINDS),
        "kinds": [(kind, WORDS[kind], counts[kind]) for kind in KINDS],
        "servings": [(one.code, one.name, counts.get(one.code, 0)) for one in served],
        "others": [(one.code, one.name, counts.get(one.code, 0)) for one in others],
    }


@form_on("outreach:counter", find_desk)
def tap(request: Request, pk: UUID) -> HttpResponse:
    service, form = find_desk(request, pk), Tap(request.POST)
    try:
        if form.is_valid():
            actions.tap(service=service, **form.cleaned_data, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("outreach:counter", pk=pk)


@form_on("outreach:counter", find_desk)
def undo_tap(request: Request, pk: UUID) -> HttpResponse:
    service, form = find_desk(request, pk), UndoTap(request.POST)
    if not form.is_valid():
        return redirect("outreach:counter", pk=pk)
    taps = VisitTap.objects.filter(tally__service=service).select_related("tally")
    try:
        actions.undo_tap(tap=get_object_or_404(taps, pk=form.cleaned_data["tap"]), by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("outreach:counter", pk=pk)


@require_http_methods(["GET", "POST"])
def visit_day(request: Request, pk: UUID, day: str) -> HttpResponse:
    """A day in sums, with its counter-entries; what is posted is one more of them, or what was counted on paper."""
    service, on = find_desk(request, pk), _read(day)
    form = CorrectVisits(request.POST if request.method == "POST" else None, servings=queries.servings_of(service)[0])
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("id", "reason")}
        with explaining(form):
            actions.correct_visits(service=service, date=on, changes=form.changes, by=request.user, at=now(), **told)
            return redirect("outreach:visit_day", pk=pk, day=day)
    return _day_page(request, service, on, form)


@require_GET
def desk_month(request: Request, organisation: UUID) -> HttpResponse:
    """What the front desks of one's own organisation came to, to be printed for a funder."""
    home, today = get_object_or_404(Organisation, pk__in={organisation} & desks(request.user)), localdate(now())
    month = (read_day(request.GET.get("month", "")) or today).replace(day=1)
    found = queries.desk_month(home, month=month)
    names = queries.category_names(found.whole.servings)
    after = (month + timedelta(days=32)).replace(day=1)
    context = {
        "organisation": home,
        "month": month,
        "found": found,
        "servings": [(names.get(code, code), count) for code, count in found.whole.servings.most_common()],
        "topics": [(AdviceSession.Topic(topic).label, count) for topic, count in found.whole.topics.most_common()],
        "before": (month - timedelta(days=1)).replace(day=1),
        "after": after if after <= today else None,
    }
    return render(request, "outreach/desk_month.html", context)


def _read(day: str) -> date:
    """The day in the address, or 404."""
    if found := read_day(day):
        return found
    raise Http404


def _day_page(request: Request, service: Service, on: date, form: CorrectVisits) -> HttpResponse:
    tally = queries.visit_day(service, on)
    counts = tally.counts if tally else dict.fromkeys(KINDS, 0)
    names = {**{kind: str(word) for kind, word in WORDS.items()}, **queries.category_names(counts)}
    corrections = [
        (one, [(names.get(kind, kind), change) for kind, change in one.changes.items()])
        for one in queries.visit_corrections(tally)
    ]
    context = {
        "service": service,
        "on": on,
        "today": localdate(now()),
        "counts": [(names.get(kind, kind), count) for kind, count in counts.items()],
        "corrections": corrections,
        "days": queries.visit_days(service, since=localdate(now() - FORTNIGHT)),
        "form": form,
        "blocked": why_not(rules.correct_visits, request.user, service),
    }
    return render(request, "outreach/visit_day.html", context, status=422 if form.errors else 200)
