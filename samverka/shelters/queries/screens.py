"""Which screen shows a key."""

from datetime import datetime
from hashlib import sha256

from samverka.shelters.models import Screen


def screen_of(key: str, *, at: datetime) -> Screen | None:
    """The screen whose browser shows this key, while it is good. One query."""
    digest = sha256(key.encode()).hexdigest()
    return Screen.objects.lasting(at).filter(key=digest).first() if key else None
