"""Screens on a wall: set up, made known with a code, and ended."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samverka.actors.models import Territory, User
from samverka.core import audit
from samverka.core.access import Refused
from samverka.core.county import already
from samverka.core.ids import new_code
from samverka.shelters import rules
from samverka.shelters.models import Screen


CODE = timedelta(minutes=15)
SCREEN = timedelta(days=365)
SIGNS = 9  # of a code


@transaction.atomic
def set_up_screen(*, id: UUID, name: str, territory: Territory, by: User, at: datetime) -> tuple[Screen, str]:
    """A screen for a municipality's board, good for a year, and the code that makes it known, which is shown once."""
    rules.set_up_screen(by, territory)
    if already(Screen, id, name=name, territory_id=territory.pk):
        raise Refused(_("This screen is set up already. End it, and set up another, if its code is lost."))
    code = new_code(SIGNS)
    screen = Screen.objects.create(
        id=id, territory=territory, name=name, code=_digest(code), code_until=at + CODE, made_by=by, made_at=at,
        expires_at=at + SCREEN,
    )  # fmt: skip
    audit.record(by=by, verb="shelters.screen_set_up", subject=screen, at=at)
    return screen, code


@transaction.atomic
def pair_screen(*, code: str, at: datetime) -> tuple[Screen, str]:
    """Whoever types the code in time makes a browser the screen; the key it shows from then on. A code works once."""
    waiting = Screen.objects.lasting(at).select_for_update(no_key=True).filter(code=_digest(code), code_until__gt=at)
    screen = waiting.first() if code else None
    if screen is None:
        raise Refused(_("This code is not good. It works once, within fifteen minutes: ask for a new one."))
    key = secrets.token_urlsafe(32)
    screen.code, screen.key, screen.paired_at = "", _digest(key), at
    screen.save(update_fields=["code", "key", "paired_at"])
    audit.record(by=None, verb="shelters.screen_paired", subject=screen, at=at)
    return screen, key


@transaction.atomic
def end_screen(*, screen: Screen, by: User, at: datetime) -> None:
    """It shows nothing from its next look on."""
    rules.end_screen(by, screen.territory)
    if Screen.objects.filter(pk=screen.pk, ended_at=None).update(ended_at=at):
        audit.record(by=by, verb="shelters.screen_ended", subject=screen, at=at)


def purge_screens(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete screens that show nothing any more."""
    over = Q(ended_at__lte=before) | Q(expires_at__lte=before)
    found = list(Screen.objects.filter(over).values_list("pk", flat=True)[:limit])
    return Screen.objects.filter(pk__in=found).delete()[0]


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
