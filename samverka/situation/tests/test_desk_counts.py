"""What front desks counted, as those who answer to a funder are told."""

from datetime import UTC, date, datetime

import pytest

from samverka.actors.tests.factories import make_organisation
from samverka.outreach.models import VisitSum
from samverka.outreach.tests.desks import group, make_adviser, make_desk, tap
from samverka.situation.queries import Counted, desk_counts
from samverka.situation.tests.desks import make_counting


pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 10, 9, tzinfo=UTC)
MARCH = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}


def test_courses_and_talks_are_counted_and_few_are_told_as_few():
    service = make_counting(make_organisation(), at=MORNING)

    told = desk_counts([service.pk], **MARCH)
    assert (told["attendances"], told["attendances_women"]) == (Counted(7, 7), Counted(7, 7))
    assert (told["activities_women_only"], told["talks"], told["visits"]) == (
        Counted(1, 4),
        Counted(1, 4),
        Counted(0, 0),
    )


def test_other_desks_and_other_months_are_left_out():
    service = make_counting(make_organisation(), at=MORNING)
    make_counting(make_organisation(), at=MORNING)

    told = desk_counts([service.pk], first=date(2026, 4, 1), last=date(2026, 9, 30))
    assert set(told.values()) == {Counted(0, 0)}
    assert desk_counts([], **MARCH) == {}


def test_months_whose_days_are_gone_count_and_say_what_they_no_longer_know(django_assert_num_queries):
    service = make_desk()
    home = {"county": "01", "organisation": service.provider.organisation, "municipality_id": "0180"}
    VisitSum.objects.create(
        service=service,
        month=date(2026, 3, 1),
        women=30,
        men=12,
        topics={"work": 6},
        activities=5,
        participants=41,
        **home,
    )
    by = make_adviser(service)
    tap(service, by=by, at=datetime(2026, 4, 2, 9, tzinfo=UTC))
    group(service, by=by, at=datetime(2026, 4, 2, 9, tzinfo=UTC))

    with django_assert_num_queries(4):
        told = desk_counts([service.pk], first=date(2026, 3, 1), last=date(2026, 4, 30))
    assert (told["visits"], told["visits_women"], told["talks"]) == (Counted(43, 43), Counted(31, 31), Counted(6, 6))
    assert (told["attendances"], "attendances_women" in told) == (Counted(45, 45), False)
