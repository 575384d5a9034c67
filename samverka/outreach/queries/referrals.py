"""Where somebody can be sent, and what became of it."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from samverka.actors.models import KEEPERS, Membership, Organisation, Territory, User
from samverka.core.alphabet import Alphabetic
from samverka.directory.models import Service
from samverka.outreach.models import Referral


def services_near(codes: list[str], *, on: date) -> QuerySet[Service]:
    """The services that the public may see in these municipalities."""
    here = Q(places__territory__in=codes) | Q(areas__in=codes)
    found = Service.objects.shown(on).filter(pk__in=Service.objects.filter(here).values("pk"))
    return found.select_related("provider__organisation", "category").order_by(
        "category__position", Alphabetic("name"), "pk"
    )


def bed_givers(municipality_codes: list[str]) -> QuerySet[Organisation]:
    """The organisations of these municipalities whose people keep a shelter."""
    keeping = Membership.objects.current().filter(organisation=OuterRef("pk"), role__in=KEEPERS)
    here = Organisation.objects.filter(territory__in=municipality_codes, state=Organisation.State.ACTIVE)
    return here.filter(Exists(keeping)).order_by(Alphabetic("name"))


def gives_beds(organisation: Organisation, municipality: Territory) -> bool:
    """Has the organisation people who keep a shelter in this county?"""
    near = organisation.territory.county == municipality.county
    return near and Membership.objects.current().filter(organisation=organisation, role__in=KEEPERS).exists()


def recent_referrals(viewer: User, *, since: datetime) -> tuple[list[Referral], list[Referral]]:
    """What was sent to where the viewer works, and what the viewer's teams have sent: open ones first."""
    rows = Referral.objects.filter(sent_at__gte=since).select_related(
        "team__organisation", "receiver", "service__provider", "municipality"
    )
    received = rows.received_by(viewer).order_by("-sent_at", "pk")[:100]
    sent = rows.sent_by(viewer).order_by("-sent_at", "pk")[:100]
    return sorted(received, key=lambda one: not one.is_open), sorted(sent, key=lambda one: not one.is_open)
