"""Who asked, and in which words, goes when its time is over; the card stays. So do minutes, and mails that are sent."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from samverka.core.models import StoredFile
from samverka.exchange.models import AdviceQuestion, Meeting, MeetingMail
from samverka.exchange.models.meetings import OPEN, MeetingState
from samverka.exchange.models.questions import WAITING


NOTHING = dict.fromkeys(("text", "private_reason", "authority_answer", "earlier_answers"), "")


def forget_askers(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Empty the asker of questions, and the words of those that wait no more: what waits can still be answered."""
    known = Q(organisation__isnull=False) | Q(by__isnull=False)
    said = ~Q(state__in=WAITING) & ~Q(**NOTHING)
    rows = AdviceQuestion.objects.filter(known | said, county=county, asked_at__lte=before)
    found = list(rows.order_by("asked_at", "pk").values_list("pk", flat=True)[:limit])
    emptied = AdviceQuestion.objects.filter(county=county, pk__in=found)
    emptied.exclude(state__in=WAITING).update(**NOTHING)
    return emptied.update(organisation=None, by=None)


def forget_waiting(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete questions that nobody has answered in all that time."""
    rows = AdviceQuestion.objects.filter(county=county, asked_at__lte=before, state__in=WAITING)
    found = list(rows.order_by("asked_at", "pk").values_list("pk", flat=True)[:limit])
    AdviceQuestion.objects.filter(county=county, merged_into__in=found).delete()  # which nobody will answer either
    return AdviceQuestion.objects.filter(county=county, pk__in=found).delete()[0]


def forget_minutes(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Empty what was said at meetings, and delete the files beside it; what was decided and done stays."""
    files = StoredFile.objects.filter(kind=Meeting._meta.label_lower)
    said = ~Q(minutes="") | Exists(files.filter(owner=OuterRef("pk")))
    rows = Meeting.objects.filter(said, county=county, starts_at__lte=before)
    found = list(rows.order_by("starts_at", "pk").values_list("pk", flat=True)[:limit])
    files.filter(owner__in=found).delete()
    return Meeting.objects.filter(county=county, pk__in=found).update(minutes="")


def forget_unheld(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete meetings that were planned and never held, called off or not. Where something was noted, somebody met."""
    rows = Meeting.objects.filter(county=county, starts_at__lte=before, state__in=(*OPEN, MeetingState.CANCELLED))
    rows = rows.filter(minutes="", decisions=None, action_points=None)
    found = list(rows.order_by("starts_at", "pk").values_list("pk", flat=True)[:limit])
    Meeting.objects.filter(county=county, pk__in=found).delete()
    return len(found)


def forget_mails(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete that a mailbox was written to."""
    rows = MeetingMail.objects.filter(county=county, meeting__starts_at__lte=before)
    found = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    return MeetingMail.objects.filter(county=county, pk__in=found).delete()[0]
