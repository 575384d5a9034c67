"""Hours of the week, days that differ, and notices."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Query, Router

from samverka.actors.http import Request
from samverka.core.access import Stale
from samverka.core.api import PROBLEMS, Id, Listed, Page, handed_back, listed
from samverka.directory import actions, queries
from samverka.directory.api.entries import EDITED, add, change, own_place, own_provider, own_service, plain, told
from samverka.directory.api.schemas import (
    AddDays,
    AddNotice,
    ChangeDays,
    ChangeNotice,
    DaysOut,
    HoursOut,
    NoticeOut,
    SetHours,
)
from samverka.directory.models import DateException, Notice, Place, Provider, Service, ServicePlace
from samverka.directory.queries.hours import Owner, Weekly


router = Router(tags=["directory"])
MADE_DAYS: dict[Any, Any] = {201: DaysOut, 200: DaysOut, **PROBLEMS}
MADE_NOTICE: dict[Any, Any] = {201: NoticeOut, 200: NoticeOut, **PROBLEMS}


@router.get("/directory/places/{directory_place_id}/hours", response={200: HoursOut, **PROBLEMS})
def place_hours(request: Request, directory_place_id: Id) -> Any:
    """What a place states of its hours."""
    return _hours(own_place(request, directory_place_id))


@router.put("/directory/places/{directory_place_id}/hours", response={200: HoursOut, **EDITED})
def set_place_hours(request: Request, directory_place_id: Id, payload: SetHours) -> Any:
    """Say all the hours of a place."""
    return _set_hours(request, own_place(request, directory_place_id), payload)


@router.get("/directory/services/{service_id}/hours", response={200: HoursOut, **PROBLEMS})
def service_hours(request: Request, service_id: Id) -> Any:
    """What a service states of its hours; none at all: those of its place hold."""
    return _hours(own_service(request, service_id))


@router.put("/directory/services/{service_id}/hours", response={200: HoursOut, **EDITED})
def set_service_hours(request: Request, service_id: Id, payload: SetHours) -> Any:
    """Say all the hours of a service."""
    return _set_hours(request, own_service(request, service_id), payload)


@router.get("/directory/stops/{stop_id}/hours", response={200: HoursOut, **PROBLEMS})
def stop_hours(request: Request, stop_id: Id) -> Any:
    """What a service states of its hours at one of its places."""
    return _hours(_stop(request, stop_id))


@router.put("/directory/stops/{stop_id}/hours", response={200: HoursOut, **EDITED})
def set_stop_hours(request: Request, stop_id: Id, payload: SetHours) -> Any:
    """Say all the hours of a service at one of its places. It has no say of its own about holidays."""
    return _set_hours(request, _stop(request, stop_id), payload)


@router.get("/directory/services/{service_id}/days", response={200: Listed[DaysOut], **PROBLEMS})
def service_days(request: Request, service_id: Id, page: Query[Page]) -> Any:
    """Days on which a service differs, also past ones."""
    return listed(own_service(request, service_id).exceptions.order_by("first_day", "pk"), page, told=told)


@router.post("/directory/services/{service_id}/days", response=MADE_DAYS)
def add_service_days(request: Request, service_id: Id, payload: AddDays) -> Any:
    """Say how some days differ for a service."""
    return _add_days(request, own_service(request, service_id), payload)


@router.get("/directory/places/{directory_place_id}/days", response={200: Listed[DaysOut], **PROBLEMS})
def place_days(request: Request, directory_place_id: Id, page: Query[Page]) -> Any:
    """Days on which a place differs, also past ones."""
    return listed(own_place(request, directory_place_id).exceptions.order_by("first_day", "pk"), page, told=told)


@router.post("/directory/places/{directory_place_id}/days", response=MADE_DAYS)
def add_place_days(request: Request, directory_place_id: Id, payload: AddDays) -> Any:
    """Say how some days differ for a place and all its services."""
    return _add_days(request, own_place(request, directory_place_id), payload)


@router.put("/directory/days/{days_id}", response={200: DaysOut, **EDITED})
def change_days(request: Request, days_id: Id, payload: ChangeDays) -> Any:
    """Change how some days differ."""
    found = _dated(request, DateException, days_id)
    return change(request, payload, found, actions.change_exception, {"exception": found, **payload.dict()})


@router.post("/directory/days/{days_id}/remove", response={200: DaysOut, **PROBLEMS})
def remove_days(request: Request, days_id: Id) -> Any:
    """The week holds on these days again. What was there is told once more."""
    found = _dated(request, DateException, days_id)
    was = told(found)
    actions.remove_exception(exception=found, by=request.user, at=now())
    return was


@router.get("/directory/services/{service_id}/notices", response={200: Listed[NoticeOut], **PROBLEMS})
def service_notices(request: Request, service_id: Id, page: Query[Page]) -> Any:
    """Notices of a service, also past ones."""
    return listed(own_service(request, service_id).notices.order_by("first_day", "pk"), page, told=told)


@router.post("/directory/services/{service_id}/notices", response=MADE_NOTICE)
def add_service_notice(request: Request, service_id: Id, payload: AddNotice) -> Any:
    """Tell something of a service for a while."""
    return _add_notice(request, own_service(request, service_id), payload)


@router.get("/directory/places/{directory_place_id}/notices", response={200: Listed[NoticeOut], **PROBLEMS})
def place_notices(request: Request, directory_place_id: Id, page: Query[Page]) -> Any:
    """Notices of a place, also past ones."""
    return listed(own_place(request, directory_place_id).notices.order_by("first_day", "pk"), page, told=told)


@router.post("/directory/places/{directory_place_id}/notices", response=MADE_NOTICE)
def add_place_notice(request: Request, directory_place_id: Id, payload: AddNotice) -> Any:
    """Tell something of a place for a while."""
    return _add_notice(request, own_place(request, directory_place_id), payload)


@router.post("/directory/providers/{provider_id}/notices", response=MADE_NOTICE)
def add_provider_notice(request: Request, provider_id: Id, payload: AddNotice) -> Any:
    """Tell something of all that a provider offers for a while."""
    return _add_notice(request, own_provider(request, provider_id), payload)


@router.put("/directory/notices/{notice_id}", response={200: NoticeOut, **EDITED})
def change_notice(request: Request, notice_id: Id, payload: ChangeNotice) -> Any:
    """Change a notice."""
    found = _dated(request, Notice, notice_id)
    return change(request, payload, found, actions.change_notice, {"notice": found, **payload.dict()})


@router.post("/directory/notices/{notice_id}/remove", response={200: NoticeOut, **PROBLEMS})
def remove_notice(request: Request, notice_id: Id) -> Any:
    """Take a notice away. What it said is told once more."""
    found = _dated(request, Notice, notice_id)
    was = told(found)
    actions.remove_notice(notice=found, by=request.user, at=now())
    return was


def _stop(request: Request, pk: UUID) -> ServicePlace:
    kept = ServicePlace.objects.filter(service__provider__in=Provider.objects.kept_by(request.user))
    return get_object_or_404(kept.select_related("service__provider__organisation"), pk=pk)


def _dated(request: Request, model: type[Any], pk: UUID) -> Any:
    """Days or a notice about something that the caller keeps, or 404."""
    kept = Provider.objects.kept_by(request.user)
    about = Q(service__provider__in=kept) | Q(place__provider__in=kept)
    if model is Notice:
        about |= Q(provider__in=kept)
    return get_object_or_404(model._default_manager.filter(about), pk=pk)


def _hours(owner: Owner) -> dict[str, Any]:
    said = {name: getattr(owner, name, "") for name in ("holidays", "eves")}
    weekly = [
        {name: plain(getattr(one, name)) for name in Weekly.__slots__} for one in queries.weekly(owner)
    ]  # fmt: skip
    return {"weekly": weekly, **said, "seen": queries.hours_version(owner)}


def _set_hours(request: Request, owner: Owner, payload: SetHours) -> Any:
    weekly = [Weekly(**one.dict()) for one in payload.weekly]
    said = {} if isinstance(owner, ServicePlace) else {"holidays": payload.holidays, "eves": payload.eves}
    if isinstance(owner, Place):
        said = {name: value or None for name, value in said.items()}  # a place has none under it
    try:
        actions.set_hours(owner=owner, weekly=weekly, by=request.user, at=now(), seen=payload.seen, **said)
    except Stale as stale:
        return handed_back(stale, payload, _hours(owner))
    return _hours(type(owner)._default_manager.get(pk=owner.pk))


def _add_days(request: Request, owner: Place | Service, payload: AddDays) -> Any:
    return add(request, DateException, actions.add_exception, {"owner": owner, **payload.dict()})


def _add_notice(request: Request, owner: Provider | Place | Service, payload: AddNotice) -> Any:
    return add(request, Notice, actions.add_notice, {"owner": owner, **payload.dict()})
