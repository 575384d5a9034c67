"""A consultation is prepared, sent, answered in several ways, and closed."""

import secrets
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already
from samverka.core.free_text import accept
from samverka.core.ids import new_id
from samverka.core.versions import check_seen
from samverka.directory.actions.nameless import Nameless
from samverka.programmes import queries, rules
from samverka.programmes.actions.proposals import go_on, hold, note
from samverka.programmes.models import Consultation, ConsultationAnswer, Opinion, Proposal
from samverka.programmes.models.consultations import SAID
from samverka.programmes.models.proposals import ProposalState
from samverka.situation.queries.surveys import mailbox_of, mailboxes_of


State, Way = ProposalState, ConsultationAnswer.Way
MOST, MOST_A_DAY = 400, 200  # who are asked; and who answer unasked on a day


@transaction.atomic
def plan_consultation(
    *, id: UUID, proposal: Proposal, due_on: date, by: User, at: datetime, text: str = "", is_open_to_all: bool = False
) -> Consultation:
    """Prepare one. A proposal goes out once: asked again, it gives that."""
    if there := already(Consultation, id, proposal_id=proposal.pk):
        return there
    held = hold(proposal, by)
    if there := Consultation.objects.filter(proposal=held).first():
        return there
    if held.state != State.HANDED_OVER:
        raise Refused(_("Hand the proposal over first. What is decided goes out no more."))
    said = {"text": accept(text), "due_on": _to_come(due_on, at), "is_open_to_all": is_open_to_all}
    made = Consultation.objects.create(id=id, proposal=held, **said)
    note(held, by, "consultation_planned", at)
    return made


@transaction.atomic
def edit_consultation(
    *, consultation: Consultation, due_on: date, text: str, is_open_to_all: bool, by: User, at: datetime, seen: str = ""
) -> Consultation:
    """Change what is asked while nobody has been; the day, and who may answer, until it is closed."""
    held = _hold_open(consultation, by)
    check_seen(held, seen)
    if held.sent_at and text != held.text:
        raise Unfit(_("What is asked stays as it was sent."), field="text")
    held.text, held.is_open_to_all = accept(text), is_open_to_all
    if due_on != held.due_on:
        held.due_on = _to_come(due_on, at)
        held.answers.update(reminded_at=None, missed_at=None)  # reminded by the new day
    held.save(update_fields=["text", "due_on", "is_open_to_all"])
    note(held.proposal, by, "consultation_changed", at)
    return held


@transaction.atomic
def consult(
    *, id: UUID, consultation: Consultation, by: User, at: datetime, organisation: Organisation | None = None,
    respondent: str = "", mailbox: str = "",
) -> ConsultationAnswer:  # fmt: skip
    """Ask one more: an organisation that takes part, or another by its name and mailbox."""
    if there := already(ConsultationAnswer, id, consultation_id=consultation.pk):
        return there
    held = _hold_open(consultation, by)
    name = organisation.name if organisation else accept(respondent, field="respondent").strip()
    if not name:
        raise Unfit(_("Say whom to ask."), field="respondent")
    if organisation and respondent.strip():
        raise Unfit(_("Ask one at a time: an organisation in Samverka, or another by name."), field="respondent")
    box = mailbox or (mailbox_of(organisation) if organisation else "")
    if not organisation and not box:
        raise Unfit(_("Whoever has no account is asked by mail."), field="mailbox")
    asked = held.answers.exclude(way=Way.OPEN)
    if asked.filter(_same(organisation, name)).exists():
        raise Unfit(_("This one is asked already."), field="respondent")
    if asked.count() >= MOST:
        raise Refused(_("That is enough of those who are asked."))
    made = ConsultationAnswer.objects.create(
        id=id, consultation=held, organisation=organisation, respondent=name, mailbox=box
    )
    note(held.proposal, by, "consultation_recipient_added", at)
    return made


@transaction.atomic
def consult_all(*, consultation: Consultation, kind: str, territory: Territory, by: User, at: datetime) -> int:
    """Ask all organisations of a kind in a territory in one go; how many were not asked before."""
    held = _hold_open(consultation, by)
    asked = held.answers.exclude(way=Way.OPEN)
    rows = queries.those_of_kind(kind, territory, but=held.proposal.organisation)
    rows = rows.exclude(pk__in=asked.exclude(organisation=None).values("organisation"))
    found = list(rows.exclude(name__in=asked.filter(organisation=None).values("respondent")))
    if asked.count() + len(found) > MOST:
        raise Refused(_("That is enough of those who are asked."))
    boxes = mailboxes_of(one.pk for one in found)
    ConsultationAnswer.objects.bulk_create(
        ConsultationAnswer(
            id=new_id(), consultation=held, organisation=one, respondent=one.name, mailbox=boxes.get(one.pk, "")
        )
        for one in found
    )
    if found:
        note(held.proposal, by, "consultation_recipients_added", at, count=len(found))
    return len(found)


