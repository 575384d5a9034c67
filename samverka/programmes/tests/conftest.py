"""Who pays for an agreement, and who runs what it is about."""

import pytest

from samverka.programmes.tests.factories import make_payer, make_provider


@pytest.fixture
def payer():
    """A municipality that pays for an agreement."""
    return make_payer()


@pytest.fixture
def provider():
    """An association that runs what an agreement is about."""
    return make_provider()
