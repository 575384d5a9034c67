"""Those who got no place: noted at the door, counted once, undone, settled, frozen, corrected."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused
from samverka.core.county import ELSE, already, lock
from samverka.core.free_text import accept
from samverka.safeguarding.actions import note_sighting, take_back_sighting
from samverka.safeguarding.models import Setting
from samverka.safeguarding.queries import is_noted
from samverka.shelters import queries, rules
from samverka.shelters.actions import places
from samverka.shelters.models import Night, Pool, Slip, TurnAway, TurnAwayCorrection, TurnAwayFigure


SOURCE = "shelters.turnaway"


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
    mine = TurnAway.objects.counted().filter(county=night.county, slip=slip, date=night.date)
    if slip and (counted := mine.first()):
        _note_children(id, counted, night, by=by, at=at)  # the draw that it lost has seen nobody
        return counted
    noted = TurnAway.objects.create(
        id=id, county=night.county, night=night, date=night.date, reason=reason, slip=slip,
        sent_to=accept(sent_to, field="sent_to"), at=at, by=by, **party,
        at_door=slip is None or not queries.is_of_last_round(slip),  # may have lost with another slip since
    )  # fmt: skip
    entry = audit.record(by=by, verb="shelters.turned_away", subject=noted, at=at, reason=reason, people=noted.people)
    places.touch(night, entry, at=at)
    _note_children(id, noted, night, by=by, at=at)
    return noted


def _note_children(id: UUID, noted: TurnAway, night: Night, *, by: User, at: datetime) -> None:
    """Children at the door: counted until somebody has said that the channel was used (handbook 3.5). Once a party."""
    shelter, count = night.shelter, noted.children
    if not count or is_noted((SOURCE, noted.pk)):
        return
    note_sighting(
        id=id, municipality=shelter.territory, organisation=shelter.organisation, setting=Setting.SHELTER_DOOR,
        least=count, most=count, by=by, at=at, source=(SOURCE, noted.pk),
    )  # fmt: skip


@transaction.atomic
def settle_turn_away(*, turn_away: TurnAway, outcome: str, by: User, at: datetime) -> TurnAway:
    """Say how it ended. Refused when the night is frozen."""
    night = turn_away.night
    if night is None:
        raise Refused(_("This is settled by the draw."))
    night, turn_away = lock(night), lock(turn_away)
    rules.settle_turn_away(by, night)
    places.check_running(night)
    if turn_away.uncounted_at:
        raise Refused(_("This was undone: nobody is counted."))
    turn_away.outcome = outcome
    turn_away.save(update_fields=["outcome"])
    audit.record(by=by, verb="shelters.turn_away_settled", subject=turn_away, at=at, outcome=outcome)
    return turn_away


@transaction.atomic
def undo_turn_away(*, turn_away: TurnAway, by: User, at: datetime) -> TurnAway:
    """It was noted by mistake at the door: nobody is counted. Undoing again changes nothing.

    Refused when the night is frozen, and when it was not noted by hand.
    """
    night = turn_away.night
    if night is None or not turn_away.was_noted:
        raise Refused(_("Only what somebody noted at the door can be undone."))
    night, turn_away = lock(night), lock(turn_away)
    rules.undo_turn_away(by, night)
    if turn_away.uncounted_at:
        return turn_away
    places.check_running(night)
    turn_away.uncounted_at = at
    turn_away.save(update_fields=["uncounted_at"])
    take_back_sighting(source=(SOURCE, turn_away.pk), by=by, at=at)
    entry = audit.record(by=by, verb="shelters.turn_away_undone", subject=turn_away, at=at, people=turn_away.people)
    places.touch(night, entry, at=at)
    return turn_away


@transaction.atomic
def correct_turn_aways(
    *,
    id: UUID,
    night: Night,
    reason: str,
    parties: int,
    people: int,
    because: str,
    by: User,
    at: datetime,
    at_door: bool = True,
    outcome: str = TurnAway.Outcome.UNKNOWN,
) -> TurnAwayCorrection:
    """Add a correction to who was turned away on a frozen night; the frozen figure stays.

    `parties` and `people` are changes. Refused before the night is frozen, and when the result would be impossible.
    """
    night = lock(night)
    kind: dict[str, Any] = {"reason": reason, "at_door": at_door, "outcome": outcome}
    change: dict[str, Any] = {"parties": parties, "people": people}
    if made := already(TurnAwayCorrection, id, night_id=night.pk, **kind, **change):
        if made.because not in ("", because):  # erased when its time is over
            raise Refused(ELSE)
        return made
    rules.correct_turn_aways(by, night)
    if night.frozen_at is None:
        raise Refused(_("The night is not frozen yet: change the night itself."))
    had = queries.corrected_turn_aways(night, **kind)
    left, left_people = had[0] + parties, had[1] + people
    if left < 0 or left_people < left or bool(left) != bool(left_people):
        told = {"parties": left, "people": left_people}
        raise Refused(_("That would make %(people)s people in %(parties)s parties, which cannot be.") % told)
    made = TurnAwayCorrection.objects.create(
        id=id, county=night.county, night=night, date=night.date, because=accept(because, field="because"), by=by,
        at=at, **kind, **change,
    )  # fmt: skip
    audit.record(by=by, verb="shelters.turn_aways_corrected", subject=made, at=at, **kind, **change)
    return made


def freeze_turn_aways(night: Night, *, at: datetime) -> Pool | None:
    """Write down who was turned away: the night's own; the pool's with the last of its nights, and which it is then."""
    rows = queries.turn_away_figures(night)
    pool = night.shelter.pool and Pool.objects.select_for_update(no_key=True).get(
        pk=night.shelter.pool.pk
    )  # two may freeze at once
    is_last = pool is not None and not queries.unfrozen_nights_of_pool(night)
    if is_last:
        rows += queries.turn_away_figures(night, at_intake=pool)
    TurnAwayFigure.objects.bulk_create([TurnAwayFigure(frozen_at=at, **row) for row in rows])
    return pool if is_last else None
