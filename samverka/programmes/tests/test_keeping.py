"""What came to nothing goes two years after anybody last worked with it, be it with a measure or a sum alone."""

from datetime import timedelta

import pytest

from samverka.core import actions as core
from samverka.core.files import Cleaned
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.programmes import actions
from samverka.programmes.tests.factories import AT, home, make_agreement, make_payer, make_provider
from samverka.programmes.tests.grants import begin, make_call, make_open_call
from samverka.programmes.tests.projects import make_leader, make_project
from samverka.programmes.tests.strategies import make_drafted


pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=20)
NIGHT = LATER + timedelta(days=720)  # more than two years after all was begun


def volume_of_an_agreement(by):
    made = make_agreement(by)
    return made, lambda: actions.set_volume(agreement=made, kind="places", amount=12, by=by, at=LATER)


def payment_of_an_agreement(by):
    made = make_agreement(by)
    actions.set_money(agreement=made, year=2026, source="municipality", planned=900, by=by, at=AT)
    said = {"id": new_id(), "due_on": made.last_day, "amount": 900}
    return made, lambda: actions.plan_payment(agreement=made, by=by, at=LATER, **said)


def measure_of_a_strategy(by):
    made = make_drafted(by)
    said = {"id": new_id(), "title": "Tak", "organisation": home(by), "indicator": "desk_visits"}
    return made, lambda: actions.add_measure(strategy=made, by=by, at=LATER, **said)


def money_of_a_project(by):
    made = make_project(leader := make_leader())
    return made, lambda: actions.set_project_money(project=made, year=2026, planned=900, by=leader, at=LATER)


def criterion_of_a_call(by):
    made = make_call(by)
    return made, lambda: actions.set_criterion(call=made, name="Plan", by=by, at=LATER)


def volume_of_an_application(by):
    made = begin(make_open_call(by), provider := make_provider())
    said = {"kind": "opening_hours", "amount": 9}
    return made, lambda: actions.set_application_volume(application=made, by=provider, at=LATER, **said)


def file_beside_an_agreement(by):
    made = make_agreement(by)
    said = {"id": new_id(), "title": "Utkast", "file": Cleaned("pdf", b"x")}
    return made, lambda: core.attach_file(owner=made, by=by, at=LATER, **said)


SCENES = {
    volume_of_an_agreement: "agreement.unsigned", file_beside_an_agreement: "agreement.unsigned",
    payment_of_an_agreement: "agreement.unsigned",
    measure_of_a_strategy: "strategy.draft", money_of_a_project: "project.planned", criterion_of_a_call: "call.draft",
    volume_of_an_application: "application.draft",
}  # fmt: skip


@pytest.mark.parametrize("scene", SCENES)
def test_what_somebody_works_with_is_not_let_go_of(scene):
    rule = RULES[f"programmes.{SCENES[scene]}"]
    kept, change = scene(make_payer())
    gone, _change = scene(make_payer())
    change()

    assert core.purge(rule=rule, at=NIGHT) == 1
    assert [one.pk for one in type(kept).objects.filter(pk__in=[kept.pk, gone.pk])] == [kept.pk]
    assert core.purge(rule=rule, at=NIGHT + timedelta(days=11)) == 1
