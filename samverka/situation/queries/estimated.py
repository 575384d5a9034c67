"""What was estimated of a county or the country, as a report may tell it to everybody (ADR 0041 and 0053).

Ends of 1 to 4 are moved out as for whoever's own they are not, and a sum rests on several areas of which none stands
for nearly all. Of a municipality's people no report tells.
"""

from collections import Counter, defaultdict
from collections.abc import Collection

from django.utils.translation import gettext as _

from samverka.actors.models import Territory, User
from samverka.core.alphabet import Alphabetic
from samverka.situation.disclosure.choices import is_few, widened
from samverka.situation.models import Definition
from samverka.situation.queries.basis import Basis, Block, Told, figure
from samverka.situation.queries.compiled import GOOD_FOR
from samverka.situation.queries.estimates import Known, known
from samverka.situation.queries.report_words import day_of
from samverka.situation.ranges import Range, Total, add


def estimates(basis: Basis, code: str) -> Block:
    """What was stated of the territory itself, newest of each definition; and the sum of what its areas have stated."""
    here = basis.report.territory
    if basis.is_town:
        return Block([figure(_("Estimates"), kind="range", status="c", why="place")])
    areas = basis.all_counties if basis.is_nation else _towns(here)
    names = {one.code: one.name for one in areas}
    newest = _newest(basis, [here.code, *names])
    block = Block()
    for definition in Definition:
        of_each = newest.get(definition, {})
        if own := of_each.pop(here.code, None):
            block.figures.append(_stated(basis, own, here))
        if parts := [one.range for one in of_each.values() if one.range]:
            total = add(parts, areas=names, on=basis.on, good_for=GOOD_FOR)
            methods = Counter(one.method for one in of_each.values() if one.range)
            block.figures.append(_sum(basis, definition, total, _share(parts), names, methods))
    return block


def _newest(basis: Basis, codes: Collection[str]) -> dict[str, dict[str, Known]]:
    """By definition and territory, as somebody sees it who works nowhere: what held within the report's time."""
    found: dict[str, dict[str, Known]] = defaultdict(dict)
    report = basis.report
    for one in sorted(known(User(is_active=False), codes), key=lambda one: one.order):
        if report.first_day <= one.as_of <= report.last_day:
            found[one.definition][one.territory] = one
    return found


def _stated(basis: Basis, one: Known, here: Territory) -> Told:
    """One that stands, whosever it is: with its interval, how and how surely it is known, and of which day."""
    label = str(Definition(one.definition).label)
    says = _("Estimate of %(territory)s, as of %(day)s: %(source)s") % {
        "territory": here, "day": day_of(one.as_of.isoformat()), "source": one.source,
    }  # fmt: skip
    source = basis.source("estimates", f"{here.code} {one.definition}", territory=here.code, says=says)
    facts: Told = {"kind": "range", "source": source, "methods": [[one.method, 1]]}
    if one.range is None:
        return figure(label, status="m", **facts)
    ends = widened(one.range.low, one.range.high)
    if ends is None:
        return figure(label, status="c", why="few", **facts)
    facts |= {"as_of": one.as_of.isoformat(), "confidence": one.range.confidence}
    return figure(label, low=ends[0], high=ends[1], **facts)


def _sum(
    basis: Basis, definition: Definition, total: Total, share: float, names: dict[str, str], methods: Counter[str]
) -> Told:
    """What the areas' estimates come to. Those without one are missing in it, not nought."""
    here, cover = basis.report.territory, total.coverage
    says = _("Estimates of the municipalities in %(territory)s, added up") % {"territory": here}
    if basis.is_nation:
        says = _("Estimates of the counties, added up")
    source = basis.source("estimates", f"{here.code} sum", territory=here.code, says=says)
    facts: Told = {
        "kind": "range", "is_sum": True, "source": source, "known": cover.known, "areas": cover.areas,
        "missing": [names[code] for code in cover.missing], "of": "counties" if basis.is_nation else "municipalities",
        "outdated": len(cover.outdated), "methods": [list(pair) for pair in sorted(methods.items())],
    }  # fmt: skip
    label = _("Together: %(who)s") % {"who": definition.label}
    if total.low is None or total.high is None or total.since is None:
        return figure(label, status="m", **facts)
    ends = widened(total.low, total.high)
    if ends is None or is_few(cover.areas, cover.known, share):
        return figure(label, status="c", why="few", **facts)
    facts |= {"as_of": total.since.isoformat(), "confidence": total.confidence}
    return figure(label, low=ends[0], high=ends[1], **facts)


def _share(parts: list[Range]) -> float:
    """How much of the high end one area stands for."""
    return max(one.high for one in parts) / (sum(one.high for one in parts) or 1)


def _towns(county: Territory) -> list[Territory]:
    return list(Territory.objects.filter(code__regex=f"^{county.code}[0-9]{{2}}$").order_by(Alphabetic("name")))
