"""Somebody without a name tells of a place where people may need help, and reads by a code what became of it.

Nothing about who tells it is asked, seen or kept. A child, or a danger to life, is no tip: there the form stops.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samverka.actors.models import Territory
from samverka.core.fields import explaining
from samverka.core.http import Limit, is_ours
from samverka.core.ids import new_id, read_code
from samverka.directory import queries as directory
from samverka.directory.queries import TownName
from samverka.outreach import actions, queries
from samverka.outreach.actions.tips import digest_of, new_tip_code
from samverka.outreach.models import Tip
from samverka.outreach.models.tip_words import TipAnswer, Worry
from samverka.outreach.models.tips import TipState
from samverka.safeguarding.queries import answer as whom_to_call
from samverka.web.forms import ReadTip, SendTip
from samverka.web.http import Edition, public, public_page, show
from samverka.web.views.child import call
from samverka.web.views.town import find_town


TIPS, LOOKS = Limit(120), Limit(600)
PICTURES = {"outdoors": "shelter-cold", "settlement": "shelter-night", "exploitation": "safety-trafficking"}
STOPS = ("child", "danger")
STEPS = (  # what whoever sent a tip is told of its way: never where, never who
    ({TipState.RECEIVED}, _("We have it")),
    ({TipState.TRIAGED}, _("Somebody has read it")),
    ({TipState.PASSED_ON}, _("Somebody has been asked to look")),
    ({TipState.LOOKED_AT, TipState.NOT_FOUND}, _("Somebody has been there")),
    ({TipState.ANSWERED}, _("There is an answer")),
)
LINES = {
    "trafficking": _("The coordinator against trafficking"),
    "work": _("The work environment authority"),
}
ENDS = {
    TipState.DUPLICATE: _("Others told us of this before you. We look at it once."),
    TipState.OUT_OF_SCOPE: _("We have read it, but this is nothing that we can help with."),
}


@public_page
def tip_where(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Which municipality: those where somebody reads tips, or one that is searched for."""
    typed = request.GET.get("q", "").strip()[:100]
    found = directory.towns_named(typed) if typed else queries.tip_towns()
    return _page("web/tip_where.html", edition, "tip/", towns=found, typed=typed)


@public_page
def tip(request: HttpRequest, edition: Edition, town: str) -> HttpResponse:
    """What it is about. A child leads to whom to call, and to no form."""
    here = find_town(town)
    worries = [(value, label, PICTURES.get(value, "map")) for value, label in Worry.choices]
    return _page(
        "web/tip.html", edition, f"{here.slug}/tip/", town=here, worries=worries,
        takes=queries.takes_tips(here.code),
    )  # fmt: skip


@csrf_exempt  # there is no log-in that another page could misuse, and a token would need a cookie
@public
@require_http_methods(["GET", "HEAD", "POST"])
def send_tip(request: HttpRequest, edition: Edition, town: str, worry: str) -> HttpResponse:
    """The form, which works without scripts; what is sent is answered with a code, 409, 422 or 429."""
    here = find_town(town)
    if worry in STOPS or request.POST.get("danger") == "yes":
        return _stop(edition, here, worry)
    if worry not in Worry.values or not queries.takes_tips(here.code):
        raise Http404
    areas = queries.tip_areas(here.code)
    if request.method != "POST":
        begun = {"id": new_id(), "code": new_tip_code(), "seen_on": localdate(now())}
        return _form(edition, here, worry, SendTip(areas=areas, initial=begun))
    form = SendTip(request.POST, areas=areas)
    if not is_ours(request) or not form.is_valid():
        return _form(edition, here, worry, form, status=422)
    return _send(edition, here, worry, form)


@csrf_exempt
@public
@require_http_methods(["GET", "HEAD", "POST"])
def tip_answer(request: HttpRequest, edition: Edition) -> HttpResponse:
    """What became of a tip. The code stands in no address; one that is unknown looks like one that is gone."""
    form = ReadTip(request.POST if request.method == "POST" else None)
    told: dict[str, Any] = {"form": form}
    if request.method != "POST" or not is_ours(request) or not form.is_valid():
        return _page("web/tip_answer.html", edition, "tip/answer/", status=422 if form.errors else 200, **told)
    if LOOKS.is_reached(now()):
        return _page("web/tip_answer.html", edition, "tip/answer/", status=429, is_busy=True, **told)
    found = queries.read_tip(digest_of(read_code(form.cleaned_data["code"])))
    if found is None:
        return _page("web/tip_answer.html", edition, "tip/answer/", status=404, is_gone=True, **told)
    return _page("web/tip_answer.html", edition, "tip/answer/", **_course(found))


def _send(edition: Edition, here: TownName, worry: str, form: SendTip) -> HttpResponse:
    if TIPS.is_reached(now()):
        form.add_error(None, _("Many tips come in just now. Please try again in an hour."))
        return _form(edition, here, worry, form, status=429)
    with explaining(form):
        return _receive(edition, here, worry, form)
    return _form(edition, here, worry, form, status=409)


def _receive(edition: Edition, here: TownName, worry: str, form: SendTip) -> HttpResponse:
    municipality, at = get_object_or_404(Territory, pk=here.code), now()
    sent = actions.receive_tip(municipality=municipality, worry=worry, at=at, **form.told)
    code = form.cleaned_data["code"]
    return _page(
        "web/tip_sent.html", edition, f"{here.slug}/tip/", town=here, tip=sent,
        code=" ".join(code[number : number + 4] for number in range(0, len(code), 4)),
        call=_call(here) if sent.children == "yes" else None,
    )  # fmt: skip


def _form(edition: Edition, here: TownName, worry: str, form: SendTip, *, status: int = 200) -> HttpResponse:
    lines = queries.lines_of(here.code, on=localdate(now())) if worry == Worry.EXPLOITATION else []
    return _page(
        "web/tip_form.html", edition, f"{here.slug}/tip/{worry}/", status=status, town=here, form=form,
        worry=Worry(worry), lines=[(LINES[line], phone) for line, phone in lines if phone],
    )  # fmt: skip


def _stop(edition: Edition, here: TownName, worry: str) -> HttpResponse:
    """No form, nothing read, nothing stored: whom to call."""
    is_child = worry == "child"
    return _page(
        "web/tip_stop.html", edition, f"{here.slug}/tip/{'child' if is_child else 'danger'}/", town=here,
        is_child=is_child, call=_call(here) if is_child else None,
    )  # fmt: skip


def _call(here: TownName) -> Any:
    return call(whom_to_call(here.code, at=now()).now)


def _course(found: Tip) -> dict[str, Any]:
    """How far it has come, and its answer, in the reader's language."""
    state = TipState(found.state)
    reached = next((number for number, (states, _words) in enumerate(STEPS) if state in states), -1)
    return {
        "tip": found,
        "steps": [] if state in ENDS else [words for _states, words in STEPS],
        "current": len(STEPS) if found.is_closed else reached,
        "answer": TipAnswer(found.answer).label if found.answer else ENDS.get(state, ""),
    }


def _page(template: str, edition: Edition, rest: str, *, status: int = 200, **told: Any) -> HttpResponse:
    page = show(template, edition, rest=rest, **told)
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})
