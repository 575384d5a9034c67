"""A screen on a wall: who hangs it, what it shows, and that it is nobody's log-in."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.core.access import Denied, Refused
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.shelters import actions, clock
from samverka.shelters.actions.screens import purge_screens
from samverka.shelters.models import Screen, Shelter
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import make_keeper, make_night, make_shelter, party


SCREEN = "/screen/"
PART = {"HX-Request": "true"}


@pytest.fixture
def coordinator():
    user = make_user(Role.MUNICIPALITY_COORDINATOR)
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")  # as the role asks for
    return user


def set_up(by, *, at=None, **told):
    said = {"id": new_id(), "name": "Kontoret", "territory": make_territory("0180")} | told
    return actions.set_up_screen(**said, by=by, at=at or now())


def hang(by, client):
    """A browser that is known as a screen."""
    screen, code = set_up(by)
    answer = client.post(SCREEN, {"code": f"{code[:3]} {code[3:].lower()}"})
    assert (answer.status_code, answer["Location"]) == (302, SCREEN)
    return screen


def tonight(**more):
    return make_night(date=clock.tonight(now(), closes=MORNING_CLOSE), **more)


def told(answer):
    return answer.content.decode()


def test_a_screen_is_set_up_on_its_page_and_its_code_is_shown_once(client, coordinator):
    client.force_login(coordinator)
    page = reverse("shelters:screens")
    said = {"id": new_id(), "name": "Kontoret", "territory": "0180"}

    first, again = client.post(page, said), client.post(page, said)

    code = first.context["code"].replace(" ", "")
    assert (first.status_code, again.status_code, len(code)) == (200, 422, 9)
    assert code not in told(client.get(page)).replace(" ", "")
    assert Screen.objects.get().code not in ("", code)


def test_a_screen_shows_the_board_and_nothing_that_leads_further(client, coordinator):
    night = tonight(beds=7, reserved=1)
    hang(coordinator, client)

    answer = client.get(SCREEN)

    assert night.shelter.name in told(answer)
    assert f"/nights/{night.pk}" not in told(answer)
    assert str(coordinator) not in told(answer)
    assert "sessionid" not in client.cookies


def test_a_screen_never_shows_a_protected_shelter_nor_another_municipality(client, coordinator):
    hidden = tonight(shelter=make_shelter(name="Hemliga huset", organisation=coordinator.standing[0].organisation))
    Shelter.objects.filter(pk=hidden.shelter_id).update(visibility=Shelter.Visibility.AREA_ONLY)
    tonight(shelter=make_shelter(name="Långt borta", territory="0380"))
    tonight(shelter=make_shelter(name="Ankaret"))
    hang(coordinator, client)

    page = told(client.get(SCREEN))

    assert ["Ankaret" in page, "Hemliga huset" in page, "Långt borta" in page] == [True, False, False]


def test_a_screen_is_no_log_in(client, coordinator):
    night = tonight()
    hang(coordinator, client)

    for way in ("/board/", "/today/", f"/nights/{night.pk}/", f"/nights/{night.pk}/hold/"):
        assert client.get(way)["Location"].startswith("/accounts/login/")
    assert client.get("/api/v1/board").status_code == 401


def test_a_screen_costs_little_when_nothing_changed(client, coordinator, django_assert_num_queries):
    night = tonight()
    hang(coordinator, client)
    tag = client.get(SCREEN, headers=PART)["ETag"]

    with django_assert_num_queries(2):
        same = client.get(SCREEN, headers=PART | {"If-None-Match": tag})
    keeper = make_keeper(night)
    actions.give_place(id=new_id(), night=night, party=party(), by=keeper, at=now())
    other = client.get(SCREEN, headers=PART | {"If-None-Match": tag})

    assert (same.status_code, other.status_code, "<html" in told(other)) == (304, 200, False)


def test_a_screen_that_is_ended_goes_dark_at_its_next_look(client, coordinator):
    tonight(shelter=make_shelter(name="Ankaret"))
    screen = hang(coordinator, client)
    boss = Client()
    boss.force_login(coordinator)

    ended = boss.post(reverse("shelters:end_screen", args=[screen.pk]))

    assert ended["Location"] == reverse("shelters:screens")
    assert "Ankaret" not in told(client.get(SCREEN))
    assert client.get(SCREEN, headers=PART)["HX-Refresh"] == "true"
    assert "Kontoret" not in told(boss.get(reverse("shelters:screens")))


def test_a_code_works_once_and_not_for_long(coordinator):
    _screen, code = set_up(coordinator)
    actions.pair_screen(code=code, at=now())
    _other, late = set_up(coordinator, at=now() - timedelta(minutes=15))
    ended, dead = set_up(coordinator)
    actions.end_screen(screen=ended, by=coordinator, at=now())

    for wrong in (code, late, dead, ""):
        with pytest.raises(Refused, match="This code is not good"):
            actions.pair_screen(code=wrong, at=now())


def test_a_screen_lasts_a_year(client, coordinator):
    screen = hang(coordinator, client)
    Screen.objects.update(expires_at=now())

    assert 'name="code"' in told(client.get(SCREEN))
    assert screen.expires_at - screen.made_at == timedelta(days=365)
    assert client.cookies["screen"]["httponly"]
    assert (client.cookies["screen"]["path"], client.cookies["screen"]["samesite"]) == (SCREEN, "Strict")


def test_whoever_guesses_is_stopped(client, coordinator):
    answers = [client.post(SCREEN, {"code": "222-222-222"}) for _ in range(11)]

    assert {answer.status_code for answer in answers} == {422}
    assert ["Wait a minute" in told(answer) or "Vänta" in told(answer) for answer in answers] == [False] * 10 + [True]


def test_what_was_done_is_in_the_audit_trail(client, coordinator):
    screen = hang(coordinator, client)
    for _ in range(2):
        actions.end_screen(screen=screen, by=coordinator, at=now())

    verbs = Entry.objects.filter(verb__startswith="shelters.screen").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["shelters.screen_set_up", "shelters.screen_paired", "shelters.screen_ended"]


def test_the_municipalitys_own_coordinator_hangs_it_and_ends_it(coordinator):
    screen, _code = set_up(coordinator)
    other = make_user(Role.MUNICIPALITY_COORDINATOR, territory="0380")

    with pytest.raises(Denied):
        set_up(other)
    with pytest.raises(Denied):
        actions.end_screen(screen=screen, by=other, at=now())


def test_screens_that_are_over_are_deleted(coordinator):
    at = now()
    ended, _code = set_up(coordinator)
    lasting, _code = set_up(coordinator)
    actions.end_screen(screen=ended, by=coordinator, at=at - timedelta(days=40))

    assert purge_screens(county="00", before=at - timedelta(days=30), at=at, limit=10) == 1
    assert list(Screen.objects.all()) == [lasting]
