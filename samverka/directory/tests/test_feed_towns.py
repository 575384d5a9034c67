"""The pages of every town that tells of what a feed brings, changes or takes away are made anew."""

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.directory.models import Town
from samverka.directory.tests.feeding import make_feed, take_in
from samverka.directory.tests.peers import location, service


pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_town_s_pages_are_made_anew(feed, by):
    take_in(feed, by, [service()])

    assert make_territory("0180").town.revision > 0


def in_solna(number):
    address = location(number)["addresses"][0] | {"city": "Solna", "postal_code": "171 00"}
    return location(number, latitude=59.3693, longitude=18.0082, addresses=[address])


def revisions():
    return dict(Town.objects.filter(pk__in=("0180", "0184")).values_list("territory", "revision"))


def test_so_are_those_of_every_town_where_whoever_has_changed_has_services():
    by = make_user(Role.COUNTY_COORDINATOR, territory="01")
    feed, both = make_feed(by), [service(1), service(2, places=(in_solna(2),))]
    take_in(feed, by, both)
    before = revisions()

    for one in both:
        one["organization"]["name"] = "Ett nytt namn"
    take_in(feed, by, both)

    assert [after - before[town] for town, after in revisions().items()] == [1, 1]


def test_so_are_those_of_a_town_that_a_service_leaves():
    by = make_user(Role.COUNTY_COORDINATOR, territory="01")
    feed = make_feed(by)
    take_in(feed, by, [service(1), service(2, places=(in_solna(2),))])
    before = revisions()

    take_in(feed, by, [service(1), service(2, places=(location(1),))])

    assert [after - before[town] for town, after in revisions().items()] == [1, 1]
