"""Is it well, and what is said when it is not."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from samverka.core.outages import passes
from samverka.core.views import EPOCH


def pages_left(count):
    """Let SQLite's file grow by so many pages and no more, as a full disk does."""
    with connection.cursor() as cursor:
        cursor.execute("vacuum")  # what was deleted left room
        cursor.execute("pragma page_count")
        [now] = cursor.fetchone()
        cursor.execute(f"pragma max_page_count = {now + count}")


@pytest.fixture
def full(transactional_db):
    """A database with no room left."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's room is its disk's; see tests/promises")
    pages_left(0)
    yield
    pages_left(2**30)


def test_a_house_in_order_says_so(client):
    assert client.get("/healthz").content == b"ok\n"
    told = client.get("/readyz")
    assert (told.status_code, told.json()) == (
        200, {"database": "ok", "migrations": "ok", "disk": "ok", "backup": "none verified yet"},
    )  # fmt: skip


def test_being_asked_leaves_nothing_behind(client):
    client.get("/readyz")

    with connection.cursor() as cursor:
        cursor.execute("select count(*) from core_cache")
        assert cursor.fetchone() == (0,)


@pytest.mark.slow
def test_a_database_without_room_is_not_ready(client, full):
    told = client.get("/readyz")

    assert (told.status_code, told.json()["database"], told.json()["migrations"]) == (503, "failing", "ok")


@pytest.mark.slow
def test_a_write_without_room_is_told_plainly_and_reading_goes_on(full):
    client = Client(raise_request_exception=False)
    client.cookies["django_language"] = "en"
    with connection.cursor() as cursor, pytest.raises(OperationalError) as found, transaction.atomic():
        cursor.execute("insert into core_cache (cache_key, value, expires) values ('a', %s, %s)", ["x" * 9**6, EPOCH])

    assert passes(found.value)
    assert client.get(reverse("account_login")).status_code == 200


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (OperationalError("the connection is lost"), True),
        (InterfaceError("the connection is closed"), True),
        (DatabaseError("a constraint"), False),
        (PermissionDenied(), False),
        (None, False),
    ],
)
def test_what_passes_is_told_from_what_is_broken(error, answer):
    assert passes(error) is answer


def test_a_missing_table_is_our_fault():
    with connection.cursor() as cursor, pytest.raises(DatabaseError) as found, transaction.atomic():
        cursor.execute("select * from nowhere")

    assert not passes(found.value)


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError("server closed the connection"), 503), (ValueError("oops"), 500)]
)
def test_an_outage_is_told_in_the_readers_language(monkeypatch, error, status):
    def broken(*args, **kwargs):
        raise error

    monkeypatch.setattr("samverka.core.views.shutil.disk_usage", broken)
    told = []
    for language in ("sv", "en"):
        client = Client(raise_request_exception=False)
        client.cookies["django_language"] = language
        told.append(client.get("/readyz"))

    assert [one.status_code for one in told] == [status, status]
    assert [one.headers.get("Retry-After") for one in told] == ["5" if status == 503 else None] * 2
    assert ("Nothing was half done" in told[1].content.decode(), told[0].content != told[1].content) == (True, True)


def test_pages_of_the_house_are_there(client):
    for name in ("security", "accessibility"):
        assert client.get(reverse(name)).status_code == 200
