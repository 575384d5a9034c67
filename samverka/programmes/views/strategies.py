"""Strategies: the list, one with its measures and backing, its steps, and what everybody reads."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Organisation
from samverka.core.access import Refused, require, why_not
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import explaining
from samverka.core.http import form_on, same_for_all
from samverka.core.versions import version, version_now
from samverka.programmes import actions, queries, rules
from samverka.programmes.forms import strategies as forms
from samverka.programmes.models import Strategy, StrategyYear
from samverka.programmes.views.agreements import A_PAGE, _homes, edit


@require_GET
def strategies(request: Request) -> HttpResponse:
    """All that one may see, and first what one is asked to sign, to back and to follow up."""
    page = Paginator(queries.strategies(request.user), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": page, "begins": bool(_homes(request)), "parts": queries.my_parts(request.user)[:20],
        "to_back": queries.to_back(request.user)[:20],
        "to_follow_up": queries.to_follow_up(request.user, on=localdate(now()))[:20],
    }  # fmt: skip
    return render(request, "programmes/strategies.html", context)


@require_http_methods(["GET", "POST"])
def begin_strategy(request: Request) -> HttpResponse:
    homes = _homes(request)
    require(homes, _("Strategies are begun for an organisation that one speaks for."))
    towns = queries.towns_around(homes)
    form = forms.BeginStrategy(request.POST or None, organisations=homes, territories=towns)
    if form.is_valid():
        with explaining(form):
            made = actions.begin_strategy(by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:strategy", pk=made.pk)
    return edit(request, form, title=_("A new strategy"), back="programmes:strategies")


def find_strategy(request: Request, pk: UUID) -> Strategy:
    return get_object_or_404(queries.strategies(request.user), pk=pk)


@require_GET
def strategy(request: Request, pk: UUID) -> HttpResponse:
    return page_of(request, find_strategy(request, pk))


@require_http_methods(["GET", "POST"])
def write_strategy(request: Request, pk: UUID) -> HttpResponse:
    found = find_strategy(request, pk)
    rules.keep_strategy(request.user, found)
    start = _start(found) | {"seen": version(found)}
    towns = queries.towns_around([found.organisation], found)
    form = forms.WriteStrategy(request.POST or None, territories=towns, initial=start)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            actions.write_strategy(strategy=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:strategy", pk=pk)
    return edit(request, form, title=str(found), back="programmes:strategy", of=found)


@require_http_methods(["GET", "POST"])
def revise_strategy(request: Request, pk: UUID) -> HttpResponse:
    """Begin what takes its place, from what it says."""
    found = find_strategy(request, pk)
    rules.keep_strategy(request.user, found)
    towns, rows = queries.towns_around([found.organisation], found), queries.unfinished(found)
    form = forms.ReviseStrategy(request.POST or None, territories=towns, measures=rows, initial=_start(found))
    if form.is_valid():
        with explaining(form):
            made = actions.revise_strategy(strategy=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:strategy", pk=made.pk)
    title = _("Revise “%(strategy)s”") % {"strategy": found}
    return edit(request, form, title=title, back="programmes:strategy", of=found)


@require_http_methods(["GET", "POST"])
def add_measure(request: Request, pk: UUID) -> HttpResponse:
    found = find_strategy(request, pk)
    rules.keep_strategy(request.user, found)
    form = forms.AddMeasure(request.POST or None, organisations=organisations())
    if form.is_valid():
        with explaining(form):
            actions.add_measure(strategy=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:strategy", pk=pk)
    return edit(request, form, title=_("One more measure"), back="programmes:strategy", of=found)


def _start(found: Strategy) -> dict[str, Any]:
    """What it says by now."""
    said = {name: getattr(found, name) for name in ("title", "goals", "first_day", "last_day")}
    return said | {"areas": [one.pk for one in found.areas.order_by(Alphabetic("name"))]}


@form_on("programmes:strategy", find_strategy)
def ask_backer(request: Request, pk: UUID) -> HttpResponse:
    return _say(request, pk, forms.AskBacker(request.POST, organisations=organisations()), actions.ask_backer)


@form_on("programmes:strategy", find_strategy)
def remove_backer(request: Request, pk: UUID) -> HttpResponse:
    form = forms.RemoveBacker(request.POST, backers=find_strategy(request, pk).backers.all())
    found = form.cleaned_data["backer"] if form.is_valid() else None
    return _do(request, pk, lambda strategy, **said: found and actions.remove_backer(backer=found, **said))


@form_on("programmes:strategy", find_strategy)
def open_consultation(request: Request, pk: UUID) -> HttpResponse:
    return _say(request, pk, forms.OpenConsultation(request.POST), actions.open_consultation)


@form_on("programmes:strategy", find_strategy)
def decide_strategy(request: Request, pk: UUID) -> HttpResponse:
    return _say(request, pk, forms.Decide(request.POST), actions.decide_strategy)


@form_on("programmes:strategy", find_strategy)
def draft_strategy(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, pk, actions.draft_strategy)


@form_on("programmes:strategy", find_strategy)
def close_broad_consultation(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, pk, actions.close_broad_consultation)


@form_on("programmes:strategy", find_strategy)
def bring_into_force(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, pk, actions.bring_into_force)


@require_http_methods(["GET", "POST"])
def strategy_year(request: Request, pk: UUID, year: int) -> HttpResponse:
    """The year as it is written, by those who keep the strategy; as it was published, for others."""
    found = find_strategy(request, pk)
    if why_not(rules.keep_strategy, request.user, found) and queries.told_years(found).filter(year=year).exists():
        return redirect("programmes:open_strategy_year", pk=pk, year=year)
    rules.keep_strategy(request.user, found)
    draft, start = queries.year_to_write(found, year), {"seen": version(queries.newest_year(found, year))}
    content = queries.strategy_year_content(draft)
    form = forms.WriteStrategyYear(request.POST or None, found=draft, content=content, initial=start)
    if form.is_valid():
        with explaining(form, seen=lambda: version(queries.newest_year(found, year))):
            there = actions.write_strategy_year(strategy=found, year=year, by=request.user, at=now(), **form.said)
            if "publish" in request.POST:
                return _publish(request, there)
            return redirect("programmes:strategy_year", pk=pk, year=year)
    return _year_page(request, draft, content, form)


def _year_page(request: Request, written: StrategyYear, content: dict[str, Any], form: Any) -> HttpResponse:
    context = {
        "strategy": written.strategy, "year": written.year, "form": form, "content": content, "draft": written,
        "missing": queries.missing_figures(content), "has_passed": written.has_passed(localdate(now())),
    }  # fmt: skip
    return render(request, "programmes/strategy_year.html", context, status=form.status)


def _publish(request: Request, written: StrategyYear) -> HttpResponse:
    """What was written is saved, whether it can be published or not."""
    try:
        actions.publish_strategy_year(strategy_year=written, by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("programmes:strategy_year", pk=written.strategy_id, year=written.year)
    return redirect("programmes:open_strategy_year", pk=written.strategy_id, year=written.year)


@same_for_all
def open_strategies(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.published_strategies(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "programmes/open_strategies.html", {"found": page})


@same_for_all
def open_strategy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Goals, measures with each party's part, and who stands behind what."""
    found = get_object_or_404(queries.published_strategies(), pk=pk)
    return render(request, "programmes/open_strategy.html", told(found, queries.published_strategies()))


