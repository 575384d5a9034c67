"""Which forms keep what is typed before it is saved."""

from importlib import import_module
from pathlib import Path

import pytest
from django import forms

import samverka
from samverka.core.fields import GuardedText, Writing


pytestmark = pytest.mark.on_sqlite
ROOT = Path(samverka.__file__).parent
PEOPLE = {"outreach", "safeguarding", "shelters", "web"}  # nights, rounds, worries and tips
MUCH = 1000  # signs that nobody types again with a light heart


def all_forms(kind=forms.Form):
    for path in ROOT.glob("*/forms/*.py"):
        import_module(f"samverka.{path.parent.parent.name}.forms.{path.stem}")
    for one in kind.__subclasses__():
        yield from all_forms(one)
        if one.__module__.startswith("samverka.") and ".tests." not in one.__module__:
            yield one


def lengths(form):
    return [one.max_length or 0 for one in form.base_fields.values() if isinstance(one, GuardedText)]


def test_every_form_that_takes_much_text_keeps_drafts():
    long = {one for one in all_forms() if max(lengths(one), default=0) >= MUCH}
    elsewhere = {one for one in long if one.__module__.split(".")[1] not in PEOPLE}

    assert {one.__name__ for one in elsewhere if not issubclass(one, Writing)} == set()
    assert len(elsewhere) > 30


def test_what_is_told_of_work_with_people_lies_nowhere_before_it_is_saved():
    told = {one for one in all_forms(Writing) if one.__module__.split(".")[1] in PEOPLE}

    assert {one.__name__ for one in told if lengths(one)} == set()
