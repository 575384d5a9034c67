"""Networks and meetings of another county, for `test_api_foreign.py`."""

from datetime import timedelta

from django.utils.timezone import now

from samverka.actors.actions import found_network
from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.exchange import actions


MEETINGS = {
    "plan_meeting": {
        "id": new_id(), "starts_at": "2027-01-15T09:00:00Z", "ends_at": "2027-01-15T10:00:00Z", "place": "Salen"
    },
    "call_off_meeting": {"reason": "Sjukdom."},
    "note_decision": {"id": new_id(), "text": "Vi provar."},
    "note_action": {"id": new_id(), "text": "Ringa", "organisation_id": new_id(), "due_on": "2027-01-16"},
    "drop_action": {"reason": "Behövs inte."},
}  # fmt: skip


def foreign_meeting(code):
    """A network there that has met and taken something on."""
    home, at = make_organisation(territory=code), now()
    by = make_user(Role.MUNICIPALITY_COORDINATOR, at=home)
    network = found_network(
        id=new_id(), organisation=home, function="Samordning", mailbox="", name="Nätverket", purpose="Allt.",
        places=[home.territory], weeks=6, by=by, at=at,
    )  # fmt: skip
    meeting = actions.plan_meeting(
        id=new_id(), network=network, starts_at=at - timedelta(hours=2), ends_at=at, place="Salen", link="", agenda="",
        by=by, at=at,
    )  # fmt: skip
    action = actions.note_action(
        id=new_id(), meeting=meeting, text="Ringa", organisation=home, due_on=at.date(), by=by, at=at
    )  # fmt: skip
    return {"network_id": network.pk, "meeting_id": meeting.pk, "action_id": action.pk}
