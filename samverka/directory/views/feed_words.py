"""What is said to people of a feed: why it cannot be used, why one entry cannot, and what was odd."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from samverka.directory.feeds.normal import LOCATION, ORGANIZATION, SERVICE
from samverka.directory.models import FeedReading, Place, Provider, Service
from samverka.directory.queries.feeds import CHANGED, GONE, NEW, REFUSED, UNCHANGED


FATES = {
    REFUSED: gettext_lazy("Cannot be used"),
    GONE: gettext_lazy("No longer in the feed"),
    NEW: pgettext_lazy("entries of a feed", "New"),
    CHANGED: pgettext_lazy("entries of a feed", "Changed"),
    UNCHANGED: pgettext_lazy("entries of a feed", "Unchanged"),
}
NOUNS = {
    ORGANIZATION: gettext_lazy("provider"),
    LOCATION: gettext_lazy("place"),
    SERVICE: pgettext_lazy("an entry", "service"),
}
WHY = {
    "no_id": gettext_lazy("It has no id, so that it could not be found again."),
    "twice": gettext_lazy("Its id stands there twice. The first one counts."),
    "no_name": gettext_lazy("It has no name."),
    "too_long": gettext_lazy("Its name or description is too long."),
    "no_organization": gettext_lazy("It does not say who offers it."),
    "dangling": gettext_lazy("Whoever offers it is not in the feed, or cannot be used."),
    "no_category": gettext_lazy("It is not clear which category this is. Say so under “Kinds of services”."),
    "elsewhere": gettext_lazy("It lies outside the feed's territory."),
    "number": gettext_lazy("It holds something like a personal number, and is not kept. Tell whoever keeps the feed."),
}
REMARKS = {
    "hours_in_words": gettext_lazy("Hours that our rules cannot say have become a notice with the words"),
    "only_area": gettext_lazy("Place without a physical address, or confidential: only its area is shown"),
    "more_phones": gettext_lazy("More than one phone number: the first is taken"),
    "contacts_left_out": gettext_lazy("Contact persons are not taken in"),
    "email_left_out": gettext_lazy("E-mail address left out, since it is none"),
    "phone_left_out": gettext_lazy("Phone number left out, since it is none"),
    "website_left_out": gettext_lazy("Website left out, since it is no address"),
    "unknown_language": gettext_lazy("A language spoken that we do not know is left out"),
    "place_missing": gettext_lazy("A place that is not in the feed, or cannot be used, is left out"),
    "here_already": gettext_lazy(
        "Stands here already under the same id, kept here or by another feed: it would be twice"
    ),
    "edited_here": gettext_lazy("Has been changed here too; the feed goes before"),
}
PROBLEMS = {
    "no_services": gettext_lazy("There are no services in this. Is it the right address, or the right file?"),
    "not_json": gettext_lazy("It is not whole JSON: it is cut off or broken."),
    "not_utf8": gettext_lazy("Its text is not UTF-8."),
    "broken_package": gettext_lazy("The data package is cut off or broken."),
    "broken_table": gettext_lazy("A table of the data package is broken."),
    "too_large": gettext_lazy("It is too large."),
    "too_slow": gettext_lazy("It took too long."),
    "too_many_requests": gettext_lazy("It would take too many questions to read it."),
    "unreachable": gettext_lazy("It could not be reached, or hung up."),
    "answered": gettext_lazy("It answered with an error instead of a page."),
    "cut": gettext_lazy("A page came only in part."),
    "redirects": gettext_lazy("It leads from one address to the next without end."),
    "other_type": gettext_lazy("It sent something else than data."),
    "forbidden_address": gettext_lazy("This address may not be asked: only public ones by https."),
    "same_page": gettext_lazy("It gave the same page twice, so it would never end."),
    "other_total": gettext_lazy("It gave another number of services than it promised."),
    "other_service": gettext_lazy("It gave another service than was asked for."),
    "sheet_empty": gettext_lazy("There is nothing in this file."),
    "sheet_broken": gettext_lazy("The file is broken. Open it in your spreadsheet, save it anew, and send that."),
    "sheet_not_a_table": gettext_lazy("This is neither a feed nor a table."),
    "sheet_old_excel": gettext_lazy("This is an old Excel file, or one with a password. Save it as xlsx without one."),
    "sheet_too_large": gettext_lazy("Unpacked, this file is too large."),
    "sheet_too_many_lines": gettext_lazy("There are too many lines in this file."),
}
FIELDS: dict[str, Any] = {
    "hours": gettext_lazy("hours"),
    "notices": gettext_lazy("notices"),
    "places": gettext_lazy("places"),
    "areas": gettext_lazy("areas"),
    "is_removed": gettext_lazy("is back"),
    "verified_on": gettext_lazy("found right"),
}


PLAINLY = ("unreachable", "broken_package")  # whose detail is a word for programmers


def why(code: str) -> str:
    return str(WHY.get(code, code))


def remark(code: str) -> str:
    return str(REMARKS.get(code, code))


def problem(one: FeedReading) -> str:
    if not one.problem:
        return ""
    failed = _("Something of ours failed on this. Nothing was taken in. Tell those who run Samverka.")
    told = str(PROBLEMS.get(one.problem, failed))
    if not one.detail or one.problem in PLAINLY:
        return told
    where = _("line %(line)s") % {"line": one.detail} if one.digest and one.detail.isdigit() else one.detail
    return f"{told} ({where})"


def did(one: FeedReading) -> str:
    """In numbers, what a reading brings or brought."""
    told = [(str(FATES[fate]), one.counts.get(fate, 0)) for fate in (NEW, CHANGED)]
    told.append((_("Removed"), len(one.removals)))
    return ", ".join(f"{text}: {count}" for text, count in told if count)


def field_name(name: str) -> str:
    """What a field is called: as its model says."""
    for model in (Service, Place, Provider):
        if name not in FIELDS and name in {field.name for field in model._meta.get_fields()}:
            return str(getattr(model._meta.get_field(name), "verbose_name", name))
    return str(FIELDS.get(name, name))
