"""The rules of the directory that are dated data: how long an entry is believed, and which days are no working days."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from samverka.core.audit import LOOKS
from samverka.core.county import SWEDEN
from samverka.core.policy import CONTRADICTIONS, Key, Policies, lately, register, some_of, whole
from samverka.directory.holidays import holidays
from samverka.directory.hours import Holiday
from samverka.directory.models.entries import HIDE_DAYS


CHAPTER = "directory"
SCOPE = f"nation:{SWEDEN}"  # the only one: what is hidden, and when, must be the same in every list and feed
REMIND_DAYS = "directory_remind_days"
HOLIDAYS, EVES = "directory_holidays", "directory_eves"
_KNOWN = {one.code: one for one in holidays(2026).values()}  # every year has the same
_NAMES = {one.code: one.name for one in _KNOWN.values()}


def _key(name: str, text: Any, *, eves: bool) -> Key:
    """Days of the law on public holidays (1989:253), or the eves that most people keep as such."""
    default = [code for code, one in _KNOWN.items() if one.is_eve == eves]
    return Key(name, text, some_of(*_KNOWN), default, chapter=CHAPTER, words=_NAMES, is_set=True)


register(
    Key(REMIND_DAYS, _("Days until keepers are asked whether an entry is still right"), whole(7, 365), 90,
        chapter=CHAPTER),
    Key(HIDE_DAYS, _("Days until an entry that nobody has found right is hidden"), whole(14, 730), 180,
        chapter=CHAPTER),
    _key(HOLIDAYS, _("Days that count as holidays"), eves=False),
    _key(EVES, _("Days that count as eves"), eves=True),
)  # fmt: skip
LOOKS["directory.address_seen"] = _("saw where a place is that only partners know")


def _order(policies: Policies) -> Iterator[str]:
    if policies.value(REMIND_DAYS) >= policies.value(HIDE_DAYS):
        yield str(_("Keepers must be asked before an entry is hidden."))


CONTRADICTIONS.append(_order)


def remind_days(on: date) -> int:
    return int(_nation(REMIND_DAYS, on))


def hide_days(on: date) -> int:
    return int(_nation(HIDE_DAYS, on))


def calendar(on: date) -> dict[date, Holiday]:
    """The holidays and eves of a year and its neighbours, as the rules of that day have them. One query, or none."""
    rules = lately([SCOPE], on=on)
    holy, eves = rules.value(HOLIDAYS), rules.value(EVES)
    days = holidays(on.year - 1, on.year, on.year + 1)
    return {
        day: Holiday(one.code, one.name, is_eve=one.code not in holy)
        for day, one in days.items()
        if one.code in holy or one.code in eves
    }


def _nation(key: str, on: date) -> Any:
    return lately([SCOPE], on=on).value(key)