@same_for_all
def open_strategy_year(request: HttpRequest, pk: UUID, year: int, number: int | None = None) -> HttpResponse:
    """A year as it was published last, or one version of it."""
    strategy = get_object_or_404(queries.published_strategies(), pk=pk)
    versions = queries.versions_of(strategy, year)
    found = next((one for one in versions if number in (None, one.number)), None)
    if found is None:
        raise Http404
    context = {"strategy_year": found, "strategy": strategy, "content": found.content, "year": year}
    context |= {"versions": versions, "later": versions[0] if found != versions[0] else None}
    return render(request, "programmes/open_strategy_year.html", context)


def told(found: Strategy, others: QuerySet[Strategy]) -> dict[str, Any]:
    """All that a strategy shows, and of `others` what takes its place."""
    rows = queries.measures(found)
    backers, table = queries.backing(found, rows)
    late = {one.pk for one in rows if one.is_late(localdate(now()))}
    return {
        "strategy": found, "measures": rows, "backers": backers, "table": table, "late": late,
        "states": queries.states_of(found),
        "following": others.filter(revises=found).first(),
        "followed_years": queries.told_years(found),
    }  # fmt: skip


def page_of(request: Request, found: Strategy, wrong: Any = None) -> HttpResponse:
    keeps = not why_not(rules.keep_strategy, request.user, found)
    mine = set(request.user.organisations())
    more = told(found, queries.strategies(request.user))
    blank = {
        "asking": forms.AskBacker(organisations=organisations()), "opening": forms.OpenConsultation(),
        "deciding": forms.Decide(),
    }  # fmt: skip
    shown = {name: wrong if type(wrong) is type(form) else form for name, form in blank.items()} if keeps else {}
    context = {
        **more, **shown, "keeps": keeps, "wrong": wrong, "mine": mine,
        "years": [year for year in found.years if year <= localdate(now()).year],
        "told": {one.year for one in more["followed_years"]},
        "answers": [one for one in more["backers"] if one.organisation_id in mine or keeps > bool(one.organisation_id)],
    }  # fmt: skip
    return render(request, "programmes/strategy.html", context, status=422 if wrong else 200)


def organisations() -> Any:
    return Organisation.objects.filter(state=Organisation.State.ACTIVE).order_by(Alphabetic("name"))


def _say(request: Request, pk: UUID, form: Any, act: Callable[..., Any]) -> HttpResponse:
    found = find_strategy(request, pk)
    if form.is_valid():
        with explaining(form):
            act(strategy=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:strategy", pk=pk)
    return page_of(request, found, form)


def _do(request: Request, pk: UUID, act: Callable[..., Any]) -> HttpResponse:
    try:
        act(strategy=find_strategy(request, pk), by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("programmes:strategy", pk=pk)
