"""Channels are kept by the municipality's coordinator; their hours are set whole, days that differ one by one."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Territory, User
from samverka.core import audit
from samverka.core.access import Stale, Unfit
from samverka.core.county import already
from samverka.core.versions import check_seen
from samverka.directory import queries as directory
from samverka.directory.actions.hours import MOST_RULES, fit_exception, fit_rule
from samverka.directory.queries import Weekly
from samverka.safeguarding import rules
from samverka.safeguarding.models import ChannelException, Kind, ReportingChannel


TOLD = ("phone", "address", "languages")


@transaction.atomic
def add_channel(
    *, id: UUID, municipality: Territory, kind: str, by: User, at: datetime, **told: Any
) -> ReportingChannel:
    """Add a way to report. Asked again with the same id, it changes nothing."""
    if there := already(ReportingChannel, id, municipality_id=municipality.pk, kind=kind):
        return there
    rules.keep_channels(by, municipality)
    channel = ReportingChannel(
        id=id, municipality=municipality, kind=kind, verified_on=localdate(at), changed_at=at, **_fit(kind, told)
    )
    channel.save(force_insert=True)
    _record("channel_added", channel, by=by, at=at)
    return channel


@transaction.atomic
def change_channel(
    *, channel: ReportingChannel, by: User, at: datetime, seen: str = "", **told: Any
) -> ReportingChannel:
    """Change its number, address or languages. Whoever does it has found it right today."""
    held = _held(channel, by)
    check_seen(held, seen)
    for name, value in _fit(held.kind, told).items():
        setattr(held, name, value)
    held.verified_on = localdate(at)
    return _changed("channel_changed", held, by=by, at=at)


@transaction.atomic
def verify_channel(*, channel: ReportingChannel, by: User, at: datetime) -> ReportingChannel:
    """Say that it is still right today."""
    held = _held(channel, by)
    held.verified_on = localdate(at)
    return _changed("channel_verified", held, by=by, at=at)


@transaction.atomic
def remove_channel(*, channel: ReportingChannel, by: User, at: datetime) -> None:
    """It is no longer there. Sightings and notes keep which kind was used."""
    held = _held(channel, by)
    _record("channel_removed", held, by=by, at=at)
    held.delete()


@transaction.atomic
def set_channel_hours(
    *, channel: ReportingChannel, weekly: Iterable[Weekly], holidays: str, eves: str, by: User, at: datetime,
    seen: str = "",
) -> ReportingChannel:  # fmt: skip
    """Say all the hours of the week at which it answers, and what they mean on holidays and eves."""
    held = _held(channel, by)
    own: Any = held
    if seen and seen != directory.hours_version(own):
        raise Stale(_("A colleague has changed this since you read it. Look at it again."))
    wanted = directory.in_order(_answering(fit_rule(one)) for one in weekly)
    if len(wanted) > MOST_RULES:
        raise Unfit(_("These are too many lines of hours. Let days that are alike share one."), field="hours")
    held.rules.all().delete()
    for one in wanted:
        held.rules.create(**{name: getattr(one, name) for name in Weekly.__slots__})
    held.holidays, held.eves, held.verified_on = holidays, eves, localdate(at)
    return _changed("channel_hours_set", held, by=by, at=at, rules=len(wanted))


@transaction.atomic
def add_channel_days(
    *, id: UUID, channel: ReportingChannel, first_day: date, by: User, at: datetime, **told: Any
) -> ChannelException:
    """Say how some days differ. Asked again with the same id, it changes nothing."""
    fit = fit_exception({"first_day": first_day, **told})
    fit.pop("message")
    if there := already(ChannelException, id, channel_id=channel.pk, **fit):
        return there
    held = _held(channel, by)
    days = ChannelException(id=id, channel=held, **fit)
    days.save(force_insert=True)
    _changed("channel_days_added", held, by=by, at=at)
    return days


@transaction.atomic
def remove_channel_days(*, days: ChannelException, by: User, at: datetime) -> None:
    """The week holds on these days again."""
    held = _held(days.channel, by)
    days.delete()
    _changed("channel_days_removed", held, by=by, at=at)


def _held(channel: ReportingChannel, by: User) -> ReportingChannel:
    """The channel as it stands now, for whoever may keep it."""
    rules.keep_channels(by, channel.municipality)
    found = ReportingChannel.objects.select_for_update(of=("self",), no_key=True).select_related("municipality")
    return found.get(pk=channel.pk)


def _changed(verb: str, channel: ReportingChannel, *, by: User, at: datetime, **more: int) -> ReportingChannel:
    channel.changed_at = at
    channel.save()
    _record(verb, channel, by=by, at=at, **more)
    return channel


def _record(verb: str, channel: ReportingChannel, *, by: User, at: datetime, **more: int) -> None:
    county = channel.municipality_id[:2]
    audit.record(by=by, verb=f"safeguarding.{verb}", subject=channel, at=at, county=county, kind=channel.kind, **more)


def _fit(kind: str, told: dict[str, Any]) -> dict[str, Any]:
    """What is told of a channel, or Unfit: an e-service has an address, the others have a number."""
    said = {name: told[name] for name in TOLD if name in told}
    if kind == Kind.E_SERVICE:
        if not said.get("address"):
            raise Unfit(_("Write the address of the e-service."), field="address")
        return said | {"phone": ""}
    if not said.get("phone"):
        raise Unfit(_("Write the number to call."), field="phone")
    return said | {"address": ""}


def _answering(rule: Weekly) -> Weekly:
    """A channel has one kind of hours: those at which somebody answers."""
    told = {name: getattr(rule, name) for name in Weekly.__slots__}
    return Weekly(**(told | {"kind": "open"}))
