"""A night's course: planned, confirmed, opened, frozen, closed; or cancelled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused, Stale
from samverka.core.county import ELSE, already, lock
from samverka.core.free_text import accept
from samverka.core.ids import new_id
from samverka.core.policy import effective
from samverka.shelters import queries, rules
from samverka.shelters.actions import displacements, places, tickets, turn_aways
from samverka.shelters.actions.calendars import hold_calendars, tell_calendars
from samverka.shelters.models import (
    Capacity,
    Correction,
    HandoverNote,
    Night,
    NightFigure,
    NightPlace,
    Shelter,
)
from samverka.shelters.queries.imports import values


State = Night.State


@dataclass(frozen=True, slots=True)
class Beds:
    """What somebody says a group holds on a night."""

    blocked: int = 0
    blocked_because: str = ""
    blocked_rooms: tuple[int, ...] = ()
    overflow: int = 0
    reserved: int = 0
    nominal: int | None = None  # None: as the group usually has


@transaction.atomic
def plan_nights(*, shelter: Shelter, dates: Iterable[date], by: User, at: datetime) -> list[Night]:
    """Plan the shelter's nights on `dates`, with the beds its groups usually have. Those already there stay."""
    rules.plan_nights(by, shelter)
    Shelter.objects.select_for_update(no_key=True).get(pk=shelter.pk)  # two may plan at once
    there = set(
        Night.objects.filter(county=shelter.county, shelter=shelter, date__in=list(dates)).values_list(
            "date", flat=True
        )
    )
    planned = []
    for day in dates:
        if day not in there:
            planned.append(plan(shelter, day, by=by, at=at))
    return planned


@transaction.atomic
def plan_night(*, id: UUID, shelter: Shelter, date: date, by: User, at: datetime) -> Night:
    """Plan one night under an id of its own. A night that is already there on this date stays."""
    if planned := already(Night, id, shelter_id=shelter.pk, date=date):
        return planned
    rules.plan_nights(by, shelter)
    there = Night.objects.filter(county=shelter.county, shelter=shelter, date=date).first()
    return there or plan(shelter, date, id=id, by=by, at=at)


def plan(
    shelter: Shelter,
    day: date,
    *,
    by: User | None,
    at: datetime,
    id: UUID | None = None,
    beds: Mapping[UUID, int] | None = None,
) -> Night:
    """One planned night with its groups' usual beds, or with so many `beds` in each group."""
    night = Night.objects.create(id=id or new_id(), county=shelter.county, shelter=shelter, date=day)
    told = {group.pk: group.beds for group in shelter.groups.filter(is_active=True)}
    if beds is not None:
        told = {group: beds.get(group, 0) for group in told}
    Capacity.objects.bulk_create(
        [Capacity(county=shelter.county, night=night, group_id=group, nominal=count) for group, count in told.items()]
    )
    places.touch(night, audit.record(by=by, verb="shelters.night_planned", subject=night, at=at), at=at)
    return night


def unplan(night: Night, *, by: User, at: datetime) -> None:
    """Take a planned night back, locked by the caller. Refused when somebody counts on it: then it is cancelled."""
    counted_on = night.places.filter(county=night.county).exists() or queries.running_tickets(night).exists()
    if night.state != State.PLANNED or counted_on:
        raise Refused(_("This night is under way. Cancel it on its own page."))
    audit.record(by=by, verb="shelters.night_unplanned", subject=night, at=at)
    night.delete()


@transaction.atomic
def confirm_night(
    *, night: Night, beds: dict[UUID, Beds], policy_version: str, by: User, at: datetime, seen: str = ""
) -> list[NightPlace]:
    """Say what each group (by id) holds tonight; those with running tickets get their places.

    Gives the places of running tickets, and of those who wait since another shelter of the pool has dropped out.
    Refused when the night is over, or when fewer beds are left than have been given out. Confirming again changes the
    beds. `seen` is the version of the beds that the person saw: Stale when somebody has changed them since.
    """
    night, beside = displacements.lock_pool(night)
    seasons = hold_calendars(night)
    rules.confirm_night(by, night)
    _changeable(night, beds, seen)
    _write_beds(night, beds)
    if night.state == State.PLANNED:
        night.state, night.confirmed_at, night.policy_version = State.CONFIRMED, at, policy_version
        night.save(update_fields=["state", "confirmed_at", "policy_version"])
    kept = _carry_over(night, beside, by=by, at=at)
    _tell(night, seasons, "shelters.night_confirmed", by=by, at=at, carried=len(kept))
    return kept


