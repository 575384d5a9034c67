"""The rules of a pool: what holds tonight and where it is written, a rule decided anew, known rule sets."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import why_not
from samverka.core.deciding import as_written
from samverka.core.fields import explaining
from samverka.core.policy import KEYS, Key, Policies, effective, known
from samverka.core.versions import version
from samverka.shelters import actions, clock, queries, rules
from samverka.shelters.forms.policies import ApplyPreset, SetPolicy
from samverka.shelters.models import Pool
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.presets import PRESETS


@require_GET
def pool_rules(request: Request, pk: UUID) -> HttpResponse:
    pool = _find_pool(request, pk)
    held = effective(pool.scopes, on=_tonight())
    context = {
        "pool": pool,
        "date": _tonight(),
        "lines": [_line(key, pool, held) for key in known()],
        "history": queries.decided_rules(pool),
        "blocked": why_not(rules.set_policy, request.user, pool),
    }
    return render(request, "shelters/rules.html", context)


def _line(key: Key, pool: Pool, held: Policies) -> tuple[Key, str, str, str]:
    """A rule, what it says, where that is written, and where it is changed. What the pool itself says goes first."""
    if key.name == "intake_place" and pool.intake_place:
        return (
            key,
            pool.intake_place,
            _("the pool itself"),
            reverse("shelters:edit_pool", args=[pool.organisation_id, pool.pk]),
        )
    way = reverse("shelters:set_policy", args=[pool.pk, key.name])
    return key, key.told(held.value(key.name)), held.source(key.name), way


@require_http_methods(["GET", "POST"])
def set_policy(request: Request, pk: UUID, key: str) -> HttpResponse:
    """A new value ends the one before; nights that are over keep theirs."""
    pool, rule = _find_pool(request, pk), KEYS.get(key)
    if rule is None or rule.chapter:
        raise Http404
    held = effective(pool.scopes, on=_tonight()).value(key)
    seen = version(queries.last_decided(pool, key))
    begun = {"valid_from": _tonight(), "value": as_written(rule, held), "seen": seen}
    form = SetPolicy(request.POST if request.method == "POST" else None, key=rule, initial=begun)
    if request.method == "POST" and form.is_valid():
        with explaining(form, seen=lambda: seen, beside="value"):
            actions.set_policy(key=key, pool=pool, by=request.user, at=now(), **form.cleaned_data)
            messages.success(request, _("Saved. It holds from the night you chose."))
            return redirect("shelters:pool_rules", pk=pk)
    context = {"pool": pool, "rule": rule, "form": form, "blocked": why_not(rules.set_policy, request.user, pool)}
    return render(request, "shelters/rule.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
def apply_preset(request: Request, pk: UUID) -> HttpResponse:
    """Known rule sets, what each would say here, and a button that lets one hold."""
    pool = _find_pool(request, pk)
    form = ApplyPreset(request.POST if request.method == "POST" else None, initial={"valid_from": _tonight()})
    if request.method == "POST" and form.is_valid():
        name, begins = request.POST.get("preset", ""), form.cleaned_data["valid_from"]
        with explaining(form):
            written = actions.apply_preset(name=name, pool=pool, valid_from=begins, by=request.user, at=now())
            messages.success(request, _("%(count)s rules hold from the night you chose.") % {"count": len(written)})
            return redirect("shelters:pool_rules", pk=pk)
    blocked = why_not(rules.set_policy, request.user, pool)
    context = {"pool": pool, "form": form, "presets": _presets(pool), "blocked": blocked}
    return render(request, "shelters/presets.html", context, status=422 if form.errors else 200)


def _presets(pool: Pool) -> list[tuple[object, list[tuple[object, str, str]]]]:
    """Each known rule set with its rules: what the rule is about, what it would say, what it says now."""
    held = effective(pool.scopes, on=_tonight())
    return [
        (one, [(KEYS[key].text, KEYS[key].told(value), KEYS[key].told(held.value(key))) for key, value in
               one.rules.items()])
        for one in PRESETS.values()
    ]  # fmt: skip


def _tonight() -> date:
    return clock.tonight(now(), closes=MORNING_CLOSE)


def _find_pool(request: Request, pk: UUID) -> Pool:
    return get_object_or_404(Pool.objects.seen_by(request.user), pk=pk)
