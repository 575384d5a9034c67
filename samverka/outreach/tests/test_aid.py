from datetime import date
from uuid import uuid4

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.access import Denied, Refused, Stale, Unfit
from samverka.core.models import Entry
from samverka.outreach import actions, queries
from samverka.outreach.models import CareRefusal, EmergencyAidTally
from samverka.outreach.tests.desks import AID, log_refusal
from samverka.outreach.tests.factories import EVENING, make_coordinator, make_field_worker


MONTH = EVENING.date().replace(day=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return make_territory("0180")


def state(here, *, by=None, month=MONTH, at=EVENING, seen="", **aid):
    told = aid or {"food": AID}
    return actions.state_aid(municipality=here, month=month, aid=told, seen=seen, by=by or make_coordinator(), at=at)


def test_a_month_of_aid_is_stated_by_kind_and_said_again_changes_nothing(here):
    for _time in range(2):
        state(here, food=AID, ticket_home={"applied": 2, "granted": 2, "kronor": 3100, "adults": 2})

    rows = {row.kind: row for row in EmergencyAidTally.objects.all()}
    assert {kind: (row.applied, row.granted, row.kronor) for kind, row in rows.items()} == {
        "food": (5, 3, 4200), "ticket_home": (2, 2, 3100),
    }  # fmt: skip
    assert Entry.objects.filter(verb="outreach.aid_stated").count() == 2


def test_a_kind_that_is_not_told_stays(here):
    state(here)
    state(here, lodging={"applied": 1})

    assert EmergencyAidTally.objects.get(kind="food").applied == 5


def test_nobody_overwrites_a_colleague_unseen(here):
    seen = queries.aid_version(state(here))
    state(here, food=AID | {"applied": 6})

    with pytest.raises(Stale):
        state(here, food=AID | {"applied": 7}, seen=seen)
    state(here, food=AID | {"applied": 6}, seen=seen)  # as it stands already

    assert EmergencyAidTally.objects.get().applied == 6


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"food": {"applied": 1, "granted": 1, "refused": 1}}, "food_applied"),
        ({"food": {"applied": -1}}, "food_applied"),
        ({"food": {"kronor": 10**9}}, "food_kronor"),
        ({"month": date(2027, 1, 2)}, "month"),
        ({"month": date(2027, 2, 1)}, "month"),
        ({"gold": {"applied": 1}}, ""),
    ],
)
def test_no_month_is_stated_as_it_cannot_have_been(here, told, field):
    with pytest.raises(Refused) as refusal:
        state(here, **told)

    assert refusal.value.field == field
    assert not EmergencyAidTally.objects.exists()


def test_only_the_municipalitys_own_coordinator_states_its_aid(here):
    county = make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01"))
    for stranger in (make_coordinator(territory="0184"), make_field_worker(), county):
        with pytest.raises(Denied, match="own coordinator states"):
            state(here, by=stranger)


def test_coordinators_read_what_lies_in_their_territory(here):
    state(here)
    county = make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01"))

    def seen(viewer):
        return EmergencyAidTally.objects.visible_to(viewer).count()

    people = (make_coordinator(), county, make_coordinator(territory="0184"), make_field_worker())
    assert [seen(one) for one in people] == [1, 1, 0, 0]
    assert [here in queries.aid_towns(one) for one in people] == [True, True, False, False]


def test_a_refusal_is_logged_once_and_its_trail_tells_no_row():
    adviser = make_user(Role.ADVISER, at=make_organisation())

    logged = log_refusal(by=adviser, id=(id := uuid4()))

    assert log_refusal(by=adviser, id=id) == logged
    assert (logged.county, logged.outcome) == ("01", "open")
    entry = Entry.objects.get(verb="outreach.refusal_logged")
    assert (entry.subject, entry.detail) == (f"actors.organisation:{logged.organisation_id}", {})


def test_what_came_of_it_is_told_later_and_a_mistake_goes_whole():
    adviser = make_user(Role.ADVISER, at=make_organisation())
    logged = log_refusal(by=adviser)

    for _time in range(2):
        actions.tell_outcome(refusal=logged, outcome="reduced", by=adviser, at=EVENING)

    assert CareRefusal.objects.get().outcome == "reduced"
    assert Entry.objects.filter(verb="outreach.refusal_followed").count() == 1
    with pytest.raises(Unfit):
        actions.tell_outcome(refusal=logged, outcome="sued", by=adviser, at=EVENING)
    stranger = make_user(Role.ADVISER, at=make_organisation())
    for change in (actions.remove_refusal, lambda **how: actions.tell_outcome(outcome="given", **how)):
        with pytest.raises(Denied, match="organisation that logged it"):
            change(refusal=logged, by=stranger, at=EVENING)
    actions.remove_refusal(refusal=logged, by=adviser, at=EVENING)
    assert not CareRefusal.objects.exists()
    with pytest.raises(Refused, match="not there any more"):
        actions.remove_refusal(refusal=logged, by=adviser, at=EVENING)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"setting": "ward 4"}, "setting"), ({"care": "x"}, "care"), ({"event": "x"}, "event"),
        ({"amount": "4711"}, "amount"), ({"card": "x"}, "card"), ({"outcome": "x"}, "outcome"),
        ({"month": EVENING.date()}, "month"), ({"month": date(2027, 2, 1)}, "month"),
    ],
)  # fmt: skip
def test_a_refusal_tells_kinds_and_a_month_alone(told, field):
    with pytest.raises(Unfit) as refusal:
        log_refusal(**told)

    assert refusal.value.field == field


def test_a_refusal_is_logged_for_a_region():
    for code in ("0180", "00"):
        with pytest.raises(Unfit, match="Choose a region"):
            log_refusal(region=make_territory(code))


def test_only_those_who_hear_of_it_log_a_refusal():
    volunteer = make_user(Role.VOLUNTEER, at=make_organisation())

    with pytest.raises(Denied, match="advise or go out log"):
        log_refusal(by=volunteer)


def test_rows_are_seen_by_those_who_logged_them_and_others_are_told_totals():
    logged, adviser = log_refusal(), make_user(Role.ADVISER, at=make_organisation())
    log_refusal(month=date(2026, 12, 1), event="refused")  # another year
    log_refusal(region=make_territory("12"))
    county = make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01"))
    national = make_user(Role.NATIONAL_COORDINATOR, at=make_organisation(territory="00"))
    volunteer = make_user(Role.VOLUNTEER, at=make_organisation())

    def told(viewer):
        return {region.pk: dict(events) for region, events in queries.refusal_totals(viewer, year=2027)}

    assert CareRefusal.objects.filter(pk=logged.pk).visible_to(adviser).count() == 0
    assert list(queries.refusals(adviser)) == []
    assert told(adviser)["01"] == told(county)["01"]
    assert told(county) == {"01": {"full_invoice": 1}}
    assert set(told(national)) == {"01", "12"}
    assert told(volunteer) == {}
