"""The rotating calendar: a season is planned, hosts offer nights, and these are scheduled, moved and prepared.

A turn that is scheduled has a night, and from then on it stands as that night does.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samverka.actors.models import ContactLine, User
from samverka.core import audit
from samverka.core.access import Refused, Stale, Unfit
from samverka.core.county import already, lock
from samverka.core.ids import new_id
from samverka.core.versions import check_seen
from samverka.shelters import clock, queries, rules
from samverka.shelters.actions.calendars import hold_calendar, tell_calendars
from samverka.shelters.actions.nights import plan, unplan
from samverka.shelters.models import HostSlot, Night, Pool, Season, Shelter
from samverka.shelters.policy import MORNING_CLOSE


LONGEST = 370  # days of a season


@transaction.atomic
def add_season(*, id: UUID, pool: Pool, by: User, at: datetime, **said: Any) -> Season:
    """Plan a new season. Asked again with the same id, it changes nothing."""
    if there := already(Season, id, pool_id=pool.pk, **said):
        return there
    return plan_season(id=id, pool=pool, by=by, at=at, **said)


@transaction.atomic
def plan_season(
    *, id: UUID, pool: Pool, name: str, first: date, last: date, wanted: int, by: User, at: datetime, seen: str = ""
) -> Season:
    """Open a season for the hosts of a pool, or change it. `seen` is the version that the person saw."""
    season = Season.objects.select_for_update(no_key=True).filter(pk=id).first()
    rules.plan_season(by, season.pool if season else pool)
    if not first <= last or (last - first).days > LONGEST:
        raise Unfit(_("Choose a day after the first, at most a year later."), field="last")
    if Season.objects.filter(pool=pool, name=name).exclude(pk=id).exists():
        raise Refused(_("Another season of the pool has this name."), field="name")
    said = {"name": name, "first": first, "last": last, "wanted": wanted}
    if season and all(getattr(season, field) == value for field, value in said.items()):
        return season
    if seen and seen != queries.season_version(season):
        raise Stale(_("A colleague has changed this since you read it. Look at it again."))
    if season and season.slots.live().exclude(date__range=(first, last)).exists():
        raise Refused(_("Turns are offered outside these days. Withdraw them first."), field="first")
    season = season or Season(id=id, pool=pool, county=pool.county)
    for field, value in said.items():
        setattr(season, field, value)
    season.save()
    season.links.filter(ended_at=None).update(expires_at=clock.by_night(last, MORNING_CLOSE))
    tell_calendars([season.pk], audit.record(by=by, verb="shelters.season_planned", subject=season, at=at))
    return season


@transaction.atomic
def offer_nights(
    *, season: Season, host: Shelter, dates: Iterable[date], by: User, at: datetime, **said: Any
) -> list[HostSlot]:
    """The host offers its places on some nights of the season. Turns that are there already stay."""
    host = _hold_hosts([host.pk])[host.pk]
    rules.offer_nights(by, host)
    _check_host(season, host)
    days = sorted({*dates})
    for day in days:
        _check_day(season, day, at=at)
    there = HostSlot.objects.filter(county=host.county, host=host, date__in=days, withdrawn_at=None)
    taken = set(there.values_list("date", flat=True))
    return _offer([_turn(season, host, day, at=at, **said) for day in days if day not in taken], by=by, at=at)


@transaction.atomic
def offer_night(
    *, id: UUID, season: Season, host: Shelter, date: date, by: User, at: datetime, **said: Any
) -> HostSlot:
    """The host offers one night, under an id of its own. A turn that is already there stays."""
    host = _hold_hosts([host.pk])[host.pk]
    if offered := already(HostSlot, id, season_id=season.pk, host_id=host.pk):
        return offered
    rules.offer_nights(by, host)
    _check_host(season, host)
    _check_day(season, date, at=at)
    if there := HostSlot.objects.filter(county=host.county, host=host, date=date, withdrawn_at=None).first():
        return there
    [offered] = _offer([_turn(season, host, date, at=at, id=id, **said)], by=by, at=at)
    return offered


@transaction.atomic
def schedule_slots(*, season: Season, slots: Sequence[HostSlot], by: User, at: datetime) -> list[HostSlot]:
    """Take up what was offered: each turn gets its host's night, and is on the board. Again changes nothing."""
    rules.schedule_slots(by, season)
    hosts = _hold_hosts({slot.host_id for slot in slots})
    ids = [slot.pk for slot in slots]
    held = HostSlot.objects.select_for_update(no_key=True).filter(county=season.county, season=season, pk__in=ids)
    offered = list(held.filter(withdrawn_at=None, night=None).order_by("date", "pk"))
    seasons = hold_calendar(season)
    for slot in offered:
        slot.host, slot.season = hosts[slot.host_id], season
        _check_day(season, slot.date, at=at)
        slot.night, slot.scheduled_at = _night(slot, by=by, at=at), at
        slot.save(update_fields=["night", "scheduled_at"])
    if offered:
        entries = audit.record_all(by=by, verb="shelters.slot_scheduled", subjects=offered, county=season.county, at=at)
        tell_calendars(seasons, entries[-1])
    return offered


