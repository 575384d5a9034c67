"""What a final report shows of a mandate, frozen with the report: every figure with where it came from."""

from collections import Counter
from collections.abc import Collection

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from samverka.programmes.models import Assignment, Consultation, Mandate, Opinion, Proposal
from samverka.programmes.queries.mandates import mandate_of
from samverka.programmes.queries.proposals import table_of
from samverka.situation.presets.outline import Part
from samverka.situation.queries.basis import Basis, Block, Told, figure, prose
from samverka.situation.queries.blocks import add_block, add_standing
from samverka.situation.queries.report_words import Standing, day_of


OUTLINE: tuple[Part, ...] = (  # what a final report begins as: to be changed, moved and left out
    Part(gettext_lazy("In short")),
    Part(gettext_lazy("The mandate"), "mandate"),
    Part(gettext_lazy("What was done"), "assignments"),
    Part(gettext_lazy("Services"), "indicator", "services"),
    Part(gettext_lazy("How many there are"), "estimates"),
    Part(gettext_lazy("Questions and answers"), "questions"),
    Part(gettext_lazy("Knowledge"), "cards"),
    Part(gettext_lazy("Good practices"), "practices"),
    Part(gettext_lazy("Networks and meetings"), "meetings"),
    Part(gettext_lazy("Proposals"), "proposals"),
    Part(gettext_lazy("What those who were consulted think"), "consultations"),
    Part(gettext_lazy("What remains")),
    Part(gettext_lazy("Appendix: the tasks, each with what was reported"), "assignment_list"),
)


def mandate(basis: Basis, code: str) -> Block:
    """Who gave it to whom, for how long and with how much, and what was handed in."""
    found = mandate_of(basis.report)
    if found is None:
        return Block()
    source = _source(basis, found)
    form = capfirst(f"{found.get_form_display()} {found.reference}".strip())
    told = {"issuer": found.issuer, "holder": str(found.organisation), "form": form}
    told |= {"day": day_of(found.decided_on.isoformat())}
    about = _("%(form)s of %(day)s, given by %(issuer)s to %(holder)s.") % told
    block = Block(groups=[prose(found.title, about, text=found.purpose)])
    if found.target_group:
        block.groups.append(prose(_("Whom it is about, in its own words"), found.target_group))
    if found.money is not None:
        facts = {"low": found.money, "high": found.money, "unit": pgettext("money", "kr"), "source": source}
        block.figures.append(figure(_("Money for the mandate"), **facts))
    due = list(found.deliverables.order_by("due_on", "pk"))
    if due:
        done = sum(one.delivered_on is not None for one in due)
        block.figures.append(figure(_("Handed in so far"), low=done, high=done, source=source))
        block.figures.append(figure(_("To be handed in altogether"), low=len(due), high=len(due), source=source))
    return block


def assignments(basis: Basis, code: str) -> Block:
    """How far the tasks have come, and whose they are. What was reported stands in the appendix."""
    found = mandate_of(basis.report)
    rows = list(found.assignments.select_related("organisation").order_by("due_on", "pk")) if found else []
    if found is None or not rows:
        return Block()
    says = _("The tasks of the mandate “%(title)s”, counted as they stood when this was told and are listed here.")
    source = basis.source("assignments", str(found.pk), says=says % {"title": found.title}, parts=[_part(found)])
    counted = Counter(one.state for one in rows)
    figures = [
        figure(str(label), low=counted[state], high=counted[state], source=source)
        for state, label in Assignment.State.choices
        if counted[state]
    ]
    groups = [prose(str(one.organisation), f"{capfirst(one.get_state_display())}: {one.task}") for one in rows]
    return Block(figures, groups)


def assignment_list(basis: Basis, code: str) -> Block:
    """An appendix: each task with whose it is, its day, and what was reported where that was accepted."""
    found = mandate_of(basis.report)
    rows = found.assignments.select_related("organisation").order_by("due_on", "pk") if found else []
    block = Block()
    for one in rows:
        told = {"day": day_of(one.due_on.isoformat()), "state": one.get_state_display()}
        lines = [capfirst(_("due on %(day)s: %(state)s") % told), *([one.report] if one.is_approved else [])]
        block.groups.append(prose(f"{one.organisation}: {one.task}", *lines))
    return block


