"""Contacts counted in the field: noted, undone while it is fresh, corrected by a counter-entry later."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already, lock
from samverka.directory.models import Category
from samverka.outreach import queries, rules
from samverka.outreach.actions.children import note_children
from samverka.outreach.actions.referrals import Destination, check_sent, send
from samverka.outreach.models import Area, Tally, TallyCorrection, Team
from samverka.outreach.models.tallies import AGES, KINDS, MOST, Range, as_fields, half_hour
from samverka.outreach.policy import AGE_BANDS, rules_of


LATE = timedelta(days=7)  # what waited on a phone longer than this is told to a person
AHEAD = timedelta(minutes=30)  # clocks of phones
Counts = Mapping[str, tuple[int, int]]


@transaction.atomic
def record_tally(
    *,
    id: UUID,
    team: Team,
    area: Area,
    place_type: str,
    counts: Counts,
    children: str,
    by: User,
    at: datetime,
    seen_at: datetime | None = None,
    ages: Sequence[int] = (),
    needs: Sequence[str] = (),
    helped_with: Sequence[str] = (),
    follow_up: bool = False,
    refer_to: Destination | None = None,
) -> Tally:
    """Note whom a team met, as numbers. Asked again with the same id, it changes nothing.

    Children that were seen are noted as seen in the same transaction. `refer_to` is where the people were sent.
    """
    told: dict[str, Any] = {
        "team_id": team.pk, "area_id": area.pk, "place_type": place_type, "children": children, "ages": list(ages),
        "needs": list(needs), "helped_with": list(helped_with), "follow_up": follow_up, **as_fields(counts),
    }  # fmt: skip
    told |= {"seen_at": half_hour(seen_at)} if seen_at else {}
    if noted := already(Tally, id, **told):
        check_sent(noted, refer_to)
        return noted
    rules.record_tally(by, team)
    _check(team, area, counts, children, at=at, seen_at=seen_at)
    _check_lists(area, ages, {*needs, *helped_with}, at=at)
    tally = _note(id, area, told | {"seen_at": half_hour(seen_at or at)}, by=by, at=at)
    if refer_to:
        people = min(20, max(1, sum(counts.get(kind, (0, 0))[1] for kind in KINDS)))
        send(id=id, team=team, area=area, tally=tally, to=refer_to, people=people, by=by, at=at)
    return tally


@transaction.atomic
def note_unchanged(
    *, id: UUID, team: Team, area: Area, place_type: str, by: User, at: datetime, seen_at: datetime | None = None
) -> Tally:
    """A team came by, and all was as at its last tally there: the numbers are taken over, needs and help are not.

    Refused when the team has noted nothing there yet.
    """
    told: dict[str, Any] = {"team_id": team.pk, "area_id": area.pk, "place_type": place_type, "is_unchanged": True}
    if noted := already(Tally, id, **told):
        return noted
    rules.record_tally(by, team)
    before = queries.last_tally(team, area, place_type, until=seen_at or at)
    if before is None:
        raise Refused(_("Nothing is noted here yet: count first."))
    counts = queries.corrected(before)
    children = before.children
    if most := counts["children"].most:  # also when a correction has left it unsure
        counts["children"], children = Range(max(1, counts["children"].least), most), Tally.Children.YES
    elif children == Tally.Children.YES:
        children = Tally.Children.NO
    _check(team, area, counts, children, at=at, seen_at=seen_at)
    told |= {"as_before_id": before.pk, "children": children, "seen_at": half_hour(seen_at or at), **as_fields(counts)}
    return _note(id, area, told, by=by, at=at)


@transaction.atomic
def undo_tally(*, tally: Tally, by: User, at: datetime) -> Tally:
    """It was noted by mistake: nobody is counted. Undoing again changes nothing.

    Refused when too long has passed; then it is corrected. That children were seen is not undone with it.
    """
    team = tally.team
    tally = lock(tally)
    rules.undo_tally(by, tally)
    if tally.undone_at:
        return tally
    if at > queries.undo_until(tally):
        raise Refused(_("Too long has passed: correct it instead."))
    if queries.corrections(tally):
        raise Refused(_("This is corrected already."))
    tally.undone_at = at
    tally.save(update_fields=["undone_at"])
    tally.referrals.filter(received_at=None, withdrawn_at=None).update(withdrawn_at=at)
    audit.record(by=by, verb="outreach.tally_undone", subject=tally, at=at)
    tally.team = team
    return tally


@transaction.atomic
def correct_tally(
    *, id: UUID, tally: Tally, reason: str, changes: Mapping[str, int], by: User, at: datetime
) -> TallyCorrection:
    """Add a counter-entry to a tally; the tally itself stays as it was noted.

    `changes` are by how much each kind was wrong. Refused when the result would be impossible.
    """
    team = tally.team
    tally = lock(tally)
    tally.team = team
    told = {kind: changes.get(kind, 0) for kind in KINDS}
    if made := already(TallyCorrection, id, tally_id=tally.pk, reason=reason, **told):
        return made
    rules.correct_tally(by, tally)
    if tally.undone_at:
        raise Refused(_("This was undone: nobody is counted."))
    if not any(told.values()):
        raise Unfit(_("Say by how much it was wrong."), field="women")
    now = queries.corrected(tally)
    after = {kind: now[kind].plus(told[kind], told[kind]) for kind in KINDS}
    if wrong := next((kind for kind, one in after.items() if one.least < 0 or one.most > MOST), None):
        raise Refused(_("That would make fewer than nobody, or more than can be counted at once."), field=wrong)
    made = TallyCorrection.objects.create(id=id, county=tally.county, tally=tally, reason=reason, at=at, **told)
    if told["children"] > 0:
        more = Range(told["children"], told["children"])
        note_children(source=made, tally=tally, children=more, by=by, at=at)
    audit.record(by=by, verb="outreach.tally_corrected", subject=made, at=at, reason=reason)
    return made


def _note(id: UUID, area: Area, told: dict[str, Any], *, by: User, at: datetime) -> Tally:
    municipality = area.municipality
    tally = Tally.objects.create(
        id=id, county=municipality.county, municipality=municipality, noted_at=at, by=by, **told
    )
    if tally.children == Tally.Children.YES:
        note_children(source=tally, tally=tally, children=tally.counts["children"], by=by, at=at)
    audit.record(by=by, verb="outreach.tally_recorded", subject=tally, at=at)
    return tally


def _check(team: Team, area: Area, counts: Counts, children: str, *, at: datetime, seen_at: datetime | None) -> None:
    """Can this have been seen, there and then?"""
    if area.retired_on is not None:
        raise Unfit(_("This area is not used any more."), field="area")
    if not team.is_active or not team.municipalities.filter(pk=area.municipality_id).exists():
        raise Unfit(_("The team does not go out in this municipality."), field="area")
    for kind in KINDS:
        least, most = counts.get(kind, (0, 0))
        if not 0 <= least <= most <= MOST:
            raise Unfit(_("Write a number from 0 to %(most)s, the larger one last.") % {"most": MOST}, field=kind)
    least, most = counts.get("children", (0, 0))
    if (children == Tally.Children.YES) != (least > 0) or (children != Tally.Children.YES and most):
        raise Unfit(_("Say how many children, when children were seen."), field="children")
    if seen_at and not at - LATE <= seen_at <= at + AHEAD:
        raise Unfit(_("This hour is too long ago, or yet to come."), field="seen_at")


def _check_lists(area: Area, ages: Sequence[int], codes: set[str], *, at: datetime) -> None:
    if ages and not rules_of(area.municipality_id, on=localdate(at)).value(AGE_BANDS):
        raise Unfit(_("Ages are not counted here: no funder asks for them."), field="ages")
    if ages and (len(ages) != len(AGES) or any(not 0 <= one <= MOST for one in ages)):
        raise Unfit(_("Write a number for each age band."), field="ages")
    if codes - set(Category.objects.filter(code__in=codes).values_list("code", flat=True)):
        raise Unfit(_("There is no such kind of service."), field="needs")
