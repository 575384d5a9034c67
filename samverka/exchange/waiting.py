"""What waits at the advice desk, and what is new to read."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from samverka.actors.models import Role, User
from samverka.core.waiting import News, Waiting, pile, tells, waits
from samverka.exchange import queries
from samverka.exchange.models import AdviceQuestion, CardText
from samverka.exchange.models.cards import DESK, OPEN, REGION, TOWN
from samverka.exchange.models.questions import QuestionState


FEW = 5
READERS = [role for role in Role if role != Role.LIAISON]


@waits(*DESK)
def questions(user: User, at: datetime) -> Iterator[Waiting]:
    found = pile(queries.desk(user), on=localdate(at))
    if found.number:
        text = ngettext(
            "%(count)s question waits at the advice desk", "%(count)s questions wait at the advice desk", found.number
        )
        told = text % {"count": found.number}
        yield Waiting(told, pgettext("verb", "Answer"), reverse("exchange:advice"), found.due, found.late)


@waits(Role.LEGAL_REVIEWER)
def answers_to_review(user: User, at: datetime) -> Iterator[Waiting]:
    found = pile(queries.desk(user).filter(state=QuestionState.DRAFTED), on=localdate(at))
    if found.number:
        text = ngettext("%(count)s answer waits for review", "%(count)s answers wait for review", found.number)
        told = text % {"count": found.number}
        yield Waiting(told, pgettext("verb", "Review"), reverse("exchange:advice"), found.due, found.late)


@waits(*DESK, *TOWN, *REGION)
def cards_to_review(user: User, at: datetime) -> Iterator[Waiting]:
    today = localdate(at)
    found = pile(queries.to_review(user, on=today), on=today, due="next_review")
    if found.number:
        text = ngettext(
            "%(count)s card is to be looked at again", "%(count)s cards are to be looked at again", found.number
        )
        told = text % {"count": found.number}
        yield Waiting(told, _("Look through"), reverse("exchange:advice"), found.due)


@tells(*READERS)
def answered(user: User, since: datetime, at: datetime) -> Iterator[News]:
    """That something was answered that one's organisation asked; not what."""
    rows: Any = AdviceQuestion.objects.filter(organisation__in=user.organisations(), answered_at__gt=since)
    for pk, moment in rows.order_by("-answered_at", "pk").values_list("pk", "answered_at")[:FEW]:
        yield News(_("Your question has an answer"), reverse("exchange:question", args=[pk]), moment)


@tells(*READERS)
def cards(user: User, since: datetime, at: datetime) -> Iterator[News]:
    """Cards that everybody reads."""
    rows: Any = CardText.objects.filter(card__state__in=OPEN, card__kind="knowledge", published_at__gt=since)
    told = rows.order_by("-published_at", "pk").values_list("card", "question", "published_at", "number")
    for card, title, moment, number in told[:FEW]:
        kind = _("New card") if number == 1 else _("Changed card")
        yield News(kind, reverse("exchange:card", args=[card]), moment, title)
