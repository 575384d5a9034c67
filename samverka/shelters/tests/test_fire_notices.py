"""The rescue service is told of a host's nights before anybody sleeps there."""

from datetime import timedelta

import pytest

from samverka.core.access import Unfit
from samverka.shelters import actions
from samverka.shelters.models import HostSlot
from samverka.shelters.tests.factories import EVENING, TONIGHT, lead_of, make_host, make_season, offer


TOMORROW = TONIGHT + timedelta(days=1)


def test_the_fire_notice_covers_nights_from_its_day_on():
    season = make_season()
    host = make_host(season.pool)
    offer(season, TONIGHT, TOMORROW, host=host)
    told = {"season": season, "host": host, "by": lead_of(host.organisation), "at": EVENING}

    actions.note_fire_notice(**told, sent_on=TONIGHT)
    with pytest.raises(Unfit):
        actions.note_fire_notice(**told, sent_on=TOMORROW)

    assert set(HostSlot.objects.values_list("fire_notice_on", flat=True)) == {TONIGHT}


def test_a_later_fire_notice_leaves_the_nights_that_were_told_of_before():
    season = make_season()
    host = make_host(season.pool)
    told = {"season": season, "host": host, "by": lead_of(host.organisation), "at": EVENING}
    [early] = offer(season, TOMORROW, host=host)
    actions.note_fire_notice(**told, sent_on=TONIGHT - timedelta(days=30))
    [late] = offer(season, TOMORROW + timedelta(days=1), host=host)

    covered = actions.note_fire_notice(**told, sent_on=TONIGHT)

    notices = [HostSlot.objects.get(pk=slot.pk).fire_notice_on for slot in (early, late)]
    assert (covered, notices) == (1, [TONIGHT - timedelta(days=30), TONIGHT])
