"""The intake: slips handed out, the list locked, the lots drawn with a witness, and what goes on the wall."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.queries import child_lines
from samverka.core.access import Refused
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.ids import new_id
from samverka.core.policy import effective
from samverka.shelters import actions, clock, queries
from samverka.shelters.forms.draws import DrawLots, HandOutSlip
from samverka.shelters.models import Draw, Pool, Slip
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.views.tickets import square


@require_http_methods(["GET", "POST"])
def pool_draw(request: Request, pk: UUID) -> HttpResponse:
    """Tonight's draw of a pool: where it stands, or the button that announces it."""
    pool = get_object_or_404(Pool.objects.worked_by(request.user).select_related("organisation"), pk=pk)
    date = clock.tonight(now(), closes=MORNING_CLOSE)
    draw = pool.draws.filter(county=pool.county, date=date).order_by("-round").first()
    policies = effective(pool.scopes, on=date)
    if request.method == "POST":
        again = draw.round + 1 if draw and draw.published_at and "again" in request.POST else 1
        draw = actions.announce_draw(
            id=new_id(), pool=pool, date=date, policies=policies, by=request.user, at=now(), round=again
        )
    if draw:
        return redirect("shelters:draw", pk=draw.pk)
    return render(request, "shelters/announce.html", {"pool": pool, "date": date, "policies": policies})


def _find_draw(request: Request, pk: UUID) -> Draw:
    draws = Draw.objects.worked_by(request.user).select_related("pool__organisation", "pool__territory")
    return get_object_or_404(draws, pk=pk)


@require_GET
def draw(request: Request, pk: UUID) -> HttpResponse:
    return _draw(request, _find_draw(request, pk))


@form_on("shelters:draw", _find_draw)
def hand_out_slip(request: Request, pk: UUID) -> HttpResponse:
    draw = _find_draw(request, pk)
    form = _slip_form(draw, request)
    if form.is_valid():
        more = {"wish": form.cleaned_data["wish"], "lost_slip": form.cleaned_data.get("lost_slip", "")}
        with explaining(form):
            slip = actions.hand_out_slip(id=form.event, draw=draw, party=form.party, by=request.user, at=now(), **more)
            return redirect(f"/intake/{draw.pk}/?slip={slip.number}")
    return _draw(request, draw, form=form)


def _find_slip(request: Request, pk: UUID) -> Slip:
    draws = Draw.objects.worked_by(request.user)
    return get_object_or_404(Slip.objects.select_related("draw__pool__organisation"), pk=pk, draw__in=draws)


@form_on("shelters:draw", _find_slip, of="draw_id")
def withdraw_slip(request: Request, pk: UUID) -> HttpResponse:
    return _change_slip(request, pk, actions.withdraw_slip, _("Slip %(number)s is taken back."))


@form_on("shelters:draw", _find_slip, of="draw_id")
def undo_withdraw_slip(request: Request, pk: UUID) -> HttpResponse:
    return _change_slip(request, pk, actions.undo_withdraw_slip, _("Slip %(number)s takes part again."))


@form_on("shelters:draw", _find_draw)
def lock_draw(request: Request, pk: UUID) -> HttpResponse:
    draw = _find_draw(request, pk)
    try:
        actions.lock_draw(draw=draw, by=request.user, at=now())
    except Refused as refusal:
        return _draw(request, draw, error=str(refusal))
    return redirect("shelters:draw", pk=pk)


@form_on("shelters:draw", _find_draw)
def unlock_draw(request: Request, pk: UUID) -> HttpResponse:
    draw = _find_draw(request, pk)
    try:
        actions.unlock_draw(draw=draw, by=request.user, at=now())
    except Refused as refusal:
        return _draw(request, draw, error=str(refusal))
    return redirect("shelters:draw", pk=pk)


@form_on("shelters:draw", _find_draw)
def draw_lots(request: Request, pk: UUID) -> HttpResponse:
    draw, form = _find_draw(request, pk), DrawLots(request.POST)
    if form.is_valid():
        with explaining(form, beside="witness"):
            actions.draw_lots(draw=draw, witness=form.cleaned_data["witness"], by=request.user, at=now())
            return redirect("shelters:draw", pk=pk)
    return _draw(request, draw, witness=form)


@require_GET
def wall_list(request: Request, pk: UUID) -> HttpResponse:
    """The result by slip number, for the wall: no code, no party, no address."""
    draw = _find_draw(request, pk)
    lines = [line for line in queries.slips(draw) if line.is_placed is not None]
    return render(request, "shelters/wall.html", {"draw": draw, "lines": lines, "printed_at": now()})


def _change_slip(request: Request, pk: UUID, action: Callable[..., Slip], said: str) -> HttpResponse:
    slip = _find_slip(request, pk)
    try:
        action(slip=slip, by=request.user, at=now())
    except Refused as refusal:
        return _draw(request, slip.draw, error=str(refusal))
    messages.success(request, said % {"number": slip.number})
    return redirect("shelters:draw", pk=slip.draw_id)


def _slip_form(draw: Draw, request: Request | None = None) -> HandOutSlip:
    carries = draw.policy.get("carry_over_days", 0) > 0
    return HandOutSlip(request.POST if request else None, pool=draw.pool, carries_over=carries)


def _draw(
    request: Request, draw: Draw, *, form: HandOutSlip | None = None, witness: DrawLots | None = None, error: str = ""
) -> HttpResponse:
    lines = queries.slips(draw)
    live = [line for line in lines if not line.is_withdrawn]
    nights = list(queries.nights_of_draw(draw).select_related("shelter").order_by(Alphabetic("shelter__name")))
    beds = sum(bin.beds for bin, _, _ in queries.beds_of_draw(nights)) if not draw.published_at else 0
    handed = request.GET.get("slip", "")
    context: dict[str, Any] = {
        "draw": draw,
        "steps": [_("Announced"), _("Slips"), _("List locked"), _("Drawn")],
        "step": list(Draw.State).index(draw.state),
        "lines": lines[::-1],
        "slips": len(live),
        "people": sum(line.people for line in live),
        "placed": sum(bool(line.is_placed) for line in live),
        "placed_people": sum(line.people for line in live if line.is_placed),
        "nights": nights,
        "beds": beds,
        "handed": next((line for line in lines if str(line.number) == handed), None),
        "form": form or _slip_form(draw),
        "witness": witness or DrawLots(),
        "error": error,
        "square": square(request.build_absolute_uri(reverse("shelters:open_draw", args=[draw.seal]))),
        "lines_for_children": child_lines(draw.pool.territory_id),
    }
    wrong = error or (form and form.errors) or (witness and witness.errors)
    return render(request, "shelters/draw.html", context, status=422 if wrong else 200)
