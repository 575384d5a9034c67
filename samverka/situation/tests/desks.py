"""A front desk at which something is counted, for whoever asks only `situation`."""

from datetime import datetime

from samverka.actors.models import Organisation
from samverka.directory.models import Service
from samverka.outreach.tests.desks import group, make_desk, talk


def make_counting(organisation: Organisation, *, at: datetime, women: int = 7, talks: int = 2) -> Service:
    """Where a women's course had `women` attendances and `talks` talks were held on a day."""
    service = make_desk(organisation=organisation, territory=organisation.territory_id)
    count_course(service, at=at, women=women)
    for _number in range(talks):
        talk(service, at=at)
    return service


def count_course(service: Service, *, at: datetime, women: int) -> None:
    group(service, at=at, counts={"women": women})
