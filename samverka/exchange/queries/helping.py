"""Needs and offers of help: who may read which, what waits, and what is to be sent or forgotten."""

from collections import Counter
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.timezone import localdate

from samverka.actors.models import COORDINATORS, Membership, Organisation, Role, User
from samverka.core.alphabet import Alphabetic
from samverka.directory.models import Place, Service
from samverka.directory.queries import TownName, towns
from samverka.exchange import policy
from samverka.exchange.models import Match, Need, Offer, OfferMail
from samverka.exchange.models.needs import ASK, NeedState, coordinated
from samverka.exchange.models.offers import ANSWERED, LIVE, OVER, TAKEN, MatchState, OfferState
from samverka.exchange.models.words import Help


NEAR = (Role.MUNICIPALITY_COORDINATOR, Role.COUNTY_COORDINATOR)  # who answer offers, by whom they are taken at all
LONG = timedelta(days=400)  # whoever may be asked again is forgotten after so long anyway
SILENCE = timedelta(days=30)  # after which help that was agreed on counts as given
REST = timedelta(days=60)  # between an answer and being asked again
ENOUGH = 200


class KindCount(NamedTuple):
    """What became of all that was offered of one kind in a season, and of what was needed."""

    kind: str
    needed: int
    met: int
    offered: int
    used: int
    declined: int
    lapsed: int
    withdrawn: int
    waiting: int


def needs(viewer: User) -> QuerySet[Need]:
    """All that the viewer may read."""
    return Need.objects.visible_to(viewer).told()


def needs_here(viewer: User, *, on: date, kind: str = "") -> QuerySet[Need]:
    """What is needed now, the viewer's own first, then what is needed soonest."""
    rows = needs(viewer).filter(Q(state=NeedState.OPEN, ends_on__gte=on) | Q(state=NeedState.MET, ends_on__gte=on))
    rows = rows.filter(kind=kind) if kind else rows
    agreed = Count("matches", filter=Q(matches__state__in=(MatchState.AGREED, MatchState.DONE)))
    proposed = Count("matches", filter=Q(matches__state=MatchState.PROPOSED))
    return rows.annotate(found=agreed, proposed=proposed).order_by("-state", "starts_on", "pk")


def public_needs(*, on: date, code: str = "", kind: str = "") -> QuerySet[Need]:
    """What everybody reads. Of those who must not be found, only the county is told: no municipality finds them."""
    rows: Any = Need.objects.public(on).told()
    if code:
        rows = rows.filter(municipality=code, is_unnamed=False, is_secret=False)
    found: QuerySet[Need] = (rows.filter(kind=kind) if kind else rows).order_by("starts_on", "pk")
    return found


def closed_needs(viewer: User) -> QuerySet[Need]:
    rows = needs(viewer).filter(organisation__in=viewer.organisations(), state=NeedState.CLOSED)
    return rows.order_by("-closed_at", "pk")


def offers(viewer: User) -> QuerySet[Offer]:
    """All that the viewer may read, without who gives."""
    return Offer.objects.visible_to(viewer).select_related("municipality", "organisation", "meant_for")


def offers_here(viewer: User, *, on: date, kind: str = "") -> QuerySet[Offer]:
    """What is offered around and free."""
    rows = Offer.objects.visible_to(viewer).free().filter(ends_on__gte=on).select_related("municipality")
    return (rows.filter(kind=kind) if kind else rows).order_by("answer_by", "pk")


def offers_to_answer(viewer: User) -> QuerySet[Offer]:
    """What waits for whoever coordinates, the late ones first."""
    return Offer.objects.filter(coordinated(viewer)).free().select_related("municipality").order_by("answer_by", "pk")


def own_offers(viewer: User) -> QuerySet[Offer]:
    return offers(viewer).filter(organisation__in=viewer.organisations()).order_by("-offered_at", "pk")


def matches(viewer: User) -> QuerySet[Match]:
    rows = Match.objects.visible_to(viewer)
    return rows.select_related("need__organisation", "need__municipality", "need__service", "offer__municipality")


