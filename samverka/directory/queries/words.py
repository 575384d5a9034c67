"""What the public is told, in plain words: groups, how to get something, and whether it is open."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from samverka.directory.hours import HERE, MIDNIGHT, Day, Kind, Reason, Span, State, Status
from samverka.directory.queries.offers import Here


WEEK = timedelta(days=7)
LONG = timedelta(hours=24)
GROUPS = {
    "shelter": pgettext_lazy("pictogram", "Sleep"),
    "food": pgettext_lazy("pictogram", "Food"),
    "hygiene": pgettext_lazy("pictogram", "Wash"),
    "daytime": pgettext_lazy("pictogram", "Rest"),
    "health": pgettext_lazy("pictogram", "Health"),
    "goods": pgettext_lazy("pictogram", "Things"),
    "advice": pgettext_lazy("pictogram", "Advice"),
    "safety": pgettext_lazy("pictogram", "Safety"),
    "family": pgettext_lazy("pictogram", "Children"),
    "learning": pgettext_lazy("pictogram", "Learn"),
    "community": pgettext_lazy("pictogram", "People"),
}
ACCESS = {
    "drop_in": gettext_lazy("Just come."),
    "draw": gettext_lazy("There is a draw. Take part in it."),
    "queue": gettext_lazy("There is a queue. Come in time."),
    "appointment": gettext_lazy("Book a time first."),
    "phone": gettext_lazy("Call first."),
    "referral": gettext_lazy("Somebody must send you: a social worker or an outreach team."),
}
AUDIENCE = {
    "women": gettext_lazy("Women"),
    "men": gettext_lazy("Men"),
    "families": gettext_lazy("Families with children"),
    "adults": gettext_lazy("18 years and older"),
    "young": gettext_lazy("Young people"),
}
FULLNESS = {
    "low": gettext_lazy("There is often room."),
    "medium": gettext_lazy("It is often full."),
    "high": gettext_lazy("It is nearly always full."),
}
KINDS = {
    Kind.OPEN: "",
    Kind.APPOINTMENT: gettext_lazy("by appointment"),
    Kind.INTAKE: gettext_lazy("registration"),
    Kind.PHONE: gettext_lazy("by phone"),
}
HOLIDAYS = {
    "new_years_day": gettext_lazy("New Year's Day"),
    "epiphany": gettext_lazy("Epiphany"),
    "may_day": gettext_lazy("1 May"),
    "national_day": gettext_lazy("National Day"),
    "christmas_eve": gettext_lazy("Christmas Eve"),
    "christmas_day": gettext_lazy("Christmas Day"),
    "boxing_day": gettext_lazy("Boxing Day"),
    "new_years_eve": gettext_lazy("New Year's Eve"),
    "good_friday": gettext_lazy("Good Friday"),
    "easter_sunday": gettext_lazy("Easter Sunday"),
    "easter_monday": gettext_lazy("Easter Monday"),
    "ascension_day": gettext_lazy("Ascension Day"),
    "whit_sunday": gettext_lazy("Whit Sunday"),
    "midsummer_eve": gettext_lazy("Midsummer Eve"),
    "midsummer_day": gettext_lazy("Midsummer Day"),
    "all_saints_day": gettext_lazy("All Saints' Day"),
}

WRONG = {  # as `ErrorReport.Kind`
    "closed": gettext_lazy("It is closed for good"),
    "hours": gettext_lazy("The hours are wrong"),
    "place": gettext_lazy("It is somewhere else"),
    "phone": gettext_lazy("The phone number is wrong"),
    "refused": gettext_lazy("I was not let in"),
    "other": gettext_lazy("Something else"),
}


def open_or_not(here: Here, status: Status, at: datetime) -> str:
    """One sentence: “Open, closes 16:00”, “Closed, opens tomorrow 09:00”, “Not known: call first”."""
    kind = here.times.main[0]
    if here.offer.state == "temporarily_closed":
        return _("Closed for a while")
    said = sentence(status, at)
    reason = why(status.day)
    return ". ".join(filter(None, [said, capfirst(str(KINDS[kind])), reason]))


def sentence(status: Status, at: datetime) -> str:
    if status.state == State.UNKNOWN:
        return _("Not known: call first")
    if status.state == State.CLOSED:
        later = status.opens_at
        return _("Closed, opens %(time)s") % {"time": moment(later, at)} if later else _("Closed")
    if status.closes_at is None:
        return _("Open day and night")
    soon = status.closes_at - at < LONG  # the morning after needs no “tomorrow”
    clock = f"{status.closes_at.astimezone(HERE):%H:%M}"
    return _("Open, closes %(time)s") % {"time": clock if soon else moment(status.closes_at, at)}


def why(day: Day) -> str:
    """The holiday that changes the hours of a day."""
    if day.holiday and day.reason in (Reason.HOLIDAY, Reason.EVE):
        return capfirst(str(HOLIDAYS.get(day.holiday.code, day.holiday.name)))
    return ""


def moment(then: datetime, at: datetime) -> str:
    """When something is, as one says it now: “16:00”, “tomorrow 09:00”, “Monday 09:00”, “12 December 09:00”."""
    then, here = then.astimezone(HERE), at.astimezone(HERE)
    clock = f"{then:%H:%M}"
    if then.date() == here.date():
        return clock
    if then.date() == here.date() + timedelta(days=1):
        return _("tomorrow %(time)s") % {"time": clock}
    near = then.date() < here.date() + WEEK
    return f"{weekday(then.date()) if near else date_format(then, 'j F')} {clock}"


def weekday(on: date) -> str:
    """The day of the week inside a sentence."""
    name = date_format(on, "l")
    return name if get_language() == "en" else name.lower()


def hours_of(spans: tuple[Span, ...]) -> str:
    """When something is open on one day, stretch by stretch."""
    return ", ".join(_range(span) for span in spans)


def _range(span: Span) -> str:
    opens, closes = span.opens.astimezone(HERE), span.closes.astimezone(HERE)
    if opens.time() == closes.time() == MIDNIGHT:
        return _("day and night")
    return f"{opens:%H:%M}–{closes:%H:%M}"  # noqa: RUF001 (a range)
