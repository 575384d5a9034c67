import pytest

from samverka.core.sealed import seal, unseal


pytestmark = pytest.mark.on_sqlite


def test_what_is_sealed_can_be_opened_again():
    sealed = seal("JBSWY3DP", purpose="test")

    assert "JBSWY3DP" not in sealed
    assert unseal(sealed, purpose="test") == "JBSWY3DP"
    assert seal("JBSWY3DP", purpose="test") != sealed


def test_it_opens_for_nothing_else():
    sealed = seal("JBSWY3DP", purpose="test")

    assert unseal(sealed, purpose="other") == ""
    assert unseal(sealed[:-4] + "AAAA", purpose="test") == ""
    assert unseal("JBSWY3DP", purpose="test") == ""


def test_an_older_key_still_opens(settings):
    settings.SECRET_KEY = older = "older" * 10
    sealed = seal("JBSWY3DP", purpose="test")
    settings.SECRET_KEY = "newer" * 10

    assert unseal(sealed, purpose="test") == ""
    settings.SECRET_KEY_FALLBACKS = [older]
    assert unseal(sealed, purpose="test") == "JBSWY3DP"
