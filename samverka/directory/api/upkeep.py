"""What was found right, and what the public says is wrong."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Query, Router

from samverka.actors.http import Request
from samverka.core.api import PROBLEMS, Id, Listed, Page, listed
from samverka.directory import actions
from samverka.directory.api.entries import own_provider, own_service
from samverka.directory.api.schemas import AnswerReport, ErrorReportOut, Verified
from samverka.directory.models import ErrorReport, Provider


router = Router(tags=["directory"])


@router.post("/directory/services/{service_id}/verifications", response={200: Verified, **PROBLEMS})
def verify_service(request: Request, service_id: Id) -> Any:
    """A service is as told. Said twice on a day, it is said once."""
    found = own_service(request, service_id)
    right = actions.verify(provider=found.provider, services=[found], by=request.user, at=now())
    return {"services": [one.pk for one in right]}


@router.post("/directory/providers/{provider_id}/verifications", response={200: Verified, **PROBLEMS})
def verify_provider(request: Request, provider_id: Id) -> Any:
    """All services of a provider that run are as told."""
    found = own_provider(request, provider_id)
    right = actions.verify(provider=found, services=found.services.running(), by=request.user, at=now())
    return {"services": [one.pk for one in right]}


@router.get("/directory/error-reports", response={200: Listed[ErrorReportOut], **PROBLEMS})
def error_reports(request: Request, page: Query[Page]) -> Any:
    """What the public says is wrong with the services that the caller keeps, what waits first."""
    kept = ErrorReport.objects.filter(service__provider__in=Provider.objects.kept_by(request.user))
    return listed(kept.order_by("handled_at", "at", "pk"), page)


@router.post("/directory/error-reports/{report_id}/answer", response={200: ErrorReportOut, **PROBLEMS})
def handle_report(request: Request, report_id: Id, payload: AnswerReport) -> Any:
    """Say that the entry is mended, or was right."""
    kept = ErrorReport.objects.filter(service__provider__in=Provider.objects.kept_by(request.user))
    report = get_object_or_404(kept.select_related("service__provider__organisation"), pk=report_id)
    return actions.handle_report(report=report, state=payload.state, by=request.user, at=now())
