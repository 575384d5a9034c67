"""Which languages there are: added, put in order, offered to visitors or not."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samverka.actors.http import Request
from samverka.core.fields import explaining
from samverka.core.versions import version, version_now
from samverka.directory import actions, rules
from samverka.directory.forms.translations import AddLanguage, EditLanguage
from samverka.directory.models import Language


FIELDS = ("name", "position", "is_shown", "is_spoken_only")


@require_GET
def languages(request: Request) -> HttpResponse:
    return _page(request, AddLanguage())


@require_POST
def add_language(request: Request) -> HttpResponse:
    rules.keep_languages(request.user)
    form = AddLanguage(request.POST)
    if form.is_valid():
        with explaining(form):
            made = actions.add_language(**form.cleaned_data, by=request.user, at=now())
            return redirect("directory:change_language", code=made.pk)
    return _page(request, form)


@require_http_methods(["GET", "POST"])
def change_language(request: Request, code: str) -> HttpResponse:
    rules.keep_languages(request.user)
    found = get_object_or_404(Language, pk=code)
    shown = {name: getattr(found, name) for name in FIELDS} | {"seen": version(found)}
    form = EditLanguage(request.POST if request.method == "POST" else None, initial=shown)
    if form.is_bound and form.is_valid():
        with explaining(form, seen=lambda: version_now(found), beside="is_shown"):
            actions.change_language(language=found, **form.cleaned_data, by=request.user, at=now())
            return redirect("directory:languages")
    context = {"into": found, "form": form}
    return render(request, "directory/language.html", context, status=form.status if form.is_bound else 200)


def _page(request: Request, form: AddLanguage) -> HttpResponse:
    rules.keep_languages(request.user)
    context = {"form": form, "found": Language.objects.all()}
    return render(request, "directory/languages.html", context, status=422 if form.errors else 200)
