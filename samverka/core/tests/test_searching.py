"""How well a text answers, and where the words stand that are meant: told by every way to look for them alike."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from samverka.core.searching import Hit, Meant, Rank, Wanted, rank
from samverka.core.spelling import WORD, fold_word


pytestmark = pytest.mark.on_sqlite
letters = st.text("abr", min_size=1, max_size=4)
typed = st.sampled_from(["bar", "arba", "rab"])


@st.composite
def asked(draw):
    """A word and what it may mean: words that hold it, words that share its beginning, words that are quite other."""
    word, parts, others = draw(typed), draw(st.lists(letters, max_size=3)), draw(st.lists(letters, max_size=2))
    forms = tuple(f"{word[:-1]}{part}" for part in parts)
    compounds = tuple(f"{part}{word}" for part in parts)
    held = draw(
        st.sampled_from([((), ()), (forms, ()), (forms, compounds), ((), compounds), (tuple(others), compounds)])
    )
    slips, same = (tuple(draw(st.lists(letters, max_size=2))) for _list in range(2))
    return Wanted(word, *held, slips=slips, same=same)


@st.composite
def told(draw):
    """A word that is asked for, and fields of words of which some are meant."""
    one = draw(asked())
    said = st.lists(letters | st.sampled_from([one.typed, *one.others]), max_size=4)
    return one, [draw(said) for _field in range(2)]


def expected(one, fields):
    """The same, word by word."""
    there = [(word, number) for number, words in enumerate(fields, 1) for word in words]
    if begun := [number for word, number in there if word.startswith(one.typed)]:
        return Rank(0, 0, begun[0], 0 if (one.typed, begun[0]) in there else 1)
    for words in (one.kin, one.same, one.slips):
        if held := [number for word, number in there if word in words]:
            return Rank(0, int(words is one.slips), held[0], 2)
    return None


@given(told())
def test_a_text_answers_as_well_as_its_best_word(given):
    one, fields = given
    text = " ".join(f"¤field {' '.join(words)}".strip() for words in fields)

    best = expected(one, fields)
    assume(best)
    assert rank([(text, "fact")], [one]) == [Hit(best, best.fields, text, ("fact",))]


def test_another_form_of_a_word_is_no_slip():
    asked = Wanted("resa", forms=("resor",), compounds=(), slips=("resor",))

    [hit] = rank([("¤name resor",)], [asked])

    assert hit.rank == Rank(missing=0, slips=0, fields=1, likeness=2)


@given(told())
def test_words_that_are_meant_are_found_where_they_stand(given):
    one, fields = given
    text, meant = ", ".join(word.title() for words in fields for word in words), Meant([one])

    places = [
        word.span() for word in WORD.finditer(text)
        if fold_word(word.group()).startswith(one.typed) or fold_word(word.group()) in one.others
    ]  # fmt: skip

    assert meant.all_in(text) == places
    assert meant.all_in(f"{text} ½") == places  # which has no outline
    assert meant.first_in(text) == meant.first_in(f"{text} ½") == (places[0][0] if places else 0)
