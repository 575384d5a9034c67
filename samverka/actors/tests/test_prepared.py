"""A prepared question answers as the question itself does."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import CharField, DateTimeField, IntegerField
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from samverka.actors.models import Membership, Organisation, Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.models import Entry
from samverka.core.prepared import Given, Prepared, among, prepare_all


pytestmark = pytest.mark.django_db


def test_it_finds_the_rows_that_the_question_finds():
    users = [make_user(Role.SHELTER_STAFF) for _ in range(3)]
    plain = Membership.objects.select_related("user", "organisation", "territory")
    ask = Prepared(lambda: plain.filter(user=Given("user", IntegerField())))

    for user in users:
        found = ask(user=user.pk)
        expected = list(plain.filter(user=user.pk))
        assert found == expected
        assert [vars(one) | {"_state": 0} for one in found] == [vars(one) | {"_state": 0} for one in expected]


def test_what_is_linked_needs_no_question_more():
    user = make_user(Role.SHELTER_STAFF)
    ask = Prepared(
        lambda: Membership.objects.select_related("user", "organisation").filter(user=Given("user", IntegerField()))
    )

    with CaptureQueriesContext(connection) as asked:
        [one] = ask(user=user.pk)
        assert (one.user.email, bool(one.organisation.name)) == (user.email, True)

    assert len(asked) == 1
    one.ends_at = now()
    one.save()  # it is a row like any other


@pytest.mark.parametrize("many", [0, 1, 5])
def test_columns_are_found_of_many_ids_with_one_question(many):
    homes = [make_organisation(name=f"Exempel {number}") for number in range(6)]
    ids = [one.pk for one in homes[:many]]
    plain = Organisation.objects.order_by("name")

    ask = Prepared(lambda: plain.filter(among("home", column="pk")).values_list("pk", "territory__name"))

    assert ask(home=ids) == list(plain.filter(pk__in=ids).values_list("pk", "territory__name"))


def test_nothing_found_is_none():
    ask = Prepared(lambda: Entry.objects.filter(county=Given("county", CharField())).order_by("-number")[:1])

    assert ask.first(county="99") is None


def test_what_is_given_is_never_read_as_sql():
    make_user(Role.SHELTER_STAFF)
    ask = Prepared(lambda: Membership.objects.filter(user__email=Given("email", CharField())))

    assert ask(email="' or 1=1 --") == []
    assert ask(email="%s") == []


def test_a_moment_is_given_as_the_column_keeps_it():
    user = make_user(Role.SHELTER_STAFF)
    ask = Prepared(lambda: Membership.objects.filter(user=user, starts_at__lte=Given("at", DateTimeField())))

    assert len(ask(at=now() + timedelta(seconds=1))) == Membership.objects.filter(user=user).count() > 0
    assert ask(at=now() - timedelta(days=9_000)) == []


def test_a_question_that_can_find_nothing_finds_nothing():
    ask = Prepared(lambda: Membership.objects.filter(user__in=[], role=Given("role", CharField())))

    assert ask(role=Role.READER) == []
    assert ask.first(role=Role.READER) is None


def test_a_server_puts_together_what_it_knows_before_anybody_asks():
    made = []

    def question():
        made.append(1)
        return Membership.objects.filter(role=Given("role", CharField()))

    ask = Prepared(question)

    prepare_all()

    assert (ask(role="nothing"), ask(role="nothing"), made) == ([], [], [1])
