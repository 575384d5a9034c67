"""What goes when its time is over, and what must be true of the directory."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils.timezone import localdate, now

from samverka.core.ids import new_id
from samverka.directory import actions, integrity
from samverka.directory.models import (
    CampaignLink,
    ErrorReport,
    PartnerAddress,
    Place,
    Service,
    Translation,
    Verification,
    Wording,
)
from samverka.directory.tests.asking import found_right, make_asked
from samverka.directory.tests.factories import make_editor, make_place, make_service
from samverka.directory.tests.test_upkeep import say_wrong


pytestmark = pytest.mark.django_db
CHECKS = (integrity.orphans, integrity.versions, integrity.wordings, integrity.protected, integrity.findable)


def faults():
    return [sentence for check in CHECKS for sentence in check(now())]


def test_reports_go_when_they_are_answered_or_old():
    service, at = make_service(), now()
    by = make_editor(service.provider)
    ages = {"answered long ago": 91, "answered": 89, "old": 366, "waits": 300}
    reports = {name: say_wrong(service, at=at - timedelta(days=days)) for name, days in ages.items()}
    for name in ("answered long ago", "answered"):
        actions.handle_report(report=reports[name], state="right", by=by, at=reports[name].at)

    call_command("purge", verbosity=0)

    assert set(ErrorReport.objects.all()) == {reports["answered"], reports["waits"]}


def test_links_go_a_month_after_they_were_good_and_what_they_said_stays():
    service, at = make_asked(), now()
    found_right(service, localdate(at) - timedelta(days=160))
    link, _token = actions.make_link(provider=service.provider, campaign=None, at=at - timedelta(days=61))
    actions.confirm_by_link(link=link, services=[service], at=at - timedelta(days=60))

    call_command("purge", verbosity=0)

    assert not CampaignLink.objects.exists()
    assert Verification.objects.get().link is None


def test_a_directory_made_by_actions_is_whole():
    service = make_service(description="Varmt.")
    by = make_editor(service.provider)
    actions.add_notice(id=new_id(), owner=service, by=by, at=now(), text="Nytt.", first_day=localdate())
    actions.add_exception(id=new_id(), owner=service, by=by, at=now(), first_day=localdate(), message="Stängt.")
    actions.change_service(service=service, by=by, at=now(), description="Ljummet.")
    make_place(service.provider, address_class="partners", street="Hemliga 1")

    assert faults() == []


def test_what_is_not_whole_is_told():
    service, place = make_service(), make_place(address_class="partners", street="Hemliga 1")
    stray = {"field": "name", "language": "en", "at": now()}
    Wording.objects.create(kind="service", subject=new_id(), number=1, text="X", **stray)
    Translation.objects.create(
        kind="service", subject=service.pk, field="name", language_id="en", text="X", of_version=9, at=now()
    )
    Service.objects.filter(pk=service.pk).update(name="Bytt i smyg")
    Place.objects.filter(pk=place.pk).update(address_class="area_only")
    shelter = make_service(category="SHELTER-WOMEN", places=(make_place(address_class="area_only"),))
    Place.objects.filter(pk=shelter.places.get().pk).update(address_class="public")

    told = "\n".join(faults())

    for words in (
        "that is not there",
        "a version that is not there",
        "newest wording",
        "for partners",
        "more than",
        "not found",
    ):
        assert words in told
    assert PartnerAddress.objects.count() == 1
