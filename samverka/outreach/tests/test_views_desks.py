"""Pages of the front desk, of emergency aid and of refused care, and what comes of them without a network."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.actors.tests.machines import Machine
from samverka.core.access import Refused
from samverka.core.ids import new_id
from samverka.directory.tests.factories import make_service
from samverka.outreach import integrity, offline
from samverka.outreach.models import (
    AdviceSession,
    CareRefusal,
    EmergencyAidTally,
    GroupActivity,
    VisitSum,
    VisitTally,
    VisitTap,
)
from samverka.outreach.tests.desks import AID, group, log_refusal, make_adviser, make_desk, talk, tap
from samverka.outreach.tests.factories import make_coordinator, make_team, make_worker


pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make_desk()


@pytest.fixture
def adviser(desk):
    return make_adviser(desk)


@pytest.fixture
def user(client, adviser):
    client.force_login(adviser)
    return adviser


def page(name, *args):
    return reverse(f"outreach:{name}", args=args)


def enter(client, user):
    """With the second factor that coordinators need."""
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(user)


def text(answer):
    return " ".join(answer.content.decode().split())


def test_desks_where_something_was_counted_lately_come_first(client, desk, user):
    quiet = make_service(desk.provider, name="Dricksvatten")
    tap(desk, by=user, at=now())

    told = client.get(page("desk")).content.decode()

    cards, _others, rest = told.partition("Fler av våra")
    assert (page("counter", desk.pk) in cards, page("counter", quiet.pk) in rest) == (True, True)
    assert page("counter", quiet.pk) not in cards


def test_the_desk_leads_to_its_counters(client, desk, user):
    make_desk()
    tap(desk, by=user, at=now())

    told = text(client.get(page("desk")))

    assert page("counter", desk.pk) in told
    assert told.count("Dagcentret Fyrbåken") == 2  # the heading, and the name of its link
    assert f'href="{page("desk")}"' in text(client.get(reverse("web:today")))


def test_a_button_counts_one_and_the_last_is_undone(client, desk, user):
    said = {"id": new_id(), "kind": "women"}
    for _twice in range(2):
        assert client.post(page("tap", desk.pk), said).status_code == 302
    client.post(page("tap", desk.pk), {"id": new_id(), "kind": "SHOWER"})

    told = text(client.get(page("counter", desk.pk)))
    assert '<strong data-count="women">1</strong>' in told
    assert '<strong data-count="SHOWER">1</strong>' in told

    client.post(page("undo_tap", desk.pk), {"tap": VisitTap.objects.get(kind="SHOWER").pk})
    assert VisitTally.objects.get().servings == {}
    client.post(page("undo_tap", desk.pk), {"tap": "x"})
    assert client.post(page("undo_tap", desk.pk), {"tap": new_id()}).status_code == 404


def test_what_cannot_be_counted_is_told(client, desk, user):
    answer = client.post(page("tap", desk.pk), {"id": new_id(), "kind": "NOTHING"}, follow=True)

    assert "räknas inte vid disken" in text(answer)


def test_a_phone_keeps_the_counter_and_asks_for_its_sums_alone(client, desk, user):
    tap(desk, "men", by=user, at=now())

    whole = client.get(page("counter", desk.pk))
    part = client.get(page("counter", desk.pk), headers={"HX-Request": "true"})

    assert whole.headers["X-Works-Offline"] == "yes"
    assert text(part).startswith('<div id="sums"')
    assert 'data-revision="1"' in text(part)
    assert '<data value="1">men</data>' in text(part)


def test_a_reader_of_sums_sees_the_counters_without_buttons(client, desk):
    client.force_login(make_adviser(desk, Role.PROJECT_LEADER))

    told = text(client.get(page("counter", desk.pk)))

    assert "data-tap=" not in told
    assert "Bara de som arbetar vid den här disken" in told


def note_of(desk, at, **told):
    return SimpleNamespace(told=MultiValueDict({name: [str(value)] for name, value in told.items()}), noticed_at=at)


def test_what_waited_on_a_phone_counts_on_its_own_day_and_once(desk, adviser):
    at = now()
    before, id = at - timedelta(days=1), new_id()
    said = {"by": adviser, "at": at, "pk": desk.pk}

    for _twice in range(2):
        offline.tap(note=note_of(desk, before, id=id, kind="women"), **said)
    offline.tap(note=note_of(desk, at + timedelta(days=2), id=new_id(), kind="men"), **said)
    offline.undo_tap(note=note_of(desk, at, tap=id), **said)

    days = {day.date: (day.women, day.men) for day in VisitTally.objects.all()}
    assert days == {localdate(before): (0, 0), localdate(at): (0, 1)}
    assert offline.tapped(note=note_of(desk, at, kind="SHOWER"), **said)[0][1] == "Dagcentret Fyrbåken"
    assert offline.tapped(note=note_of(desk, at, tap=id), **said) == [("Where", "Dagcentret Fyrbåken")]
    for note in (note_of(desk, at, kind="men"), note_of(desk, at, tap=new_id())):
        with pytest.raises(Refused, match="not there any more"):
            (offline.undo_tap if "tap" in note.told else offline.tap)(note=note, **said)
    stranger = make_adviser(make_desk())
    assert offline.tapped(note=note_of(desk, at), by=stranger, at=at, pk=desk.pk) == []


def test_a_day_is_put_right_on_its_page(client, desk, user):
    day = localdate(now()).isoformat()
    way = page("visit_day", desk.pk, day)

    assert client.post(way, {"id": new_id(), "reason": "paper", "women": "34", "SHOWER": "12"}).status_code == 302
    told = text(client.get(way))
    assert "räknat på papper: Kvinnor +34" in told
    assert client.post(way, {"id": new_id(), "reason": "paper", "women": "-99"}).status_code == 422
    assert client.get(page("visit_day", desk.pk, "2026-99-99")).status_code == 404
    assert VisitTally.objects.get().counts == {"women": 34, "men": 0, "other": 0, "children": 0, "SHOWER": 12}


def test_a_talk_is_noted_and_children_lead_to_whom_to_call(client, desk, user):
    way, said = page("record_session", desk.pk), {"topic": "work", "minutes": "10", "date": str(localdate(now()))}

    client.post(way, said | {"id": new_id(), "children": "no", "sent_to": "kind:SHOWER"})
    answer = client.post(way, said | {"id": new_id(), "children": "yes", "children_count": "2"})

    assert answer.headers["Location"] == reverse("safeguarding:call_in", args=["0180"])
    sent = AdviceSession.objects.get(received="unknown")
    client.post(page("say_received", sent.pk), {"received": "yes"})
    client.post(page("undo_session", sent.pk))
    sent.refresh_from_db()
    assert (sent.received, sent.undone_at is None) == ("yes", False)
    for wrong in ({"children": "yes"}, {"topic": ""}, {"children": "yes", "children_count": "3", "children_most": "1"}):
        assert client.post(way, {"children": "no"} | said | wrong | {"id": new_id()}).status_code == 422
    assert "Notera ett samtal" in text(client.get(way))


def test_a_group_is_noted_and_undone(client, desk, user):
    way, said = page("record_activity", desk.pk), {"kind": "health", "date": str(localdate(now())), "women": "7"}

    client.post(way, said | {"id": new_id(), "is_for_women": "on"})
    assert "7 personer" in text(client.get(way))
    client.post(page("undo_activity", GroupActivity.objects.get().pk))

    assert GroupActivity.objects.get().undone_at is not None
    assert client.post(way, said | {"id": new_id(), "is_for_women": "on", "men": "1"}).status_code == 422


def test_a_month_and_a_week_are_told_in_sums(client, desk, user):
    tap(desk, "SHOWER", by=user, at=now())
    talk(desk, by=user, at=now())

    month = text(client.get(page("desk_month", desk.provider.organisation_id)))
    assert "Arbete och lön" in month
    assert "Dusch" in month
    assert client.get(page("desk_month", make_organisation().pk)).status_code == 404
    worker = make_worker(make_team(organisation=desk.provider.organisation))
    client.force_login(worker)
    assert "Vid diskarna" in text(client.get(page("week", "0180")))


def test_a_coordinator_states_a_month_of_aid_and_nobody_overwrites_it_unseen(client):
    enter(client, make_coordinator())
    way, month = page("aid", "0180"), str(localdate(now()).replace(day=1))
    said = {"month": month, "seen": "0" * 12, "food_applied": "5", "food_granted": "3", "food_kronor": "900"}

    assert client.post(way, said).status_code == 302
    assert client.post(way, said | {"food_applied": "6"}).status_code == 409
    assert client.post(way, {"month": month, "food_granted": "9"}).status_code == 422
    assert EmergencyAidTally.objects.get(kind="food").applied == 5
    assert 'value="5"' in text(client.get(way))
    enter(client, make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01")))
    assert "5 sökta" in text(client.get(way))
    client.force_login(make_user(Role.READER, at=make_organisation()))
    assert client.get(way).status_code == 404


def test_refused_care_is_logged_followed_and_taken_away(client, desk, user):
    way, month = page("refusals"), str(localdate(now()).replace(day=1))
    said = {
        "id": uuid4(), "organisation": desk.provider.organisation_id, "region": "01", "month": month,
        "setting": "hospital", "care": "acute", "event": "refused", "amount": "none", "card": "no", "outcome": "open",
    }  # fmt: skip

    assert client.post(way, said).status_code == 302
    assert client.post(way, said | {"id": uuid4(), "event": "x"}).status_code == 422
    logged = CareRefusal.objects.get()
    client.post(page("tell_outcome", logged.pk), {"outcome": "given"})
    assert "vården gavs" in text(client.get(way))
    client.post(page("remove_refusal", logged.pk))
    assert not CareRefusal.objects.exists()


# by machine


def test_a_machine_taps_undoes_and_puts_right(desk, adviser):
    machine, id = Machine(adviser), str(new_id())
    said = {"id": id, "service_id": str(desk.pk), "kind": "SHOWER"}

    first, again = machine.post("/visits/taps", **said), machine.post("/visits/taps", **said)

    assert (first[0], again[0]) == (201, 200)
    nobody = {"women": 0, "men": 0, "other": 0, "children": 0}
    assert first[1] == {
        "id": id, "service_id": str(desk.pk), "kind": "SHOWER", "date": str(localdate(now())), "undone_at": None,
        "day": nobody | {"SHOWER": 1},
    }  # fmt: skip
    assert machine.post(f"/visits/taps/{id}/undo")[1]["day"] == nobody
    fixed = {"id": str(new_id()), "service_id": str(desk.pk), "date": str(localdate(now())), "reason": "paper"}
    made = machine.post("/visits/corrections", **fixed, changes=[{"kind": "men", "by": 80}])
    assert (made[0], made[1]["day"]["men"]) == (201, 80)
    assert machine.get("/visits")[1]["items"][0]["men"] == 80
    assert machine.get("/visits/months")[1]["items"][0]["men"] == 80
    stranger = Machine(make_adviser(make_desk()))
    assert stranger.post("/visits/taps", **said | {"id": str(new_id())})[0] == 404
    assert stranger.post(f"/visits/taps/{id}/undo")[0] == 404
    assert stranger.get("/visits")[1]["count"] == 0


def test_a_machine_notes_talks_and_groups(desk, adviser):
    machine = Machine(adviser)
    said = {"id": str(new_id()), "service_id": str(desk.pk), "topic": "work", "minutes": "10", "children": "no"}

    made = machine.post("/advice-sessions", **said, sent_to_kind="SHOWER")

    assert (made[0], made[1]["sent_to_kind"], made[1]["received"]) == (201, "SHOWER", "unknown")
    way = f"/advice-sessions/{said['id']}"
    assert machine.post(f"{way}/received", received="yes")[1]["received"] == "yes"
    assert machine.post(f"{way}/undo")[1]["undone_at"] is not None
    assert machine.post("/advice-sessions", **said | {"id": str(new_id())}, sent_to_id=str(new_id()))[0] == 404
    assert machine.get("/advice-sessions")[1]["count"] == 1
    group_of = {"id": str(new_id()), "service_id": str(desk.pk), "kind": "course", "women": 3}
    assert machine.post("/group-activities", **group_of)[0] == 201
    assert machine.post("/group-activities", **group_of)[0] == 200
    assert machine.post(f"/group-activities/{group_of['id']}/undo")[1]["undone_at"] is not None
    assert machine.get("/group-activities")[1]["count"] == 1
    assert Machine(make_adviser(make_desk())).post(f"{way}/undo")[0] == 404


def test_a_machine_states_aid_and_is_handed_back_what_is_stale():
    machine, month = Machine(make_coordinator()), str(localdate(now()).replace(day=1))
    way = f"/emergency-aid/0180/{month}"
    seen = machine.get(way)[1]["seen"]

    stated = machine.put(way, seen=seen, aid=[{"kind": "food", **AID}])
    stale = machine.put(way, seen=seen, aid=[{"kind": "food", **AID, "applied": 9}])

    assert (stated[0], stated[1]["aid"]) == (200, [{"kind": "food", **AID}])
    assert (stale[0], stale[1]["current"]["aid"][0]["applied"]) == (409, 5)
    assert Machine(make_coordinator(territory="0184")).get(way)[0] == 404


def test_a_machine_logs_refusals(desk, adviser):
    machine = Machine(adviser)
    said = {
        "id": str(uuid4()), "organisation_id": str(desk.provider.organisation_id), "region": "01",
        "month": str(localdate(now()).replace(day=1)), "setting": "dental", "care": "dental", "event": "refused",
        "amount": "none", "card": "unknown",
    }  # fmt: skip

    assert [machine.post("/care-refusals", **said)[0] for _twice in range(2)] == [201, 200]
    assert machine.post(f"/care-refusals/{said['id']}/outcome", outcome="given")[1]["outcome"] == "given"
    assert machine.get("/care-refusals/totals")[1]["items"] == [
        {"region_id": "01", "year": localdate(now()).year, "events": {"refused": 1}}
    ]
    assert Machine(make_adviser(make_desk())).get("/care-refusals")[1]["count"] == 0
    assert machine.post(f"/care-refusals/{said['id']}/remove")[0] == 200
    assert machine.get("/care-refusals")[1]["count"] == 0


def test_a_machine_taps_a_language_once():
    team, id = make_team(), str(uuid4())
    machine, month = Machine(make_worker(team)), str(localdate(now()).replace(day=1))

    for _twice in range(2):
        told = machine.post(f"/teams/{team.pk}/languages/taps", id=id, month=month, language="ro")

    assert (told[0], told[1]["count"]) == (200, 1)


# what stays


@pytest.mark.slow
def test_what_is_old_goes_and_the_months_sums_stay(desk, adviser):
    old = now() - timedelta(days=500)
    said = {"by": adviser, "at": old}
    tap(desk, "SHOWER", **said)
    tap(desk, "women", **said)
    talk(desk, **said)
    group(desk, **said)
    log_refusal(at=now() - timedelta(days=1900))
    fresh = tap(desk, by=adviser, at=now())
    AdviceSession.objects.create(**vars_of(talk(desk, by=adviser, at=now())), undone_at=now())

    call_command("purge", verbosity=0)

    kept = VisitSum.objects.get()
    assert (kept.women, kept.servings, kept.topics) == (1, {"SHOWER": 1}, {"work": 1})
    assert (kept.activities, kept.participants) == (1, 4)
    assert list(VisitTap.objects.all()) == [fresh]
    assert (VisitTally.objects.count(), GroupActivity.objects.count(), CareRefusal.objects.count()) == (1, 0, 0)


def vars_of(session):
    names = [field.attname for field in session._meta.fields if field.attname not in ("id", "undone_at")]
    return {name: getattr(session, name) for name in names} | {"id": new_id()}


def found():
    checks = (integrity.desks, integrity.days, integrity.refusals)
    return [told for check in checks for told in check(now())]


def test_what_nobody_can_have_counted_is_found(desk, adviser):
    tap(desk, by=adviser, at=now())
    log_refusal(at=now())
    assert found() == []
    VisitTally.objects.update(women=7, servings={"NOTHING": 2})
    CareRefusal.objects.update(month=localdate(now()).replace(day=2))
    talk(desk, by=adviser, at=now())
    AdviceSession.objects.update(county="12")

    assert [told.split()[0] for told in found()] == ["outreach.AdviceSession", "What", "Day", "Refusal"]
