"""What goes of front desks, aid and refusals when its time is over, batch by batch. A month's sums stay."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from samverka.outreach.actions.purge import delete
from samverka.outreach.models import (
    AdviceSession,
    CareRefusal,
    EmergencyAidTally,
    GroupActivity,
    LanguageTap,
    VisitSum,
    VisitTally,
    VisitTap,
)
from samverka.outreach.models.tallies import KINDS


def purge_taps(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete taps: when somebody came is nobody's matter, once a tap can neither come twice nor be undone."""
    past = VisitTap.objects.filter(county=county, noted_at__lte=before).order_by("noted_at", "pk")
    return delete(VisitTap, county, past[:limit])


def purge_days(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete days, once they are added to their month's sums."""
    past = VisitTally.objects.filter(county=county, date__lte=localdate(before)).order_by("date", "pk")
    rows = list(past[:limit])
    _sum_up(rows, _add_day)
    return delete(VisitTally, county, rows)


def purge_sessions(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete talks, once they are added to their month's sums."""
    past = AdviceSession.objects.filter(county=county, date__lte=localdate(before)).order_by("date", "pk")
    rows = list(past[:limit])
    _sum_up([row for row in rows if row.undone_at is None], _add_session)
    return delete(AdviceSession, county, rows)


def purge_activities(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete groups, once they are added to their month's sums."""
    past = GroupActivity.objects.filter(county=county, date__lte=localdate(before)).order_by("date", "pk")
    rows = list(past[:limit])
    _sum_up([row for row in rows if row.undone_at is None], _add_activity)
    return delete(GroupActivity, county, rows)


def forget_advisers(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Forget who noted a talk, once it can no longer be undone."""
    return _forget(AdviceSession, county, before, limit)


def forget_leaders(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Forget who noted a group, once it can no longer be undone."""
    return _forget(GroupActivity, county, before, limit)


def purge_language_taps(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete that taps on languages were counted."""
    past = LanguageTap.objects.filter(county=county, date__lte=localdate(before)).order_by("date", "pk")
    return delete(LanguageTap, county, past[:limit])


def purge_aid(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete months of emergency aid."""
    past = EmergencyAidTally.objects.filter(county=county, month__lte=localdate(before)).order_by("month", "pk")
    return delete(EmergencyAidTally, county, past[:limit])


def purge_refusals(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete what was logged of refused care."""
    past = CareRefusal.objects.filter(county=county, month__lte=localdate(before)).order_by("month", "pk")
    return delete(CareRefusal, county, past[:limit])


def _forget(model: Any, county: str, before: datetime, limit: int) -> int:
    rows = model.objects.filter(county=county, noted_at__lte=before, by__isnull=False).order_by("noted_at", "pk")
    found = list(rows.values_list("pk", flat=True)[:limit])
    return int(model.objects.filter(county=county, pk__in=found).update(by=None))


def _sum_up(rows: Iterable[Any], add: Callable[[VisitSum, Any], None]) -> None:
    for row in rows:
        month: date = row.date.replace(day=1)
        kept, _new = VisitSum.objects.select_for_update(no_key=True).get_or_create(
            county=row.county, service_id=row.service_id, month=month,
            defaults={"organisation_id": row.organisation_id, "municipality_id": row.municipality_id},
        )  # fmt: skip
        add(kept, row)
        kept.save()


def _add_day(kept: VisitSum, day: VisitTally) -> None:
    for kind in KINDS:
        setattr(kept, kind, getattr(kept, kind) + getattr(day, kind))
    kept.servings = {
        code: kept.servings.get(code, 0) + day.servings.get(code, 0) for code in kept.servings | day.servings
    }


def _add_session(kept: VisitSum, session: AdviceSession) -> None:
    kept.topics = {**kept.topics, session.topic: kept.topics.get(session.topic, 0) + 1}


def _add_activity(kept: VisitSum, activity: GroupActivity) -> None:
    kept.activities += 1
    kept.participants += activity.people
