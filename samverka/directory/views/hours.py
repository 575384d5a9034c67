"""The editor of hours: line by line, with the week as people will read it beside."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samverka.actors.http import Request
from samverka.core.fields import explaining
from samverka.core.http import respond, wants_part
from samverka.directory import actions, queries
from samverka.directory.forms.hours import AroundHours, Lines, told
from samverka.directory.models import ServicePlace
from samverka.directory.queries.hours import Owner, Weekly
from samverka.directory.views.finding import find


Save = Callable[[list[Weekly], dict[str, str]], Any]
MORE = 3  # lines


@require_http_methods(["GET", "POST"])
def edit_hours(request: Request, noun: str, pk: UUID) -> HttpResponse:
    owner: Owner = find(request.user, noun, pk, "place", "service", "stop")

    def save(weekly: list[Weekly], said: dict[str, str]) -> None:
        actions.set_hours(owner=owner, weekly=weekly, by=request.user, at=now(), **said)

    entry = owner.service if isinstance(owner, ServicePlace) else owner
    return hours_page(request, owner, save, back=(f"directory:{entry._meta.model_name}", entry.pk))


def hours_page(request: Request, owner: Owner, save: Save, *, back: tuple[str, Any]) -> HttpResponse:
    """Show the lines, add some, show what week they make, or keep them."""
    around, lines = _forms(request, owner)
    is_sent = _is_sent(request)
    if is_sent and lines.is_valid() and around.is_valid():
        with explaining(around, seen=lambda: queries.hours_version(type(owner)._default_manager.get(pk=owner.pk))):
            save(lines.weekly(), around.cleaned_data)
            messages.success(request, _("The hours are kept."))
            return redirect(*back)
    status = around.status if is_sent and not lines.total_error_count() else 422 if is_sent else 200
    context = {"owner": owner, "around": around, "lines": lines, "is_sent": is_sent, "back": back}
    context["week"] = _week(owner, around, lines)
    return respond(request, "directory/hours.html", context, part="week", status=status)


def _is_sent(request: Request) -> bool:
    """Are the lines to be kept, or only shown otherwise?"""
    return request.method == "POST" and not wants_part(request) and not {"more", "preview"} & {*request.POST}


def _forms(request: Request, owner: Owner) -> tuple[AroundHours, Any]:
    """The editor's two halves as they were sent, perhaps with some lines more, or as things stand."""
    if request.method == "POST":
        sent = request.POST.copy()
        count = str(sent.get("line-TOTAL_FORMS", ""))
        if "more" in sent and count.isdecimal() and len(count) < 3:
            sent["line-TOTAL_FORMS"] = str(int(count) + MORE)
        return AroundHours(sent, owner=owner), Lines(sent, prefix="line")
    stands = {name: getattr(owner, name, "") for name in ("holidays", "eves")}
    around = AroundHours(owner=owner, initial={**stands, "seen": queries.hours_version(owner)})
    return around, Lines(prefix="line", initial=[told(rule) for rule in queries.weekly(owner)])


def _week(owner: Owner, around: AroundHours, lines: Any) -> list[queries.WeekDay]:
    """This week, as the lines say it now."""
    if not lines.is_bound:
        return queries.week(queries.hours_of(owner), on=localdate(now()))
    chosen = around.cleaned_data if around.is_valid() else {}
    said = {name: str(chosen.get(name, "")) for name in ("holidays", "eves")}
    return queries.week(queries.hours_if(owner, lines.weekly(), **said), on=localdate(now()))
