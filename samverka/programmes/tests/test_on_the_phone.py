"""On a phone a table's cells stand below each other, so each says what it is."""

import re

import pytest
from django.urls import reverse

from samverka.programmes.tests.factories import make_payer
from samverka.programmes.tests.projects import make_leader, make_reported
from samverka.programmes.tests.strategies import make_in_force
from samverka.situation.tests.pages import enter


pytestmark = pytest.mark.django_db


def labels(client, name, one):
    html = client.get(reverse(f"programmes:{name}", args=[one.pk])).content.decode()
    return re.findall(r'data-label="([^"]+)"', html[html.index('class="stack"') :])


def test_an_indicator_names_its_figures(client):
    leader = make_leader()
    made = make_reported(leader)
    enter(client, leader)

    assert labels(client, "project", made["project"])[:2] == ["Target", "Defined in"]
    assert labels(client, "indicator_report", made["indicator_report"])[:4] == [
        "In the period",
        "So far",
        "Expected by now",
        "Target",
    ]


def test_each_of_those_asked_stands_beside_what_it_thinks(client):
    made = make_in_force(make_payer(), groups=("Gruppen Ett", "Gruppen Två"))

    assert labels(client, "open_strategy", made) == ["Gruppen Ett", "Gruppen Två"]
