"""Still right? One button for a service, one for all of a provider; and what the public says is wrong."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _

from samverka.actors.http import Request
from samverka.core.access import Refused
from samverka.core.http import form_on
from samverka.directory import actions
from samverka.directory.models import ErrorReport, Provider
from samverka.directory.views.finding import find


def _find_verified(request: Request, noun: str, pk: UUID) -> Any:
    return find(request.user, noun, pk, "provider", "service")


@form_on("directory:{noun}", _find_verified)
def verify(request: Request, noun: str, pk: UUID) -> HttpResponse:
    """A service, or all of a provider's, are as told."""
    found = _find_verified(request, noun, pk)
    provider = found if noun == "provider" else found.provider
    services = found.services.running() if noun == "provider" else [found]
    actions.verify(provider=provider, services=services, by=request.user, at=now())
    messages.success(request, _("Thank you. It counts as right from today."))
    return redirect(f"directory:{noun}", pk=pk)


def _find_report(request: Request, pk: UUID) -> ErrorReport:
    kept = ErrorReport.objects.filter(service__provider__in=Provider.objects.kept_by(request.user))
    return get_object_or_404(kept.select_related("service__provider__organisation"), pk=pk)


@form_on("directory:service", _find_report, of="service_id")
def handle_report(request: Request, pk: UUID) -> HttpResponse:
    report = _find_report(request, pk)
    try:
        actions.handle_report(report=report, state=request.POST.get("state", ""), by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The report is answered."))
    return redirect("directory:service", pk=report.service_id)
