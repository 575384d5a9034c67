"""Mails to role mailboxes: of parties, applicants and those who are asked, and nothing about anybody in them."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from samverka.core.mailing import Letters, letter
from samverka.programmes.models import (
    Agreement,
    AgreementMeeting,
    Application,
    Assignment,
    Backer,
    Completion,
    ConsultationAnswer,
    Invited,
    ProjectPeriod,
)
from samverka.situation.queries import mailbox_of


def renewal_letters(agreement: Agreement) -> Letters:
    """It ends soon: what shall come after it?"""
    with override(settings.LANGUAGE_CODE):
        text = _(
            "“%(agreement)s” ends on %(day)s. Say early what shall come after it: a new agreement, an extension, or an "
            "end that those who come there are told of in time.\n\n%(link)s\n"
        )
        return _to_parties(agreement, _("An agreement ends soon"), text)


def deviation_letters(agreement: Agreement) -> Letters:
    """A period brought much less or more than was agreed: why?"""
    with override(settings.LANGUAGE_CODE):
        text = _(
            "Under “%(agreement)s” a period brought much less or more than was agreed. Please say why in a sentence or "
            "two, each in your own words; both texts stand side by side in the year's follow-up.\n\n%(link)s\n"
        )
        return _to_parties(agreement, _("What was delivered deviates from what was agreed"), text)


def meeting_letters(meeting: AgreementMeeting) -> Letters:
    """The parties meet within two weeks."""
    with override(settings.LANGUAGE_CODE):
        text = _(
            "You meet about “%(agreement)s” on %(day)s. Look first at what was promised and delivered:\n\n%(link)s\n"
        )
        return _to_parties(meeting.agreement, _("A meeting about an agreement"), text, day=meeting.planned_on)


def invited_letters(invited: Invited) -> Letters:
    """They may apply where only some may."""
    call = invited.call
    with override(settings.LANGUAGE_CODE):
        text = _(
            "%(giver)s invites you to apply for a grant: “%(title)s”. The last day to apply is %(day)s.\n\n%(link)s\n"
        )
        told = {"giver": call.organisation, "title": call, "day": call.closes_on.isoformat()}
        told["link"] = _link("programmes:call", call.pk)
        return letter(_("A grant that you may apply for"), text % told, mailbox_of(invited.organisation))


def question_letters(completion: Completion) -> Letters:
    """Something is missing; what it is stands on the page, not in the mail."""
    of = completion.application
    with override(settings.LANGUAGE_CODE):
        text = _("%(giver)s asks you to complete your application “%(title)s” by %(day)s.\n\n%(link)s\n")
        told = {"giver": of.call.organisation, "title": of.call, "day": completion.due_on.isoformat()}
        told["link"] = _link("programmes:application", of.pk)
        return letter(_("Your application is to be completed"), text % told, mailbox_of(of.organisation))


def decided_letters(application: Application) -> Letters:
    """It is decided; how, and why, stands on the page."""
    call = application.call
    with override(settings.LANGUAGE_CODE):
        text = _("%(giver)s has decided on your application to “%(title)s”. Read how, and why:\n\n%(link)s\n")
        told = {"giver": call.organisation, "title": call, "link": _link("programmes:application", application.pk)}
        return letter(_("Your application is decided"), text % told, mailbox_of(application.organisation))


def _to_parties(agreement: Agreement, subject: str, text: str, *, day: date | None = None) -> Letters:
    """One mail to each party that has a role mailbox, so that no one reads the other's address."""
    told = {
        "agreement": agreement, "day": (day or agreement.last_day).isoformat(),
        "link": _link("programmes:agreement", agreement.pk),
    }  # fmt: skip
    parties = agreement.parties.select_related("organisation").order_by("pk")
    return [made for one in parties for made in letter(subject, text % told, mailbox_of(one.organisation))]


