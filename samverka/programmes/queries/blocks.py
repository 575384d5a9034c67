"""What a final report shows of a mandate, frozen with the report: every figure with where it came from."""

from collections import Counter

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from samverka.core.markdown import plain
from samverka.programmes.models import Assignment, Consultation, Mandate, Opinion, Proposal
from samverka.programmes.queries.mandates import mandate_of
from samverka.programmes.queries.proposals import table_of
from samverka.situation.presets.outline import Part
from samverka.situation.queries.basis import Basis, Block, figure
from samverka.situation.queries.blocks import add_block
from samverka.situation.queries.report_words import day_of


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
    told = {"issuer": found.issuer, "holder": str(found.organisation), "form": found.get_form_display()}
    told |= {"day": day_of(found.decided_on.isoformat()), "reference": found.reference or "-"}
    about = _("%(form)s of %(day)s (%(reference)s), given by %(issuer)s to %(holder)s.") % told
    block = Block(groups=[{"label": found.title, "names": [about, plain(found.purpose)]}])
    if found.target_group:
        block.groups.append({"label": _("Whom it is about, in its own words"), "names": [found.target_group]})
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
    says = _("The tasks of the mandate “%(title)s”, as they stood when this was told") % {"title": found.title}
    source = basis.source("assignments", str(found.pk), says=says)  # no page that everybody reads tells of them
    counted = Counter(one.state for one in rows)
    figures = [
        figure(str(label), low=counted[state], high=counted[state], source=source)
        for state, label in Assignment.State.choices
        if counted[state]
    ]
    groups = [
        {
            "label": str(one.organisation),
            "names": [f"{one.get_state_display()}: {one.task}"],
        }
        for one in rows
    ]
    return Block(figures, groups)


def assignment_list(basis: Basis, code: str) -> Block:
    """An appendix: each task with whose it is, its day, and what was reported where that was accepted."""
    found = mandate_of(basis.report)
    rows = found.assignments.select_related("organisation").order_by("due_on", "pk") if found else []
    block = Block()
    for one in rows:
        told = {"day": day_of(one.due_on.isoformat()), "state": one.get_state_display()}
        names = [_("due on %(day)s: %(state)s") % told, *([one.report] if one.is_approved else [])]
        block.groups.append({"label": f"{one.organisation}: {one.task}", "names": names})
    return block


def proposals(basis: Basis, code: str) -> Block:
    """Each with its banner: no text of a proposal stands without it."""
    block, report = Block(), basis.report
    for one in _proposals(basis):
        block.groups.append({"label": one.title, "names": [f"{one.banner} {one.addressee}: {plain(one.text)}"]})
    kept = Counter(one.decision or one.state for one in _proposals(basis))
    labels = {**dict(Proposal.State.choices), **dict(Proposal.Decision.choices)}
    source = basis.source(
        "proposals", str(report.organisation_id), says=_("Proposals of %(organisation)s, with what became of each")
        % {"organisation": report.organisation}, way=reverse("programmes:public_proposals"),
    )  # fmt: skip
    block.figures = [figure(str(labels[key]), low=count, high=count, source=source) for key, count in kept.items()]
    return block


def consultations(basis: Basis, code: str) -> Block:
    """By opinion, of those consultations that are closed."""
    block, opinions = Block(), dict(Opinion.choices)
    rows = Consultation.objects.filter(proposal__in=[one.pk for one in _proposals(basis)], closed_at__isnull=False)
    for one in rows.select_related("proposal").order_by("closed_at", "pk"):
        table = table_of(one)
        source = basis.source(
            "consultation", str(one.pk), says=_("The consultation about “%(proposal)s”, compiled") % {
                "proposal": one.proposal.title
            }, way=reverse("programmes:public_proposal", args=[one.proposal_id]),
        )  # fmt: skip
        facts = {"kind": "choice", "known": table.answered, "areas": table.asked, "source": source}
        block.figures += [
            figure(str(opinions[key]), low=count, high=count, under=one.proposal.title, **facts)
            for key, _label, count, _unasked in table.opinions
        ]
        told = {"asked": table.asked, "answered": table.answered, "late": table.late}
        compiled = _("Asked: %(asked)s. Answered: %(answered)s, of which late: %(late)s.") % told
        block.groups.append({"label": one.proposal.title, "names": [compiled, one.proposal.banner]})
    return block


def _proposals(basis: Basis) -> list[Proposal]:
    """What whoever reports has handed over within the time."""
    first, last = basis.report.first_day, basis.report.last_day
    rows = Proposal.objects.public().filter(organisation=basis.report.organisation_id)
    rows = rows.filter(handed_over_on__gte=first, handed_over_on__lte=last)
    return list(rows.order_by("handed_over_on", "pk"))


def _source(basis: Basis, found: Mandate) -> int:
    return basis.source(
        "mandate", str(found.pk), says=_("The mandate “%(title)s”") % {"title": found.title},
        way=reverse("programmes:public_mandate", args=[found.pk]),
    )  # fmt: skip


def make_known() -> None:
    """Let final reports show these."""
    add_block("mandate", gettext_lazy("the mandate"), mandate)
    add_block("assignments", gettext_lazy("assignments"), assignments)
    add_block("assignment_list", gettext_lazy("list of assignments with their reports"), assignment_list)
    add_block("proposals", gettext_lazy("proposals, each with its status"), proposals)
    add_block("consultations", gettext_lazy("what those who were consulted think"), consultations)
