"""Proposals with their decision, their consultations, and what the answers come to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db.models import Model, Q, QuerySet
from django.utils.timezone import localdate

from samverka.actors.models import Organisation, Territory, User
from samverka.core.alphabet import Alphabetic
from samverka.core.attached import files_of
from samverka.core.county import SWEDEN
from samverka.programmes.models import Consultation, ConsultationAnswer, Opinion, Proposal
from samverka.programmes.models.consultations import WEEK_BEFORE
from samverka.programmes.models.proposals import PROPOSERS, ProposalQuerySet
from samverka.situation.models import Report


def proposals(viewer: User) -> ProposalQuerySet:
    """Those that the viewer may read."""
    return _whole(Proposal.objects.visible_to(viewer))


def public_proposals() -> ProposalQuerySet:
    """Those that everybody may read, the newest first."""
    return _whole(Proposal.objects.public()).order_by("-handed_over_on", "-pk")


def _whole(rows: ProposalQuerySet) -> ProposalQuerySet:
    return rows.select_related("organisation__territory", "consultation", "origin__version").defer(
        "origin__version__content"
    )


def stood_by(proposal: Proposal) -> list[Model]:
    """What is handed over: its words, and the files beside it."""
    return [proposal, *files_of(proposal)]


def proposes(viewer: User) -> bool:
    return any(one.role in PROPOSERS for one in viewer.standing)


def origins() -> QuerySet[Report]:
    """Reports that a proposal may come from: those that are out. A draft may yet be thrown away."""
    rows = Report.objects.filter(state__in=("published", "superseded"))
    return rows.order_by("-last_day", Alphabetic("title"), "pk")


def to_answer(viewer: User) -> QuerySet[ConsultationAnswer]:
    """What the viewer's organisations are asked and have not answered, what is due first."""
    rows = ConsultationAnswer.objects.mine(viewer).filter(answered_at=None, consultation__closed_at=None)
    return rows.select_related("consultation__proposal__organisation").order_by("consultation__due_on", "pk")


def consultations_to_close(viewer: User, *, on: date) -> QuerySet[Consultation]:
    """Those of the viewer's organisations whose last day is past, and that take answers all the same."""
    homes = [one.organisation_id for one in viewer.standing if one.role in PROPOSERS]
    rows = Consultation.objects.filter(proposal__organisation__in=homes, sent_at__isnull=False, closed_at=None)
    return rows.filter(due_on__lt=on).select_related("proposal").order_by("due_on", "pk")


KINDS = (Organisation.Kind.MUNICIPALITY, Organisation.Kind.COUNTY_BOARD, Organisation.Kind.REGION)


def taking_part() -> QuerySet[Organisation]:
    """Whom a consultation may ask by an account."""
    return Organisation.objects.filter(state=Organisation.State.ACTIVE).order_by(Alphabetic("name"), "pk")


def those_of_kind(kind: str, territory: Territory, *, but: Organisation) -> QuerySet[Organisation]:
    """All of a kind that take part in a territory, or in the country, but whoever asks."""
    rows = taking_part().filter(kind=kind).exclude(pk=but.pk)
    return rows if territory.pk == SWEDEN else rows.filter(territory__code__startswith=territory.pk[:2])


def asked_at_once(proposal: Proposal) -> list[tuple[str, Territory, int]]:
    """Of which kinds one may ask all in one go, in the county of whoever asks and in the country, and how many each."""
    asks = proposal.organisation
    places = Territory.objects.filter(pk__in={SWEDEN, asks.territory.county}).order_by("-pk")
    found = [(kind, place, those_of_kind(kind, place, but=asks).count()) for place in places for kind in KINDS]
    return [one for one in found if one[2] > 1]


def my_answer(viewer: User, proposal: Proposal) -> ConsultationAnswer | None:
    """What the viewer may answer about a proposal."""
    rows = ConsultationAnswer.objects.mine(viewer).filter(consultation__proposal=proposal)
    return rows.select_related("consultation").order_by("answered_at", "pk").first()