def period_letters(period: ProjectPeriod, *, occasion: str) -> Letters:
    """To the owner's role mailbox: a period ends soon, has ended, or its report is late. Its own page tells so too."""
    with override(settings.LANGUAGE_CODE):
        said = {
            "told_before_on": (_("A project's period ends soon"), _(
                "A period of “%(project)s” ends on %(last)s. See that what is counted is noted by then, and how you "
                "will make the estimates. The report is due on %(due)s.\n\n%(link)s\n"
            )),
            "told_after_on": (_("A project is to be reported"), _(
                "A period of “%(project)s” ended on %(last)s. The report is filled in as far as front desks have "
                "counted, and is due on %(due)s.\n\n%(link)s\n"
            )),
            "told_late_on": (_("A project's report is late"), _(
                "The report of “%(project)s” until %(last)s was due on %(due)s.\n\n%(link)s\n"
            )),
        }  # fmt: skip
        subject, text = said[occasion]
        told = {
            "project": period.project, "last": period.last_day.isoformat(), "due": period.due_on.isoformat(),
            "link": _link("programmes:period", period.pk),
        }  # fmt: skip
        return letter(subject, text % told, mailbox_of(period.project.organisation))


def backing_letters(backer: Backer, token: str) -> Letters:
    """What does it think of each measure? The token stands in this mail and nowhere else."""
    strategy = backer.strategy
    with override(settings.LANGUAGE_CODE):
        text = _(
            "%(by)s asks what %(name)s thinks of the measures in “%(strategy)s”, by %(due)s. You need no log-in, and "
            "answer for it as a whole:\n\n%(link)s\n"
        )
        told = {
            "by": strategy.organisation, "name": backer, "strategy": strategy,
            "due": strategy.answers_due_on.isoformat() if strategy.answers_due_on else "",
            "link": _link("programmes:back_by_link", token),
        }  # fmt: skip
        return letter(_("Do you stand behind these measures?"), text % told, backer.mailbox)


def link_letters(answer: ConsultationAnswer, token: str, *, occasion: str, on: date) -> Letters:
    """The token stands in this mail and nowhere else."""
    proposal = answer.consultation.proposal
    with override(settings.LANGUAGE_CODE):
        told = {
            "proposal": proposal.title, "asks": proposal.organisation, "respondent": answer.respondent,
            "due": answer.consultation.due_on.isoformat(),
            "link": _link("programmes:answer_by_link", token),
        }  # fmt: skip
        subject = _subject(occasion, is_soon=answer.consultation.is_soon_due(on))
        return letter(subject, _text(occasion) % told, answer.mailbox)


def _subject(occasion: str, *, is_soon: bool) -> str:
    if occasion == "missed_at":
        return _("We miss your opinion")
    if occasion == "reminded_at":
        return _("Your opinion is soon due") if is_soon else _("We wait for your opinion")
    return _("A proposal to give your opinion on")


def _text(occasion: str) -> str:
    if occasion == "missed_at":
        return _(
            "Answers about “%(proposal)s” were due on %(due)s, and that of %(respondent)s has not come to %(asks)s. "
            "It is still read, and marked as late. That you have no remarks is an answer too. "
            "You need no log-in:\n\n%(link)s\n"
        )
    return _(
        "%(asks)s asks %(respondent)s for an opinion on “%(proposal)s”. You need no log-in:\n\n%(link)s\n\n"
        "Answers are due on %(due)s. That you have no remarks is an answer too. The link is yours alone.\n"
    )


def due_letters(assignment: Assignment, *, occasion: str) -> Letters:
    """A task is soon due, or its day is over. Whoever has no role mailbox sees it on their pages."""
    told = {
        "holder": assignment.mandate.organisation, "mandate": assignment.mandate, "day": assignment.due_on.isoformat(),
        "link": _link("programmes:mandate", assignment.mandate_id),
    }  # fmt: skip
    with override(settings.LANGUAGE_CODE):
        is_missed = occasion == "missed_at"
        subject = _("We miss the report of your task") if is_missed else _("Your task is soon due")
        text = _("%(holder)s waits for your report on a task of “%(mandate)s”, due on %(day)s:\n\n%(link)s\n")
        return letter(subject, text % told, mailbox_of(assignment.organisation))


def _link(page: str, way: object) -> str:
    return f"{settings.SITE_ADDRESS.rstrip('/')}{reverse(page, args=[way])}"
