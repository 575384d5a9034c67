"""Mandates for machines: read by all, tasks by those who give and do them."""

from datetime import date

import pytest

from samverka.actors.tests.machines import Machine
from samverka.programmes import actions
from samverka.programmes.tests.mandating import assign, make_mandate
from samverka.programmes.tests.proposing import AT, make_coordinator, make_respondent


pytestmark = pytest.mark.django_db


def test_mandates_are_read_in_their_chain_and_a_task_goes_to_and_fro():
    by, doer = make_coordinator(), make_respondent()
    first = make_mandate(by)
    second = make_mandate(by, title="Nästa", predecessor=first)
    task = assign(first, doer.standing[0].organisation)
    giver, machine = Machine(by), Machine(doer)

    actions.move_mandate(mandate=first, state="active", by=by, at=AT)
    said = {"decided_on": AT.date(), "extended_until": date(2028, 6, 30), "change": "Längre."}
    actions.move_mandate(mandate=first, state="extended", by=by, at=AT, **said)

    _status, listed = machine.get("/mandates")
    assert {one["id"] for one in listed["items"]} == {str(first.pk), str(second.pk)}
    _status, chain = machine.get(f"/mandates/{second.pk}/chain")
    assert [one["title"] for one in chain] == [first.title, "Nästa"]
    assert [one["extensions"] for one in chain] == [
        [{"decided_on": "2026-11-02", "until": "2028-06-30", "change": "Längre."}], []
    ]  # fmt: skip
    actions.add_deliverable(id=task.pk, mandate=first, title="Delrapport", due_on=AT.date(), by=by, at=AT)
    _status, whole = machine.get(f"/mandates/{first.pk}")
    assert ([one["title"] for one in whole["deliverables"]], whole["final_reports"]) == (["Delrapport"], [])

    way = f"/assignments/{task.pk}/move"
    for state in ("accepted", "in_progress"):
        assert machine.post(way, state=state)[0] == 200
    assert machine.post(way, state="reported")[0] == 422
    assert machine.post(way, state="reported", text="Vi har frågat alla.")[0] == 200
    assert machine.post(way, state="accepted_by_issuer")[0] == 403
    _status, told = giver.post(way, state="accepted_by_issuer")
    assert (told["state"], told["report"]) == ("accepted_by_issuer", "Vi har frågat alla.")
    assert [one["id"] for one in giver.get("/assignments")[1]["items"]] == [str(task.pk)]
    assert Machine(make_respondent()).get(f"/assignments/{task.pk}")[0] == 404
