"""A new convenor reads on one page what a network has done and what it waits for."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from samverka.actors.actions import found_network
from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.ids import new_id
from samverka.exchange import actions
from samverka.web.views.handover import _towns


@pytest.mark.django_db
def test_the_handover_shows_members_open_actions_and_the_last_minutes(client, django_assert_max_num_queries):
    home, at = make_organisation(kind="municipality"), now()
    by, reader = make_user(Role.MUNICIPALITY_COORDINATOR, at=home), make_user(Role.READER, at=home)
    said = {"by": by, "at": at}
    network = found_network(
        id=new_id(), organisation=home, function="Samordning", mailbox="", name="Boplatser", purpose="Läget.",
        places=[home.territory], weeks=6, **said,
    )  # fmt: skip
    meeting = actions.plan_meeting(
        id=new_id(), network=network, starts_at=at - timedelta(hours=2), ends_at=at, place="Salen", link="", agenda="",
        **said,
    )  # fmt: skip
    actions.note_decision(id=new_id(), meeting=meeting, text="Vi provar.", **said)
    actions.note_action(id=new_id(), meeting=meeting, text="Ringa", organisation=home, due_on=at.date(), **said)
    actions.hold_meeting(meeting=meeting, **said)
    actions.tell_answer(
        id=new_id(), organisation=home, territory=home.territory, kind="local_policy", asked="home_travel",
        question="Hemresa?", applied="Vi köper **samma dag**.", source="Beslut", **said,
    )  # fmt: skip
    client.force_login(reader)

    with django_assert_max_num_queries(14):
        told = client.get(reverse("web:handover", args=[network.pk])).content.decode()

    for word in ("Boplatser", "Samordning", "Vi provar.", "Ringa", "<strong>samma dag</strong>"):
        assert word in told


@pytest.mark.django_db
def test_a_county_is_told_of_by_its_municipalities():
    places = [make_territory(code) for code in ("14", "0180", "00")]
    town = make_territory("1480")
    make_territory("1280")

    told = _towns(places)

    assert {one.code for one in told if one.code[:2] in ("01", "12")} == {"0180"}
    assert town in told
