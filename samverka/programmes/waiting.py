"""What waits for those who lead projects."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import ngettext, pgettext

from samverka.actors.models import User
from samverka.core.waiting import Waiting, pile, waits
from samverka.programmes import queries
from samverka.programmes.rules import SPEAK


@waits(*SPEAK)
def projects_to_report(user: User, at: datetime) -> Iterator[Waiting]:
    today = localdate(at)
    found = pile(queries.due_periods(user, on=today), on=today)
    if found.number:
        text = ngettext("%(count)s project is to be reported", "%(count)s projects are to be reported", found.number)
        told = text % {"count": found.number}
        yield Waiting(told, pgettext("verb", "Report"), reverse("programmes:projects"), found.due, found.late)
