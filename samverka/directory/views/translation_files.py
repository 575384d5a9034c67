"""Texts out to translators' own tools, and back: looked through, then written, all or nothing."""

from base64 import b64encode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samverka.actors.http import Request
from samverka.core.access import Refused
from samverka.directory import actions, queries, rules
from samverka.directory.forms.translations import ApproveTranslations, Choose, ImportTranslations
from samverka.directory.xliff import write


@require_GET
def export_translations(request: Request) -> HttpResponse:
    """The selection of the translator's page as one file."""
    rules.translate(request.user)
    choose = Choose(request.GET if request.GET else None, user=request.user)
    every = queries.texts_for(request.user, choose.choice, on=localdate(now()))
    rows = queries.only(every, set(choose.states) - {queries.State.SOURCE.value})
    language = choose.choice.language
    file = write(queries.bundle_of(rows, language=language))
    name = f'attachment; filename="samverka-{language.pk}.xlf"'
    return HttpResponse(file, content_type="application/xliff+xml", headers={"Content-Disposition": name})


@require_http_methods(["GET", "POST"])
def import_translations(request: Request) -> HttpResponse:
    """Take in a file and tell what it would change. Nothing is written yet."""
    rules.translate(request.user)
    form = ImportTranslations(*((request.POST, request.FILES) if request.method == "POST" else ()))
    return _page(request, form)


@require_POST
def approve_translations(request: Request) -> HttpResponse:
    rules.translate(request.user)
    form = ApproveTranslations(request.POST)
    if not form.is_valid():
        return _page(request, form)
    said = form.cleaned_data
    try:
        written = actions.import_translations(
            bundle=said["bundle"], language=said["into"], seen=said["seen"], by=request.user, at=now()
        )
    except Refused as refusal:
        return _page(request, form, error=str(refusal))
    told = ngettext("%(count)s translation is written.", "%(count)s translations are written.", len(written))
    messages.success(request, told % {"count": len(written)})
    return redirect(f"{reverse('directory:translations')}?language={said['into'].pk}&state=all")


def _page(request: Request, form: ImportTranslations, *, error: str = "") -> HttpResponse:
    context: dict[str, object] = {"form": form, "error": error}
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        rows = queries.fates(request.user, said["bundle"], language=said["into"], on=localdate(now()))
        counts = [(fate, [row for row in rows if row.fate == fate]) for fate in queries.Fate]
        context |= {
            "fates": [(fate, some) for fate, some in counts if some],
            "into": said["into"],
            "writes": sum(row.fate in queries.WRITTEN for row in rows),
            "file": b64encode(said["file"]).decode(),
            "seen": queries.seen(rows),
        }
    status = 409 if error else 422 if form.errors else 200
    return render(request, "directory/translations_import.html", context, status=status)
