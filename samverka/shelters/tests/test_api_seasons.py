"""The season's calendar by API: the same actions as the pages."""

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.shelters.models import HostSlot, Season
from samverka.shelters.tests.factories import TONIGHT, lead_of, make_host, make_pool, make_season, offer


@pytest.fixture
def season():
    """One whose nights are still to come, whenever this is read."""
    pool = make_pool()
    return Season.objects.create(pool=pool, county="01", name="x", first="2090-11-01", last="2091-03-31", wanted=10)


def machine_of(thing, role=Role.SHELTER_LEAD):
    return Machine(make_user(role, at=thing.organisation))


def offering(host, **more):
    groups = [{"group_id": str(group.pk), "places": group.beds} for group in host.groups.all()]
    return {"id": str(new_id()), "date": "2090-12-03", "groups": groups, "volunteers_needed": 4} | more


def test_a_season_is_planned_once_and_changed_by_who_saw_it():
    pool = make_pool()
    machine, path = machine_of(pool), f"/pools/{pool.pk}/seasons"
    said = {"id": str(new_id()), "name": "2090/91", "first": "2090-11-01", "last": "2091-03-31", "wanted": 30}

    made, again, other = (
        machine.post(path, **said),
        machine.post(path, **said),
        machine.post(path, **said | {"wanted": 1}),
    )

    told = {name: value for name, value in said.items() if name != "id"}
    out = {"id": said["id"], "pool_id": str(pool.pk), **told, "seen": made[1]["seen"]}
    assert (made, again, other[0]) == ((201, out), (200, out), 409)
    assert machine.get("/seasons")[1]["items"] == [out]
    changed = machine.put(f"/seasons/{said['id']}", **told | {"wanted": 40, "seen": out["seen"]})
    stale = machine.put(f"/seasons/{said['id']}", **told | {"wanted": 50, "seen": out["seen"]})
    assert (changed[1]["wanted"], stale[0], stale[1]["current"], stale[1]["yours"]["wanted"]) == (
        40,
        409,
        changed[1],
        50,
    )
    wrong = machine.put(f"/seasons/{said['id']}", **told | {"last": "2080-01-01", "seen": changed[1]["seen"]})
    assert (wrong[0], set(wrong[1]["fields"])) == (422, {"last"})


def test_a_night_is_offered_scheduled_moved_and_withdrawn(season):
    host = make_host(season.pool, beds=12)
    mine, lead = machine_of(host), machine_of(season.pool)
    path, said = f"/seasons/{season.pk}/hosts/{host.pk}/slots", offering(host)

    made, again = mine.post(path, **said), mine.post(path, **said)

    out = {
        "id": said["id"], "season_id": str(season.pk), "host_id": str(host.pk), "host": host.name,
        "date": "2090-12-03", "state": "offered", "night_id": None, "places": 12, "volunteers_needed": 4,
        "volunteers_found": 0, "kit": [], "line_id": None, "fire_notice_on": None, "moved_from": None,
        "offered_at": made[1]["offered_at"], "scheduled_at": None, "withdrawn_at": None, "withdrawn_because": "",
        "seen": made[1]["seen"],
    }  # fmt: skip
    assert (made, again) == ((201, out), (200, out))
    way = f"/slots/{said['id']}"
    assert mine.post(f"{way}/schedule")[0] == 403
    scheduled = lead.post(f"{way}/schedule")[1]
    moved = lead.post(f"{way}/move", date="2090-12-04")[1]
    prepared = mine.put(way, volunteers_needed=4, volunteers_found=4, kit=["supper"], seen=moved["seen"])[1]
    stale = mine.put(way, volunteers_needed=4, volunteers_found=1, seen=moved["seen"])
    undone = lead.post(f"{way}/schedule/undo")[1]
    gone = mine.post(f"{way}/withdraw", because="staff")[1]
    back = mine.post(f"{way}/withdraw/undo")[1]
    states = [told["state"] for told in (scheduled, moved, prepared, undone, gone, back)]
    assert states == ["scheduled", "scheduled", "scheduled", "offered", "withdrawn", "offered"]
    assert (moved["moved_from"], prepared["kit"], stale[0]) == ("2090-12-03", ["supper"], 409)
    assert lead.get(way) == (200, back)


def test_the_nights_and_turns_of_a_season_are_listed(season):
    host = make_host(season.pool, beds=12)
    mine, path = machine_of(host), f"/seasons/{season.pk}"
    for day in ("2090-12-03", "2090-12-10"):
        mine.post(f"{path}/hosts/{host.pk}/slots", **offering(host, date=day))

    nights = mine.get(f"{path}/nights?limit=200")[1]
    some = mine.get(f"{path}/slots?first=2090-12-04&host_id={host.pk}")[1]

    assert (nights["count"], some["count"], some["items"][0]["date"]) == (151, 1, "2090-12-10")
    assert nights["items"][32] == {
        "day": "2090-12-03", "hosts": 0, "places": 0, "offered": 12, "wanted": 10, "short": 10,
    }  # fmt: skip
    assert mine.post(f"{path}/hosts/{host.pk}/fire-notice", sent_on="2026-01-01") == (200, {"turns": 2})
    assert HostSlot.objects.filter(fire_notice_on="2026-01-01").count() == 2


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"date": "2091-04-01"}, 422),
        ({"groups": []}, 422),
        ({"groups": [{"group_id": str(new_id()), "places": 3}]}, 422),
        ({"volunteers_needed": 100}, 422),
        ({"kit": ["guns"]}, 422),
        ({"date": "2090-12-03"}, 201),
    ],
)
def test_an_offer_that_cannot_be_is_refused_with_its_reason(season, said, status):
    host = make_host(season.pool)

    assert machine_of(host).post(f"/seasons/{season.pk}/hosts/{host.pk}/slots", **offering(host, **said))[0] == status


def test_a_host_of_another_pool_is_not_there(season):
    other = make_host(make_pool())

    assert machine_of(season.pool).post(f"/seasons/{season.pk}/hosts/{other.pk}/slots", **offering(other))[0] == 404


def test_the_calendar_tells_no_key(season):
    old = make_season()
    [slot] = offer(old, TONIGHT)

    told = Machine(lead_of(slot.host.organisation)).get(f"/slots/{slot.pk}")[1]

    assert {name for name in told if "key" in name or "digest" in name} == set()
