"""Invented data that is fit to work on at any hour."""

from datetime import datetime

import pytest

from samverka.actors.models import Role, User
from samverka.actors.tests.factories import make_organisation
from samverka.core.ids import new_id
from samverka.programmes.models import Mandate
from samverka.programmes.queries import chain
from samverka.shelters import actions, queries
from samverka.shelters.clock import HERE
from samverka.shelters.models import Night
from samverka.web.management.seeding import drill, mandates
from samverka.web.management.seeding.people import account
from samverka.web.tasks import tick


HOURS = [(15, 0, 30), (15, 3, 59), (15, 4, 0), (15, 6, 30), (15, 8, 59), (15, 9, 0), (15, 12, 0), (15, 21, 0)]
CLOCKS_CHANGE = [(25, 2, 30), (25, 4, 0)]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(("day", "hour", "minute"), [*HOURS, *CLOCKS_CHANGE])
def test_a_drill_has_a_night_to_work_on_at_any_hour(day, hour, minute):
    at = datetime(2026, 10, day, hour, minute, tzinfo=HERE)

    drill.build(seed=1, at=at)
    tick(at=at)

    for mark in ("a", "b"):
        keeper = User.objects.get(email=f"shelter_staff.{mark}@drill.example")
        running = Night.objects.worked_by(keeper).filter(state=Night.State.CONFIRMED, frozen_at=None)
        assert running.count() == 2
        assert Night.objects.worked_by(keeper).exclude(frozen_at=None).count() == 2
        night = running.select_related("shelter__organisation")[0]
        place = actions.give_place(id=new_id(), night=night, party=drill.PARTY, by=keeper, at=at)
        actions.check_in(id=new_id(), place=place, by=keeper, at=at)
        assert queries.slips_of_tonight(night).count() == 6


@pytest.mark.django_db
def test_the_mandates_follow_each_other_as_the_handbook_tells():
    at = datetime(2026, 11, 2, 9, tzinfo=HERE)
    for name, role, kind, code in (
        ("riket", Role.NATIONAL_COORDINATOR, "state", "00"),
        ("lanet", Role.COUNTY_COORDINATOR, "county_board", "01"),
    ):
        account(f"{name}@ovning.example", role, make_organisation(kind=kind, territory=code), seed=1)

    mandates.build(at=at)

    first, board, all_boards, last = chain(Mandate.objects.get(reference="Dir. 2015:9"))
    assert len({one.organisation_id for one in (first, board, all_boards)}) == 3
    assert (board.organisation.kind, board.money) == ("county_board", None)
    [longer] = board.extensions.all()
    assert (f"{longer.decided_on:%Y-%m}", f"{longer.until}", "500 000" in longer.change) == (
        "2017-10", "2020-01-31", True
    )  # fmt: skip
    assert [one.until.year for one in last.extensions.all()] == [2024, 2029]
    handed_in = [f"{one.delivered_on}" for one in board.deliverables.order_by("due_on")]
    assert handed_in == ["2018-01-31", "2020-01-31"]
    assert [one.state for one in (first, board, all_boards, last)] == ["handed_over"] * 3 + ["extended"]
