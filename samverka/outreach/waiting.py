"""What waits in the field: tips, removals and those who were sent on. In counts: never where, or what was told."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from samverka.actors.models import Role, User
from samverka.core.waiting import News, Waiting, tells, waits
from samverka.outreach import queries
from samverka.outreach.models import Handover, Referral
from samverka.outreach.models.areas import FIELD_ROLES
from samverka.outreach.models.referrals import RECEIVERS
from samverka.outreach.models.settlements import SETTLEMENT_ROLES
from samverka.outreach.models.tips import TRIAGE_ROLES


@waits(*TRIAGE_ROLES, *FIELD_ROLES)
def tips(user: User, at: datetime) -> Iterator[Waiting]:
    found = queries.tips_waiting(user, at=at)
    if found.open:
        text = ngettext("%(count)s tip waits", "%(count)s tips wait", found.open) % {"count": found.open}
        yield Waiting(text, pgettext("verb", "Read"), reverse("outreach:tips"), late=found.overdue)


@waits(*SETTLEMENT_ROLES)
def removals(user: User, at: datetime) -> Iterator[Waiting]:
    today = localdate(at)
    found = queries.due(user, on=today)
    if found:
        text = ngettext(
            "%(count)s removal has something due today", "%(count)s removals have something due today", len(found)
        )
        address = reverse("outreach:settlements")
        yield Waiting(text % {"count": len(found)}, _("See to it"), address, due=today, is_pressing=True)


@waits(*RECEIVERS)
def referrals(user: User, at: datetime) -> Iterator[Waiting]:
    count = Referral.objects.received_by(user).open().count()
    if count:
        text = ngettext("%(count)s referral to you is open", "%(count)s referrals to you are open", count)
        yield Waiting(text % {"count": count}, _("Say who came"), reverse("outreach:referrals"))


@waits(Role.LIAISON)
def windows(user: User, at: datetime) -> Iterator[Waiting]:
    count = queries.windows(user).count()
    if count:
        text = ngettext("%(count)s removal is under way", "%(count)s removals are under way", count)
        yield Waiting(text % {"count": count}, _("Tell the dates"), reverse("outreach:windows"))


@tells(*FIELD_ROLES)
def handovers(user: User, since: datetime, at: datetime) -> Iterator[News]:
    """That colleagues have left lines; not what they say."""
    told = Handover.objects.visible_to(user).filter(at__gt=since).aggregate(count=Count("pk"), last=Max("at"))
    if told["count"]:
        text = ngettext("%(count)s new line from the round", "%(count)s new lines from the round", told["count"])
        yield News(text % {"count": told["count"]}, reverse("outreach:round"), told["last"])
