"""Organisations join, rest and leave, and say how they are reached."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors import queries, rules
from samverka.actors.actions.joining import INVITATION, begin_organisations, check_role, check_territory
from samverka.actors.models import (
    ADMINISTRATORS,
    ContactLine,
    Invitation,
    Membership,
    Organisation,
    Territory,
    User,
    read_number,
)
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.free_text import accept
from samverka.core.ids import new_id
from samverka.core.versions import check_seen


State = Organisation.State


@transaction.atomic
def add_organisation(
    *, id: UUID, name: str, kind: str, number: str, territory: Territory, by: User, at: datetime
) -> Organisation:
    """Vouch for an organisation of one's own territory. Without its number it waits to be verified."""
    rules.add_organisation(by, territory)
    if there := Organisation.objects.filter(pk=id).first():
        if (there.name, there.kind, there.territory_id) != (name, kind, territory.pk):
            raise Refused(_("This id already names something else."))
        return there
    whole = _free_number(number)
    _free_name(name)
    organisation = Organisation.objects.create(
        id=id, name=name, kind=kind, number=whole, territory=territory,
        state=State.VERIFIED if whole else State.REQUESTED,
    )  # fmt: skip
    audit.record(by=by, verb="actors.organisation_added", subject=organisation, at=at)
    return organisation


@transaction.atomic
def edit_organisation(
    *, organisation: Organisation, name: str, number: str, by: User, at: datetime, seen: str = ""
) -> Organisation:
    """Mend its name and number. With a number, one that was only requested is verified.

    `seen` is the version that the person saw: Stale when somebody has changed it since.
    """
    rules.edit_organisation(by, organisation)
    organisation = _held(organisation)
    check_seen(organisation, seen)
    whole = _free_number(number, but=organisation)
    _free_name(name, but=organisation)
    state = State.VERIFIED if whole and organisation.state == State.REQUESTED else organisation.state
    if (organisation.name, organisation.number, organisation.state) != (name, whole, state):
        organisation.name, organisation.number, organisation.state = name, whole, state
        organisation.save(update_fields=["name", "number", "state"])
        audit.record(by=by, verb="actors.organisation_edited", subject=organisation, at=at)
        for user in queries.speakers(organisation):
            begin_organisations(user, [organisation], at=at)
    return organisation


@transaction.atomic
def pause_organisation(*, organisation: Organisation, by: User, at: datetime) -> None:
    """Nobody works for it until it is resumed; the memberships stay."""
    rules.pause_organisation(by, organisation)
    organisation = _held(organisation)
    if organisation.state == State.DORMANT:
        return
    if organisation.state != State.ACTIVE:
        raise Refused(_("Only an organisation that takes part can pause."))
    _become(organisation, State.DORMANT, verb="actors.organisation_paused", by=by, at=at)


@transaction.atomic
def resume_organisation(*, organisation: Organisation, by: User, at: datetime) -> None:
    """Those who worked for it do so again."""
    rules.resume_organisation(by, organisation)
    organisation = _held(organisation)
    if organisation.state == State.ACTIVE:
        return
    if organisation.state != State.DORMANT:
        raise Refused(_("Only an organisation that has paused can resume."))
    _become(organisation, State.ACTIVE, verb="actors.organisation_resumed", by=by, at=at)


@transaction.atomic
def part_with_organisation(*, organisation: Organisation, by: User, at: datetime) -> None:
    """It leaves for good: its memberships end and its invitations are withdrawn. Its name stays on what it has done."""
    rules.part_with_organisation(by, organisation)
    organisation = _held(organisation)
    if organisation.state == State.LEFT:
        return
    Membership.objects.filter(organisation=organisation, starts_at__gt=at).delete()
    Membership.objects.filter(organisation=organisation).lasting(at).update(ends_at=at)
    Invitation.objects.filter(organisation=organisation, accepted_at=None, withdrawn_at=None).update(withdrawn_at=at)
    _become(organisation, State.LEFT, verb="actors.organisation_left", by=by, at=at)


@transaction.atomic
def welcome(*, email: str, name: str, kind: str, territory: Territory, role: str, at: datetime) -> Invitation:
    """Invite the first who speaks for an organisation. Only whoever runs the server can: no rule could let them in.

    An administrator is invited by one or by a coordinator, and a coordinator by one of at least the same level; an
    empty house has neither. Everything else that holds for an invitation holds for this one.
    """
    if role not in ADMINISTRATORS:
        raise Unfit(_("The first speaks for the organisation: its administrator, or a coordinator."), field="role")
    organisation, is_new = Organisation.objects.get_or_create(
        name=name, defaults={"kind": kind, "territory": territory, "state": State.VERIFIED}
    )
    check_role(organisation, role)
    check_territory(organisation, role, territory)
    if is_new:
        audit.record(by=None, verb="actors.organisation_added", subject=organisation, at=at)
    invitation = Invitation.objects.create(
        id=new_id(), email=email.lower(), organisation=organisation, territory=territory, role=role,
        invited_at=at, expires_at=at + INVITATION,
    )  # fmt: skip
    audit.record(by=None, verb="actors.invited", subject=invitation, at=at, role=role)
    return invitation


@transaction.atomic
def edit_contact_line(
    *,
    organisation: Organisation,
    function: str,
    phone: str,
    email: str,
    hours: str,
    by: User,
    at: datetime,
    seen: str = "",
) -> ContactLine | None:
    """Say who answers for a function; today's date is its verification. With neither phone nor mailbox it goes.

    `seen` is the version that the person saw: Stale when somebody has changed it since.
    """
    rules.edit_contact_line(by, organisation)
    _held(organisation)
    there = ContactLine.objects.filter(organisation=organisation, function=function).first()
    check_seen(there, seen)
    if not phone and not email:
        if there:
            audit.record(by=by, verb="actors.contact_line_removed", subject=there, at=at)
            there.delete()
        return None
    line = there or ContactLine(organisation=organisation, function=function)
    line.phone, line.email, line.hours, line.verified_on = phone, email, accept(hours, field="hours"), localdate(at)
    line.revision = audit.record(by=by, verb="actors.contact_line_edited", subject=line, at=at).number
    line.save()
    return line


def _held(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _become(organisation: Organisation, state: str, *, verb: str, by: User, at: datetime) -> None:
    organisation.state = state
    organisation.save(update_fields=["state"])
    audit.record(by=by, verb=verb, subject=organisation, at=at)


def _free_number(typed: str, *, but: Organisation | None = None) -> str | None:
    """The number in ten digits, when it can be one and nobody has it."""
    if not typed.strip():
        return None
    number = read_number(typed)
    if not number:
        raise Unfit(
            _("This is no organisation number: it has ten digits, and the last one checks the others."), field="number"
        )
    if _others(but).filter(number=number).exists():
        raise Unfit(_("Another organisation has this number."), field="number")
    return number


def _free_name(name: str, *, but: Organisation | None = None) -> None:
    if _others(but).filter(name=name).exists():
        raise Unfit(_("Another organisation has this name."), field="name")


def _others(but: Organisation | None) -> QuerySet[Organisation]:
    return Organisation.objects.exclude(pk=but.pk) if but else Organisation.objects.all()
