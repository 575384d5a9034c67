"""An extra-cold night in the making, one step at a time."""

from datetime import UTC, datetime, timedelta

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.core.ids import new_id
from samverka.core.models import Policy
from samverka.shelters import actions, clock
from samverka.shelters.cold_rule import Trigger
from samverka.shelters.models import ColdNightEvent, Shelter
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import TONIGHT, make_group, make_shelter


RULE = Trigger(threshold=-7.0, latitude=59.33, longitude=18.07)
DAWN = datetime(2027, 1, 15, 7, tzinfo=UTC)  # 08:00 here, on the day of the night
DOORS = datetime(2027, 1, 15, 18, tzinfo=UTC)
NOON = datetime(2027, 1, 15, 11, tzinfo=UTC)
NEXT = datetime(2027, 1, 16, 8, tzinfo=UTC)  # 09:00 here: the night is over
TEXTS = {
    "sv": "Extra kall natt {date}. Öppet: {places}, från {doors}.",
    "en": "Extra-cold night {date}. Open: {places}, from {doors}.",
    "ro": "Noapte foarte rece {date}. Deschis: {places}, de la {doors}.",
    "bg": "Много студена нощ {date}. Отворено: {places}, от {doors}.",
}


def make_rule(*, code="0180", rule=RULE):
    return Policy.objects.create(
        scope=f"municipality:{code}", key="cold_trigger", value=rule.as_record(), valid_from=TONIGHT.replace(year=2026),
        source="beslut", decided_by="staden",
    )  # fmt: skip


def make_decider(code="0180"):
    return make_user(Role.MUNICIPALITY_COORDINATOR, territory=code)


def note(by, value=-9.0, *, date=TONIGHT, at=DAWN, **more):
    said = {"id": new_id(), "territory": make_territory("0180"), "date": date, "value": value, "where": "site"}
    return actions.note_forecast(**(said | more), by=by, at=at)


def make_alert(by=None, **more):
    """A night that somebody has read to be cold enough, the same morning."""
    if not Policy.objects.filter(key="cold_trigger").exists():
        make_rule()
    return note(by or make_decider(), **more).event


def decide(event, by=None, *, opens=True, at=DAWN + timedelta(minutes=40), reason=""):
    return actions.decide_cold_night(event=event, opens=opens, by=by or make_decider(), at=at, reason=reason)


def make_site_to_ask(*, beds=10, **more):
    shelter = make_shelter(**more)
    Shelter.objects.filter(pk=shelter.pk).update(visibility=Shelter.Visibility.PUBLIC, address="Provgatan 1")
    make_group(shelter, beds=beds)
    return shelter


def make_decided(by=None):
    return decide(make_alert(by), by)


def ask(event, shelter, by=None, *, at=DAWN + timedelta(minutes=50)):
    [site] = actions.ask_cold_sites(event=event, shelters=[shelter], by=by or make_decider(), at=at)
    return site


def say_yes(site, *, extra=5, at=DAWN + timedelta(hours=1)):
    keeper = make_user(Role.SHELTER_STAFF, at=site.shelter.organisation)
    groups = {group.pk: extra for group in site.shelter.groups.all()}
    return actions.answer_cold_site(site=site, opens=True, extra=groups, by=keeper, at=at)


def make_confirmed(by=None):
    event = make_decided(by)
    say_yes(ask(event, make_site_to_ask(), by))
    return actions.confirm_cold_sites(event=event, by=by or make_decider(), at=DAWN + timedelta(hours=2))


def make_texts(by=None):
    for language, text in TEXTS.items():
        actions.write_cold_text(
            territory=make_territory("0180"), language=language, text=text, by=by or make_decider(), at=DAWN
        )


def announce(event, by=None, *, at=NOON, id=None, places="Ankaret, Provgatan 1", doors="19:00"):
    said = {"id": id or new_id(), "event": event, "places": places, "doors": doors}
    return actions.announce_cold_night(**said, by=by or make_decider(), at=at)


def make_announced(by=None):
    event = make_confirmed(by)
    make_texts(by)
    announce(event, by)
    return ColdNightEvent.objects.get(pk=event.pk)


def make_closed(by=None):
    event = make_announced(by)
    actions.open_cold_night(event=event, by=None, at=DOORS)
    return actions.close_cold_night(event=event, by=None, at=NEXT)


def make_asked(shelter, *, at):
    """An extra-cold night of the shelter's municipality, to which it is asked to open."""
    by, date = make_decider(shelter.territory_id), clock.tonight(at, closes=MORNING_CLOSE)
    event = ColdNightEvent.objects.create(county=shelter.county, territory=shelter.territory, date=date, watched_at=at)
    return ask(decide(event, by, at=at), shelter, by, at=at)
