"""The rules of the directory: what holds today and where it is written, a rule decided anew."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import why_not
from samverka.core.deciding import as_written
from samverka.core.fields import explaining
from samverka.core.policy import KEYS, decided, effective, known, last_decided
from samverka.core.versions import version
from samverka.directory import actions, rules
from samverka.directory.forms.policies import EditRule
from samverka.directory.policy import CHAPTER, SCOPE


@require_GET
def directory_rules(request: Request) -> HttpResponse:
    """Everybody who works here may read them."""
    held = effective([SCOPE], on=localdate(now()))
    context = {
        "date": localdate(now()),
        "lines": [
            (
                key,
                key.told(held.value(key.name)),
                held.source(key.name),
                reverse("directory:set_policy", args=[key.name]),
            )
            for key in known(CHAPTER)
        ],
        "history": decided([SCOPE], chapter=CHAPTER),
        "blocked": why_not(rules.set_policy, request.user),
    }
    return render(request, "directory/rules.html", context)


@require_http_methods(["GET", "POST"])
def set_policy(request: Request, key: str) -> HttpResponse:
    """A new value ends the one before; days that are over keep theirs."""
    rule, today = KEYS.get(key), localdate(now())
    if rule is None or rule.chapter != CHAPTER:
        raise Http404
    begun = {"valid_from": today, "value": as_written(rule, effective([SCOPE], on=today).value(key))}
    seen = version(last_decided(SCOPE, key))
    form = EditRule(request.POST if request.method == "POST" else None, key=rule, initial=begun | {"seen": seen})
    if request.method == "POST" and form.is_valid():
        with explaining(form, beside="value", seen=lambda: seen):
            actions.set_policy(key=key, by=request.user, at=now(), **form.cleaned_data)
            messages.success(request, _("Saved. It holds from the day you chose."))
            return redirect("directory:directory_rules")
    context = {"rule": rule, "form": form, "blocked": why_not(rules.set_policy, request.user)}
    return render(request, "directory/rule.html", context, status=form.status)
