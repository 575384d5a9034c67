"""What is sent and told of channels, sightings and notes: numbers and choices, never a word about a child."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from samverka.core.api import AS_JSON, Day, Id, Moment, Said, Seen, YesNo
from samverka.directory.api.schemas import LANGUAGE, WEB, Clock, Holidays, WeeklyIn, WeeklyOut


PHONE = r"^(\+?[0-9][0-9 -]{1,28})?$"
REFERENCE = r"^[0-9A-Za-zÅÄÖåäö :/.-]*$"


Municipality = Annotated[str, StringConstraints(pattern="^[0-9]{4}$", max_length=4)]
Tongue = Annotated[str, StringConstraints(pattern=LANGUAGE, max_length=12)]
Count = Annotated[int, Field(strict=True, ge=1, le=99), AS_JSON]
Setting = Literal["settlement", "shelter_door", "street", "day_centre", "tip"]
Used = Literal["office", "duty", "emergency", "e_service"]


class ChannelFacts(Said):
    """A number to call, or the address of an e-service, and the languages spoken there."""

    phone: str = Field("", pattern=PHONE, max_length=30)
    address: str = Field("", pattern=WEB, max_length=300)
    languages: list[Tongue] = Field([], max_length=20)


class AddChannel(ChannelFacts):
    """A channel of a municipality, under an id made by the client."""

    id: Id
    municipality: Municipality
    kind: Literal["office", "duty", "e_service"]


class ChangeChannel(ChannelFacts):
    """The same, with the version that was seen."""

    seen: Seen


class SetChannelHours(Said):
    """All the hours of the week at which a channel answers, and the version that was seen."""

    seen: Seen
    weekly: list[WeeklyIn] = Field([], max_length=60)
    holidays: Holidays
    eves: Holidays


class AddChannelDays(Said):
    """Days on which a channel answers otherwise, under an id made by the client."""

    id: Id
    first_day: Day
    last_day: Day | None = None
    kind: Literal["closed", "other"] = "closed"
    opens: Clock | None = None
    closes: Clock | None = None


class ChannelDaysOut(Schema):
    """Days on which a channel answers otherwise."""

    id: UUID
    first_day: date
    last_day: date
    kind: str
    opens: str | None
    closes: str | None


class ChannelOut(Schema):
    """One way to report a worry about a child, with its hours."""

    id: UUID
    municipality: str
    kind: str
    phone: str
    address: str
    languages: list[str]
    weekly: list[WeeklyOut]
    holidays: str
    eves: str
    days: list[ChannelDaysOut]
    verified_on: date
    seen: str
    seen_hours: str


class CallOut(Schema):
    """Whom to call from one moment to another."""

    kind: str
    phone: str
    begins_at: datetime
    ends_at: datetime
    is_sure: bool


class CallNow(Schema):
    """Whom to call about a child in a municipality now, and in the fortnight to come; in danger always 112."""

    municipality: str
    now: CallOut
    calls: list[CallOut]


class NoteSighting(Said):
    """That children were seen, under an id made by the client."""

    id: Id
    organisation_id: Id
    municipality: Municipality
    setting: Setting
    least: Count
    most: Count
    seen_at: Moment | None = None


class UseChannel(Said):
    channel: Used


class NoneNeeded(Said):
    because: Literal["known", "advised", "safe", "mistake"]


class SightingOut(Schema):
    """That children were seen, and what became of it."""

    id: UUID
    organisation_id: UUID | None
    municipality: str
    night: date
    seen_at: datetime
    setting: str
    least: int
    most: int
    outcome: str
    channel: str
    used_at: datetime | None
    because: str


class LoopOut(Schema):
    """Children seen tonight, channel used, still open."""

    seen: int
    least: int
    most: int
    used: int
    none_needed: int
    open: int
    oldest: datetime | None


class NoteConcern(Said):
    """The beginning of one's own reminder, under an id made by the client. It is not the report."""

    id: Id
    organisation_id: Id
    municipality: Municipality
    noticed_at: Moment
    setting: Setting
    least: Count
    most: Count
    duty: Literal["mandated", "volunteer", "public"] = "mandated"


class ReportConcern(Said):
    channel: Used
    reported_at: Moment | None = None


class AcknowledgeReport(Said):
    reference: str = Field("", pattern=REFERENCE, max_length=40)


class ReceiveFeedback(Said):
    received_on: Day | None = None


class NotReport(Said):
    because: Literal["advised", "known", "no_worry"]


class LookOver(Said):
    agrees: YesNo


class NoteOut(Schema):
    """The reporter's own reminder. Each time it is told, that is written down first."""

    id: UUID
    organisation_id: UUID
    municipality: str
    noticed_at: datetime
    setting: str
    least: int
    most: int
    duty: str
    state: str
    is_advised: bool
    reported_at: datetime | None
    channel: str
    reference: str
    feedback_due_on: date | None
    feedback_received_on: date | None
    is_overdue: bool
    because: str
    closed_at: datetime | None
