"""Those who got no place: noted at the door, counted once, settled, frozen."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused
from samverka.core.county import already, lock
from samverka.core.free_text import accept
from samverka.shelters import queries, rules
from samverka.shelters.actions import places
from samverka.shelters.models import Night, Pool, Slip, TurnAway, TurnAwayFigure


@transaction.atomic
def turn_away(
    *,
    id: UUID,
    night: Night,
    party: dict[str, Any],
    reason: str,
    by: User,
    at: datetime,
    sent_to: str = "",
    slip: Slip | None = None,
) -> TurnAway:
    """Note a party that got no place at the door.

    With its slip it is counted once a night over all shelters: the turn-away that the slip already has is given
    back. Without one it stands apart, since it may overlap. Refused when the night is frozen.
    """
    night = lock(night)
    told = {**party, "reason": reason, "sent_to": sent_to, "slip_id": slip.pk if slip else None}
    if noted := already(TurnAway, id, night_id=night.pk, **told):
        return noted
    rules.turn_away(by, night)
    places.check_running(night)
    if slip and (slip.was_placed is not False or not queries.is_of(night, slip)):
        raise Refused(_("This slip is not waiting for a place tonight."))
    if slip and (counted := TurnAway.objects.filter(county=night.county, slip=slip, date=night.date).first()):
        return counted
    noted = TurnAway.objects.create(
        id=id, county=night.county, night=night, date=night.date, reason=reason, slip=slip,
        sent_to=accept(sent_to, field="sent_to"), at_door=slip is None, at=at, by=by, **party,
    )  # fmt: skip
    entry = audit.record(by=by, verb="shelters.turned_away", subject=noted, at=at, reason=reason, people=noted.people)
    places.touch(night, entry, at=at)
    return noted


@transaction.atomic
def settle_turn_away(*, turn_away: TurnAway, outcome: str, by: User, at: datetime) -> TurnAway:
    """Say how it ended. Refused when the night is frozen."""
    night = turn_away.night
    if night is None:
        raise Refused(_("This is settled by the draw."))
    night, turn_away = lock(night), lock(turn_away)
    rules.settle_turn_away(by, night)
    places.check_running(night)
    turn_away.outcome = outcome
    turn_away.save(update_fields=["outcome"])
    audit.record(by=by, verb="shelters.turn_away_settled", subject=turn_away, at=at, outcome=outcome)
    return turn_away


def freeze_turn_aways(night: Night, *, at: datetime) -> None:
    """Write down who was turned away: the night's own; the pool's with the last of its nights."""
    rows = queries.turn_away_figures(night)
    pool = night.shelter.pool and Pool.objects.select_for_update().get(
        pk=night.shelter.pool.pk
    )  # two may freeze at once
    if pool and not queries.unfrozen_nights_of_pool(night):
        rows += queries.turn_away_figures(night, at_intake=pool)
    TurnAwayFigure.objects.bulk_create([TurnAwayFigure(frozen_at=at, **row) for row in rows])
