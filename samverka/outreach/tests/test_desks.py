from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils.timezone import localdate

from samverka.actors.models import Role
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.directory.tests.factories import fill_reference
from samverka.outreach import actions, queries
from samverka.outreach.models import LanguageCounter, LanguageTap, VisitCorrection, VisitTally, VisitTap
from samverka.outreach.tests.desks import group, make_adviser, make_desk, talk, tap
from samverka.outreach.tests.factories import EVENING, make_coordinator, make_team, make_worker


TODAY = localdate(EVENING)
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make_desk()


@pytest.fixture
def adviser(desk):
    return make_adviser(desk)


def counts():
    return {kind: count for kind, count in VisitTally.objects.get().counts.items() if count}


def test_a_tap_counts_one_more_of_its_kind_that_day(desk, adviser):
    for kind in ("women", "women", "men", "SHOWER"):
        tap(desk, kind, by=adviser)

    day = VisitTally.objects.get()
    assert counts() == {"women": 2, "men": 1, "SHOWER": 1}
    assert (day.date, day.municipality_id, day.organisation) == (TODAY, "0180", desk.provider.organisation)
    assert day.revision == 4


def test_a_tap_with_the_same_id_is_one(desk, adviser):
    first = tap(desk, by=adviser, id=(id := new_id()))

    assert tap(desk, by=adviser, id=id, at=EVENING + timedelta(minutes=1)) == first
    with pytest.raises(Refused, match="something else"):
        tap(desk, "men", by=adviser, id=id)
    with pytest.raises(Refused, match="something else"):
        tap(make_desk(), by=adviser, id=id)
    assert counts() == {"women": 1}


def test_the_audit_trail_does_not_tell_what_was_tapped(desk, adviser):
    tap(desk, "men", by=adviser)

    entry = Entry.objects.get(verb="outreach.visit_counted")
    assert (entry.subject, entry.detail) == (f"outreach.visittally:{VisitTally.objects.get().pk}", {})


def test_a_tap_belongs_to_the_day_on_which_it_was_made(desk, adviser):
    tap(desk, by=adviser, tapped_at=EVENING - timedelta(days=1))

    assert VisitTally.objects.get().date == TODAY - timedelta(days=1)
    for away in (timedelta(days=-8), timedelta(hours=1)):
        with pytest.raises(Unfit, match="too long ago, or yet to come"):
            tap(desk, by=adviser, tapped_at=EVENING + away)


@pytest.mark.parametrize("kind", ["SHELTER-NIGHT", "NOTHING", "dogs", ""])
def test_only_what_is_counted_at_a_desk_can_be_tapped(desk, adviser, kind):
    with pytest.raises(Unfit, match="not counted at a front desk"):
        tap(desk, kind, by=adviser)

    assert not VisitTally.objects.exists()


def test_only_those_at_the_desk_count(desk):
    tap(desk, by=make_adviser(desk, Role.VOLUNTEER))

    for stranger in (make_adviser(make_desk()), make_adviser(desk, Role.READER)):
        with pytest.raises(Denied, match="work at this front desk"):
            tap(desk, by=stranger)


def test_undoing_takes_one_tap_back_once(desk, adviser):
    tap(desk, by=adviser)
    last = tap(desk, "FOOD-MEAL", by=adviser)

    assert queries.last_tap(adviser, desk, on=TODAY) == last
    for _time in range(2):
        actions.undo_tap(tap=last, by=adviser, at=EVENING)

    assert counts() == {"women": 1}
    assert Entry.objects.filter(verb="outreach.visit_undone").count() == 1


def test_nobody_undoes_a_colleagues_tap_nor_one_that_is_old(desk, adviser):
    last = tap(desk, by=adviser)

    assert queries.last_tap(make_adviser(desk), desk, on=TODAY) is None
    with pytest.raises(Denied, match="Only whoever tapped it"):
        actions.undo_tap(tap=last, by=make_adviser(desk), at=EVENING)
    with pytest.raises(Refused, match="correct it instead"):
        actions.undo_tap(tap=last, by=adviser, at=EVENING + timedelta(hours=3))
    assert counts() == {"women": 1}


def correct(desk, by, *, on=TODAY, reason="miscounted", **told):
    changes = told.pop("changes", None) or {"women": -1, "SHOWER": 3}
    return actions.correct_visits(
        id=told.pop("id", None) or new_id(), service=desk, date=on, reason=reason, changes=changes, by=by, at=EVENING
    )


def test_a_day_is_put_right_by_a_counter_entry(desk, adviser):
    tap(desk, by=adviser)

    made = correct(desk, adviser, id=(id := new_id()))

    assert correct(desk, adviser, id=id) == made
    assert counts() == {"SHOWER": 3}
    assert VisitCorrection.objects.get().changes == {"women": -1, "SHOWER": 3}


def test_what_was_counted_on_paper_makes_a_day(desk, adviser):
    correct(desk, adviser, on=TODAY - timedelta(days=2), reason="paper", changes={"men": 80, "women": 34, "other": 0})

    assert counts() == {"men": 80, "women": 34}


