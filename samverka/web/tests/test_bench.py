"""The bench: it measures what it says, on data that are whole, and leaves no trace."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from samverka.web.management.benching.measures import Figure
from samverka.web.management.benching.promises import PROMISES, table, told


pytestmark = pytest.mark.on_sqlite


ROOT = Path(__file__).parents[3]
PROMISED = {promise.key: promise for promise in PROMISES}


@pytest.mark.slow
def test_it_measures_everything_in_a_database_of_its_own(tmp_path):
    usual = tmp_path / "usual.sqlite3"
    env = {"DATABASE_URL": f"sqlite://{usual}"} | os.environ
    command = [sys.executable, ROOT / "manage.py", "bench", "--small", "--json", "-"]

    run = subprocess.run(command, env=env, capture_output=True, text=True, timeout=900)  # noqa: S603

    assert run.returncode == 0, run.stderr
    [figures] = json.loads(run.stdout).values()
    assert set(PROMISED) - set(figures) <= {"check_in_api"}
    assert figures["race"]["value"] == 0
    assert figures["board_part"]["queries"] == 4
    assert not usual.exists()


@pytest.mark.parametrize(
    ("key", "figure", "is_kept"),
    [
        ("night", Figure(12.0, 14.0, 6), True),
        ("night", Figure(12.1, 14.0, 6), False),
        ("board_part", Figure(9.0, 9.0, 6), False),  # one question too many
        ("import_csv", Figure(5_000), True),
        ("import_csv", Figure(4_999), False),
        ("race", Figure(1), False),
        ("draw_600", Figure(5.1), False),
    ],
)
def test_a_promise_is_kept_or_not(key, figure, is_kept):
    assert told({key: figure})[key]["is_kept"] is is_kept


def test_the_table_sets_engines_beside_each_other():
    figures = {"night": Figure(9.5, 11.0, 6)}

    lines = list(table({"sqlite": told(figures), "postgresql": told({"night": Figure(12.5, 13.0, 6)})}))

    [line] = [line for line in lines if line.startswith("one shelter's night")]
    assert line.split("  ")[0] == "one shelter's night with 40 arrivals"
    assert "9.5 ms (11)" in line
    assert "12.5 ms (13)" in line
    assert line.endswith("NOT KEPT")
