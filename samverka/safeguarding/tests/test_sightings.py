"""Children seen, channel used, still open: until it says none."""

from datetime import UTC, date, datetime, timedelta

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.safeguarding import actions, queries
from samverka.safeguarding.models import Sighting
from samverka.safeguarding.tests.factories import EVENING, make_coordinator, make_line, make_sighting


pytestmark = pytest.mark.django_db


def test_a_sighting_is_a_count_with_an_hour_and_belongs_to_its_night():
    late = datetime(2027, 1, 16, 3, 42, tzinfo=UTC)

    noted = make_sighting(seen_at=late, least=2, most=4)

    assert (noted.night, noted.seen_at, noted.range) == (date(2027, 1, 15), late.replace(minute=0), "2–4")  # noqa: RUF001
    assert Entry.objects.filter(verb="safeguarding.sighting_noted", county="01").count() == 1


def test_the_same_id_again_is_the_same_sighting():
    at = make_organisation()
    told = {
        "id": new_id(), "municipality": make_territory("0180"), "organisation": at, "setting": "street", "least": 1,
        "by": make_user(Role.OUTREACH_WORKER, at=at), "at": EVENING,
    }  # fmt: skip

    assert actions.note_sighting(most=1, **told) == actions.note_sighting(most=1, **told)
    with pytest.raises(Refused):
        actions.note_sighting(most=2, **told)
    assert Sighting.objects.count() == 1


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.READER, Role.LIAISON, Role.ORGANISATION_ADMIN])
def test_whoever_need_not_report_by_law_stores_nothing(role):
    at = make_organisation()

    with pytest.raises(Denied, match="shift lead"):
        make_sighting(at=at, by=make_user(role, at=at))

    assert Sighting.objects.count() == 0


def test_what_is_noted_with_something_else_asks_no_rule_of_its_own():
    """A tip of the public has nobody behind it; a party at a door is noted by whoever keeps the door."""
    tip = ("outreach.tip", new_id())

    noted = actions.note_sighting(
        id=new_id(), municipality=make_territory("0180"), organisation=None, setting="tip", least=1, most=1, by=None,
        at=EVENING, source=tip,
    )  # fmt: skip

    assert (noted.source_kind, noted.source_id) == tip
    with pytest.raises(Refused):
        actions.note_sighting(
            id=new_id(), municipality=make_territory("0180"), organisation=None, setting="tip", least=1, most=1,
            by=None, at=EVENING,
        )  # fmt: skip


def test_nothing_was_seen_that_is_yet_to_come():
    at = make_organisation()

    with pytest.raises(Unfit, match="future"):
        actions.note_sighting(
            id=new_id(), municipality=make_territory("0180"), organisation=at, setting="street", least=1, most=1,
            by=make_user(Role.OUTREACH_WORKER, at=at), at=EVENING, seen_at=EVENING + timedelta(hours=2),
        )  # fmt: skip

    assert not Sighting.objects.exists()


@pytest.mark.parametrize(("least", "most", "field"), [(0, 1, "least"), (3, 2, "most"), (1, 100, "most")])
def test_a_range_that_cannot_be_is_refused(least, most, field):
    with pytest.raises(Unfit) as unfit:
        make_sighting(least=least, most=most)

    assert unfit.value.field == field


def test_the_loop_closes_when_every_sighting_has_its_answer():
    at = make_organisation()
    worker = make_user(Role.OUTREACH_WORKER, at=at)
    first, second, third = (make_sighting(at=at, by=worker, least=1, most=count) for count in (1, 2, 3))
    counts = [_loop(worker)]

    actions.use_channel(sighting=first, channel="duty", by=worker, at=EVENING)
    actions.none_needed(sighting=second, because="known", by=worker, at=EVENING)
    counts.append(_loop(worker))
    actions.none_needed(sighting=third, because="mistake", by=worker, at=EVENING)
    counts.append(_loop(worker))

    assert counts == [(3, "3–6", 0, 0, 3), (3, "3–6", 1, 1, 1), (2, "2–3", 1, 1, 0)]  # noqa: RUF001
    verbs = Entry.objects.exclude(verb="safeguarding.sighting_noted").order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["safeguarding.channel_used", *["safeguarding.none_needed"] * 2]


