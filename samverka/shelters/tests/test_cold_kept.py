"""What stays of an extra-cold night, what goes, that the data is whole, and the states it goes through."""

from datetime import timedelta
from itertools import pairwise

import pytest

from samverka.shelters import actions, integrity
from samverka.shelters.actions import purge
from samverka.shelters.models import ColdNightEvent, ColdReading, ColdSite, Shelter
from samverka.shelters.reference import COLD_NIGHT
from samverka.shelters.tests.cold import (
    DAWN,
    DOORS,
    NEXT,
    NOON,
    announce,
    ask,
    decide,
    make_alert,
    make_announced,
    make_closed,
    make_decider,
    make_rule,
    make_site_to_ask,
    make_texts,
    note,
    say_yes,
)
from samverka.shelters.tests.factories import make_shelter


LATER = DAWN + timedelta(days=800)


def carry_out(rule, *, before=LATER - timedelta(days=365)):
    return rule(county="01", before=before, at=LATER, limit=10)


def faults():
    return list(integrity.cold_nights(NEXT))


def test_a_night_on_which_nobody_decided_goes_with_its_readings():
    make_alert()

    assert carry_out(purge.purge_undecided_cold_nights, before=DAWN - timedelta(days=1)) == 0
    assert carry_out(purge.purge_undecided_cold_nights) == 1
    assert not ColdReading.objects.exists()


def test_a_decision_stays_and_why_it_was_made_is_forgotten():
    decide(make_alert(), opens=False, reason="Platserna räcker.")

    assert carry_out(purge.purge_undecided_cold_nights) == 0
    assert carry_out(purge.forget_why_cold_nights_were_decided) == 1
    assert carry_out(purge.forget_why_cold_nights_were_decided) == 0
    event = ColdNightEvent.objects.get()
    assert (event.reason, event.opens, event.grounds["value"]) == ("", False, -9.0)


def test_a_whole_night_is_whole():
    make_announced()

    assert faults() == []


def test_an_announcement_that_is_lost_is_found_out():
    make_announced().announcements.all().delete()

    assert "in which words" in faults()[0]


def test_a_report_that_tells_something_else_is_found_out():
    event = make_closed()
    ColdNightEvent.objects.filter(pk=event.pk).update(reported_at=NEXT, report={"lead_times": {}})

    assert "other lead times" in faults()[0]


def test_a_shelter_of_elsewhere_is_found_out():
    make_announced()
    ColdSite.objects.update(shelter=make_shelter(territory="0380"))

    assert "another municipality" in faults()[0]


@pytest.mark.parametrize("ends", ["reported", "called_off"])
def test_a_night_takes_the_steps_it_is_said_to_take(ends):
    make_rule()
    by, seen = make_decider(), [""]

    def look(_event=None):
        seen.append(ColdNightEvent.objects.get().state.value)

    event = note(by, -3.0).event
    look()
    note(by, -9.0)
    look()
    look(decide(event, by, opens=False, reason="Platserna räcker."))
    look(decide(event, by))
    say_yes(ask(event, make_site_to_ask(), by))
    look(actions.confirm_cold_sites(event=event, by=by, at=DAWN + timedelta(hours=2)))
    make_texts(by)
    look(announce(event, by, at=NOON))
    look(actions.open_cold_night(event=event, by=None, at=DOORS))
    if ends == "called_off":
        look(actions.call_off_cold_night(event=event, because="no_site", by=by, at=DOORS))
    else:
        look(actions.close_cold_night(event=event, by=None, at=NEXT))
        actions.freeze_night(night=Shelter.objects.get().nights.get(), by=None, at=NEXT)
        look(actions.report_cold_night(event=event, by=by, at=NEXT))

    assert seen[-1] == ends
    assert set(pairwise(seen)) <= {(before, after) for before, after, _done in COLD_NIGHT}
