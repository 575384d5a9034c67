"""What waits of one's own phone, and of those whom one lets in; what is new to those who answer for records."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from samverka.actors import queries
from samverka.actors.models import (
    ADMINISTRATORS,
    COORDINATORS,
    RECORD_KEEPERS,
    Delivery,
    Invitation,
    Organisation,
    Role,
    User,
)
from samverka.core.waiting import News, piles, tells


@piles(
    text=ngettext_lazy(
        "%(count)s thing from your phone was not taken in",
        "%(count)s things from your phone were not taken in",
        "count",
    ),
    verb=_("Look through"),
    page="actors:deliveries",
    is_pressing=True,
)
def deliveries(user: User, at: datetime) -> QuerySet[Any]:
    return Delivery.objects.filter(by=user, state=Delivery.State.KEPT)


@piles(
    *COORDINATORS,
    text=ngettext_lazy("%(count)s organisation asks to take part", "%(count)s organisations ask to take part", "count"),
    verb=pgettext_lazy("verb", "Answer"),
    page="actors:organisations",
)
def organisations(user: User, at: datetime) -> QuerySet[Any]:
    return Organisation.objects.filter(state=Organisation.State.REQUESTED, territory__in=queries.reach(user))


@piles(
    *ADMINISTRATORS,
    text=ngettext_lazy("%(count)s invitation has run out", "%(count)s invitations have run out", "count"),
    verb=_("Remind"),
    page="actors:organisations",
)
def invitations(user: User, at: datetime) -> QuerySet[Any]:
    """Those of one's own organisations whose time ran out unanswered."""
    rows = Invitation.objects.filter(organisation__in=user.organisations(), accepted_at=None, withdrawn_at=None)
    return rows.filter(expires_at__lte=at)


@tells(Role.DATA_PROTECTION_OFFICER)
def looks(user: User, since: datetime, at: datetime) -> Iterator[News]:
    """That somebody has looked at what is protected; not who or what."""
    told = queries.looks(user).filter(at__gt=since).order_by().aggregate(count=Count("number"), last=Max("at"))
    if told["count"]:
        text = ngettext("%(count)s look at protected records", "%(count)s looks at protected records", told["count"])
        yield News(text % {"count": told["count"]}, reverse("actors:looks"), told["last"], is_mailed=False)


@tells(*RECORD_KEEPERS)
def purged(user: User, since: datetime, at: datetime) -> Iterator[News]:
    """That something was deleted when its period was over; not what, nor how many."""
    last: Any = queries.purges(user).order_by("-pk").values_list("at", flat=True).first()
    if last and last > since:
        yield News(gettext("Records were deleted when their time was over"), reverse("actors:purges"), last)
