"""Somebody without a name says that an entry is wrong. Nothing about who says so is asked, seen or kept."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samverka.core.access import Refused
from samverka.core.http import Limit, is_ours
from samverka.core.ids import new_id
from samverka.directory import actions
from samverka.directory.models import Service
from samverka.directory.queries import texts
from samverka.web.forms import ReportError
from samverka.web.http import Edition, public, public_page, show


REPORTS = Limit(120)


@csrf_exempt  # there is no log-in that another page could misuse, and a token would need a cookie
@public
@require_http_methods(["GET", "HEAD", "POST"])
def report_error(request: HttpRequest, edition: Edition, pk: UUID) -> HttpResponse:
    """A form like any other: it works without scripts, and answers 303, 422 or 429."""
    service = Service.objects.shown(localdate(now())).filter(pk=pk).first()
    if service is None:
        raise Http404
    if request.method != "POST":
        return _form(edition, service, ReportError(initial={"id": new_id()}))
    form = ReportError(request.POST)
    if not is_ours(request) or not form.is_valid():
        return _form(edition, service, form, status=422)
    if REPORTS.is_reached(now()):
        form.add_error(None, _("Many reports come in just now. Please try again in an hour."))
        return _form(edition, service, form, status=429)
    try:
        actions.report_error(service=service, at=now(), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(edition, service, form, status=409)
    return HttpResponse(status=303, headers={"Location": reverse("web:thanks", args=[edition.slug, pk])})


@public_page
def thanks(request: HttpRequest, edition: Edition, pk: UUID) -> HttpResponse:
    return HttpResponse(show("web/thanks.html", edition, rest=f"service/{pk}/report/thanks/", pk=pk))


def _form(edition: Edition, service: Service, form: ReportError, *, status: int = 200) -> HttpResponse:
    name = texts([service.pk], language=edition.language, field="name").of(service, "name")
    page = show("web/report.html", edition, rest=f"service/{service.pk}/report/", form=form, name=name, pk=service.pk)
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})
