"""Whom to call now, here; and the channels that the municipality's coordinator keeps."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Query, Router, Status

from samverka.actors.http import Request
from samverka.actors.models import Territory
from samverka.core.access import Stale
from samverka.core.api import PROBLEMS, Changed, Id, Listed, Page, Problem, handed_back, listed
from samverka.core.versions import version
from samverka.directory import queries as directory
from samverka.directory.api.entries import plain
from samverka.directory.queries import Weekly
from samverka.safeguarding import actions, queries
from samverka.safeguarding.api.schemas import (
    AddChannel,
    AddChannelDays,
    CallNow,
    ChangeChannel,
    ChannelDaysOut,
    ChannelOut,
    Municipality,
    SetChannelHours,
)
from samverka.safeguarding.models import ChannelException, ReportingChannel
from samverka.safeguarding.queries import Stretch


router = Router(tags=["children"])
EDITED: dict[Any, Any] = {**PROBLEMS, 409: Changed | Problem}


@router.get("/call-now", response={200: CallNow, **PROBLEMS})
def call_now(request: Request, municipality: Municipality = "0000") -> Any:
    """Whom to call about a child now: in the caller's own municipality unless another is named."""
    own = (one.territory_id for one in request.user.standing if len(one.territory_id) == 4)
    code = municipality if municipality != "0000" else next(own, "0000")
    found = queries.answer(code, at=now())
    stretches = dict.fromkeys(part.stretch for day in found.days for part in day.parts)
    return {"municipality": code, "now": _call(found.now), "calls": [_call(one) for one in stretches]}


@router.get("/channels", response={200: Listed[ChannelOut], **PROBLEMS})
def channels(request: Request, page: Query[Page]) -> Any:
    """The channels that the caller keeps."""
    return listed(queries.kept_by(request.user).order_by("municipality", "kind", "pk"), page, told=_told)


@router.post("/channels", response={201: ChannelOut, 200: ChannelOut, **PROBLEMS})
def add_channel(request: Request, payload: AddChannel) -> Any:
    """Add a way to report."""
    is_new = not ReportingChannel.objects.filter(pk=payload.id).exists()
    said = payload.dict() | {"municipality": get_object_or_404(Territory, pk=payload.municipality)}
    return Status(201 if is_new else 200, _told(actions.add_channel(by=request.user, at=now(), **said)))


@router.get("/channels/{channel_id}", response={200: ChannelOut, **PROBLEMS})
def channel(request: Request, channel_id: Id) -> Any:
    """A channel."""
    return _told(_find(request, channel_id))


@router.put("/channels/{channel_id}", response={200: ChannelOut, **EDITED})
def change_channel(request: Request, channel_id: Id, payload: ChangeChannel) -> Any:
    """Change its number, address or languages."""
    found = _find(request, channel_id)
    try:
        return _told(actions.change_channel(channel=found, by=request.user, at=now(), **payload.dict()))
    except Stale as stale:
        return handed_back(stale, payload, _told(_find(request, channel_id)))


@router.put("/channels/{channel_id}/hours", response={200: ChannelOut, **EDITED})
def set_channel_hours(request: Request, channel_id: Id, payload: SetChannelHours) -> Any:
    """Say all its hours."""
    found, said = _find(request, channel_id), payload.dict()
    said["weekly"] = [Weekly(**one) for one in said["weekly"]]
    try:
        return _told(actions.set_channel_hours(channel=found, by=request.user, at=now(), **said))
    except Stale as stale:
        return handed_back(stale, payload, _told(_find(request, channel_id)))


@router.post("/channels/{channel_id}/days", response={201: ChannelDaysOut, 200: ChannelDaysOut, **PROBLEMS})
def add_channel_days(request: Request, channel_id: Id, payload: AddChannelDays) -> Any:
    """Say how some days differ."""
    is_new = not ChannelException.objects.filter(pk=payload.id).exists()
    found = _find(request, channel_id)
    made = actions.add_channel_days(channel=found, by=request.user, at=now(), **payload.dict())
    return Status(201 if is_new else 200, _days(made))


@router.post("/channel-days/{channel_days_id}/remove", response={200: ChannelDaysOut, **PROBLEMS})
def remove_channel_days(request: Request, channel_days_id: Id) -> Any:
    """The week holds on these days again. What was there is told once more."""
    rows = ChannelException.objects.filter(channel__in=queries.kept_by(request.user).values("pk"))
    found = get_object_or_404(rows.select_related("channel__municipality"), pk=channel_days_id)
    told = _days(found)
    actions.remove_channel_days(days=found, by=request.user, at=now())
    return told


@router.post("/channels/{channel_id}/verify", response={200: ChannelOut, **PROBLEMS})
def verify_channel(request: Request, channel_id: Id) -> Any:
    """It is still right today."""
    return _told(actions.verify_channel(channel=_find(request, channel_id), by=request.user, at=now()))


@router.post("/channels/{channel_id}/remove", response={200: ChannelOut, **PROBLEMS})
def remove_channel(request: Request, channel_id: Id) -> Any:
    """It is no longer there. What was there is told once more."""
    found = _find(request, channel_id)
    told = _told(found)
    actions.remove_channel(channel=found, by=request.user, at=now())
    return told


def _find(request: Request, pk: UUID) -> ReportingChannel:
    return get_object_or_404(queries.kept_by(request.user), pk=pk)


def _told(found: ReportingChannel) -> dict[str, Any]:
    own: Any = found
    names = ("id", "kind", "phone", "address", "languages", "holidays", "eves", "verified_on")
    weekly = [{name: plain(getattr(one, name)) for name in Weekly.__slots__} for one in directory.weekly(own)]
    days = [_days(one) for one in found.exceptions.order_by("first_day", "pk")]
    return {name: getattr(found, name) for name in names} | {
        "municipality": found.municipality_id, "weekly": weekly, "days": days, "seen": version(found),
        "seen_hours": directory.hours_version(own),
    }  # fmt: skip


def _days(found: ChannelException) -> dict[str, Any]:
    names = ("id", "first_day", "last_day", "kind", "opens", "closes")
    return {name: plain(getattr(found, name)) for name in names}


def _call(one: Stretch) -> dict[str, Any]:
    kind, phone = (one.channel.kind, one.channel.phone) if one.channel else ("emergency", "112")
    return {"kind": kind, "phone": phone, "begins_at": one.begins, "ends_at": one.ends, "is_sure": one.is_sure}
