"""Where a team means to go on an evening, and what it hands over."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Unfit
from samverka.core.alphabet import Alphabetic
from samverka.core.county import already
from samverka.core.free_text import accept
from samverka.outreach import rules
from samverka.outreach.models import Area, Handover, PlannedRound, Team


@transaction.atomic
def plan_round(*, team: Team, date: date, areas: Iterable[Area], by: User, at: datetime) -> list[PlannedRound]:
    """Say in which areas a team means to be on an evening; those that are not named fall away."""
    rules.plan_round(by, team)
    team = Team.objects.select_for_update(no_key=True).select_related("organisation__territory").get(pk=team.pk)
    near = set(team.municipalities.values_list("pk", flat=True))
    wanted = {area.pk: area for area in areas}
    if any(area.municipality_id not in near or area.retired_on for area in wanted.values()):
        raise Unfit(_("The team does not go out in this municipality."), field="areas")
    team.planned.filter(date=date).exclude(area__in=wanted).delete()
    there = set(team.planned.filter(date=date).values_list("area", flat=True))
    made = [PlannedRound(team=team, date=date, area=area) for pk, area in wanted.items() if pk not in there]
    PlannedRound.objects.bulk_create(made)
    audit.record(
        by=by, verb="outreach.round_planned", subject=team, at=at, county=team.organisation.territory.county,
        areas=len(wanted),
    )  # fmt: skip
    return list(team.planned.filter(date=date).select_related("area").order_by(Alphabetic("area__name")))


@transaction.atomic
def write_handover(*, id: UUID, team: Team, text: str, by: User, at: datetime) -> Handover:
    """Leave a few lines to those who go next."""
    if left := already(Handover, id, team_id=team.pk, text=text):
        return left
    rules.write_handover(by, team)
    county = team.organisation.territory.county
    left = Handover.objects.create(id=id, county=county, team=team, text=accept(text), at=at)
    audit.record(by=by, verb="outreach.handed_over", subject=left, at=at)
    return left
