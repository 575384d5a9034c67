"""Extra-cold nights: what was read, what is decided, who opens, and what is announced."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status
from pydantic import BeforeValidator, StringConstraints, WithJsonSchema

from samverka.actors.http import Request
from samverka.core.api import AS_JSON, LINE, NAME, PROBLEMS, Code, Day, Id, Listed, Page, Said, YesNo, listed
from samverka.shelters import actions, queries
from samverka.shelters.models import ColdNightEvent, ColdSite, Shelter
from samverka.shelters.models.sites import keeping


router = Router(tags=["cold nights"])
Degrees = Annotated[
    float,
    BeforeValidator(lambda said: float(said) if type(said) in (int, float) else said),
    Field(strict=True, ge=-60, le=40),
    WithJsonSchema({"type": "number", "minimum": -60, "maximum": 40}),
]
Count = Annotated[int, Field(strict=True, ge=0, le=999), AS_JSON]
Hour = Annotated[str, StringConstraints(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", max_length=5)]


class Reading(Schema):
    """What a forecast said, where it was read, and what the rule says to it; `is_met` is null where nobody knows."""

    value: float | None
    issued_at: datetime | None
    where: str
    is_met: bool | None
    reasons: list[str]
    at: datetime


class ColdAnswer(Schema):
    """A shelter that was asked; `shelter` is an area when only that may be known."""

    id: UUID
    shelter: str
    opens: bool | None
    beds: int
    answered_at: datetime | None


class ColdNight(Schema):
    """An extra-cold night: how it stands, when each step was taken, and minutes that steps took."""

    id: UUID
    territory_id: str
    date: date
    state: str
    opens: bool | None
    watched_at: datetime
    pre_alert_at: datetime | None
    decided_at: datetime | None
    sites_confirmed_at: datetime | None
    announced_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    reported_at: datetime | None
    called_off_at: datetime | None
    called_off_because: str
    lead_times: dict[str, int]
    readings: list[Reading]
    sites: list[ColdAnswer]
    texts: dict[str, str]


class NoteForecast(Said):
    """What somebody has read of a night, under an id made by the client."""

    id: Id
    territory_id: Code
    date: Day
    value: Degrees
    where: Literal["site", "app", "radio", "phone", "other"]
    level: Literal["", "message", "yellow", "orange", "red"] = ""


class Decide(Said):
    """We open, or we do not; against the rule with a reason."""

    opens: YesNo
    reason: str = Field("", pattern=LINE, max_length=300)


class AskSites(Said):
    shelters: Annotated[list[Id], Field(min_length=1, max_length=200)]


class Extra(Said):
    group_id: Id
    beds: Count


class Answer(Said):
    """Yes, with the extra beds of each group; or no."""

    opens: YesNo
    extra: Annotated[list[Extra], Field(max_length=50)] = []


class Announce(Said):
    id: Id
    places: Annotated[str, StringConstraints(pattern=NAME, min_length=1, max_length=300)]
    doors: Hour


class CallOff(Said):
    because: Literal["warmer", "no_site", "mistake", "other"]


@router.get("/cold-nights", response={200: Listed[ColdNight], **PROBLEMS})
def cold_nights(request: Request, page: Query[Page]) -> Any:
    """Those of the territories where the caller's work reaches, the latest first."""
    return listed(queries.cold_nights(viewer=request.user), page, told=_told)


@router.post("/cold-nights/readings", response={201: ColdNight, 200: ColdNight, **PROBLEMS})
def note_forecast(request: Request, payload: NoteForecast) -> Any:
    """Note a forecast by hand; when it meets the rule, the alert goes up. Sent again, it is one reading."""
    said, at = payload.dict(), now()
    territory = get_object_or_404(queries.deciding_for(request.user), code=said.pop("territory_id"))
    reading = actions.note_forecast(territory=territory, **said, by=request.user, at=at)
    return Status(201 if reading.at == at else 200, _told(_find(request, reading.event_id)))


@router.get("/cold-nights/{cold_night_id}", response={200: ColdNight, **PROBLEMS})
def cold_night(request: Request, cold_night_id: Id) -> Any:
    """One night with its whole course."""
    return _told(_find(request, cold_night_id))


