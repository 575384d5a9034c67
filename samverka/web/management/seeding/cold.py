"""Extra-cold nights of the exercise: one that was reported, and one that waits for a decision."""

from datetime import date, datetime, timedelta

from django.utils.translation import override

from samverka.actors.actions import edit_contact_line
from samverka.actors.models import ContactLine, Organisation, Territory, User
from samverka.core.ids import new_id
from samverka.shelters import actions, clock, queries
from samverka.shelters.cold_rule import Trigger
from samverka.shelters.models import ColdNightEvent, Night, Shelter
from samverka.shelters.models.cold import SPOKEN
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.presets import COLD
from samverka.shelters.presets.announcements import COLD_DRAFT
from samverka.web.management.seeding.people import LONG_AGO


BACK = 4  # nights since the last extra-cold one
PAST, COMING = -11.5, -8.3  # °C
LAST_SEASON = 1  # February's day on which the coming night lies, when the exercise begins out of season


def build(*, by: User, admin: User, keepers: dict[str, User], at: datetime) -> None:
    """The rule, the texts, a night with its whole course, and one that may come. Nobody's forecast is asked for."""
    here = Territory.objects.get(pk="0180")
    known = next(one for one in COLD if one.code == here.code)
    since, source = LONG_AGO.date(), f"Exempel: {known.source}"
    actions.set_cold_trigger(
        territory=here, value=dict(known.rule), valid_from=since, source=source, by=by, at=LONG_AGO
    )
    for language in SPOKEN:
        with override(language):
            actions.write_cold_text(territory=here, language=language, text=str(COLD_DRAFT), by=by, at=LONG_AGO)
    mission = Organisation.objects.get(name="Exempelstadens stadsmission")
    line = {"phone": "", "email": "jour@ovning.example", "hours": ""}
    edit_contact_line(organisation=mission, function=ContactLine.Function.COLD, **line, by=admin, at=LONG_AGO)
    tonight = clock.tonight(at, closes=MORNING_CLOSE)
    _past(here, tonight - timedelta(days=BACK), by=by, keepers=keepers)
    _coming(here, tonight + timedelta(days=1), by=by, at=at)


def _past(here: Territory, day: date, *, by: User, keepers: dict[str, User]) -> None:
    """Read at eight, decided at twenty to nine, announced at noon, as in the handbook's winter day."""

    def hour(wall: str) -> datetime:
        return clock.by_day(day, datetime.strptime(wall, "%H:%M").time())  # noqa: DTZ007 (a wall time)

    event = _noted(here, day, PAST, by=by, at=hour("08:00"))
    why = "" if Trigger(0).is_in_season(day) else "Exempel utanför säsongen."
    event = actions.decide_cold_night(event=event, opens=True, reason=why, by=by, at=hour("08:40"))
    shelters = list(Shelter.objects.filter(name__in=keepers).order_by("name"))
    for site in actions.ask_cold_sites(event=event, shelters=shelters, by=by, at=hour("08:45")):
        actions.note_cold_answer(site=site, opens=True, beds=0, by=by, at=hour("09:30"))
    actions.confirm_cold_sites(event=event, by=by, at=hour("10:15"))
    place = "Exempelkyrkans sal, Provgatan 1"
    actions.announce_cold_night(id=new_id(), event=event, places=place, doors="19:00", by=by, at=hour("12:00"))
    for announcement in queries.to_mail():
        actions.note_all_mailed(announcement=announcement, wanted=[], at=hour("12:01"))
    actions.open_cold_night(event=event, by=None, at=hour("19:00"))
    morning = clock.by_night(day, MORNING_CLOSE)
    event = actions.close_cold_night(event=event, by=None, at=morning)
    if not Night.objects.filter(shelter__in=shelters, date=day, frozen_at=None).exists():
        actions.report_cold_night(event=event, by=by, at=morning + timedelta(hours=2))


def _coming(here: Territory, day: date, *, by: User, at: datetime) -> None:
    """Tomorrow in season; else a night of the winter before that nobody decided on."""
    if not Trigger(0).is_in_season(day):
        day = date(day.year, 2, LAST_SEASON)
        at = clock.by_day(day - timedelta(days=1), clock.NOON)
    _noted(here, day, COMING, by=by, at=at)


def _noted(here: Territory, day: date, value: float, *, by: User, at: datetime) -> ColdNightEvent:
    issued = at - timedelta(hours=1)
    return actions.note_forecast(
        id=new_id(), territory=here, date=day, value=value, where="site", issued_at=issued, by=by, at=at
    ).event
