"""Who may publish: the rows of `test_access.py` for open data, and for proposals."""

from dataclasses import dataclass

from samverka.actors.models import Territory
from samverka.situation import rules as situation
from tests.access_proposals import PROPOSING, Proposing, proposing


_OTHERWISE = "Only the national coordinator publishes tables, and a county's coordinator those of the county."

# rule · what it is asked about · who may · what the others are told
PUBLISHING = [
    (situation.publish_table, "published_nation", "national", _OTHERWISE),
    (situation.publish_table, "published_county", "county national", _OTHERWISE),
    (situation.publish_table, "here", "", _OTHERWISE),
    *PROPOSING,
]


@dataclass
class Publishing(Proposing):
    """What the rules of open data are asked about."""

    published_nation: Territory
    published_county: Territory


def publishing(home, city):
    return {
        **proposing(home, city),
        "published_nation": Territory.objects.get(code="00"),
        "published_county": Territory.objects.get(code="01"),
    }
