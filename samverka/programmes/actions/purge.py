"""What came to nothing goes when its time is over."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from samverka.core.models import Entry, StoredFile
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


def _forget(rows: QuerySet[Any], *, before: datetime, limit: int) -> int:
    """Delete those with which nobody has worked since.

    A measure or a sum of its own leaves the row as it was, and a line in the audit trail; a file stands beside it.
    """
    label = rows.model._meta.label_lower
    old = rows.filter(changed_at__lte=before).order_by("changed_at", "pk").values_list("pk", flat=True)
    found = {f"{label}:{pk}": pk for pk in old}
    lately = Entry.objects.filter(subject__in=found, at__gt=before).exclude(by="clock")
    for subject in set(lately.values_list("subject", flat=True)):
        del found[subject]
    files = StoredFile.objects.filter(kind=label, owner__in=found.values(), added_at__gt=before)
    worked_with = set(files.values_list("owner", flat=True))
    gone = [pk for pk in found.values() if pk not in worked_with][:limit]
    held = list(
        rows.filter(pk__in=gone)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    rows.model._base_manager.filter(pk__in=held).delete()
    return len(held)


def forget_dialogues(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete agreements that nobody signed."""
    return _forget(Agreement.objects.filter(signed_on=None), before=before, limit=limit)


def forget_plans(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete projects that no fund said yes to."""
    return _forget(Project.objects.filter(state=Project.State.PLANNED), before=before, limit=limit)


def forget_initiatives(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete strategies that were never put to anybody."""
    return _forget(Strategy.objects.filter(state__in=("initiative", "drafting")), before=before, limit=limit)


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
    """Delete drafts of proposals."""
    return _forget(Proposal.objects.filter(state="drafted"), before=before, limit=limit)


def forget_calls(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete calls that were never announced."""
    return _forget(Call.objects.filter(state="drafted"), before=before, limit=limit)


def forget_applications(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete applications that were never handed in, or were withdrawn."""
    return _forget(Application.objects.filter(state__in=("drafted", "withdrawn")), before=before, limit=limit)
