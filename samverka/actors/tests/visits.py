"""Visits to the pages: coming in by a mailed link, and with what is asked for."""

import re

from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.urls import reverse

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id


PASSPHRASE = "fyra egna långa ord"  # noqa: S105 (nobody has it)
LINK = re.compile(r"https?://[^/\s]+(/invitations/\S+)")


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
