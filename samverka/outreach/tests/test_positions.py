"""Where a settlement is: for those who were named, until a day, each look written down first (P9)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from samverka.actors.models import Membership, Role, User
from samverka.actors.queries import looks
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core import audit
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.outreach import actions, queries
from samverka.outreach.models import Position, PositionGrant
from samverka.outreach.tests.factories import (
    EVENING,
    look,
    make_coordinator,
    make_field_worker,
    make_liaison,
    make_settlement,
)


pytestmark = pytest.mark.django_db
POINT = {"latitude": Decimal("59.301234"), "longitude": Decimal("18.123456")}
DAYS = timedelta(days=30)


def place(settlement, *, by=None, at=EVENING, **told):
    facts = POINT | {"ends_on": (at + DAYS).date()} | told
    return actions.note_position(settlement=settlement, by=by or make_field_worker(), at=at, **facts)


def name(settlement, user, *, by=None, at=EVENING, **told):
    facts = {"id": new_id(), "need": "visit", "ends_at": at + DAYS} | told
    return actions.grant_position(settlement=settlement, user=user, by=by or make_coordinator(), at=at, **facts)


def test_a_look_is_written_down_and_tells_where_it_is_to_whom_was_named():
    here, worker = make_settlement(), make_field_worker()
    place(here)
    name(here, worker)

    found = actions.see_position(settlement=here, by=worker, at=EVENING)

    assert (found.latitude, found.longitude) == (POINT["latitude"], POINT["longitude"])
    entry = Entry.objects.get(verb="outreach.position_seen")
    home = str(PositionGrant.objects.get().organisation_id)
    assert (entry.by, entry.detail) == (str(worker.pk), {"need": "visit", "organisation": home})
    assert entry.subject.endswith(str(here.pk))


def test_a_grant_until_midnight_is_told_with_its_last_day():
    midnight = datetime(2027, 1, 31, 23, tzinfo=UTC)  # where it holds, 1 February begins

    grant = name(make_settlement(), make_field_worker(), ends_at=midnight)

    assert grant.last_day == date(2027, 1, 31)


def test_whoever_does_not_work_there_any_more_is_told_of_no_settlement():
    here, worker = make_settlement(), make_field_worker()
    name(here, worker)
    assert queries.positions_granted(worker, at=EVENING).count() == 1

    Membership.objects.filter(user=worker).update(role=Role.VOLUNTEER)

    left = User.objects.get(pk=worker.pk)
    assert queries.positions_granted(left, at=EVENING).count() == 0


def test_without_a_line_in_the_trail_nothing_is_told(monkeypatch):
    here, worker = make_settlement(), make_field_worker()
    place(here)
    name(here, worker)
    monkeypatch.setattr(audit, "LAST", None)  # the trail cannot be written

    with pytest.raises(AttributeError):
        actions.see_position(settlement=here, by=worker, at=EVENING)


def test_neither_the_coordinator_nor_whoever_noted_it_sees_it_without_being_named():
    here, worker, coordinator = make_settlement(), make_field_worker(), make_coordinator()
    place(here, by=worker)
    name(here, make_field_worker(), by=coordinator)

    for one in (worker, coordinator, make_liaison()):
        with pytest.raises(Denied, match="named"):
            actions.see_position(settlement=here, by=one, at=EVENING)


def test_nobody_names_themselves_nor_somebody_of_another_work():
    here, by = make_settlement(), make_coordinator()

    for user, why in (
        (by, "themselves"),
        (make_liaison(), "can be named"),
        (make_field_worker(territory="0380"), "can"),
    ):
        with pytest.raises(Unfit, match=why):
            name(here, user, by=by)
    with pytest.raises(Denied):
        name(here, make_field_worker(), by=make_field_worker())


def test_a_grant_ends_by_itself_and_when_it_is_ended():
    here, worker, by = make_settlement(), make_field_worker(), make_coordinator()
    place(here, ends_on=(EVENING + timedelta(days=60)).date())
    grant = name(here, worker, by=by)

    assert queries.granted(here, worker, at=EVENING + DAYS) is None
    actions.end_grant(grant=grant, by=by, at=EVENING + timedelta(days=1))
    actions.end_grant(grant=grant, by=by, at=EVENING + timedelta(days=2))
    with pytest.raises(Denied):
        actions.see_position(settlement=here, by=worker, at=EVENING + timedelta(days=1))
    assert Entry.objects.filter(verb="outreach.grant_ended").count() == 1


def test_who_no_longer_works_there_sees_nothing_in_spite_of_a_grant():
    here, worker = make_settlement(), make_field_worker()
    place(here)
    name(here, worker)
    worker.memberships.update(ends_at=EVENING.replace(year=2026, month=1))

    with pytest.raises(Denied):
        actions.see_position(settlement=here, by=type(worker).objects.get(pk=worker.pk), at=EVENING)


def test_a_position_is_gone_after_its_last_day():
    here, worker = make_settlement(), make_field_worker()
    place(here)
    name(here, worker, ends_at=EVENING + timedelta(days=60))

    with pytest.raises(Refused, match="not kept"):
        actions.see_position(settlement=here, by=worker, at=EVENING + DAYS + timedelta(days=1))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"latitude": Decimal("1")}, "position"),
        ({"ends_on": EVENING.date() - timedelta(days=1)}, "ends_on"),
        ({"ends_on": EVENING.date() + timedelta(days=91)}, "ends_on"),
    ],
)
def test_a_position_lies_here_and_has_an_end(wrong, field):
    with pytest.raises(Unfit) as unfit:
        place(make_settlement(), **wrong)

    assert unfit.value.field == field


def test_a_later_position_takes_the_place_of_the_one_before_and_is_forgotten_on_demand():
    here, by = make_settlement(), make_field_worker()
    place(here)
    place(here, latitude=Decimal("59.4"))

    assert Position.objects.get().latitude == Decimal("59.4")
    actions.forget_position(settlement=here, by=by, at=EVENING)
    actions.forget_position(settlement=here, by=by, at=EVENING)
    assert not Position.objects.exists()
    assert Entry.objects.filter(verb="outreach.position_forgotten").count() == 1


def test_closing_a_settlement_forgets_where_it_was():
    here, worker = make_settlement(), make_field_worker()
    place(here)
    name(here, worker)
    look(here, adults=(0, 0))

    actions.close_settlement(settlement=here, by=make_coordinator(), at=EVENING)

    assert not Position.objects.exists()
    assert not PositionGrant.objects.at(EVENING).exists()


def test_it_stands_in_one_table_only():
    place(make_settlement())

    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names():
            cursor.execute(f'select * from "{table}"')  # noqa: S608
            found += [table for row in cursor.fetchall() if any("59.301234" in str(cell) for cell in row)]

    assert found == ["outreach_position"]


def test_a_safeguarding_lead_can_be_named_for_a_child():
    here = make_settlement()
    lead = make_user(Role.SAFEGUARDING_LEAD, at=make_organisation())
    place(here)
    name(here, lead, need="child")

    assert actions.see_position(settlement=here, by=lead, at=EVENING).latitude == POINT["latitude"]
    assert [one.settlement for one in queries.positions_granted(lead, at=EVENING)] == [here]


def test_the_data_protection_officer_of_who_named_them_reads_who_looked():
    here, worker, by = make_settlement(), make_field_worker(), make_coordinator()
    officer = make_user(Role.DATA_PROTECTION_OFFICER, at=by.standing[0].organisation)
    place(here)
    name(here, worker, by=by)
    actions.see_position(settlement=here, by=worker, at=EVENING)

    assert [one.by for one in looks(officer)] == [str(worker.pk)]
    assert not looks(make_user(Role.DATA_PROTECTION_OFFICER, at=make_organisation())).exists()
