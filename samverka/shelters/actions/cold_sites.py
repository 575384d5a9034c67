"""Who opens on an extra-cold night: shelters are asked, and answer with the beds they put up."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import lock, lock_all
from samverka.core.ids import new_id
from samverka.core.policy import effective
from samverka.shelters import queries, rules
from samverka.shelters.actions.calendars import hold_calendars_of
from samverka.shelters.actions.nights import Beds, change_capacity, confirm_night, plan
from samverka.shelters.models import Capacity, ColdNightEvent, ColdSite, Night, Shelter


@transaction.atomic
def ask_cold_sites(*, event: ColdNightEvent, shelters: Iterable[Shelter], by: User, at: datetime) -> list[ColdSite]:
    """Ask shelters of the municipality to open, or to put up more beds. Those asked already are not asked again."""
    event = lock(event)
    rules.ask_cold_sites(by, event.territory)
    if not event.is_on:
        raise Refused(_("Decide first that this night opens."))
    asked = set(ColdSite.objects.filter(county=event.county, event=event).values_list("shelter", flat=True))
    made = []
    for shelter in shelters:
        if shelter.territory_id != event.territory_id:
            raise Refused(_("Only shelters of this municipality can be asked."))
        if shelter.pk not in asked:
            made.append(ColdSite(county=event.county, event=event, shelter=shelter, asked_by=by, asked_at=at))
    for site in made:
        site.save(force_insert=True)
        audit.record(by=by, verb="shelters.cold_site_asked", subject=site, at=at)
    return made


@transaction.atomic
def answer_cold_site(*, site: ColdSite, opens: bool, extra: Mapping[UUID, int], by: User, at: datetime) -> ColdSite:
    """The shelter says yes, with the extra beds of each group, or no. A yes plans and confirms its night.

    Answering again changes the beds; refused where a no would take beds back that somebody may have been given.
    """
    shelter = (
        Shelter.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation")
        .get(pk=site.shelter_id)
    )
    site = lock(site)
    rules.answer_cold_site(by, shelter)
    _check_open(site)
    if site.opens and not opens:
        raise Refused(_("The shelter has said yes. Cancel its night if it cannot open."))
    if opens:
        _put_up(shelter, site.event, extra, by=by, at=at)
    return _answer(site, opens, sum(extra.values()) if opens else 0, by=by, at=at)


@transaction.atomic
def note_cold_answer(*, site: ColdSite, opens: bool, beds: int, by: User, at: datetime) -> ColdSite:
    """The coordinator notes what the shelter said by phone; its beds it writes down itself."""
    site = lock(site)
    rules.ask_cold_sites(by, site.event.territory)
    _check_open(site)
    if site.opens and not opens and _has_night(site):
        raise Refused(_("The shelter has said yes. Cancel its night if it cannot open."))
    return _answer(site, opens, beds if opens else 0, by=by, at=at)


def _check_open(site: ColdSite) -> None:
    event = ColdNightEvent.objects.get(county=site.county, pk=site.event_id)  # as it is now: it may be called off since
    if event.called_off_at or event.closed_at:
        raise Refused(_("This extra-cold night is over, or was called off."))


def _has_night(site: ColdSite) -> bool:
    """Has it said yes itself? Then its night runs; a yes that was noted by phone plans none."""
    nights = Night.objects.filter(county=site.county, shelter=site.shelter_id, date=site.event.date)
    return nights.exclude(state__in=(Night.State.PLANNED, Night.State.CANCELLED)).exists()


def _answer(site: ColdSite, opens: bool, beds: int, *, by: User, at: datetime) -> ColdSite:
    if (site.opens, site.beds) == (opens, beds) and site.answered_at:
        return site
    site.opens, site.beds, site.answered_by, site.answered_at = opens, beds, by, at
    site.save()
    audit.record(by=by, verb="shelters.cold_site_answered", subject=site, at=at, opens=int(opens), beds=beds)
    return site


def _put_up(shelter: Shelter, event: ColdNightEvent, extra: Mapping[UUID, int], *, by: User, at: datetime) -> None:
    """Let the shelter's night hold the extra beds, and be confirmed."""
    there = Night.objects.filter(county=shelter.county, shelter=shelter, date=event.date).first()
    if there is None:  # what is held to confirm a night is held before the trail is, in which it is planned
        lock_all(queries.nights_beside(Night(county=shelter.county, shelter=shelter, date=event.date)))
        hold_calendars_of(shelter.pk)
    night = there or plan(shelter, event.date, id=new_id(), by=by, at=at)
    capacities = {one.group_id: one for one in night.capacities.filter(county=night.county)}
    if any(more for group, more in extra.items() if group not in capacities):
        raise Unfit(_("Say how many places there are, in the host's own groups."), field="extra")
    beds = {group: _with(capacities[group], more) for group, more in extra.items() if group in capacities}
    if night.state == Night.State.PLANNED:
        version = effective(shelter.scopes, on=event.date).version
        confirm_night(night=night, beds=beds, policy_version=version, by=by, at=at)
    elif night.is_running:
        change_capacity(night=night, beds=beds, by=by, at=at)
    else:
        raise Refused(_("The shelter's night is closed or cancelled."))


def _with(capacity: Capacity, overflow: int) -> Beds:
    """The group as it stands, with so many extra beds."""
    return Beds(
        blocked=capacity.blocked, blocked_because=capacity.blocked_because,
        blocked_rooms=tuple(capacity.blocked_rooms), overflow=overflow, reserved=capacity.reserved,
    )  # fmt: skip
