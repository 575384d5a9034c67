"""Questions about a shelter that no single night answers."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core.policy import effective
from samverka.shelters import clock
from samverka.shelters.models import Night, Pool, Shelter
from samverka.shelters.models.sites import SITE_ROLES
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.queries.nights import RUNNING


def nights_under_way(shelter: Shelter) -> QuerySet[Night]:
    """Those that are confirmed or open, and not yet frozen."""
    return shelter.nights.filter(county=shelter.county, state__in=RUNNING, frozen_at=None)


def doors(shelter: Shelter, *, on: date) -> str:
    """When one can come, from doors to doors; the hour after which the place is another's; and what it costs."""
    policies = effective(shelter.scopes, on=on)
    told = [f"{policies.value('doors_open')}–{policies.value('doors_close')}"]  # noqa: RUF001 (a range)
    if policies.value("no_show_effect") != "none" and policies.value("release_at") != policies.value("doors_close"):
        told.append(_("come before %(hour)s") % {"hour": policies.value("release_at")})
    if fee := policies.value("fee"):
        told.append(_("%(fee)s SEK a night") % {"fee": fee})
    return ", ".join(told)


def shelters_to_move(*, at: datetime) -> QuerySet[Shelter]:
    """The shelters whose night to change pool has come; one that still lives an earlier night waits."""
    running = Night.objects.filter(shelter=OuterRef("pk"), date__lt=OuterRef("moves_on"), state__in=RUNNING)
    tonight = clock.tonight(at, closes=MORNING_CLOSE)
    return Shelter.objects.exclude(Exists(running.filter(closed_at=None))).filter(moves_on__lte=tonight).order_by("pk")


def shelters_of_pool(pool: Pool, *, viewer: User) -> list[Shelter]:
    """The shelters of a pool and those to come that the viewer may know of; whoever lets them in knows who comes."""
    seen = Q(pk__in=Shelter.objects.on_board(viewer).values("pk"))
    coming = Q(moves_to=pool) if viewer.works_as(*SITE_ROLES, at=pool.organisation) else Q(moves_to=pool) & seen
    rows = Shelter.objects.filter(Q(pool=pool) & seen | coming).select_related("organisation")
    return sorted(rows, key=lambda shelter: shelter.told_outside)
