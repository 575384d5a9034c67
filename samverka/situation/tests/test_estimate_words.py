"""What is said about a hidden number, in the reader's language."""

from dataclasses import replace

import pytest
from django.utils.translation import override

from samverka.situation.estimate_words import REASONS, about, at_least, at_most, say, tell, tell_coverage
from samverka.situation.estimates import NotATableError, Reason, estimate, read
from samverka.situation.ranges import Coverage
from samverka.situation.tests.published import KAMPALA, KOSOVO, TAIWAN, overlaps


pytestmark = pytest.mark.on_sqlite


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_wavering_number_is_a_range_first():
    told = tell(replace(estimate(KOSOVO, seed=1, times=100), interval=(7150.2, 18424.2)))

    assert told.headline == (
        "Somewhere between 7,100 and 19,000 people; the best guess is about 10,000. 4,400 of them are on some list."
    )
    assert "the model chosen anew 100 times" in told.means[-1]
    assert any("keep away from all help" in one for one in told.means_not)
    assert "6 models fit about equally well, and they answer from 9,800 to 19,000." in told.cautions
    assert "If 5 % of those on several lists were not recognised, there are about 9,600." in told.cautions


def test_what_other_rules_would_say_stands_beside_it():
    assert tell(estimate(TAIWAN, seed=1, times=20)).otherwise == (
        "If no list had anything to do with another, there would be about 390.",
        "Taking up one pair of lists after another, the most surprising first, gives about 390.",
        "Going from model to better model until none near by is better gives about 390.",
        "A rule that is readier to take up more (Akaike's) gives about 1,300.",
    )


def test_coverage_names_what_is_missing_and_says_how_much_is_old():
    names = {"0180": "Stockholm", "0184": "Solna"}

    assert tell_coverage(Coverage(33, (), ()), names=names) == "33 of 33 areas."
    assert tell_coverage(Coverage(4, ("0180", "0184"), ("0181",)), names=names) == (
        "2 of 4 areas. Missing: Stockholm, Solna. Out of date: 50 %."
    )


def test_an_unstable_number_is_not_told_as_one():
    told = tell(estimate(TAIWAN, seed=1, times=50))

    assert told.headline.startswith("These lists do not settle how many there are: the answers go from 3")
    assert "1,300" not in told.headline
    assert "Do not publish one number." in told.headline


def test_two_lists_say_what_they_cannot_show():
    told = tell(estimate(KAMPALA, seed=1))

    assert told.headline.startswith("Somewhere between 3,000 and 4,900 people")
    assert told.means[-1] == "The range holds chance alone."
    assert any("A third list would tell." in one for one in told.cautions)


def test_a_refusal_says_why_and_gives_no_number():
    told = tell(estimate(overlaps("a b", "10 30, 01 20, 11 9"), seed=1))

    assert told.headline == "These lists give no number. 59 people are on some list, and that is all that can be said."
    assert told.means == ()
    assert told.cautions == ("Only 9 people are on more than one list; it takes at least 10.",)


def test_in_swedish():
    with override("sv"):
        told = tell(estimate(TAIWAN, seed=1, times=50))

    assert told.headline.startswith("De här listorna avgör inte hur många det är")
    assert plain(told.headline).endswith("271 personer finns på någon lista.")


def test_every_reason_has_a_sentence_with_its_numbers():
    told = {
        "overlapping": 9, "least": 10, "most": 8, "lists": ("a", "b"), "failed": 60, "drawn": 1000, "low": 10.0,
        "high": 20.0, "models": 3, "bound": 12.0, "share": 0.05, "total": 9.0, "row": 2, "expected": 3, "found": 4,
        "list": "a",
    }  # fmt: skip

    sentences = [say(Reason(code, told)) for code in REASONS]

    assert len(set(sentences)) == len(REASONS)
    assert not any("%(" in one for one in sentences)


def test_what_is_wrong_with_a_table_is_said_with_its_row():
    with pytest.raises(NotATableError) as found:
        read(["a", "b"], [[1, 0, 5], [1, 3, 5]])

    assert say(found.value.reason) == "Row 2: mark each list by 1 (on it) or 0 (not on it)."


@pytest.mark.parametrize(
    ("number", "rounded"),
    [
        (7, ("7", "7", "7")),
        (7.4, ("7", "7", "8")),
        (99, ("99", "99", "99")),
        (388, ("390", "380", "390")),
        (11313, ("11,000", "11,000", "12,000")),
        (96_499, ("96,000", "96,000", "97,000")),
    ],
)
def test_numbers_pretend_no_more_than_they_know(number, rounded):
    assert (about(number), at_least(number), at_most(number)) == rounded
