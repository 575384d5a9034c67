"""The areas of a municipality, the teams that go there, and the municipality's rules of work in the field."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit, policy
from samverka.core.access import Refused, Unfit
from samverka.core.actions import write_policy
from samverka.core.county import already
from samverka.core.free_text import accept
from samverka.core.models import Policy
from samverka.outreach import rules
from samverka.outreach.models import Area, Team
from samverka.outreach.policy import CHAPTER, scopes


@transaction.atomic
def add_area(*, id: UUID, municipality: Territory, name: str, by: User, at: datetime) -> Area:
    """Add an area, as large as a town district or larger. Refused when one has this name, also a retired one."""
    if there := already(Area, id, municipality_id=municipality.pk, name=name):
        return there
    rules.keep_areas(by, municipality)
    if Area.objects.filter(municipality=municipality, name=name).exists():
        raise Refused(_("There is an area of this name already, perhaps a retired one."), field="name")
    area = Area.objects.create(id=id, municipality=municipality, name=accept(name, field="name"))
    audit.record(by=by, verb="outreach.area_added", subject=area, at=at, county=municipality.county)
    return area


@transaction.atomic
def retire_area(*, area: Area, by: User, at: datetime) -> Area:
    """Nobody notes anything there from now on; what was noted stays. Again, it changes nothing."""
    return _retire(area, localdate(at), verb="outreach.area_retired", by=by, at=at)


@transaction.atomic
def restore_area(*, area: Area, by: User, at: datetime) -> Area:
    """A retired area is in use again."""
    return _retire(area, None, verb="outreach.area_restored", by=by, at=at)


def _retire(area: Area, on: date | None, *, verb: str, by: User, at: datetime) -> Area:
    rules.keep_areas(by, area.municipality)
    area = Area.objects.select_for_update(no_key=True).select_related("municipality").get(pk=area.pk)
    if (area.retired_on is None) != (on is None):
        area.retired_on = on
        area.save(update_fields=["retired_on"])
        audit.record(by=by, verb=verb, subject=area, at=at, county=area.municipality.county)
    return area


@transaction.atomic
def add_team(
    *, id: UUID, organisation: Organisation, name: str, municipalities: Iterable[Territory], by: User, at: datetime
) -> Team:
    """Add a team of an organisation, with the municipalities in which it goes out."""
    if there := already(Team, id, organisation_id=organisation.pk, name=name):
        return there
    rules.keep_team(by, organisation)
    codes = _municipalities(municipalities)
    if Team.objects.filter(organisation=organisation, name=name).exists():
        raise Refused(_("There is a team of this name already."), field="name")
    team = Team.objects.create(id=id, organisation=organisation, name=accept(name, field="name"))
    team.municipalities.set(codes)
    audit.record(by=by, verb="outreach.team_added", subject=team, at=at, county=organisation.territory.county)
    return team


@transaction.atomic
def edit_team(
    *, team: Team, name: str, municipalities: Iterable[Territory], is_active: bool, by: User, at: datetime
) -> Team:
    """Say what a team is called, where it goes, and whether it goes out at all."""
    rules.keep_team(by, team.organisation)
    codes = _municipalities(municipalities)
    team = Team.objects.select_for_update(no_key=True).select_related("organisation__territory").get(pk=team.pk)
    if Team.objects.filter(organisation=team.organisation, name=name).exclude(pk=team.pk).exists():
        raise Refused(_("There is a team of this name already."), field="name")
    team.name, team.is_active = accept(name, field="name"), is_active
    team.save(update_fields=["name", "is_active"])
    team.municipalities.set(codes)
    audit.record(by=by, verb="outreach.team_edited", subject=team, at=at, county=team.organisation.territory.county)
    return team


def _municipalities(told: Iterable[Territory]) -> list[Territory]:
    found = [one for one in told if len(one.code) == 4]
    if not found:
        raise Unfit(_("Say in which municipalities the team goes out."), field="municipalities")
    return found


@transaction.atomic
def set_rule(
    *, key: str, value: Any, territory: Territory, valid_from: date, source: str, by: User, at: datetime
) -> Policy:
    """Let one rule of work in the field hold in a municipality from a day on. Said again, it changes nothing."""
    rules.set_rule(by, territory)
    if key not in {one.name for one in policy.known(CHAPTER)}:
        raise Unfit(_("There is no rule called “%(key)s”.") % {"key": key}, field="key")
    Territory.objects.select_for_update(no_key=True).get(pk=territory.pk)  # two may decide at once
    where = scopes(territory.code)
    said = {"key": key, "value": policy.read(key, value), "valid_from": valid_from, "source": source}
    if there := Policy.objects.filter(scope=where[-1], **said).first():
        return there
    return write_policy(scopes=where, decided_by=str(territory), by=by, at=at, **said)
