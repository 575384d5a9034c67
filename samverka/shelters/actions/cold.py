"""Extra-cold nights: a forecast is noted, a person decides, the night runs its course and is reported on."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import Territory, User
from samverka.core import audit, policy
from samverka.core.access import Refused, Unfit
from samverka.core.actions import write_policy
from samverka.core.county import already, lock
from samverka.core.free_text import accept
from samverka.core.models import Policy
from samverka.core.versions import check_seen
from samverka.directory.actions import touch
from samverka.shelters import clock, queries, rules
from samverka.shelters.actions.cold_texts import announce_calling_off
from samverka.shelters.actions.sites import on_boards, tell_boards
from samverka.shelters.cold_rule import Trigger, Verdict, by_hand
from samverka.shelters.models import ColdNightEvent, ColdReading, ColdWatch, Night
from samverka.shelters.models.sites import scopes_around
from samverka.shelters.policy import MORNING_CLOSE


@transaction.atomic
def set_cold_trigger(
    *,
    territory: Territory,
    value: dict[str, Any],
    valid_from: date,
    source: str,
    by: User,
    at: datetime,
    decided_by: str = "",
    seen: str = "",
) -> Policy:
    """Say when a night is extra cold in a municipality. Said again, it changes nothing."""
    rules.set_cold_trigger(by, territory)
    scopes, key = scopes_around(territory.code), "cold_trigger"
    said = {"value": policy.read(key, value), "valid_from": valid_from, "source": source}
    if there := Policy.objects.filter(scope=scopes[-1], key=key, **said).first():
        return there
    check_seen(Policy.objects.filter(scope=scopes[-1], key=key).order_by("-valid_from").first(), seen)
    return write_policy(scopes=scopes, key=key, decided_by=decided_by or territory.name, by=by, at=at, **said)


@transaction.atomic
def note_forecast(
    *,
    id: UUID,
    territory: Territory,
    date: date,
    value: float,
    where: str,
    by: User,
    at: datetime,
    issued_at: datetime | None = None,
    level: str = "",
    kind: str = "",
) -> ColdReading:
    """Note what somebody has read of a night: just as good as the feed. Sent again, it is one reading."""
    there = ColdNightEvent.objects.filter(county=territory.county, territory=territory, date=date).first()
    if noted := already(ColdReading, id, event_id=there and there.pk, value=value, where=where):
        return noted
    rules.note_forecast(by, territory)
    rule, _source = queries.cold_trigger(territory.code, on=date)
    if rule is None:
        raise Refused(_("Say first when a night is extra cold here."))
    _check_not_over(date, rule, at=at)
    verdict = by_hand(rule, date, value, level=level, kind=kind)
    event = _watched(territory, date, by=by, at=at)
    return _read(event, verdict, rule, id=id, where=where, issued_at=issued_at, by=by, at=at)


@transaction.atomic
def take_forecast(
    *, territory: Territory, date: date, verdict: Verdict, rule: Trigger, issued_at: datetime | None, at: datetime
) -> ColdReading | None:
    """Note what the feed says, by the clock: of nights that are worth watching, and when it says something new."""
    there = ColdNightEvent.objects.filter(county=territory.county, territory=territory, date=date).first()
    if there is None and not verdict.is_near(rule):
        return None
    event = _watched(territory, date, by=None, at=at)
    last = event.readings.filter(county=event.county, where=ColdReading.Where.FEED).order_by("-at", "-pk").first()
    alerts = [one.as_record() for one in verdict.warnings]
    said = (verdict.value, verdict.is_met, list(verdict.reasons), alerts)
    if last and said == (last.value, last.is_met, last.reasons, last.alerts):
        return last
    where = ColdReading.Where.FEED
    return _read(event, verdict, rule, id=None, where=where, issued_at=issued_at, by=None, at=at)


@transaction.atomic
def raise_cold_alert(*, event: ColdNightEvent, at: datetime) -> ColdNightEvent:
    """The alert goes up when a night comes near whose last forecast met the rule long before. Called by the clock."""
    event = lock(event)
    reading = queries.last_reading(event)
    rule, _source = queries.cold_trigger(event.territory_id, on=event.date)
    if rule and reading and reading.is_met:
        _raise_when_near(event, rule, by=None, at=at)
    return event


@transaction.atomic
def note_asking(*, territory: Territory, at: datetime, problem: str = "") -> None:
    """Write down that the feed was asked, and what went wrong."""
    said = {"asked_at": at, "problem": problem} | ({} if problem else {"answered_at": at})
    ColdWatch.objects.update_or_create(territory=territory, defaults=said)


@transaction.atomic
def decide_cold_night(
    *, event: ColdNightEvent, opens: bool, by: User, at: datetime, reason: str = ""
) -> ColdNightEvent:
    """A person decides: we open, or we do not. Said again, it changes nothing.

    A decision against what the rule says needs a reason. Who decided not to open may still open; what is to open is
    called off, and not decided away. Refused when the night is over.
    """
    event = lock(event)
    if event.decided_at and event.opens == opens:
        return event
    rules.decide_cold_night(by, event.territory)
    if event.opens:
        raise Refused(_("It is decided that we open. Call it off instead."))
    rule, source = queries.cold_trigger(event.territory_id, on=event.date)
    _check_not_over(event.date, rule, at=at)
    reading = queries.last_reading(event)
    if reading and reading.is_met is not None and reading.is_met != opens and not reason:
        raise Unfit(_("The rule says otherwise. Say why you decide against it."), field="reason")
    event.grounds = queries.as_told(reading) | {"rule": rule.as_record() if rule else {}, "source": source}
    event.pre_alert_at = event.pre_alert_at or at
    event.decided_at, event.opens, event.decided_by = at, opens, by
    event.reason = accept(reason, field="reason")
    event.save()
    told = {"opens": int(opens), "value": str(event.grounds.get("value", "")), "read": event.grounds.get("at", "")}
    _tell(event, "shelters.cold_night_decided", by=by, at=at, issued=event.grounds.get("issued_at", ""), **told)
    return event


@transaction.atomic
def call_off_cold_night(*, event: ColdNightEvent, because: str, by: User, at: datetime) -> ColdNightEvent:
    """It is called off, and everybody who was told is told. Again changes nothing."""
    event = lock(event)
    rules.call_off_cold_night(by, event.territory)
    if event.called_off_at:
        return event
    if not event.is_on:
        raise Refused(_("Only a night that is to open, or is open, can be called off."))
    event.called_off_at, event.called_off_because = at, because
    event.save(update_fields=["called_off_at", "called_off_because"])
    _tell(event, "shelters.cold_night_called_off", by=by, at=at, because=because)
    if event.announced_at:
        announce_calling_off(event, by=by, at=at)
    return event


@transaction.atomic
def confirm_cold_sites(*, event: ColdNightEvent, by: User, at: datetime) -> ColdNightEvent:
    """Enough shelters have said yes. Again changes nothing."""
    event = lock(event)
    rules.ask_cold_sites(by, event.territory)
    if event.sites_confirmed_at:
        return event
    _check_on(event)
    if not any(site.opens for site in queries.sites_of(event)):
        raise Refused(_("No shelter has said yes yet."))
    event.sites_confirmed_at = at
    event.save(update_fields=["sites_confirmed_at"])
    _tell(event, "shelters.cold_sites_confirmed", by=by, at=at)
    return event


@transaction.atomic
def open_cold_night(*, event: ColdNightEvent, by: User | None, at: datetime) -> ColdNightEvent:
    """The doors are open: by the clock, or by a coordinator. Again changes nothing."""
    event = lock(event)
    if by:
        rules.announce_cold_night(by, event.territory)
    if event.opened_at:
        return event
    _check_on(event)
    if not event.announced_at:
        raise Refused(_("Announce it before it opens."))
    event.opened_at = at
    event.save(update_fields=["opened_at"])
    _tell(event, "shelters.cold_night_opened", by=by, at=at)
    return event


@transaction.atomic
def close_cold_night(*, event: ColdNightEvent, by: User | None, at: datetime) -> ColdNightEvent:
    """The morning has come: by the clock, or by a coordinator. Again changes nothing."""
    event = lock(event)
    if by:
        rules.announce_cold_night(by, event.territory)
    if event.closed_at:
        return event
    _check_on(event)
    if not event.opened_at:
        raise Refused(_("It has not been open."))
    event.closed_at = at
    event.save(update_fields=["closed_at"])
    _tell(event, "shelters.cold_night_closed", by=by, at=at)
    touch([event.territory_id], at=at)
    return event


@transaction.atomic
def report_cold_night(*, event: ColdNightEvent, by: User, at: datetime) -> ColdNightEvent:
    """Write down what it came to, and how long each step took. Refused until its nights are frozen."""
    event = lock(event)
    rules.report_cold_night(by, event.territory)
    if event.reported_at:
        return event
    if not event.closed_at:
        raise Refused(_("Only a night that is closed can be reported on."))
    figures = queries.cold_figures(event)
    if figures["frozen"] < figures["sites"]:
        raise Refused(_("The nights of its shelters are not frozen yet."))
    event.reported_at, event.report = at, {"figures": figures, "lead_times": queries.lead_times(event)}
    event.save(update_fields=["reported_at", "report"])
    _tell(event, "shelters.cold_night_reported", by=by, at=at, bed_nights=figures["bed_nights"])
    return event


def _watched(territory: Territory, day: date, *, by: User | None, at: datetime) -> ColdNightEvent:
    """The night's event, begun if need be, and held; with the boards that are told of it, before the trail is."""
    key = {"county": territory.county, "territory": territory, "date": day}
    event, is_new = ColdNightEvent.objects.get_or_create(**key, defaults={"watched_at": at})
    event = lock(event)
    _boards(event, at=at)
    if is_new:
        audit.record(by=by, verb="shelters.cold_night_watched", subject=event, at=at)
    return event