def _loop(viewer, at=EVENING):
    found = queries.loop(viewer=viewer, at=at)
    return found.seen, found.range, found.used, found.none_needed, found.open


def test_what_is_open_stays_open_on_the_next_evening():
    at = make_organisation()
    worker = make_user(Role.SHELTER_LEAD, at=at)
    noted = make_sighting(at=at, by=worker)
    tomorrow = EVENING + timedelta(days=1)

    found = queries.loop(viewer=worker, at=tomorrow)

    assert (found.seen, found.open, found.oldest) == (0, 1, noted.seen_at)
    assert found.is_told


def test_the_coordinator_sees_the_figures_of_all_and_closes_what_the_public_told():
    ours, theirs, coordinator = make_organisation(name="A"), make_organisation(name="B"), make_coordinator()
    mine = make_sighting(at=ours)
    make_sighting(at=theirs)
    make_sighting(at=make_organisation(territory="0184"), code="0184")
    tip = actions.note_sighting(
        id=new_id(), municipality=make_territory("0180"), organisation=None, setting="tip", least=1, most=1, by=None,
        at=EVENING, source=("outreach.tip", new_id()),
    )  # fmt: skip

    assert queries.loop(viewer=coordinator, at=EVENING).open == 3
    told = [(one.name, one.loop.open) for one in queries.loop_by_organisation(viewer=coordinator, at=EVENING)]
    assert sorted(told) == [("", 1), ("A", 1), ("B", 1)]
    assert list(queries.open_sightings(viewer=coordinator)) == [tip]
    actions.use_channel(sighting=tip, channel="office", by=coordinator, at=EVENING)
    with pytest.raises(Denied):
        actions.use_channel(sighting=mine, channel="office", by=coordinator, at=EVENING)


def test_an_organisation_sees_its_own_and_no_more():
    at = make_organisation()
    own = make_sighting(at=at)
    make_sighting()
    lead = make_user(Role.SHELTER_LEAD, at=at)

    assert list(queries.open_sightings(viewer=lead)) == [own]
    assert _loop(lead)[0] == 1
    for role in (Role.VOLUNTEER, Role.COUNTY_COORDINATOR, Role.LIAISON, Role.READER):
        viewer = make_user(role, at=at)
        assert (list(queries.open_sightings(viewer=viewer)), _loop(viewer)[0]) == ([], 0)


def test_an_answer_is_given_once():
    at = make_organisation()
    worker, noted = make_user(Role.ADVISER, at=at), make_sighting(at=at)

    actions.use_channel(sighting=noted, channel="duty", by=worker, at=EVENING)
    actions.use_channel(sighting=noted, channel="duty", by=worker, at=EVENING)  # two taps

    with pytest.raises(Refused, match="already"):
        actions.none_needed(sighting=noted, because="safe", by=worker, at=EVENING)
    assert Entry.objects.filter(verb="safeguarding.channel_used").count() == 1


def test_an_answer_that_is_none_is_refused():
    at = make_organisation()
    worker, noted = make_user(Role.ADVISER, at=at), make_sighting(at=at)

    with pytest.raises(Unfit):
        actions.use_channel(sighting=noted, channel="pigeon", by=worker, at=EVENING)
    with pytest.raises(Unfit):
        actions.none_needed(sighting=noted, because="tired", by=worker, at=EVENING)


def test_one_and_three_sightings_cost_the_same(django_assert_num_queries):
    at, coordinator = make_organisation(), make_coordinator()
    worker = make_user(Role.SHELTER_LEAD, at=at)
    make_sighting(at=at)
    for _ in range(2):
        assert worker.standing
        assert coordinator.standing
        with django_assert_num_queries(3):
            queries.loop(viewer=worker, at=EVENING)
            queries.loop_by_organisation(viewer=coordinator, at=EVENING)
            [one.organisation.name for one in queries.open_sightings(viewer=worker)]
        make_sighting(at=at)
        make_sighting()


def test_a_volunteer_is_led_to_whoever_leads_the_shift():
    at = make_organisation()
    line = make_line(at)
    make_line(make_organisation())
    make_line(at, "coordination", "08-000 00 08")

    assert queries.shift_lines(viewer=make_user(Role.VOLUNTEER, at=at)) == [line]
    assert queries.shift_lines(viewer=make_user(Role.SHELTER_LEAD, at=at)) == []
