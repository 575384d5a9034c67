"""How facts of the directory are said in words."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils import dates
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from samverka.directory.forms.hours import NTH
from samverka.directory.models import OpeningRule, Service
from samverka.directory.models.spoken import SPOKEN
from samverka.directory.queries.hours import Weekly


register = template.Library()


@register.filter
def of(found: Mapping[Any, Any], key: Any) -> Any:
    return found.get(key)


@register.filter
def directory_page(noun: str) -> str:
    """The name of an entry's own page."""
    return f"directory:{noun}"


@register.filter
def in_words(rule: Weekly) -> str:
    """One rule of the week, as in “mån, ons 09.00, by appointment”."""
    hours = f"{rule.opens:%H.%M}–{rule.closes:%H.%M}"  # noqa: RUF001 (from one hour to another)
    if rule.opens == rule.closes and not rule.opens:
        hours = _("round the clock")
    elif rule.closes <= rule.opens and rule.closes.strftime("%H%M") != "0000":
        hours = _("%(opens)s till %(closes)s the next day") % {
            "opens": f"{rule.opens:%H.%M}",
            "closes": f"{rule.closes:%H.%M}",
        }
    parts = [f"{_days(rule.weekdays)} {hours}"]
    parts += [str(dict(NTH)[str(rule.nth)])] if rule.nth else []
    parts += [str(OpeningRule.Kind(rule.kind).label)] if rule.kind != OpeningRule.Kind.OPEN else []
    if rule.valid_from:
        parts.append(_("from %(day)s") % {"day": date_format(rule.valid_from, "j F Y")})
    if rule.valid_to:
        parts.append(_("until %(day)s") % {"day": date_format(rule.valid_to, "j F Y")})
    return ", ".join(parts)


@register.filter
def for_whom(service: Service) -> str:
    return ", ".join(str(Service.Audience(one).label) for one in service.audience) or _("everybody")


@register.filter
def spoken(service: Service) -> str:
    return ", ".join(str(SPOKEN.get(code, code)) for code in service.spoken)


def _days(weekdays: str) -> str:
    """Days of the week, those that follow each other as one stretch."""
    stretches: list[list[int]] = []
    for day in map(int, weekdays):
        if stretches and stretches[-1][-1] == day - 1:
            stretches[-1].append(day)
        else:
            stretches.append([day])
    names = {number + 1: str(name) for number, name in dates.WEEKDAYS_ABBR.items()}
    return ", ".join(_stretch([names[day] for day in stretch]) for stretch in stretches)


def _stretch(names: list[str]) -> str:
    return f"{names[0]}–{names[-1]}" if len(names) > 2 else ", ".join(names)  # noqa: RUF001 (from one to another)