@transaction.atomic
def change_capacity(
    *, night: Night, beds: dict[UUID, Beds], by: User, at: datetime, seen: str = ""
) -> list[NightPlace]:
    """Block or add beds while the night runs. Refused when fewer would be left than have been given out.

    Gives the places of running tickets, and of those who wait, that had no bed until now. `seen` is the version of the
    beds that the person saw: Stale when somebody has changed them since.
    """
    night, beside = displacements.lock_pool(night)
    seasons = hold_calendars(night)
    rules.change_capacity(by, night)
    _changeable(night, beds, seen)
    _write_beds(night, beds)
    kept = _carry_over(night, beside, by=by, at=at) if night.is_running else []
    _tell(night, seasons, "shelters.capacity_changed", by=by, at=at, carried=len(kept))
    return kept


@transaction.atomic
def open_night(*, night: Night, by: User, at: datetime) -> Night:
    """Open the doors. Opening again changes nothing."""
    night = lock(night)
    rules.open_night(by, night)
    if night.state == State.OPEN:
        return night
    if night.state != State.CONFIRMED:
        raise Refused(_("Confirm the places before you open the doors."))
    night.state, night.opened_at = State.OPEN, at
    night.save(update_fields=["state", "opened_at"])
    _tell(night, hold_calendars(night), "shelters.night_opened", by=by, at=at)
    return night


@transaction.atomic
def close_night(*, night: Night, by: User | None, at: datetime) -> Night:
    """The morning's close, by the staff or by the clock. Refused before the night is frozen."""
    night = lock(night)
    if by:
        rules.close_night(by, night)
    if night.state == State.CLOSED:
        return night
    if night.frozen_at is None:
        raise Refused(_("Freeze the night before you close it."))
    night.state, night.closed_at = State.CLOSED, at
    night.save(update_fields=["state", "closed_at"])
    _tell(night, hold_calendars(night), "shelters.night_closed", by=by, at=at)
    return night


@transaction.atomic
def freeze_night(*, night: Night, by: User | None, at: datetime) -> list[NightFigure]:
    """Write down how the night stands: from now on changes are corrections. Freezing again changes nothing.

    Done by the clock at 04:00; the shelter's staff may do it earlier when the doors are closed for the night. Of a
    night that was cancelled only those turned away are written down.
    """
    night = lock(night)
    if by:
        rules.freeze_night(by, night)
    if night.frozen_at:
        return list(night.figures.filter(county=night.county))
    if not night.is_running and night.state != State.CANCELLED:
        raise Refused(_("Only a night that is under way can be frozen."))
    places.lapse_holds(night, at=at)
    if night.state == State.CANCELLED:
        displacements.settle_waiting([night], by=by, at=at)
    figures = NightFigure.objects.bulk_create(queries.figures(night, at=at) if night.is_running else [])
    intake = turn_aways.freeze_turn_aways(night, at=at)
    never_came = night.places.filter(county=night.county, state=NightPlace.State.ALLOCATED)
    effect = effective(night.shelter.scopes, on=night.date).value("no_show_effect")
    places.end_no_shows(list(never_came), queries.no_show_effect(night, effect), at=at)
    night.places.filter(county=night.county, state=NightPlace.State.ARRIVED).update(state=NightPlace.State.STAYED)
    night.frozen_at = at
    night.save(update_fields=["frozen_at"])
    bed_nights = sum(figure.bed_nights for figure in figures)
    told: dict[str, Any] = {"bed_nights": bed_nights, **({"intake": str(intake.pk)} if intake else {})}
    entry = audit.record(by=by, verb="shelters.night_frozen", subject=night, at=at, **told)
    places.touch(night, entry, at=at)
    return figures


@transaction.atomic
def correct_figure(
    *, id: UUID, figure: NightFigure, field: str, change: int, reason: str, by: User, at: datetime
) -> Correction:
    """Add a correction to a frozen figure; the figure itself stays. Refused when the result would be impossible."""
    figure = lock(figure)
    if made := already(Correction, id, figure_id=figure.pk, field=field, change=change):
        if made.reason not in ("", reason):  # erased when its time is over
            raise Refused(ELSE)
        return made
    rules.correct_figure(by, figure.night)
    now = {name: queries.corrected(figure, name) for name in Correction.Field.values}
    now[field] += change
    if now[field] < 0 or now["blocked"] > figure.nominal or now["bed_nights"] > queries.could_hold(figure, now):
        raise Refused(_("The figure would be %(result)s, which cannot be.") % {"result": now[field]})
    correction = Correction.objects.create(
        id=id, county=figure.county, figure=figure, field=field, change=change, by=by, at=at,
        reason=accept(reason, field="reason"),
    )  # fmt: skip
    audit.record(by=by, verb="shelters.figure_corrected", subject=correction, at=at, field=field, change=change)
    return correction