@transaction.atomic
def undo_schedule(*, slot: HostSlot, by: User, at: datetime) -> HostSlot:
    """Let a scheduled turn be an offer again. Refused once its night is confirmed, or somebody counts on it."""
    slot, seasons = _hold(slot)
    rules.schedule_slots(by, slot.season)
    if slot.night:
        _take_back(slot, by=by, at=at)
        slot.scheduled_at = None
        slot.save(update_fields=["night", "scheduled_at"])
        _tell(slot, seasons, "shelters.schedule_undone", by=by, at=at)
    return slot


@transaction.atomic
def move_slot(*, slot: HostSlot, date: date, by: User, at: datetime) -> HostSlot:
    """Move a turn to another night of its season, with its night if it has one. Moving it back undoes it.

    Refused once the night is confirmed, or somebody counts on it, and where the host has a turn already.
    """
    slot, seasons = _hold(slot)
    rules.move_slot(by, slot.season)
    _check_live(slot)
    if slot.date == date:
        return slot
    _check_day(slot.season, slot.date, at=at)
    _check_day(slot.season, date, at=at)
    if HostSlot.objects.filter(county=slot.county, host=slot.host, date=date, withdrawn_at=None).exists():
        raise Refused(_("The host has a turn on this night already."), field="date")
    had_night = bool(slot.night)
    _take_back(slot, by=by, at=at)
    slot.date, slot.moved_from = date, slot.date
    slot.night = _night(slot, by=by, at=at) if had_night else None
    slot.save(update_fields=["date", "moved_from", "night"])
    _tell(slot, seasons, "shelters.slot_moved", by=by, at=at)
    return slot


@transaction.atomic
def withdraw_slot(*, slot: HostSlot, because: str, by: User, at: datetime) -> HostSlot:
    """The host cannot, after all. Refused once its night is confirmed: that is cancelled. Again changes nothing."""
    slot, seasons = _hold(slot)
    rules.withdraw_slot(by, slot)
    if slot.withdrawn_at:
        return slot
    _take_back(slot, by=by, at=at)
    slot.withdrawn_at, slot.withdrawn_because = at, because
    slot.save(update_fields=["night", "withdrawn_at", "withdrawn_because"])
    _tell(slot, seasons, "shelters.slot_withdrawn", by=by, at=at, because=because)
    return slot


@transaction.atomic
def undo_withdraw_slot(*, slot: HostSlot, by: User, at: datetime) -> HostSlot:
    """The host can, after all: its turn is offered again. Again changes nothing."""
    slot, seasons = _hold(slot)
    rules.withdraw_slot(by, slot)
    if slot.withdrawn_at is None:
        return slot
    _check_day(slot.season, slot.date, at=at)
    if HostSlot.objects.filter(county=slot.county, host=slot.host, date=slot.date, withdrawn_at=None).exists():
        raise Refused(_("The host has a turn on this night already."))
    slot.withdrawn_at, slot.withdrawn_because, slot.scheduled_at = None, "", None
    slot.save(update_fields=["withdrawn_at", "withdrawn_because", "scheduled_at"])
    _tell(slot, seasons, "shelters.withdrawal_undone", by=by, at=at)
    return slot


@transaction.atomic
def prepare_slot(
    *, slot: HostSlot, volunteers_needed: int, volunteers_found: int, kit: list[str], line: ContactLine | None,
    by: User, at: datetime, seen: str = "",
) -> HostSlot:  # fmt: skip
    """Say how far a turn is prepared: volunteers in numbers, what is to be brought, and who answers.

    `seen` is the version that the person saw: Stale when somebody has changed it since.
    """
    slot, seasons = _hold(slot)
    rules.prepare_slot(by, slot)
    _check_live(slot)
    if line and line.organisation_id not in (slot.host.organisation_id, slot.season.pool.organisation_id):
        raise Unfit(_("Choose a contact line of the host, or of the intake."), field="line")
    said = {
        "volunteers_needed": volunteers_needed, "volunteers_found": volunteers_found, "kit": kit,
        "line_id": line.pk if line else None,
    }  # fmt: skip
    if any(getattr(slot, field) != value for field, value in said.items()):
        check_seen(slot, seen)
        for field, value in said.items():
            setattr(slot, field, value)
        slot.save(update_fields=["volunteers_needed", "volunteers_found", "kit", "line"])
        missing = slot.missing
        _tell(slot, seasons, "shelters.slot_prepared", by=by, at=at, missing=missing)
    return slot


