"""Log-in, what comes first after it, and machines."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from samverka.actors import actions, queries
from samverka.actors.http import ByToken
from samverka.actors.models import Role, User
from samverka.actors.tests.factories import make_organisation, make_terms, make_user
from samverka.actors.tests.visits import PASSPHRASE, log_in, make_admin, make_coordinator, make_member
from samverka.core.access import Denied


pytestmark = pytest.mark.usefixtures("fresh_cache", "english_pages")


# Log-in


def test_one_logs_in_with_address_and_passphrase():
    user, client = make_member(), Client()

    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSPHRASE})

    assert answer.url == "/today/"
    assert client.get(reverse("actors:account")).status_code == 200


def test_a_closed_account_is_not_let_in():
    user, client = make_member(), Client()
    User.objects.filter(pk=user.pk).update(is_active=False)

    client.post(reverse("account_login"), {"login": user.email, "password": PASSPHRASE})

    assert client.get(reverse("actors:account")).status_code == 302


def test_guessing_stops_after_five_tries():
    user, client = make_member(), Client()
    for _ in range(5):
        client.post(reverse("account_login"), {"login": user.email, "password": "fel fras helt och hållet"})

    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSPHRASE})

    assert "_auth_user_id" not in client.session
    assert "Too many" in answer.content.decode()


def test_many_others_do_not_wear_out_the_count_of_tries():
    user, client = make_member(), Client()
    for _ in range(5):
        client.post(reverse("account_login"), {"login": user.email, "password": "fel fras helt och hållet"})
    for number in range(400):
        cache.set(f"zzz:{number}", 1)

    client.post(reverse("account_login"), {"login": user.email, "password": PASSPHRASE})

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "confirm-email/x/", "login/code/confirm/"])
@pytest.mark.parametrize("is_in", [True, False])
def test_nobody_changes_an_address(path, is_in):
    client = log_in(make_member()) if is_in else Client()

    assert client.get(f"/accounts/{path}").status_code == 404
    assert client.post(f"/accounts/{path}", {"email": "x@example.org", "action_add": ""}).status_code == 404
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize("name", ["account_change_password", "account_reauthenticate", "mfa_index"])
def test_the_pages_about_ones_own_log_in_open(name):
    user, client = make_member(), Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSPHRASE})

    assert client.get(reverse(name), follow=True).status_code == 200


def test_tries_are_counted_in_the_database_for_all_processes(settings):
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


def test_nobody_signs_up():
    asked = {"email": "x@example.org", "password1": PASSPHRASE, "password2": PASSPHRASE}

    answer = Client().post(reverse("account_signup"), asked)

    assert answer.status_code == 200
    assert not User.objects.filter(email="x@example.org").exists()


def test_the_log_in_page_does_not_send_anybody_to_a_sign_up_that_is_closed():
    page = Client().get(reverse("account_login")).content.decode()

    assert reverse("account_signup") not in page
    assert reverse("account_reset_password") in page


def test_a_wrong_passphrase_is_told_at_the_top_of_the_page():
    answer = Client().post(reverse("account_login"), {"login": "x@example.org", "password": "fel fras helt och hållet"})

    assert 'role="alert"' in answer.content.decode()
    assert "The e-mail address or the passphrase is not right." in answer.content.decode()


def test_a_forgotten_passphrase_is_replaced_by_a_mailed_link():
    user, client = make_member(), Client()
    client.post(reverse("account_reset_password"), {"email": user.email})
    assert mail.outbox[-1].subject == "A new passphrase for Samverka"
    link = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[-1].body)[1]

    form = client.get(link, follow=True).request["PATH_INFO"]
    assert client.post(form, {"password1": "kort", "password2": "kort"}).status_code in (200, 422)
    client.post(form, {"password1": "fyra andra nya ord", "password2": "fyra andra nya ord"})

    assert User.objects.get(pk=user.pk).check_password("fyra andra nya ord")


def test_a_stranger_learns_nothing_from_a_forgotten_passphrase():
    client = Client()

    answers = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in ("x@example.org", make_member().email)
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.url for answer in answers}) == 1
    assert len(mail.outbox) == 1


# What comes first


@pytest.mark.parametrize("role", Role)
def test_roles_with_much_in_their_hands_need_a_second_factor(role):
    client = log_in(make_user(role))

    answer = client.get(reverse("actors:access"))

    if role in queries.SECOND_FACTOR:
        assert answer.url == reverse("mfa_activate_totp")
    else:
        assert answer.status_code == 200


def test_the_square_of_a_second_factor_stands_in_the_page_where_our_policy_lets_it_be_seen():
    user, client = make_member(), Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSPHRASE})
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    page = client.get(reverse("mfa_activate_totp")).content.decode()

    assert '<svg width="' in page
    assert 'class="qr"' in page
    assert "data:image" not in page


def test_with_a_second_factor_everything_opens():
    assert log_in(make_admin()).get(reverse("actors:access")).status_code == 200


def test_log_in_asks_for_the_second_factor():
    user, client = make_member(), Client()
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")

    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSPHRASE})

    assert answer.url == reverse("mfa_authenticate")
    assert client.get(reverse("actors:account")).status_code == 302


def test_a_new_role_asks_for_its_second_factor_at_the_next_request():
    organisation = make_organisation()
    user = make_user(Role.SHELTER_STAFF, at=organisation)
    client = log_in(user)
    assert client.get(reverse("actors:access")).status_code == 200

    actions.begin_membership(user, organisation, Role.ORGANISATION_ADMIN, territory=organisation.territory, at=now())

    assert client.get(reverse("actors:access")).url == reverse("mfa_activate_totp")


def test_newer_terms_are_asked_for_soon_also_of_those_who_are_logged_in():
    client = log_in(make_user(Role.SHELTER_STAFF))
    assert client.get(reverse("actors:access")).status_code == 200
    make_terms(version=2)
    session = client.session
    until, known = session["ready_until"]
    session["ready_until"] = [until - 601, known]
    session.save()

    assert client.get(reverse("actors:access")).url == reverse("actors:sign_terms")


def test_the_terms_are_read_in_ones_own_language():
    make_terms(version=2)
    user = make_user(Role.SHELTER_STAFF, has_signed=False)
    pages = [log_in(user).get(reverse("actors:sign_terms"), headers={"accept-language": one}) for one in ("sv", "en")]

    assert ["Villkor 2" in pages[0].content.decode(), "Terms 2" in pages[1].content.decode()] == [True, True]


def test_an_ended_membership_opens_nothing_at_the_next_request():
    organisation, admin = make_organisation(), None
    admin = make_admin(organisation)
    client, page = log_in(admin), reverse("actors:organisation", args=[organisation.pk])
    assert client.get(page).status_code == 200

    actions.end_membership(membership=admin.memberships.get(), by=admin, at=now() - timedelta(seconds=1))

    assert client.get(page).status_code == 404


def test_a_pausing_organisation_opens_nothing_at_the_next_request():
    organisation = make_organisation()
    client, page = log_in(make_admin(organisation)), reverse("actors:organisation", args=[organisation.pk])
    assert client.get(page).status_code == 200

    log_in(make_coordinator()).post(reverse("actors:pause_organisation", args=[organisation.pk]))

    assert client.get(page).status_code == 404


def test_a_role_opens_nothing_before_its_day():
    organisation = make_organisation()
    admin = make_admin(organisation)
    admin.memberships.update(starts_at=now() + timedelta(hours=1))

    assert log_in(admin).get(reverse("actors:organisation", args=[organisation.pk])).status_code == 404


def by_token(text):
    return ByToken().authenticate(Client().get("/healthz").wsgi_request, text)


def test_a_machine_comes_in_with_its_token():
    user = make_user(Role.SHELTER_LEAD)
    client = log_in(user)

    page = client.post(reverse("actors:account"), {"label": "the board"}).content.decode()
    text = re.search(r"<code>(\S+)</code>", page)[1]

    assert by_token(text) == user
    assert text not in client.get(reverse("actors:account")).content.decode()


@pytest.mark.parametrize("why", ["unknown", "ended", "too old", "closed", "unsigned"])
def test_a_machine_is_refused(why):
    user = make_user(Role.SHELTER_LEAD)
    token, text = actions.make_token(label="board", by=user, at=now() - timedelta(days=366 if why == "too old" else 0))
    if why == "unknown":
        text = text[:-1]
    elif why == "ended":
        log_in(user).post(reverse("actors:end_token", args=[token.pk]))
    elif why == "closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif why == "unsigned":
        make_terms(version=2)

    if why == "unsigned":
        with pytest.raises(Denied, match="sign them first"):
            by_token(text)
    else:
        assert by_token(text) is None


def test_nobody_ends_anothers_token():
    token, text = actions.make_token(label="board", by=make_user(Role.SHELTER_LEAD), at=now())

    answer = log_in(make_user(Role.SHELTER_LEAD)).post(reverse("actors:end_token", args=[token.pk]))

    assert answer.status_code == 404
    assert by_token(text)