@transaction.atomic
def drop_recipient(*, answer: ConsultationAnswer, by: User, at: datetime) -> None:
    """Ask one of them after all not. Refused when they have answered."""
    held = _hold_open(answer.consultation, by)
    if held.answers.filter(pk=answer.pk, answered_at__isnull=False).exists():
        raise Refused(_("Something is answered already. It stays."))
    if held.answers.filter(pk=answer.pk).delete()[0]:
        note(held.proposal, by, "consultation_recipient_dropped", at)


@transaction.atomic
def send_consultation(*, consultation: Consultation, by: User, at: datetime) -> Consultation:
    """From now on it is answered; the clock mails the links. Said again, it changes nothing."""
    held = _hold(consultation, by)
    if held.sent_at:
        return held
    if not held.is_open_to_all and not held.answers.exists():
        raise Refused(_("Nobody is asked yet."))
    _to_come(held.due_on, at)
    held.sent_at = at
    held.save(update_fields=["sent_at"])
    go_on(held.proposal, State.OUT, by=by, at=at)
    return held


@transaction.atomic
def remind_consulted(*, consultation: Consultation, by: User, at: datetime) -> int:
    """Remind all who have not answered as soon as mails go, at most once a day; how many they are."""
    held, today = _hold_open(consultation, by), localdate(at)
    if held.sent_at is None:
        raise Refused(_("It is not out yet."))
    if held.reminded_at and localdate(held.reminded_at) == today:
        raise Refused(_("They are reminded at most once a day, and that is done today."))
    count = queries.to_remind_now(held, on=today).update(is_to_remind=True)
    if not count:
        raise Refused(_("Nobody is left to remind: all have answered, are without a mailbox, or are mailed today."))
    held.reminded_at = at
    held.save(update_fields=["reminded_at"])
    note(held.proposal, by, "consultation_reminded", at, count=count)
    return count


@transaction.atomic
def close_consultation(*, consultation: Consultation, by: User, at: datetime) -> Consultation:
    """Nobody answers any more, and every link ends. Said again, it changes nothing."""
    held = _hold(consultation, by)
    if held.closed_at:
        return held
    held.closed_at = at
    go_on(held.proposal, State.CLOSED, by=by, at=at)
    held.save(update_fields=["closed_at"])
    held.answers.update(digest=None, is_to_remind=False)
    return held


@transaction.atomic
def answer_consultation(
    *, answer: ConsultationAnswer, opinion: str, by: User, at: datetime, summary: str = "", seen: str = ""
) -> ConsultationAnswer:
    """Say what one's organisation thinks. It may be said anew until the consultation is closed."""
    rules.answer_consultation(by, answer)
    return _answer(answer, opinion, summary, way=Way.ACCOUNT, by=by, at=at, seen=seen)


@transaction.atomic
def answer_by_link(*, token: str, opinion: str, at: datetime, summary: str = "", seen: str = "") -> ConsultationAnswer:
    """The same without an account, by whoever holds the mailed link."""
    found = queries.answer_by_link(token)
    if found is None:
        raise Refused(_("This link is good no more."))
    by = Nameless(f"link:{found.pk.hex}")
    return _answer(found, opinion, summary, way=Way.LINK, by=by, at=at, seen=seen)


@transaction.atomic
def enter_opinion(
    *, answer: ConsultationAnswer, opinion: str, by: User, at: datetime, came_on: date | None = None,
    summary: str = "", seen: str = "",
) -> ConsultationAnswer:  # fmt: skip
    """Enter for somebody what came as a letter; it says so for ever. It is late by the day on which it came."""
    rules.keep_proposal(by, answer.consultation.proposal)
    if answer.way in (Way.ACCOUNT, Way.LINK, Way.OPEN):
        raise Refused(_("They have answered without your help."))
    came_at = _came_at(answer.consultation, came_on, at) if came_on else None
    return _answer(answer, opinion, summary, way=Way.ENTERED, by=by, at=at, seen=seen, came_at=came_at)


