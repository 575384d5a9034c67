"""The rules of work in the field that are dated data."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from samverka.core.county import SWEDEN
from samverka.core.policy import Key, Policies, effective, register, text, whole, yes_no


CHAPTER = "outreach"
UNDO_MINUTES, AGE_BANDS = "outreach_undo_minutes", "outreach_age_bands"
TRAFFICKING_LINE, WORK_LINE = "trafficking_line", "work_environment_line"


def _key(name: str, told: Any, read: Any, default: Any) -> Key:
    return Key(name, told, read, default, chapter=CHAPTER)


register(
    _key(UNDO_MINUTES, _("Minutes in which whoever noted a tally can undo it"), whole(5, 1440), 120),
    _key(AGE_BANDS, _("Age bands are counted, since a funder needs them"), yes_no, False),
    _key(TRAFFICKING_LINE, _("Number of the regional coordinator against trafficking"), text, ""),
    _key(WORK_LINE, _("Number of the work environment authority"), text, ""),
)


def scopes(code: str) -> list[str]:
    """Where the rules of a municipality are looked up, the widest first."""
    return [f"nation:{SWEDEN}", f"county:{code[:2]}", f"municipality:{code}"]


def rules_of(code: str, *, on: date) -> Policies:
    return effective(scopes(code), on=on)
