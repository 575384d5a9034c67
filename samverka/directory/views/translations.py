"""The translator's page: source and translation side by side, what needs somebody first."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from samverka.actors.http import Request
from samverka.core.access import Refused, Stale, why_not
from samverka.core.http import wants_part
from samverka.core.versions import version
from samverka.directory import actions, queries, rules
from samverka.directory.forms.translations import Choose, OfText, Record, Translate
from samverka.directory.models import Recording, Translation, Wording


PAGE = 20


@require_GET
def translations(request: Request) -> HttpResponse:
    return _page(request)


@require_POST
def translate(request: Request) -> HttpResponse:
    form = Translate(request.POST)
    if form.is_valid():
        try:
            actions.translate(**form.cleaned_data, by=request.user, at=now())
        except Stale as stale:
            return _page(request, form, told=str(stale), status=409)
        except Refused as refusal:
            return _page(request, form, told=str(refusal), status=422)
        return _done(request, form, _("The translation is kept."))
    return _page(request, form, told=_first(form), status=422)


@require_POST
def confirm_translation(request: Request) -> HttpResponse:
    form = _of_text(request)
    said = form.cleaned_data
    made = get_object_or_404(Translation, **{name: said[name] for name in ("subject", "field", "language")})
    try:
        saw = {name: said[name] for name in ("of_version", "seen")}
        actions.confirm_translation(translation=made, **saw, by=request.user, at=now())
    except Refused as refusal:
        return _page(request, form, told=str(refusal), status=409)
    return _done(request, form, _("Still right: noted."))


@require_POST
def record(request: Request) -> HttpResponse:
    form = Record(request.POST, request.FILES)
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        try:
            actions.record(**said, by=request.user, at=now())
        except Refused as refusal:
            return _page(request, form, told=str(refusal), status=422)
        return _done(request, form, _("The recording is kept."))
    return _page(request, form, told=_first(form), status=422)


@require_POST
def remove_recording(request: Request) -> HttpResponse:
    form = _of_text(request)
    names = ("subject", "field", "language", "of_version")
    found = get_object_or_404(Recording, **{name: form.cleaned_data[name] for name in names})
    actions.remove_recording(recording=found, by=request.user, at=now())
    return _done(request, form, _("The recording is taken away."))


def _of_text(request: Request) -> OfText:
    rules.translate(request.user)
    form = OfText(request.POST)
    if not form.is_valid():
        raise Http404
    return form


def _first(form: OfText) -> str:
    """What is to be put right, in one sentence."""
    return str(next(iter(form.errors.values()))[0])


def _done(request: Request, form: OfText, told: str) -> HttpResponse:
    """Back to the list; for htmx, the text as it stands now."""
    if wants_part(request):
        return _line(request, form, kept=told)
    messages.success(request, told)
    return redirect(f"{reverse('directory:translations')}?{request.GET.urlencode()}")


def _line(request: Request, form: OfText, **told: Any) -> HttpResponse:
    """One text as it stands now, for htmx."""
    said, language = form.cleaned_data, form.cleaned_data["language"]
    rows = queries.texts_for(request.user, queries.Choice(language), on=localdate(now()))
    found = queries.lines(rows.filter(subject=said["subject"], field=said["field"]), language=language)
    status = told.pop("status", 200)
    context = {"lines": found, "into": language, "seen": _seen(found), **_shared(request), **told}
    response = render(request, "directory/translations_lines.html", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _page(request: Request, sent: OfText | None = None, *, told: str = "", status: int = 200) -> HttpResponse:
    """The list; with a text that could not be kept, handed back above the others."""
    rules.translate(request.user)
    about = {name: sent.cleaned_data.get(name) for name in ("subject", "field", "language")} if sent else None
    if sent and about and all(about.values()) and wants_part(request):
        return _line(request, sent, sent=sent, told=told, status=status)
    choose = Choose(request.GET if request.GET else None, user=request.user)
    choice = choose.choice
    rows = queries.texts_for(request.user, choice, on=localdate(now()))
    counts = queries.progress(rows)
    page = Paginator(queries.only(rows, choose.states), PAGE).get_page(request.GET.get("page"))
    found = queries.lines(_with(about, rows, page), language=choice.language)
    context = {
        "choose": choose, "into": choice.language, "page": page, "lines": found, "seen": _seen(found),
        "counts": [(state.label, counts[state.value]) for state in queries.State if state != "source"],
        "done": counts["fine"], "total": sum(counts.values()) - counts["source"],
        "sent": sent, "told": told, **_shared(request),
    }  # fmt: skip
    return render(request, "directory/translations.html", context, status=status)


def _with(about: dict[str, Any] | None, rows: QuerySet[Wording], page: Iterable[Wording]) -> list[Wording]:
    """The texts of a page, the one that was sent first."""
    if not about or not about["subject"] or not about["field"]:
        return list(page)
    first = list(rows.filter(subject=about["subject"], field=about["field"]))
    return first + [row for row in page if row not in first]


def _shared(request: Request) -> dict[str, Any]:
    query = request.GET.copy()
    whole = query.urlencode()
    query.pop("page", None)
    return {
        "query": whole,
        "query_without_page": query.urlencode(),
        "keeps_languages": not why_not(rules.keep_languages, request.user),
    }


def _seen(lines: list[queries.Line]) -> dict[Any, str]:
    """The version of each translation that is shown."""
    return {line.wording.pk: version(line.translation) for line in lines}
