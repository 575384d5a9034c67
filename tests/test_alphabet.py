"""Swedish order: å, ä and ö come last, in Python and on every database."""

import ast
from pathlib import Path

import pytest

import samverka
from samverka.actors.models import Territory
from samverka.core.alphabet import Alphabetic, alphabetic


ORDERED = ["Ale", "Alingsås", "Aneby", "Nynäshamn", "Salem", "Upplands Väsby", "Upplands-Bro", "Åmål", "Älmhult", "Ö"]


def test_the_last_letters_come_last():
    assert sorted({*ORDERED}, key=alphabetic) == ORDERED
    assert sorted(["éa", "Eb", "ea"], key=alphabetic) == ["éa", "ea", "Eb"]


@pytest.mark.django_db
def test_a_database_sorts_alike():
    Territory.objects.all().delete()
    for number, name in enumerate(reversed(ORDERED)):
        Territory.objects.create(code=f"01{number:02}", name=name)

    found = Territory.objects.filter(code__startswith="01").order_by(Alphabetic("name"))

    assert list(found.values_list("name", flat=True)) == ORDERED
    assert list(found.distinct()) == list(found)


SOURCES = Path(samverka.__file__).parent
WORDS = {"name", "title", "respondent", "area"}  # what people read, and look for in a list
CODES = {  # where a table's name and area are codes of ours
    *("situation/integrity.py", "situation/queries/published.py"),
    *("situation/actions/dumps.py", "situation/actions/tables.py"),
}


def orders(path):
    """What a module sorts by in the database."""
    calls = (one for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.Call))
    sorting = (one for one in calls if getattr(one.func, "attr", "") == "order_by")
    return [one.value for call in sorting for one in call.args if isinstance(one, ast.Constant)]


def test_whatever_people_read_stands_in_swedish_order():
    read = [path for path in SOURCES.rglob("*.py") if not {"tests", "migrations", "management"} & set(path.parts)]
    wrong = {
        f"{path.relative_to(SOURCES)}: {asked}"
        for path in read
        for asked in orders(path)
        if asked.lstrip("-").rpartition("__")[2] in WORDS and str(path.relative_to(SOURCES)) not in CODES
    }

    assert wrong == set()
