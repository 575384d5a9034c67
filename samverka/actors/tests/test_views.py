"""Coming in, and what the pages say to whom."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail, signing
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.actors import actions, queries
from samverka.actors.http import SALT, ByToken
from samverka.actors.models import ContactLine, Invitation, Organisation, Role, User
from samverka.actors.tests.factories import make_organisation, make_terms, make_territory, make_user
from samverka.core.access import Denied
from samverka.core.ids import new_id


PASSPHRASE = "fyra egna långa ord"  # noqa: S105 (nobody has it)
LINK = re.compile(r"https?://[^/\s]+(/invitations/\S+)")


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()  # rate limits live there


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


def log_in(user):
    client = Client()
    client.force_login(user)
    return client


def make_admin(organisation=None):
    admin = make_user(Role.ORGANISATION_ADMIN, at=organisation or make_organisation())
    TOTP.activate(admin, "JBSWY3DPEHPK3PXPJBSWY3DP")
    return admin


def make_coordinator():
    coordinator = make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation())
    TOTP.activate(coordinator, "JBSWY3DPEHPK3PXPJBSWY3DP")
    return coordinator


def make_member(passphrase=PASSPHRASE):
    user = make_user(Role.SHELTER_STAFF)
    user.set_password(passphrase)
    user.save()
    return user


def invite(client, organisation, **asked):
    asked = {"id": new_id(), "email": "ny@example.org", "role": "shelter_staff", "territory": "0180"} | asked
    return client.post(reverse("actors:organisation", args=[organisation.pk]), asked)


def mailed_link():
    return LINK.search(mail.outbox[-1].body)[1]


def join(link, *, client=None, passphrase=PASSPHRASE, again=None):
    told = {"name": "Nico Ny", "passphrase": passphrase, "again": passphrase if again is None else again}
    return (client or Client()).post(link, told)


# The way in


def test_an_invited_person_comes_in_by_the_mailed_link_and_signs_before_anything_opens():
    make_terms()
    organisation = make_organisation(name="Exempelkyrkan")
    invite(log_in(make_admin(organisation)), organisation)
    assert mail.outbox[0].to == ["ny@example.org"]
    client, link = Client(), mailed_link()

    assert "Exempelkyrkan" in client.get(link).content.decode()
    assert join(link, client=client).url == "/today/"
    assert client.get(reverse("shelters:tonight")).url == reverse("actors:sign_terms")
    assert client.get(reverse("actors:access")).url == reverse("actors:sign_terms")
    assert client.post(reverse("actors:sign_terms"), {}).status_code == 422
    assert client.post(reverse("actors:sign_terms"), {"agree": "on"}).url == "/today/"
    assert client.get(reverse("shelters:board")).status_code == 200


def test_a_link_works_once():
    organisation = make_organisation()
    invite(log_in(make_admin(organisation)), organisation)
    join(mailed_link())

    again = Client().get(mailed_link())

    assert again.status_code == 410
    assert "Then log in." in again.content.decode()


def test_a_link_works_for_fourteen_days():
    organisation = make_organisation()
    invite(log_in(make_admin(organisation)), organisation)
    Invitation.objects.update(expires_at=now())

    assert Client().get(mailed_link()).status_code == 410
    assert join(mailed_link()).status_code == 410


def test_a_withdrawn_link_works_no_more():
    organisation = make_organisation()
    admin = log_in(make_admin(organisation))
    invite(admin, organisation)

    admin.post(reverse("actors:withdraw_invitation", args=[Invitation.objects.get().pk]))

    assert join(mailed_link()).status_code == 410
    assert not User.objects.filter(email="ny@example.org").exists()


@pytest.mark.parametrize(
    "signed", ["x", signing.dumps("1", salt="another"), signing.dumps(str(uuid4()), salt=SALT)[:-1]]
)
def test_a_link_that_we_did_not_sign_leads_nowhere(signed):
    assert Client().get(reverse("actors:accept_invitation", args=[signed])).status_code == 404


def test_who_has_an_account_only_says_yes():
    organisation, user = make_organisation(), make_member()
    invite(log_in(make_admin(organisation)), organisation, email=user.email)
    client = log_in(user)

    assert 'name="passphrase"' not in client.get(mailed_link()).content.decode()
    answer = client.post(mailed_link())

    assert answer.url == "/today/"
    assert User.objects.get(pk=user.pk).works_as(Role.SHELTER_STAFF, at=organisation)
    assert User.objects.get(pk=user.pk).check_password(PASSPHRASE)


@pytest.mark.parametrize("is_somebody", [True, False])
def test_who_has_an_account_logs_in_before_saying_yes(is_somebody):
    organisation, user = make_organisation(), make_member()
    invite(log_in(make_admin(organisation)), organisation, email=user.email)
    client = log_in(make_member()) if is_somebody else Client()

    page, answer = client.get(mailed_link()).content.decode(), client.post(mailed_link())

    assert f"Log in as {user.email}" in page
    assert reverse("account_login", query={"next": mailed_link()}) in page
    assert ("Log out" in page) == is_somebody
    assert answer.status_code == 403
    assert not User.objects.get(pk=user.pk).works_as(Role.SHELTER_STAFF, at=organisation)


def test_log_in_leads_back_to_the_invitation():
    organisation, user = make_organisation(), make_member()
    invite(log_in(make_admin(organisation)), organisation, email=user.email)

    told = {"login": user.email, "password": PASSPHRASE, "next": mailed_link()}

    assert Client().post(reverse("account_login"), told).url == mailed_link()


@pytest.mark.parametrize(
    ("passphrase", "told"),
    [
        ("fjorton tecken", "too short"),
        ("manchesterunited", "too common"),
        ("1234567890123456", "too common|rows of the keyboard"),
        ("aaaaabbbbbaaaaabbbbb", "repeated letters"),
        ("lösenordlösenord", "repeated letters"),
        ("asdfghjklöä är fint", "rows of the keyboard"),
        ("inviterad gäst 2027", "your own name"),
    ],
)
def test_a_passphrase_is_long_and_not_easy_to_guess(passphrase, told):
    organisation = make_organisation()
    invite(log_in(make_admin(organisation)), organisation, email="inviterad@example.org")

    answer = join(mailed_link(), passphrase=passphrase)

    assert answer.status_code == 422
    assert re.search(told, answer.content.decode())
    assert not User.objects.filter(email="inviterad@example.org").exists()


def test_a_passphrase_is_typed_twice():
    organisation = make_organisation()
    invite(log_in(make_admin(organisation)), organisation)

    answer = join(mailed_link(), again="fyra andra långa ord")

    assert answer.status_code == 422
    assert "not the same" in answer.content.decode()


def test_a_reminder_sends_the_link_again():
    organisation = make_organisation()
    admin = log_in(make_admin(organisation))
    invite(admin, organisation)
    first, pk = mailed_link(), Invitation.objects.get().pk

    for _ in range(2):
        admin.post(reverse("actors:remind", args=[pk]))

    assert len(mail.outbox) == 2
    assert Client().get(first).status_code == 200  # the same invitation, though its link tells another moment
    assert join(mailed_link()).status_code == 302


def test_a_last_day_is_the_end_of_a_membership():
    organisation = make_organisation()

    invite(log_in(make_admin(organisation)), organisation, ends_at="2027-03-31")

    assert Invitation.objects.get().ends_at.isoformat() == "2027-03-31T22:00:00+00:00"


@pytest.mark.parametrize("last", ["today", "2020-01-01", "2100-01-01", "9999-12-31", "0001-01-01"])
def test_a_last_day_lies_ahead_and_is_no_slip(last):
    organisation = make_organisation()
    last = localdate().isoformat() if last == "today" else last

    answer = invite(log_in(make_admin(organisation)), organisation, ends_at=last)

    assert answer.status_code == 422
    assert "from tomorrow on" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_an_invitation_that_cannot_be_is_explained_and_sent_to_nobody():
    police = make_organisation(kind=Organisation.Kind.ENFORCEMENT)

    answer = invite(log_in(make_coordinator()), police)

    assert answer.status_code == 422
    assert "liaison" in answer.content.decode()
    assert "ny@example.org" in answer.content.decode()
    assert mail.outbox == []


def test_whoever_runs_the_server_gets_a_link_for_the_first(capsys):
    make_territory("0180")
    asked = ["welcome", "forst@example.org", "--organisation", "Exempelstaden", "--territory", "0180"]

    call_command(*asked)

    assert join(LINK.search(capsys.readouterr().out)[1]).status_code == 302
    with pytest.raises(CommandError, match="No territory"):
        call_command(*asked[:-1], "9999")


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


# Machines


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


# Pages


def test_everybody_who_logs_in_sees_who_has_access_in_numbers():
    organisation = make_organisation(name="Exempelkyrkan")
    make_user(Role.SHELTER_LEAD, at=organisation)
    for _ in range(2):
        make_user(Role.VOLUNTEER, at=organisation)

    page = log_in(make_user(Role.READER, at=organisation)).get(reverse("actors:access")).content.decode()

    assert re.findall(r"<td>\s*(volunteer|shelter lead|reader)\s*</td>\s*<td class=\"number\">(\d)", page) == [
        ("reader", "1"), ("shelter lead", "1"), ("volunteer", "2"),
    ]  # fmt: skip
    assert page.count("Exempelkyrkan") == 1
    assert page.count("Kim Exempel") == 1  # in the page's head: the reader


def test_access_is_shown_county_by_county():
    make_user(Role.SHELTER_LEAD, at=make_organisation(name="Norra", territory="0380"))
    client = log_in(make_user(Role.READER, at=make_organisation(name="Södra")))
    for code in ("00", "01", "03"):
        make_territory(code)

    told = {
        code: client.get(reverse("actors:access"), {"county": code}).content.decode()
        for code in ("00", "01", "03", "x")
    }

    assert {code: ("Norra" in page, "Södra" in page) for code, page in told.items()} == {
        "00": (True, True), "01": (False, True), "03": (True, False), "x": (True, True),
    }  # fmt: skip


def test_a_coordinator_adds_an_organisation_and_invites_its_administrator():
    client = log_in(make_coordinator())
    asked = {"id": new_id(), "name": "Nya föreningen", "number": "212000-0142", "kind": "ngo", "territory": "0180"}

    answer = client.post(reverse("actors:add_organisation"), asked)

    made = Organisation.objects.get(name="Nya föreningen")
    assert answer.url == reverse("actors:organisation", args=[made.pk])
    assert (made.number, made.state) == ("2120000142", "verified")
    assert "Nya föreningen" in client.get(reverse("actors:organisations")).content.decode()
    invite(client, made, role="organisation_admin")
    assert join(mailed_link()).status_code == 302


def test_a_wrong_number_is_explained_and_nothing_is_lost():
    asked = {"id": new_id(), "name": "Nya föreningen", "number": "212000-0143", "kind": "ngo", "territory": "0180"}

    answer = log_in(make_coordinator()).post(reverse("actors:add_organisation"), asked)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "the last one checks the others" in page
    assert "212000-0143" in page
    assert "Nya föreningen" in page


def test_who_coordinates_nothing_adds_nothing():
    asked = {"id": new_id(), "name": "Nya föreningen", "number": "", "kind": "ngo", "territory": "0180"}

    assert log_in(make_admin()).post(reverse("actors:add_organisation"), asked).status_code == 422
    assert not Organisation.objects.filter(name="Nya föreningen").exists()


def test_an_organisations_name_and_number_are_mended():
    organisation = make_organisation()
    client = log_in(make_admin(organisation))
    page = reverse("actors:edit_organisation", args=[organisation.pk])
    make_organisation(name="Upptagen")

    assert client.post(page, {"name": "Upptagen", "number": ""}).status_code == 422
    assert client.post(page, {"name": "Rätt namn", "number": "2120000142"}).status_code == 302

    assert "212000" in client.get(reverse("actors:organisation", args=[organisation.pk])).content.decode()
    assert Organisation.objects.get(pk=organisation.pk).name == "Rätt namn"


def test_a_contact_line_is_edited_on_its_page():
    organisation = make_organisation()
    client = log_in(make_admin(organisation))
    page = reverse("actors:edit_contact_line", args=[organisation.pk])
    told = {"function": "duty", "phone": "08-000 00 01", "email": "", "hours": "dygnet runt"}

    assert client.post(page, told | {"phone": "ring Anna"}).status_code == 422
    assert client.post(page, told).status_code == 302

    assert ContactLine.objects.get().phone == "08-000 00 01"
    assert "dygnet runt" in client.get(f"{page}?function=duty").content.decode()
    assert "08-000 00 01" in client.get(reverse("actors:organisation", args=[organisation.pk])).content.decode()


def test_parting_is_asked_once_more():
    organisation = make_organisation()
    client = log_in(make_coordinator())
    page = reverse("actors:part_with_organisation", args=[organisation.pk])

    assert "There is no way back" in client.get(page).content.decode()
    assert Organisation.objects.get(pk=organisation.pk).state == "active"
    client.post(page)
    assert Organisation.objects.get(pk=organisation.pk).state == "left"


def test_pausing_and_resuming_from_the_page():
    organisation = make_organisation()
    client = log_in(make_coordinator())

    for name, state in (("pause", "dormant"), ("resume", "active")):
        client.post(reverse(f"actors:{name}_organisation", args=[organisation.pk]))
        assert Organisation.objects.get(pk=organisation.pk).state == state

    Organisation.objects.filter(pk=organisation.pk).update(state="verified")
    answer = client.post(reverse("actors:pause_organisation", args=[organisation.pk]), follow=True)
    assert "Only an organisation that takes part" in answer.content.decode()


def test_strangers_get_the_same_answer_as_for_what_is_not_there():
    organisation = make_organisation()
    member = make_user(Role.SHELTER_STAFF, at=organisation).memberships.get()
    invite(log_in(make_admin(organisation)), organisation)
    stranger = log_in(make_admin())
    by_organisation = ("organisation", "edit_organisation", "edit_contact_line", "part_with_organisation")
    there = [reverse(f"actors:{name}", args=[organisation.pk]) for name in (*by_organisation, "pause_organisation")]
    there += [reverse("actors:end_membership", args=[member.pk])]
    there += [
        reverse(f"actors:{name}", args=[Invitation.objects.get().pk]) for name in ("remind", "withdraw_invitation")
    ]
    nowhere = [re.sub(r"[0-9a-f-]{36}", str(new_id()), one) for one in there]

    answers = [stranger.post(one) for one in (*there, *nowhere)]

    assert [answer.status_code for answer in answers] == [404] * 16
    assert len({re.sub(r"value=\"\w{64}\"", "", answer.content.decode()) for answer in answers}) == 1


def test_somebody_is_let_go_from_the_page():
    organisation = make_organisation()
    member = make_user(Role.SHELTER_STAFF, at=organisation).memberships.get()

    log_in(make_admin(organisation)).post(reverse("actors:end_membership", args=[member.pk]))

    member.refresh_from_db()
    assert isinstance(member.ends_at, datetime)


def test_ones_name_is_changed_on_the_account_page():
    user = make_user(Role.SHELTER_STAFF)
    client = log_in(user)

    assert client.post(reverse("actors:account"), {"name": ""}).status_code == 422
    assert client.post(reverse("actors:account"), {"name": "Kim Annan"}).status_code == 302

    assert User.objects.get(pk=user.pk).name == "Kim Annan"


def test_three_colleagues_cost_as_many_questions_as_one(django_assert_num_queries):
    organisation = make_organisation()
    client, page = log_in(make_admin(organisation)), reverse("actors:organisation", args=[organisation.pk])
    client.get(page)

    for _ in range(2):
        with django_assert_num_queries(7):
            client.get(page)
        for _ in range(3):
            make_user(Role.VOLUNTEER, at=organisation)


def test_a_full_house_costs_as_many_questions_on_the_access_page(django_assert_num_queries):
    client = log_in(make_user(Role.READER))
    client.get(reverse("actors:access"))

    for _ in range(2):
        with django_assert_num_queries(5):
            client.get(reverse("actors:access"))
        for _ in range(3):
            make_user(Role.VOLUNTEER)


def test_the_language_chosen_on_a_page_is_that_of_the_account():
    user = make_user(Role.READER)

    log_in(user).post(reverse("actors:choose_language"), {"language": "en"})

    user.refresh_from_db()
    assert user.language == "en"


@pytest.mark.parametrize("language", ["", "xx", "sv\0"])
def test_a_language_that_we_do_not_speak_is_not_kept(language):
    user = make_user(Role.READER)

    log_in(user).post(reverse("actors:choose_language"), {"language": language})

    user.refresh_from_db()
    assert user.language == "sv"


def test_somebody_without_an_account_chooses_a_language_too():
    answer = Client().post(reverse("actors:choose_language"), {"language": "en"})

    assert answer.cookies["django_language"].value == "en"


def test_everybody_who_logs_in_reads_who_may_do_what():
    page = log_in(make_user(Role.READER)).get(reverse("actors:access_rules")).content.decode()

    assert "Only those who keep the shelter check guests in." in page
    assert "at the organisation itself: shelter lead, shelter staff, volunteer" in page
