"""Files beside practices and minutes: whose they are until all read them, until when they change, and how they go."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core import actions as core
from samverka.core.access import Denied, Stale
from samverka.core.files import Cleaned
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.models import StoredFile
from samverka.core.versions import version
from samverka.exchange import actions, queries
from samverka.exchange.models import Meeting, Practice
from samverka.exchange.tests.factories import AT, TELLING, make_owner, make_published_practice, suggest
from samverka.exchange.tests.test_meetings import House


pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOUR = timedelta(hours=1)


def attach(owner, by, at=AT):
    file = Cleaned("png", b"x")
    made = core.attach_file(id=new_id(), owner=owner, title="Rutinen i bild", file=file, by=by, at=at)
    return reverse("core:file", args=[made.pk])


def seen_now(practice):
    return version(queries.stood_by(Practice.objects.get(pk=practice.pk)))


def status(address, user=None):
    client = Client()
    if user:
        client.force_login(user)
    return client.get(address).status_code


def test_a_file_beside_a_practice_is_everybodys_by_its_owners_word():
    owner = make_owner()
    practice = make_published_practice(owner)
    address = attach(practice, owner, at=practice.approved_at + HOUR)
    page = reverse("exchange:open_practice", args=[practice.pk])
    other = make_user(Role.ADVISER, at=make_organisation())

    assert (status(address), status(address, other), status(address, owner)) == (404, 404, 200)
    assert "Rutinen i bild" not in Client().get(page).content.decode()
    actions.confirm_practice(practice=practice, by=owner, at=practice.approved_at + 2 * HOUR)
    assert status(address) == 200
    assert "Rutinen i bild" in Client().get(page).content.decode()
    actions.archive_practice(practice=practice, by=owner, at=AT + 3 * HOUR)
    assert (status(address), status(address, owner)) == (404, 200)


def test_an_owner_lets_nobody_else_read_a_file_that_was_added_unseen():
    owner = make_owner()
    practice = make_published_practice(owner)
    then, seen = practice.approved_at + HOUR, seen_now(practice)
    address = attach(practice, owner, at=then)

    with pytest.raises(Stale):
        actions.confirm_practice(practice=practice, by=owner, at=then + HOUR, seen=seen)
    actions.write_practice(practice=practice, telling=TELLING, by=owner, at=then + HOUR)
    assert status(address) == 404
    actions.confirm_practice(practice=practice, by=owner, at=then + HOUR, seen=seen_now(practice))
    assert status(address) == 200


def test_a_file_beside_a_suggestion_is_seen_with_it():
    owner = make_owner()
    practice = suggest(owner)
    address = attach(practice, owner)

    assert (status(address), status(address, make_owner()), status(address, owner)) == (404, 404, 200)
    with pytest.raises(Denied):
        attach(practice, make_owner())


def test_a_file_beside_minutes_is_the_networks_until_they_are_approved_and_goes_with_them():
    house = House()
    meeting = house.plan()
    address = attach(meeting, house.by)

    assert (status(address), status(address, make_owner("1480")), status(address, house.by)) == (404, 404, 200)
    TOTP.activate(house.by, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(house.by)
    assert "Rutinen i bild" in client.get(reverse("exchange:meeting", args=[meeting.pk])).content.decode()
    Meeting.objects.update(state="approved", held_at=AT)  # while the file was cleaned
    with pytest.raises(Denied, match="justerat"):
        attach(meeting, house.by)
    core.purge(rule=RULES["exchange.meeting.minutes"], at=meeting.starts_at + timedelta(days=3651))
    assert (StoredFile.objects.count(), Meeting.objects.count()) == (0, 1)
