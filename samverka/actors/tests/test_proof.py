"""The proof of purging: for those who answer for records, on a page of its own, and new in their day."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samverka.actors import queries
from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.models import Purge
from samverka.core.waiting import news


pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
BEFORE = timedelta(days=30)
TOLD = "Records were deleted when their time was over"


def purged(kind="core.draft", county="01", *, at=NOW, count=7):
    return Purge.objects.create(at=at, county=county, kind=kind, rule="", before=at - BEFORE, count=count)


def make_officer(role=Role.RECORDS_OFFICER):
    user = make_user(role, at=make_organisation(territory="0180"), language="en")
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    return user


def open_page(user):
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client.get(reverse("actors:purges"))


def new_to(user, *, since):
    roles = {one.role for one in user.standing}
    return [one for one in news(user, roles=roles, since=since, at=NOW + BEFORE) if one.kind == TOLD]


def test_it_tells_which_rule_where_and_when_and_no_number_nor_what_is_of_another_county():
    for _batch in range(2):
        purged(count=4711)
    purged("shelters.slip", "12")
    purged("exchange.practice.suggested", "00")
    purged("core.session", "00")  # which nobody decides

    page = open_page(make_officer())

    text = page.content.decode()
    assert [line.place for line in page.context["lines"]] == ["Stockholms län", "Sverige"]
    assert "A draft is deleted so long after somebody last wrote in it" in text
    assert ("30 days" in text, "21 Oct 2026" in text, "4711" in text) == (True, True, False)


@pytest.mark.parametrize("role", [Role.RECORDS_OFFICER, Role.DATA_PROTECTION_OFFICER])
def test_it_is_new_to_those_who_answer_for_records_until_they_have_seen_it(role):
    user = make_officer(role)
    assert new_to(user, since=NOW - BEFORE) == []
    purged("shelters.slip", "12")
    assert new_to(user, since=NOW - BEFORE) == []
    purged()

    [told] = new_to(user, since=NOW - BEFORE)

    assert (told.address, told.at, open_page(user).status_code) == (reverse("actors:purges"), NOW, 200)
    assert new_to(user, since=NOW) == []


@pytest.mark.parametrize("role", [Role.READER, Role.ORGANISATION_ADMIN, Role.LIAISON])
def test_it_is_told_to_nobody_else(role):
    user = make_officer(role)
    purged()

    assert (new_to(user, since=NOW - BEFORE), open_page(user).status_code) == ([], 403)


def test_more_of_it_asks_no_more_questions():
    user = make_officer()
    purged()
    open_page(user)
    with CaptureQueriesContext(connection) as few:
        open_page(user)
    for number in range(5):
        purged(at=NOW + timedelta(days=number))
    with CaptureQueriesContext(connection) as many:
        open_page(user)

    assert len(few) == len(many)
    assert queries.purges(user).count() == 6
