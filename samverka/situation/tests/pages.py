"""What tests of pages share."""

import re

from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from samverka.situation import queries


def enter(client, user):
    """With the second factor that coordinators need, in English."""
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


def page(name, *args):
    return reverse(f"situation:{name}", args=args)


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def values(one):
    return {row.question.code: row.value for row in queries.values_of(one) if row.is_given}


def seen(response):
    return response.context["form"]["seen"].value()


def token_of(letter):
    return re.search(r"/answer/([\w-]+)/", letter.body)[1]
