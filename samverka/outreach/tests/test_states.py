"""Every step that `reference.py` tells of can be taken, and no other."""

from contextlib import suppress
from datetime import timedelta

import pytest

from samverka.core.access import Refused
from samverka.outreach import actions
from samverka.outreach.models import RemovalCase, Settlement, Tip
from samverka.outreach.models.removals import TOLD
from samverka.outreach.models.tips import AFIELD, ASIDE, CLOSED
from samverka.outreach.reference import REMOVAL, SETTLEMENT, TIP
from samverka.outreach.tests.factories import (
    EVENING,
    look,
    make_coordinator,
    make_field_worker,
    make_settlement,
    make_team,
    make_tip,
    open_removal,
)


pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LATER = EVENING + timedelta(days=60)
WINDOW = (LATER.date(), LATER.date())


def told(steps, *leave_out):
    return {(old, new) for old, new, verb in steps if old and new and new not in leave_out and old not in leave_out}


def test_every_step_of_a_settlement_can_be_taken_and_no_other():
    worker, by, taken = make_field_worker(), make_coordinator(), set()
    for state in Settlement.State.values:
        for adults in ((0, 0), (2, 2), None):
            here = make_settlement()
            closed_at = EVENING if state == "closed" else None
            Settlement.objects.filter(pk=here.pk).update(state=state, closed_at=closed_at)
            with suppress(Refused):
                if adults is None:
                    actions.close_settlement(settlement=here, by=by, at=EVENING)
                else:
                    look(here, by=worker, adults=adults)
            now = Settlement.objects.get(pk=here.pk).state
            taken |= {(state, now)} if now != state else set()

    assert taken == told(SETTLEMENT)


def test_every_step_of_a_removal_can_be_taken_and_no_other():
    by, taken = make_coordinator(), set()
    states = [one for one in RemovalCase.State.values if one != "objection_period"]
    for state in states:
        for new in RemovalCase.State.values:
            removal = open_removal(make_settlement(), by=by)
            over = {"closed_at": EVENING, **dict.fromkeys(TOLD, 0)} if state == "closed" else {}
            days = {"window_from": WINDOW[0], "window_to": WINDOW[1]} if state == "scheduled" else {}
            RemovalCase.objects.filter(pk=removal.pk).update(state=state, **over, **days)
            with suppress(Refused):
                if new == "closed":
                    actions.close_removal(removal=removal, told={}, by=by, at=LATER)
                else:
                    actions.carry_on(removal=removal, state=new, on=LATER.date(), window=WINDOW, by=by, at=LATER)
            now = RemovalCase.objects.get(pk=removal.pk).state
            taken |= {(state, now)} if now != state else set()

    assert taken == told(REMOVAL, "objection_period")


def test_every_step_of_a_tip_can_be_taken_and_no_other():
    by, team, taken = make_coordinator(), make_team(), set()
    said = {"by": by, "at": LATER}
    for state in Tip.State.values:
        for new in Tip.State.values:
            tip = make_tip()
            passed = {"passed_to": "duty"} if state in (*AFIELD, "answered") else {}
            over = {"closed_at": EVENING} if state in CLOSED else {}
            Tip.objects.filter(pk=tip.pk).update(
                state=state, answer="gone" if state == "answered" else "", **passed, **over
            )
            with suppress(Refused):
                match new:
                    case "triaged":
                        actions.triage_tip(tip=tip, **said)
                    case "passed_on":
                        actions.pass_tip_on(tip=tip, to="outreach", team=team, **said)
                    case "looked_at" | "not_found":
                        actions.look_at_tip(tip=tip, found=new == "looked_at", **said)
                    case "answered":
                        actions.answer_tip(tip=tip, answer="helped", **said)
                    case _ if new in ASIDE:
                        actions.set_tip_aside(tip=tip, state=new, **said)
            now = Tip.objects.get(pk=tip.pk)
            moved = now.state != state or (new == "passed_on" and now.passed_to == "outreach")
            taken |= {(state, now.state)} if moved else set()

    assert taken == told(TIP)
