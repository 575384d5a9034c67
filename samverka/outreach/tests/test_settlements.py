"""Settlements: what is known of them, by whom, and that children who were seen are never lost."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.access import Denied, Refused, Stale, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.versions import version
from samverka.outreach import actions, queries
from samverka.outreach.models import Settlement, SettlementTally
from samverka.outreach.tests.factories import (
    EVENING,
    look,
    make_area,
    make_coordinator,
    make_field_worker,
    make_liaison,
    make_settlement,
    open_removal,
    see_children,
)
from samverka.safeguarding.models import Sighting


pytestmark = pytest.mark.django_db


def test_a_settlement_is_noted_once_however_often_it_is_sent():
    area, worker, id = make_area(), make_field_worker(), new_id()

    first = actions.note_settlement(id=id, area=area, kind="tents", by=worker, at=EVENING)
    again = actions.note_settlement(id=id, area=area, kind="tents", by=worker, at=EVENING)

    assert first == again
    assert (first.state, first.owner, first.county) == ("reported", "unknown", "01")
    assert Entry.objects.filter(verb="outreach.settlement_noted").count() == 1
    with pytest.raises(Refused, match="something else"):
        actions.note_settlement(id=id, area=area, kind="cars", by=worker, at=EVENING)


def test_only_those_who_go_out_there_know_of_it():
    here = make_settlement()
    known = [make_field_worker(), make_coordinator()]
    others = [make_field_worker(territory="0380"), make_liaison(), make_user(Role.VOLUNTEER, at=make_organisation())]
    others += [make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01"))]

    assert all(here in Settlement.objects.visible_to(one) for one in known)
    assert not any(here in Settlement.objects.visible_to(one) for one in others)
    for one in others:
        with pytest.raises(Denied):
            look(here, by=one)


def test_who_works_in_the_whole_county_knows_of_all_its_settlements():
    here = make_settlement()
    worker = make_user(Role.OUTREACH_WORKER, at=make_organisation(), territory="01")

    assert list(Settlement.objects.visible_to(worker)) == [here]
    assert here.area in queries.areas_in_use(worker)


def test_a_look_makes_it_seen_or_empty():
    here = make_settlement()

    assert look(here).settlement.state == "seen"
    look(here, adults=(0, 0))
    assert Settlement.objects.get().state == "empty"
    look(here, adults=(0, 0), children="unknown")
    assert Settlement.objects.get().state == "seen"


def test_children_who_are_seen_are_counted_as_seen_in_the_same_breath():
    worker, here = make_field_worker(), make_settlement()

    tally = see_children(here, by=worker)

    seen = Sighting.objects.get()
    assert (seen.pk, seen.source_id, seen.least, seen.most) == (tally.pk, tally.pk, 1, 2)
    assert (seen.setting, seen.organisation) == ("settlement", worker.standing[0].organisation)
    assert queries.child_channel(here) == (True, 1, None)
    assert not queries.child_channel(make_settlement()).seen


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"adults": (3, 2)}, "adults_most"),
        ({"children": "yes"}, "children_least"),
        ({"children": "yes", "range_of_children": (0, 2)}, "children_least"),
        ({"children": "no", "range_of_children": (1, 1)}, "children_least"),
        ({"children": "perhaps"}, "children"),
        ({"seen": ["a_family"]}, "seen"),
    ],
)
def test_what_cannot_have_been_seen_is_not_kept(told, field):
    with pytest.raises(Unfit) as unfit:
        look(make_settlement(), **told)

    assert unfit.value.field == field
    assert not SettlementTally.objects.exists()


def test_a_look_sent_again_changes_nothing():
    here, worker, id = make_settlement(), make_field_worker(), new_id()

    assert look(here, id=id, by=worker) == look(here, id=id, by=worker)
    assert SettlementTally.objects.count() == 1
    assert SettlementTally.objects.get().seen_at.minute == 30


def test_a_colleague_is_not_overwritten():
    here, worker, area = make_settlement(), make_field_worker(), make_area()
    said = {"settlement": here, "kind": "cars", "comes_from": None, "by": worker, "at": EVENING}
    seen = version(Settlement.objects.get(pk=here.pk))

    actions.change_settlement(area=area, owner="state", seen=seen, **said)

    with pytest.raises(Stale):
        actions.change_settlement(area=area, owner="private", seen=seen, **said)
    assert Settlement.objects.get().owner == "state"


def test_people_can_have_come_from_an_earlier_removal():
    removal = open_removal(make_settlement())

    here = make_settlement(comes_from=removal)

    assert list(removal.came_to.all()) == [here]
    with pytest.raises(Unfit, match="another county"):
        make_settlement(territory="0380", comes_from=removal)


def test_it_is_closed_when_nobody_is_there_and_no_removal_runs():
    here, by = make_settlement(), make_coordinator()
    with pytest.raises(Refused, match="People were seen"):
        actions.close_settlement(settlement=here, by=by, at=EVENING)
    look(here, adults=(0, 0))

    closed = actions.close_settlement(settlement=here, by=by, at=EVENING)
    again = actions.close_settlement(settlement=here, by=by, at=EVENING + timedelta(days=1))

    assert (closed.state, again.closed_at) == ("closed", EVENING)
    with pytest.raises(Refused, match="closed"):
        look(here)


def test_it_stays_while_a_removal_runs():
    here, by = make_settlement(), make_coordinator()
    open_removal(here, by=by)
    look(here, adults=(0, 0))

    with pytest.raises(Refused, match="removal runs"):
        actions.close_settlement(settlement=here, by=by, at=EVENING)


def test_an_area_of_another_municipality_or_one_that_is_retired_is_refused():
    here, by, elsewhere = make_settlement(), make_field_worker(), make_area(territory="0184")

    with pytest.raises(Unfit, match="another municipality"):
        actions.change_settlement(
            settlement=here, area=elsewhere, kind="cars", owner="state", comes_from=None, by=by, at=EVENING
        )
    retired = actions.retire_area(area=make_area(), by=make_coordinator(), at=EVENING)
    with pytest.raises(Unfit, match="not used"):
        make_settlement(area=retired)


def test_the_list_tells_the_latest_look_in_two_questions(django_assert_num_queries):
    worker = make_field_worker()
    assert worker.standing
    for _ in range(3):
        here = make_settlement()
        look(here, adults=(9, 9))
        last = look(here, adults=(1, 2), at=EVENING + timedelta(days=1))

    with django_assert_num_queries(2):
        rows = queries.latest(list(queries.with_latest(queries.settlements(worker))))

    assert {str(tally.adults) for _row, tally in rows} == {"1–2"}  # noqa: RUF001 (a range)
    assert dict(rows)[here] == last


def test_others_are_told_counts():
    look(make_settlement())
    open_removal(make_settlement())
    county = make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01"))
    elsewhere = make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="03"))

    assert queries.by_municipality(county) == [("Stockholm", 2, 1)]
    assert queries.by_municipality(elsewhere) == []
    assert queries.by_municipality(make_coordinator()) == []


def test_the_database_has_the_last_word():
    here = make_settlement()
    for wrong in ({"state": "closed"}, {"closed_at": EVENING}, {"state": "burnt"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Settlement.objects.filter(pk=here.pk).update(**wrong)
    tally = look(here)
    for wrong in ({"adults_most": 1}, {"children": "yes"}, {"children_most": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SettlementTally.objects.filter(pk=tally.pk).update(**wrong)
