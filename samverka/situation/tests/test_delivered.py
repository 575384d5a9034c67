"""What organisations have delivered, for those who have an agreement with them."""

from datetime import date

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.shelters.models import Shelter
from samverka.shelters.tests.factories import make_shelter
from samverka.situation.models import Contribution
from samverka.situation.queries import Period, delivered


pytestmark = pytest.mark.django_db
JANUARY = [Period("month", (date(2027, 1, 1),))]


def make_keeper(*, visibility=Shelter.Visibility.PUBLIC, beds=300):
    """Whoever leads an association whose shelter was slept in."""
    home = make_organisation()
    Shelter.objects.filter(pk=make_shelter(organisation=home).pk).update(visibility=visibility)
    for code, count in (("0180", beds), ("0184", 50)):
        make_organisation(territory=code)
        Contribution.objects.create(
            indicator="bed_nights", territory_id=code, month=date(2027, 1, 1), organisation=home, numerator=count
        )
    return make_user(Role.SHELTER_LEAD, at=home)


def told(viewer, keeper, code="0180"):
    homes = [one.organisation_id for one in keeper.standing]
    [figure] = delivered(viewer, homes, code, ["bed_nights"], JANUARY)["bed_nights"]
    return figure.numerator, figure.status


def test_ones_own_is_told_as_it_is_and_only_of_the_place():
    keeper = make_keeper()

    assert [told(keeper, keeper, code) for code in ("0180", "01", "00", "0380")] == [
        (300, ""),
        (350, ""),
        (350, ""),
        (None, ""),
    ]
    assert told(None, keeper) == (300, "")


def test_others_are_told_with_noise_and_nothing_of_few_or_of_the_protected():
    payer = make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation(kind="municipality"))
    count, status = told(payer, make_keeper())
    assert (abs(count - 300) <= 5, status) == (True, "")

    assert told(payer, make_keeper(beds=3)) == (None, "c")
    assert told(payer, make_keeper(visibility=Shelter.Visibility.AREA_ONLY)) == (None, "c")
