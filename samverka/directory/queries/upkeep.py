"""What needs somebody's attention: entries that nobody has found right lately, and who is to be asked."""

from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from samverka.actors.models import ContactLine
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.directory.models import Campaign, CampaignLink, Provider, Service, Town
from samverka.directory.policy import hide_days, remind_days


AGAIN = timedelta(days=30)  # nobody is reminded by the clock more often
BEST = (ContactLine.Function.COORDINATION, ContactLine.Function.INTAKE, ContactLine.Function.SOCIAL_OFFICE)


def mailbox(provider: Provider) -> str:
    """The role mailbox of whoever keeps a provider's entries; an empty string when there is none."""
    if provider.email or provider.organisation_id is None:
        return provider.email
    lines = ContactLine.objects.filter(organisation=provider.organisation_id).exclude(email="")
    by_function = dict(lines.values_list("function", "email"))
    return next((by_function[one] for one in BEST if one in by_function), next(iter(by_function.values()), ""))


def kept_here() -> QuerySet[Provider]:
    """Providers with something that is running, and not of a feed, whose own keeper is elsewhere."""
    running = Service.objects.running().filter(provider=OuterRef("pk"))
    return Provider.objects.filter(Exists(running), is_removed=False, feed=None)


def overdue(on: date) -> Q:
    """Services that their keepers are to look at."""
    return Q(verified_on=None) | Q(verified_on__lte=on - timedelta(days=remind_days(on)))


def providers_to_remind(*, at: datetime, on: date) -> QuerySet[Provider]:
    """Those with something overdue that is not long hidden, whom the clock has not asked lately."""
    lost = on - timedelta(days=hide_days(on)) - AGAIN
    stale = Service.objects.running().filter(overdue(on), verified_on__gt=lost, provider=OuterRef("pk"))
    asked = CampaignLink.objects.filter(provider=OuterRef("pk"), sent_at__gt=at - AGAIN)
    reachable = ~Q(email="") | Q(organisation__contact_lines__email__gt="")
    due = kept_here().filter(reachable, Exists(stale)).exclude(Exists(asked))
    return due.select_related("organisation").distinct().order_by("pk")


def towns_that_hide(*, on: date) -> set[str]:
    """Where something has been shown for the last time yesterday, and no page was made anew since."""
    gone = Service.objects.running().filter(verified_on=on - timedelta(days=hide_days(on)))
    rows = gone.values_list("places__territory", "areas", "provider__territory")
    codes = {code for row in rows for code in row if code}
    fresh = Town.objects.filter(pk__in=codes, changed_at__date=on).values_list("pk", flat=True)
    return codes - set(fresh)


def asked_by(campaign: Campaign) -> QuerySet[Provider]:
    """Those whom a campaign asks."""
    code = campaign.territory_id
    everywhere = Q() if code == SWEDEN else Q(territory__code__startswith=code)
    return kept_here().filter(everywhere).select_related("organisation").order_by(Alphabetic("name"), "pk")


def campaigns_on(on: date) -> QuerySet[Campaign]:
    return Campaign.objects.filter(begins_on__lte=on, ends_on__gte=on).order_by("begins_on", "pk")


def not_yet_asked(campaign: Campaign) -> QuerySet[Provider]:
    return asked_by(campaign).exclude(Exists(campaign.links.filter(provider=OuterRef("pk"))))


def to_remind(campaign: Campaign, *, on: date) -> QuerySet[CampaignLink]:
    """Links that nobody has answered, once the day of the reminder has come."""
    if on < campaign.remind_on:
        return campaign.links.none()
    silent = campaign.links.filter(answered_at=None, sent_at__date__lt=F("campaign__remind_on"))
    late = Q(reminded_at=None) | Q(reminded_at__date__lt=F("campaign__remind_on"))
    asked = silent.filter(late, provider__in=asked_by(campaign).order_by().values("pk"))
    return asked.select_related("provider__organisation", "campaign").order_by("pk")


def is_to_ask(provider: Provider, campaign: Campaign | None, *, at: datetime) -> bool:
    """Is a provider to be mailed a link now: by the clock, or by a campaign, for the first time or to remind?"""
    on = localdate(at)
    if campaign is None:
        return providers_to_remind(at=at, on=on).filter(pk=provider.pk).exists()
    goes_on = campaign.begins_on <= on <= campaign.ends_on and mailbox(provider)
    fresh, silent = not_yet_asked(campaign), to_remind(campaign, on=on)
    return bool(goes_on) and (fresh.filter(pk=provider.pk).exists() or silent.filter(provider=provider).exists())


def digest(token: str) -> str:
    """What is kept of the token in a mailed link."""
    return sha256(token.encode()).hexdigest()


def open_link(token: str, *, at: datetime) -> CampaignLink | None:
    """The link that a token opens, while it is good."""
    good = CampaignLink.objects.filter(digest=digest(token), expires_at__gt=at, provider__is_removed=False)
    return good.select_related("provider__organisation", "campaign").first()
