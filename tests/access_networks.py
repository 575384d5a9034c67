"""Who may found, keep and follow networks and their meetings: rows of `test_access.py`."""

from dataclasses import dataclass

from samverka.actors import actions
from samverka.actors import rules as actors
from samverka.actors.models import Network, NetworkMember
from samverka.core.ids import new_id
from samverka.exchange import rules as exchange
from samverka.exchange.models import ActionPoint, Meeting
from samverka.exchange.tests.factories import AT


# rule · what it is asked about · who may · what the others are told
NETWORKS = [
    (actors.found_network, "city", "coordinator", "Only coordinators found networks."),
    (actors.convene, "network", "coordinator county",
     "Only the convenor, the deputy and the county board do this."),
    (actors.edit_network_member, "network_member", "admin coordinator county",
     "Only the organisation's administrator and those who convene the network do this."),
    (exchange.keep_meeting, "meeting", "coordinator county",
     "Only the convenor, the deputy and the county board do this."),
    (exchange.attach_to_meeting, "meeting", "coordinator county",
     "Only the convenor, the deputy and the county board do this."),
    (exchange.close_action, "action_point", "lead staff admin reader safeguarding officer coordinator county",
     "Only those who took it on and those who convene the network do this."),
    (actors.follow_network, "network_member", "lead staff admin reader safeguarding officer",
     "Only those who work for a member follow its calendar."),
]  # fmt: skip


@dataclass
class Networking:
    """What the rules of networks are asked about."""

    network: Network  # convened by the municipality
    network_member: NetworkMember  # the organisation that runs the shelter
    meeting: Meeting  # of that network
    action_point: ActionPoint  # which that organisation took on


def networking(home, city, people):
    said = {"by": people.coordinator, "at": AT}
    network = actions.found_network(
        id=new_id(), organisation=city, function="Samordning", mailbox="", name="Nätverket", purpose="Samordning.",
        places=[city.territory], weeks=6, **said,
    )  # fmt: skip
    member = actions.add_network_member(
        id=new_id(), network=network, organisation=home, function="Jour", mailbox="", **said
    )  # fmt: skip
    meeting = Meeting(network=network)
    return {
        "network": network, "network_member": member, "meeting": meeting,
        "action_point": ActionPoint(meeting=meeting, organisation=home),
    }  # fmt: skip
