"""The rules of a pool, on its pages."""

import pytest
from django.urls import reverse

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core import policy
from samverka.core.policy import effective
from samverka.shelters.models import Pool
from samverka.shelters.tests.factories import MORNING, make_pool


TODAY = MORNING.date()


def rules_page(name, pool, *more):
    return reverse(f"shelters:{name}", args=[pool.pk, *more])


def test_the_intake_that_the_pool_itself_says_stands_among_the_rules(client):
    pool = make_pool()
    Pool.objects.update(intake_place="Klara kyrkas sal")
    client.force_login(make_user(Role.SHELTER_LEAD, at=pool.organisation))

    told = client.get(reverse("shelters:pool_rules", args=[pool.pk])).content.decode()

    assert "Klara kyrkas sal" in told
    assert reverse("shelters:edit_pool", args=[pool.organisation_id, pool.pk]) in told
    assert reverse("shelters:set_policy", args=[pool.pk, "intake_place"]) not in told


def test_a_lead_decides_a_rule_anew(client):
    pool = make_pool()
    client.force_login(make_user(Role.SHELTER_LEAD, at=pool.organisation))
    asked = {"value": "women,step_free", "valid_from": TODAY.isoformat(), "source": "beslut 7"}

    answer = client.post(rules_page("set_policy", pool, "priority_order"), asked)

    assert answer.url == rules_page("pool_rules", pool)
    told = client.get(answer.url).content.decode()
    assert "kvinnor, de som inte klarar trappor" in told
    assert "beslut 7" in told


@pytest.mark.parametrize("name", [key.name for key in policy.known()])
def test_every_rule_can_be_written_again_as_it_stands(client, name):
    pool = make_pool()
    client.force_login(make_user(Role.SHELTER_LEAD, at=pool.organisation))
    form = client.get(rules_page("set_policy", pool, name)).context["form"]

    answer = client.post(rules_page("set_policy", pool, name), form.initial | {"source": "som förut"})

    assert answer.status_code == 302
    assert effective(pool.scopes, on=TODAY).value(name) == policy.KEYS[name].default


@pytest.mark.parametrize("value", ["02:30", "25:00", "klockan tio"])
def test_a_rule_that_cannot_be_is_handed_back(client, value):
    pool = make_pool()
    client.force_login(make_user(Role.SHELTER_LEAD, at=pool.organisation))

    answer = client.post(
        rules_page("set_policy", pool, "draw_time"), {"value": value, "valid_from": TODAY, "source": "beslut"}
    )

    assert answer.status_code == 422
    assert value in answer.content.decode()


def test_a_known_rule_set_begins_in_a_pool(client):
    pool = make_pool()
    client.force_login(make_user(Role.SHELTER_LEAD, at=pool.organisation))

    answer = client.post(rules_page("apply_preset", pool), {"preset": "vinternatt_1", "valid_from": TODAY})

    assert answer.url == rules_page("pool_rules", pool)
    assert effective(pool.scopes, on=TODAY).value("nights_per_ticket") == 5


def test_a_rule_set_from_another_country_is_not_applied(client):
    pool = make_pool()
    client.force_login(make_user(Role.SHELTER_LEAD, at=pool.organisation))

    answer = client.post(rules_page("apply_preset", pool), {"preset": "oslo", "valid_from": TODAY})

    assert answer.status_code == 422
    assert effective(pool.scopes, on=TODAY).source("draw_time") == ""


@pytest.mark.parametrize("key", ["no_such_rule", "retention.shelters.slip"])
def test_a_rule_that_is_not_of_the_night_has_no_page(client, key):
    pool = make_pool()
    client.force_login(make_user(Role.SHELTER_LEAD, at=pool.organisation))

    assert client.get(f"/pools/{pool.pk}/rules/{key}/").status_code == 404


def test_volunteers_read_the_rules_and_change_none(client):
    pool = make_pool()
    client.force_login(make_user(Role.VOLUNTEER, at=pool.organisation))
    asked = {"value": "11:00", "valid_from": TODAY, "source": "beslut"}

    assert client.get(rules_page("pool_rules", pool)).status_code == 200
    assert client.post(rules_page("set_policy", pool, "draw_time"), asked).status_code == 403
    assert client.post(rules_page("apply_preset", pool), {"preset": "ekn", "valid_from": TODAY}).status_code == 403
