"""Published reports by API: the whole answers."""

import pytest

from samverka.actors.tests.machines import Machine
from samverka.situation.tests.factories import make_county_coordinator, make_town_coordinator
from samverka.situation.tests.reporting import make_report, publish


@pytest.mark.django_db
def test_what_is_published_is_read_whole_and_drafts_are_not_there():
    by = make_county_coordinator()
    machine = Machine(make_town_coordinator())
    told = publish(make_report(by), by)
    make_report(by)

    _status, listed = machine.get("/reports")
    _status, whole = machine.get(f"/reports/{told.name}")

    assert listed["items"] == [
        {
            "name": "01-2027-1", "number": 1, "title": "Lägesbild för länet", "territory_id": "01",
            "first_day": "2026-04-01", "last_day": "2027-03-01", "published_at": "2027-05-01T09:00:00Z",
            "digest": told.digest,
        }
    ]  # fmt: skip
    assert whole == {**listed["items"][0], "content": told.content}
    assert machine.get("/reports/01-2027-9")[0] == 404
    assert machine.get("/reports/nothing")[0] == 422
