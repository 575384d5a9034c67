"""Networks: founded, joined, handed over, and told when they sleep."""

from datetime import UTC, datetime, timedelta

import pytest

from samverka.actors import actions, queries, rules
from samverka.actors.models import Network, Role, User
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.access import Denied, Refused, Stale, Unfit, why_not
from samverka.core.ids import new_id
from samverka.core.versions import version


pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def found(by=None, **said):
    by = by or make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation(kind="municipality"))
    home = by.standing[0].organisation
    usual = {"id": new_id(), "organisation": home, "function": "Samordning", "mailbox": "samordning@example.org"}
    usual |= {"name": "Boplatser", "purpose": "Vi delar läget.", "places": [home.territory], "weeks": 4, "at": AT}
    return actions.found_network(by=by, **usual | said)


def join(network, by, organisation=None, **said):
    usual = {"id": new_id(), "organisation": organisation or make_organisation(), "function": "Jour", "mailbox": ""}
    return actions.add_network_member(network=network, by=by, at=AT, **usual | said)


def convenor_of(network):
    return User.objects.get(pk=network.acting[0])


def test_a_coordinator_founds_a_network_once_and_convenes_it():
    id = new_id()
    by = make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation())

    network = found(by, id=id)

    assert found(by, id=id) == network
    assert list(queries.networks(by)) == [network]
    assert [one.organisation for one in queries.network_members(network)] == [by.standing[0].organisation]
    assert not why_not(rules.convene, by, network)
    with pytest.raises(Unfit, match="own place"):
        found(by, places=[make_territory("1480")])


def test_members_and_the_county_board_read_it_and_others_know_its_name():
    network = found()
    member = join(network, convenor_of(network))
    reader = make_user(Role.READER, at=member.organisation)
    board = make_user(Role.COUNTY_COORDINATOR, at=make_organisation(kind="county_board", territory="01"))
    other = make_user(Role.READER, at=make_organisation())
    helper = make_user(Role.VOLUNTEER, at=member.organisation)

    assert [list(queries.networks(one)) for one in (reader, board, other, helper)] == [[network], [network], [], []]
    assert network in queries.all_networks()

    actions.leave_network(member=member, by=convenor_of(network), at=AT)

    assert list(queries.networks(reader)) == []


def test_it_is_handed_over_to_another_member_who_then_convenes():
    network = found()
    by = convenor_of(network)
    old = network.members.get()
    new = join(network, by)
    heir = make_user(Role.ADVISER, at=new.organisation)

    with pytest.raises(Refused, match="Hand the network over"):
        actions.leave_network(member=old, by=by, at=AT)
    after = {"convenor": new.organisation, "deputy": old.organisation}
    network = actions.hand_over_network(network=network, by=by, at=AT, **after)
    assert why_not(rules.convene, heir, network)
    network = actions.name_acting(network=network, users=[heir], by=by, at=AT)

    assert not why_not(rules.convene, heir, network)
    assert [one.part for one in queries.network_members(network)] == ["convenor", "deputy convenor"]
    with pytest.raises(Unfit, match="work for the convenor"):
        actions.name_acting(network=network, users=[make_user(Role.ADVISER)], by=heir, at=AT)
    with pytest.raises(Unfit, match="two members"):
        actions.hand_over_network(network=network, by=heir, at=AT, **after | {"deputy": new.organisation})


def test_edits_that_cross_are_handed_back_and_the_same_member_is_not_taken_in_twice():
    network = found()
    by, member = convenor_of(network), join(network, convenor_of(network))
    member.refresh_from_db()
    seen = version(member)
    actions.edit_network_member(member=member, function="Jour", mailbox="jour@example.org", by=by, at=AT, seen=seen)

    with pytest.raises(Stale):
        actions.edit_network_member(member=member, function="Dag", mailbox="", by=by, at=AT, seen=seen)
    with pytest.raises(Unfit, match="member already"):
        join(network, by, member.organisation)
    with pytest.raises(Denied):
        join(network, make_user(Role.READER, at=member.organisation))


def test_two_missed_intervals_are_told_once_and_a_wound_up_network_never_sleeps():
    network = found()
    by, late = convenor_of(network), AT + timedelta(weeks=8, days=1)

    assert queries.asleep(at=AT + timedelta(weeks=8)) == []
    assert queries.asleep(at=late) == [network]
    assert queries.mailboxes_of(network) == ["samordning@example.org"]
    assert actions.note_told_asleep(network=network, to=1, at=late)
    assert not actions.note_told_asleep(network=network, to=1, at=late)
    assert queries.asleep(at=late) == []

    actions.note_met(network, on=late.date())
    assert queries.asleep(at=late + timedelta(weeks=9)) == [Network.objects.get()]

    actions.wind_up_network(network=network, reason="Ersatt.", by=by, at=late)
    assert queries.asleep(at=late + timedelta(weeks=9)) == []
    with pytest.raises(Refused, match="wound up"):
        join(network, by)
    back = actions.take_up_network(network=network, by=by, at=late)
    assert (back.wound_up_because, back.met_on) == ("", late.date())


def test_a_calendar_has_a_key_until_the_member_leaves():
    network = found()
    by, member = convenor_of(network), join(network, convenor_of(network))
    worker = make_user(Role.READER, at=member.organisation)

    first = actions.follow_network(member=member, by=worker, at=AT).key
    second = actions.follow_network(member=member, by=worker, at=AT).key

    assert (queries.followed_network(first), queries.followed_network(second)) == (None, member)
    actions.leave_network(member=member, by=by, at=AT)
    assert queries.followed_network(second) is None
