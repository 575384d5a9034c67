"""What goes on while nobody waits for the page: long files are read, compared and written in a thread of the server;
and, by the clock, hosts are told their day by mail, extra-cold nights open and close, and are mailed, and
forecasts are asked for in season."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from functools import partial
from threading import Thread
from uuid import UUID

from django.conf import settings
from django.utils.timezone import now

from samverka.actors.models import ContactLine, Territory
from samverka.core import background, mailing
from samverka.core.access import Refused
from samverka.core.mailing import Letters
from samverka.core.policy import effective
from samverka.shelters import actions, clock, queries
from samverka.shelters.actions import imports
from samverka.shelters.cold_rule import Trigger, judge
from samverka.shelters.feeds import Silent, Smhi
from samverka.shelters.feeds.smhi import Kept
from samverka.shelters.http import cold_alert_letters, cold_night_letters, day_letters
from samverka.shelters.models import ColdAnnouncement, ColdNightEvent, HostLink, Import
from samverka.shelters.models.sites import scopes_around
from samverka.shelters.policy import MORNING_CLOSE


log = logging.getLogger(__name__)
ASK_AGAIN, TRY_AGAIN = timedelta(hours=1), timedelta(minutes=15)
_kept: dict[str, Kept] = {}  # what the feed answered last
AT_ONCE = 5_000  # lines that are done while the answer is waited for: about a second


def start_import(id: UUID) -> Thread:
    """Go on with an import in the background. Started twice, only one of them works; see `work_on_import`."""
    return background.start(f"import {id}", lambda: imports.work_on_import(id=id, clock=now))


def go_on(one: Import, *, lines: int) -> None:
    """Do it at once when it is short, else in the background."""
    if lines > AT_ONCE:
        start_import(one.pk)
    else:
        imports.work_on_import(id=one.pk, clock=now)


def tell_hosts(*, at: datetime) -> None:
    """Mail the day's sentence to the hosts that want it, when every host is to know. Done twice, it mails once."""
    links = (partial(_tell, link, at=at) for link in queries.links_to_mail(at=at))
    mailing.mail("hosts", links, at=at, again=mailing.PAUSE)


def _tell(link: HostLink, *, at: datetime) -> Letters:
    day = queries.host_day(season=link.season, host=link.host, at=at)
    mailbox = queries.mailbox_of(link, day.slot)
    if day.is_late and link.key and mailbox and actions.mark_mailed(link=link, on=day.date):
        return day_letters(link, day, mailbox)
    return []


def keep_cold_nights(*, at: datetime) -> None:
    """What is due of extra-cold nights at this moment. Done twice, it changes nothing more."""
    for event in queries.to_raise(at=at):
        actions.raise_cold_alert(event=event, at=at)
    for event in queries.to_open(at=at):
        doors = effective(scopes_around(event.territory_id), on=event.date).value("doors_open")
        if at >= clock.by_night(event.date, time.fromisoformat(doors)):
            actions.open_cold_night(event=event, by=None, at=at)
    for event in queries.to_close(at=at):
        actions.close_cold_night(event=event, by=None, at=at)
    mail_cold_nights(at=at)
    if settings.SMHI["forecasts"] and _due(at):
        background.start("forecast", lambda: ask_forecasts(at=now()))


def mail_cold_nights(*, at: datetime) -> None:
    """Ask those who decide to, and mail what was announced to those who want to be told; each mailbox once."""
    mailing.mail("cold_nights", _cold_mails(at=at), at=at, again=mailing.PAUSE)


def _cold_mails(*, at: datetime) -> Iterator[Callable[[], Letters]]:
    for event in queries.to_alert(at=at):
        yield partial(_alert, event, at=at)
    for announcement in queries.to_mail():
        off = announcement.event.called_off_at
        # what is called off is told as such, and no more
        is_due = announcement.event.is_on or (off and announcement.at >= off)
        lines = list(queries.to_be_told(announcement.event)) if is_due else []
        for line in lines:
            yield partial(_mail, announcement, line)
        actions.note_all_mailed(announcement=announcement, wanted=lines, at=at)


def _alert(event: ColdNightEvent, *, at: datetime) -> Letters:
    mailboxes = queries.deciders(event)
    is_taken = actions.note_alerted(event=event, to=len(mailboxes), at=at)
    return cold_alert_letters(event, mailboxes) if is_taken else []


def _mail(announcement: ColdAnnouncement, line: ContactLine) -> Letters:
    is_taken = actions.note_mailed(announcement=announcement, line=line)
    return cold_night_letters(announcement, line) if is_taken else []


def ask_forecasts(*, at: datetime) -> None:
    """Ask for the forecast of each municipality that has a rule, in its season, and hold it against the rule."""
    smhi = Smhi(**settings.SMHI, kept=_kept)
    for territory, rule in _due(at):
        actions.note_asking(territory=territory, at=at)
        try:
            problem = _ask(smhi, territory, rule, at=at)
        except Silent as silent:
            problem = str(silent)
        except Refused:
            continue
        if problem:
            log.warning("SMHI gave no answer that can be used: %s", problem)
            actions.note_asking(territory=territory, at=at, problem=problem)


def _ask(smhi: Smhi, territory: Territory, rule: Trigger, *, at: datetime) -> str:
    """Ask for one municipality; what went wrong with its warnings, since the forecast alone is worth having."""
    place, problem, warnings = {"latitude": rule.latitude, "longitude": rule.longitude}, "", None
    forecast = smhi.forecast(**place)
    if smhi.at["warnings"]:
        try:
            warnings = smhi.warnings(code=territory.code, **place)
        except Silent as silent:
            problem = f"warnings {silent}"
    tonight = clock.tonight(at, closes=MORNING_CLOSE)
    for number in range(rule.lead_hours // 24 + 1):
        night = tonight + timedelta(days=number)
        verdict = judge(rule, night, forecast.hours, warnings, issued_at=forecast.issued_at, at=at)
        actions.take_forecast(
            territory=territory, date=night, verdict=verdict, rule=rule, issued_at=forecast.issued_at, at=at
        )
    return problem


def _due(at: datetime) -> list[tuple[Territory, Trigger]]:
    """The municipalities in season whose forecast was not asked for lately."""
    tonight, found = clock.tonight(at, closes=MORNING_CLOSE), []
    for territory in queries.followed(on=tonight).select_related("cold_watch"):
        watch = getattr(territory, "cold_watch", None)
        wait = TRY_AGAIN if watch and watch.problem else ASK_AGAIN
        if watch and watch.asked_at + wait > at:
            continue
        rule, _source = queries.cold_trigger(territory.code, on=tonight)
        if rule and any(rule.is_in_season(tonight + timedelta(days=number)) for number in (0, 1)):
            found.append((territory, rule))
    return found
