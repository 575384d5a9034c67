"""Tables to publish, and those who publish them."""

from datetime import UTC, datetime

from samverka.actors.models import Role, Territory
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.ids import new_id
from samverka.situation.actions import publish_table
from samverka.situation.disclosure.lattice import cube
from samverka.situation.formats.cubes import Words


AT = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
CATEGORIES = {"sv": {"men": "män", "women": "kvinnor"}, "en": {"men": "men", "women": "women"}}
MONTHS = ("2026-10", "2026-11", "2026-12")
WORDS = {
    "sv": Words("Bäddnätter", "nätter", "En person en natt.", "Natthärbärgen", CATEGORIES["sv"]),
    "en": Words("Bed nights", "nights", "One person for one night.", "Night shelters", CATEGORIES["en"]),
}


def make_nation():
    """The territories that the tables tell of."""
    for code in ("00", "01", "03", "0180", "0184", "0380"):
        make_territory(code)
    return Territory.objects.get(code="00")


def make_national():
    return make_user(Role.NATIONAL_COORDINATOR, at=make_organisation(territory="00"))


def make_county():
    return make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01"))


def counts(months=MONTHS, areas=("0180", "0184", "0380")):
    """Believable small counts: the same every time, each from 0 to 39."""
    return {
        (area, month, category): (7 * place + 11 * ordinal + 3 * sort) ** 2 % 40
        for place, area in enumerate(areas, 1)
        for ordinal, month in enumerate(months, 1)
        for sort, category in enumerate(CATEGORIES["en"], 1)
    }


def bed_nights(told=None, *, about="people", is_nation=True):
    return cube("bed_nights", counts() if told is None else told, about=about, is_nation=is_nation)


def publish(table=None, **said):
    """The tables of the nation's bed nights, as its coordinator publishes them."""
    usual = {"id": new_id(), "about": "people", "words": WORDS, "at": AT}
    usual |= {"territory": said.pop("territory", None) or make_nation(), "by": said.pop("by", None) or make_national()}
    return publish_table(table=bed_nights() if table is None else table, **usual | said)