@pytest.mark.parametrize(
    ("told", "match"),
    [
        ({"changes": {"women": -1}}, "fewer than nobody"),
        ({"changes": {"women": 10_000}}, "fewer than nobody, or more"),
        ({"changes": {"women": 0}}, "by how much"),
        ({"changes": {"NOTHING": 1}}, "not counted"),
        ({"on": TODAY + timedelta(days=1), "changes": {"women": 1}}, "yet to come"),
        ({"on": TODAY - timedelta(days=61), "changes": {"women": 1}}, "too long ago"),
        ({"reason": "because", "changes": {"women": 1}}, "Say why"),
    ],
)
def test_no_day_is_put_wrong(desk, adviser, told, match):
    with pytest.raises(Refused, match=match):
        correct(desk, adviser, **told)

    assert VisitTally.objects.filter(revision__gt=0).count() == 0


def test_a_volunteer_taps_but_puts_no_day_right(desk):
    with pytest.raises(Denied, match="put its days right"):
        correct(desk, make_adviser(desk, Role.VOLUNTEER), changes={"women": 1})


@pytest.fixture
def kinds(transactional_db):
    """What a test before may have emptied."""
    fill_reference()


def at_once(count, work):
    together = Barrier(count)

    def one(number):
        connection.ensure_connection()
        together.wait()
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as hands:
        return list(hands.map(one, range(count)))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_taps_of_colleagues_at_once_are_all_counted(kinds):
    desk = make_desk()
    people = [make_adviser(desk) for _ in range(6)]
    for one in people:
        assert one.standing  # read before the threads begin

    at_once(6, lambda number: tap(desk, "women" if number % 2 else "SHOWER", by=people[number]))

    assert counts() == {"women": 3, "SHOWER": 3}
    assert VisitTap.objects.count() == 6


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_same_tap_from_two_windows_is_one(kinds):
    desk, id = make_desk(), new_id()
    adviser = make_adviser(desk)
    assert adviser.standing

    taps = at_once(6, lambda _number: tap(desk, by=adviser, id=id))

    assert {one.pk for one in taps} == {id}
    assert counts() == {"women": 1}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_count_a_language_at_once_are_both_counted():
    team = make_team()
    people = [make_worker(team) for _ in range(4)]
    month = TODAY.replace(day=1)
    for one in people:
        assert one.standing

    at_once(4, lambda number: say(team, people[number], month))

    assert LanguageCounter.objects.get().count == 4


def say(team, by, month, change=1, **told):
    facts = {"id": new_id(), "language": "ro", "month": month} | told
    return actions.tap_language(team=team, change=change, by=by, at=EVENING, **facts)


def test_a_tap_on_a_language_counts_once_and_leaves_no_language_behind():
    team, month, id = make_team(), TODAY.replace(day=1), new_id()
    worker = make_worker(team)
    for _time in range(2):
        say(team, worker, month, id=id)
    say(team, worker, month)
    say(team, worker, month, -1)

    assert LanguageCounter.objects.get().count == 1
    assert {field.name for field in LanguageTap._meta.fields} == {"id", "county", "team", "date"}
    for wrong in ({"change": 2}, {"month": TODAY}, {"language": "xx"}):
        with pytest.raises(Unfit):
            say(team, worker, **{"month": month} | wrong)
    with pytest.raises(Refused, match="less than nothing"):
        say(team, worker, month, -1, language="bg")
    with pytest.raises(Denied, match="own outreach workers count"):
        say(team, make_worker(make_team()), month)


def test_a_month_is_the_sum_of_its_days_talks_and_groups(desk, adviser):
    for kind in ("women", "men", "men", "SHOWER"):
        tap(desk, kind, by=adviser)
    correct(desk, adviser, on=TODAY - timedelta(days=3), reason="paper", changes={"women": 9})
    correct(desk, adviser, on=TODAY.replace(day=1) - timedelta(days=1), reason="paper", changes={"women": 50})
    talk(desk, by=adviser)
    actions.undo_session(session=talk(desk, by=adviser), by=adviser, at=EVENING)
    group(desk, by=adviser)
    tap(make_desk())

    month = queries.desk_month(desk.provider.organisation, month=TODAY.replace(day=1))

    [one] = month.services
    assert dict(one.counts) == {"women": 10, "men": 2, "other": 0, "children": 0}
    assert (one.visits, one.sessions, one.activities, one.participants) == (12, 1, 1, 4)
    assert (dict(one.servings), dict(one.topics)) == ({"SHOWER": 1}, {"work": 1})
    assert month.whole.visits == 12


def test_the_week_tells_colleagues_of_their_desks_and_coordinators_of_all(desk, adviser):
    tap(desk, by=adviser)
    tap(make_desk())
    tap(make_desk(territory="0184"))
    monday = TODAY - timedelta(days=TODAY.weekday())

    def seen(viewer):
        return queries.desk_week(viewer, desk.provider.territory, monday=monday).whole.visits

    assert [seen(one) for one in (adviser, make_coordinator(), make_coordinator(territory="0184"))] == [1, 2, 0]


def test_a_week_and_a_month_cost_the_same_for_one_and_for_three(desk, adviser, django_assert_num_queries):
    where = (desk.provider.organisation, TODAY.replace(day=1))
    for _time in range(3):
        tap(desk, by=adviser)
        talk(desk, by=adviser)
        with django_assert_num_queries(4):
            queries.desk_month(where[0], month=where[1])