def digest(token: str) -> str:
    """What is kept of the token in a mailed link."""
    return sha256(token.encode()).hexdigest()


def answer_by_link(token: str) -> ConsultationAnswer | None:
    """Whose answer a token opens, while the consultation goes on."""
    rows = ConsultationAnswer.objects.filter(digest=digest(token), consultation__closed_at=None)
    return rows.select_related("consultation__proposal__organisation__territory").first()


def open_consultation(proposal: Proposal) -> Consultation | None:
    """The consultation that anybody may answer, while it goes on."""
    rows = Consultation.objects.filter(proposal=proposal, is_open_to_all=True, sent_at__isnull=False, closed_at=None)
    return rows.first()


def to_mail(*, at: datetime) -> Iterator[tuple[ConsultationAnswer, str]]:
    """Who is to be invited, and reminded a week before the day and the day after it, or at once; with the occasion."""
    today = localdate(at)
    rows = ConsultationAnswer.objects.filter(answered_at=None, consultation__sent_at__isnull=False)
    rows = rows.filter(consultation__closed_at=None).exclude(mailbox="")
    rows = rows.select_related("consultation__proposal__organisation__territory").order_by("pk")
    for one in rows.filter(invited_at=None):
        yield one, "invited_at"
    for one in rows.filter(is_to_remind=True):
        yield one, "missed_at" if one.consultation.due_on < today else "reminded_at"
    soon = Consultation.objects.filter(due_on__range=(today, today + WEEK_BEFORE), closed_at=None)
    for consultation in soon.filter(sent_at__isnull=False):
        before = Q(reminded_at=None) | Q(reminded_at__date__lt=consultation.due_on - WEEK_BEFORE)
        for one in rows.filter(before, consultation=consultation, invited_at__date__lt=today):
            yield one, "reminded_at"
    for one in rows.filter(invited_at__date__lt=today, consultation__due_on__lt=today, missed_at=None):
        yield one, "missed_at"


def to_remind_now(consultation: Consultation, *, on: date) -> QuerySet[ConsultationAnswer]:
    """Who has been invited by mail, has not answered, and is mailed nothing else on this day."""
    rows = consultation.answers.filter(answered_at=None, invited_at__date__lt=on).exclude(mailbox="")
    return rows.exclude(reminded_at__date=on).exclude(missed_at__date=on)


def reminds_now(consultation: Consultation, *, on: date) -> bool:
    """Is there somebody to remind, and has nobody done so on this day?"""
    is_done = consultation.reminded_at is not None and localdate(consultation.reminded_at) == on
    return consultation.takes_answers and not is_done and to_remind_now(consultation, on=on).exists()


@dataclass(frozen=True, slots=True)
class Table:
    """What the answers to a consultation come to."""

    asked: int
    opinions: list[tuple[str, str, int, int]]  # code, label, those who were asked, those who answered unasked
    answers: list[ConsultationAnswer]  # by respondent, the verified first
    missing: list[ConsultationAnswer]
    late: int

    @property
    def answered(self) -> int:
        return sum(one[2] for one in self.opinions)

    @property
    def unasked(self) -> int:
        return sum(one[3] for one in self.opinions)


def table_of(consultation: Consultation) -> Table:
    """By opinion, by respondent, who is missing and who was late."""
    rows = list(
        consultation.answers.select_related("organisation").order_by(Alphabetic("respondent"), "answered_at", "pk")
    )
    for one in rows:
        one.consultation = consultation
    answers = sorted((one for one in rows if one.answered_at), key=lambda one: one.is_unverified)
    counted = [
        (
            code, str(label), sum(one.opinion == code and not one.is_unverified for one in answers),
            sum(one.opinion == code and one.is_unverified for one in answers),
        )
        for code, label in Opinion.choices
    ]  # fmt: skip
    missing = [one for one in rows if one.answered_at is None]
    asked = len(rows) - sum(one[3] for one in counted)
    return Table(asked, counted, answers, missing, sum(one.is_late for one in answers))


def is_overdue(consultation: Consultation, *, on: date) -> bool:
    return consultation.takes_answers and consultation.due_on < on
