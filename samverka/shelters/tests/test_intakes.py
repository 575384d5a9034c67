import pytest

from samverka.shelters.models import Night, Shelter
from samverka.shelters.queries import intakes, public_tonight
from samverka.shelters.tests.factories import (
    EVENING,
    TONIGHT,
    give,
    make_draw,
    make_night,
    make_pool,
    make_shelter,
    set_rule,
)


CODES = ("0180", "01")


def tonight():
    return public_tonight(codes=CODES, date=TONIGHT, at=EVENING)


def lights():
    return {one.name: one.light for one in intakes(tonight())}


def pooled(beds, *, pool=None, visibility="partners", **more):
    pool = pool or make_pool()
    shelter = make_shelter(pool=pool, organisation=pool.organisation)
    Shelter.objects.filter(pk=shelter.pk).update(visibility=visibility)
    return pool, make_night(shelter=shelter, beds=beds, **more)


@pytest.mark.parametrize(("beds", "light"), [(4, "left"), (3, "few"), (1, "few")])
def test_an_intake_shows_a_light_and_no_count(beds, light):
    pool, _night = pooled(beds)

    [intake] = intakes(tonight())

    assert (intake.name, intake.light) == (pool.name, light)
    assert str(beds) not in {str(value) for value in (intake.place, intake.phone, intake.doors, intake.light)}


def test_the_places_of_a_pool_are_seen_together():
    pool, full = pooled(1)
    pooled(3, pool=pool)
    give(full, women=1)

    assert lights() == {pool.name: "few"}


def test_when_the_last_place_is_given_the_light_says_full_and_its_mark_changes():
    pool, night = pooled(1)
    before = tonight().mark

    give(night, women=1)

    assert lights() == {pool.name: "full"}
    assert tonight().mark != before


def test_beds_that_are_kept_for_referral_light_nothing():
    pool, _night = pooled(5, reserved=5)

    assert lights() == {pool.name: "full"}


@pytest.mark.parametrize(("state", "light"), [("planned", "unknown"), ("closed", "closed")])
def test_a_night_that_nobody_has_confirmed_is_not_known_and_one_that_is_over_is_closed(state, light):
    pool, night = pooled(5)
    Night.objects.filter(pk=night.pk).update(state=state)

    assert lights() == {pool.name: light}


def test_a_pool_without_a_night_is_closed_tonight():
    pool, night = pooled(5)
    night.capacities.all().delete()
    Night.objects.filter(pk=night.pk).delete()

    assert lights() == {pool.name: "closed"}


def test_a_shelter_of_which_only_the_area_may_be_known_lights_nothing():
    pooled(9, visibility="area_only")
    alone = make_night(beds=9)
    Shelter.objects.filter(pk=alone.shelter_id).update(visibility="area_only")

    assert lights() == {}


def test_a_shelter_stands_for_itself_only_when_everybody_may_know_of_it():
    secret, open_to_all = make_night(beds=9), make_night(beds=9)
    Shelter.objects.filter(pk=open_to_all.shelter_id).update(visibility="public", phone="08-000", area="Norr")

    [intake] = intakes(tonight())

    assert secret.shelter.name != intake.name == open_to_all.shelter.name
    assert (intake.phone, intake.place, intake.draw_at, intake.doors) == ("08-000", "Norr", "", "19:00–23:00")  # noqa: RUF001


def test_another_towns_intake_is_not_there():
    shelter = make_shelter(territory="1480")
    Shelter.objects.filter(pk=shelter.pk).update(visibility="public")
    make_night(shelter=shelter, beds=9)

    assert lights() == {}


def test_where_and_when_the_draw_is_comes_from_the_rules_of_the_pool():
    pool, _night = pooled(4)
    set_rule(f"pool:{pool.pk}", "draw_time", "11:30")
    set_rule("municipality:0180", "intake_place", "Torget 1")
    draw = make_draw(pool)

    [intake] = intakes(tonight())

    assert (intake.draw_at, intake.place, intake.draw, intake.min_age) == ("11:30", "Torget 1", draw, 18)


def test_lights_cost_the_same_however_many_there_are(django_assert_num_queries):
    pooled(4)
    with django_assert_num_queries(5):
        intakes(tonight())
    for _ in range(3):
        pooled(4)
    with django_assert_num_queries(4):  # the rules are remembered
        assert len(intakes(tonight())) == 4
