"""What is announced of an extra-cold night: prepared before the season, filled in on the day, kept word for word."""

import re
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from samverka.actors.models import ContactLine, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already, lock
from samverka.core.free_text import accept
from samverka.directory.actions import touch
from samverka.shelters import queries, rules
from samverka.shelters.models import ColdAnnouncement, ColdNightEvent, ColdText
from samverka.shelters.models.cold import SPOKEN
from samverka.shelters.presets.announcements import COLD_OFF


PLACEHOLDERS = ("date", "places", "doors")
BRACES = re.compile(r"\{([^{}]*)\}")


@transaction.atomic
def write_cold_text(*, territory: Territory, language: str, text: str, by: User, at: datetime) -> ColdText:
    """A new version of what is announced in one language. The same words again change nothing."""
    rules.write_cold_text(by, territory)
    if language not in SPOKEN:
        raise Unfit(_("It is announced in Swedish, English, Romanian and Bulgarian."), field="language")
    unknown = sorted(set(BRACES.findall(text)) - {*PLACEHOLDERS})
    if unknown or "{places}" not in text or "{date}" not in text:
        raise Unfit(_("Write {date} and {places}, and {doors} if you like; nothing else in braces."), field="text")
    Territory.objects.select_for_update(no_key=True).get(pk=territory.pk)  # two may write at once
    last = queries.cold_texts(territory.code).get(language)
    if last and last.text == text:
        return last
    version = last.version + 1 if last else 1
    said = {"language": language, "version": version, "text": accept(text), "by": by, "at": at}
    written = ColdText.objects.create(territory=territory, **said)
    county = territory.county
    audit.record(by=by, verb="shelters.cold_text_written", subject=written, at=at, county=county, language=language)
    return written


@transaction.atomic
def announce_cold_night(
    *, id: UUID, event: ColdNightEvent, places: str, doors: str, by: User, at: datetime
) -> ColdAnnouncement:
    """Tell everybody, in every language that is prepared. Once more tells what has changed; the first words stay.

    Refused before the shelters are confirmed, and when no text is prepared.
    """
    event = lock(event)
    if told := already(ColdAnnouncement, id, event_id=event.pk, places=places, doors=doors):
        return told
    rules.announce_cold_night(by, event.territory)
    if not event.is_on or not event.sites_confirmed_at:
        raise Refused(_("Confirm first which shelters open."))
    prepared = queries.cold_texts(event.territory_id)
    if not prepared:
        raise Refused(_("No text is prepared. Write it first, in every language."))
    said = {"places": accept(places, field="places"), "doors": doors}
    told = ColdAnnouncement.objects.create(
        id=id, county=event.county, event=event, by=by, at=at, **said,
        texts={language: filled(text.text, language, event, **said) for language, text in prepared.items()},
        versions={language: text.version for language, text in prepared.items()},
    )  # fmt: skip
    if event.announced_at is None:
        event.announced_at = at
        event.save(update_fields=["announced_at"])
    audit.record(by=by, verb="shelters.cold_night_announced", subject=event, at=at, languages=len(prepared))
    touch([event.territory_id], at=at)
    return told


def announce_calling_off(event: ColdNightEvent, *, by: User, at: datetime) -> None:
    """Let everybody who was told be told that it does not open. Part of the action that calls it off."""
    texts = {}
    for language in SPOKEN:
        with override(language):
            texts[language] = filled(str(COLD_OFF), language, event, places="", doors="")
    ColdAnnouncement.objects.create(county=event.county, event=event, texts=texts, by=by, at=at)
    touch([event.territory_id], at=at)


@transaction.atomic
def note_alerted(*, event: ColdNightEvent, to: int, at: datetime) -> bool:
    """Take the mail that asks those who decide to, in so many mailboxes: whoever takes it sends it. By the clock."""
    event = lock(event)
    if event.alert_mailed_at or event.decided_at:
        return False
    event.alert_mailed_at = at
    event.save(update_fields=["alert_mailed_at"])
    audit.record(by=None, verb="shelters.cold_alert_mailed", subject=event, at=at, count=to)
    return True


@transaction.atomic
def note_mailed(*, announcement: ColdAnnouncement, line: ContactLine) -> bool:
    """Take the mail to one mailbox: whoever takes it sends it. By the clock."""
    announcement = lock(announcement)
    if announcement.mailed_at or str(line.pk) in announcement.mailed:
        return False
    announcement.mailed = [*announcement.mailed, str(line.pk)]
    announcement.save(update_fields=["mailed"])
    return True


@transaction.atomic
def note_all_mailed(*, announcement: ColdAnnouncement, wanted: Iterable[ContactLine], at: datetime) -> ColdAnnouncement:
    """Every mailbox that wants to be told has been, unless one is still to be tried again. By the clock."""
    announcement = lock(announcement)
    if announcement.mailed_at is None and {str(line.pk) for line in wanted} <= {*announcement.mailed}:
        announcement.mailed_at = at
        announcement.save(update_fields=["mailed_at"])
        told = len(announcement.mailed)
        audit.record(by=None, verb="shelters.cold_night_mailed", subject=announcement, at=at, count=told)
    return announcement


def filled(text: str, language: str, event: ColdNightEvent, *, places: str, doors: str) -> str:
    """A prepared text with what is true tonight, the date in the words of its language."""
    with override(language):
        day = date_format(event.date, "l j F")
    words = {"date": day if language == "en" else day.lower(), "places": places, "doors": doors}
    return BRACES.sub(lambda found: words.get(found[1], found[0]), text)
