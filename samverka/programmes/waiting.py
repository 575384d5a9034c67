"""What waits for those who speak for an organisation: to pay, judge, apply, report, sign, answer; and what is new."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from samverka.actors.models import COORDINATORS, User
from samverka.core.waiting import News, piles, tells
from samverka.programmes import queries
from samverka.programmes.models.agreements import SPEAK, AgreementState
from samverka.programmes.models.proposals import PROPOSERS
from samverka.situation.models.surveys import RESPONDING


FEW = 5
SIGNED = gettext_lazy("An agreement with you is signed")  # and runs, maybe
STEPS = {  # how far others have come with an agreement, as those who are in it are told
    AgreementState.DIALOGUE: gettext_lazy("An agreement with you is in dialogue"),
    AgreementState.DRAFTED: gettext_lazy("An agreement with you has a draft to sign"),
}


@tells(*SPEAK)
def agreements(user: User, since: datetime, at: datetime) -> Iterator[News]:
    """How far those agreements have come that others keep and one is a party to, as they stand now."""
    for one, moment in queries.stepped_by_others(user, since=since)[:FEW]:
        title = one.title if one.published_at else ""
        told = STEPS.get(AgreementState(one.state), SIGNED)
        yield News(str(told), reverse("programmes:agreement", args=[one.pk]), moment, title)


@piles(
    *SPEAK,
    text=ngettext_lazy("%(count)s project is to be reported", "%(count)s projects are to be reported", "count"),
    verb=pgettext_lazy("verb", "Report"),
    page="programmes:projects",
    due="due_on",
)
def projects_to_report(user: User, at: datetime) -> QuerySet[Any]:
    return queries.due_periods(user, on=localdate(at))


@piles(
    *SPEAK,
    text=ngettext_lazy("%(count)s measure waits for your part", "%(count)s measures wait for your part", "count"),
    verb=pgettext_lazy("verb", "Sign"),
    page="programmes:strategies",
)
def parts_to_sign(user: User, at: datetime) -> QuerySet[Any]:
    return queries.my_parts(user)


@piles(
    *SPEAK,
    text=ngettext_lazy(
        "%(count)s strategy waits for your opinion", "%(count)s strategies wait for your opinion", "count"
    ),
    verb=pgettext_lazy("verb", "Answer"),
    page="programmes:strategies",
    due="strategy__answers_due_on",
)
def strategies_to_back(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_back(user)


@piles(
    *RESPONDING,
    text=ngettext_lazy("%(count)s consultation to answer", "%(count)s consultations to answer", "count"),
    verb=pgettext_lazy("verb", "Answer"),
    page="programmes:proposals",
    due="consultation__due_on",
)
def consultations_to_answer(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_answer(user)


@piles(
    *RESPONDING,
    text=ngettext_lazy("%(count)s task of a mandate to do", "%(count)s tasks of mandates to do", "count"),
    verb=pgettext_lazy("verb", "Report"),
    page="programmes:mandates",
    due="due_on",
)
def assignments_to_do(user: User, at: datetime) -> QuerySet[Any]:
    return queries.my_assignments(user)


@piles(
    *COORDINATORS,
    text=ngettext_lazy(
        "%(count)s task of a mandate of yours is reported",
        "%(count)s tasks of mandates of yours are reported",
        "count",
    ),
    verb=pgettext_lazy("verb", "Judge"),
    page="programmes:mandates",
)
def assignments_to_judge(user: User, at: datetime) -> QuerySet[Any]:
    return queries.assignments_to_judge(user)


@piles(
    *COORDINATORS,
    text=ngettext_lazy("%(count)s thing to hand in for a mandate", "%(count)s things to hand in for mandates", "count"),
    verb=pgettext_lazy("verb", "Hand in"),
    page="programmes:mandates",
    due="due_on",
)
def deliverables_due(user: User, at: datetime) -> QuerySet[Any]:
    return queries.deliverables_due(user, on=localdate(at))


@piles(
    *PROPOSERS,
    text=ngettext_lazy(
        "%(count)s consultation of yours has passed its last day",
        "%(count)s consultations of yours have passed their last day",
        "count",
    ),
    verb=pgettext_lazy("consultation", "Close"),
    page="programmes:proposals",
    due="due_on",
)
def consultations_to_close(user: User, at: datetime) -> QuerySet[Any]:
    return queries.consultations_to_close(user, on=localdate(at))


@piles(
    *SPEAK,
    text=ngettext_lazy(
        "%(count)s strategy has a year to follow up", "%(count)s strategies have years to follow up", "count"
    ),
    verb=pgettext_lazy("verb", "Follow up"),
    page="programmes:strategies",
)
def strategies_to_follow_up(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_follow_up(user, on=localdate(at))


@piles(
    *SPEAK,
    text=ngettext_lazy("%(count)s agreement ends soon", "%(count)s agreements end soon", "count"),
    verb=pgettext_lazy("verb", "Plan"),
    page="programmes:programmes",
    due="last_day",
)
def agreements_that_end(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_decide(user, on=localdate(at))


@piles(
    *SPEAK,
    text=ngettext_lazy("%(count)s deviation to comment on", "%(count)s deviations to comment on", "count"),
    verb=pgettext_lazy("verb", "Comment"),
    page="programmes:programmes",
)
def deviations_to_comment(user: User, at: datetime) -> QuerySet[Any]:
    return queries.uncommented(user)


@piles(
    *SPEAK,
    text=ngettext_lazy(
        "%(count)s agreement has a year to go through", "%(count)s agreements have years to go through", "count"
    ),
    verb=pgettext_lazy("verb", "Approve"),
    page="programmes:programmes",
)
def years_to_settle(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_settle(user, on=localdate(at))


@piles(
    *SPEAK,
    text=ngettext_lazy(
        "%(count)s year of an agreement to approve",
        "%(count)s years of agreements to approve",
        "count",
    ),
    verb=pgettext_lazy("verb", "Approve"),
    page="programmes:programmes",
)
def years_to_confirm(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_confirm(user)


@piles(
    *SPEAK,
    text=ngettext_lazy("%(count)s payment is due", "%(count)s payments are due", "count"),
    verb=pgettext_lazy("verb", "Pay"),
    page="programmes:programmes",
    due="due_on",
)
def payments_due(user: User, at: datetime) -> QuerySet[Any]:
    return queries.payments_due(user, on=localdate(at))


@piles(
    *SPEAK,
    text=ngettext_lazy("%(count)s application to complete", "%(count)s applications to complete", "count"),
    verb=pgettext_lazy("verb", "Complete"),
    page="programmes:calls",
    due="due_on",
)
def applications_to_complete(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_complete(user)


@piles(
    *SPEAK,
    text=ngettext_lazy("%(count)s application to judge", "%(count)s applications to judge", "count"),
    verb=pgettext_lazy("verb", "Judge"),
    page="programmes:calls",
)
def applications_to_judge(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_judge(user)


@piles(
    *SPEAK,
    text=ngettext_lazy(
        "%(count)s grant can soon no longer be applied for",
        "%(count)s grants can soon no longer be applied for",
        "count",
    ),
    verb=pgettext_lazy("verb", "Apply"),
    page="programmes:calls",
    due="closes_on",
)
def calls_closing_soon(user: User, at: datetime) -> QuerySet[Any]:
    return queries.closing_soon(user, on=localdate(at))
