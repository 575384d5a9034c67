"""Two who change what is found of one thing at once: it says what both have done."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from samverka.actors import actions as actors
from samverka.actors.models import Role, User
from samverka.actors.tests.factories import make_user
from samverka.core import finding
from samverka.core.ids import new_id
from samverka.exchange import actions
from samverka.exchange.tests.factories import AT, begin, make_network, plan, post


pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_postgresql]
LATER = AT + timedelta(hours=1)


@pytest.fixture
def at_once(monkeypatch):
    """The second begins when the first has read what it tells of a thing of a kind, and not yet written it."""

    def race(kind, first, second):
        has_read, is_over, me, tell = threading.Event(), threading.Event(), threading.get_ident(), finding.told_of

        def slowly(one, ids):
            told = tell(one, ids)
            if threading.get_ident() != me and one.key == kind:
                has_read.set()
                is_over.wait(1)
            return told

        def run():
            first()
            connections.close_all()

        monkeypatch.setattr(finding, "told_of", slowly)
        thread = threading.Thread(target=run)
        thread.start()
        assert has_read.wait(9)
        second()
        is_over.set()
        thread.join()

    return race


def test_what_is_taken_back_while_somebody_answers_is_found_no_more(at_once):
    talk = begin()
    said = post(talk, text="Kvastfeningar får följa med.")

    at_once(
        "discussion",
        lambda: post(talk, text="Det gäller hundar."),
        lambda: actions.take_back_post(post=said, by=said.by, at=LATER),
    )

    assert [*finding.faults()] == []
    assert finding.search("kvastfening", marks=finding.marks_of(said.by), at=LATER).number == 0


def test_whoever_leaves_while_the_agenda_is_written_does_not_find_it(at_once):
    network = make_network()
    by, guest = User.objects.get(pk=network.acting[0]), make_user(Role.ADVISER)
    member = actors.add_network_member(
        id=new_id(), network=network, organisation=guest.standing[0].organisation, function="Gäst", mailbox="", by=by,
        at=AT,
    )  # fmt: skip
    meeting = plan(network, agenda="Vintern")
    told = {name: getattr(meeting, name) for name in ("starts_at", "ends_at", "place", "link")}

    at_once(
        "meeting",
        lambda: actions.edit_meeting(meeting=meeting, agenda="Kvastfeningar", by=by, at=LATER, **told),
        lambda: actors.leave_network(member=member, by=by, at=LATER),
    )

    assert [*finding.faults()] == []
    assert finding.search("kvastfening", marks=finding.marks_of(guest), at=LATER).number == 0
