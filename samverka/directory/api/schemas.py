"""What is sent and told of entries, their hours and their upkeep."""

import re
from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import BeforeValidator, StringConstraints, WithJsonSchema

from samverka.core.api import AS_JSON, LINE, NAME, TEXT, Code, Day, Id, Said, Seen, YesNo


LANGUAGE = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
CLOCK = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
MAIL = r"^([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,3})?$"
WEB = r"^(https?://[A-Za-z0-9.-]{1,200}(/[A-Za-z0-9._~/-]*)?)?$"


def _clock(written: Any) -> Any:
    """A time of day as a clock shows it; a number is no time."""
    if not isinstance(written, str) or not re.match(CLOCK, written):
        raise ValueError(_("Write a time as 20:30."))
    return time.fromisoformat(written)


def _text(longest: int) -> Any:
    return Field("", pattern=rf"({TEXT})|^$", max_length=longest)


def _line(longest: int) -> Any:
    return Field("", pattern=LINE, max_length=longest)


Title = Annotated[str, StringConstraints(pattern=NAME, min_length=1, max_length=300)]
Tongue = Annotated[str, StringConstraints(pattern=LANGUAGE, max_length=12)]
Clock = Annotated[time, BeforeValidator(_clock), WithJsonSchema({"type": "string", "pattern": CLOCK})]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Holidays = Literal["closed", "open", "as_sunday", "unknown"]
Kind = Literal["open", "appointment", "intake", "phone"]


class ProviderFacts(Said):
    """What is told of who offers something."""

    name: Title
    description: str = _text(4000)
    website: str = Field("", pattern=WEB, max_length=500)
    email: str = Field("", pattern=MAIL, max_length=254)
    phone: str = _line(50)
    language: Tongue = "sv"


class AddProvider(ProviderFacts):
    """Somebody who offers something, under an id made by the client; kept by one of the caller's organisations."""

    id: Id
    territory: Code
    organisation_id: Id | None = None


class ChangeProvider(ProviderFacts):
    """What is told of a provider, and the version that was seen when it was decided."""

    seen: Seen
    is_minor: YesNo = False


class ProviderOut(Schema):
    """Who offers something."""

    id: UUID
    organisation_id: UUID | None
    territory_id: str
    name: str
    description: str
    website: str
    email: str
    phone: str
    language: str
    verified_on: date | None
    is_removed: bool
    changed_at: datetime
    seen: str


class DirectoryPlaceFacts(Said):
    """What is told of a place. Only a public place has a street and a point; partners see what is theirs elsewhere."""

    territory: Annotated[str, StringConstraints(pattern="^[0-9]{4}$", max_length=4)]
    name: Title
    address_class: Literal["public", "partners", "area_only"] = "public"
    area: str = _line(100)
    street: str = _line(200)
    postal_code: str = _line(20)
    city: str = _line(100)
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    way: str = _line(300)
    phone: str = _line(50)
    step_free: YesNo | None = None
    dogs: YesNo | None = None
    language: Tongue = "sv"


class AddDirectoryPlace(DirectoryPlaceFacts):
    """A new place, under an id made by the client."""

    id: Id


class ChangeDirectoryPlace(DirectoryPlaceFacts):
    """What is told of a place, and the version that was seen when it was decided."""

    seen: Seen
    is_minor: YesNo = False


class DirectoryPlaceOut(Schema):
    """A place where something is. What only partners may know is not told here."""

    id: UUID
    provider_id: UUID
    territory_id: str
    name: str
    address_class: str
    area: str
    street: str
    postal_code: str
    city: str
    latitude: float | None
    longitude: float | None
    way: str
    phone: str
    step_free: bool | None
    dogs: bool | None
    language: str
    holidays: str
    eves: str
    is_removed: bool
    changed_at: datetime
    seen: str


class PartnerAddressOut(Schema):
    """Where a place is that only partners may know. Each look is written down."""

    street: str
    postal_code: str
    latitude: float | None
    longitude: float | None
    way: str


