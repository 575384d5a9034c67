"""Pages of a pool and of the shelters that want into it."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from samverka.actors.models import Role, User
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from samverka.shelters.models import PoolRequest, Shelter
from samverka.shelters.tests.factories import make_pool, make_request, make_shelter


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def shelter():
    return make_shelter(name="Ankaret")


@pytest.fixture
def pool():
    return make_pool()


def url(name, *args):
    return reverse(f"shelters:{name}", args=[getattr(one, "pk", one) for one in args])


def log_in(client, thing, role=Role.SHELTER_LEAD):
    client.force_login(make_user(role, at=thing.organisation))


def page(client, name, *args):
    return client.get(url(name, *args)).content.decode()


def test_a_lead_finds_a_pool_by_name_and_asks(client, shelter, pool):
    log_in(client, shelter)
    far = make_pool(territory="0380")
    form = page(client, "ask_to_join", shelter)
    assert f"{pool} ({pool.organisation}, {pool.territory})" in form
    assert str(far) not in form
    assert "draws for your free beds, and your nights follow the pool's rules." in form

    answer = client.post(url("ask_to_join", shelter), {"id": new_id(), "pool": pool.pk}, follow=True)

    assert f"to join {pool}" in answer.content.decode()
    assert PoolRequest.objects.get().shelter == shelter


@pytest.mark.parametrize("make", [lambda: make_pool(territory="0380").pk, new_id])
def test_a_pool_beyond_the_county_is_as_if_it_were_not_there(client, shelter, make):
    log_in(client, shelter)

    answer = client.post(url("ask_to_join", shelter), {"id": new_id(), "pool": make()})

    assert (answer.status_code, PoolRequest.objects.count()) == (422, 0)
    assert "That choice is not one of the available choices" in answer.content.decode()


def test_who_asks_twice_is_told_why_not(client, shelter, pool):
    log_in(client, shelter)
    make_request(pool, shelter)

    answer = client.post(url("ask_to_join", shelter), {"id": new_id(), "pool": make_pool().pk})

    assert answer.status_code == 422
    assert "The shelter has asked already." in answer.content.decode()


def test_a_request_waits_for_the_pools_lead_on_the_first_page_and_on_the_pools(client, shelter, pool):
    request = make_request(pool, shelter)
    log_in(client, pool)

    first, there = page(client, "tonight"), page(client, "pool", pool)

    assert f"{shelter.organisation} asks to join {pool}." in first
    assert url("pool", pool) in first
    assert "Ankaret" in there
    assert url("admit_shelter", request) in there


def test_an_administrator_who_keeps_no_shelter_finds_it_on_the_first_page_too(client, shelter):
    pool = make_pool()
    make_request(pool, shelter)
    log_in(client, pool, Role.ORGANISATION_ADMIN)
    TOTP.activate(User.objects.get(memberships__organisation=pool.organisation), "JBSWY3DPEHPK3PXPJBSWY3DP")

    assert "Waiting for you" in page(client, "tonight")


@pytest.mark.parametrize("role", [Role.SHELTER_STAFF, Role.VOLUNTEER])
def test_nobody_else_is_asked(client, shelter, pool, role):
    request = make_request(pool, shelter)
    log_in(client, pool, role)

    assert "Ankaret" not in page(client, "tonight") + page(client, "pool", pool)
    assert client.post(url("admit_shelter", request)).status_code == 404
    assert client.post(url("decline_shelter", request), {f"{request.pk}-reason": "Nej"}).status_code == 404


def test_of_a_protected_shelter_only_its_area_is_told(client, shelter, pool):
    Shelter.objects.update(visibility="area_only", area="Söderort")
    make_request(pool, shelter)
    log_in(client, pool)

    told = page(client, "tonight") + page(client, "pool", pool)

    assert "Söderort" in told
    assert "Ankaret" not in told


@pytest.mark.parametrize("role", [Role.SHELTER_LEAD, Role.OUTREACH_WORKER])
def test_a_pools_page_never_names_a_protected_shelter_of_others(client, pool, role):
    make_shelter(name="Fyren", pool=pool)
    make_shelter(name="Skyddet", pool=pool)
    Shelter.objects.filter(name="Skyddet").update(visibility="area_only")
    log_in(client, pool, role)

    there = page(client, "pool", pool)

    assert "Fyren" in there
    assert "Skyddet" not in there
    assert "Skyddet" not in page(client, "ask_to_join", make_shelter(organisation=pool.organisation))


def test_the_pools_lead_lets_it_in(client, shelter, pool):
    request = make_request(pool, shelter)
    log_in(client, pool)

    answer = client.post(url("admit_shelter", request), follow=True).content.decode()

    assert "Ankaret is let in from tonight." in answer
    assert Shelter.objects.get(pk=shelter.pk).pool == pool


def test_the_pools_lead_sees_who_comes_and_of_a_protected_shelter_the_area(client, shelter, pool):
    Shelter.objects.update(pool=make_pool(), visibility="area_only", area="Söderort")
    request = make_request(pool, shelter)
    log_in(client, pool)

    client.post(url("admit_shelter", request))

    there = page(client, "pool", pool)
    assert "Söderort" in there
    assert "comes from the night of" in there
    assert "Ankaret" not in there
    log_in(client, pool, Role.VOLUNTEER)
    assert "Söderort" not in page(client, "pool", pool)


def test_the_pools_lead_declines_with_a_reason_that_the_shelters_lead_reads(client, shelter, pool):
    request = make_request(pool, shelter)
    log_in(client, pool)

    empty = client.post(url("decline_shelter", request), {})
    answer = client.post(url("decline_shelter", request), {f"{request.pk}-reason": "Salen räcker inte"})

    assert (empty.status_code, answer.status_code) == (422, 302)
    log_in(client, shelter)
    assert f"{pool} said no" in page(client, "shelter", shelter)
    assert "Salen räcker inte" in page(client, "shelter", shelter)


@pytest.mark.parametrize("name", ["admit_shelter", "decline_shelter"])
def test_who_answers_too_late_is_told_so(client, shelter, pool, name):
    request = make_request(pool, shelter)
    log_in(client, shelter)
    client.post(url("withdraw_request", request))
    log_in(client, pool)

    answer = client.post(url(name, request), {f"{request.pk}-reason": "Nej"})

    assert answer.status_code == 409
    assert "already answered or withdrawn" in answer.content.decode()


def test_who_withdraws_too_late_is_told_so(client, shelter, pool):
    request = make_request(pool, shelter)
    log_in(client, pool)
    client.post(url("admit_shelter", request))
    log_in(client, shelter)

    answer = client.post(url("withdraw_request", request))

    assert answer.status_code == 409
    assert "already answered or withdrawn" in answer.content.decode()


def test_a_shelter_leaves_and_regrets(client, shelter, pool):
    Shelter.objects.update(pool=pool)
    log_in(client, shelter)
    assert "Leave from tomorrow's night" in page(client, "shelter", shelter)

    left = client.post(url("leave_pool", shelter), follow=True).content.decode()
    stays = client.post(url("undo_move", shelter), follow=True).content.decode()

    assert "it belongs to no pool." in left
    assert "it belongs to no pool." not in stays
    assert Shelter.objects.get(pk=shelter.pk).moves_on is None


def test_who_is_in_no_pool_is_told_so(client, shelter):
    log_in(client, shelter)

    assert client.post(url("leave_pool", shelter)).status_code == 409


def test_the_shelters_staff_read_where_it_belongs_and_change_nothing(client, shelter, pool):
    Shelter.objects.update(pool=pool)
    log_in(client, shelter, Role.SHELTER_STAFF)

    there = page(client, "shelter", shelter)

    assert str(pool) in there
    assert "Leave the pool" not in there
    assert "Only the shelter&#x27;s leads" in page(client, "ask_to_join", shelter)
    assert client.post(url("leave_pool", shelter)).status_code == 403


def test_the_rules_of_the_pool_are_read_by_its_members_from_another_municipality(client, pool):
    shelter = make_shelter(pool=pool, territory="0184")
    log_in(client, shelter)

    assert client.get(url("pool_rules", pool)).status_code == 200
    assert client.get(url("pool_rules", make_pool())).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_pool_costs_the_same_for_one_as_for_many(client, pool, rows, django_assert_num_queries):
    for _ in range(rows):
        make_request(pool)
        make_shelter(pool=pool)
    log_in(client, pool)
    page(client, "pool", pool)

    with django_assert_num_queries(6):
        page(client, "pool", pool)
