"""Children in the exercise: whom to call in each municipality, what was seen tonight, and two reminders.

Every number is invented. In Huddinge nobody answers between two and eight: there it is 112.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from samverka.actors.models import Organisation, Role, User
from samverka.core.actions import write_policies
from samverka.core.ids import new_id
from samverka.directory.queries import Weekly
from samverka.safeguarding import actions
from samverka.safeguarding.models import Sighting
from samverka.safeguarding.policy import (
    ASSESSMENT_HOURS,
    FEEDBACK_DAYS,
    INVESTIGATION_MONTHS,
    PRELIMINARY_DAYS,
)
from samverka.safeguarding.queries import answer
from samverka.web.management.seeding.people import LONG_AGO, territory


LEAD = Role.SHELTER_LEAD
OFFICE, EVENING, EARLY, ROUND = time(8), time(16, 30), time(2), time(0)
WORKDAYS, WEEKEND = "12345", "67"
AREAS = {"0180": "08", "0184": "08", "0183": "08", "0126": "08", "1480": "031", "1280": "040", "0380": "018"}
SLEEPS = {"0126"}  # where the evening duty goes home at two
LAW = {FEEDBACK_DAYS: 14, ASSESSMENT_HOURS: 24, PRELIMINARY_DAYS: 14, INVESTIGATION_MONTHS: 4}


def channels(code: str, *, by: User, at: datetime) -> None:
    """Office hours, the evening duty, and an e-service."""
    here, area = territory(code), AREAS[code]
    closes = EARLY if code in SLEEPS else OFFICE
    weekend = (
        [Weekly(WEEKEND, EVENING, EARLY)]
        if code in SLEEPS
        else [Weekly(WEEKEND, ROUND, ROUND), Weekly("1", ROUND, OFFICE)]
    )
    duty = [Weekly(WORKDAYS, EVENING, closes), *weekend]
    for kind, phone, hours, holidays in (
        ("office", f"{area}-000 00 10", [Weekly(WORKDAYS, OFFICE, EVENING)], "closed"),
        ("duty", f"{area}-000 00 11", duty, "as_sunday"),
        ("e_service", "", [], "closed"),
    ):
        told = {"phone": phone} if phone else {"address": f"https://orosanmalan.example/{code}/"}
        channel = actions.add_channel(
            id=new_id(), municipality=here, kind=kind, languages=["sv", "en"], by=by, at=LONG_AGO, **told
        )  # fmt: skip
        actions.set_channel_hours(channel=channel, weekly=hours, holidays=holidays, eves=holidays, by=by, at=at)


def law(*, by: User) -> None:
    """The terms as dated rules, with where they are written."""
    write_policies(
        scopes=["nation:00"], values=LAW, valid_from=LONG_AGO.date(), source="Exempel efter handboken 3.5",
        decided_by="övningsledningen", by=by, at=LONG_AGO,
    )  # fmt: skip


def tonight(city: Organisation, worker: User, lead: User, *, at: datetime) -> None:
    """Three times children were seen: one channel used, one not needed, one still open."""
    here = territory(city.territory_id)
    said: dict[str, Any] = {"municipality": here, "at": at}
    outside = actions.note_sighting(
        id=new_id(), organisation=city, setting="settlement", least=2, most=3, by=worker, **said
    )  # fmt: skip
    now = answer(here.pk, at=at).now.channel
    actions.use_channel(sighting=outside, channel=now.kind if now else "emergency", by=worker, at=at)
    street = actions.note_sighting(
        id=new_id(), organisation=city, setting="street", least=1, most=1, by=worker, **said
    )  # fmt: skip
    actions.none_needed(sighting=street, because="known", by=worker, at=at)
    home = lead.memberships.get().organisation
    actions.note_sighting(id=new_id(), organisation=home, setting="shelter_door", least=1, most=2, by=lead, **said)


def settle(*, before: date) -> None:
    """Of the nights that are over nothing is open: whoever leads the shelter has rung each time."""
    for sighting in Sighting.objects.open().filter(night__lt=before).order_by("seen_at", "pk"):
        lead = User.objects.filter(memberships__organisation=sighting.organisation, memberships__role=LEAD).first()
        if lead:
            actions.use_channel(sighting=sighting, channel="duty", by=lead, at=sighting.seen_at)


def notes(city: Organisation, worker: User, *, at: datetime) -> None:
    """One report whose answer is overdue, and one worry that was not reported and waits for a second look."""
    told: dict[str, Any] = {
        "organisation": city,
        "municipality": territory(city.territory_id),
        "by": worker,
        "least": 1,
    }
    long_ago, lately = at - timedelta(days=20), at - timedelta(days=2)
    first = actions.note_concern(
        id=new_id(), noticed_at=long_ago, setting="settlement", most=3, at=long_ago, **told
    )  # fmt: skip
    first = actions.take_advice(note=first, by=worker, at=long_ago)
    first = actions.report_concern(note=first, channel="office", by=worker, at=long_ago)
    actions.acknowledge_report(note=first, reference="ÖVN 117", by=worker, at=long_ago + timedelta(days=1))
    second = actions.note_concern(id=new_id(), noticed_at=lately, setting="street", most=1, at=lately, **told)
    actions.not_report(note=second, because="advised", by=worker, at=lately)