@transaction.atomic
def answer_openly(
    *, id: UUID, consultation: Consultation, respondent: str, opinion: str, at: datetime, summary: str = ""
) -> ConsultationAnswer:
    """By somebody who was not asked. Who it was is not verified, and the table says so."""
    if there := already(ConsultationAnswer, id, consultation_id=consultation.pk):
        return there
    held = (
        Consultation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("proposal")
        .get(pk=consultation.pk)
    )
    if not (held.takes_answers and held.is_open_to_all):
        raise Refused(_("This consultation takes no answers."))
    today = held.answers.filter(way=Way.OPEN, answered_at__date=localdate(at)).count()
    if today >= MOST_A_DAY:
        raise Refused(_("Many have answered today already. Try again tomorrow."))
    made = ConsultationAnswer.objects.create(
        id=id, consultation=held, respondent=accept(respondent, field="respondent"), opinion=Opinion(opinion),
        summary=accept(summary, field="summary"), way=Way.OPEN, answered_at=at,
    )  # fmt: skip
    _note_answer(held, Nameless(f"open:{made.pk.hex}"), at)
    return made


@transaction.atomic
def mail_link(
    *, answer: ConsultationAnswer, occasion: str, at: datetime, token: str = ""
) -> tuple[ConsultationAnswer, str]:
    """A new way in for a mailbox, which takes the place of the one before, and its token. Done by the clock.

    `occasion` is one of `invited_at`, `reminded_at` and `missed_at`. Refused when another server was quicker, or
    the consultation has closed meanwhile.
    """
    _wait_for(answer)
    seen = {occasion: getattr(answer, occasion)}  # of somebody who is reminded anew, the time before
    rows = ConsultationAnswer.objects.filter(pk=answer.pk, answered_at=None, **seen)
    rows = rows.filter(consultation__closed_at=None)
    token = token or secrets.token_urlsafe(32)
    if not rows.update(digest=queries.digest(token), is_to_remind=False, **{occasion: at}):
        raise Refused(_("It is mailed already."))
    note(answer.consultation.proposal, None, "consultation_link_made", at)
    return answer, token


def _answer(
    answer: ConsultationAnswer, opinion: str, summary: str, *, way: str, by: User | Nameless, at: datetime, seen: str,
    came_at: datetime | None = None,
) -> ConsultationAnswer:  # fmt: skip
    _wait_for(answer)
    rows = ConsultationAnswer.objects.select_for_update(of=("self",), no_key=True)
    held = rows.select_related("consultation__proposal__organisation__territory").get(pk=answer.pk)
    if not held.consultation.takes_answers:
        raise Refused(_("This consultation takes no answers."))
    check_seen(held, seen, *SAID)
    if opinion in (Opinion.REMARKS, Opinion.OPPOSES) and not summary.strip():
        raise Unfit(_("Say in short what you object to."), field="summary")
    held.opinion, held.summary = Opinion(opinion), accept(summary, field="summary")
    held.way, held.by = way, by if isinstance(by, User) else None
    held.answered_at = came_at or held.answered_at or at  # what came in time is not late because a word was mended
    held.save(update_fields=["opinion", "summary", "way", "by", "answered_at"])
    _note_answer(held.consultation, by, at)
    return held


def _same(organisation: Organisation | None, name: str) -> Q:
    """Those who are the same as this one. What somebody was called when it was asked may be another's name today."""
    same = Q(organisation=None, respondent=name)
    if organisation:
        return same | Q(organisation=organisation)
    same |= Q(organisation__name=name)
    return same if Organisation.objects.filter(name=name).exists() else same | Q(respondent=name)


def _came_at(consultation: Consultation, on: date, at: datetime) -> datetime:
    """When a letter came, of which the day is known."""
    if on > localdate(at):
        raise Unfit(_("This day is still to come."), field="came_on")
    if consultation.sent_at and on < localdate(consultation.sent_at):
        raise Unfit(_("The consultation was not sent out yet on this day."), field="came_on")
    return at if on == localdate(at) else make_aware(datetime.combine(on, time(12)))


def _wait_for(answer: ConsultationAnswer) -> None:
    """Hold its consultation before the answer, as whoever closes it does: nothing comes in after the end."""
    Consultation.objects.select_for_update(no_key=True).get(pk=answer.consultation_id)


def _note_answer(held: Consultation, by: User | Nameless, at: datetime) -> None:
    county = held.proposal.organisation.territory.county
    verb = "programmes.consultation_answered"
    audit.record(by=by, verb=verb, subject=held.proposal, at=at, county=county)


def _hold(consultation: Consultation, by: User) -> Consultation:
    """The consultation, held with its proposal, for those who keep it."""
    proposal = hold(consultation.proposal, by)
    held = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    held.proposal = proposal
    return held


def _hold_open(consultation: Consultation, by: User) -> Consultation:
    held = _hold(consultation, by)
    if held.closed_at:
        raise Refused(_("This consultation is closed."))
    return held


def _to_come(day: date, at: datetime) -> date:
    if day <= localdate(at):
        raise Unfit(_("Choose a day to come."), field="due_on")
    return day