def proposed_to(viewer: User) -> QuerySet[Match]:
    """What the viewer's organisations are to say yes or no to, or whoever coordinates."""
    asks = [one.organisation_id for one in viewer.standing if one.role in ASK]
    ours = Q(by_need=False, need__organisation__in=asks)
    theirs = Q(coordinated(viewer, "offer__"), by_need=True)
    return matches(viewer).filter(ours | theirs, state=MatchState.PROPOSED).order_by("proposed_at", "pk")


def to_thank(viewer: User, *, on: date) -> QuerySet[Match]:
    """Help that the viewer's organisations took and whose time is past: how did it go?"""
    asks = [one.organisation_id for one in viewer.standing if one.role in ASK]
    past = Q(need__ends_on__lt=on) | Q(offer__ends_on__lt=on) | ~Q(need__state=NeedState.OPEN)
    return matches(viewer).filter(past, need__organisation__in=asks, state=MatchState.AGREED).order_by("agreed_at")


def asking_for(viewer: User) -> list[Organisation]:
    """For which organisations the viewer may ask for help, or offer it."""
    homes = {one.organisation_id: one.organisation for one in viewer.standing if one.role in ASK}
    return list(homes.values())


def coordinates(viewer: User) -> bool:
    return any(one.role in COORDINATORS for one in viewer.standing)


def services_of(organisations: list[Organisation]) -> QuerySet[Service]:
    """What these organisations have in the directory."""
    rows = Service.objects.running().filter(provider__organisation__in=[one.pk for one in organisations])
    return rows.select_related("provider").order_by(Alphabetic("name"), "pk")


def is_secret(service: Service | None) -> bool:
    """May only the area be known of a place of this service?"""
    secret = Place.AddressClass.AREA_ONLY
    return service is not None and Place.objects.filter(services=service, address_class=secret).exists()


def who_asks(need: Need, viewer: User) -> str:
    """Who asks for it, by name for those who work there or coordinate."""
    return need.organisation.name if knows(viewer, need) else need.who


def knows(viewer: User, need: Need) -> bool:
    """May the viewer read who asks and where, though it is told to nobody outside?"""
    return need.organisation_id in viewer.organisations() or viewer.works_in(need.municipality_id, *COORDINATORS)


def told_of(need: Need) -> str:
    """Who takes the help, as its giver is told; nothing for those who must not be found."""
    return "" if need.is_unnamed or is_secret(need.service) else need.organisation.name


def takes_offers(code: str) -> bool:
    """Is there anybody who answers offers in a municipality?"""
    return _answering().filter(territory__in=(code, code[:2])).exists()


def offer_towns() -> list[TownName]:
    """The municipalities where somebody answers offers. One query."""
    there = set(_answering().values_list("territory", flat=True))
    return [town for town in towns().values() if there & {town.code, town.code[:2]}]


def _answering() -> QuerySet[Membership]:
    return Membership.objects.current().filter(role__in=NEAR, user__is_active=True)


def offer_by_key(key: str) -> Offer | None:
    """The offer whose giver holds this key."""
    rows = Offer.objects.filter(digest=sha256(key.encode()).hexdigest()) if key else Offer.objects.none()
    return rows.select_related("municipality").first()


def may_change(offer: Offer) -> bool:
    """Can its giver still say it otherwise: does it wait, and is it proposed to nobody?"""
    waits = offer.state in (OfferState.UNCONFIRMED, OfferState.OPEN)
    return waits and not offer.matches.filter(state__in=LIVE).exists()


def needs_to_close(*, on: date) -> list[Need]:
    agreed = Match.objects.filter(need=OuterRef("pk"), state=MatchState.AGREED)
    rows = Need.objects.filter(Q(state=NeedState.OPEN) | Q(~Exists(agreed), state=NeedState.MET), ends_on__lt=on)
    return list(rows.order_by("pk")[:ENOUGH])


def matches_to_finish(*, at: datetime) -> list[Match]:
    """Help that was agreed on, whose time is long past, and of which nobody has said what became of it."""
    day = localdate(at - SILENCE)
    past = Q(need__ends_on__lt=day) | Q(offer__ends_on__lt=day)
    rows = Match.objects.filter(past, state=MatchState.AGREED, agreed_at__lt=at - SILENCE)
    return list(rows.select_related("need__organisation", "need__service", "offer").order_by("pk")[:ENOUGH])