class ServiceFacts(Said):
    """What is told of a service; its places in their order, or the territories that it serves without one."""

    category: Annotated[str, StringConstraints(pattern="^[A-Z]{2,20}(-[A-Z]{2,20})?$", max_length=30)]
    name: Title
    place_ids: list[Id] = Field([], max_length=50)
    areas: list[Code] = Field([], max_length=50)
    description: str = _text(4000)
    easy: str = _text(4000)
    state: Literal["open", "partly_open", "temporarily_closed", "closed", "unknown"] = "open"
    access: Literal["drop_in", "draw", "queue", "appointment", "phone", "referral"] = "drop_in"
    cost: Annotated[int, Field(strict=True, ge=0, le=100_000), AS_JSON] | None = None
    cost_note: str = _line(200)
    audience: list[Literal["women", "men", "families", "adults", "young"]] = Field([], max_length=5)
    no_id_needed: YesNo | None = None
    bring: str = _line(300)
    spoken: list[Tongue] = Field([], max_length=40)
    phone: str = _line(50)
    email: str = Field("", pattern=MAIL, max_length=254)
    website: str = Field("", pattern=WEB, max_length=500)
    step_free: YesNo | None = None
    dogs: YesNo | None = None
    fullness: Literal["", "low", "medium", "high"] = ""
    is_mobile: YesNo = False
    exempt_number: str = _line(60)  # of the decision that nothing identifying is documented here
    exempt_on: Day | None = None
    exempt_body: str = _line(200)
    language: Tongue = "sv"


class AddService(ServiceFacts):
    """A new service, under an id made by the client."""

    id: Id


class ChangeService(ServiceFacts):
    """What is told of a service, and the version that was seen when it was decided."""

    seen: Seen
    is_minor: YesNo = False
    is_right: YesNo = False


class StopOut(Schema):
    """A service at a place; of a mobile service, one of its stops."""

    id: UUID
    place_id: UUID


class ServiceOut(Schema):
    """Something that somebody can get."""

    id: UUID
    provider_id: UUID
    category: str
    name: str
    stops: list[StopOut]
    areas: list[str]
    description: str
    easy: str
    state: str
    access: str
    cost: float | None
    cost_note: str
    audience: list[str]
    no_id_needed: bool | None
    bring: str
    spoken: list[str]
    phone: str
    email: str
    website: str
    step_free: bool | None
    dogs: bool | None
    fullness: str
    is_mobile: bool
    language: str
    holidays: str
    eves: str
    verified_on: date | None
    hours_confirmed_on: date | None
    exempt_number: str
    exempt_on: date | None
    exempt_body: str
    is_removed: bool
    changed_at: datetime
    seen: str


class WeeklyIn(Said):
    """Some days of the week (ISO digits in order), from one hour to another; at or before `opens` is the next day."""

    weekdays: Annotated[str, StringConstraints(pattern="^1?2?3?4?5?6?7?$", min_length=1, max_length=7)]
    opens: Clock
    closes: Clock
    kind: Kind = "open"
    nth: Literal[-1, 1, 2, 3, 4, 5] | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None


class SetHours(Said):
    """All the weekly hours of a place, a service or a stop, and the version that was seen."""

    seen: Seen
    weekly: list[WeeklyIn] = Field([], max_length=60)
    holidays: Holidays | Literal[""] | None = None
    eves: Holidays | Literal[""] | None = None


class WeeklyOut(Schema):
    """One rule of the week."""

    weekdays: str
    opens: str
    closes: str
    kind: str
    nth: int | None
    valid_from: date | None
    valid_to: date | None


class HoursOut(Schema):
    """What is stated of hours here. None at all: what lies under it holds."""

    weekly: list[WeeklyOut]
    holidays: str
    eves: str
    seen: str


class DayFacts(Said):
    """Days on which the week does not hold."""

    first_day: Day
    last_day: Day | None = None
    kind: Literal["closed", "other", "message"] = "closed"
    opens: Clock | None = None
    closes: Clock | None = None
    message: str = _line(200)


class AddDays(DayFacts):
    """Days that differ, under an id made by the client."""

    id: Id


class ChangeDays(DayFacts):
    """The same, with the version that was seen."""

    seen: Seen


class DaysOut(Schema):
    """Days that differ."""

    id: UUID
    first_day: date
    last_day: date
    kind: str
    opens: str | None
    closes: str | None
    message: str
    seen: str


class NoticeFacts(Said):
    """Something to know for a while."""

    text: Annotated[str, StringConstraints(pattern=NAME, min_length=1, max_length=500)]
    first_day: Day
    last_day: Day | None = None


class AddNotice(NoticeFacts):
    """A notice, under an id made by the client."""

    id: Id


class ChangeNotice(NoticeFacts):
    """The same, with the version that was seen."""

    seen: Seen


class NoticeOut(Schema):
    """A notice."""

    id: UUID
    text: str
    first_day: date
    last_day: date | None
    seen: str


class Verified(Schema):
    """The services that were found right just now."""

    services: list[UUID]


class ErrorReportOut(Schema):
    """Somebody without a name says that a service is wrong."""

    id: UUID
    service_id: UUID
    kind: str
    text: str
    at: datetime
    state: str


class AnswerReport(Said):
    """What became of a report."""

    state: Literal["mended", "right"]
