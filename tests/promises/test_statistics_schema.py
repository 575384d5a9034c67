"""A generic client of others asks the statistics whatever their description allows, and more."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from samverka.situation.tests.publishing import AT, bed_nights, counts, publish


pytestmark = pytest.mark.on_postgresql


SCHEMATHESIS = str(Path(sys.executable).with_name("schemathesis"))
EXAMPLES = os.environ.get("EXAMPLES", "4")  # of each operation; 100 before a release
PATIENCE = 900  # seconds


@pytest.mark.slow
def test_the_statistics_keep_to_their_description(transactional_db, live_server, tmp_path):
    publish()
    names = [one.name for one in publish(bed_nights(counts(months=("2027-01",))), at=AT + timedelta(days=90))]
    (tmp_path / "schemathesis.toml").write_text(settings(names))
    command = [
        SCHEMATHESIS, "run", f"{live_server.url}/statistik/v1/openapi.json",
        "--max-examples", EXAMPLES, "--phases", "examples,coverage,fuzzing", "--seed", "1", "--no-color", "--no-shrink",
        "--generation-database", "none", "--warnings", "off",
    ]  # fmt: skip

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE)

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def settings(names):
    """Where a table is asked for, mostly one that is there. That two parameters exclude each other stands in none."""
    return "\n".join(
        [
            f"[dictionaries.known]\nvalues = {json.dumps(names)}",
            "[parameters]",
            '"path.id" = { dictionary = "known", probability = 0.7 }',
            '[[operations]]\ninclude-path = "/tables"\nchecks.positive_data_acceptance.enabled = false',
        ]
    )
