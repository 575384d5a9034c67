"""What waits in the field: tips, removals and those who were sent on. In counts: never where, or what was told."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext_lazy

from samverka.actors.models import Role, User
from samverka.core.waiting import News, Waiting, piles, tells, waits
from samverka.outreach import queries
from samverka.outreach.models import Handover, Referral, Tip
from samverka.outreach.models.areas import FIELD_ROLES
from samverka.outreach.models.referrals import RECEIVERS
from samverka.outreach.models.settlements import SETTLEMENT_ROLES
from samverka.outreach.models.tips import TRIAGE_ROLES


@piles(
    *(*TRIAGE_ROLES, *FIELD_ROLES),
    text=ngettext_lazy("%(count)s tip waits", "%(count)s tips wait", "count"),
    verb=pgettext_lazy("verb", "Read"),
    page="outreach:tips",
    due="due_on",
    is_mailed=False,
)
def tips(user: User, at: datetime) -> QuerySet[Any]:
    return Tip.objects.visible_to(user).waiting()


@waits(*SETTLEMENT_ROLES)
def removals(user: User, at: datetime) -> Iterator[Waiting]:
    today = localdate(at)
    found = queries.due(user, on=today)
    if found:
        text = ngettext(
            "%(count)s removal has something to be done", "%(count)s removals have something to be done", len(found)
        )
        told, address = text % {"count": len(found)}, reverse("outreach:settlements")
        yield Waiting(told, _("See the plan"), address, due=today, is_pressing=True, is_mailed=False)


@piles(
    *RECEIVERS,
    text=ngettext_lazy("%(count)s referral to you is open", "%(count)s referrals to you are open", "count"),
    verb=pgettext_lazy("verb", "Answer"),
    page="outreach:referrals",
)
def referrals(user: User, at: datetime) -> QuerySet[Any]:
    return Referral.objects.received_by(user).open()


@piles(
    Role.LIAISON,
    text=ngettext_lazy("%(count)s removal is under way", "%(count)s removals are under way", "count"),
    verb=gettext_lazy("Set dates"),
    page="outreach:windows",
    is_mailed=False,
)
def windows(user: User, at: datetime) -> QuerySet[Any]:
    return queries.windows(user)


@tells(*FIELD_ROLES)
def handovers(user: User, since: datetime, at: datetime) -> Iterator[News]:
    """That colleagues have left lines; not what they say."""
    told = Handover.objects.visible_to(user).filter(at__gt=since).aggregate(count=Count("pk"), last=Max("at"))
    if told["count"]:
        text = ngettext("%(count)s new line from the round", "%(count)s new lines from the round", told["count"])
        yield News(text % {"count": told["count"]}, reverse("outreach:round"), told["last"], is_mailed=False)
