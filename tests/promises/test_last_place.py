"""P1: the last place goes to exactly one ticket."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from samverka.core.ids import new_id


CLIENTS = 16
ROUNDS = int(os.environ.get("ROUNDS", "3"))  # 30 before a release
LEAD = "shelter_lead.a"


@pytest.mark.slow
def test_the_last_place_goes_to_exactly_one_ticket(server):
    night = server.nights()[0]
    leave_one_place(server, night)

    rounds = []
    for _ in range(ROUNDS):
        answers = ask_at_once(server, night)
        rounds.append(sorted(status for status, _ in answers))
        [given] = [told["id"] for status, told in answers if status == 201]
        assert free(server, night) == 0
        server.ask("POST", f"/api/v1/places/{given}/cancel", {"id": str(new_id())}, by=LEAD)

    assert rounds == [[201] + [409] * (CLIENTS - 1)] * ROUNDS
    assert "the database refused one" not in server.log.read_text()  # our locks came first


def ask_at_once(server, night):
    """Everybody asks for a place for one man, each on a connection that is open already."""
    together = Barrier(CLIENTS)

    def ask(_):
        connection = server.connect()
        said = {"id": str(new_id()), "men": 1}
        together.wait()
        answer = server.ask("POST", f"/api/v1/nights/{night}/places", said, by=LEAD, connection=connection)
        connection.close()
        return answer

    with ThreadPoolExecutor(CLIENTS) as clients:
        return list(clients.map(ask, range(CLIENTS)))


def leave_one_place(server, night):
    """Block everything that is free but one bed in the mixed group."""
    _, told = server.ask("GET", f"/api/v1/nights/{night}", by=LEAD)
    groups = [
        {
            "group_id": one["group_id"],
            "blocked": one["nominal"] - one["taken"] - (one["kind"] == "mixed"),
            "blocked_because": "a burst pipe",
        }
        for one in told["capacities"]
    ]
    status, told = server.ask(
        "POST", f"/api/v1/nights/{night}/capacity", {"seen": told["seen"], "groups": groups}, by=LEAD
    )
    assert (status, sum(one["free"] for one in told["capacities"])) == (200, 1), told


def free(server, night):
    _, told = server.ask("GET", f"/api/v1/nights/{night}", by=LEAD)
    return sum(one["free"] for one in told["capacities"])
