"""Nights as they are lived, told to the product step by step."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from samverka.actors.models import User
from samverka.core.access import Refused
from samverka.core.ids import new_id
from samverka.core.policy import effective
from samverka.shelters import actions, clock, queries
from samverka.shelters.actions import Beds
from samverka.shelters.models import Capacity, Draw, Night, NightPlace, Pool, Shelter


WITNESS = ("snöflinga", "fjorton", "kanelbulle", "Vintergatan", "trettiosju", "paraply", "åska", "sju", "klöver")
PARTIES: tuple[tuple[int, dict[str, Any]], ...] = (  # how often of a hundred, and who asks together
    (58, {"men": 1}),
    (17, {"women": 1}),
    (9, {"women": 1, "men": 1}),
    (6, {"men": 2}),
    (3, {"men": 3, "together": "prefer"}),
    (3, {"women": 2}),
    (2, {"men": 1, "dog": True}),
    (1, {"women": 1, "step_free": True}),
    (1, {"women": 1, "men": 1, "children": 2}),
)

PEOPLE_ON_A_SLIP = 1.25  # on average


@dataclass(frozen=True, slots=True)
class Host:
    """A shelter and the one who keeps it, with the weekdays it opens on."""

    shelter: Shelter
    keeper: User
    weekdays: frozenset[int] = frozenset(range(7))

    def opens(self, day: date) -> bool:
        return day.weekday() in self.weekdays


def party(chance: Random) -> dict[str, Any]:
    """The make-up of a party, as they come."""
    nobody = {"women": 0, "men": 0, "other": 0, "children": 0, "dog": False, "step_free": False, "together": "must"}
    weights = [weight for weight, _ in PARTIES]
    return nobody | chance.choices([asked for _, asked in PARTIES], weights)[0]


def plan(host: Host, days: list[date], *, at: datetime) -> None:
    opens = [day for day in days if host.opens(day)]
    actions.plan_nights(shelter=host.shelter, dates=opens, by=host.keeper, at=at)


def confirm(host: Host, day: date, chance: Random, *, at: datetime) -> Night:
    """The morning's places; now and then a few beds are blocked, and some are kept for referral."""
    night = Night.objects.select_related("shelter__organisation").get(shelter=host.shelter, date=day)
    policies = effective(host.shelter.scopes, on=day)
    beds, kept = {}, policies.value("reserved_for_referral")
    for capacity in Capacity.objects.filter(night=night).select_related("group").order_by("group__name"):
        blocked = 2 if not capacity.group.rooms and capacity.nominal > 10 and chance.random() < 0.08 else 0
        because = chance.choice(["läckande rör", "trasiga sängar", "målning"]) if blocked else ""
        reserved = min(kept, capacity.nominal - blocked)
        beds[capacity.group_id] = Beds(blocked=blocked, blocked_because=because, reserved=reserved)
        kept -= reserved
    actions.confirm_night(night=night, beds=beds, policy_version=policies.version, by=host.keeper, at=at)
    return night


def announce(pool: Pool, day: date, by: User, *, at: datetime) -> Draw:
    return actions.announce_draw(
        id=new_id(), pool=pool, date=day, policies=effective(pool.scopes, on=day), by=by, at=at
    )


def hand_out(draw: Draw, slips: int, by: User, chance: Random, *, at: datetime) -> None:
    shelters = list(Shelter.objects.filter(pool=draw.pool_id).order_by("name"))
    for number in range(slips):
        wish = chance.choice(shelters) if chance.random() < 0.12 else None
        moment = at + timedelta(seconds=40 * number)
        actions.hand_out_slip(id=new_id(), draw=draw, party=party(chance), wish=wish, by=by, at=moment)


def draw_lots(draw: Draw, by: User, chance: Random, *, at: datetime) -> None:
    actions.lock_draw(draw=draw, by=by, at=at)
    draw.refresh_from_db()
    actions.draw_lots(draw=draw, witness=chance.choice(WITNESS), by=by, at=at + timedelta(minutes=2))


def wanted(pool: Pool, day: date, chance: Random) -> int:
    """So many slips that a fifth of the places is given out, so that tickets do not end together; some go without."""
    nights = Night.objects.filter(shelter__pool=pool, date=day, state=Night.State.CONFIRMED)
    beds = list(Capacity.objects.filter(night__in=nights))
    free, fifth = sum(one.drawable for one in beds), sum(one.allocable for one in beds) // 5 + 1
    slips = int(min(free, fifth) / PEOPLE_ON_A_SLIP * chance.uniform(0.95, 1.1))
    return slips + (chance.randint(4, 9) if free <= fifth + 4 else 0)


def evening(host: Host, night: Night, chance: Random, *, share: float = 1.0) -> None:
    """Doors open, guests arrive, some never come, others are let in at the door or turned away."""
    keeper, day = host.keeper, night.date
    night.refresh_from_db()
    at = clock.by_night(day, time(19, 0))
    actions.open_night(night=night, by=keeper, at=at)
    expected = list(queries.in_draw_order(night))
    for place in expected[: int(len(expected) * share)]:
        if chance.random() < 0.94:
            at += timedelta(seconds=chance.randint(20, 90))
            actions.check_in(id=new_id(), place=place, by=keeper, at=at)
    if share < 1:
        return
    actions.release_unclaimed(night=night, no_show_effect="lose_night", by=keeper, at=clock.by_night(day, time(21)))
    _at_the_door(host, night, chance)
    if chance.random() < 0.1:
        text = chance.choice(["Värmen på plan 2 är svag.", "Nya filtar i förrådet.", "Kaffebryggaren är lagad."])
        actions.write_note(id=new_id(), shelter=host.shelter, date=day, text=text, by=keeper, at=at)


def _at_the_door(host: Host, night: Night, chance: Random) -> None:
    at = clock.by_night(night.date, time(21, 5))
    for slip in list(queries.waiting_slips(night)[:3]) if chance.random() < 0.5 else []:
        at += timedelta(minutes=1)
        try:
            actions.place_slip(id=new_id(), night=night, slip=slip, by=host.keeper, at=at)
        except Refused:
            break
    for _ in range(chance.randint(0, 4)):
        asked = party(chance)
        at += timedelta(minutes=chance.randint(1, 15))
        try:
            place = actions.give_place(id=new_id(), night=night, party=asked, by=host.keeper, at=at)
        except Refused:
            reason = "child_in_adult_shelter" if asked["children"] else "full"
            actions.turn_away(id=new_id(), night=night, party=asked, reason=reason, by=host.keeper, at=at)
        else:
            actions.check_in(id=new_id(), place=place, by=host.keeper, at=at)


def morning(night: Night, keeper: User) -> None:
    actions.freeze_night(night=night, by=None, at=clock.freezes(night.date))
    night.refresh_from_db()
    actions.close_night(night=night, by=keeper, at=clock.by_night(night.date, time(7, 30)))


def arrived(night: Night) -> int:
    return NightPlace.objects.filter(night=night, state=NightPlace.State.ARRIVED).count()
