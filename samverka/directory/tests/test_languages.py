"""Languages are data: the national coordinator adds one, and its texts are asked for and shown."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.access import Denied, Stale, Unfit
from samverka.directory import actions
from samverka.directory.actions.languages import name_of
from samverka.directory.models import Language


pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    user = make_user(Role.NATIONAL_COORDINATOR, at=make_organisation(territory="00"))
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    return user


def add(coordinator, code, **facts):
    return actions.add_language(code=code, by=coordinator, at=now(), **facts)


def change(language, by, **facts):
    said = {"name": language.name, "position": 7, "is_shown": True, "is_spoken_only": False} | facts
    return actions.change_language(language=language, by=by, at=now(), **said)


def test_a_language_is_added_by_its_tag_after_the_others(coordinator):
    made = add(coordinator, "ar")

    assert (made.name, made.is_shown, made.position) == ("العربية", False, 4)
    assert Language.objects.last() == made
    assert add(coordinator, "ar", name="Something else") == made


@pytest.mark.parametrize(
    ("code", "name"), [("uk", "Українська"), ("fa-AF", "فارسی (افغانستان)"), ("rom", ""), ("xx-1", "")]
)
def test_names_are_looked_up(code, name):
    assert name_of(code) == name


def test_one_that_nobody_knows_the_name_of_is_named_by_hand(coordinator):
    with pytest.raises(Unfit):
        add(coordinator, "rom")

    assert add(coordinator, "rom", name="Romani", is_spoken_only=True).is_spoken_only


def test_order_and_offer_are_changed_and_swedish_is_always_there(coordinator):
    made = add(coordinator, "uk")

    assert change(made, coordinator).is_shown
    assert Language.objects.get(pk="uk").position == 7
    with pytest.raises(Unfit):
        change(Language.objects.get(pk="sv"), coordinator, is_shown=False)
    with pytest.raises(Stale):
        change(made, coordinator, seen="0" * 12)
    with pytest.raises(Denied):
        change(made, make_user(Role.TRANSLATOR))


def test_only_what_visitors_may_read_has_every_text_looked_at(coordinator):
    def looks(action):
        with CaptureQueriesContext(connection) as asked:
            action()
        return any("directory_wording" in one["sql"] for one in asked)

    assert not looks(lambda: add(coordinator, "uk"))
    assert not looks(lambda: add(coordinator, "rmn", name="Romani", is_shown=True, is_spoken_only=True))
    assert looks(lambda: add(coordinator, "ar", is_shown=True))
    made = Language.objects.get(pk="uk")
    assert not looks(lambda: change(made, coordinator, is_shown=False, name="Another"))
    assert looks(lambda: change(made, coordinator))
    assert not looks(lambda: change(made, coordinator, position=8))
    assert looks(lambda: change(made, coordinator, is_spoken_only=True))


def test_the_pages_add_and_change(client, coordinator):
    client.force_login(coordinator)

    added = client.post(reverse("directory:add_language"), {"code": "uk"}, follow=True)
    assert "Українська" in added.content.decode()
    assert client.post(reverse("directory:add_language"), {"code": "rom"}).status_code == 422
    assert client.post(reverse("directory:add_language"), {"code": "Svenska!"}).status_code == 422
    way = reverse("directory:change_language", args=["uk"])
    done = client.post(way, {"name": "Українська", "position": 9, "is_shown": "on"}, follow=True)
    assert "Українська" in done.content.decode()
    assert Language.objects.get(pk="uk").is_shown
    assert client.post(way, {"name": "a", "position": 9, "seen": "0" * 12}).status_code == 409
    swedish = reverse("directory:change_language", args=["sv"])
    assert client.post(swedish, {"name": "Svenska", "position": 0}).status_code == 422
    assert client.get(reverse("directory:change_language", args=["tlh"])).status_code == 404


@pytest.mark.parametrize("role", [Role.TRANSLATOR, Role.MUNICIPALITY_COORDINATOR, Role.COUNTY_COORDINATOR])
def test_nobody_hides_a_language_from_the_whole_country_but_the_national_coordinator(client, role):
    user = make_user(role, at=make_organisation(territory="0180"))
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(user)

    assert client.get(reverse("directory:languages")).status_code == 403
    assert client.post(reverse("directory:add_language"), {"code": "uk"}).status_code == 403
    way = reverse("directory:change_language", args=["ro"])
    assert client.get(way).status_code == 403
    assert client.post(way, {"name": "Română", "position": 3}).status_code == 403
    assert Language.objects.get(pk="ro").is_shown
