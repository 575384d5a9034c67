"""The rules of the directory: one set for the country, kept by those who coordinate it."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.access import Refused, Stale
from samverka.core.models import Entry, Policy
from samverka.core.policy import known
from samverka.directory import actions, policy, queries
from samverka.directory.models import Service
from samverka.directory.tests.factories import make_service


pytestmark = pytest.mark.django_db
PAGE = "/directory/rules/"


@pytest.fixture
def national():
    user = make_user(Role.NATIONAL_COORDINATOR, at=make_organisation(territory="00", name="Rikssamordningen"))
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    return user


@pytest.fixture
def keeper(client, national):
    client.force_login(national)
    client.cookies["django_language"] = "en"
    return client


def decide(by, key, value, **said):
    facts = {"valid_from": localdate(now()), "source": "beslut 7", "by": by, "at": now()}
    return actions.set_policy(key=key, value=value, **facts | said)


def test_what_is_hidden_and_when_is_decided_from_a_day_on(national):
    today = localdate(now())
    service = make_service()
    Service.objects.update(verified_on=today - timedelta(days=100))

    decide(national, policy.HIDE_DAYS, 95)

    assert not Service.objects.shown(today).filter(pk=service.pk).exists()
    assert policy.hide_days(today - timedelta(days=1)) == 180
    assert Policy.objects.get().decided_by == "Rikssamordningen"
    assert Entry.objects.filter(verb="core.policy_written").count() == 1


def test_every_town_is_told_anew_when_a_rule_is(national):
    make_service()
    stockholm = queries.towns()["stockholm"]
    before = queries.stamp(stockholm, on=localdate(now()))

    decide(national, policy.HOLIDAYS, ["christmas_day"])

    assert queries.stamp(stockholm, on=localdate(now())) != before
    assert {one.code for one in policy.calendar(localdate(now())).values() if not one.is_eve} == {"christmas_day"}


def test_the_same_said_again_changes_nothing_and_a_colleagues_decision_is_not_overwritten(national):
    first = decide(national, policy.REMIND_DAYS, 60)

    assert decide(national, policy.REMIND_DAYS, 60) == first
    with pytest.raises(Stale):
        decide(national, policy.REMIND_DAYS, 30, valid_from=localdate(now()) + timedelta(days=1), seen="0" * 12)


def test_keepers_are_asked_before_an_entry_is_hidden(national):
    with pytest.raises(Refused, match="Keepers must be asked"):
        decide(national, policy.REMIND_DAYS, 180)


@pytest.mark.parametrize("key", [key.name for key in known(policy.CHAPTER)])
def test_every_rule_can_be_written_again_as_it_stands(keeper, key):
    page = f"{PAGE}{key}/"
    form = keeper.get(page).context["form"]

    answer = keeper.post(page, form.initial | {"source": "som förut"})

    assert answer.url == PAGE
    assert "som förut, Rikssamordningen" in keeper.get(PAGE).content.decode()


def test_what_cannot_be_is_handed_back_and_what_is_no_rule_of_the_directory_is_not_there(keeper):
    said = {"valid_from": localdate(now()).isoformat(), "source": "x"}

    assert keeper.post(f"{PAGE}{policy.HOLIDAYS}/", said | {"value": ["doomsday"]}).status_code == 422
    assert keeper.post(f"{PAGE}{policy.REMIND_DAYS}/", said | {"value": 365}).status_code == 422
    assert keeper.get(f"{PAGE}draw_time/").status_code == 404
    assert keeper.get(f"{PAGE}nothing/").status_code == 404


def test_a_form_that_a_colleague_was_quicker_with_is_handed_back(keeper, national):
    page, wanted = f"{PAGE}{policy.EVES}/", ["christmas_eve", "new_years_eve"]
    typed = keeper.get(page).context["form"].initial | {"source": "mitt beslut", "value": wanted}
    decide(national, policy.EVES, ["midsummer_eve"], valid_from=localdate(now()) - timedelta(days=9))

    stale = keeper.post(page, typed)

    assert (stale.status_code, stale.context["form"]["value"].value()) == (409, wanted)
    assert "mitt beslut" in stale.content.decode()


def test_a_municipality_reads_the_rules_and_changes_none(client):
    coordinator = make_user(Role.MUNICIPALITY_COORDINATOR)
    TOTP.activate(coordinator, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(coordinator)
    page = reverse("directory:set_policy", args=[policy.HIDE_DAYS])
    said = {"value": 20, "valid_from": localdate(now()).isoformat(), "source": "x"}

    assert client.get(PAGE).status_code == 200
    assert PAGE in client.get(reverse("directory:my_directory")).content.decode()
    assert page not in client.get(PAGE).content.decode()
    assert client.post(page, said).status_code == 403
    assert not Policy.objects.exists()
