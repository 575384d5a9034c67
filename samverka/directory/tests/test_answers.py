"""Keepers answer by a mailed link, without a login."""

import logging
import re
from datetime import time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.core.access import Refused
from samverka.core.ids import new_id
from samverka.core.logs import Discreet
from samverka.core.models import Entry
from samverka.directory import actions, queries
from samverka.directory.models import CampaignLink, Notice, Service, Verification
from samverka.directory.queries import Weekly
from samverka.directory.tests.asking import TEN, TODAY, days, found_right, make_asked
from samverka.directory.tests.factories import add_hours, make_place, make_provider, make_service


pytestmark = pytest.mark.django_db


def make_link(service, at=None):
    """For what nobody has found right for long."""
    found_right(service, localdate(at) - days(100))
    return actions.make_link(provider=service.provider, campaign=None, at=at or now())


def way(token, page="answer", *more):
    return reverse(f"directory:{page}", args=[token, *more])


def test_whoever_holds_the_link_says_that_all_is_right(client):
    service, other = make_asked(), make_service()
    found_right(service, localdate() - days(100))
    found_right(other, localdate() - days(100))
    _link, token = make_link(service)

    page = client.get(way(token))
    client.post(way(token), {"right": [str(service.pk), str(other.pk)]})

    assert page.status_code == 200
    service.refresh_from_db()
    other.refresh_from_db()
    assert (service.verified_on, other.verified_on) == (localdate(), localdate() - days(100))
    told = Verification.objects.get()
    assert (told.link.provider, told.by, told.organisation) == (
        service.provider, None, service.provider.organisation
    )  # fmt: skip
    assert Entry.objects.get(verb="directory.found_right").by == f"link:{told.link_id.hex}"
    assert "Thank you" in client.get(way(token), headers={"Accept-Language": "en"}).content.decode()


def test_whoever_holds_the_link_puts_hours_phone_and_notices_right(client):
    service = make_asked()
    add_hours(service.places.get())
    _link, token = make_link(service)

    lines = {
        "line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "0", "line-0-days": ["1", "2"], "line-0-opens": "20:30",
        "line-0-closes": "07:30", "line-0-kind": "open", "seen": "", "holidays": "closed", "eves": "unknown",
    }  # fmt: skip
    client.post(way(token, "answer_hours", service.pk), lines)
    client.post(way(token, "answer_phone", service.pk), {"phone": "08-1"})
    client.post(way(token, "answer_notice", service.pk), {"id": new_id(), "text": "Stängt.", "first_day": "2027-01-11"})

    service.refresh_from_db()
    place = service.places.get()
    assert queries.weekly(place) == [Weekly("12", time(20, 30), time(7, 30))]
    assert (place.holidays, service.phone, Notice.objects.get().text) == ("closed", "08-1", "Stängt.")
    assert CampaignLink.objects.get().answered_at


def test_hours_of_ones_own_are_put_right_there_and_count_as_found_right(client):
    service = make_asked()
    add_hours(service)
    found_right(service, localdate() - days(100))
    link, _token = make_link(service)

    actions.change_hours_by_link(link=link, owner=service, weekly=[Weekly("7", time(9), time(10))], at=now())

    service.refresh_from_db()
    assert service.verified_on == localdate()


def test_what_is_typed_wrong_by_link_is_told(client):
    service = make_asked()
    _link, token = make_link(service)

    assert client.post(way(token, "answer_notice", service.pk), {"text": ""}).status_code == 422
    assert client.post(way(token, "answer_phone", service.pk), {"phone": "0" * 60}).status_code == 422
    assert client.get(way(token, "answer_phone", service.pk)).status_code == 200
    assert client.get(way(token, "answer_hours", service.pk)).status_code == 200
    guarded = {"id": new_id(), "text": "Ring 19811218-9876", "first_day": "2027-01-11"}
    assert client.post(way(token, "answer_notice", service.pk), guarded).status_code == 422


@pytest.mark.parametrize("page", ["answer_hours", "answer_phone", "answer_notice"])
def test_a_link_opens_one_providers_entries_alone(client, page):
    _link, token = make_link(make_asked())

    assert client.get(way(token, page, make_service().pk)).status_code == 404


def test_a_link_changes_nothing_of_others():
    link, _token = make_link(make_asked())
    other = make_service()
    weekly = [Weekly("1", time(9), time(10))]

    for act in (
        lambda: actions.change_hours_by_link(link=link, owner=other, weekly=weekly, at=now()),
        lambda: actions.change_phone_by_link(link=link, entry=other, phone="1", at=now()),
        lambda: actions.change_phone_by_link(link=link, entry=other.provider, phone="1", at=now()),
        lambda: actions.add_notice_by_link(id=new_id(), link=link, owner=other, at=now(), text="Nej.", first_day=TODAY),
    ):
        with pytest.raises(Refused):
            act()


def test_a_link_that_is_too_old_or_was_replaced_changes_nothing():
    service = make_asked()
    link, token = make_link(service, at=TEN)

    with pytest.raises(Refused):
        actions.confirm_by_link(link=link, services=[service], at=TEN + days(31))
    assert queries.open_link(token, at=TEN + days(31)) is None
    make_link(service, at=TEN + days(30))
    with pytest.raises(Refused):
        actions.confirm_by_link(link=link, services=[service], at=TEN)


def test_an_unknown_link_is_not_there_and_says_what_to_do(client):
    answer = client.get(way("nobody-sent-this"), headers={"Accept-Language": "en"})

    assert answer.status_code == 404
    assert "newest mail" in answer.content.decode()


def test_no_log_and_no_other_site_learns_the_token(caplog):
    _link, token = make_link(make_asked())
    quiet = Client(raise_request_exception=False)

    with caplog.at_level(logging.DEBUG):
        page = quiet.get(way(token))
        quiet.get(way(token, "answer_phone", new_id()))
        quiet.put(way(token))

    logged = [Discreet().format(record) for record in caplog.records]
    assert any("directory:answer" in line for line in logged)
    assert [line for line in logged if token in line] == []
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("same-origin", "no-store")
    assert re.findall(r'(?:href|src)="(?:https?:)?//', page.content.decode()) == []


def test_a_place_for_partners_does_not_tell_its_street_by_link(client):
    provider = make_provider(email="hus@example.org")
    place = make_place(provider, address_class="partners", street="Hemliga vägen 3")
    service = make_service(provider, places=(place,))
    _link, token = make_link(service)

    assert "Hemliga" not in client.get(way(token)).content.decode()


def test_the_stops_of_a_mobile_service_are_put_right_one_by_one(client):
    service = make_asked()
    Service.objects.update(is_mobile=True)
    stop, other = service.at_places.get(), make_service(is_mobile=True).at_places.get()
    found_right(service, localdate() - days(100))
    _link, token = make_link(service)
    lines = {
        "line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "0", "line-0-days": ["3"], "line-0-opens": "18:00",
        "line-0-closes": "19:00", "line-0-kind": "open",
    }  # fmt: skip

    assert way(token, "answer_hours", stop.pk) in client.get(way(token)).content.decode()
    assert client.post(way(token, "answer_hours", stop.pk), lines).status_code == 302
    assert client.post(way(token, "answer_hours", other.pk), lines).status_code == 404

    service.refresh_from_db()
    assert (queries.weekly(stop), service.verified_on) == ([Weekly("3", time(18), time(19))], localdate())
    assert "18.00" in client.get(way(token)).content.decode()
