"""Publishing a table: protect it, let the attack have the last word, and write it down for ever.

Working out what may be told can take minutes and holds no lock meanwhile. Whether somebody else has published in the
meantime is seen when it is written.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samverka.actors.models import Territory, User
from samverka.core import audit, bulk
from samverka.core.access import Refused
from samverka.core.county import ELSE, SWEDEN
from samverka.core.ids import new_id
from samverka.situation import queries, rules
from samverka.situation.disclosure import attack
from samverka.situation.disclosure.lattice import Crossing, crossing_of
from samverka.situation.disclosure.primary import USUAL, Rule, Why
from samverka.situation.disclosure.problem import Unprotectable
from samverka.situation.disclosure.rounding import BASE, Undecided, round_small
from samverka.situation.disclosure.suppression import Protected, suppress
from samverka.situation.disclosure.tables import Contradiction, Key, Table
from samverka.situation.formats.cubes import Words
from samverka.situation.models import PublishedCell, PublishedTable


Method = PublishedTable.Method
Told = Mapping[Key, int | None]


@dataclass(frozen=True, slots=True)
class Ready:
    """What would be told, and how its reader has it."""

    cells: Told
    release: attack.Release
    width: int


@dataclass(frozen=True, slots=True)
class Worked:
    """What would be told of a measure that was not told before, and what had been published when it was worked out."""

    measure: str
    dimensions: list[Any]  # name, total, and what each code is part of
    about: str
    territory: Territory
    method: str
    width: int
    mark: str
    fresh: Told


def publish_table(
    *,
    id: UUID,
    table: Table,
    about: str,
    words: Mapping[str, Words],
    territory: Territory,
    by: User,
    at: datetime,
    method: str = Method.ROUNDING,
    rule: Rule = USUAL,
    missing: Collection[Key] = (),
    statuses: Mapping[Key, str] | None = None,
) -> list[PublishedTable]:
    """Publish what a table shows and was not told before: one new version of each table of the lattice it belongs to.

    `statuses` are letters of cells that are shown (`e`, `p`, `b`, `u`). Asked again with the same id, it changes
    nothing. Refused when anything hidden could be worked out from all that was ever published.
    """
    if done := already_published(id, table.measure):
        return done
    rules.publish_table(by, territory)
    worked = work_out(table, about=about, territory=territory, method=method, rule=rule, missing=missing)
    return write_down(worked, id=id, words=words, by=by, at=at, statuses=statuses)


def work_out(
    table: Table,
    *,
    about: str,
    territory: Territory,
    method: str,
    rule: Rule = USUAL,
    missing: Collection[Key] = (),
    tell: Callable[[str], None] = lambda step: None,
) -> Worked:
    """What of a table may be told: protected, and attacked together with everything that was told before.

    `missing` are shown cells of which nothing is known. Everybody knows that they add nothing; they are not told.
    `tell` hears how far it has come.
    """
    _refuse_outside(table, about, territory)
    mark, told = queries.publication_mark(), queries.published(table.measure)
    _refuse_other_method(table.measure, method)
    tell("protecting")
    ready = _protected(table, told, method, rule)
    tell("attacking")
    _refuse_narrow([*queries.releases(table.measure), ready.release])
    untold = {*told, *missing}
    return Worked(
        table.measure, [[one.name, one.total, dict(one.parents)] for one in table.dimensions], about, territory,
        method, ready.width, mark, {cell: value for cell, value in ready.cells.items() if cell not in untold},
    )  # fmt: skip


@transaction.atomic
def write_down(
    worked: Worked,
    *,
    id: UUID,
    words: Mapping[str, Words],
    by: User,
    at: datetime,
    statuses: Mapping[Key, str] | None = None,
) -> list[PublishedTable]:
    """Write what was worked out, for ever; refused when somebody else has published meanwhile."""
    _refuse_wordless(worked.fresh, words)
    list(
        Territory.objects.select_for_update(no_key=True).filter(code=SWEDEN)
    )  # who publishes waits here for others who do
    if queries.publication_mark() != worked.mark:
        raise Refused(_("Somebody else has just published. Try again."))
    if not worked.fresh:
        raise Refused(_("All of this was published before."))
    parts: dict[Crossing, list[Key]] = defaultdict(list)
    for cell in sorted(worked.fresh):
        if crossing := crossing_of(cell, about=worked.about):
            parts[crossing].append(cell)
    told = {language: asdict(one) for language, one in words.items()}
    written = [_write_part(worked, one, cells, publication=id, words=told, at=at) for one, cells in parts.items()]
    for made, cells in zip(written, parts.values(), strict=True):
        bulk.insert([_cell(made, cell, worked.fresh[cell], (statuses or {}).get(cell, "")) for cell in cells])
    for made, cells in zip(written, parts.values(), strict=True):
        audit.record(
            by=by, verb="situation.table_published", subject=made, at=made.published_at,
            county=made.territory.county, version=made.version, cells=len(cells),
        )  # fmt: skip
    return sorted(written, key=lambda one: one.name)


def already_published(id: UUID, measure: str) -> list[PublishedTable]:
    """What was published by this id, if anything was."""
    done = list(PublishedTable.objects.filter(publication=id).order_by("name"))
    if any(one.measure != measure for one in done):
        raise Refused(ELSE)
    return done


def _refuse_outside(table: Table, about: str, territory: Territory) -> None:
    """What the table tells of lies within the territory, and what it shows is declared."""
    for cell in sorted(table.values):
        if not territory.covers(dict(cell).get("area", SWEDEN)):
            told = {"territory": territory, "cell": _named(cell)}
            raise Refused(_("This lies outside %(territory)s: %(cell)s.") % told)
    for cell in sorted(table.shown):
        if crossing_of(cell, about=about) is None:
            raise Refused(_("This is not among the tables that were declared: %(cell)s.") % {"cell": _named(cell)})


def _refuse_wordless(cells: Iterable[Key], words: Mapping[str, Words]) -> None:
    codes = {code for cell in cells for name, code in cell if name == "category"}
    if any(language not in words or codes - words[language].categories.keys() for language in queries.LANGUAGES):
        raise Refused(_("A table is published when it and all its categories have words in Swedish and English."))


def _refuse_other_method(measure: str, method: str) -> None:
    before = PublishedTable.objects.filter(measure=measure).first()
    if before and before.method != method:
        raise Refused(_("This was published by another method before. Two methods together would tell too much."))


def _protected(table: Table, told: Told, method: str, rule: Rule) -> Ready:
    make = _rounded if method == Method.ROUNDING else _suppressed
    try:
        return make(table, told, rule)
    except Contradiction as contradiction:
        raise Refused(_("Numbers have changed since they were published. What was published stays.")) from contradiction
    except (Undecided, Unprotectable) as reason:
        raise Refused(_("No way was found to protect this table, given what was published before.")) from reason


def _rounded(table: Table, told: Told, rule: Rule) -> Ready:
    """Rounded counts hide how many few are, not whose they are: where that must be hidden, rounding does not do."""
    whose = [
        cell
        for cell in table.shown
        if rule.why(table.values[cell], table.shares.get(cell, {})) in (Why.FEW, Why.DOMINATED)
    ]
    if whose:
        raise Refused(
            ngettext(
                "%(count)d cell rests on too few organisations, or nearly all on one. Publish with suppression.",
                "%(count)d cells rest on too few organisations, or nearly all on one. Publish with suppression.",
                len(whose),
            )
            % {"count": len(whose)}
        )
    earlier = {cell: value for cell, value in told.items() if cell in table.values and value is not None}
    values = round_small(table, base=BASE, earlier=earlier).values
    return Ready({cell: values[cell] for cell in table.shown}, attack.rounded(table, values, base=BASE), BASE)


def _suppressed(table: Table, told: Told, rule: Rule) -> Ready:
    """What was shown stays shown, what was hidden stays hidden."""
    before = frozenset(told.keys() & table.values.keys())
    if wrong := [cell for cell in before if told[cell] not in (None, table.values[cell])]:
        raise Contradiction(_named(wrong[0]))
    known = Table(table.measure, table.dimensions, table.values, before, table.shares)
    hidden = frozenset(cell for cell in before if told[cell] is None)
    earlier = [Protected((known,), hidden, {}, width=rule.width)] if before else []
    done = suppress(table, rule=rule, earlier=earlier)
    cells = {cell: None if cell in done.hidden else table.values[cell] for cell in table.shown}
    return Ready(cells, attack.suppressed(table, done.hidden, width=rule.width), rule.width)


def _refuse_narrow(releases: list[attack.Release]) -> None:
    """The gate: what everybody could work out from everything is not published. Nor is it told to who asks."""
    try:
        narrow = attack.narrow(releases)
    except Contradiction as contradiction:
        raise Refused(_("Numbers have changed since they were published. What was published stays.")) from contradiction
    if narrow:
        told = {"count": len(narrow), "cell": _named(min(narrow))}
        raise Refused(
            ngettext(
                "Together with what was published before, %(count)d hidden cell could be worked out: %(cell)s.",
                "Together with what was published before, %(count)d hidden cells could be worked out, among them "
                "%(cell)s.",
                len(narrow),
            )
            % told
        )


def _write_part(
    worked: Worked, crossing: Crossing, cells: Iterable[Key], *, publication: UUID, words: object, at: datetime
) -> PublishedTable:
    name = f"{worked.measure}-{crossing.area}-{crossing.period}".replace("_", "-")
    before = queries.table_named(name)
    periods = sorted(dict(cell)["period"] for cell in cells)
    return PublishedTable.objects.create(
        publication=publication, name=name, version=before.version + 1 if before else 1, supersedes=before,
        territory=worked.territory, measure=worked.measure, about=worked.about, area=crossing.area,
        step=crossing.period, first_period=periods[0], last_period=periods[-1], method=worked.method,
        width=worked.width, dimensions=worked.dimensions, words=words, published_at=at,
    )  # fmt: skip


def _cell(table: PublishedTable, cell: Key, value: int | None, status: str) -> PublishedCell:
    area, period, category = queries.codes_of(cell)
    return PublishedCell(
        id=new_id(), table=table, measure=table.measure, area=area, period=period, category=category, value=value,
        status="c" if value is None else status,
    )  # fmt: skip


def _named(cell: Key) -> str:
    return ", ".join(code for _name, code in cell)
