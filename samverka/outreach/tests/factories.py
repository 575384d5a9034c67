"""Invented areas, teams and tallies, made through the product's own actions."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from samverka.actors.models import Organisation, Role, User
from samverka.actors.tests.factories import LONG_AGO, make_organisation, make_territory, make_user
from samverka.core.ids import new_id
from samverka.outreach import actions
from samverka.outreach.models import Area, Referral, Tally, Team


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
