"""What waits: asked of those alone who have the role, in the order in which it is due."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from samverka.core import waiting
from samverka.core.waiting import News, Waiting


AT = datetime(2026, 11, 26, 9, tzinfo=ZoneInfo("Europe/Stockholm"))
TODAY = AT.date()


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr(waiting, "PILES", {})
    monkeypatch.setattr(waiting, "WAITS", {})
    monkeypatch.setattr(waiting, "TELLS", {})


def test_only_those_who_have_the_role_are_told():
    waiting.waits("host")(lambda user, at: [Waiting("for hosts", "Do", "/a/")])
    waiting.waits()(lambda user, at: [Waiting("for all", "Do", "/b/")])

    assert [one.text for one in waiting.waiting(None, roles={"reader"}, footing="", at=AT)] == ["for all"]
    assert len(waiting.waiting(None, roles={"reader", "host"}, footing="", at=AT)) == 2


def test_what_presses_and_what_is_late_come_first():
    told = [
        Waiting("some time", "Do", "/"),
        Waiting("next week", "Do", "/", due=TODAY + timedelta(days=7)),
        Waiting("overdue", "Do", "/", due=date(2026, 11, 1), late=1),
        Waiting("tonight", "Do", "/", due=TODAY, is_pressing=True),
    ]
    waiting.waits()(lambda user, at: told)

    found = [one.text for one in waiting.waiting(None, roles=(), footing="", at=AT)]

    assert found == ["tonight", "overdue", "next week", "some time"]


def test_the_newest_comes_first():
    waiting.tells()(lambda user, since, at: [News("old", "/", since)])
    waiting.tells()(lambda user, since, at: [News("new", "/", at)])

    found = waiting.news(None, roles=(), since=AT - timedelta(days=1), at=AT)

    assert [one.kind for one in found] == ["new", "old"]
