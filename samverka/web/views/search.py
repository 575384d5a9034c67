"""One field finds everything that one may open: with its kind, its age and how it stands."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.core import finding


PAGE, LAST = 20, 25  # results of a page, and pages of what is looked at


@require_GET
def search(request: Request) -> HttpResponse:
    """What was found, the best first; of one kind when one is chosen."""
    typed, kind, page = request.GET.get("q", ""), request.GET.get("kind", ""), request.GET.get("page", "1")
    kind = kind if kind in finding.KINDS else ""
    number = min(max(int(page), 1), LAST) if page.isdecimal() and len(page) < 4 else 1
    marks, start = finding.marks_of(request.user), PAGE * (number - 1)
    answer = finding.search(typed, marks=marks, at=now(), kind=kind, start=start, limit=PAGE)
    kinds = [(one, answer.counts[key]) for key, one in finding.KINDS.items() if key in answer.counts]
    context = {
        "typed": typed, "kind": kind, "answer": answer, "kinds": kinds, "all": sum(answer.counts.values()),
        "before": number - 1, "after": number + 1 if answer.number > start + PAGE else 0,
    }  # fmt: skip
    return render(request, "web/search.html", context)
