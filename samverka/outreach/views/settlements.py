"""Settlements: the list, one with its history, what is noted of it, and how areas stand."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html_join
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Territory
from samverka.core.access import Refused, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.outreach import actions, queries, rules
from samverka.outreach.conditions import Condition
from samverka.outreach.forms.settlements import ChangeSettlement, NoteSettlement, TallySettlement
from samverka.outreach.models import Settlement, SettlementTally
from samverka.outreach.models.settlements import CONDITIONS, REASONS, STATUSES
from samverka.outreach.views import pictures
from samverka.safeguarding.queries import answer


ON_A_PAGE = 50
EARLIER = timedelta(days=730)  # removals from which people may have come


@require_GET
def settlements(request: Request) -> HttpResponse:
    """Those of one's municipalities, each with what was seen last; for those who coordinate a county, counts."""
    state = request.GET.get("state", "")
    found = queries.settlements(request.user, state=state)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_line(*one) for one in queries.latest(list(queries.with_latest(page.object_list)))],  # type: ignore[arg-type]
        "state": state,
        "states": Settlement.State.choices,
        "counts": queries.by_municipality(request.user),
        "municipalities": queries.settled_municipalities(request.user),
    }
    return render(request, "outreach/settlements.html", context)


def _find_municipality(request: Request, code: str) -> Territory:
    """A municipality where the viewer works with settlements, or 404."""
    if len(code) != 4 or not any(one.covers(code) for one in queries.settled_municipalities(request.user)):
        raise Http404
    return get_object_or_404(Territory, pk=code)


@require_GET
def settled_areas(request: Request, code: str) -> HttpResponse:
    """How many settlements each area of a municipality has, as a picture and a table."""
    here = _find_municipality(request, code)
    counts = queries.by_area(request.user, here)
    context = {"municipality": here, "counts": counts, "picture": pictures.areas(counts)}
    return render(request, "outreach/settled_areas.html", context)


@require_http_methods(["GET", "POST"])
def note_settlement(request: Request) -> HttpResponse:
    form = NoteSettlement(request.POST if request.method == "POST" else None, **_choices(request))
    if form.is_valid():
        with explaining(form):
            noted = actions.note_settlement(**form.cleaned_data, by=request.user, at=now())
            return redirect("outreach:settlement", pk=noted.pk)
    context = {"form": form, "heading": _("Note a settlement")}
    return render(request, "outreach/settlement_edit.html", context, status=422 if form.errors else 200)


def find_settlement(request: Request, pk: UUID) -> Settlement:
    return get_object_or_404(queries.settlement(request.user), pk=pk)


@require_GET
def settlement(request: Request, pk: UUID) -> HttpResponse:
    return _page(request, find_settlement(request, pk))


@require_http_methods(["GET", "POST"])
def tally_settlement(request: Request, pk: UUID) -> HttpResponse:
    """How many there were, and how they live. Children lead on to whom to call."""
    found = find_settlement(request, pk)
    form = TallySettlement(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with explaining(form):
            actions.tally_settlement(settlement=found, **form.told, by=request.user, at=now())
            messages.success(request, _("Noted."))
            return redirect("outreach:settlement", pk=pk)
    context = {"form": form, "heading": _("What was seen"), "settlement": found, "is_tally": True}
    return render(request, "outreach/settlement_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change_settlement(request: Request, pk: UUID) -> HttpResponse:
    found = find_settlement(request, pk)
    told = {"area": found.area_id, "kind": found.kind, "owner": found.owner, "comes_from": found.comes_from_id}
    form = ChangeSettlement(
        request.POST if request.method == "POST" else None,
        initial=told | {"seen": version(found)}, **_choices(request, found),
    )  # fmt: skip
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            actions.change_settlement(settlement=found, **form.cleaned_data, by=request.user, at=now())
            return redirect("outreach:settlement", pk=pk)
    context = {"form": form, "heading": _("Change what is known"), "settlement": found}
    return render(request, "outreach/settlement_edit.html", context, status=form.status)


@form_on("outreach:settlement", find_settlement)
def close_settlement(request: Request, pk: UUID) -> HttpResponse:
    try:
        actions.close_settlement(settlement=find_settlement(request, pk), by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("outreach:settlement", pk=pk)


class Line(NamedTuple):
    """A settlement in the list, in words."""

    pk: str
    name: str
    state: str
    owner: str
    seen_on: str
    adults: str
    children: str


def _line(row: Settlement, tally: SettlementTally | None) -> Line:
    words = f"{row.area.name}, {row.get_kind_display()}", row.get_state_display(), row.get_owner_display()
    last = (f"{localdate(tally.seen_at)}", str(tally.adults), tally.children_seen) if tally else ("", "", "")
    return Line(str(row.pk), *words, *last)


def _looks(tallies: Iterable[SettlementTally]) -> Iterator[tuple[SettlementTally, str]]:
    """Each look, with how they live in words. What was seen several times is told with the same words."""
    words: dict[tuple[str, ...], str] = {(): ""}
    for tally in tallies:
        seen = tuple(tally.seen)
        if seen not in words:
            lines = ((one.status, _condition(one)) for one in tally.conditions)
            words[seen] = format_html_join("", '<li class="is-{}">{}</li>', lines)
        yield tally, words[seen]


def _condition(one: Condition) -> str:
    told = f"{CONDITIONS[one.name]}: {STATUSES[one.status]}"
    return f"{told} ({', '.join(str(REASONS[code]) for code in one.reasons)})" if one.reasons else told


def _choices(request: Request, found: Settlement | None = None) -> dict[str, Any]:
    """What there is to choose, with what the settlement has."""
    return {
        "areas": queries.areas_in_use(request.user, also=found),
        "earlier": queries.earlier_removals(request.user, since=now() - EARLIER, also=found),
    }


def _page(request: Request, found: Settlement) -> HttpResponse:
    at, user = now(), request.user
    channel = queries.child_channel(found)
    context = {
        "settlement": found,
        "looks": list(_looks(found.tallies.all())),
        "channel": channel,
        "call": answer(found.municipality_id, at=at) if channel.open else None,
        "has_position": queries.has_position(found, at=at),
        "grant": queries.granted(found, user, at=at),
        "close_blocked": why_not(rules.close_settlement, user, found),
        "running": next((one for one in found.removals.all() if one.state != "closed"), None),
        "today": localdate(at),
    }
    return render(request, "outreach/settlement.html", context)
