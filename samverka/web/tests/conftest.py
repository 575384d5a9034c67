"""A service that the public pages tell of."""

from datetime import time

import pytest

from samverka.directory.models import Service
from samverka.directory.tests.factories import add_hours, make_service


@pytest.fixture
def shower():
    service = make_service(description="Kom in och duscha.", easy="Du kan duscha här.", cost=0, phone="08-123 45 67")
    add_hours(service, "1234567", time(0), time(0))
    Service.objects.filter(pk=service.pk).update(holidays="open", eves="open")
    return service
