import pytest
from django import forms

from samverka.core.access import Unfit
from samverka.core.fields import GuardedText
from samverka.core.free_text import ReadThrough, accept


class Note(forms.Form):
    text = GuardedText(label="Note")


class Reason(forms.Form):
    text = GuardedText(label="Why", rows=1)


def test_an_ordinary_text_is_kept():
    form = Note({"text": " Toaletten är trasig "})

    assert form.is_valid()
    assert form.cleaned_data["text"] == "Toaletten är trasig"
    assert "read_through" not in str(form["text"])


def test_the_field_says_what_may_be_written():
    assert "never about guests" in str(Note()["text"].help_text)
    assert 'autocomplete="off"' in str(Note()["text"])


def test_a_doubtful_text_is_handed_back_with_a_question():
    form = Note({"text": "Olle Nilsson ringde"})

    assert form.errors == {
        "text": ["This seems to hold a person's name. Take it away, or say that you have read it through."]
    }
    assert "Olle Nilsson ringde" in str(form["text"])
    assert 'name="text_read_through"' in str(form["text"])


def test_a_single_line_asks_the_same():
    form = Reason({"text": "Olle Nilsson ringde"})

    assert not form.is_valid()
    assert "Olle Nilsson ringde" in str(form["text"])
    assert 'name="text_read_through"' in str(form["text"])
    assert Reason({"text": "Olle Nilsson ringde", "text_read_through": "on"}).is_valid()


def test_who_has_read_it_through_may_insist():
    form = Note({"text": "Olle Nilsson ringde", "text_read_through": "on"})

    assert form.is_valid()
    assert accept(form.cleaned_data["text"]) == "Olle Nilsson ringde"


@pytest.mark.parametrize("ticked", [{}, {"text_read_through": "on"}])
def test_nobody_may_insist_on_a_personal_number(ticked):
    form = Note({"text": "Väskan till 811218-9876"} | ticked)

    assert list(form.errors) == ["text"]
    assert "811218-9876" in str(form["text"])
    assert "read_through" not in str(form["text"])


def test_an_action_keeps_a_plain_text():
    assert type(accept(ReadThrough("Olle Nilsson ringde"))) is str


@pytest.mark.parametrize("text", ["070-123 45 67", ReadThrough("Väskan till 811218-9876")])
def test_an_action_refuses_what_a_form_would(text):
    with pytest.raises(Unfit) as refusal:
        accept(text, field="reason")

    assert refusal.value.field == "reason"
