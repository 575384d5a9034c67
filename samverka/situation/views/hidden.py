"""Hidden numbers: a table of overlaps is brought, worked out, read in plain words, and stated as an estimate."""

from math import isfinite
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from samverka.actors.http import Request
from samverka.actors.models import Territory
from samverka.core.access import Refused
from samverka.core.background import is_abandoned
from samverka.core.fields import explaining
from samverka.core.http import form_on, respond, wants_part
from samverka.core.ids import new_id
from samverka.core.sheets import csv, xlsx
from samverka.situation import actions, queries, tasks
from samverka.situation.estimate_words import MEANS_NOT, tell
from samverka.situation.estimates import Hidden
from samverka.situation.forms.overlaps import FillInOverlaps, UploadOverlaps, as_it_was, template
from samverka.situation.models import OverlapTable
from samverka.situation.queries.hidden import answer_of, pairs, rows_of
from samverka.situation.views.estimates import coordinated
from samverka.situation.views.figures import TYPES, find_territory
from samverka.situation.views.range_pictures import Drawn, picture


GRIDS = ("2", "3", "4", "5")  # lists that can be written into a grid; more come in a sheet
DRAWN = {
    "interval": gettext_lazy("range that is told"),
    "alone": gettext_lazy("chance alone"),
    "band": gettext_lazy("models that fit"),
}


@require_GET
def hidden(request: Request, code: str) -> HttpResponse:
    here = find_territory(request, code)
    tables = [(one, _headline(one)) for one in queries.overlap_tables(request.user, here)]
    context = {"territory": here, "tables": tables, "grids": GRIDS, "never": MEANS_NOT}
    return render(request, "situation/hidden.html", context)


@require_http_methods(["GET", "POST"])
def bring_overlaps(request: Request, code: str) -> HttpResponse:
    return _bring(request, find_territory(request, code))


@require_http_methods(["GET", "POST"])
def bring_anew(request: Request, pk: UUID) -> HttpResponse:
    """The next version of a table, which begins as the one before it."""
    before = _find(request, pk)
    return _bring(request, before.territory, follows=before)


@require_GET
def overlaps_template(request: Request, kind: str) -> HttpResponse:
    """A sheet to fill in."""
    lists = request.GET.get("lists", "3")
    if kind not in TYPES or lists not in GRIDS:
        raise Http404
    sheet = template(int(lists))
    file = csv(sheet) if kind == "csv" else xlsx([sheet], title=sheet.name)
    named = f'attachment; filename="overlaps-{lists}.{kind}"'
    return HttpResponse(file, content_type=TYPES[kind], headers={"Content-Disposition": named})


@require_GET
def hidden_number(request: Request, pk: UUID) -> HttpResponse:
    one = _find(request, pk)
    if one.is_at_work and is_abandoned(one, at=now()):
        tasks.start_overlaps(one.pk)  # nobody began, or the server was stopped half-way
    if wants_part(request) and not one.is_at_work:
        return HttpResponseClientRefresh()
    answer = answer_of(one)
    context: dict[str, Any] = {
        "table": one,
        "rows": rows_of(one),
        "versions": OverlapTable.objects.filter(series=one.series).order_by("-version"),
        "stated": one.estimates.filter(ended_at=None).first(),
        "id": new_id(),
        "answer": answer,
        "told": tell(answer) if answer else None,
    }
    if isinstance(answer, Hidden):
        context |= {"drawn": _drawn(answer), "pairs": list(pairs(one)), "settled": answer.verdict != "unstable"}
    return respond(request, "situation/hidden_number.html", context, part="progress")


def _find(request: Request, pk: UUID) -> OverlapTable:
    rows = OverlapTable.objects.visible_to(request.user).select_related("territory", "organisation")
    return get_object_or_404(rows, pk=pk)


@form_on("situation:hidden_number", _find)
def state_hidden_number(request: Request, pk: UUID) -> HttpResponse:
    one, id = _find(request, pk), request.POST.get("id", "")
    try:
        actions.state_hidden_number(id=_uuid(id), table=one, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("situation:hidden_number", pk)
    messages.success(request, _("The estimate is stated."))
    return redirect("situation:estimates", one.territory_id)


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Http404 from None


def _bring(request: Request, here: Territory, *, follows: OverlapTable | None = None) -> HttpResponse:
    way, form = _form(request, follows)
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("id", "organisation")}
        said = {"overlaps": form.overlaps(), "follows": follows, "by": request.user, "at": now()}
        with explaining(form):
            made = actions.bring_overlaps(**told, territory=here, **said)
            tasks.work_out(made)
            return redirect("situation:hidden_number", made.pk)
    context = {"form": form, "territory": here, "follows": follows, "way": way, "grids": GRIDS}
    return render(request, "situation/bring_overlaps.html", context, status=422 if form.errors else 200)


def _form(request: Request, follows: OverlapTable | None) -> tuple[str, Any]:
    """A sheet, unless a grid of so many lists is asked for; anew, the grid of the version before."""
    usual = str(len(follows.lists)) if follows else "sheet"
    way = request.GET.get("lists", usual)
    said: dict[str, Any] = {"organisations": coordinated(request)}
    if follows:
        said |= {"initial": as_it_was(follows), "organisations": [follows.organisation]}
    if way in GRIDS:
        return way, FillInOverlaps(request.POST or None, lists=int(way), **said)
    return "sheet", UploadOverlaps(request.POST or None, request.FILES or None, **said)


def _headline(one: OverlapTable) -> str:
    answer = answer_of(one)
    return tell(answer).headline if answer else str(one.stage.label)


def _drawn(answer: Hidden) -> SafeString:
    """Ranges of the answer, and beside them the simpler bounds, on one scale."""
    rows = [
        Drawn(str(DRAWN["interval"]), *answer.interval, "high", point=_point(answer)),
        *([Drawn(str(DRAWN["alone"]), *answer.alone, "medium")] if answer.drawn else []),
        *([Drawn(str(DRAWN["band"]), *answer.band, "medium")] if answer.models > 1 else []),
        Drawn(_("at least (Chao)"), answer.least, answer.least),
        Drawn(_("at least (coverage)"), answer.least_by_coverage, answer.least_by_coverage),
        Drawn(_("on some list"), answer.seen, answer.seen),
    ]
    drawable = [one for one in rows if all(isfinite(end or 0) for end in (one.low, one.high))]  # some have no end
    return picture(drawable, id="models", title=_("What the models answer"))


def _point(answer: Hidden) -> float | None:
    """The single best answer, where one may be shown."""
    return answer.total if answer.verdict == "steady" else None
