"""What I keep, and what needs me; and where partners find what the public may not."""

from datetime import timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.actors.models import ADMINISTRATORS, COORDINATORS, KEEP_DIRECTORY
from samverka.core.access import why_not
from samverka.directory import actions, policy, queries, rules


PAGE = 50
FILTERS = {
    "": _("All"),
    "reports": _("Reported"),
    "overdue": _("To look at"),
    "hidden": _("Hidden"),
    "removed": _("Removed"),
}


@require_GET
def my_directory(request: Request) -> HttpResponse:
    """Services and providers that the user keeps, by what needs attention."""
    on, only = localdate(now()), request.GET.get("only", "")
    search, only = request.GET.get("search", "").strip()[:100], only if only in FILTERS else ""
    services = queries.my_services(request.user, on=on, search=search, only=only)
    page = Paginator(services, PAGE).get_page(request.GET.get("page"))
    providers = Paginator(queries.my_providers(request.user, search=search), PAGE)
    context = {
        "page": page,
        "missing": queries.missing_translations(page.object_list),
        "providers": providers.get_page(request.GET.get("providers")),
        "search": search,
        "only": only,
        "filters": FILTERS.items(),
        "remind_before": on - timedelta(days=policy.remind_days(on)),
        "hide_before": on - timedelta(days=policy.hide_days(on)),
        "translates": not why_not(rules.translate, request.user),
        "secrets": queries.partner_places(request.user).exists(),
    }
    return render(request, "directory/mine.html", context | _ways(request))


@require_GET
def partner_places(request: Request) -> HttpResponse:
    """Places that are told to partners only, without their addresses."""
    page = Paginator(queries.partner_places(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "directory/partner_places.html", {"page": page})


@require_GET
def partner_address(request: Request, pk: UUID) -> HttpResponse:
    """Where a place is. The look is written down before anything is shown."""
    place = get_object_or_404(queries.partner_places(request.user), pk=pk)
    address = actions.see_address(place=place, by=request.user, at=now())
    return render(request, "directory/partner_address.html", {"place": place, "address": address})


def _ways(request: Request) -> dict[str, bool]:
    """Which other pages the user's roles lead to."""
    roles = {one.role for one in request.user.standing}
    return {
        "adds": bool(roles & {*KEEP_DIRECTORY, *COORDINATORS}),
        "campaigns": bool(roles & {*COORDINATORS}),
        "rules": bool(roles & {*COORDINATORS}),
        "feeds": bool(roles & {*ADMINISTRATORS}),
    }
