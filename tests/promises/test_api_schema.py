"""Never 500 for anything a client sends, and never an answer that the description does not tell of."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


pytestmark = pytest.mark.on_postgresql


SCHEMATHESIS = str(Path(sys.executable).with_name("schemathesis"))
EXAMPLES = os.environ.get("EXAMPLES", "4")  # of each operation; 100 before a release
PATIENCE = 900  # seconds
MORE_THAN_A_SCHEMA = (
    'operation-id = "set_policy"',  # what a rule's value may be differs from rule to rule
    *('operation-id = "offer_night"', 'operation-id = "move_slot"'),  # a day that is over is no day to open on
    *('operation-id = "tap"', 'operation-id = "correct_visits"'),  # days that are not long ago
    *('operation-id = "open_need"', 'operation-id = "make_offer"'),  # help until a day that is not over
    'operation-id = "record_activity"',  # somebody took part: one number of several is not nought
    'path-regex = "^/api/v1/directory/"',  # one field decides of another: days in order, no street where all is secret
)


@pytest.mark.slow
def test_the_api_keeps_to_its_description(server, tmp_path):
    (tmp_path / "schemathesis.toml").write_text(settings(server.drill))
    command = [
        SCHEMATHESIS, "run", f"http://127.0.0.1:{server.port}/api/v1/openapi.json",
        "--header", f"Authorization: Bearer {server.tokens['shelter_lead.a']}",
        "--max-examples", EXAMPLES, "--phases", "coverage,fuzzing", "--seed", "1", "--no-color", "--no-shrink",
        "--generation-database", "none", "--warnings", "off",
    ]  # fmt: skip

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE)

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert server.process.poll() is None


def settings(drill):
    """What to put where an id is asked for: mostly something that was planted."""
    planted = drill["planted"]["a"]
    ids = {
        "organisation_id": [planted["organisation"]],
        "pool_id": planted["pools"],
        "shelter_id": [one["pk"] for one in planted["shelters"]],
        "group_id": [one["capacities__group_id"] for one in planted["capacities"]],
        "night_id": [one["pk"] for one in planted["nights"]],
        "place_id": [one["pk"] for one in planted["places"]],
        "ticket_id": [one["pk"] for one in planted["tickets"]],
        "draw_id": [one["pk"] for one in planted["draws"]],
        "slip_id": [one["slips__pk"] for one in planted["slips"]],
        "estimate_id": planted["estimates"],
        "table_id": planted["overlap_tables"],
    }
    known = [f"[dictionaries.{name}]\nvalues = {json.dumps(values)}" for name, values in ids.items()]
    where = [f'"path.{name}" = {{ dictionary = "{name}", probability = 0.9 }}' for name in ids]
    alone = [
        f"[[operations]]\ninclude-{operation}\nchecks.positive_data_acceptance.enabled = false"
        for operation in MORE_THAN_A_SCHEMA
    ]
    return "\n".join([*known, "[parameters]", *where, *alone])
