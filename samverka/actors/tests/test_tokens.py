"""Tokens: the way in for machines, kept as digests."""

from datetime import timedelta
from hashlib import sha256

import pytest

from samverka.actors import actions, queries
from samverka.actors.models import Role, Token
from samverka.actors.tests.factories import make_user
from samverka.actors.tests.joining import NOW, audited
from samverka.core.access import Denied


def test_a_token_is_kept_as_a_digest_only():
    user = make_user(Role.SHELTER_LEAD)

    token, text = actions.make_token(label="board", by=user, at=NOW)

    assert Token.objects.get().digest == sha256(text.encode()).hexdigest()
    assert text not in str(Token.objects.values())
    assert token.expires_at - token.made_at == timedelta(days=365)
    assert audited("actors.token_made", token) == 1


def test_who_has_no_role_makes_no_token():
    with pytest.raises(Denied, match="with a role"):
        actions.make_token(label="board", by=make_user(), at=NOW)


def test_a_token_ends_once_and_by_its_owner():
    user = make_user(Role.SHELTER_LEAD)
    token, text = actions.make_token(label="board", by=user, at=NOW)
    with pytest.raises(Denied, match="owner"):
        actions.end_token(token=token, by=make_user(Role.SHELTER_LEAD), at=NOW)

    for at in (NOW, NOW + timedelta(days=1)):
        actions.end_token(token=token, by=user, at=at)

    assert Token.objects.get().ended_at == NOW
    assert queries.user_of_token(text) is None
    assert audited("actors.token_ended", token) == 1
