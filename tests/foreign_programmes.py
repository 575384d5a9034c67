"""Agreements of another county, for `test_api_foreign.py`."""

from samverka.core.ids import new_id
from samverka.programmes import actions
from samverka.programmes.tests.factories import AT, make_agreement, make_payer
from samverka.programmes.tests.grants import make_call, make_payment
from samverka.programmes.tests.projects import make_leader, make_reported
from samverka.programmes.tests.strategies import make_stood_behind


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
    "name_successor": {"successor_id": new_id()},
    "note_not_renewed": {"reason": "Staden ordnar platserna."},
    "begin_project": {
        "id": new_id(), "organisation_id": new_id(), "territory": "0180", "fund": "esf-plus-2021", "title": "Hälsa",
        "purpose": "En kurs.", "first_day": "2027-01-01", "last_day": "2027-12-31",
    },
    "plan_payment": {"id": new_id(), "due_on": "2027-02-01", "amount": 1000},
    "note_paid": {"paid_on": "2026-01-15"},
    "grant_project": {"operation_number": "2027/1"},
    "set_target": {"indicator_id": 1, "target": 20},
    "plan_periods": {"months": 6, "days": 45},
    "note_values": {"values": []},
    "begin_strategy": {
        "id": new_id(), "organisation_id": new_id(), "areas": ["0180"], "title": "Vinter", "goals": "Tak.",
        "first_day": "2027-01-01", "last_day": "2028-12-31",
    },
    "move_measure": {"state": "started"},
    "submit_report": {"id": new_id(), "comment": "Som planerat."},
}  # fmt: skip


def foreign_agreement(code):
    """What an authority there talks over."""
    payer = make_payer(code)
    agreement = make_agreement(payer)
    actions.set_money(agreement=agreement, year=2026, source="state", planned=100_000, by=payer, at=AT)
    granted = {"payment_id": make_payment(agreement, payer).pk, "call_id": make_call(payer).pk}
    return {"agreement_id": agreement.pk, **granted, **foreign_project(code), **foreign_strategy(code)}


def foreign_project(code):
    """What an association there reports."""
    told = make_reported(make_leader(code))
    return {
        "project_id": told["project"].pk, "period_id": told["period"].pk, "report_id": told["indicator_report"].pk,
    }  # fmt: skip


def foreign_strategy(code):
    """What an authority there is drafting."""
    told = make_stood_behind(make_payer(code))
    return {"strategy_id": told["strategy"].pk, "measure_id": told["measure"].pk}
