"""Questions about those who log in."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Now
from django.utils.timezone import localdate, make_aware

from samverka.actors.models import (
    ADMINISTRATORS,
    COORDINATORS,
    RECORD_KEEPERS,
    ContactLine,
    Invitation,
    Membership,
    Network,
    NetworkMember,
    Organisation,
    Role,
    Signature,
    Terms,
    Territory,
    Token,
    User,
)
from samverka.actors.models.networks import BOARD
from samverka.core.alphabet import Alphabetic
from samverka.core.audit import LOOKS
from samverka.core.county import SWEDEN
from samverka.core.keeping import RULES
from samverka.core.models import Entry, Purge
from samverka.core.prepared import Given, Prepared


A_WEEK, A_MONTH = timedelta(days=7), timedelta(days=30)
SECOND_FACTOR = {
    Role.NATIONAL_COORDINATOR,
    Role.COUNTY_COORDINATOR,
    Role.MUNICIPALITY_COORDINATOR,
    Role.ORGANISATION_ADMIN,
    Role.DATA_PROTECTION_OFFICER,
    Role.RECORDS_OFFICER,
    Role.SAFEGUARDING_LEAD,
}


@dataclass(frozen=True, slots=True)
class Outline:
    """A territory as a map draws it: polygons of rings of longitude and latitude (WGS 84)."""

    code: str
    name: str
    polygons: list[list[list[tuple[float, float]]]]


def outlines(codes: Iterable[str]) -> dict[str, Outline]:
    """The outlines of territories, by code; those that are not there are left out. Sweden itself has no polygon."""
    known = _outlines()
    return {code: known[code] for code in codes if code in known}


def municipalities() -> dict[str, str]:
    """The names of all municipalities, by code."""
    return {code: outline.name for code, outline in _outlines().items() if len(code) == 4}


@cache
def _outlines() -> dict[str, Outline]:
    """All of them, from the reviewed file beside this module; read once."""
    file = Path(__file__).parent / "territories" / "territories.json"
    found = {}
    for feature in json.loads(file.read_text(encoding="utf-8"))["features"]:
        code, shape = feature["properties"]["code"], feature["geometry"]
        polygons = (
            [[[(x, y) for x, y in ring] for ring in polygon] for polygon in shape["coordinates"]] if shape else []
        )
        found[code] = Outline(code, feature["properties"]["name"], polygons)
    return found


STANDING = Membership.objects.current().select_related("user", "organisation", "territory")
STANDING_OF = Prepared(lambda: STANDING.filter(user=Given("user", IntegerField())))
STANDING_BY_TOKEN = Prepared(
    lambda: STANDING.filter(
        user__tokens__digest=Given("digest", CharField()),
        user__tokens__ended_at=None,
        user__tokens__expires_at__gt=Now(),
        user__is_active=True,
    )
)


def standing_of(user_id: int) -> list[Membership]:
    """The current memberships of a user, with the user. One query."""
    return STANDING_OF(user=user_id)


def unsigned_terms(user: User) -> Terms | None:
    """The newest terms in force, if the user has not signed them. One query."""
    signed = Exists(Signature.objects.filter(user=user, terms=OuterRef("pk")))
    terms = Terms.objects.filter(valid_from__lte=Now()).annotate(is_signed=signed).order_by("-version").first()
    return terms if terms and not terms.is_signed else None


def needs_second_factor(user: User) -> bool:
    """Has the user a role that asks for a second factor, and none yet?"""
    if not any(one.role in SECOND_FACTOR for one in user.standing):
        return False
    return not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def footing(user: User) -> tuple[object, ...]:
    """What all that a user may see depends on: who they are, and what they do where."""
    held = {(str(one.role), str(one.organisation_id), one.territory_id) for one in user.standing}
    return user.pk, *sorted(held)


def news_since(user: User, *, at: datetime) -> datetime:
    """Since when something is new: since the day of the log-in before this one, or since they said to have seen it.

    Before either, since a week, by whole days; a month at most.
    """
    return max(user.seen_until or morning(at - A_WEEK), morning(at - A_MONTH))


def morning(at: datetime) -> datetime:
    """When the day of a moment began here."""
    return make_aware(datetime.combine(localdate(at), time()))


def digest_of(user: User) -> str:
    """How often a user is mailed what is new: as they chose, else as their role has it."""
    follows = any(one.role in COORDINATORS for one in user.standing)
    return user.digest or (User.Digest.WEEKLY if follows else User.Digest.NONE)


def digests_due(*, at: datetime) -> QuerySet[User]:
    """Those who want a mail this morning and have not been given it: every day, or on Mondays."""
    today = localdate(at)
    wants = Q(digest=User.Digest.DAILY)
    if today.weekday() == 0:
        coordinate = Membership.objects.current().filter(user=OuterRef("pk"), role__in=COORDINATORS)
        wants |= Q(digest=User.Digest.WEEKLY) | Q(Exists(coordinate), digest="")
    before = Q(digested_on=None) | Q(digested_on__lt=today)
    return User.objects.filter(wants, before, is_active=True).order_by("pk")


def user_of_token(token: str) -> User | None:
    """The user whose machine shows this token while it is good, with what they may do.

    One query, for somebody who has a role.
    """
    digest = sha256(token.encode()).hexdigest()
    if held := STANDING_BY_TOKEN(digest=digest):
        held[0].user.standing = held
        return held[0].user
    good = Token.objects.filter(digest=digest, ended_at=None, expires_at__gt=Now(), user__is_active=True)
    found = good.select_related("user").first()
    return found.user if found else None


def child_lines(code: str) -> list[ContactLine]:
    """Whom to call about a child in the territory with `code`: its social services' lines."""
    lines = ContactLine.objects.filter(
        organisation__territory=code,
        function__in=[ContactLine.Function.SOCIAL_OFFICE, ContactLine.Function.SOCIAL_EMERGENCY],
    )
    return list(lines.select_related("organisation").order_by("-function"))


