"""What waits at shelters and intakes tonight, in counts: a protected shelter is not named."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from samverka.actors.models import KEEPERS, User
from samverka.core.waiting import piles
from samverka.shelters.clock import tonight
from samverka.shelters.models import ColdNightEvent, ColdSite, Draw, Night, PoolRequest
from samverka.shelters.models.cold import DECIDERS
from samverka.shelters.models.sites import keeping
from samverka.shelters.policy import MORNING_CLOSE


State = Night.State
ANSWER = pgettext_lazy("verb", "Answer")
TONIGHT: dict[str, Any] = {"page": "shelters:tonight", "is_pressing": True}


@piles(
    *KEEPERS,
    text=ngettext_lazy("%(count)s night to confirm", "%(count)s nights to confirm", "count"),
    verb=pgettext_lazy("verb", "Confirm"),
    **TONIGHT,
)
def nights_to_confirm(user: User, at: datetime) -> QuerySet[Any]:
    return Night.objects.worked_by(user).filter(date=tonight(at, closes=MORNING_CLOSE), state=State.PLANNED)


@piles(
    *KEEPERS,
    text=ngettext_lazy("%(count)s night to open", "%(count)s nights to open", "count"),
    verb=pgettext_lazy("verb", "Open"),
    **TONIGHT,
)
def nights_to_open(user: User, at: datetime) -> QuerySet[Any]:
    date = tonight(at, closes=MORNING_CLOSE)
    return Night.objects.worked_by(user).filter(date=date, state=State.CONFIRMED, frozen_at=None)


@piles(
    *KEEPERS,
    text=ngettext_lazy("%(count)s night to close", "%(count)s nights to close", "count"),
    verb=pgettext_lazy("verb", "Close"),
    **TONIGHT,
)
def nights_to_close(user: User, at: datetime) -> QuerySet[Any]:
    return Night.objects.worked_by(user).filter(state__in=(State.CONFIRMED, State.OPEN), frozen_at__isnull=False)


@piles(
    *KEEPERS,
    text=ngettext_lazy("%(count)s draw to hold", "%(count)s draws to hold", "count"),
    verb=pgettext_lazy("verb", "Draw"),
    **TONIGHT,
)
def draws(user: User, at: datetime) -> QuerySet[Any]:
    return Draw.objects.worked_by(user).filter(date=tonight(at, closes=MORNING_CLOSE), published_at=None)


@piles(
    *KEEPERS,
    text=ngettext_lazy("%(count)s shelter asks to join", "%(count)s shelters ask to join", "count"),
    verb=ANSWER,
    page="shelters:tonight",
)
def requests(user: User, at: datetime) -> QuerySet[Any]:
    return PoolRequest.objects.waiting_for(user)


@piles(
    *KEEPERS,
    text=ngettext_lazy(
        "%(count)s extra-cold night asks whether you open", "%(count)s extra-cold nights ask whether you open", "count"
    ),
    verb=ANSWER,
    **TONIGHT,
)
def cold_sites(user: User, at: datetime) -> QuerySet[Any]:
    rows = ColdSite.objects.filter(shelter__organisation__in=keeping(user), answered_at=None)
    return rows.filter(event__date__gte=tonight(at, closes=MORNING_CLOSE), event__called_off_at=None)


@piles(
    *DECIDERS,
    text=ngettext_lazy(
        "%(count)s extra-cold night waits for a decision", "%(count)s extra-cold nights wait for a decision", "count"
    ),
    verb=_("Decide"),
    page="shelters:cold",
    is_pressing=True,
)
def cold_nights(user: User, at: datetime) -> QuerySet[Any]:
    rows = ColdNightEvent.objects.seen_by(user).awaited(tonight(at, closes=MORNING_CLOSE))
    return rows.filter(opens=None)
