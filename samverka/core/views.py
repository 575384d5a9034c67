"""Pages that every installation has: is it well, what went wrong, and files beside things."""

import logging
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import Error, IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samverka.core import actions, drafts
from samverka.core.access import Refused
from samverka.core.attached import file_for, is_for_good, loose_files, owner_for
from samverka.core.fields import explaining
from samverka.core.forms import AttachFile
from samverka.core.http import for_machines
from samverka.core.http import problem as api_problem
from samverka.core.ids import new_id
from samverka.core.outages import passes


log = logging.getLogger(__name__)
SPACE = 100 * 1024 * 1024  # bytes that must be free for a night's writes
FILLING = "readyz " * 2000  # more than what is left on a page of the database
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
}
EPOCH = "1970-01-01 00:00:00"
RETRY_AFTER = "5"  # seconds


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Can a night be lived here? Database writable, migrations applied, room on the disk."""
    found = {"database": _works(_writable), "migrations": _works(_migrated), "disk": _room()}
    told = {name: "ok" if good else "failing" for name, good in found.items()} | {"backup": "none verified yet"}
    return JsonResponse(told, status=200 if all(found.values()) else 503)


@login_not_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where to tell of a weakness (RFC 9116)."""
    lines = [
        f"Contact: mailto:{settings.SECURITY_CONTACT}",
        "Expires: 2027-12-31T23:59:59Z",
        "Preferred-Languages: sv, en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def _problem(status: int, title: Any, text: Any) -> Callable[..., HttpResponse]:
    def problem(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        told = str(exception) if status == 403 and str(exception) else ""
        if for_machines(request):
            return api_problem(status, told or title)
        context = {"title": title, "text": told or text}
        return render(request, "core/problem.html", context, status=status)

    return problem


bad_request = _problem(400, _("That could not be read"), _("Go back and try again."))
forbidden = _problem(403, _("You may not do this"), _("Ask whoever invited you if you need it."))
not_found = _problem(404, _("This page is not there"), _("It may have been purged, or the address is wrong."))


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database takes nothing just now. Whoever waits a little may try again."""
    if for_machines(request):
        response: HttpResponse = api_problem(503, _("This cannot be saved just now"))
    else:
        response = render(request, "core/unavailable.html", status=503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def clashed(request: HttpRequest) -> HttpResponse:
    """The database had the last word: two asked for the same at once, past all questions. The page goes back."""
    log.warning("Two requests at once: the database refused one.", exc_info=True)
    if for_machines(request):
        return api_problem(409, _("Somebody was quicker. Look again, and try once more."))
    return render(request, "core/clashed.html", {"back": request.path}, status=409)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke on our side. Says so without asking anything that may be broken too."""
    error = sys.exc_info()[1]
    if passes(error):
        return unavailable(request)
    if isinstance(error, IntegrityError) and request.method == "POST":
        return clashed(request)
    if for_machines(request):
        return api_problem(500, "Something broke on our side.")
    return render(request, "core/failed.html", status=500)


@login_not_required
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A file, to be kept and opened elsewhere: in our pages it never runs."""
    found = file_for(request.user, pk)
    if found is None:
        raise Http404
    name = f"{slugify(found.title)[:80] or found.kind.partition('.')[2]}.{found.media}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(bytes(found.content), content_type=MEDIA_TYPES[found.media], headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def attach_file(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    found = owner_for(request.user, kind, pk)
    if found is None:
        raise Http404
    holder, owner = found
    holder.keep(request.user, owner)
    form = AttachFile(request.POST or None, request.FILES or None)
    if form.is_valid():
        with explaining(form):
            actions.attach_file(**form.cleaned_data, owner=owner, by=request.user, at=now())
            return redirect(holder.page, owner.pk)
    context = {"form": form, "owner": owner, "page": holder.page, "is_for_good": is_for_good(owner, at=now())}
    return render(request, "core/attach_file.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def take_away_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = file_for(request.user, pk)
    owned = owner_for(request.user, found.kind, found.owner) if found else None
    if found is None or owned is None:
        raise Http404
    holder, owner = owned
    holder.keep(request.user, owner)
    if request.method == "POST":
        try:
            actions.take_away_file(file=found, owner=owner, by=request.user, at=now())
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(holder.page, owner.pk)
    context = {"file": found, "page": holder.page, "is_loose": loose_files(owner, [found], at=now())}
    return render(request, "core/take_away_file.html", context)


@login_not_required  # a log-in may have run out while somebody wrote: the name in the form is signed
@require_POST
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keep what was typed so far. A script hears that it is kept; a browser without scripts is led back to the form."""
    draft, typed = drafts.whose(request.POST.get("draft_of", "")), drafts.typed_in(request.POST)
    if not draft or typed is None:
        return bad_request(request)
    actions.keep_draft(**draft, typed=typed, at=now())
    if "by_script" not in request.GET:
        return redirect(draft["form"] + "?draft=resume")
    if "left_out" in typed:
        return HttpResponse(_("Draft kept, but not the fields that hold a personal number"), "text/plain")
    return HttpResponse(status=204)


@require_POST
def drop_draft(request: HttpRequest) -> HttpResponse:
    """Throw a draft away, and begin with what is saved."""
    draft = drafts.whose(request.POST.get("draft_of", ""))
    if not draft or draft["by"] != str(request.user.pk):
        raise Http404
    actions.drop_draft(**draft)
    return redirect(draft["form"])


def _works(ask: Callable[[], bool]) -> bool:
    try:
        return ask()
    except Error:
        return False


def _writable() -> bool:
    """Can something be written, and is there room for more? What is written is taken away again."""
    key = f"readyz {new_id()}"
    with connection.cursor() as cursor:
        cursor.execute("insert into core_cache (cache_key, value, expires) values (%s, %s, %s)", [key, FILLING, EPOCH])
        cursor.execute("delete from core_cache where cache_key = %s", [key])
    return True


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _room() -> bool:
    place = Path(str(connection.settings_dict["NAME"])).parent if connection.vendor == "sqlite" else settings.ROOT
    return shutil.disk_usage(place).free > SPACE
