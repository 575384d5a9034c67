"""Plain functions that make one believable thing each."""

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from samverka.actors.models import ContactLine, Organisation, Role, User
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.ids import new_id
from samverka.core.models import Policy
from samverka.directory.queries import Weekly
from samverka.safeguarding import actions
from samverka.safeguarding.models import ConcernNote, ReportingChannel, Sighting


EVENING = datetime(2027, 1, 15, 19, 30, tzinfo=UTC)  # a Friday
MORNING = datetime(2027, 1, 15, 8, 30, tzinfo=UTC)
OFFICE_HOURS = [Weekly("12345", time(8), time(16, 30))]
DUTY_HOURS = [Weekly("12345", time(16, 30), time(2)), Weekly("67", time(10), time(2))]
_numbers = count(10)


def make_coordinator(code: str = "0180") -> User:
    city = make_organisation(kind=Organisation.Kind.MUNICIPALITY, territory=code)
    return make_user(Role.MUNICIPALITY_COORDINATOR, at=city)


def make_channel(
    kind: str = "office", *, code: str = "0180", hours: list[Weekly] | None = None, holidays: str = "closed",
    eves: str = "closed", **told: Any,
) -> ReportingChannel:  # fmt: skip
    """A channel of a municipality, with office hours unless told otherwise."""
    by = make_coordinator(code)
    if kind == "e_service":
        told.setdefault("address", "https://orosanmalan.example/")
    else:
        told.setdefault("phone", f"08-000 00 {next(_numbers)}")
    channel = actions.add_channel(
        id=new_id(), municipality=make_territory(code), kind=kind, by=by, at=MORNING, **told
    )  # fmt: skip
    weekly = OFFICE_HOURS if hours is None else hours
    return actions.set_channel_hours(
        channel=channel, weekly=weekly, holidays=holidays, eves=eves, by=by, at=MORNING
    )  # fmt: skip


def make_town(code: str = "0180") -> list[ReportingChannel]:
    """Office hours, an evening duty, and between two and eight nobody: 112."""
    office = make_channel(code=code)
    duty = make_channel("duty", code=code, hours=DUTY_HOURS, holidays="as_sunday", eves="open")
    return [office, duty]


def make_sighting(
    *, at: Organisation | None = None, by: User | None = None, seen_at: datetime = EVENING, least: int = 1,
    most: int = 2, setting: str = "street", code: str = "0180",
) -> Sighting:  # fmt: skip
    at = at or make_organisation(territory=code)
    return actions.note_sighting(
        id=new_id(), municipality=make_territory(code), organisation=at, setting=setting, least=least, most=most,
        by=by or make_user(Role.OUTREACH_WORKER, at=at), at=seen_at,
    )  # fmt: skip


def make_note(*, by: User | None = None, at: datetime = EVENING, **told: Any) -> ConcernNote:
    by = by or make_user(Role.OUTREACH_WORKER)
    home = next(iter(by.standing)).organisation
    told = {"noticed_at": at, "setting": "settlement", "least": 1, "most": 3} | told
    return actions.note_concern(
        id=new_id(), organisation=home, municipality=home.territory, by=by, at=at, **told
    )  # fmt: skip


def make_lead(note: ConcernNote) -> User:
    """Another safeguarding lead of the same organisation."""
    return make_user(Role.SAFEGUARDING_LEAD, at=note.organisation)


def make_line(organisation: Organisation, function: str = "duty", phone: str = "08-000 00 07") -> ContactLine:
    return ContactLine.objects.create(organisation=organisation, function=function, phone=phone)


def set_rule(scope: str, key: str, value: object) -> Policy:
    """A rule of a place, long decided."""
    return Policy.objects.create(
        scope=scope, key=key, value=value, valid_from=date(2026, 1, 1), source="avtal", decided_by="staden"
    )
