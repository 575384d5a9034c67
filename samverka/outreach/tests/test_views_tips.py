"""Tips from inside: the list and its one-tap steps, for those who read them and for the team; and by API."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils.timezone import now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.outreach import actions
from samverka.outreach.models import Tip
from samverka.outreach.tests.factories import make_coordinator, make_team, make_tip, make_worker
from samverka.safeguarding.models import Sighting


@pytest.fixture
def reader(client):
    user = make_user(Role.TIP_TRIAGE, at=make_organisation(territory="0180"))
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


def enter(client, user):
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(user)
    client.cookies["django_language"] = "en"


def way(name, *args):
    return reverse(f"outreach:{name}", args=args)


def read(client, name, *args):
    answer = client.get(way(name, *args))
    assert answer.status_code == 200
    return answer.content.decode()


def take(client, name, tip, **said):
    return client.post(way(name, tip.pk), said)


def passed(tip, team, by):
    tip = actions.triage_tip(tip=tip, by=by, at=now())
    return actions.pass_tip_on(tip=tip, to="outreach", team=team, by=by, at=now())


def test_the_list_tells_what_waits_and_what_is_late_in_as_many_questions(client, reader, django_assert_num_queries):
    late = make_tip(at=now() - timedelta(days=40), wants_answer=True)
    client.get(way("tips"))
    with django_assert_num_queries(4):
        page = read(client, "tips")
    assert "Waiting: 1. Later than promised: 1." in page
    assert late.area.name in page

    for _ in range(2):
        make_tip(at=now())
    with django_assert_num_queries(4):
        assert "Waiting: 3" in read(client, "tips")


def test_a_tip_is_carried_from_reading_to_its_answer_with_a_tap_each(client, reader):
    team, tip = make_team(), make_tip(text="Det är kallt.", at=now())
    assert "Det är kallt." in read(client, "tip", tip.pk)

    for name, said, state in (
        ("triage_tip", {}, "triaged"),
        ("pass_tip_on", {"to": "outreach", "team": team.pk}, "passed_on"),
        ("look_at_tip", {"found": "yes"}, "looked_at"),
        ("answer_tip", {"answer": "helped"}, "answered"),
    ):
        answer = take(client, name, tip, **said)
        assert (answer.status_code, answer.headers["Location"]) == (302, way("tip", tip.pk))
        assert Tip.objects.get().state == state
        read(client, "tip", tip.pk)

    assert "Those who wanted help" in read(client, "tip", tip.pk)
    assert "Closed lately" in read(client, "tips")


def test_the_team_sees_what_was_passed_on_to_it_and_says_that_it_has_been_there(client, reader):
    team = make_team()
    worker, mine, other = make_worker(team), make_tip(at=now()), make_tip(at=now())
    passed(mine, team, reader)
    client.force_login(worker)

    assert "waiting 1" in " ".join(read(client, "round").split())
    page = read(client, "tips")
    assert way("tip", mine.pk) in page
    assert way("tip", other.pk) not in page
    assert "Pass it on" not in read(client, "tip", mine.pk)
    assert client.get(way("tip", other.pk)).status_code == 404
    assert take(client, "triage_tip", mine).status_code == 403
    assert take(client, "look_at_tip", mine, found="no").status_code == 302
    assert Tip.objects.get(pk=mine.pk).state == "not_found"


def test_while_a_child_waits_for_a_call_the_page_shows_the_channel_and_the_tip_stays(client, reader):
    tip = make_tip(children="yes", range_of_children=(1, 1), at=now())

    assert "whom to call now" in read(client, "tip", tip.pk)
    refused = take(client, "triage_tip", tip)
    assert (refused.status_code, "Ring first" in refused.content.decode()) == (422, True)
    said = client.post(reverse("safeguarding:use_channel", args=[Sighting.objects.get().pk]), {"channel": "duty"})
    assert said.status_code == 302
    assert take(client, "triage_tip", tip).status_code == 302
    assert "whom to call now" not in read(client, "tip", tip.pk)


def test_handing_over_leads_back_to_the_list(client, reader):
    make_coordinator(territory="0380")
    tip = actions.triage_tip(tip=make_tip(at=now()), by=reader, at=now())

    answer = take(client, "pass_tip_on", tip, to="municipality", municipality="0380")

    assert answer.headers["Location"] == way("tips")
    assert client.get(way("tip", tip.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pass_tip_on", {"to": "police"}),
        ("pass_tip_on", {"to": "outreach"}),
        ("pass_tip_on", {"to": "municipality", "municipality": "0184"}),
        ("look_at_tip", {"found": "perhaps"}),
        ("look_at_tip", {"found": "yes"}),
        ("set_tip_aside", {"state": "answered"}),
        ("answer_tip", {"answer": "helped"}),
        ("answer_tip", {"answer": "helped", "text": "Ring 070-123 45 67"}),
    ],
)
def test_what_cannot_be_is_told_on_the_page(client, reader, name, said):
    tip = actions.triage_tip(tip=make_tip(at=now()), by=reader, at=now())

    assert take(client, name, tip, **said).status_code == 422
    assert Tip.objects.get().state == "triaged"


def test_the_day_of_a_coordinator_begins_where_tips_wait(client):
    enter(client, make_coordinator())
    assert way("tips") + '">Read' not in client.get("/today/").content.decode()

    make_tip(at=now() - timedelta(days=40), wants_answer=True)

    told = client.get("/today/").content.decode()
    assert way("tips") + '">Read' in told
    assert "1 overdue" in told
    assert "overdue 1" in " ".join(read(client, "round").split())


def test_the_day_of_who_reads_tips_begins_at_them(client, reader):
    assert f'<a class="button wide" href="{way("tips")}"' in " ".join(client.get("/today/").content.decode().split())


def test_a_county_is_told_counts(client, reader):
    make_tip(at=now())
    enter(client, make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01")))

    page = read(client, "tips")

    assert "By municipality" in page
    assert "outdoors" not in page


def test_a_tip_by_api(reader):
    machine, team, tip = Machine(reader), make_team(), make_tip(text="Kallt.", at=now())
    make_coordinator(territory="0380")

    [one] = machine.get("/tips")[1]["items"]
    assert one | {"received_at": "", "seen_on": ""} == {
        "id": str(tip.pk), "municipality_id": "0180", "worry": "outdoors", "area_id": str(tip.area_id), "place": "",
        "seen_on": "", "daypart": "evening", "people_least": 1, "people_most": 1, "children": "no",
        "children_least": 0, "children_most": 0, "text": "Kallt.", "state": "received", "passed_to": "",
        "team_id": None, "received_at": "", "due_on": None, "answer": "", "answer_text": "", "closed_at": None,
    }  # fmt: skip
    assert machine.get(f"/tips/{tip.pk}")[1] == one
    assert machine.post(f"/tips/{tip.pk}/look", found=True)[0] == 409
    assert machine.post(f"/tips/{tip.pk}/triage")[1]["state"] == "triaged"
    assert machine.post(f"/tips/{tip.pk}/pass-on", to="outreach", team_id=str(new_id()))[0] == 404
    assert machine.post(f"/tips/{tip.pk}/pass-on", to="outreach")[0] == 422
    assert machine.post(f"/tips/{tip.pk}/pass-on", to="outreach", team_id=str(team.pk))[1]["team_id"] == str(team.pk)
    assert machine.post(f"/tips/{tip.pk}/look", found=True)[1]["state"] == "looked_at"
    assert machine.post(f"/tips/{tip.pk}/answer", answer="helped")[1]["answer"] == "helped"
    assert machine.post(f"/tips/{tip.pk}/answer", answer="gone")[0] == 409


def test_a_tip_is_set_aside_handed_over_and_counted_by_api(reader):
    machine = Machine(reader)
    aside, over = (actions.triage_tip(tip=make_tip(at=now()), by=reader, at=now()) for _ in range(2))
    make_coordinator(territory="0380")
    make_territory("0380")

    assert machine.post(f"/tips/{aside.pk}/aside", state="duplicate")[1]["state"] == "duplicate"
    handed = machine.post(f"/tips/{over.pk}/pass-on", to="municipality", municipality="0380")
    assert (handed[0], handed[1]["municipality_id"]) == (200, "0380")
    assert machine.get(f"/tips/{over.pk}")[0] == 404
    national = Machine(make_user(Role.NATIONAL_COORDINATOR, at=make_organisation(territory="00")))
    assert national.get("/tips/counts")[1]["items"] == [{"municipality": "Uppsala", "open": 1, "overdue": 0}]
