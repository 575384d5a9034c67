from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from samverka.core.management.commands import docs


def test_documents_are_written_and_then_fresh(tmp_path, monkeypatch):
    monkeypatch.setattr(docs, "FOLDER", tmp_path)

    with pytest.raises(CommandError, match=r"retention\.md"):
        call_command("docs", "--check")
    assert list(tmp_path.iterdir()) == []

    call_command("docs", stdout=StringIO())
    call_command("docs", "--check")

    (tmp_path / "retention.md").write_text("changed by hand")
    with pytest.raises(CommandError, match=r"Not fresh: retention\.md\."):
        call_command("docs", "--check")


def test_documents_say_what_the_code_says(tmp_path, monkeypatch):
    monkeypatch.setattr(docs, "FOLDER", tmp_path)
    call_command("docs", stdout=StringIO())
    told = {path.name: path.read_text() for path in tmp_path.iterdir()}

    assert "| `shelters.placeticket` | A place ticket, with its code and party" in told["retention.md"]
    assert "| `code` | Char | ticket | guarded: purge |" in told["data-dictionary.md"]
    assert "| `correct_figure` | shelter_lead |  |  |  |" in told["access.md"]
    assert "allocated --> arrived: check_in" in told["states.md"]
    assert "| `make run` | from nothing to a running system" in told["commands.md"]
    assert "| `samverka verify {data,audit}` | Check the data" in told["commands.md"]
    assert "liaison" not in told["access.md"].split("## shelters")[1].split("## ")[0]
