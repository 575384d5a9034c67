"""Keepers who are asked, and the links that they are mailed."""

from datetime import UTC, date, datetime, timedelta

from samverka.directory.models import Service
from samverka.directory.tests.factories import make_provider, make_service


TEN = datetime(2027, 1, 11, 9, tzinfo=UTC)  # in Stockholm
TODAY = date(2027, 1, 11)


def days(number):
    return timedelta(days=number)


def make_asked(**facts):
    """A service whose provider can be asked by mail."""
    return make_service(make_provider(email="hus@example.org", **facts))


def found_right(service, on):
    Service.objects.filter(pk=service.pk).update(verified_on=on)
