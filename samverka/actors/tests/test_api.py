"""Who is let in by the API, and how it says no."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils.timezone import now

from samverka.actors import actions
from samverka.actors.models import Role, Token, User
from samverka.actors.tests.factories import make_organisation, make_terms, make_user
from samverka.actors.tests.machines import Machine


NOBODY = {"detail": "Log in, or show a token that is good.", "fields": {}}
UNREADABLE = {"detail": "That could not be read", "fields": {}}
ABSENT = {"detail": "This page is not there", "fields": {}}


def make_lead():
    return make_user(Role.SHELTER_LEAD, at=make_organisation(name="Norra härbärget"))


def ask(headers=None, path="/api/v1/me", **cookies):
    client = Client(headers={"Accept-Language": "en"} | (headers or {}))
    client.cookies.load(cookies)
    return client.get(path)


def test_a_machine_is_told_for_whom_it_works():
    lead = make_lead()
    work = lead.standing[0]

    assert Machine(lead).get("/me") == (
        200,
        {
            "name": "Kim Exempel",
            "email": lead.email,
            "language": "sv",
            "roles": [
                {
                    "role": "shelter_lead",
                    "organisation_id": str(work.organisation_id),
                    "organisation": "Norra härbärget",
                    "territory": "0180",
                    "ends_at": None,
                }
            ],
        },
    )


def test_a_machine_costs_one_question_to_let_in(django_assert_num_queries):
    make_terms()
    machine = Machine(make_lead())
    machine.get("/me")

    with django_assert_num_queries(1):
        assert machine.get("/me")[0] == 200


def test_nobody_is_let_in_without_showing_anything():
    answer = ask()

    assert (answer.status_code, answer.json()) == (401, NOBODY)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("why", ["unknown", "ended", "too old", "closed", "not a token"])
def test_a_token_that_is_not_good_lets_nobody_in(why):
    lead = make_lead()
    token, text = actions.make_token(label="a test", by=lead, at=now())
    if why == "unknown":
        text = text[:-1]
    elif why == "ended":
        actions.end_token(token=token, by=lead, at=now())
    elif why == "too old":
        Token.objects.update(expires_at=now() - timedelta(seconds=1))
    elif why == "closed":
        User.objects.update(is_active=False)
    scheme = "Basic" if why == "not a token" else "Bearer"

    answer = ask({"Authorization": f"{scheme} {text}"})

    assert (answer.status_code, answer.json()) == (401, NOBODY)


def test_new_terms_are_signed_before_a_machine_goes_on():
    machine = Machine(make_lead())
    make_terms(version=2)

    status, told = machine.get("/me")

    assert (status, told["detail"]) == (403, "There are new terms. Log in on a page and sign them first.")


SET_UP = "Log in on a page first: there is something to sign or to set up."


def test_a_second_factor_is_set_up_before_a_machine_goes_on():
    machine = Machine(make_user(Role.ORGANISATION_ADMIN))
    Authenticator.objects.all().delete()

    status, told = machine.get("/me")

    assert (status, told["detail"]) == (403, SET_UP)


def test_a_new_role_asks_a_machine_for_its_second_factor_at_once():
    lead = make_lead()
    machine = Machine(lead)
    assert machine.get("/me")[0] == 200
    organisation = lead.standing[0].organisation

    actions.begin_membership(lead, organisation, Role.ORGANISATION_ADMIN, territory=organisation.territory, at=now())

    assert machine.get("/me")[0] == 403


def test_a_machine_with_a_second_factor_costs_one_question(django_assert_num_queries):
    machine = Machine(make_user(Role.ORGANISATION_ADMIN))
    assert machine.get("/me")[0] == 200

    with django_assert_num_queries(1):
        assert machine.get("/me")[0] == 200


def test_whoever_has_no_role_may_still_ask_who_they_are():
    lead = make_lead()
    machine = Machine(lead)
    lead.memberships.update(ends_at=now())

    assert machine.get("/me")[1]["roles"] == []


def test_a_browser_uses_its_session():
    client = Client()
    client.force_login(make_lead())

    assert client.get("/api/v1/me").status_code == 200


def test_a_browser_that_changes_something_shows_its_csrf_token():
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    client.force_login(make_lead())
    path = "/api/v1/nights/00000000-0000-0000-0000-000000000000/open"

    without = client.post(path)
    client.get("/account/")
    token = client.cookies["csrftoken"].value

    assert (without.status_code, without.json()["detail"]) == (
        403,
        "Send the CSRF token as well, in the header X-CSRFToken.",
    )
    assert client.post(path, headers={"X-CSRFToken": token}).status_code == 404


def test_a_browser_sets_up_its_second_factor_first():
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(make_user(Role.ORGANISATION_ADMIN))

    answer = client.get("/api/v1/me")

    assert answer.status_code == 403
    assert answer.json()["detail"] == "Log in on a page first: there is something to sign or to set up."


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/", "/api/"])
def test_what_is_not_there_is_said_in_json(path):
    machine = Machine(make_lead())

    answer = machine.client.get(path)

    assert (answer.status_code, answer.json()) == (404, ABSENT)


@pytest.mark.parametrize(
    ("sent", "content_type"),
    [
        ("{", "application/json"),
        ("[" * 100_000, "application/json"),
        (f'{{"id": {"9" * 5_000}}}', "application/json"),
        (b"\xff\xfe", "application/json"),
        ("x", "multipart/form-data"),
        ("x", "multipart/form-data; boundary="),
    ],
)
def test_what_cannot_be_read_is_said_in_json(sent, content_type):
    machine = Machine(make_lead())
    path = "imports" if content_type.startswith("multipart") else "nights/00000000-0000-0000-0000-000000000000/places"

    answer = machine.client.post(f"/api/v1/{path}", sent, content_type=content_type)

    assert (answer.status_code, answer.json()) == (400, UNREADABLE)


def test_a_nul_is_said_in_json():
    answer = Machine(make_lead()).client.get("/api/v1/board?wanted=%00")

    assert answer.status_code == 400
    assert answer.json()["fields"] == {}


def test_the_description_is_open_to_all():
    answer = ask(path="/api/v1/openapi.json")

    assert answer.status_code == 200
    assert answer.json()["openapi"] == "3.1.0"
