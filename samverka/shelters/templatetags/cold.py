"""What a rule for extra-cold nights says, and why a night meets it or does not, in words."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from samverka.shelters.cold_rule import LEVELS, Trigger
from samverka.shelters.models import ColdReading
from samverka.shelters.policy import METRIC, WARNING_LEVELS


register = template.Library()


@register.filter
def degrees(value: float | None) -> str:
    """With one decimal and a true minus sign."""
    return "–" if value is None else f"{number_format(value, 1)} °C".replace("-", "\N{MINUS SIGN}")  # noqa: RUF001


@register.filter
def whole_degrees(value: float) -> str:
    return f"{value:g} °C".replace("-", "\N{MINUS SIGN}")


@register.filter
def in_words(rule: Trigger) -> str:
    """A rule as one sentence."""
    told = {"metric": METRIC[rule.metric], "threshold": whole_degrees(rule.threshold)}
    told |= {"begins": rule.begins, "ends": rule.ends, "warning": WARNING_LEVELS[rule.warning_level]}
    sentence = _("%(metric)s is %(threshold)s or colder between %(begins)s and %(ends)s; %(warning)s") % told
    return sentence[:1].upper() + sentence[1:]


@register.filter
def why(reading: ColdReading) -> str:
    """Why the rule is met, is not, or nobody knows."""
    words = {
        "colder": _("as cold as the rule says"),
        "warned": _("a warning that counts: %(warnings)s") % {"warnings": _warnings(reading)},
        "warmer": _("milder than the rule says"),
        "season": _("out of season"),
        "incomplete": _("the forecast does not tell the whole night"),
        "old": _("the forecast is old"),
        "no_forecast": _("no forecast for this night"),
        "no_warnings": _("nobody knows whether there is a warning"),
        "unstated": _("a warning (%(warnings)s) that does not count until the rule names a colour")
        % {"warnings": _warnings(reading)},
    }
    told = "; ".join(words.get(reason, reason) for reason in reading.reasons)
    return told[:1].upper() + told[1:]


@register.filter
def lasting(minutes: int) -> str:
    """3 h 20 min."""
    hours, rest = divmod(int(minutes), 60)
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest} if hours else f"{rest} min"


def _warnings(reading: ColdReading) -> str:
    levels = {"message": _("message"), "yellow": _("yellow"), "orange": _("orange"), "red": _("red")}
    found = {one["level"]: one["kind"] for one in reading.alerts if one["level"] in LEVELS}
    return ", ".join(" ".join(filter(None, [levels[level], kind])) for level, kind in found.items())