@dataclass(frozen=True, slots=True)
class Access:
    """How many people of one organisation hold one role in one territory."""

    territory: str
    organisation: str
    role: str
    users: int
    has_second_factor: bool


def access(code: str = SWEDEN) -> list[Access]:
    """Which organisations take part in a territory, in which roles, with how many users each. Everybody may know."""
    rows = (
        Membership.objects.current()
        .filter(territory__in=within(code))
        .values_list("territory__name", "organisation__name", "role")
    )
    counted = rows.annotate(users=Count("user", distinct=True))
    return [
        Access(territory, organisation, str(Role(role).label), users, role in SECOND_FACTOR)
        for territory, organisation, role, users in counted.order_by(
            "territory", Alphabetic("organisation__name"), "role"
        )
    ]


def peopled() -> QuerySet[Territory]:
    """The counties, and Sweden, where somebody holds a role."""
    codes = Membership.objects.current().values_list("territory", flat=True).distinct()
    return Territory.objects.filter(pk__in={code[:2] for code in codes} | {SWEDEN}).order_by("code")


def within(code: str) -> QuerySet[Territory]:
    """A territory and those that lie in it, by code."""
    inside = Territory.objects.all() if code == SWEDEN else Territory.objects.filter(code__startswith=code)
    return inside.order_by("code")


def reach(viewer: User) -> QuerySet[Territory]:
    """The territories that the viewer coordinates."""
    found = Territory.objects.none()
    for code in {one.territory_id for one in viewer.standing if one.role in COORDINATORS}:
        found = found | within(code)
    return found.order_by("code")


def administered(viewer: User) -> QuerySet[Organisation]:
    """The organisations whose people the viewer looks after."""
    own = [one.organisation_id for one in viewer.standing if one.role == Role.ORGANISATION_ADMIN]
    found = Organisation.objects.filter(Q(pk__in=own) | Q(territory__in=reach(viewer)))
    return found.select_related("territory").order_by(Alphabetic("name"))


def looks(viewer: User) -> QuerySet[Entry]:
    """Who has looked at protected records of the organisations whose data the viewer guards, the newest first."""
    homes = [one.organisation for one in viewer.standing if one.role == Role.DATA_PROTECTION_OFFICER]
    counties, ids = {home.territory_id[:2] for home in homes}, [str(home.pk) for home in homes]
    found = Entry.objects.filter(county__in=counties, verb__in=list(LOOKS), detail__organisation__in=ids)
    return found.order_by("-at", "-number")


def purges(viewer: User) -> QuerySet[Purge]:
    """What was deleted when its period was over, where the viewer answers for records and for the country."""
    counties = {one.organisation.territory_id[:2] for one in viewer.standing if one.role in RECORD_KEEPERS}
    decided = [rule.kind for rule in RULES.values() if rule.days]  # log-ins and the like go when they are over
    return Purge.objects.filter(county__in={*counties, SWEDEN}, kind__in=decided)


def named(ids: Iterable[str]) -> dict[str, str]:
    """What those who log in are called, by their ids as the audit trail tells them."""
    users = User.objects.filter(pk__in=[int(one) for one in ids if one.isdecimal()])
    return {str(user.pk): str(user) for user in users}


def awaiting(user: User) -> QuerySet[Organisation]:
    """The verified organisations that begin when this user, who speaks for them, has signed."""
    speaks = Membership.objects.filter(user=user, role__in=ADMINISTRATORS, ends_at=None)
    return Organisation.objects.filter(state=Organisation.State.VERIFIED, pk__in=speaks.values("organisation"))


def speakers(organisation: Organisation) -> QuerySet[User]:
    """Those who may speak for an organisation, whether or not it takes part yet."""
    return User.objects.filter(
        memberships__organisation=organisation, memberships__role__in=ADMINISTRATORS, memberships__ends_at=None
    ).distinct()


def members(organisation: Organisation) -> QuerySet[Membership]:
    rows = Membership.objects.current().filter(organisation=organisation)
    return rows.select_related("user", "territory", "organisation").order_by(Alphabetic("user__name"), "role")


def membership(viewer: User, pk: UUID | str) -> Membership | None:
    found = Membership.objects.filter(pk=pk, organisation__in=administered(viewer))
    return found.select_related("organisation").first()


