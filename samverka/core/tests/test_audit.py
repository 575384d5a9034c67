"""The audit trail only grows, month by month, and tells when it was tampered with."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from samverka.core import actions, audit
from samverka.core.keeping import RULES
from samverka.core.models import Entry, Purge, Segment


COUNTY = "01"
JANUARY = datetime(2024, 1, 15, 12, tzinfo=UTC)
FEBRUARY = datetime(2024, 2, 15, 12, tzinfo=UTC)
MARCH = datetime(2024, 3, 15, 12, tzinfo=UTC)


def note(at, *, times=1):
    for _ in range(times):
        audit.record(by=None, verb="core.thing_done", subject=Segment(county=COUNTY), at=at)


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def tamper(sql):
    """Change what the database guards, as somebody with its password could."""
    if connection.vendor == "postgresql":
        run("set session_replication_role = replica")
        run(sql)
        run("set session_replication_role = default")
        return
    with connection.cursor() as cursor:
        cursor.execute("select name, sql from sqlite_master where type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"drop trigger {name}")
        cursor.execute(sql)
        for _, made in triggers:
            cursor.execute(made)


def purge(at):
    return actions.purge(rule=RULES["core.entry"], at=at)


def test_entries_follow_each_other():
    note(JANUARY, times=3)

    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert list(audit.faults(COUNTY)) == []


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("update core_entry set verb = 'core.nothing' where number = 2", "entry 2 was changed"),
        ("delete from core_entry where number = 2", "entry 3 does not follow entry 1"),
        ("update core_entry set previous = 'x' where number = 3", "entry 3 does not follow entry 2"),
    ],
)
def test_a_tampered_trail_is_told(sql, told):
    note(JANUARY, times=3)

    tamper(sql)

    assert told in "; ".join(audit.faults(COUNTY))


@pytest.mark.parametrize(
    "sql",
    [
        "update core_entry set verb = 'x'",
        "delete from core_entry",
        "update core_segment set head = 'x'",
        "delete from core_segment",
        "update core_segment set purged_at = null",
        "update core_purge set count = 0",
        "delete from core_purge",
    ],
)
def test_the_database_itself_refuses_changes(sql):
    note(JANUARY)
    actions.seal_audit(at=FEBRUARY)
    note(FEBRUARY)
    Purge.objects.create(at=FEBRUARY, kind="core.entry", rule="", before=JANUARY, count=1)

    with pytest.raises(DatabaseError), transaction.atomic():
        run(sql)

    assert Entry.objects.count() == 3
    assert list(audit.faults(COUNTY)) == []


def test_a_month_that_is_over_is_sealed_once():
    note(JANUARY, times=2)

    assert actions.seal_audit(at=FEBRUARY) == 1
    assert actions.seal_audit(at=FEBRUARY) == 0

    [segment] = Segment.objects.all()
    assert (segment.month.isoformat(), segment.first, segment.last) == ("2024-01-01", 1, 2)
    assert segment.head == Entry.objects.get(number=2).digest
    assert list(audit.faults(COUNTY)) == []


def test_the_running_month_is_not_sealed_nor_the_last_in_its_first_day():
    note(JANUARY)

    assert actions.seal_audit(at=JANUARY + timedelta(days=1)) == 0
    assert actions.seal_audit(at=datetime(2024, 2, 1, 12, tzinfo=UTC)) == 0
    assert actions.seal_audit(at=datetime(2024, 2, 2, 12, tzinfo=UTC)) == 1


def test_months_are_those_of_the_local_calendar():
    note(datetime(2024, 1, 31, 23, 30, tzinfo=UTC))  # half past midnight of the first of February here

    actions.seal_audit(at=MARCH)

    assert Segment.objects.get().month.isoformat() == "2024-02-01"


def test_what_comes_late_is_sealed_with_the_month_after():
    note(JANUARY)
    actions.seal_audit(at=FEBRUARY)
    note(JANUARY)

    actions.seal_audit(at=MARCH)

    assert [(one.month.month, one.first, one.last) for one in Segment.objects.order_by("first")] == [
        (1, 1, 1),
        (2, 2, 3),
    ]
    assert list(audit.faults(COUNTY)) == []


def test_an_old_month_is_purged_whole_and_the_chain_still_holds():
    note(JANUARY, times=2)
    note(FEBRUARY, times=3)
    actions.seal_audit(at=MARCH)
    later = datetime(2026, 2, 10, tzinfo=UTC)

    assert purge(later) == 2
    assert purge(later) == 0

    assert Entry.objects.filter(county=COUNTY, verb="core.thing_done").count() == 3
    assert Segment.objects.get(month="2024-01-01").purged_at == later
    assert Segment.objects.get(month="2024-02-01").purged_at is None
    assert list(audit.faults(COUNTY)) == []
    assert Entry.objects.filter(county=COUNTY, verb="core.purged", detail__count=2).exists()
    [proof] = Purge.objects.all()
    assert (proof.kind, proof.count) == ("core.entry", 2)


def test_a_trail_that_was_purged_to_its_end_goes_on():
    note(JANUARY)
    actions.seal_audit(at=FEBRUARY)
    actions.seal_audit(at=MARCH)
    later = datetime(2027, 1, 10, tzinfo=UTC)
    actions.seal_audit(at=later)

    assert purge(later) == 3  # January, February and March
    note(later)

    assert list(audit.faults(COUNTY)) == []


def test_a_lost_segment_is_told():
    note(JANUARY, times=2)
    note(FEBRUARY)
    actions.seal_audit(at=FEBRUARY)

    tamper("delete from core_entry where number <= 2")

    assert "does not follow" in "; ".join(audit.faults(COUNTY))


def test_entries_left_of_a_purged_month_are_told():
    note(JANUARY, times=2)
    actions.seal_audit(at=FEBRUARY)

    tamper("update core_segment set purged_at = sealed_at")

    assert "county 01: the purged month 2024-01 has entries left" in list(audit.faults(COUNTY))
