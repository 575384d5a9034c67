"""One field finds everything that one may open: with its kind, its age and how it stands."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
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
    typed, kind, asked = request.GET.get("q", ""), request.GET.get("kind", ""), request.GET.get("page", "1")
    kind = kind if kind in finding.KINDS else ""
    number = min(max(int(asked), 1), LAST) if asked.isdecimal() and len(asked) < 4 else 1
    ask = partial(finding.search, typed, marks=finding.marks_of(request.user), at=now(), kind=kind, limit=PAGE)
    answer = ask(start=PAGE * (number - 1))
    page = Paginator(range(min(answer.number, PAGE * LAST)), PAGE).get_page(number)
    if page.number < number:  # there are fewer
        answer = ask(start=PAGE * (page.number - 1))
    context = {"typed": typed, "kind": kind, "answer": answer, "page": page, **_kinds(answer, kind)}
    return render(request, "web/search.html", context)


def _kinds(answer: finding.Answer, chosen: str) -> dict[str, Any]:
    """The kinds that were found, with their numbers; and others of which there may be some that were not looked at."""
    counts, more, known = answer.counts, answer.uncounted, finding.KINDS.items()
    return {
        "kinds": [(one, counts[key], key in more) for key, one in known if key in counts or key == chosen],
        "others": [one for key, one in known if key in more and key not in counts and key != chosen],
        "all": 0 if chosen and more else sum(counts.values()),
    }
