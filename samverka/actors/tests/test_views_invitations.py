"""The way in: what a mailed link opens, for how long, and to whom."""

import re
from uuid import uuid4

import pytest
from django.core import mail, signing
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.actors.http import SALT
from samverka.actors.models import Invitation, Organisation, Role, User
from samverka.actors.tests.factories import make_organisation, make_terms, make_territory
from samverka.actors.tests.visits import (
    LINK,
    PASSPHRASE,
    invite,
    join,
    log_in,
    mailed_link,
    make_admin,
    make_coordinator,
    make_member,
)


pytestmark = pytest.mark.usefixtures("fresh_cache", "english_pages")


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


@pytest.mark.parametrize(
    ("last", "why"),
    [
        ("today", "from tomorrow on"),
        ("2020-01-01", "from tomorrow on"),
        ("2100-01-01", "in our century"),
        ("9999-12-31", "in our century"),
        ("0001-01-01", "in our century"),
    ],
)
def test_a_last_day_lies_ahead_and_is_no_slip(last, why):
    organisation = make_organisation()
    last = localdate().isoformat() if last == "today" else last

    answer = invite(log_in(make_admin(organisation)), organisation, ends_at=last)

    assert answer.status_code == 422
    assert why in answer.content.decode()
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
