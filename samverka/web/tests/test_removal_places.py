"""Whether there is room for those of a removal, a shelter opened with staff, and the sheet that is given out."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.utils.formats import date_format
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import override

from samverka.actors.models import Organisation, Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.outreach.models import RemovalCase, RemovalStep
from samverka.outreach.tests.factories import carry, make_area, make_field_worker, make_settlement, open_removal
from samverka.shelters.models import Opening
from samverka.shelters.tests.factories import make_group, make_night, make_shelter


pytestmark = pytest.mark.django_db


@pytest.fixture
def city(client):
    home = make_organisation(kind=Organisation.Kind.MUNICIPALITY)
    user = make_user(Role.MUNICIPALITY_COORDINATOR, at=home)
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return home


@pytest.fixture
def way():
    removal = open_removal(make_settlement(at=now()), at=now())
    return f"/outreach/removals/{removal.pk}/places/"


def test_numbers_and_nights_are_tried_against_what_is_free(client, city, way):
    tonight = localdate(now())
    make_night(beds=3, date=tonight)
    asked = {"first": tonight, "nights": 2, "women": 0, "men": 4, "couples": 0, "families": 0, "family_size": 4}

    page = client.get(way, asked)

    assert [(one.people, one.placed, one.beds.hosts) for one in page.context["nights"]] == [(4, 3, 1), (4, 0, 0)]
    told = page.content.decode()
    assert '<title id="room-title">Free beds and people, night by night</title>' in told
    assert "outside the season" in told
    assert client.get(way, asked | {"men": -1}).context["nights"][0].people == 0


def test_a_shelter_of_ones_own_is_opened_with_its_staff(client, city, way):
    shelter = make_shelter(organisation=city)
    make_group(shelter, beds=8)
    tonight = localdate(now())
    told = {"id": new_id(), "shelter": shelter.pk, "first_night": tonight, "last_night": tonight, "staff": 2}

    refused = client.post(way, told)
    make_night(shelter=shelter, date=tonight, state="planned")
    opened = client.post(way, told)

    assert (refused.status_code, "Plan these nights first" in refused.content.decode()) == (422, True)
    assert (opened.status_code, Opening.objects.get().staff) == (302, 2)
    assert "2 work there each night" in client.get(way).content.decode()
    page = client.get(f"/shelters/{shelter.pk}/").content.decode()
    assert "Opened for a removal" in page
    assert way.split("/")[3] not in page  # not which


def test_who_has_no_shelter_is_led_to_the_board(client, way):
    client.force_login(make_field_worker())
    client.cookies["django_language"] = "en"

    assert "Ask a shelter on the board to open" in client.get(way).content.decode()
    assert not Opening.objects.exists()


def test_others_do_not_know_of_it(client, way):
    client.force_login(make_user(Role.SHELTER_LEAD))

    assert client.get(way).status_code == 404


@pytest.mark.parametrize("ended", ["withdrawn", "left_voluntarily", "enforced"])
def test_of_a_removal_that_is_over_there_is_no_sheet(client, city, ended):
    removal = carry(open_removal(make_settlement(at=now()), at=now()), "served", at=now())
    RemovalCase.objects.filter(pk=removal.pk).update(state=ended)

    page = client.get(f"/outreach/removals/{removal.pk}/sheet/").content.decode()

    assert ('class="sheet"' in page, "This removal is over" in page) == (False, True)


def test_a_day_to_object_that_has_passed_is_not_given_out(client, city):
    removal = carry(open_removal(make_settlement(at=now()), at=now()), "served", at=now())
    RemovalStep.objects.filter(removal=removal).update(on=localdate(now()) - timedelta(days=60))

    page = client.get(f"/outreach/removals/{removal.pk}/sheet/").content.decode()

    assert ('class="sheet"' in page, "tell Kronofogden in writing" in page) == (True, False)


def test_the_sheet_tells_the_last_day_to_object_in_every_language_and_no_place(client, city):
    settlement = make_settlement(area=make_area(name="Kajen"), at=now())
    removal = carry(open_removal(settlement, at=now()), "served", at=now())
    until = localdate(now()) + timedelta(days=10)

    page = client.get(f"/outreach/removals/{removal.pk}/sheet/").content.decode()

    languages = re.findall(r'<section class="sheet" lang="(\w+)"', page)
    assert languages == ["sv", "en", "ro", "bg"]
    for language in languages:
        with override(language):
            day = date_format(until, "j F Y")
            assert f"<strong>{day}</strong>" in page
            assert str(_("Danger to life: call 112.")) in page
        assert f"/{language}/stockholm/" in page
    assert "Kajen" not in page


def test_before_anything_is_served_the_sheet_names_no_day(client, city, way):
    page = client.get(way.replace("places", "sheet")).content.decode()

    assert ("112" in page, "Kronofogden" in page) == (True, False)
