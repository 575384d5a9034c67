"""An extra-cold night as the pages of a town tell of it to everybody."""

from datetime import datetime, timedelta
from typing import Any

from samverka.directory.queries import TownName
from samverka.shelters import clock
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.queries import announced
from samverka.web.http import Edition


def note(here: TownName, edition: Edition, at: datetime) -> dict[str, Any]:
    """What a page shows: the words in the reader's language, also that it is called off. Nothing when nothing is on."""
    told = announced(here.code, at=at)
    if told is None:
        return {}
    language = next((one for one in (edition.language, "en", "sv") if one in told.texts), "")
    is_off = told.event.called_off_at is not None
    return {
        "text": told.texts.get(language, ""),
        "language": language,
        "is_off": is_off,
        "is_on": not is_off,
        "date": told.event.date,
    }


def until_morning(at: datetime) -> datetime:
    """The next hour at which a night ends, and with it what is said of it."""
    morning = clock.by_day(at.astimezone(clock.HERE).date(), MORNING_CLOSE)
    return morning if morning > at else clock.by_day(morning.date() + timedelta(days=1), MORNING_CLOSE)
