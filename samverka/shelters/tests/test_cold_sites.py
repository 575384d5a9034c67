"""Shelters are asked to open on an extra-cold night, and answer."""

from datetime import date

import pytest

from samverka.actors.tests.factories import make_user
from samverka.core.access import Refused, Unfit
from samverka.core.ids import new_id
from samverka.shelters import actions, queries
from samverka.shelters.models import ColdNightEvent, ColdSite, Night
from samverka.shelters.tests.cold import (
    NOON,
    ask,
    decide,
    make_decided,
    make_decider,
    make_rule,
    make_site_to_ask,
    note,
    say_yes,
)
from samverka.shelters.tests.factories import TONIGHT, make_night


State = ColdNightEvent.State
NEW_YEAR = date(2026, 12, 31)


@pytest.fixture
def by():
    make_rule()
    return make_decider()


def test_a_shelter_that_says_yes_has_its_night_planned_confirmed_and_its_beds_put_up(by):
    event, shelter = decide(note(by).event, by), make_site_to_ask(beds=8)

    site = say_yes(ask(event, shelter, by), extra=5)

    night = Night.objects.get(shelter=shelter, date=TONIGHT)
    assert (night.state, night.capacities.get().overflow, night.capacities.get().allocable) == ("confirmed", 5, 13)
    assert (site.opens, site.beds) == (True, 5)


def test_a_shelter_whose_night_runs_already_puts_up_more_beds(by):
    event, night = decide(note(by).event, by), make_night(beds=6)

    say_yes(ask(event, night.shelter, by), extra=3)
    say_yes(ColdSite.objects.get(), extra=4)

    assert night.capacities.get().overflow == 4
    assert ColdSite.objects.get().beds == 4


def test_a_shelter_may_say_no_and_may_not_take_back_a_yes(by):
    event, shelter = decide(note(by).event, by), make_site_to_ask()
    site, keeper = ask(event, shelter, by), make_user("shelter_staff", at=shelter.organisation)
    said = {"site": site, "extra": {}, "by": keeper, "at": NOON}

    assert actions.answer_cold_site(**said, opens=False).opens is False
    assert not Night.objects.exists()
    say_yes(site)
    with pytest.raises(Refused, match="Cancel its night"):
        actions.answer_cold_site(**said, opens=False)


def test_the_coordinator_notes_an_answer_by_phone(by):
    site = ask(decide(note(by).event, by), make_site_to_ask(), by)

    actions.note_cold_answer(site=site, opens=True, beds=12, by=by, at=NOON)

    assert ColdSite.objects.get().beds == 12
    assert not Night.objects.exists()


def test_beds_are_put_up_in_the_shelters_own_groups_and_counted_once(by):
    site = ask(decide(note(by).event, by), make_site_to_ask(), by)
    keeper = make_user("shelter_staff", at=site.shelter.organisation)

    with pytest.raises(Unfit, match="own groups"):
        actions.answer_cold_site(site=site, opens=True, extra={new_id(): 50}, by=keeper, at=NOON)

    assert ColdSite.objects.get().beds == 0
    assert not Night.objects.exists()


def test_what_was_said_by_phone_does_not_unmake_what_the_shelter_has_said_itself(by):
    event = decide(note(by).event, by)
    site = say_yes(ask(event, make_site_to_ask(), by))

    with pytest.raises(Refused, match="Cancel its night"):
        actions.note_cold_answer(site=site, opens=False, beds=0, by=by, at=NOON)

    actions.call_off_cold_night(event=event, because="warmer", by=by, at=NOON)
    with pytest.raises(Refused, match="called off"):
        actions.note_cold_answer(site=site, opens=True, beds=9, by=by, at=NOON)
    assert ColdSite.objects.get().beds == 5


def test_a_shelter_is_asked_once_and_only_in_its_own_municipality(by):
    event, shelter = decide(note(by).event, by), make_site_to_ask()

    ask(event, shelter, by)

    assert actions.ask_cold_sites(event=event, shelters=[shelter], by=by, at=NOON) == []
    with pytest.raises(Refused, match="municipality"):
        ask(event, make_site_to_ask(territory="0380"), by)


def test_somebody_must_have_said_yes_before_the_shelters_are_confirmed(by):
    event = decide(note(by).event, by)
    site = ask(event, make_site_to_ask(), by)

    with pytest.raises(Refused, match="yes"):
        actions.confirm_cold_sites(event=event, by=by, at=NOON)
    say_yes(site)
    assert actions.confirm_cold_sites(event=event, by=by, at=NOON).state == State.SITES_CONFIRMED


def test_a_shelter_sees_that_it_is_asked(by):
    event, shelter = make_decided(by), make_site_to_ask()
    keeper = make_user("shelter_staff", at=shelter.organisation)

    site = ask(event, shelter, by)

    assert queries.cold_asked(viewer=keeper, date=TONIGHT) == [site]
    say_yes(site)
    assert queries.cold_asked(viewer=keeper, date=TONIGHT) == []
