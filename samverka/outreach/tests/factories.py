"""Invented areas, teams and tallies, made through the product's own actions."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.utils.timezone import localdate

from samverka.actors.models import Organisation, Role, User
from samverka.actors.tests.factories import LONG_AGO, make_organisation, make_territory, make_user
from samverka.core.ids import new_id
from samverka.outreach import actions, queries
from samverka.outreach.actions.tips import new_tip_code
from samverka.outreach.models import Area, Referral, RemovalCase, Settlement, SettlementTally, Tally, Team, Tip


EVENING = datetime(2027, 1, 15, 19, 40, tzinfo=UTC)  # 20:40 in Sweden
_numbers = count(1)


def make_area(*, territory: str = "0180", name: str = "") -> Area:
    here = make_territory(territory)
    coordinator = make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation(territory=territory))
    name = name or f"Exempelområdet {next(_numbers)}"
    return actions.add_area(id=new_id(), municipality=here, name=name, by=coordinator, at=LONG_AGO)


def make_team(*, organisation: Organisation | None = None, territory: str = "0180", name: str = "") -> Team:
    organisation = organisation or make_organisation(kind=Organisation.Kind.MUNICIPALITY, territory=territory)
    admin = make_user(Role.ORGANISATION_ADMIN, at=organisation)
    team = actions.add_team(
        id=new_id(), organisation=organisation, name=name or f"EU-teamet {next(_numbers)}",
        municipalities=[make_territory(territory)], by=admin, at=LONG_AGO,
    )  # fmt: skip
    return Team.objects.select_related("organisation__territory").get(pk=team.pk)


def make_worker(team: Team) -> User:
    return make_user(Role.OUTREACH_WORKER, at=team.organisation)


def note(team: Team, area: Area, *, by: User | None = None, at: datetime = EVENING, **told: Any) -> Tally:
    """A tally of one man in the street, unless told otherwise."""
    facts = {"id": new_id(), "place_type": "street", "counts": {"men": (1, 1)}, "children": "no"} | told
    return actions.record_tally(team=team, area=area, by=by or make_worker(team), at=at, **facts)


def make_shelter_keeper(*, territory: str = "0180", role: Role = Role.SHELTER_STAFF) -> User:
    """Somebody who keeps a shelter of an organisation that gives beds."""
    return make_user(role, at=make_organisation(territory=territory))


def send_to_bed(team: Team, keeper: User, *, by: User | None = None, at: datetime = EVENING, **told: Any) -> Referral:
    to = actions.Destination(Referral.Kind.NIGHT, organisation=keeper.standing[0].organisation)
    facts: dict[str, Any] = {"id": new_id(), "people": 1, "municipality": team.municipalities.get()} | told
    return actions.refer(team=team, to=to, by=by or make_worker(team), at=at, **facts)


def make_coordinator(*, territory: str = "0180") -> User:
    home = make_organisation(kind=Organisation.Kind.MUNICIPALITY, territory=territory)
    return make_user(Role.MUNICIPALITY_COORDINATOR, at=home)


def make_field_worker(*, territory: str = "0180") -> User:
    return make_user(Role.OUTREACH_WORKER, at=make_organisation(territory=territory))


def make_liaison(*, territory: str = "0180") -> User:
    home = make_organisation(kind=Organisation.Kind.ENFORCEMENT, territory=territory)
    return make_user(Role.LIAISON, at=home)


def make_settlement(
    *, area: Area | None = None, territory: str = "0180", at: datetime = EVENING, **told: Any
) -> Settlement:
    area = area or make_area(territory=territory)
    by = told.pop("by", None) or make_field_worker(territory=area.municipality_id)
    return actions.note_settlement(id=new_id(), area=area, at=at, by=by, **({"kind": "tents"} | told))


def look(settlement: Settlement, *, by: User | None = None, at: datetime = EVENING, **told: Any) -> SettlementTally:
    """Four adults and no child, unless told otherwise."""
    facts = {"id": new_id(), "adults": (4, 6), "children": "no"} | told
    by = by or make_field_worker(territory=settlement.municipality_id)
    return actions.tally_settlement(settlement=settlement, by=by, at=at, **facts)


def see_children(settlement: Settlement, *, by: User | None = None, at: datetime = EVENING) -> SettlementTally:
    return look(settlement, by=by, at=at, children="yes", range_of_children=(1, 2))


def open_removal(settlement: Settlement, *, by: User | None = None, at: datetime = EVENING, **told: Any) -> RemovalCase:
    facts = {"id": new_id(), "on": localdate(at), "owner": "municipal"} | told
    by = by or make_coordinator(territory=settlement.municipality_id)
    return actions.open_removal(settlement=settlement, by=by, at=at, **facts)


def make_tip(*, territory: str = "0180", at: datetime = EVENING, **told: Any) -> Tip:
    """Somebody outdoors in an area, told of in a municipality where somebody reads tips."""
    if not queries.takes_tips(territory):
        make_coordinator(territory=territory)
    facts: dict[str, Any] = {
        "id": new_id(), "code": new_tip_code(), "municipality": make_territory(territory), "worry": "outdoors",
        "seen_on": localdate(at), "daypart": "evening", "children": "no", "people": (1, 1),
    }  # fmt: skip
    if "area" not in told and "place" not in told:
        facts["area"] = make_area(territory=territory)
    return actions.receive_tip(at=at, **(facts | told))


WAY = ("outreach_visited", "applied", "served", "decided", "scheduled", "enforced", "cleaned")


def carry(removal: RemovalCase, until: str, *, by: User | None = None, at: datetime = EVENING) -> RemovalCase:
    """Take every step to a state, the law's days after one another; the moment is that of the last step."""
    by = by or make_coordinator(territory=removal.municipality_id)
    for state in WAY[: WAY.index(until) + 1]:
        at += timedelta(days=11 if state == "decided" else 0)
        on = localdate(at)
        window = (on + timedelta(days=7), on + timedelta(days=9)) if state == "scheduled" else None
        removal = actions.carry_on(removal=removal, state=state, on=on, window=window, by=by, at=at)
    return removal


CLOSING = {"offered": 12, "taken": 8, "declined": 3, "not_known": 1, "went_emergency": 8, "went_home": 2}


def make_settled(organisation: Organisation, area: Area, worker: User, at: datetime) -> dict[str, Any]:
    """A settlement with a removal, told to a liaison of the organisation, and somebody who may see where it is."""
    settlement = make_settlement(area=area, by=worker, at=at)
    coordinator = make_user(Role.MUNICIPALITY_COORDINATOR, at=organisation)
    grant = actions.grant_position(
        id=new_id(), settlement=settlement, user=worker, need="visit", ends_at=at + timedelta(days=9), by=coordinator,
        at=at,
    )  # fmt: skip
    removal = open_removal(settlement, by=coordinator, at=at, liaison=organisation)
    return {"settlement": settlement, "removal": removal, "grant": grant}
