"""A night that runs now, and those who keep it."""

import pytest

from samverka.actors.models import Role
from samverka.core import audit
from samverka.core.county import counties_of
from samverka.core.models import Entry
from samverka.core.verifying import CHECKS
from samverka.shelters import integrity  # noqa: F401 (makes the checks known)
from samverka.shelters.tests.factories import EVENING, make_intake, make_keeper, make_pool, make_shelter
from samverka.shelters.tests.pages import make_night


@pytest.fixture
def in_english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def night():
    return make_night(shelter=make_shelter(pool=make_pool()), beds=2)


@pytest.fixture
def keeper(client, night):
    keeper = make_keeper(night, Role.SHELTER_LEAD)
    client.force_login(keeper)
    return keeper


@pytest.fixture
def intake(client, night):
    intake = make_intake(night.shelter.pool)
    client.force_login(intake)
    return intake


@pytest.fixture
def whole():
    """After each race the data is whole, by `samverka verify data` and `verify audit`."""
    yield
    assert [told for check in CHECKS.values() for told in check(EVENING)] == []
    assert [told for county in counties_of(Entry) for told in audit.faults(county)] == []
