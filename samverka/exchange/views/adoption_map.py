"""Where a practice was tried, and how it went: a map of counties, or of the municipalities of one, and its table."""

from typing import Any

from django.utils.translation import gettext as _

from samverka.exchange import queries
from samverka.exchange.models import Adoption, Practice
from samverka.situation.views import maps
from samverka.situation.views.maps import Shade


Outcome = Adoption.Outcome


def adopted(practice: Practice, county: str) -> dict[str, Any]:
    """The map with its key, and all that is told. It needs no colour, and the table beside it tells the same."""
    told, chosen = queries.adoptions(practice), next((one for one in queries.counties() if one.code == county), None)
    places = queries.areas(chosen.code) if chosen else queries.areas()
    found = queries.outcomes(told, county=chosen.code if chosen else "")
    began = practice.territory_id if chosen else practice.territory_id[:2]
    drawn = {one.code: _shade(found.get(one.code, []), is_first=one.code == began) for one in places}
    used = {shade for shade, _text in drawn.values()}
    order = [one.pattern for one in _shades()]
    title = _("Where it was tried, and how it went")
    return {
        "adoptions": told,
        "chosen": chosen,
        "patterns": maps.patterns() if told else "",
        "map": maps.shaded_map(drawn, title=title, name="adoptions") if told else "",
        "key": maps.key(sorted(used, key=lambda one: order.index(one.pattern))),
        "known": [one for one in places if one.code in found and not chosen],
    }


def _shades() -> list[Shade]:
    """All that an area may be drawn in, as the key tells it."""
    return [
        Shade("7", _("it began here")),
        Shade("4", str(Outcome.WORKS.label)),
        Shade("2", str(Outcome.CHANGED.label)),
        Shade("3", _("it went differently for different organisations")),
        Shade("hidden", str(Outcome.FAILED.label)),
        Shade("zero", _("nobody has told of it here")),
    ]


def _shade(told: list[Adoption], *, is_first: bool) -> tuple[Shade, str]:
    """What an area is drawn in, and what it tells. Where it began keeps its mark, and tells what others there say."""
    first, works, changed, mixed, failed, nothing = _shades()
    outcomes = {one.outcome for one in told}
    if not told:
        return (first, first.text) if is_first else (nothing, nothing.text)
    if len(outcomes) > 1:
        shade = mixed
    else:
        shade = {Outcome.WORKS: works, Outcome.CHANGED: changed, Outcome.FAILED: failed}[Outcome(told[0].outcome)]
    if is_first:
        shade = first._replace(text=_("it began here, and for others: %(outcome)s") % {"outcome": shade.text})
    tried = _("tried by %(count)s") % {"count": len(told)}
    return shade, f"{shade.text}, {tried}"