def invitation(viewer: User, pk: UUID | str) -> Invitation | None:
    return (
        Invitation.objects.filter(pk=pk, organisation__in=administered(viewer)).select_related("organisation").first()
    )


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Those that nobody has answered, the newest first; `is_over` when the link works no more."""
    over = Case(When(expires_at__lte=Now(), then=True), default=False, output_field=BooleanField())
    waiting = Invitation.objects.filter(organisation=organisation, accepted_at=None, withdrawn_at=None)
    return waiting.annotate(is_over=over).select_related("territory").order_by("-invited_at")


def open_invitation(pk: UUID | str) -> Invitation | None:
    """The invitation behind a link, while it is good."""
    good = Invitation.objects.filter(pk=pk, accepted_at=None, withdrawn_at=None, expires_at__gt=Now())
    return good.select_related("organisation", "territory").first()


def invited_user(invitation: Invitation) -> User:
    """The invited's account, or a draft of it, against which a passphrase is judged."""
    return User.objects.filter(email=invitation.email).first() or User(email=invitation.email)


def networks(viewer: User) -> QuerySet[Network]:
    """Those whose members and minutes the viewer reads, by name."""
    return (
        Network.objects.visible_to(viewer)
        .select_related("convenor__territory", "deputy")
        .order_by(Alphabetic("name"), "pk")
    )


def all_networks() -> QuerySet[Any]:
    """Every network that is not wound up: its name, purpose and places are no secret among those who log in, nor who
    convenes it, and at which `mailbox` one asks to be taken in.
    """
    rows = Network.objects.lasting().select_related("convenor").prefetch_related("places")
    return rows.annotate(mailbox=_convening_mailbox()).order_by(Alphabetic("name"), "pk")


def network_members(network: Network) -> QuerySet[NetworkMember]:
    """The members that have not left: the convenor, the deputy, then the others by name."""
    first = Case(
        When(organisation=network.convenor_id, then=0),
        When(organisation=network.deputy_id, then=1),
        default=2,
        output_field=IntegerField(),
    )
    rows = NetworkMember.objects.current().filter(county=network.county, network=network)
    rows = rows.select_related("network__convenor__territory", "organisation")
    return rows.order_by(first, Alphabetic("organisation__name"), Alphabetic("function"), "pk")


def may_convene(network: Network) -> QuerySet[User]:
    """Those who work for the convenor or the deputy, and may be named to convene."""
    held = Membership.objects.current().filter(organisation__in=[network.convenor_id, network.deputy_id])
    held = held.exclude(role=Role.VOLUNTEER)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by(Alphabetic("name"), "pk")


def asleep(*, at: datetime) -> list[Network]:
    """Networks that sleep and of which nobody was told."""
    return list(Network.objects.asleep(localdate(at)).filter(told_asleep_at=None).order_by("met_on", "pk"))


def asleep_for(user: User, *, on: date) -> QuerySet[Network]:
    """Networks that sleep and that the user can wake: as convenor, or as the county board that keeps them alive."""
    mine = Q(pk__in=Network.objects.convened_by(user).values("pk"))
    for code in {one.territory_id for one in user.standing if one.role in BOARD}:
        mine |= Q(convenor__territory__code__startswith=code)
    return Network.objects.asleep(on).filter(mine)


def mailboxes_of(network: Network) -> list[str]:
    """Where it is told that a network sleeps: whoever convenes, and coordination at the boards of all its counties."""
    convening = (
        network_members(network).filter(organisation__in=[network.convenor_id, network.deputy_id]).exclude(mailbox="")
    )
    counties = {network.county, *(place.county for place in network.places.all())}
    boards = ContactLine.objects.filter(
        organisation__kind=Organisation.Kind.COUNTY_BOARD, organisation__territory__in=counties,
        function=ContactLine.Function.COORDINATION, organisation__state=Organisation.State.ACTIVE,
    )  # fmt: skip
    found = [*convening.values_list("mailbox", flat=True), *boards.exclude(email="").values_list("email", flat=True)]
    return list(dict.fromkeys(found))


def handed_over() -> list[tuple[Network, str]]:
    """Networks that were handed over, each with the mailbox at which its new convenor is still to be told."""
    rows: Any = Network.objects.lasting().filter(is_heir_told=False).annotate(mailbox=_convening_mailbox())
    return [(one, one.mailbox) for one in rows.exclude(mailbox=None).order_by("pk")]


def _convening_mailbox() -> Subquery:
    """Of each network, the role mailbox of whoever convenes it."""
    boxes = (
        NetworkMember.objects.current()
        .exclude(mailbox="")
        .filter(county=OuterRef("county"), network=OuterRef("pk"), organisation=OuterRef("convenor"))
    )
    return Subquery(boxes.order_by("joined_on", "pk").values("mailbox")[:1])


def followed_network(key: str) -> NetworkMember | None:
    """The member whose calendar a key opens, while it belongs to the network. One query."""
    rows = NetworkMember.objects.current().filter(digest=sha256(key.encode()).hexdigest())
    return rows.select_related("network").first() if key else None
