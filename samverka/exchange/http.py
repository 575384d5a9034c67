"""Mails of the exchange: to shared mailboxes; and meetings of networks as a calendar (RFC 5545 and 5546)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Model
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from icalendar import Calendar, Event, vCalAddress, vText

from samverka.actors.models import Network, Organisation
from samverka.core.mailing import Letters, letter
from samverka.exchange import queries
from samverka.exchange.models import ActionPoint, AdviceQuestion, Meeting, MeetingMail, Offer, OfferMail, Practice


Kind = MeetingMail.Kind
ONCE_AN_HOUR = timedelta(hours=1)
STATUS = {Meeting.State.CANCELLED: "CANCELLED", Meeting.State.PLANNED: "TENTATIVE"}


LETTERS = {  # to whoever offers help: the subject, and the text; before the address is confirmed, no word of theirs
    OfferMail.Kind.CONFIRM: (gettext_lazy("Confirm your offer of help"), gettext_lazy(
        "Hello,\n\nthank you for offering help in %(place)s. Confirm it by this link, within three "
        "days:\n\n%(link)s\n\nSomebody in %(place)s then reads it and answers you. By the same link you see how it "
        "goes, change your offer, and take it back whenever you want.\n\nWas it not you? Then do nothing, and it is "
        "deleted.\n"
    )),
    OfferMail.Kind.AGREED: (gettext_lazy("Your help is needed"), gettext_lazy(
        "Hello %(name)s,\n\ngood news: %(who)s wants to take your help, “%(title)s”. They have been given your "
        "name and address and will be in touch with you.\n\nHave your plans changed? Take your offer back "
        "here:\n%(link)s\n"
    )),
    OfferMail.Kind.FREED: (gettext_lazy("Your offer is free again"), gettext_lazy(
        "Hello %(name)s,\n\nthis time nothing came of your help to %(who)s. Your offer, “%(title)s”, waits for "
        "somebody else who needs it, and you are answered again.\n\nYour offer:\n%(link)s\n"
    )),
    OfferMail.Kind.THANKED: (gettext_lazy("Thank you for your help"), gettext_lazy(
        "Hello %(name)s,\n\nthank you! Your help to %(who)s was used: “%(title)s”. Winter is long for whoever has "
        "no roof, and gets shorter for each of us who does something.\n\n%(line)sYour offer, and the way to offer "
        "it again:\n%(link)s\n"
    )),
    OfferMail.Kind.DECLINED: (gettext_lazy("About your offer of help"), gettext_lazy(
        "Hello %(name)s,\n\nthank you for offering “%(title)s”. It is not needed just now, and we want you to know "
        "that somebody has read it and was glad.\n\n%(line)sYour offer, and the way to offer it again:\n%(link)s\n"
    )),
    OfferMail.Kind.LAPSED: (gettext_lazy("About your offer of help"), gettext_lazy(
        "Hello %(name)s,\n\nthank you for offering “%(title)s”. Its last day is past, and nobody came to need it. "
        "We are sorry that you were not answered sooner.\n\nWould you offer it again? It takes a "
        "minute:\n%(link)s\n"
    )),
    OfferMail.Kind.AGAIN: (gettext_lazy("Will you help this winter too?"), gettext_lazy(
        "Hello %(name)s,\n\nyou offered “%(title)s” and said that we may ask again. Would you offer it this "
        "winter? Choose your days here:\n\n%(link)s\n\nIf not, you need do nothing: your name and address are "
        "deleted within a month.\n"
    )),
}  # fmt: skip


def owner_letters(practice: Practice, *, to: str, until: str) -> Letters:
    """Is it still so? Whoever speaks for the organisation answers when logged in."""
    with override(settings.LANGUAGE_CODE):
        text = _(
            "%(organisation)s has shared “%(title)s” as a good practice. Is it still so? Confirm it with one click, or "
            "change what is no longer right:\n\n%(link)s\n\nWithout an answer it is put away after %(until)s.\n"
        )
        told = {
            "organisation": practice.organisation, "title": practice.title, "until": until,
            "link": f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('exchange:practice', args=[practice.pk])}",
        }  # fmt: skip
        return letter(_("Is it still so?"), text % told, to)


def calendar(meetings: Iterable[Meeting], *, at: datetime, method: str, organiser: str = "", to: str = "") -> bytes:
    """Meetings as a calendar: `PUBLISH` to follow, `REQUEST` to be invited, `CANCEL` to be taken away."""
    told = Calendar()
    told.add("prodid", "-//Samverka//Meetings//SV")
    told.add("version", "2.0")
    told.add("method", method)
    if method == "PUBLISH":
        told.add("refresh-interval", ONCE_AN_HOUR, parameters={"value": "DURATION"})
    for meeting in meetings:
        event = _event(meeting, at=at)
        if to:
            event.add("organizer", vCalAddress(f"mailto:{organiser or settings.DEFAULT_FROM_EMAIL}"))
            event.add("attendee", vCalAddress(f"mailto:{to}"), parameters={"rsvp": "TRUE", "cutype": "GROUP"})
        told.add_component(event)
    told.add_missing_timezones()
    return bytes(told.to_ical())


def _event(meeting: Meeting, *, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{meeting.pk}@samverka")
    event.add("dtstamp", at)
    event.add("sequence", meeting.sequence)
    event.add("dtstart", localtime(meeting.starts_at))
    event.add("dtend", localtime(meeting.ends_at))
    event.add("summary", meeting.network.name)
    event.add("location", meeting.place or meeting.link)
    if meeting.link:
        event.add("url", meeting.link)
    event.add("status", vText(STATUS.get(Meeting.State(meeting.state), "CONFIRMED")))
    return event


def meeting_letters(mail: MeetingMail, *, at: datetime) -> Letters:
    """An invitation with its calendar, a cancellation, or the minutes: to one role mailbox."""
    meeting, to = mail.meeting, mail.member.mailbox
    with override(settings.LANGUAGE_CODE):
        subject, text = _told(mail)
        organiser = queries.organiser(meeting)
        made = EmailMultiAlternatives(_line(subject), text, None, [to], reply_to=[organiser] if organiser else None)
        if mail.kind != Kind.MINUTES:
            method = "CANCEL" if mail.kind == Kind.CANCELLATION else "REQUEST"
            told = calendar([meeting], at=at, method=method, organiser=organiser, to=to).decode()
            made.attach_alternative(told, f"text/calendar; method={method}; charset=utf-8")
            made.attach("invite.ics", told, "text/calendar")
        return [made]


def _told(mail: MeetingMail) -> tuple[str, str]:
    meeting = mail.meeting
    when = date_format(localtime(meeting.starts_at), "j F Y H:i")
    facts = {"network": meeting.network, "when": when, "where": where(meeting), "reason": meeting.reason}
    facts |= {"agenda": "\n".join(f"- {one}" for one in meeting.items), "way": way("exchange:meeting", meeting)}
    if mail.kind == Kind.CANCELLATION:
        text = _("The meeting of %(network)s on %(when)s is called off: %(reason)s\n\n%(way)s\n")
        return _("Called off: %(network)s, %(when)s") % facts, text % facts
    if mail.kind == Kind.MINUTES:
        text = _("Minutes of %(network)s, %(when)s, with decisions and actions:\n\n%(minutes)s\n\n%(way)s\n")
        return _("Minutes: %(network)s, %(when)s") % facts, text % (facts | {"minutes": minutes(meeting)})
    text = _("You are called to %(network)s.\n\nWhen: %(when)s\nWhere: %(where)s\n\n%(agenda)s\n\n%(way)s\n")
    return _("Meeting: %(network)s, %(when)s") % facts, text % facts


def minutes(meeting: Meeting) -> str:
    """The minutes as plain text: what was said, decided, and taken on."""
    parts = [meeting.minutes] if meeting.minutes else []
    if decided := [f"{one.number}. {one.text}" for one in meeting.decisions.order_by("number")]:
        parts.append("\n".join([_("Decisions"), *decided]))
    actions = meeting.action_points.select_related("organisation").order_by("due_on", "pk")
    if taken := [f"- {one.text} ({one.organisation}, {one.due_on:%Y-%m-%d})" for one in actions]:
        parts.append("\n".join([_("Actions"), *taken]))
    return "\n\n".join(parts) or _("Nothing was written down.")


def reminder_letters(action: ActionPoint) -> Letters:
    """Ask the owner of an action whose day has come whether it is done."""
    with override(settings.LANGUAGE_CODE):
        facts = {
            "network": action.meeting.network, "action": action.text, "due": action.due_on.isoformat(),
            "way": way("exchange:network", action.meeting.network),
        }  # fmt: skip
        text = _("In %(network)s you took this on, until %(due)s:\n\n%(action)s\n\nIs it done? Say so here:\n%(way)s\n")
        return letter(_line(_("Due: %(action)s") % facts), text % facts, queries.owners_mailbox(action))


def asleep_letters(network: Network, mailboxes: list[str]) -> Letters:
    """Tell whoever convenes, and the boards of its counties, that a network sleeps."""
    with override(settings.LANGUAGE_CODE):
        facts = {"network": network, "day": network.met_on.isoformat(), "way": way("exchange:network", network)}
        text = _(
            "%(network)s met last on %(day)s, and two meetings in a row have not been held. Plan the next one, hand "
            "the network over, or wind it up:\n\n%(way)s\n"
        )
        return letter(_line(_("A network sleeps: %(network)s") % facts), text % facts, *mailboxes)


def handover_letters(network: Network, mailbox: str) -> Letters:
    """Tell the new convenor where all that it needs stands on one page."""
    with override(settings.LANGUAGE_CODE):
        facts = {"network": network, "way": way("web:handover", network)}
        text = _(
            "You now convene %(network)s. Its members, open actions, last minutes and agreements that end soon are on "
            "one page, to read or print:\n\n%(way)s\n"
        )
        return letter(_line(_("You now convene %(network)s") % facts), text % facts, mailbox)


def giver_letters(mail: OfferMail) -> Letters:
    """To whoever offers help, in their language: to confirm, or an answer. Nothing is sent whose address is gone."""
    offer = mail.offer
    with override(offer.language):
        subject, text = LETTERS[OfferMail.Kind(mail.kind)]
        told = {
            "name": offer.name, "title": offer.title, "who": mail.who or _("a protected accommodation"),
            "place": offer.municipality, "day": offer.answer_by.isoformat() if offer.answer_by else "",
            "line": f"{mail.line}\n\n" if mail.line else "", "link": link_of(offer),
        }  # fmt: skip
        return letter(str(subject), str(text) % told, offer.mail)


def authority_letter(question: AdviceQuestion, *, desk: Organisation) -> tuple[str, str]:
    """A question to the responsible authority, for the desk to send: subject and text, without whoever asked."""
    with override(settings.LANGUAGE_CODE):
        told = {
            "text": question.text, "place": question.territory, "day": question.authority_due_on, "desk": desk,
            "topic": question.get_topic_display(),
        }  # fmt: skip
        text = _(
            "Hello,\n\nour advice desk has been asked a question, and we need your help to answer it:\n\n%(text)s\n\n"
            "It concerns %(place)s. May we have your answer by %(day)s? Please write nothing about single "
            "persons.\n\nKind regards\n%(desk)s\n"
        )
        return _line(_("A question to you: %(topic)s") % told), text % told


def link_of(offer: Offer) -> str:
    """Where its giver reads, confirms and ends an offer, without a log-in."""
    path = reverse("exchange:my_offer", args=[offer.key])
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}?language={offer.language}"


def _line(subject: str) -> str:
    """A subject is one line, whatever is quoted in it."""
    return " ".join(subject.split())


def where(meeting: Meeting) -> str:
    return ", ".join(filter(None, [meeting.place, meeting.link]))


def way(page: str, subject: Model) -> str:
    return f"{settings.SITE_ADDRESS.rstrip('/')}{reverse(page, args=[subject.pk])}"
