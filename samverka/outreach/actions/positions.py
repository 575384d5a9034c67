"""Where a settlement is: noted until a day, told to those who were named, each look written down before it is shown."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Role, User
from samverka.core import audit
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.county import already, lock
from samverka.outreach import queries, rules
from samverka.outreach.models import Position, PositionGrant, Settlement
from samverka.outreach.models.positions import POSITION_ROLES
from samverka.outreach.policy import POSITION_DAYS, rules_of


SOUTH, NORTH, WEST, EAST = 55, 70, 10, 25


@transaction.atomic
def note_position(
    *, settlement: Settlement, latitude: Decimal, longitude: Decimal, ends_on: date, by: User, at: datetime
) -> Position:
    """Note where it is, until a day. A later one takes its place. The trail does not tell where."""
    settlement = lock(settlement)
    rules.note_position(by, settlement)
    if settlement.state == Settlement.State.CLOSED:
        raise Refused(_("This settlement is closed."))
    if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        raise Unfit(_("This lies outside Sweden."), field="position")
    most = rules_of(settlement.municipality_id, on=localdate(at)).value(POSITION_DAYS)
    if not localdate(at) <= ends_on <= localdate(at) + timedelta(days=most):
        raise Unfit(_("Choose a day within %(days)s days.") % {"days": most}, field="ends_on")
    settlement.positions.all().delete()
    kept = Position.objects.create(
        county=settlement.county, settlement=settlement, latitude=latitude, longitude=longitude, ends_on=ends_on,
        noted_at=at,
    )  # fmt: skip
    audit.record(by=by, verb="outreach.position_noted", subject=settlement, at=at)
    return kept


@transaction.atomic
def forget_position(*, settlement: Settlement, by: User, at: datetime) -> None:
    """It is needed no more. Forgetting it again changes nothing."""
    settlement = lock(settlement)
    rules.forget_position(by, settlement)
    if settlement.positions.all().delete()[0]:
        audit.record(by=by, verb="outreach.position_forgotten", subject=settlement, at=at)


@transaction.atomic
def grant_position(
    *, id: UUID, settlement: Settlement, user: User, need: str, ends_at: datetime, by: User, at: datetime
) -> PositionGrant:
    """Name somebody who may see where it is, what for and until when. Nobody names themselves."""
    told = {"settlement_id": settlement.pk, "user_id": user.pk, "need": need}
    settlement = lock(settlement)
    if there := already(PositionGrant, id, **told):
        return there
    rules.grant_position(by, settlement)
    if user.pk == by.pk:
        raise Unfit(_("Nobody names themselves: ask another coordinator."), field="user")
    if not user.works_in(settlement.municipality_id, *POSITION_ROLES):
        raise Unfit(_("Only those who go out there, coordinate or lead the safeguarding can be named."), field="user")
    if need not in PositionGrant.Need.values:
        raise Unfit(_("Say what for."), field="need")
    most = rules_of(settlement.municipality_id, on=localdate(at)).value(POSITION_DAYS)
    if not at < ends_at <= at + timedelta(days=most):
        raise Unfit(_("Choose a day within %(days)s days.") % {"days": most}, field="ends_on")
    grant = PositionGrant.objects.create(
        id=id, county=settlement.county, organisation=_home(by, settlement), starts_at=at, ends_at=ends_at, **told
    )  # fmt: skip
    audit.record(by=by, verb="outreach.position_granted", subject=settlement, at=at, user=str(user.pk), need=need)
    return grant


@transaction.atomic
def end_grant(*, grant: PositionGrant, by: User, at: datetime) -> PositionGrant:
    """They may see it no more. Ending it again changes nothing."""
    settlement, grant = grant.settlement, lock(grant)
    rules.grant_position(by, settlement)
    if grant.ends_at > at:
        grant.ends_at = max(at, grant.starts_at)
        grant.save(update_fields=["ends_at"])
        audit.record(by=by, verb="outreach.grant_ended", subject=settlement, at=at, user=str(grant.user_id))
    return grant


@transaction.atomic
def see_position(*, settlement: Settlement, by: User, at: datetime) -> Position:
    """Where it is. The look is written down before anything is shown: without a line in the trail, no answer."""
    grant = queries.granted(settlement, by, at=at)
    if grant is None:
        raise Denied(_("Only those who are named for it see where a settlement is."))
    grant.settlement = settlement
    rules.see_position(by, grant)
    home = str(grant.organisation_id)  # whose data protection officer reads who looked
    audit.record(by=by, verb="outreach.position_seen", subject=settlement, at=at, need=grant.need, organisation=home)
    kept = queries.position(settlement, at=at)
    if kept is None:
        raise Refused(_("Its position is not kept."))
    return kept


def _home(by: User, settlement: Settlement) -> Organisation:
    """The organisation for which a coordinator names somebody."""
    code, coordinator = settlement.municipality_id, Role.MUNICIPALITY_COORDINATOR
    return next(one.organisation for one in by.standing if one.role == coordinator and one.territory.covers(code))
