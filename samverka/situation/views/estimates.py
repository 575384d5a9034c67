"""What is known of how many there are in a territory: read, stated, corrected and withdrawn."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import COORDINATORS, Organisation, Territory
from samverka.core.access import Refused
from samverka.core.fields import explaining
from samverka.core.http import form_on, read_day
from samverka.situation import actions, queries
from samverka.situation.estimate_words import tell_change, tell_coverage, tell_trend
from samverka.situation.forms.estimates import CorrectEstimate, StateEstimate
from samverka.situation.models import Estimate
from samverka.situation.queries import Known, Picture
from samverka.situation.ranges import Change
from samverka.situation.views.figures import find_territory
from samverka.situation.views.range_pictures import Drawn, area_rows, picture


@require_GET
def estimates(request: Request, code: str) -> HttpResponse:
    here, today = find_territory(request, code), localdate(now())
    before = read_day(request.GET.get("before", "")) or queries.a_year_before(today)
    inside = queries.territories_in(here)
    ways = {one.code: reverse("situation:estimates", args=[one.code]) for one in inside}
    found = queries.pictures(request.user, here, inside=inside, on=today, before=before)
    context = {
        "territory": here,
        "shown": [_shown(one, here, before, ways) for one in found],
        "before": before,
        "own": queries.own_territories(request.user),
        "inside": [(one, ways[one.code]) for one in inside],
        "homes": frozenset(request.user.organisations()),
    }
    return render(request, "situation/estimates.html", context)


@require_http_methods(["GET", "POST"])
def state_estimate(request: Request, code: str) -> HttpResponse:
    here = find_territory(request, code)
    form = StateEstimate(request.POST or None, organisations=coordinated(request), today=localdate(now()))
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("id", "definition", "organisation")}
        with explaining(form):
            actions.state_estimate(**told, territory=here, statement=form.statement(), by=request.user, at=now())
            messages.success(request, _("The estimate is stated."))
            return redirect("situation:estimates", here.code)
    return _edit(request, form, here, title=_("State an estimate"))


@require_http_methods(["GET", "POST"])
def correct_estimate(request: Request, pk: UUID) -> HttpResponse:
    one = _find(request, pk)
    names = ("low", "high", "has_no_basis", "as_of", "method", "confidence", "source", "note")
    form = CorrectEstimate(request.POST or None, initial={name: getattr(one, name) for name in names})
    if form.is_valid():
        id, said = form.cleaned_data["id"], form.statement()
        with explaining(form):
            actions.correct_estimate(id=id, estimate=one, statement=said, by=request.user, at=now())
            messages.success(request, _("The correction has taken its place."))
            return redirect("situation:estimates", one.territory_id)
    return _edit(request, form, one.territory, title=_("Correct an estimate"), estimate=one)


def _find(request: Request, pk: UUID) -> Estimate:
    """One of those whose coordinators the user is among. Others are not there."""
    rows = Estimate.objects.filter(organisation__in=[one.pk for one in coordinated(request)])
    return get_object_or_404(rows.select_related("territory", "organisation"), pk=pk)


@form_on("situation:correct_estimate", _find)
def withdraw_estimate(request: Request, pk: UUID) -> HttpResponse:
    one = _find(request, pk)
    try:
        actions.withdraw_estimate(estimate=one, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The estimate is withdrawn. It holds no more."))
    return redirect("situation:estimates", one.territory_id)


def coordinated(request: Request) -> list[Organisation]:
    """The organisations for which the user coordinates."""
    found = {one.organisation_id: one.organisation for one in request.user.standing if one.role in COORDINATORS}
    return list(found.values())


def _edit(request: Request, form: Any, here: Territory, **more: Any) -> HttpResponse:
    context = {"form": form, "territory": here, **more}
    return render(request, "situation/edit_estimate.html", context, status=422 if form.errors else 200)


def _shown(one: Picture, here: Territory, before: date, ways: Mapping[str, str]) -> dict[str, Any]:
    """A definition as the page shows it: pictures, and what they say in words."""
    names = {here.code: here.name} | {area.code: area.name for area, _known in one.inside}
    told: dict[str, Any] = {"picture": one, "key": one.definition.value, "name": one.definition.label}
    if one.series:
        rows = [(known.as_of.isoformat(), known, is_break) for known, is_break in one.series[::-1]]
        told["drawn"] = _drawn(one, rows) if any(known.range for known, _break in one.series) else ""
        told["trend"] = tell_trend(one.trend) if one.trend else ""
        told["change"] = _told(one.change, before, {})
    if one.total:
        told["rows_inside"] = area_rows(one.inside, ways)
        told["drawn_inside"] = _drawn(one, [(area.name, known, False) for area, known in one.inside], inside=True)
        told["coverage"] = tell_coverage(one.total.coverage, names=names)
        told["change_inside"] = _told(one.change_inside, before, names)
    return told


def _drawn(one: Picture, rows: Iterable[tuple[str, Known | None, bool]], *, inside: bool = False) -> SafeString:
    """The newest above; a break lies between the row that is counted otherwise and the older one below it."""
    lines, is_break = [], False
    for label, known, breaks_here in rows:
        found = known.range if known else None
        drawn = Drawn(label, found.low, found.high, found.confidence) if found else Drawn(label)
        lines.append(drawn._replace(is_break=is_break))
        is_break = breaks_here
    id = f"ranges-{one.definition}{'-inside' if inside else ''}"
    return picture(lines, id=id, title=str(one.definition.label))


def _told(change: Change | None, before: date, names: Mapping[str, str]) -> str:
    """What has changed, where something can be compared."""
    return tell_change(change, day=before, names=names) if change and change.areas else ""
