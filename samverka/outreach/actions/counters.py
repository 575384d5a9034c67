"""What a team says of a month: languages needed, and how many different people it believes to have met."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused, Stale, Unfit
from samverka.core.county import already
from samverka.directory.models.spoken import SPOKEN
from samverka.outreach import rules
from samverka.outreach.models import LanguageCounter, LanguageTap, Team, UniqueStatement


@transaction.atomic
def count_language(
    *, team: Team, month: date, language: str, count: int, seen: int, by: User, at: datetime
) -> LanguageCounter | None:
    """Say how often a language was needed in a month, knowing that it stood at `seen`. Said again, it changes nothing.

    Stale when a colleague has counted meanwhile. The audit trail does not tell which language: its hour would.
    """
    rules.count_language(by, team)
    _check_counter(month, language, at=at)
    team = _hold(team)
    counter = _counter(team, month, language)
    if counter.count == count:
        return None if counter._state.adding else counter
    if counter.count != seen:
        raise Stale(_("A colleague has counted meanwhile. Look at it again."))
    counter.count = count
    counter.save()
    audit.record(by=by, verb="outreach.languages_counted", subject=team, at=at, county=counter.county)
    return counter


@transaction.atomic
def tap_language(
    *, id: UUID, team: Team, month: date, language: str, change: int, by: User, at: datetime
) -> LanguageCounter:
    """Count a language once more, or once less. Asked again with the same id, it changes nothing.

    Two who tap at once are both counted. `id` should be a random one, and of it the language is not kept.
    """
    if already(LanguageTap, id, team_id=team.pk):
        return _counter(team, month, language)
    rules.count_language(by, team)
    _check_counter(month, language, at=at)
    if change not in (1, -1):
        raise Unfit(_("One more, or one less."), field="change")
    team = _hold(team)
    counter = _counter(team, month, language)
    if already(LanguageTap, id, team_id=team.pk):  # its twin came first
        return counter
    if counter.count + change < 0:
        raise Refused(_("It cannot be less than nothing."))
    counter.count += change
    counter.save()
    LanguageTap.objects.create(id=id, county=counter.county, team=team, date=localdate(at))
    audit.record(by=by, verb="outreach.languages_counted", subject=team, at=at, county=counter.county)
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
    team = _hold(team)
    _check_month(month, at=at)
    if not 0 <= least <= most:
        raise Unfit(_("Write the smaller number first."), field="most")
    if method not in UniqueStatement.Method.values:
        raise Refused(_("Say how it is known."), field="method")
    county = team.organisation.territory.county
    UniqueStatement.objects.filter(county=county, team=team, month=month).delete()
    stated = UniqueStatement.objects.create(id=id, county=county, stated_at=at, **told)
    audit.record(by=by, verb="outreach.unique_stated", subject=stated, at=at, method=method)
    return stated


def _check_month(month: date, *, at: datetime) -> None:
    if month.day != 1 or month > localdate(at):
        raise Unfit(_("Choose a month that has begun."), field="month")


def _check_counter(month: date, language: str, *, at: datetime) -> None:
    _check_month(month, at=at)
    if language not in SPOKEN:
        raise Unfit(_("There is no such language."), field="language")


def _hold(team: Team) -> Team:
    """The team, held until the transaction ends, so that its counts come after one another."""
    return Team.objects.select_for_update(no_key=True).select_related("organisation__territory").get(pk=team.pk)


def _counter(team: Team, month: date, language: str) -> LanguageCounter:
    """How often the language was needed so far; new when it never was."""
    here: dict[str, Any] = {"county": team.organisation.territory.county, "team": team, "month": month}
    kept = LanguageCounter.objects.filter(**here, language=language).first()
    return kept or LanguageCounter(id=uuid4(), **here, language=language, count=0)
