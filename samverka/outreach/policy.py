"""The rules of work in the field that are dated data."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from samverka.core.audit import LOOKS
from samverka.core.county import SWEDEN
from samverka.core.policy import Key, Policies, lately, register, text, whole, yes_no
from samverka.outreach.plan import Clock


CHAPTER = "outreach"
UNDO_MINUTES, AGE_BANDS = "outreach_undo_minutes", "outreach_age_bands"
TRAFFICKING_LINE, WORK_LINE = "trafficking_line", "work_environment_line"
OBJECTION_DAYS, PUBLIC_PLACE_HOURS = "removal_objection_days", "removal_public_place_hours"
APPLICATION_FEE, PERSON_FEE, MOST_FEE = "removal_application_fee", "removal_person_fee", "removal_most_fee"
PREPARE_DAYS, OPEN_DAYS, NEXT_DAYS, CLOSE_DAYS = (
    "removal_prepare_days", "removal_open_days", "removal_next_days", "removal_close_days",
)  # fmt: skip
LEAST_TOLD, POSITION_DAYS = "removal_least_told", "settlement_position_days"
TIP_ANSWER_DAYS = "tip_answer_days"


def _key(name: str, told: Any, read: Any, default: Any) -> Key:
    return Key(name, told, read, default, chapter=CHAPTER)


register(
    _key(UNDO_MINUTES, _("Minutes in which whoever noted a tally can undo it"), whole(5, 1440), 120),
    _key(AGE_BANDS, _("Age bands are counted, since a funder needs them"), yes_no, False),
    _key(TRAFFICKING_LINE, _("Number of the regional coordinator against trafficking"), text, ""),
    _key(WORK_LINE, _("Number of the work environment authority"), text, ""),
)
register(
    _key(OBJECTION_DAYS, _("Removal: days to object from the day of service"), whole(1, 90), 10),
    _key(PUBLIC_PLACE_HOURS, _("Removal from a public place: hours from the police's order"), whole(1, 240), 24),
    _key(APPLICATION_FEE, _("Removal: fee for an application, in kronor"), whole(0, 100_000), 300),
    _key(PERSON_FEE, _("Removal: fee for each identified person, in kronor"), whole(0, 100_000), 300),
    _key(MOST_FEE, _("Removal: highest fee for all persons, in kronor"), whole(0, 1_000_000), 3000),
    _key(PREPARE_DAYS, _("Removal: days before it until which places and interpreter are ready"), whole(0, 60), 3),
    _key(OPEN_DAYS, _("Removal: days after it on which everybody is told of places that are open"), whole(0, 60), 1),
    _key(NEXT_DAYS, _("Removal: days after it on which everybody is told of the next step"), whole(0, 60), 2),
    _key(CLOSE_DAYS, _("Removal: days after it on which the case is closed"), whole(0, 365), 14),
    _key(LEAST_TOLD, _("Removal: the smallest number of people that is told of where they went"), whole(3, 50), 5),
    _key(POSITION_DAYS, _("Days for which the position of a settlement may be kept at most"), whole(1, 90), 90),
)
register(_key(TIP_ANSWER_DAYS, _("Working days within which a tip is answered, for who asks"), whole(1, 60), 10))
LOOKS["outreach.position_seen"] = _("saw where a settlement is")


def law_of(code: str, *, on: date) -> Clock:
    """The law's clock and the plan's, as they stand in a municipality on a date."""
    told = rules_of(code, on=on)
    return Clock(*(told.value(key) for key in (OBJECTION_DAYS, PREPARE_DAYS, OPEN_DAYS, NEXT_DAYS, CLOSE_DAYS)))


def scopes(code: str) -> list[str]:
    """Where the rules of a municipality are looked up, the widest first."""
    return [f"nation:{SWEDEN}", f"county:{code[:2]}", f"municipality:{code}"]


def rules_of(code: str, *, on: date) -> Policies:
    return lately(scopes(code), on=on)
