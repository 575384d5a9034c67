"""Who speaks what and can be rung now; the lines for those who are exploited."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Role, Territory
from samverka.core.access import Refused, why_not
from samverka.core.http import form_on
from samverka.outreach import actions, queries, rules
from samverka.outreach.forms.rounds import CountLine, GoOnDuty, StateLanguages
from samverka.outreach.models import Duty


def find_municipality(request: Request, code: str) -> Territory:
    """A municipality in which the viewer meets people or coordinates, or 404."""
    found = next((one for one in queries.municipalities_near(request.user) if one.pk == code), None)
    wide = any(one.role == Role.COUNTY_COORDINATOR and one.territory.covers(code) for one in request.user.standing)
    if found is None and wide and len(code) == 4:
        found = Territory.objects.filter(pk=code).first()
    if found is None:
        raise Http404
    return found


@require_GET
def on_duty(request: Request, code: str) -> HttpResponse:
    here = find_municipality(request, code)
    rules.see_on_duty(request.user, here)
    context = {"municipality": here, "spoken": queries.on_duty(here, at=now())}
    return render(request, "outreach/on_duty.html", context)


@require_GET
def my_duty(request: Request) -> HttpResponse:
    """My own languages, and when I can be rung."""
    return _mine(request)


@form_on("outreach:my_duty")
def state_languages(request: Request) -> HttpResponse:
    form = StateLanguages(request.POST)
    if not form.is_valid():
        return _mine(request, said=form)
    actions.state_languages(**form.cleaned_data, by=request.user, at=now())
    messages.success(request, _("Kept. Only you say what you speak, and you can change it at any time."))
    return redirect("outreach:my_duty")


@form_on("outreach:my_duty")
def go_on_duty(request: Request) -> HttpResponse:
    form, at = _duty_form(request, request.POST), now()
    if form.is_valid():
        try:
            actions.go_on_duty(**form.told(at=at), by=request.user, at=at)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("outreach:my_duty")
    return _mine(request, form=form)


def _find_duty(request: Request, pk: UUID) -> Duty:
    return get_object_or_404(Duty.objects.of(request.user), pk=pk)


@form_on("outreach:my_duty", _find_duty, of="")
def end_duty(request: Request, pk: UUID) -> HttpResponse:
    actions.end_duty(duty=_find_duty(request, pk), by=request.user, at=now())
    return redirect("outreach:my_duty")


@require_http_methods(["GET", "POST"])
def lines(request: Request, code: str) -> HttpResponse:
    """Where somebody who is exploited gets help; what is posted counts that somebody was led there, and no more."""
    here, form = find_municipality(request, code), CountLine(request.POST)
    if request.method == "POST" and form.is_valid():
        actions.count_line_referral(municipality=here, **form.cleaned_data, by=request.user, at=now())
        messages.success(request, _("Counted for the month. Nothing else is kept."))
        return redirect("outreach:lines", code=code)
    today = localdate(now())
    counted = queries.line_referrals(here, month=today.replace(day=1))
    told = [(line, phone, uuid4(), counted[line]) for line, phone in queries.lines_of(here.pk, on=today)]
    context = {"municipality": here, "lines": told, "blocked": why_not(rules.count_line_referral, request.user, here)}
    return render(request, "outreach/lines.html", context)


def _duty_form(request: Request, typed: Any = None) -> GoOnDuty:
    lines = queries.duty_lines(request.user)
    return GoOnDuty(typed, lines=lines, municipalities=queries.municipalities_near(request.user))


def _mine(request: Request, *, said: StateLanguages | None = None, form: GoOnDuty | None = None) -> HttpResponse:
    spoken = queries.spoken_by(request.user)
    context = {
        "blocked": why_not(rules.state_languages, request.user),
        "said": said or StateLanguages(initial={"languages": spoken.languages if spoken else []}),
        "form": form or _duty_form(request),
        "spoken": spoken,
        "has_line": queries.duty_lines(request.user).exists(),
        "duties": queries.duties_of(request.user, at=now()),
        "municipalities": queries.municipalities_near(request.user),
    }
    return render(request, "outreach/my_duty.html", context, status=422 if said or form else 200)