@transaction.atomic
def write_note(*, id: UUID, shelter: Shelter, date: date, text: str, by: User, at: datetime) -> HandoverNote:
    """Leave a note about the building and the night for those who come next."""
    Shelter.objects.select_for_update(no_key=True).get(pk=shelter.pk)  # the same note may come twice at once
    if written := already(HandoverNote, id, shelter_id=shelter.pk, date=date, text=text):
        return written
    rules.write_note(by, shelter)
    note = HandoverNote.objects.create(
        id=id, county=shelter.county, shelter=shelter, date=date, text=accept(text), by=by, at=at
    )
    audit.record(by=by, verb="shelters.note_written", subject=note, at=at)
    return note


def _tell(night: Night, seasons: list[UUID], verb: str, *, by: User | None, at: datetime, **detail: Any) -> None:
    """Write it down; boards and calendars, which are held, know that the night has changed."""
    entry = audit.record(by=by, verb=verb, subject=night, at=at, **detail)
    places.touch(night, entry, at=at)
    tell_calendars(seasons, entry)


def _changeable(night: Night, beds: dict[UUID, Beds], seen: str = "") -> None:
    if seen and seen != queries.beds_version(night) and not _stand(night, beds):
        raise Stale(_("A colleague has changed the beds since you opened this page. Look at them again below."))
    if night.frozen_at or night.state in (State.CLOSED, State.CANCELLED):
        raise Refused(_("This night is over."))
    if queries.locked_draw(night):
        raise Refused(_("The draw is being made. Wait until it is published."))


def _stand(night: Night, beds: dict[UUID, Beds]) -> bool:
    """Do the beds stand as is said now? Then only the answer was lost, and nobody is overwritten."""
    for capacity in night.capacities.filter(county=night.county).select_related("group"):
        was = values(capacity)
        if said := beds.get(capacity.group_id):
            set_beds(capacity, said)
        if values(capacity) != was:
            return False
    return True


def _write_beds(night: Night, beds: dict[UUID, Beds]) -> None:
    """Write what somebody said. Refused when it cannot be, or when it would be more than the policy allows."""
    capacities = list(queries.capacities(night))
    for capacity in capacities:
        said = beds.get(capacity.group_id)
        if said is not None:
            set_beds(capacity, said)
            _rooms_are_free(capacity)
            capacity.save()
    most = effective(night.shelter.scopes, on=night.date).value("capacity_max")
    if most and sum(capacity.allocable for capacity in capacities) > most:
        raise Refused(_("At most %(most)s places may be given out here.") % {"most": most})


def _rooms_are_free(capacity: Capacity) -> None:
    """Refused when somebody sleeps in a room that would be blocked."""
    live = capacity.places.live().filter(county=capacity.county, room__in=capacity.blocked_rooms)
    if taken := live.values_list("room", flat=True).first():
        told = {"group": capacity.group, "number": taken}
        raise Refused(_("%(group)s: room %(number)s is already given out.") % told)


def set_beds(capacity: Capacity, said: Beds) -> None:
    """Let a capacity hold what somebody said, not yet saved. Refused when that cannot be."""
    rooms = capacity.group.rooms
    capacity.nominal = capacity.nominal if said.nominal is None else said.nominal
    capacity.blocked_rooms = sorted(set(said.blocked_rooms))
    for number in capacity.blocked_rooms:
        if rooms and not 1 <= number <= len(rooms):
            raise Refused(_("%(group)s has no room %(number)s.") % {"group": capacity.group, "number": number})
    capacity.blocked = sum(rooms[number - 1] for number in capacity.blocked_rooms) if rooms else said.blocked
    capacity.blocked_because = accept(said.blocked_because, field="blocked_because") if capacity.blocked else ""
    capacity.overflow, capacity.reserved = said.overflow, said.reserved
    if capacity.blocked > capacity.nominal:
        raise Refused(_("%(group)s has only %(beds)s beds.") % {"group": capacity.group, "beds": capacity.nominal})
    if capacity.blocked and not capacity.blocked_because:
        raise Refused(_("Say why beds are blocked."))
    if capacity.free < 0:
        raise Refused(
            _("%(group)s: %(taken)s beds are already given out.") % {"group": capacity.group, "taken": capacity.taken}
        )


def _carry_over(night: Night, beside: list[Night], *, by: User, at: datetime) -> list[NightPlace]:
    """Places for the running tickets that have none yet tonight: this shelter's, then those that wait for another's.

    In extreme cold also for the guests whose ticket is used up, where the rules let restrictions rest.
    """
    given = []
    for ticket in [*queries.running_tickets(night), *queries.used_up_tickets(night)]:
        try:
            bed = queries.find_bed(night, ticket.party, group_id=ticket.group_id)
        except Refused:
            continue  # shown on the night's page as "has no bed", for a person to solve
        tickets.go_on(ticket, night)
        allocated = NightPlace.State.ALLOCATED
        given.append(
            places.take(new_id(), bed, night=night, ticket=ticket, origin="ticket", state=allocated, by=by, at=at)
        )
    return [*given, *displacements.take_in(night, beside, by=by, at=at)]
