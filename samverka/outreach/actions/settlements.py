"""Settlements: noted, counted, changed, closed. Children that are seen are noted as seen at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already, lock
from samverka.core.versions import check_seen
from samverka.outreach import queries, rules
from samverka.outreach.conditions import CODES
from samverka.outreach.models import Area, RemovalCase, Settlement, SettlementTally
from samverka.outreach.models.settlements import MANY, SETTLEMENT_ROLES
from samverka.outreach.models.tallies import Range, half_hour
from samverka.safeguarding.actions import note_sighting
from samverka.safeguarding.models import Setting


MOST_SIGHTED = 99


@transaction.atomic
def note_settlement(
    *, id: UUID, area: Area, kind: str, by: User, at: datetime, owner: str = Settlement.Owner.UNKNOWN,
    comes_from: RemovalCase | None = None,
) -> Settlement:  # fmt: skip
    """Note that people live somewhere, in which area. Asked again with the same id, it changes nothing."""
    told: dict[str, Any] = {"area_id": area.pk, "kind": kind}
    if noted := already(Settlement, id, **told):
        return noted
    rules.note_settlement(by, area.municipality)
    if area.retired_on:
        raise Unfit(_("This area is not used any more."), field="area")
    _check(kind, owner)
    _check_origin(area, comes_from)
    settlement = Settlement.objects.create(
        id=id, county=area.municipality.county, municipality=area.municipality, owner=owner, comes_from=comes_from,
        reported_at=at, **told,
    )  # fmt: skip
    audit.record(by=by, verb="outreach.settlement_noted", subject=settlement, at=at)
    return settlement


@transaction.atomic
def change_settlement(
    *, settlement: Settlement, area: Area, kind: str, owner: str, comes_from: RemovalCase | None, by: User,
    at: datetime, seen: str = "",
) -> Settlement:  # fmt: skip
    """Say of it what is known by now. Stale when a colleague was quicker."""
    settlement = lock(settlement)
    rules.change_settlement(by, settlement)
    check_seen(settlement, seen)
    _check(kind, owner)
    if area.municipality_id != settlement.municipality_id:
        raise Unfit(_("This area lies in another municipality."), field="area")
    _check_origin(area, comes_from)
    settlement.area, settlement.kind, settlement.owner, settlement.comes_from = area, kind, owner, comes_from
    settlement.save(update_fields=["area", "kind", "owner", "comes_from"])
    audit.record(by=by, verb="outreach.settlement_changed", subject=settlement, at=at)
    return settlement


@transaction.atomic
def tally_settlement(
    *, id: UUID, settlement: Settlement, adults: tuple[int, int], children: str,
    range_of_children: tuple[int, int] = (0, 0), seen: Sequence[str] = (), by: User, at: datetime,
) -> SettlementTally:  # fmt: skip
    """Note how many there were and how they live. Nobody there makes it empty. With the same id it changes nothing.

    Children that were seen are noted as seen in the same transaction, for whom the tally's author works.
    """
    told: dict[str, Any] = {
        "settlement_id": settlement.pk, "adults_least": adults[0], "adults_most": adults[1], "children": children,
        "children_least": range_of_children[0], "children_most": range_of_children[1], "seen": sorted(set(seen)),
    }  # fmt: skip
    settlement = lock(settlement)
    if noted := already(SettlementTally, id, **told):
        return noted
    rules.tally_settlement(by, settlement)
    if settlement.state == Settlement.State.CLOSED:
        raise Refused(_("This settlement is closed."))
    _check_counts(adults, children, range_of_children, seen)
    tally = SettlementTally.objects.create(id=id, county=settlement.county, seen_at=half_hour(at), noted_at=at, **told)
    is_empty = not adults[1] and children == SettlementTally.Children.NO
    settlement.state = Settlement.State.EMPTY if is_empty else Settlement.State.SEEN
    settlement.save(update_fields=["state"])
    if children == SettlementTally.Children.YES:
        _note_children(tally, settlement, by=by, at=at)
    audit.record(by=by, verb="outreach.settlement_tallied", subject=tally, at=at)
    return tally


@transaction.atomic
def close_settlement(*, settlement: Settlement, by: User, at: datetime) -> Settlement:
    """Nobody lives there any more, and no removal runs. Closing it again changes nothing."""
    settlement = lock(settlement)
    rules.close_settlement(by, settlement)
    if settlement.state == Settlement.State.CLOSED:
        return settlement
    if settlement.state != Settlement.State.EMPTY:
        raise Refused(_("People were seen here last: go there, and count nobody, before it is closed."))
    if settlement.removals.running().exists():
        raise Refused(_("A removal runs here: close that first."))
    settlement.state, settlement.closed_at = Settlement.State.CLOSED, at
    settlement.save(update_fields=["state", "closed_at"])
    settlement.positions.all().delete()
    settlement.grants.filter(ends_at__gt=at, starts_at__lte=at).update(ends_at=at)
    audit.record(by=by, verb="outreach.settlement_closed", subject=settlement, at=at)
    return settlement


def _note_children(tally: SettlementTally, settlement: Settlement, *, by: User, at: datetime) -> None:
    """Let the sighting be counted, with the id of what it was noted with."""
    least, most = (min(MOST_SIGHTED, number) for number in tally.range_of_children)
    note_sighting(
        id=tally.pk, municipality=settlement.municipality, organisation=_home(by, settlement),
        setting=Setting.SETTLEMENT, least=least, most=most, source=(queries.SOURCE, tally.pk), seen_at=tally.seen_at,
        by=by, at=at,
    )  # fmt: skip


def _home(by: User, settlement: Settlement) -> Organisation:
    """The organisation for which somebody works with the settlements of this municipality."""
    code = settlement.municipality_id
    here = [one for one in by.standing if one.role in SETTLEMENT_ROLES and one.territory.covers(code)]
    return min(here, key=lambda one: SETTLEMENT_ROLES.index(one.role)).organisation


def _check(kind: str, owner: str) -> None:
    if kind not in Settlement.Kind.values:
        raise Unfit(_("Say what kind of place it is."), field="kind")
    if owner not in Settlement.Owner.values:
        raise Unfit(_("Say whose land it is, or that it is not known."), field="owner")


def _check_origin(area: Area, comes_from: RemovalCase | None) -> None:
    if comes_from and comes_from.county != area.municipality.county:
        raise Unfit(_("That removal was in another county."), field="comes_from")


def _check_counts(
    adults: tuple[int, int], children: str, range_of_children: tuple[int, int], seen: Sequence[str]
) -> None:
    for name, (least, most) in {"adults": adults, "children": range_of_children}.items():
        if not 0 <= least <= most <= MANY:
            raise Unfit(_("Write the smaller number first."), field=f"{name}_most")
    if children not in SettlementTally.Children.values:
        raise Unfit(_("Say whether children were seen."), field="children")
    if (children == SettlementTally.Children.YES) != (range_of_children != Range(0, 0)):
        raise Unfit(_("Count the children that were seen, and only those."), field="children_least")
    if range_of_children[1] and not range_of_children[0]:
        raise Unfit(_("Count the children that were seen, and only those."), field="children_least")
    if set(seen) - set(CODES):
        raise Unfit(_("There is nothing of this name to be seen."), field="seen")
