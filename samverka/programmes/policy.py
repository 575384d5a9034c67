"""How soon the end of an agreement comes up, and how far off is worth a word: dated data."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from samverka.core.county import SWEDEN
from samverka.core.policy import Key, Policies, lately, register, whole


CHAPTER = "programmes"
RENEWAL_DAYS, DEVIATION_PERCENT = "agreement_renewal_days", "agreement_deviation_percent"
LONGEST = 730  # days before its end, from which an agreement may come up


def _key(name: str, told: Any, read: Any, default: Any) -> Key:
    return Key(name, told, read, default, chapter=CHAPTER)


register(
    _key(RENEWAL_DAYS, _("Agreements: days before the end when both parties are reminded"), whole(14, LONGEST), 180),
    _key(
        DEVIATION_PERCENT,
        _("Agreements: per cent between agreed and delivered above which both parties are asked for a comment"),
        whole(1, 100),
        10,
    ),
)


def rules_of(code: str, *, on: date) -> Policies:
    scopes = [f"nation:{SWEDEN}", f"county:{code[:2]}", f"municipality:{code}"]
    return lately(scopes[: 1 if code == SWEDEN else 3 if len(code) == 4 else 2], on=on)


PROJECT_PERCENT, PROJECT_DAYS = "project_deviation_percent", "project_reminder_days"
register(
    _key(
        PROJECT_PERCENT,
        _("Projects: per cent from the target above which a report must hold a comment"),
        whole(1, 100),
        10,
    ),
    _key(PROJECT_DAYS, _("Projects: days before the end of a period when its leader is reminded"), whole(1, 60), 14),
)
