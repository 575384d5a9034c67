"""Agreements of another county, for `test_api_foreign.py`."""

from samverka.core.ids import new_id
from samverka.programmes.tests.factories import make_agreement, make_payer


PROGRAMMES = {  # something acceptable for every operation that takes something
    "begin_agreement": {
        "id": new_id(), "organisation_id": new_id(), "territory": "0180", "kind": "grant", "title": "Dagcentral",
        "purpose": "Vila och råd.", "first_day": "2027-01-01", "last_day": "2027-12-31",
    },
    "add_party": {"organisation_id": new_id(), "part": "partner"},
    "set_money": {"year": 2027, "source": "state", "planned": 1000},
    "set_volume": {"kind": "nights", "amount": 100},
    "sign_agreement": {"signed_on": "2026-01-15"},
    "extend_agreement": {"last_day": "2028-01-15"},
}  # fmt: skip


def foreign_agreement(code):
    """What an authority there talks over."""
    return {"agreement_id": make_agreement(make_payer(code)).pk}
