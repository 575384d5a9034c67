"""What is held against an agreement: volumes by period, deviations with both parties' words, and the year's page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Role
from samverka.core.access import Refused, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.programmes import actions, queries, rules
from samverka.programmes.forms import follow_ups as forms
from samverka.programmes.models import Agreement, Party, Volume
from samverka.programmes.paper import printed_year, workbook
from samverka.programmes.queries.volumes import SUPPLIED
from samverka.programmes.views.agreements import edit
from samverka.situation.queries import Period


WAYS = ("month", "quarter", "year")
MOST = {"month": 24, "quarter": 20, "year": 20}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def find_own(request: Request, pk: UUID, **more: Any) -> Agreement:
    """One to which the user's organisation is a party: what is delivered is theirs alone to know."""
    rows = Agreement.objects.filter(parties__in=queries.own_parties(request.user)).distinct()
    found = get_object_or_404(rows.select_related("territory").prefetch_related("parties__organisation"), pk=pk)
    if "year" in more and more["year"] not in queries.years(found, on=localdate(now())):
        raise Http404
    return found


@require_GET
def volumes(request: Request, pk: UUID) -> HttpResponse:
    """Agreed and delivered, month by month or longer."""
    found, today = find_own(request, pk), localdate(now())
    by = request.GET.get("by", found.followed_up)
    by = by if by in WAYS else found.followed_up
    over = queries.periods_of(found, by, until=today)[-MOST[by] :]
    rows = queries.held(request.user, found, over, on=today)
    context = {
        "agreement": found,
        "by": by,
        "ways": Agreement.FollowedUp.choices,
        "rows": [(volume, [(one, _source(request, found, one)) for one in row]) for volume, row in rows],
        "is_rounded": any(one.is_rounded for _volume, row in rows for one in row),
        "percent": queries.percent_of(found, on=today),
        "stating": _stating(request, found),
    }
    return render(request, "programmes/volumes_held.html", context)


@require_GET
def nights_behind(request: Request, pk: UUID, period: str) -> HttpResponse:
    """Which houses were open, by month or night: what the figures of nights and places are made of."""
    found, today = find_own(request, pk), localdate(now())
    over = (one for by in WAYS for one in queries.periods_of(found, by, until=today) if one.code == period)
    span = next(over, None)
    rows = queries.held(request.user, found, [span], on=today) if span else []
    promised = [(row[0], "") for volume, row in rows if volume.kind in SUPPLIED]
    if span is None or not promised or not queries.reads_houses(request.user, found):
        raise Http404
    context = {
        "agreement": found, "period": span, "volumes": promised,
        "told": queries.opened(request.user, found, span), "own": _own_nights(request, found, span),
    }  # fmt: skip
    return render(request, "programmes/nights_behind.html", context)


