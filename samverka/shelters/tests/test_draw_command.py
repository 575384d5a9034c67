"""`samverka draw verify FILE`, as anybody runs it: from outside, in an empty folder, without a database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from samverka.shelters.tests.pools import hard_pool
from samverka.shelters.tests.test_record import drawn_record, of_two_for_one


COMMAND = str(Path(sys.executable).parent / "samverka")
pytestmark = [pytest.mark.slow, pytest.mark.on_sqlite]


@pytest.fixture
def verify(tmp_path):
    """Run the command in a folder of its own: its exit status, and what it said."""

    def run(*arguments, given=b"", **environment):
        nowhere = {"DATABASE_URL": f"sqlite://{tmp_path}/nowhere/none.sqlite3", "PATH": os.environ["PATH"]}
        done = subprocess.run(  # noqa: S603 (our own command)
            [COMMAND, "draw", "verify", *arguments], input=given, capture_output=True, cwd=tmp_path, timeout=60,
            env=nowhere | environment, check=False,
        )  # fmt: skip
        return done.returncode, (done.stdout + done.stderr).decode()

    return run


def test_a_record_that_follows_is_told_so(verify, tmp_path):
    made = drawn_record(*hard_pool("needs", parties=60, places=40))
    (tmp_path / "draw.json").write_text(json.dumps(made))

    status, said = verify("draw.json")

    assert (status, said.count("ok  "), "WRONG" in said) == (0, 8, False)
    assert "60 slips for" in said
    assert f"{sum(bool(one['bins']) for one in made['results'])} slips have places" in said
    assert (made["commitment"] in said, made["list_hash"] in said, "snö" in said) == (True, True, True)
    assert said.endswith("Everything follows.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["draw.json"]


def test_what_does_not_follow_is_told_in_plain_words(verify):
    made = of_two_for_one()
    made["results"][1].update(bins=[["A-1", 1]], reason="placed")

    status, said = verify("-", given=json.dumps(made).encode())

    assert status == 1
    assert "More sleep in A-1 than there is room for." in said
    assert "Not everything follows" in said


def test_a_stranger_cannot_command_the_terminal(verify):
    made = of_two_for_one()
    made["list"]["pool"] = "\x1b]0;Poolen\x07 å"

    status, said = verify("-", given=json.dumps(made).encode(), PYTHONIOENCODING="ascii")

    assert (status, "\x1b" in said, "Poolen" in said, "Traceback" in said) == (1, False, True, False)


@pytest.mark.parametrize("given", [b"", b"{", b"\xff", b"[" * 100_000, b'{"version": NaN}', b"0" * 5_000_000])
def test_what_cannot_be_read_is_neither_right_nor_wrong(verify, given):
    status, said = verify("-", given=given)

    assert (status, "Nothing to check" in said, "Traceback" in said) == (2, True, False)


@pytest.mark.parametrize("given", [b"null", b"[]", b"{}", b"9", b'"a"', b'{"version": 9}'])
def test_what_is_no_record_does_not_follow(verify, given):
    status, said = verify("-", given=given)

    assert (status, "WRONG" in said, "Traceback" in said) == (1, True, False)


def test_a_file_that_is_not_there_and_a_command_without_one_are_misused(verify, tmp_path):
    assert verify("nowhere.json")[0] == 2
    assert verify(str(tmp_path))[0] == 2
    assert verify()[0] == 2
