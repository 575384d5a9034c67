"""A host's way in without a log-in: made, ended, and mailed once a day."""

import secrets
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused
from samverka.core.county import already
from samverka.core.sealed import seal
from samverka.shelters import clock, rules
from samverka.shelters.models import HostLink, Season, Shelter
from samverka.shelters.models.seasons import KEY_FOR
from samverka.shelters.policy import MORNING_CLOSE


@transaction.atomic
def set_up_host_link(*, id: UUID, season: Season, host: Shelter, by_mail: bool, by: User, at: datetime) -> HostLink:
    """A new key to the host's days, good until the season is over. The one before is good no more."""
    Shelter.objects.select_for_update(no_key=True).get(pk=host.pk)  # two may make one at once
    if there := already(HostLink, id, season_id=season.pk, host_id=host.pk):
        return there
    rules.set_up_host_link(by, host)
    expires = clock.by_night(season.last, MORNING_CLOSE)
    if expires <= at:
        raise Refused(_("This season is over."))
    HostLink.objects.filter(season=season, host=host, ended_at=None).update(ended_at=at)
    key = secrets.token_urlsafe(32)
    link = HostLink.objects.create(
        id=id, season=season, host=host, digest=sha256(key.encode()).hexdigest(), by_mail=by_mail, made_by=by,
        sealed_key=seal(key, purpose=KEY_FOR), made_at=at, expires_at=expires,
    )  # fmt: skip
    audit.record(by=by, verb="shelters.host_link_set_up", subject=link, at=at, county=season.county)
    return link


@transaction.atomic
def end_host_link(*, link: HostLink, by: User, at: datetime) -> None:
    """It opens nothing from its next look on."""
    rules.set_up_host_link(by, link.host)
    if HostLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=at):
        audit.record(by=by, verb="shelters.host_link_ended", subject=link, at=at, county=link.season.county)


@transaction.atomic
def mark_mailed(*, link: HostLink, on: date) -> bool:
    """Take the day's mail of a link: whoever takes it sends it. Of two at once, one does."""
    due = Q(mailed_on=None) | Q(mailed_on__lt=on)
    return bool(HostLink.objects.filter(due, pk=link.pk, ended_at=None).update(mailed_on=on))


def purge_host_links(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete links that open nothing any more."""
    over = Q(ended_at__lte=before) | Q(expires_at__lte=before)
    found = list(HostLink.objects.filter(over).values_list("pk", flat=True)[:limit])
    return HostLink.objects.filter(pk__in=found).delete()[0]