@require_http_methods(["GET", "POST"])
def state_delivered(request: Request, pk: UUID) -> HttpResponse:
    found = find_own(request, pk)
    form, party = _stating(request, found, request.POST or None), queries.own_party(request.user, found)
    if form is None or party is None:
        raise Http404
    if form.is_valid():
        with explaining(form):
            actions.state_delivered(party=party, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:volumes", pk=pk)
    return edit(request, form, title=_("State what was delivered"), back="programmes:volumes", of=found)


@require_GET
def follow_up(request: Request, pk: UUID, year: int) -> HttpResponse:
    return _page(request, find_own(request, pk, year=year), year)


@require_GET
def follow_up_file(request: Request, pk: UUID, year: int, kind: str) -> HttpResponse:
    told = queries.followed_up(request.user, find_own(request, pk, year=year), year, on=localdate(now()))
    body, kinds = (printed_year(told), "application/pdf") if kind == "pdf" else (workbook(told), XLSX)
    name = _("follow-up-%(year)s") % {"year": year}
    return HttpResponse(
        body, content_type=kinds, headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    )


@require_http_methods(["GET", "POST"])
def comment_deviation(request: Request, pk: UUID, year: int, deviation: int) -> HttpResponse:
    found = find_own(request, pk, year=year)
    asked = get_object_or_404(queries.deviations(found), pk=deviation, year=year)
    party = queries.own_party(request.user, found)
    said = next((one.text for one in asked.comments.all() if party and one.party_id == party.pk), "")
    form = forms.CommentDeviation(request.POST or None, initial={"text": said})
    if party and form.is_valid():
        with explaining(form):
            actions.comment_deviation(deviation=asked, party=party, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:follow_up", pk=pk, year=year)
    context = {"form": form, "agreement": found, "year": year, "deviation": asked}
    return render(request, "programmes/comment.html", context, status=422 if form.errors else 200)


@form_on("programmes:follow_up", find_own, of=None)
def settle_year(request: Request, pk: UUID, year: int) -> HttpResponse:
    found = find_own(request, pk, year=year)
    try:
        actions.settle_year(agreement=found, year=year, party=_party(request, found), by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("programmes:follow_up", pk=pk, year=year)


@form_on("programmes:follow_up", find_own, of=None)
def object_to_year(request: Request, pk: UUID, year: int) -> HttpResponse:
    found, form = find_own(request, pk, year=year), forms.ObjectToYear(request.POST)
    if form.is_valid():
        with explaining(form):
            said = {"year": year, "party": _party(request, found), **form.cleaned_data}
            actions.object_to_year(agreement=found, by=request.user, at=now(), **said)
            return redirect("programmes:follow_up", pk=pk, year=year)
    return _page(request, found, year, form)


def _page(request: Request, found: Agreement, year: int, wrong: Any = None) -> HttpResponse:
    told = queries.followed_up(request.user, found, year, on=localdate(now()))
    party = queries.own_party(request.user, found)
    runs = bool(party and party.part == Party.Part.PROVIDER)
    speaks = bool(
        party and party.part != Party.Part.PARTNER and not why_not(rules.speak_for_party, request.user, party)
    )
    has_settled = any(party and one.pk == party.pk and day for one, day in told.settlings)
    context = {
        "told": told, "agreement": found, "year": year, "party": party, "speaks": speaks, "wrong": wrong,
        "volumes": [(one, _source(request, found, one)) for one in told.volumes],
        "percent": queries.percent_of(found, on=localdate(now())), "objecting": wrong or forms.ObjectToYear(),
        "may_settle": speaks and told.is_over and not has_settled and (told.is_frozen or runs),
        "waits_for_figures": speaks and told.is_over and not told.is_frozen and not runs,
    }  # fmt: skip
    return render(request, "programmes/follow_up.html", context, status=422 if wrong else 200)


def _source(request: Request, found: Agreement, one: queries.Held) -> str:
    """The page that a figure comes from: of nights and places for every party, of people for whoever answers for who
    runs it.
    """
    if one.delivered is None:
        return ""
    if one.volume.kind in SUPPLIED:
        way = reverse("programmes:nights_behind", args=[found.pk, one.period.code])
        return way if queries.reads_houses(request.user, found) else ""
    if one.volume.kind == Volume.Kind.BED_NIGHTS:
        return _own_nights(request, found, one.period)
    home = _own_home(request, found)
    if home and one.volume.kind == Volume.Kind.VISITS and one.period.by == "month":
        return f"{reverse('outreach:desk_month', args=[home])}?month={one.period.first}"
    return ""


def _own_nights(request: Request, found: Agreement, period: Period) -> str:
    home, first, last = _own_home(request, found), period.first, queries.last_day(period)
    return f"{reverse('shelters:organisation_report', args=[home])}?from={first}&to={last}" if home else ""


def _own_home(request: Request, found: Agreement) -> UUID | None:
    """Who runs it, when the user answers for it."""
    own = {each.organisation_id for each in request.user.standing if each.role == Role.ORGANISATION_ADMIN}
    return next((each for each in queries.runners(found) if each in own), None)


def _party(request: Request, found: Agreement) -> Party:
    party = queries.own_party(request.user, found)
    if party is None:
        raise Http404
    return party


def _stating(request: Request, found: Agreement, data: Any = None) -> forms.StateDelivered | None:
    """For whoever runs it, what no counter counts, when it is signed."""
    party = queries.own_party(request.user, found)
    runs = found.signed_on and party and party.part == Party.Part.PROVIDER
    if not (party and runs) or why_not(rules.speak_for_party, request.user, party):
        return None
    uncounted: list[Volume] = [one for one in found.volumes.order_by("kind") if not queries.is_counted(one.kind)]
    months = [one.first for one in reversed(queries.periods_of(found, "month", until=localdate(now())))]
    return forms.StateDelivered(data, volumes=uncounted, months=months[:24]) if uncounted and months else None
