"""What came to nothing goes when its time is over."""

from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from samverka.programmes.models import (
    Agreement,
    Application,
    Backer,
    Call,
    ConsultationAnswer,
    Project,
    Proposal,
    Strategy,
)


def forget_dialogues(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete agreements that nobody signed and nobody has changed in all that time."""
    rows = Agreement.objects.filter(signed_on=None, changed_at__lte=before)
    found = list(rows.order_by("changed_at", "pk").values_list("pk", flat=True)[:limit])
    Agreement.objects.filter(pk__in=found).delete()
    return len(found)


def forget_plans(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete projects that no fund said yes to and nobody has changed in all that time."""
    rows = Project.objects.filter(state=Project.State.PLANNED, changed_at__lte=before)
    found = list(rows.order_by("changed_at", "pk").values_list("pk", flat=True)[:limit])
    Project.objects.filter(pk__in=found).delete()
    return len(found)


def forget_initiatives(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete strategies that were never put to anybody, and that nobody has changed in all that time."""
    rows = Strategy.objects.filter(state__in=("initiative", "drafting"), changed_at__lte=before)
    found = list(rows.order_by("changed_at", "pk").values_list("pk", flat=True)[:limit])
    Strategy.objects.filter(pk__in=found).delete()
    return len(found)


def forget_mailboxes(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Empty where those who were asked are reached, when a consultation is long closed."""
    rows = ConsultationAnswer.objects.filter(~Q(mailbox="") | Q(digest__isnull=False))
    rows = rows.filter(consultation__closed_at__lte=before)
    found = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    return ConsultationAnswer.objects.filter(pk__in=found).update(mailbox="", digest=None)


def forget_backers_mailboxes(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Empty where those who were asked for backing are reached, long after answers were due. No link leads in more."""
    rows = Backer.objects.filter(~Q(mailbox="") | Q(digest__isnull=False))
    rows = rows.filter(strategy__answers_due_on__lte=localdate(before))
    found = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    return Backer.objects.filter(pk__in=found).update(mailbox="", digest=None)


def drop_drafts(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete drafts in which nobody has written for long."""
    found = list(Proposal.objects.filter(state="drafted", changed_at__lte=before).order_by("pk")[:limit])
    Proposal.objects.filter(pk__in=[one.pk for one in found]).delete()
    return len(found)


def forget_calls(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete calls that were never announced, and that nobody has changed in all that time."""
    found = list(Call.objects.filter(state="drafted", changed_at__lte=before).order_by("pk")[:limit])
    Call.objects.filter(pk__in=[one.pk for one in found]).delete()
    return len(found)


def forget_applications(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete applications that were never handed in, or were withdrawn, long after the last change."""
    rows = Application.objects.filter(state__in=("drafted", "withdrawn"), changed_at__lte=before)
    found = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    Application.objects.filter(pk__in=found).delete()
    return len(found)
