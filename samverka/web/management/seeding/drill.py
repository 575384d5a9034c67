"""The drill: two small counties with one account per role, for checks from outside.

Whatever the hour, one night runs and the one before is over: from four o'clock that is the night to come.

It tells accounts, passphrases, TOTP secrets, tokens and the ids of what was planted. The same seed, the same log-ins.
"""

from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from samverka.actors.models import Organisation, Role, User
from samverka.core.ids import new_id
from samverka.core.policy import effective
from samverka.shelters import actions, clock
from samverka.shelters.actions import Beds
from samverka.shelters.models import Draw, Night, NightPlace, Pool, Shelter
from samverka.situation import actions as situation
from samverka.web.management.seeding import estimates, hiding, settling, surveys
from samverka.web.management.seeding.people import LONG_AGO, account, organisation, territory


HERE, THERE = "Drillens härbärge", "Grannlänets härbärge"
PARTY = {"women": 0, "men": 1, "other": 0, "children": 0, "dog": False, "step_free": False, "together": "must"}


def build(*, seed: int, at: datetime) -> dict[str, Any]:
    """Build it, if it is not there, and tell it."""
    with transaction.atomic():
        told = []
        for name, code, mark in ((HERE, "0180", "a"), (THERE, "0380", "b")):
            at_home = organisation(name, Organisation.Kind.NGO, code)
            police = organisation(f"Polisen, {code}", Organisation.Kind.ENFORCEMENT, code)
            for role in Role:
                where = police if role == Role.LIAISON else at_home
                reach = {Role.COUNTY_COORDINATOR: code[:2], Role.NATIONAL_COORDINATOR: "00"}.get(role, code)
                email = f"{role}.{mark}@drill.example"
                _, made = account(email, role, where, seed=seed, code=reach, token=True)
                told.append({**asdict(made), "county": code[:2]})
            if not Shelter.objects.filter(organisation=at_home).exists():
                _plant(at_home, mark, at=at)
                settling.plant(at_home, police, mark, at=at)
                by = User.objects.get(email=f"{Role.MUNICIPALITY_COORDINATOR}.{mark}@drill.example")
                surveys.plant(at_home, by, at=at)
                estimates.plant_small(at_home, by, at=at)
    situation.keep_figures(at=at)
    planted = {mark: _planted(name) for name, mark in ((HERE, "a"), (THERE, "b"))}
    return {"seed": seed, "accounts": told, "planted": planted}


def _plant(home: Organisation, mark: str, *, at: datetime) -> None:
    lead = User.objects.get(email=f"shelter_lead.{mark}@drill.example")
    here, tonight = territory(home.territory_id), clock.tonight(at, closes=clock.FREEZE)
    pool = actions.edit_pool(
        id=new_id(), organisation=home, territory=here, name=f"Drill {mark}", intake_place="Salen", by=lead, at=LONG_AGO
    )
    for number in (1, 2):
        shelter = actions.edit_shelter(
            id=new_id(), organisation=home, territory=here, name=f"Drill {mark} {number}", pool=pool,
            visibility=Shelter.Visibility.PARTNERS, by=lead, at=LONG_AGO,
        )  # fmt: skip
        for kind, beds in (("mixed", 20), ("women", 5)):
            actions.edit_group(id=new_id(), shelter=shelter, name=kind, kind=kind, beds=beds, by=lead, at=LONG_AGO)
        days = [tonight + timedelta(days=day) for day in range(-1, 8)]
        planned = actions.plan_nights(shelter=shelter, dates=days, by=lead, at=at)
        for night in planned[:2]:
            _live(night, lead, is_over=night.date < tonight, at=at)
    draw = actions.announce_draw(
        id=new_id(), pool=pool, date=tonight, policies=effective(pool.scopes, on=tonight), by=lead, at=at
    )
    for _ in range(6):
        actions.hand_out_slip(id=new_id(), draw=draw, party=PARTY, by=lead, at=at)
    hiding.plant(home, mark, by=User.objects.get(email=f"adviser.{mark}@drill.example"), at=at)


def _live(night: Night, lead: User, *, is_over: bool, at: datetime) -> None:
    beds = {one.group_id: Beds(reserved=1) for one in night.capacities.all()}
    moment = clock.by_night(night.date, time(19)) if is_over else at
    version = effective(night.shelter.scopes, on=night.date).version
    actions.confirm_night(night=night, beds=beds, policy_version=version, by=lead, at=moment)
    for number in range(4):
        place = actions.give_place(id=new_id(), night=night, party=PARTY, by=lead, at=moment)
        if number < 2:
            actions.check_in(id=new_id(), place=place, by=lead, at=moment)
    actions.turn_away(id=new_id(), night=night, party=PARTY, reason="late", by=lead, at=moment)
    if is_over:
        actions.freeze_night(night=night, by=None, at=clock.freezes(night.date))


def _planted(name: str) -> dict[str, Any]:
    """What stands in the database: ids by what they are, and codes of tickets and slips."""
    home = Organisation.objects.get(name=name)
    nights = Night.objects.filter(shelter__organisation=home)
    places = NightPlace.objects.filter(night__in=nights).select_related("ticket")
    draws = Draw.objects.filter(pool__organisation=home)
    return {
        "organisation": home.pk,
        "pools": list(Pool.objects.filter(organisation=home).values_list("pk", flat=True)),
        "shelters": list(Shelter.objects.filter(organisation=home).values("pk", "name")),
        "nights": list(nights.order_by("date").values("pk", "shelter_id", "date", "state")),
        "capacities": list(nights.values("capacities__pk", "capacities__group_id", "pk")),
        "places": [{"pk": one.pk, "night": one.night_id, "state": one.state} for one in places],
        "tickets": [{"pk": one.ticket_id, "code": one.ticket.code} for one in places if one.ticket],
        "draws": list(draws.values("pk", "date")),
        "slips": list(draws.values("slips__pk", "slips__code", "slips__number")),
        "hidden": hiding.planted(home),
        "settlements": settling.planted(home),
        "answers": surveys.planted(home),
        **estimates.planted(home),
    }