@transaction.atomic
def note_fire_notice(*, season: Season, host: Shelter, sent_on: date, by: User, at: datetime) -> int:
    """The rescue service was told on `sent_on` of the host's nights from then on; how many turns that covers.

    Those of which it was told earlier keep their day.
    """
    host = _hold_hosts([host.pk])[host.pk]
    rules.offer_nights(by, host)
    if sent_on > at.astimezone(clock.HERE).date():
        raise Unfit(_("This day has not come yet."), field="sent_on")
    turns = HostSlot.objects.filter(county=host.county, season=season, host=host, withdrawn_at=None)
    seasons = hold_calendar(season)
    untold = turns.filter(Q(fire_notice_on=None) | Q(fire_notice_on__gt=sent_on), date__gte=sent_on)
    count = untold.update(fire_notice_on=sent_on)
    entry = audit.record(
        by=by, verb="shelters.fire_notice_noted", subject=host, at=at, season=str(season.pk), turns=count
    )
    tell_calendars(seasons, entry)
    return count


def _hold_hosts(ids: Iterable[UUID]) -> dict[UUID, Shelter]:
    """The hosts, read again and held: two may schedule at once."""
    held = Shelter.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(ids)).order_by("pk")
    return {host.pk: host for host in held.select_related("organisation", "pool__organisation")}


def _hold(slot: HostSlot) -> tuple[HostSlot, list[UUID]]:
    """The turn with its host and night, read again and held, and then its season's calendar."""
    host = _hold_hosts([slot.host_id])[slot.host_id]
    held = lock(slot)
    held.host = host
    held.season = Season.objects.select_related("pool__organisation").get(pk=held.season_id)
    if held.night:
        held.night = lock(held.night)
        held.night.shelter = host
    return held, hold_calendar(held.season)


def _tell(slot: HostSlot, seasons: list[UUID], verb: str, *, by: User, at: datetime, **detail: Any) -> None:
    tell_calendars(seasons, audit.record(by=by, verb=verb, subject=slot, at=at, **detail))


def _turn(
    season: Season, host: Shelter, day: date, *, at: datetime, places: Mapping[UUID, int], id: UUID | None = None,
    **said: Any,
) -> HostSlot:  # fmt: skip
    """One turn that is offered, not yet saved."""
    known = {group.pk for group in host.groups.filter(is_active=True)}
    told = {str(group): beds for group, beds in places.items() if beds}
    if {*places} - known or not told:
        raise Unfit(_("Say how many places there are, in the host's own groups."), field="places")
    return HostSlot(
        id=id or new_id(), county=host.county, season=season, host=host, date=day, places=told,
        beds=sum(told.values()), offered_at=at, **said,
    )  # fmt: skip


def _offer(turns: list[HostSlot], *, by: User, at: datetime) -> list[HostSlot]:
    if turns:
        season = turns[0].season
        seasons = hold_calendar(season)
        HostSlot.objects.bulk_create(turns)
        entries = audit.record_all(by=by, verb="shelters.night_offered", subjects=turns, county=season.county, at=at)
        tell_calendars(seasons, entries[-1])
    return turns


def _night(slot: HostSlot, *, by: User, at: datetime) -> Night:
    """The host's night: the one that is there, or a new one with the places that were offered."""
    there = Night.objects.filter(county=slot.county, shelter=slot.host, date=slot.date).first()
    if there and there.state in (Night.State.CANCELLED, Night.State.CLOSED):
        told = {"host": slot.host.told_outside, "night": slot.date}
        raise Refused(_("%(host)s: the night of %(night)s is over or cancelled.") % told)
    beds = {UUID(group): places for group, places in slot.places.items()}
    return there or plan(slot.host, slot.date, beds=beds, by=by, at=at)


def _take_back(slot: HostSlot, *, by: User, at: datetime) -> None:
    if slot.night:
        unplan(slot.night, by=by, at=at)
        slot.night = None


def _check_live(slot: HostSlot) -> None:
    if slot.withdrawn_at:
        raise Refused(_("This turn was withdrawn."))


def _check_host(season: Season, host: Shelter) -> None:
    if host.pool_id != season.pool_id or not host.is_active:
        raise Refused(_("Only hosts of the season's pool that are in use take turns in it."))


def _check_day(season: Season, day: date, *, at: datetime) -> None:
    if not season.first <= day <= season.last:
        raise Unfit(_("%(day)s is not a night of this season.") % {"day": day}, field="date")
    if day < clock.tonight(at, closes=MORNING_CLOSE):
        raise Unfit(_("%(day)s is over.") % {"day": day}, field="date")
