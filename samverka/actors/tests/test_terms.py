"""Terms: signed once, and anew when they change."""

from datetime import UTC, datetime, timedelta

import pytest

from samverka.actors import actions, queries
from samverka.actors.models import Signature, Terms
from samverka.actors.tests.factories import make_terms, make_user
from samverka.actors.tests.joining import NOW, audited
from samverka.core.access import Denied


def test_terms_are_signed_once():
    user, terms = make_user(has_signed=False), make_terms()

    first = actions.sign_terms(terms=terms, by=user, at=NOW)
    again = actions.sign_terms(terms=terms, by=user, at=NOW + timedelta(days=1))

    assert first == again
    assert (first.user, first.terms, Signature.objects.get().signed_at) == (user, terms, NOW)
    assert audited("actors.terms_signed", terms) == 1


def test_a_new_version_is_signed_anew():
    user = make_user()
    assert queries.unsigned_terms(user) is None

    newer = make_terms(version=2)

    assert queries.unsigned_terms(user) == newer
    actions.sign_terms(terms=newer, by=user, at=NOW)
    assert queries.unsigned_terms(user) is None


def test_terms_that_are_not_yet_in_force_are_not_asked_for():
    Terms.objects.create(version=9, valid_from=datetime(2999, 1, 1, tzinfo=UTC), swedish="sen", english="late")

    assert queries.unsigned_terms(make_user()) is None


def test_a_closed_account_signs_nothing():
    user = make_user()
    user.is_active = False

    with pytest.raises(Denied, match="closed"):
        actions.sign_terms(terms=make_terms(), by=user, at=NOW)