@router.post("/cold-nights/{cold_night_id}/decide", response={200: ColdNight, **PROBLEMS})
def decide_cold_night(request: Request, cold_night_id: Id, payload: Decide) -> Any:
    """A person decides. Said again, it changes nothing."""
    event = _find(request, cold_night_id)
    actions.decide_cold_night(event=event, **payload.dict(), by=request.user, at=now())
    return _told(_find(request, cold_night_id))


@router.post("/cold-nights/{cold_night_id}/ask", response={200: ColdNight, **PROBLEMS})
def ask_cold_sites(request: Request, cold_night_id: Id, payload: AskSites) -> Any:
    """Ask shelters of the municipality to open."""
    event = _find(request, cold_night_id)
    shelters = [get_object_or_404(queries.could_open(event), pk=one) for one in payload.shelters]
    actions.ask_cold_sites(event=event, shelters=shelters, by=request.user, at=now())
    return _told(_find(request, cold_night_id))


@router.post("/cold-sites/{cold_site_id}/answer", response={200: ColdAnswer, **PROBLEMS})
def answer_cold_site(request: Request, cold_site_id: Id, payload: Answer) -> Any:
    """The shelter's answer: a yes plans and confirms its night, with the extra beds."""
    own = ColdSite.objects.filter(shelter__organisation__in=keeping(request.user)).select_related("shelter", "event")
    extra = {one.group_id: one.beds for one in payload.extra}
    site = get_object_or_404(own, pk=cold_site_id)
    return _asked(actions.answer_cold_site(site=site, opens=payload.opens, extra=extra, by=request.user, at=now()))


@router.post("/cold-nights/{cold_night_id}/confirm", response={200: ColdNight, **PROBLEMS})
def confirm_cold_sites(request: Request, cold_night_id: Id) -> Any:
    """Enough shelters have said yes."""
    actions.confirm_cold_sites(event=_find(request, cold_night_id), by=request.user, at=now())
    return _told(_find(request, cold_night_id))


@router.post("/cold-nights/{cold_night_id}/announce", response={201: ColdNight, 200: ColdNight, **PROBLEMS})
def announce_cold_night(request: Request, cold_night_id: Id, payload: Announce) -> Any:
    """Tell everybody, in every language that is prepared. Under another id it tells what has changed."""
    event, at = _find(request, cold_night_id), now()
    told = actions.announce_cold_night(event=event, **payload.dict(), by=request.user, at=at)
    return Status(201 if told.at == at else 200, _told(_find(request, cold_night_id)))


@router.post("/cold-nights/{cold_night_id}/call-off", response={200: ColdNight, **PROBLEMS})
def call_off_cold_night(request: Request, cold_night_id: Id, payload: CallOff) -> Any:
    """Call it off; everybody who was told is told."""
    actions.call_off_cold_night(event=_find(request, cold_night_id), **payload.dict(), by=request.user, at=now())
    return _told(_find(request, cold_night_id))


@router.post("/cold-nights/{cold_night_id}/report", response={200: ColdNight, **PROBLEMS})
def report_cold_night(request: Request, cold_night_id: Id) -> Any:
    """Write down what it came to, when its nights are frozen."""
    actions.report_cold_night(event=_find(request, cold_night_id), by=request.user, at=now())
    return _told(_find(request, cold_night_id))


def _find(request: Request, night_id: UUID) -> ColdNightEvent:
    return get_object_or_404(queries.cold_nights(viewer=request.user), pk=night_id)


def _told(event: ColdNightEvent) -> dict[str, Any]:
    names = ("id", "territory_id", "date", "opens", "called_off_at", "called_off_because")
    facts = {name: getattr(event, name) for name in (*names, *(name for _state, name in ColdNightEvent.STEPS))}
    last = event.announcements.filter(county=event.county).order_by("-at", "-pk").first()
    return facts | {
        "state": event.state.value,
        "lead_times": queries.lead_times(event),
        "readings": list(event.readings.all()),
        "sites": [_asked(site) for site in queries.sites_of(event)],
        "texts": last.texts if last else {},
    }


def _asked(site: ColdSite) -> dict[str, Any]:
    shelter: Shelter = site.shelter
    facts = {name: getattr(site, name) for name in ("id", "opens", "beds", "answered_at")}
    return facts | {"shelter": shelter.told_outside}
