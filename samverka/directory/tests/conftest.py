"""A feed and a service, and those who answer for them."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.directory.tests.factories import make_editor, make_service
from samverka.directory.tests.feeding import make_feed
from samverka.directory.tests.pages import enter


@pytest.fixture
def by():
    return make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation(territory="0180"), territory="0180")


@pytest.fixture
def feed(by):
    return make_feed(by)


@pytest.fixture
def service():
    return make_service(name="Dusch")


@pytest.fixture
def keeper(client, service):
    return enter(client, make_editor(service.provider))


@pytest.fixture
def coordinator(client):
    user = make_user(Role.MUNICIPALITY_COORDINATOR)
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    return enter(client, user)
