"""Who looks for an abbreviation finds the word, and the other way round."""

import pytest

from samverka.core.same_words import same_as


@pytest.mark.parametrize(
    ("short", "whole"),
    [("ehic", "sjukforsakringskort"), ("iop", "partnerskap"), ("kfm", "kronofogde"), ("osl", "sekretesslag"),
     ("hsl", "sjukvardslag"), ("gdpr", "dataskyddsforordning"), ("dpia", "konsekvensbedomning")],
)  # fmt: skip
def test_an_abbreviation_is_the_word(short, whole):
    assert whole in same_as(short)
    assert short in same_as(whole)
