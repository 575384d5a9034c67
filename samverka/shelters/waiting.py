"""What waits at shelters and intakes tonight, in counts: a protected shelter is not named."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from samverka.actors.models import KEEPERS, User
from samverka.core.waiting import Waiting, waits
from samverka.shelters.clock import tonight
from samverka.shelters.models import ColdNightEvent, ColdSite, Draw, Night, PoolRequest
from samverka.shelters.models.cold import DECIDERS
from samverka.shelters.models.sites import keeping
from samverka.shelters.policy import MORNING_CLOSE


@waits(*KEEPERS)
def nights(user: User, at: datetime) -> Iterator[Waiting]:
    """Tonight's nights that nobody has confirmed or opened, and last night's that nobody has closed."""
    date, state = tonight(at, closes=MORNING_CLOSE), Night.State
    under_way = Q(state__in=(state.CONFIRMED, state.OPEN))
    told = Night.objects.worked_by(user).aggregate(
        planned=Count("pk", filter=Q(state=state.PLANNED, date=date)),
        confirmed=Count("pk", filter=Q(state=state.CONFIRMED, date=date, frozen_at=None)),
        frozen=Count("pk", filter=under_way & Q(frozen_at__isnull=False)),
    )
    words = (
        (told["planned"], ngettext("%(count)s night to confirm", "%(count)s nights to confirm", told["planned"])),
        (told["confirmed"], ngettext("%(count)s night to open", "%(count)s nights to open", told["confirmed"])),
        (told["frozen"], ngettext("%(count)s night to close", "%(count)s nights to close", told["frozen"])),
    )
    for count, text in words:
        if count:
            yield Waiting(
                text % {"count": count}, _("See to it"), reverse("shelters:tonight"), due=date, is_pressing=True
            )


@waits(*KEEPERS)
def draws(user: User, at: datetime) -> Iterator[Waiting]:
    date = tonight(at, closes=MORNING_CLOSE)
    count = Draw.objects.worked_by(user).filter(date=date, published_at=None).count()
    if count:
        text = ngettext("%(count)s draw to hold", "%(count)s draws to hold", count) % {"count": count}
        yield Waiting(text, pgettext("verb", "Draw"), reverse("shelters:tonight"), due=date, is_pressing=True)


@waits(*KEEPERS)
def requests(user: User, at: datetime) -> Iterator[Waiting]:
    count = PoolRequest.objects.waiting_for(user).count()
    if count:
        text = ngettext("%(count)s shelter asks to join", "%(count)s shelters ask to join", count) % {"count": count}
        yield Waiting(text, pgettext("verb", "Answer"), reverse("shelters:tonight"))


@waits(*KEEPERS)
def cold_sites(user: User, at: datetime) -> Iterator[Waiting]:
    date = tonight(at, closes=MORNING_CLOSE)
    rows = ColdSite.objects.filter(shelter__organisation__in=keeping(user), answered_at=None)
    count = rows.filter(event__date__gte=date, event__called_off_at=None).count()
    if count:
        text = ngettext(
            "%(count)s extra-cold night asks whether you open",
            "%(count)s extra-cold nights ask whether you open",
            count,
        )
        yield Waiting(
            text % {"count": count}, pgettext("verb", "Answer"), reverse("shelters:tonight"), is_pressing=True
        )


@waits(*DECIDERS)
def cold_nights(user: User, at: datetime) -> Iterator[Waiting]:
    date = tonight(at, closes=MORNING_CLOSE)
    count = ColdNightEvent.objects.seen_by(user).awaited(date).filter(opens=None).count()
    if count:
        text = ngettext(
            "%(count)s extra-cold night waits for a decision",
            "%(count)s extra-cold nights wait for a decision",
            count,
        )
        yield Waiting(text % {"count": count}, _("Decide"), reverse("shelters:cold"), is_pressing=True)