def proposals(basis: Basis, code: str) -> Block:
    """Each with its banner: no text of a proposal stands without it. Its figures lead to just these."""
    found, report = _proposals(basis), basis.report
    groups = [
        prose(
            one.title, _("Addressee: %(addressee)s") % {"addressee": one.addressee}, text=one.text, stands=_stands(one)
        )
        for one in found
    ]
    kept = Counter(one.decision or one.state for one in found)
    labels = {**dict(Proposal.State.choices), **dict(Proposal.Decision.choices)}
    told = {"organisation": report.organisation, "from": day_of(report.first_day.isoformat())}
    told |= {"to": day_of(report.last_day.isoformat())}
    says = _(
        "The proposals that %(organisation)s handed over from %(from)s to %(to)s, as they stood when this was told."
    )
    source = basis.source(
        "proposals", str(report.organisation_id), says=says % told, parts=[_part(one) for one in found]
    )
    return Block(
        [figure(str(labels[key]), low=count, high=count, source=source) for key, count in kept.items()], groups
    )


def consultations(basis: Basis, code: str) -> Block:
    """By opinion, of those consultations that are closed."""
    block, opinions = Block(), dict(Opinion.choices)
    rows = Consultation.objects.filter(proposal__in=[one.pk for one in _proposals(basis)], closed_at__isnull=False)
    for one in rows.select_related("proposal").order_by("closed_at", "pk"):
        table = table_of(one)
        source = basis.source(
            "consultation", str(one.pk), says=_("The consultation about “%(proposal)s”, compiled") % {
                "proposal": one.proposal.title
            }, way=_way(one.proposal),
        )  # fmt: skip
        facts = {"kind": "choice", "known": table.answered, "areas": table.asked, "source": source}
        block.figures += [
            figure(str(opinions[key]), low=count, high=count, under=one.proposal.title, **facts)
            for key, _label, count, _unasked in table.opinions
        ]
        told = {"asked": table.asked, "answered": table.answered, "late": table.late}
        compiled = _("Asked: %(asked)s. Answered: %(answered)s, of which late: %(late)s.") % told
        block.groups.append(prose(one.proposal.title, compiled, stands=_stands(one.proposal)))
    return block


def _stands(one: Proposal) -> Told:
    """What is frozen of how a proposal stands, and what finds how it stands later."""
    return {"kind": "proposal", "key": str(one.pk), "state": _state(one), "banner": one.banner, "way": _way(one)}


def _state(one: Proposal) -> str:
    return one.decision if one.state == Proposal.State.DECIDED else one.state


def _way(one: Proposal | Mandate) -> str:
    """The page on which everybody reads it."""
    return reverse(f"programmes:public_{one._meta.model_name}", args=[one.pk])


def _part(one: Proposal | Mandate) -> Told:
    return {"says": one.title, "way": _way(one)}


def standings(keys: Collection[str]) -> dict[str, Standing]:
    """How proposals stand today, for reports that were told earlier."""
    rows = Proposal.objects.public().filter(pk__in=keys)
    return {str(one.pk): Standing(_state(one), one.banner, one.holds) for one in rows}


def _proposals(basis: Basis) -> list[Proposal]:
    """What whoever reports has handed over within the time."""
    first, last = basis.report.first_day, basis.report.last_day
    rows = Proposal.objects.public().filter(organisation=basis.report.organisation_id)
    rows = rows.filter(handed_over_on__gte=first, handed_over_on__lte=last)
    return list(rows.order_by("handed_over_on", "pk"))


def _source(basis: Basis, found: Mandate) -> int:
    return basis.source(
        "mandate", str(found.pk), says=_("The mandate “%(title)s”") % {"title": found.title},
        way=_way(found),
    )  # fmt: skip


def make_known() -> None:
    """Let final reports show these."""
    add_block("mandate", gettext_lazy("the mandate"), mandate)
    add_block("assignments", gettext_lazy("assignments"), assignments)
    add_block("assignment_list", gettext_lazy("list of assignments with their reports"), assignment_list)
    add_block("proposals", gettext_lazy("proposals, each with its status"), proposals)
    add_block("consultations", gettext_lazy("what those who were consulted think"), consultations)
    add_standing("proposal", standings)
