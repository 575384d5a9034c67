"""Networks: founded, joined and left, handed over to a new convenor, wound up, and never forgotten by the clock."""

import secrets
from collections.abc import Collection
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors import queries, rules
from samverka.actors.models import Network, NetworkMember, Organisation, Territory, User
from samverka.actors.models.networks import KEY_FOR
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already, lock
from samverka.core.free_text import accept
from samverka.core.ids import new_id
from samverka.core.sealed import seal
from samverka.core.versions import check_seen


@transaction.atomic
def found_network(
    *, id: UUID, organisation: Organisation, function: str, mailbox: str, name: str, purpose: str,
    places: Collection[Territory], weeks: int, by: User, at: datetime,
) -> Network:  # fmt: skip
    """Begin a network. The organisation that founds it convenes it, until it is handed over."""
    facts = {"name": accept(name, field="name"), "purpose": accept(purpose, field="purpose")}
    if there := already(Network, id, **facts):
        return there
    rules.found_network(by, organisation)
    home = organisation.territory
    if not any(home.covers(place.code) or place.covers(home.code) for place in places):
        raise Unfit(_("Your own place is to be one of them."), field="places")
    network = Network.objects.create(
        id=id, county=home.county, weeks=_interval(weeks), met_on=localdate(at), founded_at=at,
        convenor=organisation, acting=[by.pk], **facts,
    )  # fmt: skip
    network.places.set(places)
    NetworkMember.objects.create(
        id=new_id(), county=home.county, network=network, organisation=organisation,
        mailbox=mailbox, function=accept(function, field="function"), joined_on=localdate(at),
    )  # fmt: skip
    audit.record(by=by, verb="actors.network_founded", subject=network, at=at)
    return network


@transaction.atomic
def edit_network(
    *, network: Network, name: str, purpose: str, places: Collection[Territory], weeks: int, by: User, at: datetime,
    seen: str = "",
) -> Network:  # fmt: skip
    """Say anew what it is for, where, and how often it meets."""
    rules.convene(by, network)
    held = lock(network)
    check_seen(held, seen)
    held.name, held.purpose = accept(name, field="name"), accept(purpose, field="purpose")
    held.weeks = _interval(weeks)
    held.save(update_fields=["name", "purpose", "weeks"])
    held.places.set(_some(places))
    audit.record(by=by, verb="actors.network_edited", subject=held, at=at)
    return held


@transaction.atomic
def add_network_member(
    *, id: UUID, network: Network, organisation: Organisation, function: str, mailbox: str, by: User, at: datetime
) -> NetworkMember:
    """Take an organisation in. Those who work for it read the network's minutes from now on."""
    rules.convene(by, network)
    held = _lasting(network)
    facts = {"network_id": held.pk, "organisation_id": organisation.pk, "function": accept(function, field="function")}
    if there := already(NetworkMember, id, **facts):
        return there
    if NetworkMember.objects.current().filter(county=held.county, **facts).exists():
        raise Unfit(_("It is a member already, in this function."), field="function")
    member = NetworkMember.objects.create(
        id=id, county=held.county, mailbox=mailbox, joined_on=localdate(at), **facts
    )  # fmt: skip
    audit.record(by=by, verb="actors.network_joined", subject=member, at=at)
    return member


@transaction.atomic
def edit_network_member(
    *, member: NetworkMember, function: str, mailbox: str, by: User, at: datetime, seen: str = ""
) -> NetworkMember:
    """Say anew in which function, and at which role mailbox, a member is reached."""
    rules.edit_network_member(by, member)
    held = lock(member)
    check_seen(held, seen)
    same = NetworkMember.objects.current().filter(
        county=held.county, network=held.network_id, organisation=held.organisation_id, function=function
    )
    if same.exclude(pk=held.pk).exists():
        raise Unfit(_("It is a member already, in this function."), field="function")
    held.function, held.mailbox = accept(function, field="function"), mailbox
    held.save(update_fields=["function", "mailbox"])
    audit.record(by=by, verb="actors.network_member_edited", subject=held, at=at)
    return held


@transaction.atomic
def leave_network(*, member: NetworkMember, by: User, at: datetime) -> NetworkMember:
    """A member leaves, or is taken off the list; its calendar opens nothing more. Said again, it changes nothing."""
    rules.edit_network_member(by, member)
    held = lock(member)
    if held.left_on:
        return held
    network = lock(member.network)
    others = queries.network_members(network).filter(organisation=held.organisation_id).exclude(pk=held.pk)
    if held.organisation_id in (network.convenor_id, network.deputy_id) and not others.exists():
        raise Refused(_("Hand the network over to another convenor or deputy first."))
    held.left_on, held.digest, held.sealed_key = localdate(at), "", ""
    held.save(update_fields=["left_on", "digest", "sealed_key"])
    audit.record(by=by, verb="actors.network_left", subject=held, at=at)
    return held


