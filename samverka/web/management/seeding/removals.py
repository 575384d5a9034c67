"""Three settlements of the invented city: one just reported, one in the time to object, one that was cleared."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from samverka.actors.models import Organisation, Role, User
from samverka.core.actions import write_policies
from samverka.core.ids import new_id
from samverka.outreach import actions
from samverka.outreach.models import Area, RemovalCase, Settlement
from samverka.outreach.policy import (
    APPLICATION_FEE,
    MOST_FEE,
    OBJECTION_DAYS,
    PERSON_FEE,
    PUBLIC_PLACE_HOURS,
    scopes,
)
from samverka.shelters import clock
from samverka.web.management.seeding.people import LONG_AGO, organisation


LAW = {OBJECTION_DAYS: 10, APPLICATION_FEE: 300, PERSON_FEE: 300, MOST_FEE: 3000, PUBLIC_PLACE_HOURS: 24}
POOR = ("water_far", "no_toilet", "waste_lies", "open_fire")
CAME_TO = {
    "offered": 14, "taken": 9, "declined": 3, "not_known": 2, "went_emergency": 9, "went_elsewhere": 0, "went_home": 5,
}  # fmt: skip
Person = Callable[..., User]


def build(person: Person, *, at: datetime) -> None:
    """Through the product's own actions, on days that follow the law's clock."""
    worker = User.objects.get(email="uppsokare@ovning.example")
    coordinator = User.objects.get(email="samordnare@ovning.example")
    authority = organisation("Exempelmyndigheten, handräckning", Organisation.Kind.ENFORCEMENT, "0180")
    liaison = person("handrackning", Role.LIAISON, authority, name="Harry Handräckning")
    write_policies(
        scopes=scopes("0180")[:1], values=LAW, valid_from=LONG_AGO.date(),
        source="Prop. 2016/17:159, efter handboken 3.6", decided_by="övningsledningen", by=coordinator, at=LONG_AGO,
    )  # fmt: skip
    north, south, quay = (Area.objects.get(municipality="0180", name=name) for name in ("Norr", "Söder", "Kajen"))
    said: dict[str, Any] = {"worker": worker, "coordinator": coordinator}
    cleared = _cleared(quay, authority, liaison, at=at, **said)
    _in_time_to_object(south, authority, at=at, **said)
    actions.note_settlement(
        id=new_id(), area=north, kind="cars", comes_from=cleared, by=worker, at=at - timedelta(hours=20)
    )


def _day(at: datetime, ago: int) -> datetime:
    return clock.by_day(at.date() - timedelta(days=ago), time(10))


def _look(here: Settlement, by: User, at: datetime, least: int, most: int, seen: tuple[str, ...] = ()) -> None:
    actions.tally_settlement(
        id=new_id(), settlement=here, adults=(least, most), children="no", seen=seen, by=by, at=at
    )  # fmt: skip


def _cleared(
    area: Area, authority: Organisation, liaison: User, *, worker: User, coordinator: User, at: datetime
) -> RemovalCase:
    """Fifty days from the first report to the last number."""
    here = actions.note_settlement(id=new_id(), area=area, kind="tents", by=worker, at=_day(at, 62))
    _look(here, worker, _day(at, 61), 12, 16, POOR)
    removal = actions.open_removal(
        id=new_id(), settlement=here, on=_day(at, 60).date(), owner="municipal", liaison=authority, by=coordinator,
        at=_day(at, 60),
    )  # fmt: skip
    for state, ago in (("outreach_visited", 59), ("applied", 58), ("served", 54), ("decided", 40)):
        when = _day(at, ago)
        removal = actions.carry_on(removal=removal, state=state, on=when.date(), by=coordinator, at=when)
    window = {"window_from": _day(at, 30).date(), "window_to": _day(at, 29).date()}
    removal = actions.set_window(removal=removal, **window, by=liaison, at=_day(at, 39))
    needs = {"needs_storage": True, "needs_transport": False}
    removal = actions.set_needs(
        removal=removal, places={"places_mixed": 14}, needs=needs, by=coordinator, at=_day(at, 38)
    )
    for code, ago in (("information", 54), ("places", 34), ("interpreter", 33), ("storage", 33), ("on_site", 30)):
        actions.tick_plan(removal=removal, code=code, by=worker, at=_day(at, min(ago, 38)))
    for state, ago in (("enforced", 30), ("cleaned", 28)):
        when = _day(at, ago)
        removal = actions.carry_on(removal=removal, state=state, on=when.date(), by=coordinator, at=when)
    for code, ago in (("open_places", 29), ("next_step", 28)):
        actions.tick_plan(removal=removal, code=code, by=worker, at=_day(at, ago))
    _look(here, worker, _day(at, 27), 0, 0)
    removal = actions.close_removal(removal=removal, told=CAME_TO, by=coordinator, at=_day(at, 17))
    actions.close_settlement(settlement=here, by=coordinator, at=_day(at, 16))
    return removal


def _in_time_to_object(area: Area, authority: Organisation, *, worker: User, coordinator: User, at: datetime) -> None:
    """Served four days ago; the information sheet is still to be given out."""
    here = actions.note_settlement(id=new_id(), area=area, kind="caravans", by=worker, at=_day(at, 24))
    _look(here, worker, _day(at, 23), 8, 8, POOR[:2])
    removal = actions.open_removal(
        id=new_id(), settlement=here, on=_day(at, 20).date(), owner="private", liaison=authority, by=coordinator,
        at=_day(at, 20),
    )  # fmt: skip
    for state, ago in (("outreach_visited", 14), ("applied", 12), ("served", 4)):
        when = _day(at, ago)
        removal = actions.carry_on(removal=removal, state=state, on=when.date(), by=coordinator, at=when)
    actions.set_needs(
        removal=removal, places={"places_women": 2, "places_mixed": 6}, needs={"needs_storage": True}, by=coordinator,
        at=_day(at, 3),
    )  # fmt: skip
    _look(here, worker, _day(at, 2), 7, 9, (*POOR, "power_safe"))
    actions.note_position(
        settlement=here, latitude=Decimal("59.250017"), longitude=Decimal("18.990023"),
        ends_on=at.date() + timedelta(days=30), by=worker, at=_day(at, 1),
    )  # fmt: skip
    actions.grant_position(
        id=new_id(), settlement=here, user=worker, need="removal", ends_at=at + timedelta(days=20), by=coordinator,
        at=_day(at, 1),
    )  # fmt: skip
