"""Swedish order: å, ä and ö come last, in Python and on every database."""

import pytest

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