@transaction.atomic
def hand_over_network(
    *, network: Network, convenor: Organisation, deputy: Organisation | None, by: User, at: datetime
) -> Network:
    """Another member convenes from now on, and perhaps another is its deputy. Who acts for them is named anew."""
    rules.convene(by, network)
    held = _lasting(network)
    members = {one.organisation_id for one in queries.network_members(held)}
    named = [one.pk for one in (convenor, deputy) if one]
    if set(named) - members or len(set(named)) < len(named):
        raise Unfit(_("Choose two members of the network."), field="deputy")
    if (held.convenor_id, held.deputy_id) == (convenor.pk, deputy.pk if deputy else None):
        return held
    if held.convenor_id != convenor.pk:
        held.is_heir_told = False
    held.convenor, held.deputy = convenor, deputy
    may = {one.pk for one in queries.may_convene(held)}
    held.acting = [pk for pk in held.acting if pk in may]
    held.save(update_fields=["convenor", "deputy", "acting", "is_heir_told"])
    audit.record(by=by, verb="actors.network_handed_over", subject=held, at=at)
    return held


@transaction.atomic
def name_acting(*, network: Network, users: Collection[User], by: User, at: datetime) -> Network:
    """Name those who convene, beside the administrators of the convenor and the deputy."""
    rules.convene(by, network)
    held = _lasting(network)
    named = sorted(one.pk for one in users)
    if set(named) - {one.pk for one in queries.may_convene(held)}:
        raise Unfit(_("Choose people who work for the convenor or the deputy."), field="users")
    held.acting = named
    held.save(update_fields=["acting"])
    audit.record(by=by, verb="actors.network_acting_named", subject=held, at=at)
    return held


@transaction.atomic
def wind_up_network(*, network: Network, reason: str, by: User, at: datetime) -> Network:
    """It meets no more. What it decided stays, and it can be taken up again."""
    rules.convene(by, network)
    held = lock(network)
    if held.wound_up_at:
        return held
    if not reason.strip():
        raise Unfit(_("Say why."), field="reason")
    held.wound_up_at, held.wound_up_because = at, accept(reason, field="reason")
    held.save(update_fields=["wound_up_at", "wound_up_because"])
    audit.record(by=by, verb="actors.network_wound_up", subject=held, at=at)
    return held


@transaction.atomic
def take_up_network(*, network: Network, by: User, at: datetime) -> Network:
    """A network that was wound up meets again; its intervals are counted from today."""
    rules.convene(by, network)
    held = lock(network)
    if held.wound_up_at is None:
        return held
    held.wound_up_at, held.wound_up_because, held.met_on, held.told_asleep_at = None, "", localdate(at), None
    held.save(update_fields=["wound_up_at", "wound_up_because", "met_on", "told_asleep_at"])
    audit.record(by=by, verb="actors.network_taken_up", subject=held, at=at)
    return held


@transaction.atomic
def follow_network(*, member: NetworkMember, by: User, at: datetime) -> NetworkMember:
    """A new address at which the member's calendars follow the meetings. The one before opens nothing more."""
    rules.follow_network(by, member)
    held = lock(member)
    if held.left_on:
        raise Refused(_("This organisation has left the network."))
    key = secrets.token_urlsafe(32)
    held.digest, held.sealed_key = sha256(key.encode()).hexdigest(), seal(key, purpose=KEY_FOR)
    held.save(update_fields=["digest", "sealed_key"])
    audit.record(by=by, verb="actors.network_followed", subject=held, at=at)
    return held


def note_met(network: Network, *, on: date) -> None:
    """Part of the action that ends a meeting: the network is awake."""
    held = lock(network)
    if held.met_on < on:
        held.met_on, held.told_asleep_at = on, None
        held.save(update_fields=["met_on", "told_asleep_at"])


@transaction.atomic
def note_told_asleep(*, network: Network, to: int, at: datetime) -> bool:
    """Take the mail that says that a network sleeps: whoever takes it sends it. By the clock."""
    held = lock(network)
    if held.told_asleep_at or not held.is_asleep(localdate(at)):
        return False
    held.told_asleep_at = at
    held.save(update_fields=["told_asleep_at"])
    audit.record(by=None, verb="actors.network_asleep", subject=held, at=at, count=to)
    return True


@transaction.atomic
def note_heir_told(*, network: Network, at: datetime) -> bool:
    """Take the mail that tells a new convenor of the handover page: whoever takes it sends it. By the clock."""
    held = lock(network)
    if held.is_heir_told or held.convenor_id != network.convenor_id:
        return False
    held.is_heir_told = True
    held.save(update_fields=["is_heir_told"])
    audit.record(by=None, verb="actors.network_heir_told", subject=held, at=at)
    return True


def _lasting(network: Network) -> Network:
    held = lock(network)
    if held.wound_up_at:
        raise Refused(_("This network is wound up. Take it up again first."))
    return held


def _interval(weeks: int) -> int:
    if not 1 <= weeks <= 52:
        raise Unfit(_("Write a number of weeks from 1 to 52."), field="weeks")
    return weeks


def _some(places: Collection[Territory]) -> Collection[Territory]:
    if not places:
        raise Unfit(_("Choose at least one place."), field="places")
    return places
