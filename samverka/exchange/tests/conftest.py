"""Who asks for help, and who coordinates it."""

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.exchange.tests.factories import make_coordinator


@pytest.fixture
def asker():
    return make_user(Role.SHELTER_LEAD, at=make_organisation(territory="0180"))


@pytest.fixture
def coordinator():
    return make_coordinator()