def _read(event: ColdNightEvent, verdict: Verdict, rule: Trigger, **said: Any) -> ColdReading:
    """Keep a reading; when it meets the rule and the night is near, the alert goes up."""
    kept = {name: value for name, value in said.items() if name != "id" or value}
    reading = ColdReading.objects.create(
        county=event.county, event=event, value=verdict.value, value_at=verdict.value_at, is_met=verdict.is_met,
        reasons=list(verdict.reasons), alerts=[one.as_record() for one in verdict.warnings], **kept,
    )  # fmt: skip
    at, by = reading.at, reading.by
    audit.record(by=by, verb="shelters.forecast_noted", subject=reading, at=at, value=str(verdict.value))
    if verdict.is_met:
        _raise_when_near(event, rule, by=by, at=at)
    return reading


def _raise_when_near(event: ColdNightEvent, rule: Trigger, *, by: User | None, at: datetime) -> None:
    begins, _ends = rule.window(event.date)
    if event.pre_alert_at is None and at >= begins - timedelta(hours=rule.lead_hours):
        event.pre_alert_at = at
        event.save(update_fields=["pre_alert_at"])
        _tell(event, "shelters.cold_alert_raised", by=by, at=at)


def _check_not_over(night: date, rule: Trigger | None, *, at: datetime) -> None:
    """A night is over when its hours have passed and people no longer call it tonight."""
    _begins, ends = (rule or Trigger(0)).window(night)
    if at > ends and clock.tonight(at, closes=MORNING_CLOSE) > night:
        raise Refused(_("That night is over."))


def _check_on(event: ColdNightEvent) -> None:
    if not event.is_on:
        raise Refused(_("Decide first that this night opens."))


def _tell(event: ColdNightEvent, verb: str, *, by: User | None, at: datetime, **detail: Any) -> None:
    """Write it down; the boards of the municipality's shelters are told."""
    held = _boards(event, at=at)
    tell_boards(held, audit.record(by=by, verb=verb, subject=event, at=at, **detail))


def _boards(event: ColdNightEvent, *, at: datetime) -> list[Night]:
    nights = Night.objects.filter(county=event.county, date=event.date, shelter__territory=event.territory_id)
    return on_boards(nights, at=at)
