"""Links, mailboxes, free texts, tables of overlaps and previews go when their time is over; what was answered or
published stays."""

from datetime import datetime

from django.db.models import Q

from samverka.situation.models import Answer, AnswerLink, AnswerValue, Estimate, OverlapTable, Preview, ReportReader


def purge_links(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete links that are good no more."""
    over = AnswerLink.objects.filter(expires_at__lte=before).order_by("expires_at", "pk")
    gone = list(over.values_list("pk", flat=True)[:limit])
    return AnswerLink.objects.filter(pk__in=gone).delete()[0]


def erase_mailboxes(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Empty the mailboxes of surveys that are long locked."""
    over = Answer.objects.filter(survey__locked_at__lte=before).exclude(mailbox="").order_by("pk")
    gone = list(over.values_list("pk", flat=True)[:limit])
    return Answer.objects.filter(pk__in=gone).update(mailbox="")


def erase_texts(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Empty the free texts of surveys that are long locked."""
    over = AnswerValue.objects.filter(answer__survey__locked_at__lte=before).exclude(text="").order_by("pk")
    gone = list(over.values_list("pk", flat=True)[:limit])
    return AnswerValue.objects.filter(pk__in=gone).update(text="")


def erase_notes(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Empty the notes on estimates that are old."""
    over = Estimate.objects.filter(stated_at__lte=before).exclude(note="").order_by("stated_at", "pk")
    gone = list(over.values_list("pk", flat=True)[:limit])
    return Estimate.objects.filter(pk__in=gone).update(note="")


def purge_comments(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete who was asked to read a draft and what they said, when the report has long been out or came to nothing."""
    nothing = Q(report__published_at=None, asked_at__lte=before)
    over = ReportReader.objects.filter(Q(report__published_at__lte=before) | nothing).order_by("pk")
    gone = list(over.values_list("pk", flat=True)[:limit])
    ReportReader.objects.filter(pk__in=gone).delete()
    return len(gone)


def purge_overlaps(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete tables of overlaps that are old. What was stated because of them stays."""
    over = OverlapTable.objects.filter(brought_at__lte=before).order_by("brought_at", "pk")
    gone = list(over.values_list("pk", flat=True)[:limit])
    OverlapTable.objects.filter(pk__in=gone).delete()
    return len(gone)


def purge_previews(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete what was worked out to be published. What was published stands elsewhere."""
    over = Preview.objects.filter(asked_at__lte=before).order_by("asked_at", "pk")
    gone = list(over.values_list("pk", flat=True)[:limit])
    return Preview.objects.filter(pk__in=gone).delete()[0]
