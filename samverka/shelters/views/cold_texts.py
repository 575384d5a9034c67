"""What a municipality prepares before the season: its rule for extra-cold nights, and the texts that are announced."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Territory
from samverka.core.fields import explaining
from samverka.core.versions import version
from samverka.shelters import actions, clock, queries
from samverka.shelters.cold_rule import Trigger
from samverka.shelters.forms.cold import SetTrigger, WriteText
from samverka.shelters.models.cold import SPOKEN
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.presets import COLD, COLD_NOTE
from samverka.shelters.presets.announcements import COLD_DRAFT


@require_http_methods(["GET", "POST"])
def set_cold_trigger(request: Request, code: str) -> HttpResponse:
    """When a night is extra cold here. A known rule can be begun from."""
    here, tonight = _find_place(request, code), clock.tonight(now(), closes=MORNING_CLOSE)
    rule, source = queries.cold_trigger(code, on=tonight)
    preset = next((one for one in COLD if one.code == request.GET.get("known")), None)
    seen = version(queries.last_cold_trigger(code))
    begun = _begun(preset.rule if preset else (rule or Trigger(-7.0)).as_record(), tonight)
    begun |= {"seen": seen, "source": preset.source if preset else ""}
    form = SetTrigger(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        with explaining(form, seen=lambda: seen):
            actions.set_cold_trigger(territory=here, by=request.user, at=now(), **form.cleaned_data)
            messages.success(request, _("Saved. It holds from the night you chose."))
            return redirect("shelters:cold")
    context = {"here": here, "form": form, "rule": rule, "source": source, "presets": COLD, "note": COLD_NOTE}
    return render(request, "shelters/cold_rule.html", context, status=form.status)


def _begun(rule: Any, tonight: date) -> dict[str, Any]:
    """A rule as its form takes it; of the season's days the year does not matter."""
    ends = {name: f"{tonight:%Y}-{rule[name]}" for name in ("season_first", "season_last")}
    return {**rule, **ends, "warning_types": ", ".join(rule["warning_types"]), "valid_from": tonight}


@require_http_methods(["GET", "POST"])
def write_cold_text(request: Request, code: str) -> HttpResponse:
    """The texts in every language, each with its version; what is posted becomes the next one."""
    here, prepared = _find_place(request, code), queries.cold_texts(code)
    posted = request.POST.get("language", "") if request.method == "POST" else ""
    forms = {}
    for language in SPOKEN:
        begun = {"text": prepared[language].text if language in prepared else _draft(language)}
        typed = request.POST if language == posted else None
        forms[language] = WriteText(typed, initial=begun, auto_id=f"id_{language}_%s")
    form = forms.get(posted)
    if form and form.is_valid():
        with explaining(form, beside="text"):
            actions.write_cold_text(territory=here, language=posted, **form.cleaned_data, by=request.user, at=now())
            messages.success(request, _("Saved as a new version."))
            return redirect("shelters:write_cold_text", code=code)
    lines = [(language, _name(language), prepared.get(language), form) for language, form in forms.items()]
    status = 422 if form and form.errors else 200
    return render(request, "shelters/cold_texts.html", {"here": here, "lines": lines}, status=status)


def _draft(language: str) -> str:
    with override(language):
        return str(COLD_DRAFT)


def _name(language: str) -> str:
    return {"sv": _("Swedish"), "en": _("English"), "ro": _("Romanian"), "bg": _("Bulgarian")}[language]


def _find_place(request: Request, code: str) -> Territory:
    return get_object_or_404(queries.deciding_for(request.user), code=code)
