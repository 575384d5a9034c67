"""Forms of support, municipality by municipality: what neighbours compare."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.actors.models import Territory
from samverka.core.county import SWEDEN
from samverka.situation import queries, rules
from samverka.situation.queries.profiles import columns, profiles


@require_GET
def support(request: Request, code: str) -> HttpResponse:
    """One municipality's page, or the table of a county."""
    rules.compare_support(request.user)
    here = get_object_or_404(Territory, pk=code)
    if len(code) == 4:
        [profile] = profiles([here])
        county = get_object_or_404(Territory, pk=here.county)
        return render(request, "situation/profile.html", {"profile": profile, "county": county})
    found = profiles([] if code == SWEDEN else list(queries.towns_in(here)))
    told = columns(found)
    context = {
        "county": here,
        "counties": Territory.objects.filter(code__regex="^(0[1-9]|[12][0-9])$").order_by("code"),
        "columns": [text for _code, text in told],
        "rows": [(one, [one.of(name) for name, _text in told]) for one in found],
    }
    return render(request, "situation/support.html", context)
