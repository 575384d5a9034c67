"""What a team says of a month: languages needed, and how many different people it believes to have met."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused, Stale, Unfit
from samverka.core.county import already
from samverka.outreach import rules
from samverka.outreach.models import LanguageCounter, Team, UniqueStatement
from samverka.outreach.models.spoken import SPOKEN


@transaction.atomic
def count_language(
    *, team: Team, month: date, language: str, count: int, seen: int, by: User, at: datetime
) -> LanguageCounter | None:
    """Say how often a language was needed in a month, knowing that it stood at `seen`. Said again, it changes nothing.

    Stale when a colleague has counted meanwhile. The audit trail does not tell which language: its hour would.
    """
    rules.count_language(by, team)
    if month.day != 1 or month > localdate(at):
        raise Unfit(_("Choose a month that has begun."), field="month")
    if language not in SPOKEN:
        raise Unfit(_("There is no such language."), field="language")
    team = Team.objects.select_for_update().select_related("organisation__territory").get(pk=team.pk)
    county = team.organisation.territory.county
    kept = LanguageCounter.objects.filter(county=county, team=team, month=month, language=language).first()
    stands = kept.count if kept else 0
    if stands == count:
        return kept
    if stands != seen:
        raise Stale(_("A colleague has counted meanwhile. Look at it again."))
    counter = kept or LanguageCounter(id=uuid4(), county=county, team=team, month=month, language=language)
    counter.count = count
    counter.save()
    audit.record(by=by, verb="outreach.languages_counted", subject=team, at=at, county=county)
    return counter


@transaction.atomic
def state_unique(
    *, id: UUID, team: Team, month: date, least: int, most: int, method: str, by: User, at: datetime
) -> UniqueStatement:
    """Say how many different people a team believes to have met in a month, and how it knows. Nobody works it out.

    A later statement takes the place of the one before, under its own id.
    """
    told = {"team_id": team.pk, "month": month, "least": least, "most": most, "method": method}
    if stated := already(UniqueStatement, id, **told):
        return stated
    rules.state_unique(by, team)
    team = Team.objects.select_for_update().select_related("organisation__territory").get(pk=team.pk)
    if month.day != 1 or month > localdate(at):
        raise Unfit(_("Choose a month that has begun."), field="month")
    if not 0 <= least <= most:
        raise Unfit(_("Write the smaller number first."), field="most")
    if method not in UniqueStatement.Method.values:
        raise Refused(_("Say how it is known."), field="method")
    county = team.organisation.territory.county
    UniqueStatement.objects.filter(county=county, team=team, month=month).delete()
    stated = UniqueStatement.objects.create(id=id, county=county, stated_at=at, **told)
    audit.record(by=by, verb="outreach.unique_stated", subject=stated, at=at, method=method)
    return stated
