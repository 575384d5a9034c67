"""`samverka verify data` sees what somebody changed past the actions."""

from datetime import timedelta

import pytest

from samverka.core.ids import new_id
from samverka.outreach import actions, integrity
from samverka.outreach.models import Area, Referral, Tally, TallyCorrection
from samverka.outreach.tests.factories import EVENING, make_area, make_shelter_keeper, make_team, make_worker, note


@pytest.fixture
def tally():
    team, keeper = make_team(), make_shelter_keeper()
    worker = make_worker(team)
    to = actions.Destination("night", organisation=keeper.standing[0].organisation)
    tally = note(team, make_area(), by=worker, refer_to=to)
    actions.correct_tally(id=new_id(), tally=tally, reason="miscounted", changes={"men": 1}, by=worker, at=EVENING)
    return tally


CHECKS = (integrity.areas, integrity.tallies, integrity.corrections, integrity.referrals)


def faults():
    return [sentence for check in CHECKS for sentence in check(EVENING)]


def test_what_actions_wrote_is_whole(tally):
    assert faults() == []


def test_an_area_must_lie_in_a_municipality(tally):
    Area.objects.update(municipality="01")

    assert f"Area {tally.area_id} lies in no municipality." in faults()


def test_a_tally_must_lie_where_its_area_lies(tally):
    other = make_area(territory="0380")
    Tally.objects.update(area=other)

    assert faults() == [f"Tally {tally.pk} lies elsewhere than its area."]


def test_a_tally_tells_no_minute(tally):
    Tally.objects.update(seen_at=EVENING + timedelta(minutes=1))

    assert faults() == [f"Tally {tally.pk} tells more than the half hour."]


def test_corrections_never_go_below_nobody(tally):
    TallyCorrection.objects.update(men=-2)

    assert faults() == [f"Tally {tally.pk} is corrected to less than nobody."]


def test_a_referral_belongs_to_its_tally(tally):
    Referral.objects.update(team=make_team())

    assert faults() == [f"Referral {tally.pk} does not belong to its tally."]
