from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.directory.models import Category
from samverka.outreach import actions
from samverka.outreach.models import AdviceSession
from samverka.outreach.tests.desks import group, make_adviser, make_desk, talk, tap
from samverka.outreach.tests.factories import EVENING
from samverka.safeguarding.models import Sighting


TODAY = localdate(EVENING)
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make_desk()


@pytest.fixture
def adviser(desk):
    return make_adviser(desk)


def test_a_talk_is_noted_once(desk, adviser):
    shower = Category.objects.get(code="SHOWER")

    session = talk(desk, by=adviser, id=(id := new_id()), sent_to=shower, topic="accompanying")

    assert talk(desk, by=adviser, id=id, sent_to=shower, topic="accompanying") == session
    assert (session.referred_kind, session.received, session.to) == (shower, "unknown", str(shower))
    assert (session.date, session.county, session.organisation) == (TODAY, "01", desk.provider.organisation)
    with pytest.raises(Refused, match="something else"):
        talk(desk, by=adviser, id=id, topic="work")


def test_somebody_is_sent_to_a_service_whose_kind_is_kept_as_well(desk, adviser):
    to = make_desk()

    session = talk(desk, by=adviser, sent_to=to, received="yes")

    assert (session.referred_to, session.referred_kind, session.received) == (to, to.category, "yes")


def test_whether_they_were_received_is_said_later(desk, adviser):
    session = talk(desk, by=adviser, sent_to=make_desk())

    for _time in range(2):
        actions.say_received(session=session, received="no", by=make_adviser(desk), at=EVENING)

    session.refresh_from_db()
    assert session.received == "no"
    assert Entry.objects.filter(verb="outreach.session_answered").count() == 1
    with pytest.raises(Unfit):
        actions.say_received(session=session, received="perhaps", by=adviser, at=EVENING)
    with pytest.raises(Denied):
        actions.say_received(session=session, received="yes", by=make_adviser(make_desk()), at=EVENING)
    with pytest.raises(Refused, match="Nobody was sent on"):
        actions.say_received(session=talk(desk, by=adviser), received="yes", by=adviser, at=EVENING)


def test_children_at_a_talk_are_noted_as_seen_and_stay_to_be_answered_for(desk, adviser):
    session = talk(desk, by=adviser, children="yes", range_of_children=(1, 2))
    talk(desk, by=adviser, children="unknown")

    sighting = Sighting.objects.get()
    assert (sighting.source_kind, sighting.source_id) == ("outreach.advicesession", session.pk)
    assert (sighting.setting, sighting.least, sighting.most, sighting.outcome) == ("day_centre", 1, 2, "open")
    actions.undo_session(session=session, by=adviser, at=EVENING)
    assert Sighting.objects.get().outcome == "open"


def test_children_who_are_counted_at_the_desk_are_no_sighting(desk, adviser):
    tap(desk, "children", by=adviser)
    group(desk, by=adviser, is_for_women=False, counts={"children": 3})

    assert not Sighting.objects.exists()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"topic": "romance"}, "topic"),
        ({"minutes": "7"}, "minutes"),
        ({"children": "many"}, "children"),
        ({"children": "yes"}, "children"),
        ({"children": "yes", "range_of_children": (1, 100)}, "children"),
        ({"range_of_children": (1, 1)}, "children"),
        ({"received": "yes"}, "received"),
        ({"received": "perhaps"}, "received"),
        ({"date": TODAY + timedelta(days=1)}, "date"),
    ],
)
def test_what_cannot_have_been_said_is_refused_beside_its_field(desk, adviser, told, field):
    with pytest.raises(Unfit) as refusal:
        talk(desk, by=adviser, **told)

    assert refusal.value.field == field
    assert not AdviceSession.objects.exists()


def test_a_talk_and_a_group_are_undone_while_fresh_by_whoever_noted_them(desk, adviser):
    session, activity = talk(desk, by=adviser), group(desk, by=adviser)
    late = EVENING + timedelta(hours=3)

    for undo in (
        lambda **how: actions.undo_session(session=session, **how),
        lambda **how: actions.undo_activity(activity=activity, **how),
    ):
        with pytest.raises(Denied, match="Only whoever noted it"):
            undo(by=make_adviser(desk), at=EVENING)
        with pytest.raises(Refused, match="Too long has passed"):
            undo(by=adviser, at=late)
        undone = [undo(by=adviser, at=EVENING).undone_at for _time in range(2)]
        assert undone == [EVENING, EVENING]


def test_a_group_is_noted_once(desk, adviser):
    activity = group(desk, by=adviser, id=(id := new_id()), date=TODAY - timedelta(days=1))

    assert group(desk, by=adviser, id=id, date=TODAY - timedelta(days=1)) == activity
    assert (activity.people, activity.is_for_women, activity.date) == (4, True, TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"counts": {"women": 100}}, "women"),
        ({"counts": {}}, "women"),
        ({"counts": {"women": 1, "men": 1}}, "men"),
    ],
)
def test_no_group_is_what_it_cannot_be(desk, adviser, told, field):
    with pytest.raises(Unfit) as refusal:
        group(desk, by=adviser, **told)

    assert refusal.value.field == field
