"""Words: folded alike, and found although a finger slipped."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from samverka.core.spelling import (
    FORGIVEN,
    WORD,
    asked_by_forms,
    asked_by_slips,
    fold,
    found_by,
    is_compound,
    is_form,
    is_slip,
    outline,
    slips,
    words,
)


pytestmark = pytest.mark.on_sqlite


LETTERS = "abcdeghiklmnoprstuvyåäöăâîșțéабвгийюя"  # noqa: RUF001 (Cyrillic)
long_words = st.text(LETTERS, min_size=FORGIVEN, max_size=14)


@st.composite
def misspelt(draw):
    """A word, and how a finger that slips once types it."""
    word = draw(long_words)
    place, letter = draw(st.integers(0, len(word) - 1)), draw(st.sampled_from(LETTERS))
    before, here, after = word[:place], word[place], word[place + 1 :]
    typed = {
        "swap": before + after[:1] + here + after[1:],
        "drop": before + after,
        "add": before + letter + here + after,
        "replace": before + letter + after,
    }
    return word, typed[draw(st.sampled_from(sorted(typed)))]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Härbärge på Öland", "harbarge pa oland"),
        ("Cămașă, ȘI țâță", "camasa, si tata"),
        ("İstanbul ISPARTA \u0131s\u0131rgan", "istanbul isparta isirgan"),
        ("Ærø Łódź straße", "aero lodz strasse"),
        ("Район Ёж Баня", "район ёж баня"),
        ("مَأْوًى", "ماوى"),
    ],
)
def test_accents_and_case_do_not_count_and_cyrillic_stays(written, folded):
    assert fold(written) == folded


@given(st.text())
def test_a_folded_text_stays_as_it_is(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_words_hold_letters_and_digits_alone(text):
    assert all(word.isalnum() for word in words(text))
    assert len(words(text)) == len(set(words(text)))


@given(misspelt())
def test_a_word_is_found_although_a_finger_slipped(pair):
    word, typed = (fold(one) for one in pair)

    assert typed == word or is_slip(typed, word)
    assert asked_by_slips(typed) & found_by(word)


@given(misspelt(), st.text(LETTERS, max_size=6), st.lists(long_words))
def test_of_many_words_those_are_found_that_one_by_one_are(pair, ending, others):
    word, typed = (fold(one) for one in pair)
    many = [word, word + fold(ending), *map(fold, others), *(word[:-1] + fold(one) for one in others)]

    assert slips(typed, many) == [one for one in many if is_slip(typed, one)]


@given(long_words, long_words)
def test_words_that_differ_in_length_by_two_are_no_slips_of_each_other(one, other):
    assume(len(one) >= len(other) + 2)

    assert not is_slip(one, other)


@pytest.mark.parametrize(
    ("typed", "word", "slip"),
    [
        ("ducsh", "dusch", True),  # swapped
        ("dush", "dusch", True),  # dropped
        ("duusch", "dusch", True),  # added
        ("tusch", "dusch", True),  # changed
        ("harbrge", "harbarget", True),  # the beginning, misspelt
        ("duhcs", "dusch", False),
        ("mat", "mot", False),  # too short to be forgiven
        ("matt", "mott", False),
    ],
)
def test_one_slip_is_forgiven_in_a_long_word(typed, word, slip):
    assert is_slip(typed, word) == slip


def test_the_head_of_a_compound_leads_to_it():
    assert is_compound("harbarge", "kvinnoharbarge")
    assert is_compound("harbarge", "kvinnoharbargen")
    assert asked_by_forms("harbarge") & found_by("kvinnoharbarge")
    assert is_compound("planer", "handlingsplanerna")
    assert not is_compound("harbarge", "harbarge")
    assert not is_compound("harbarge", "harbarget")
    assert not is_compound("ad", "stad")
    assert not is_form("harbarge", "kvinnoharbarge")


@pytest.mark.parametrize(
    "forms",
    [
        "harbarge harbarget harbargets harbargen harbargena", "barn barnet barnets barnen barnens", "ar aret arets",
        "projekt projektet projektets projekten", "rum rummet rummen rummets", "mote motet moten motena motenas",
        "hemresa hemresan hemresor hemresornas", "plats platsen platser platserna platsens", "natt natten natter",
        "kyrka kyrkan kyrkor kyrkorna", "paket paketet paketen", "biljett biljetten biljetter",
        "boende boendet boenden boendets", "ambulans ambulansen ambulanser", "instans instansen instanser",
        "arena arenor", "organ organet", "plan planen planer", "handlingsplan handlingsplanen handlingsplaner",
        "enhet enheten enheter enheternas", "eviction evictions",
    ],
)  # fmt: skip
def test_forms_of_a_word_are_forms_of_each_other(forms):
    some = forms.split()

    assert all(is_form(one, other) for one in some for other in some)
    assert all(asked_by_forms(one) & found_by(other) for one in some for other in some)


@pytest.mark.parametrize("words", ["man mat", "land lan", "sedan sedel", "rad rat", "tolk tal", "barn bar", "ar arena"])
def test_other_words_are_no_forms(words):
    one, other = words.split()

    assert not is_form(one, other)


@given(st.text("abxyzåäöÅÄÖéüçñ09 _-.,!?()”“…€\n") | st.text(st.characters(codec="cp1252")))
def test_an_outline_shows_each_word_at_its_place(text):
    plain = outline(text)

    assume(plain is not None)
    assert len(plain) == len(text) + 2
    found = [(word.start(), fold(word.group())) for word in WORD.finditer(text)]
    assert found == [(word.start() - 1, word.group()) for word in re.finditer(r"[^ ]+", plain)]


def test_what_has_no_outline_is_told_so():
    assert outline("Å, hej … “då”") == " a  hej    da  "
    for text in ("ночлег", "Straße", "½", "Bar™", "ƒ", "norðan", "Ælla"):
        assert outline(text) is None
