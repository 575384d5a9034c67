"""What waits at the advice desk, for owners of practices, after meetings and for givers of help, and what is new."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from samverka.actors.models import COORDINATORS, WITH_US, Role, User
from samverka.actors.queries import asleep_for
from samverka.core.waiting import News, piles, tells
from samverka.exchange import queries
from samverka.exchange.models import AdviceQuestion, CardText, Practice
from samverka.exchange.models.cards import DESK, OPEN, REGION, TOWN
from samverka.exchange.models.needs import ASK
from samverka.exchange.models.practices import SPEAK


FEW = 5
MINUTED = tuple(role for role in WITH_US if role != Role.VOLUNTEER)  # who read the minutes of networks


@piles(
    *DESK,
    text=ngettext_lazy(
        "%(count)s question waits at the advice desk", "%(count)s questions wait at the advice desk", "count"
    ),
    verb=pgettext_lazy("verb", "Answer"),
    page="exchange:advice",
    due="due_on",
)
def questions(user: User, at: datetime) -> QuerySet[Any]:
    return queries.at_desk(user)


@piles(
    *DESK,
    text=ngettext_lazy(
        "%(count)s answer is sent, and is to be published or kept",
        "%(count)s answers are sent, and are to be published or kept",
        "count",
    ),
    verb=pgettext_lazy("verb", "Decide"),
    page="exchange:advice",
)
def answers_to_share(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_share(user)


@piles(
    Role.LEGAL_REVIEWER,
    text=ngettext_lazy(
        "%(count)s draft of a card waits for your review", "%(count)s drafts of cards wait for your review", "count"
    ),
    verb=pgettext_lazy("verb", "Review"),
    page="exchange:cards",
    due="until",
)
def texts_to_review(user: User, at: datetime) -> QuerySet[Any]:
    return queries.texts_to_review(user)


@piles(
    *DESK,
    text=ngettext_lazy(
        "%(count)s draft of a card was sent back to be changed",
        "%(count)s drafts of cards were sent back to be changed",
        "count",
    ),
    verb=pgettext_lazy("verb", "Change"),
    page="exchange:cards",
    due="until",
)
def texts_returned(user: User, at: datetime) -> QuerySet[Any]:
    return queries.texts_returned(user)


@piles(
    *DESK,
    text=ngettext_lazy(
        "%(count)s reviewed card waits to be published", "%(count)s reviewed cards wait to be published", "count"
    ),
    verb=pgettext_lazy("verb", "Publish"),
    page="exchange:cards",
)
def texts_to_publish(user: User, at: datetime) -> QuerySet[Any]:
    return queries.texts_to_publish(user)


@piles(
    Role.LEGAL_REVIEWER,
    text=ngettext_lazy(
        "The law that %(count)s card cites has changed", "The law that %(count)s cards cite has changed", "count"
    ),
    verb=pgettext_lazy("verb", "Review"),
    page="exchange:cards",
)
def cards_to_confirm(user: User, at: datetime) -> QuerySet[Any]:
    return queries.cards_to_confirm(user, on=localdate(at))


@piles(
    *(*DESK, *TOWN, *REGION),
    text=ngettext_lazy("%(count)s card is to be looked at again", "%(count)s cards are to be looked at again", "count"),
    verb=gettext_lazy("Look through"),
    page="exchange:advice",
)
def cards_to_review(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_review(user, on=localdate(at))


@piles(
    *SPEAK,
    text=ngettext_lazy(
        "%(count)s good practice of yours waits for your approval",
        "%(count)s good practices of yours wait for your approval",
        "count",
    ),
    verb=pgettext_lazy("verb", "Approve"),
    page="exchange:practices",
)
def practices_to_approve(user: User, at: datetime) -> QuerySet[Any]:
    return queries.practices_to_approve(user)


@piles(
    *SPEAK,
    text=ngettext_lazy(
        "%(count)s good practice of yours is to be confirmed",
        "%(count)s good practices of yours are to be confirmed",
        "count",
    ),
    verb=pgettext_lazy("verb", "Confirm"),
    page="exchange:practices",
    due="confirm_by",
)
def practices_to_confirm(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_confirm(user, on=localdate(at))


@piles(
    *DESK,
    text=ngettext_lazy(
        "%(count)s suggested practice waits to be edited", "%(count)s suggested practices wait to be edited", "count"
    ),
    verb=pgettext_lazy("verb", "Edit"),
    page="exchange:practices",
)
def practices_to_edit(user: User, at: datetime) -> QuerySet[Any]:
    return queries.practices_to_edit(user)


@piles(
    *DESK,
    text=ngettext_lazy(
        "%(count)s approved practice waits to be published",
        "%(count)s approved practices wait to be published",
        "count",
    ),
    verb=pgettext_lazy("verb", "Publish"),
    page="exchange:practices",
)
def practices_to_publish(user: User, at: datetime) -> QuerySet[Any]:
    return queries.practices_to_publish(user)


@piles(
    *COORDINATORS,
    text=ngettext_lazy(
        "%(count)s offer of help waits for an answer", "%(count)s offers of help wait for an answer", "count"
    ),
    verb=pgettext_lazy("verb", "Answer"),
    page="web:helping",
    due="answer_by",
)
def offers_to_answer(user: User, at: datetime) -> QuerySet[Any]:
    return queries.offers_to_answer(user)


@piles(
    *{*COORDINATORS, *ASK},
    text=ngettext_lazy(
        "%(count)s offer of help is proposed to you", "%(count)s offers of help are proposed to you", "count"
    ),
    verb=pgettext_lazy("help", "Say yes or no"),
    page="web:helping",
)
def offers_proposed(user: User, at: datetime) -> QuerySet[Any]:
    return queries.proposed_to(user)


@piles(
    *ASK,
    text=ngettext_lazy(
        "%(count)s giver of help has not been thanked", "%(count)s givers of help have not been thanked", "count"
    ),
    verb=pgettext_lazy("help", "Thank"),
    page="web:helping",
)
def givers_to_thank(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_thank(user, on=localdate(at))


@piles(
    *MINUTED,
    text=ngettext_lazy(
        "%(count)s action that you took on at a meeting is due within a week",
        "%(count)s actions that you took on at meetings are due within a week",
        "count",
    ),
    verb=pgettext_lazy("verb", "Finish"),
    page="exchange:networks",
    due="due_on",
)
def actions_to_finish(user: User, at: datetime) -> QuerySet[Any]:
    return queries.my_actions(user, on=localdate(at))


@tells(*WITH_US)
def practices(user: User, since: datetime, at: datetime) -> Iterator[News]:
    """Practices that everybody reads."""
    rows: Any = Practice.objects.published().filter(published_at__gt=since).order_by("-published_at", "pk")
    for pk, title, moment in rows.values_list("pk", "title", "published_at")[:FEW]:
        yield News(_("New good practice"), reverse("exchange:practice", args=[pk]), moment, title)


@tells(*WITH_US)
def answered(user: User, since: datetime, at: datetime) -> Iterator[News]:
    """That something was answered that one's organisation asked, also together with another's question; not what."""
    rows: Any = AdviceQuestion.objects.filter(organisation__in=user.organisations(), answered_at__gt=since)
    for pk, moment in rows.order_by("-answered_at", "pk").values_list("pk", "answered_at")[:FEW]:
        yield News(_("Your question has an answer"), reverse("exchange:question", args=[pk]), moment)


@tells(*WITH_US)
def cards(user: User, since: datetime, at: datetime) -> Iterator[News]:
    """Cards that everybody reads."""
    rows: Any = CardText.objects.filter(card__state__in=OPEN, card__kind="knowledge", published_at__gt=since)
    told = rows.order_by("-published_at", "pk").values_list("card", "question", "published_at", "number")
    for card, title, moment, number in told[:FEW]:
        kind = _("New card") if number == 1 else _("Changed card")
        yield News(kind, reverse("exchange:card", args=[card]), moment, title)


@tells(*WITH_US)
def posts(user: User, since: datetime, at: datetime) -> Iterator[News]:
    """That others have written in a discussion that one follows; not what, nor in which."""
    rows: Any = queries.new_posts(user).filter(last_post_at__gt=since)
    for pk, moment in rows.values_list("pk", "last_post_at")[:FEW]:
        yield News(_("New post in a discussion that you follow"), reverse("exchange:discussion", args=[pk]), moment)


@piles(
    *MINUTED,
    text=ngettext_lazy("%(count)s network of yours sleeps", "%(count)s networks of yours sleep", "count"),
    verb=pgettext_lazy("network", "Wake"),
    page="exchange:networks",
)
def networks_asleep(user: User, at: datetime) -> QuerySet[Any]:
    return asleep_for(user, on=localdate(at))


@piles(
    *MINUTED,
    text=ngettext_lazy(
        "%(count)s meeting is near, and its members are not called yet",
        "%(count)s meetings are near, and their members are not called yet",
        "count",
    ),
    verb=pgettext_lazy("meeting", "Call"),
    page="exchange:networks",
    due="day",
)
def meetings_to_call(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_call(user, at=at)


@piles(
    *MINUTED,
    text=ngettext_lazy(
        "The minutes of %(count)s meeting have not been sent",
        "The minutes of %(count)s meetings have not been sent",
        "count",
    ),
    verb=pgettext_lazy("minutes", "Send"),
    page="exchange:networks",
)
def minutes_to_send(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_minute(user, at=at)


@piles(
    *MINUTED,
    text=ngettext_lazy(
        "%(count)s meeting of your networks within a week", "%(count)s meetings of your networks within a week", "count"
    ),
    verb=pgettext_lazy("meeting", "Prepare"),
    page="exchange:networks",
    due="day",
)
def meetings_coming(user: User, at: datetime) -> QuerySet[Any]:
    """Nothing is done about it but to come: it goes when the meeting begins."""
    return queries.coming(user, at=at)
