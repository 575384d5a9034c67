"""Providers are asked by mail whether what is told of them is right, and answer without a login."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already
from samverka.core.ids import new_id
from samverka.directory import queries, rules
from samverka.directory.actions.hours import provider_of, write_hours, write_notice
from samverka.directory.actions.nameless import Nameless
from samverka.directory.actions.towns import hold, touch, towns_of
from samverka.directory.actions.upkeep import find_right
from samverka.directory.models import (
    Campaign,
    CampaignLink,
    Notice,
    Place,
    Provider,
    Service,
    ServicePlace,
    Verification,
)
from samverka.directory.queries.hours import Owner, Weekly


GOOD_FOR = timedelta(days=30)  # a link that came with the clock's reminder
LONGEST = timedelta(days=120)


@transaction.atomic
def start_campaign(
    *, id: UUID, territory: Territory, organisation: Organisation, name: str, begins_on: date, remind_on: date,
    ends_on: date, by: User, at: datetime,
) -> Campaign:  # fmt: skip
    """Ask all who keep entries in a territory. The clock mails the links from the first day on."""
    said = {"territory_id": territory.pk, "name": name, "begins_on": begins_on, "ends_on": ends_on}
    if there := already(Campaign, id, **said):
        return there
    rules.run_campaign(by, territory)
    if ends_on < max(begins_on, localdate(at)) or ends_on > begins_on + LONGEST:
        raise Unfit(_("Let it end after it begins, and within four months."), field="ends_on")
    if not begins_on <= remind_on <= ends_on:
        raise Unfit(_("Remind on a day of the campaign."), field="remind_on")
    campaign = Campaign.objects.create(id=id, organisation=organisation, remind_on=remind_on, **said)
    audit.record(by=by, verb="directory.campaign_started", subject=campaign, at=at)
    return campaign


@transaction.atomic
def remind_campaign(*, campaign: Campaign, by: User, at: datetime) -> Campaign:
    """Let those who have not answered be reminded today."""
    rules.run_campaign(by, campaign.territory)
    held, today = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk), localdate(at)
    if not held.begins_on <= today <= held.ends_on:
        raise Refused(_("This campaign is not going on."))
    if held.remind_on != today:
        held.remind_on = today
        held.save(update_fields=["remind_on"])
        audit.record(by=by, verb="directory.campaign_reminded", subject=held, at=at)
    return held


@transaction.atomic
def close_campaign(*, campaign: Campaign, by: User, at: datetime) -> Campaign:
    """No more mails go out, and the links of those who have not answered are good no more."""
    rules.run_campaign(by, campaign.territory)
    held, yesterday = (
        Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk),
        localdate(at) - timedelta(days=1),
    )
    held.links.filter(expires_at__gt=at).update(expires_at=at)  # before the trail, for which those who answer wait
    if held.ends_on > yesterday:
        held.begins_on, held.ends_on = min(held.begins_on, yesterday), yesterday
        held.save(update_fields=["begins_on", "ends_on"])
        audit.record(by=by, verb="directory.campaign_closed", subject=held, at=at)
    return held


@transaction.atomic
def make_link(
    *, provider: Provider, campaign: Campaign | None, at: datetime, token: str = ""
) -> tuple[CampaignLink, str]:
    """A way in for a provider, and its text, which stands in one mail and nowhere else. Done by the clock.

    Made again, to remind, it takes the place of the one before. Refused when another server was quicker, or when there
    is nothing to ask any more.
    """
    token, ends = token or secrets.token_urlsafe(32), at + GOOD_FOR
    if campaign:
        campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
        ends = make_aware(datetime.combine(campaign.ends_on + timedelta(days=1), time(0)))
    links = CampaignLink.objects.select_for_update(no_key=True).filter(provider=provider, campaign=campaign)
    there = links.first()
    if there is None:  # another server may be making the first
        Provider.objects.select_for_update(no_key=True).get(pk=provider.pk)
        there = links.first()
    if not queries.is_to_ask(provider, campaign, at=at):
        raise Refused(_("There is nothing to ask of this provider now."))
    link = there or CampaignLink(id=new_id(), provider=provider, campaign=campaign, sent_at=at)
    link.digest, link.expires_at = queries.digest(token), ends
    if campaign is None:
        link.sent_at, link.answered_at = at, None
    elif there:
        link.reminded_at = at
    link.save()
    audit.record(by=None, verb="directory.link_made", subject=link, at=at)
    return link, token


@transaction.atomic
def confirm_by_link(*, link: CampaignLink, services: Iterable[Service], at: datetime) -> list[Service]:
    """Whoever holds the link says that these services are as told."""
    held = _hold(link, at=at)
    return find_right(held.provider, services, organisation=held.provider.organisation, link=held, at=at)


@transaction.atomic
def change_hours_by_link(
    *, link: CampaignLink, owner: Owner, weekly: Iterable[Weekly], at: datetime, seen: str = "", **said: str
) -> list[Weekly]:
    """Whoever holds the link puts the hours of a service or place right; what they concern counts as found right."""
    held = _hold(link, at=at)
    _check_own(held, provider_of(owner))
    hold([("provider", held.provider_id)])
    kept = write_hours(owner, list(weekly), by=_holder(held), at=at, seen=seen, **said)
    if not isinstance(owner, Place):
        service = owner.service if isinstance(owner, ServicePlace) else owner
        find_right(held.provider, [service], organisation=held.provider.organisation, link=held, at=at)
    return kept


@transaction.atomic
def change_phone_by_link(*, link: CampaignLink, entry: Provider | Place | Service, phone: str, at: datetime) -> None:
    """Whoever holds the link puts a phone number right."""
    held = _hold(link, at=at)
    _check_own(held, entry if isinstance(entry, Provider) else provider_of(entry))
    changed = type(entry)._default_manager.filter(pk=entry.pk).exclude(phone=phone).update(phone=phone, changed_at=at)
    if changed:
        audit.record(by=_holder(held), verb=f"directory.{entry._meta.model_name}_changed", subject=entry, at=at)
        touch(towns_of(entry), at=at)


@transaction.atomic
def add_notice_by_link(
    *, id: UUID, link: CampaignLink, owner: Provider | Place | Service, at: datetime, **facts: Any
) -> Notice:
    """Whoever holds the link tells something for a while."""
    held = _hold(link, at=at)
    _check_own(held, owner if isinstance(owner, Provider) else provider_of(owner))
    return write_notice(id, owner, by=_holder(held), at=at, **facts)


def purge_links(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete links that are good no more; that something was found right stays, without the link."""
    over = CampaignLink.objects.filter(expires_at__lte=before).order_by("expires_at", "pk")
    gone = list(over.values_list("pk", flat=True)[:limit])
    Verification.objects.filter(link__in=gone).update(link=None)
    return CampaignLink.objects.filter(pk__in=gone).delete()[0]


def _hold(link: CampaignLink, *, at: datetime) -> CampaignLink:
    """The link, held, if it is still good; it has been answered now."""
    held = (
        CampaignLink.objects.select_for_update(of=("self",), no_key=True)
        .select_related("provider__organisation")
        .get(pk=link.pk)
    )
    if held.expires_at <= at or held.digest != link.digest:
        raise Refused(_("This link is good no more."))
    if held.answered_at is None:
        held.answered_at = at
        held.save(update_fields=["answered_at"])
    return held


def _check_own(link: CampaignLink, provider: Provider) -> None:
    if provider.pk != link.provider_id:
        raise Refused(_("This link is good no more."))


def _holder(link: CampaignLink) -> Nameless:
    return Nameless(f"link:{link.pk.hex}")
