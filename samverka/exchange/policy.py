"""How soon questions and offers are answered, and cards looked at again: dated data."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from samverka.core.audit import LOOKS
from samverka.core.county import SWEDEN
from samverka.core.policy import Key, Policies, lately, register, whole
from samverka.exchange.models.words import Urgency


CHAPTER = "exchange"
TODAY_DAYS, WEEK_DAYS, USUAL_DAYS = "advice_today_days", "advice_week_days", "advice_usual_days"
AUTHORITY_DAYS, REVIEW_DAYS, OUTDATED_DAYS = "advice_authority_days", "card_review_days", "card_outdated_days"
CONFIRM_DAYS, ARCHIVE_DAYS = "practice_confirm_days", "practice_archive_days"
SILENT_DAYS = "discussion_silent_days"
HELP_DAYS, AGAIN_MONTH = "help_answer_days", "help_again_month"
LATEST = timedelta(days=365)  # an authority is given that long at most
SOONEST = timedelta(days=30)  # past its review, a card may be called outdated
DAYS = {Urgency.TODAY: TODAY_DAYS, Urgency.WEEK: WEEK_DAYS, Urgency.USUAL: USUAL_DAYS}


def _key(name: str, told: Any, read: Any, default: Any) -> Key:
    return Key(name, told, read, default, chapter=CHAPTER)


register(
    _key(TODAY_DAYS, _("Advice: days to answer what is needed today"), whole(0, 7), 1),
    _key(WEEK_DAYS, _("Advice: days to answer what is needed within a week"), whole(1, 30), 7),
    _key(USUAL_DAYS, _("Advice: days to answer other questions"), whole(1, 120), 30),
    _key(AUTHORITY_DAYS, _("Advice: days that the responsible authority is given"), whole(1, 120), 14),
    _key(REVIEW_DAYS, _("Cards: days until a card is looked at again"), whole(30, 1095), 365),
    _key(
        OUTDATED_DAYS,
        _("Cards: days past its review after which a card is called outdated"),
        whole(SOONEST.days, 730),
        180,
    ),
    _key(CONFIRM_DAYS, _("Practices: days until the owner confirms that it is still so"), whole(90, 1095), 365),
    _key(
        ARCHIVE_DAYS,
        _("Practices: days that the owner is waited for before a practice is archived"),
        whole(SOONEST.days, 365),
        90,
    ),
    _key(SILENT_DAYS, _("Discussions: days without a post until one is archived"), whole(30, 730), 180),
    _key(HELP_DAYS, _("Offers of help: days within which each is answered"), whole(1, 90), 14),
    _key(AGAIN_MONTH, _("Offers of help: month in which givers who said so are asked again"), whole(1, 12), 10),
)
LOOKS.update({"exchange.giver_opened": _("saw who offers help")})


def rules_of(code: str, *, on: date) -> Policies:
    scopes = [f"nation:{SWEDEN}", f"county:{code[:2]}", f"municipality:{code}"]
    return lately(scopes[: 1 if code == SWEDEN else 3 if len(code) == 4 else 2], on=on)


def days_after(day: date, key: str, code: str) -> date:
    """So many days later as the rule says that holds in a territory on that day."""
    return day + timedelta(days=int(rules_of(code, on=day).value(key)))