def offers_to_lapse(*, on: date) -> list[Offer]:
    return list(Offer.objects.filter(state=OfferState.OPEN, ends_on__lt=on).order_by("pk")[:ENOUGH])


def offers_to_ask_again(*, at: datetime) -> list[Offer]:
    """Those whose giver said so, in the month that the rule of their municipality names."""
    rows = Offer.objects.filter(state__in=ANSWERED, ask_again=True, asked_again_at=None, over_at__lt=at - REST)
    rows, today = rows.exclude(sealed_mail=""), localdate(at)
    codes = rows.order_by().values_list("municipality", flat=True).distinct()
    now = [code for code in codes if policy.rules_of(code, on=today).value(policy.AGAIN_MONTH) == today.month]
    return list(rows.filter(municipality__in=now).order_by("pk")[:ENOUGH])


def givers_to_forget(*, county: str, before: datetime) -> QuerySet[Offer]:
    """Offers that have been over since, and whose giver need not be asked again, or was."""
    known = ~Q(sealed_mail="") | ~Q(title="") | ~Q(text="")
    done = Q(ask_again=False) | Q(asked_again_at__lte=before) | Q(over_at__lte=before - LONG) | Q(sealed_mail="")
    rows = Offer.objects.filter(known, done, county=county, state__in=OVER, over_at__lte=before)
    return rows.order_by("over_at", "pk")


def mails_to_givers() -> QuerySet[OfferMail]:
    """What is to be sent, the oldest first."""
    return OfferMail.objects.filter(sent_at=None).select_related("offer__municipality").order_by("made_at", "pk")


def season_of(day: date) -> int:
    """The year in which the winter began that a day belongs to: winters are counted from July to June."""
    return day.year if day.month >= 7 else day.year - 1


def help_count(viewer: User, *, season: int) -> list[KindCount]:
    """What was needed and offered in a winter where the viewer coordinates, and what became of it. Two queries.

    A need is met when those who asked say so, or as much was given as was asked for.
    """
    days = (date(season, 7, 1), date(season + 1, 6, 30))
    here = coordinated(viewer)
    given = Offer.objects.filter(here, confirmed_at__date__range=days)
    asked = Need.objects.filter(here, opened_at__date__range=days)
    states = Counter({(kind, state): count for kind, state, count in _counted(given)})
    given_to = Sum("matches__offer__amount", filter=Q(matches__state=MatchState.DONE), default=0)
    rows = asked.annotate(given=given_to).values_list("kind", "is_enough", "amount", "given")
    needed = Counter(kind for kind, *_more in rows)
    met = Counter(kind for kind, is_enough, amount, given in rows if is_enough or given >= amount)
    return [_kind_count(kind, needed[kind], met[kind], states) for kind in Help.values]


def _counted(rows: QuerySet[Offer]) -> QuerySet[Offer, tuple[str, str, int]]:
    return rows.values_list("kind", "state").annotate(count=Count("pk")).order_by()


def _kind_count(kind: str, needed: int, met: int, states: Counter[tuple[str, str]]) -> KindCount:
    told = [
        tuple(OfferState), (OfferState.THANKED,), (OfferState.DECLINED,), (OfferState.LAPSED,), (OfferState.WITHDRAWN,),
        TAKEN,
    ]  # fmt: skip
    return KindCount(kind, needed, met, *(sum(states[kind, state] for state in some) for some in told))


def pair(viewer: User, need: UUID, offer: UUID) -> tuple[Need, Offer] | None:
    """A need and an offer of one county of which the viewer knows at least one, to be brought together."""
    asked = Need.objects.told().filter(pk=need).first()
    given = Offer.objects.exclude(state=OfferState.UNCONFIRMED).filter(pk=offer).first()
    if asked is None or given is None or asked.county != given.county:
        return None
    knows = needs(viewer).filter(pk=need).exists() or offers(viewer).filter(pk=offer).exists()
    return (asked, given) if knows else None
