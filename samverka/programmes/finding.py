"""How agreements, projects, strategies, measures, mandates, calls and proposals are found, and by whom."""

from collections.abc import Iterator
from datetime import datetime, time
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import COORDINATORS
from samverka.core.finding import EVERYBODY, Text, around, findable, label, organisation, page_of
from samverka.core.markdown import plain
from samverka.programmes.models import Agreement, Call, Mandate, Measure, Project, Proposal, Strategy
from samverka.programmes.models.agreements import SPEAK, AgreementState
from samverka.programmes.models.calls import CallState
from samverka.programmes.models.mandates import MandateState
from samverka.programmes.models.projects import ProjectState
from samverka.programmes.models.proposals import PROPOSERS
from samverka.programmes.models.strategies import RUNNING


@findable("agreement", _("Agreement"), Agreement, follows={"actors.organisation": "parties__organisation"})
def agreements(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    """The text for the public, for everybody; what the parties say among themselves, for the parties."""
    for one in rows.select_related("territory").prefetch_related("parties__organisation"):
        status, is_old = label(one), one.state == AgreementState.ENDED
        about = (label(one, "kind"), one.territory, *sorted(party.organisation.name for party in one.parties.all()))
        if one.published_at and not one.is_unsigned:
            page = page_of("programmes:open_agreement", one.pk)
            said = plain(one.public_text or one.purpose)
            facts = one.changed_at, (EVERYBODY,), said, one.reference, status, is_old
            yield Text(one.pk, one.title, page, *facts, about=about)
        if not one.published_at or one.public_text:
            seen = [mark for party in one.parties.all() for mark in organisation(party.organisation_id)]
            page, said = page_of("programmes:agreement", one.pk), f"{one.reference} {one.options}"
            inside = plain(one.purpose)
            yield Text(one.pk, one.title, page, one.changed_at, seen, inside, said, status, is_old, "parties", about)


@findable("project", pgettext_lazy("noun", "Project"), Project, follows={"actors.organisation": "organisation"})
def projects(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    """For its owner and partners; once money is granted, for those who coordinate there."""
    for one in rows.select_related("territory", "organisation", "fund").prefetch_related("partners"):
        homes = (one.organisation_id, *(partner.pk for partner in one.partners.all()))
        seen = [mark for home in homes for mark in organisation(home)]
        seen += [] if one.state == ProjectState.PLANNED else around(one.territory_id, *COORDINATORS)
        page, status = page_of("programmes:project", one.pk), label(one)
        said, about = f"{one.tracks} {one.operation_number}", (one.territory, one.organisation.name, one.fund)
        yield Text(one.pk, one.title, page, one.changed_at, seen, plain(one.purpose), said, status, about=about)


@findable("strategy", _("Strategy"), Strategy, follows={"actors.organisation": "organisation"})
def strategies(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    for one in _with_homes(rows.select_related("organisation").prefetch_related("areas"), ""):
        page = page_of("programmes:open_strategy" if one.is_open else "programmes:strategy", one.pk)
        status, is_old = label(one), one.is_open and one.state not in RUNNING
        seen, goals = _of_strategy(one), plain(one.goals)
        about = (one.organisation.name, *sorted(map(str, one.areas.all())))
        yield Text(one.pk, one.title, page, one.changed_at, seen, goals, status=status, is_old=is_old, about=about)


@findable("measure", _("Measure"), Measure, follows={"programmes.strategy": "strategy"})
def measures(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    """What it is part of stands beside; its page is the strategy's as soon as everybody reads that."""
    for one in _with_homes(rows.select_related("strategy"), "strategy__"):
        of = one.strategy
        page = page_of("programmes:measure", one.pk)
        if of.is_open:
            page = page_of("programmes:open_strategy", of.pk) + f"#measure-{one.number}"
        status, is_old = label(one), one.state == Measure.State.STOPPED
        yield Text(one.pk, one.title, page, of.changed_at, _of_strategy(of), plain(one.text), of.title, status, is_old)


def _with_homes(rows: "QuerySet[Any, Any]", way: str) -> "QuerySet[Any, Any]":
    return rows.prefetch_related(f"{way}measures__parts", f"{way}backers")


def _of_strategy(one: Strategy) -> tuple[str, ...]:
    """Everybody once it is in force; before, its keeper, those with a part in it, and those who are asked."""
    if one.is_open:
        return (EVERYBODY,)
    homes = {one.organisation_id}
    for measure in one.measures.all():
        homes |= {measure.organisation_id, *(part.organisation_id for part in measure.parts.all())}
    if one.consulted_at:
        homes |= {backer.organisation_id for backer in one.backers.all() if backer.organisation_id}
    return tuple(mark for home in homes for mark in organisation(home))


@findable("mandate", _("Mandate"), Mandate, follows={"actors.organisation": "organisation"})
def mandates(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    """For everybody: a decision is public."""
    for one in rows.select_related("organisation").prefetch_related("deliverables", "extensions"):
        page, decided = page_of("programmes:public_mandate", one.pk), datetime.combine(one.decided_on, time())
        due = sorted(deliverable.title for deliverable in one.deliverables.all())
        changed = [extension.change for extension in one.extensions.all()]
        said = " ".join([one.target_group, *changed, one.reference, *due])
        status, is_old = label(one), one.state in (MandateState.ENDED, MandateState.HANDED_OVER)
        summary, about = f"{one.issuer}. {plain(one.purpose)}", (label(one, "form"), one.organisation.name)
        facts = make_aware(decided), (EVERYBODY,), summary, said, status, is_old
        yield Text(one.pk, one.title, page, *facts, about=about)


@findable("call", pgettext_lazy("noun", "Grant"), Call, follows={"actors.organisation": "organisation"})
def calls(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    """For everybody, what all may apply for and who decided; before, those who give, and those who are invited."""
    for one in rows.select_related("organisation", "territory").prefetch_related("invited"):
        homes = {
            one.organisation_id,
            *(() if one.is_drafted else (asked.organisation_id for asked in one.invited.all())),
        }
        seen, page = tuple(mark for home in homes for mark in organisation(home, *SPEAK)), "programmes:call"
        if one.is_decided or not (one.is_drafted or one.is_invited):
            seen, page = (EVERYBODY,), "programmes:public_call"
        status, is_old = label(one), one.state in (CallState.CLOSED, CallState.DECIDED)
        page, said, about = page_of(page, one.pk), plain(one.purpose), (one.organisation.name, one.territory)
        yield Text(one.pk, one.title, page, one.changed_at, seen, said, one.eligible, status, is_old, about=about)


_banner = lazy(attrgetter("banner"), str)


@findable("proposal", _("Proposal"), Proposal, follows={"actors.organisation": "organisation"})
def proposals(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    """Each with its banner for a status: whatever of its text is shown where it is found, that stands beside."""
    for one in rows.select_related("organisation"):
        page = page_of("programmes:proposal" if one.is_draft else "programmes:public_proposal", one.pk)
        seen = tuple(organisation(one.organisation_id, *PROPOSERS)) if one.is_draft else (EVERYBODY,)
        said, part = f"{plain(one.text)} {plain(one.evidence)}", "draft" if one.is_draft else ""
        about, facts = (one.organisation.name, label(one)), (one.changed_at, seen, one.addressee, said, _banner(one))
        yield Text(one.pk, one.title, page, *facts, part=part, about=about)
