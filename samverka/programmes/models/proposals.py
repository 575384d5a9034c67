"""Proposals: what somebody asks of those who decide, and what became of it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import COORDINATORS, Organisation, Role, User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.situation.models import Report


PROPOSERS = (*COORDINATORS, Role.PROJECT_LEADER)


class ProposalState(models.TextChoices):
    DRAFTED = "drafted", pgettext_lazy("proposal", "drafted")
    HANDED_OVER = "handed_over", pgettext_lazy("proposal", "handed over")
    OUT = "out_for_consultation", pgettext_lazy("proposal", "out for consultation")
    CLOSED = "consultation_closed", pgettext_lazy("proposal", "consultation closed")
    DECIDED = "decided", pgettext_lazy("proposal", "decided")
    IMPLEMENTED = "implemented", pgettext_lazy("proposal", "implemented")
    NOT_TAKEN_UP = "not_taken_up", pgettext_lazy("proposal", "not taken up")


NEXT: dict[str, tuple[ProposalState, ...]] = {  # where a proposal goes from each state
    ProposalState.DRAFTED: (ProposalState.HANDED_OVER,),
    ProposalState.HANDED_OVER: (ProposalState.OUT, ProposalState.DECIDED, ProposalState.NOT_TAKEN_UP),
    ProposalState.OUT: (ProposalState.CLOSED,),
    ProposalState.CLOSED: (ProposalState.DECIDED, ProposalState.NOT_TAKEN_UP),
    ProposalState.DECIDED: (ProposalState.IMPLEMENTED,),
    ProposalState.IMPLEMENTED: (),
    ProposalState.NOT_TAKEN_UP: (),
}


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def public(self) -> Self:
        """Those that have left the drawer: whoever was handed one may be asked for it by anybody."""
        return self.exclude(state="drafted")

    def visible_to(self, viewer: User) -> Self:
        """What everybody reads, and the drafts of one's organisations."""
        homes = [one.organisation_id for one in viewer.standing if one.role in PROPOSERS]
        return self.filter(~Q(state="drafted") | Q(organisation__in=homes))


class Proposal(models.Model):
    """What is asked of whom, at what cost and on what ground; and how far those who decide have come with it."""

    class Decision(models.TextChoices):
        ADOPTED = "adopted", pgettext_lazy("proposal", "adopted")
        PARTLY = "partly", pgettext_lazy("proposal", "adopted in part")
        REJECTED = "rejected", pgettext_lazy("proposal", "rejected")

    State = ProposalState

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="proposals")  # who proposes
    title = models.CharField(pgettext_lazy("proposal", "title"), max_length=150)
    text = models.TextField(_("text"), max_length=8000)
    addressee = models.CharField(_("addressee"), max_length=150)
    needs_law_change = models.BooleanField(_("needs a change of law"), default=False)
    cost = models.TextField(_("cost"), max_length=1000, blank=True)
    evidence = models.TextField(_("what it rests on"), max_length=4000, blank=True)
    origin = models.ForeignKey(Report, models.PROTECT, related_name="proposals", null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=ProposalState, default=ProposalState.DRAFTED)
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision_note = models.TextField(_("what was decided"), max_length=2000, blank=True)
    implemented_on = models.DateField(_("implemented on"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="drafted", handed_over_on=None)
                | ~Q(state="drafted") & Q(handed_over_on__isnull=False),
                name="a_proposal_says_when_it_was_handed_over",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("decided", "implemented"), decided_on__isnull=False) & ~Q(decision="")
                | Q(state="not_taken_up", decision="", decided_on__isnull=False)
                | Q(state__in=("drafted", "handed_over", "out_for_consultation", "consultation_closed"),
                    decision="", decided_on=None),
                name="a_decided_proposal_says_how_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state="implemented", implemented_on__isnull=False)
                & Q(decision__in=("adopted", "partly"))
                | ~Q(state="implemented") & Q(implemented_on=None),
                name="what_is_implemented_was_adopted",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "handed_over_on"], name="proposals_by_state")]

    class Privacy(privacy.Fields):
        open = {
            *("id", "organisation", "title", "text", "addressee", "needs_law_change", "cost", "evidence", "origin"),
            *("state", "handed_over_on", "decision", "decided_by", "decided_on", "decision_note", "implemented_on"),
        }
        work = {"changed_at"}

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == ProposalState.DRAFTED

    @property
    def holds(self) -> bool:
        """Has anybody who may decide said that it is to be so, wholly or in part?"""
        return self.decision in (self.Decision.ADOPTED, self.Decision.PARTLY)

    @property
    def banner(self) -> str:
        """What must be read with its text, wherever that stands: whether anybody has decided on it, and how."""
        told = {
            "whom": self.addressee,
            "by": self.decided_by or self.addressee,
            "handed": _day(self.handed_over_on),
            "decided": _day(self.decided_on),
            "done": _day(self.implemented_on),
        }
        return BANNERS[self.decision if self.state == "decided" else self.state] % told


def _day(day: object) -> str:
    return str(date_format(day, "j F Y")) if day else ""  # type: ignore[arg-type]


BANNERS = {
    "drafted": _("A draft. It is not handed over to anybody."),
    "handed_over": _(
        "Only a proposal, handed over to %(whom)s on %(handed)s. No decision is taken: it is no guidance."
    ),
    "out_for_consultation": _("Only a proposal, out for consultation. No decision is taken: it is no guidance."),
    "consultation_closed": _(
        "Only a proposal. The consultation is closed, and no decision is taken: it is no guidance."
    ),
    "adopted": _("Adopted by %(by)s on %(decided)s. It is not carried out yet."),
    "partly": _("Adopted in part by %(by)s on %(decided)s. Read what was decided before you rely on it."),
    "rejected": _("Rejected by %(by)s on %(decided)s. It does not hold."),
    "implemented": _("Adopted by %(by)s on %(decided)s, and carried out on %(done)s."),
    "not_taken_up": _("Not taken up. No decision was taken, which is known since %(decided)s: it does not hold."),
}
