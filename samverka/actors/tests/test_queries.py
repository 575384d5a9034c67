"""What is known of territories, organisations and those who log in."""

import json
from importlib import import_module
from pathlib import Path

from django.apps import apps

from samverka import actors
from samverka.actors import queries
from samverka.actors.models import Terms, Territory


FILE = Path(actors.__file__).parent / "territories" / "territories.json"
CODES = [feature["properties"]["code"] for feature in json.loads(FILE.read_text())["features"]]


def migrate(name, function):
    """Do again what a migration did: a test with threads empties all tables."""
    getattr(import_module(f"samverka.actors.migrations.{name}"), function)(apps, None)


# Territories


def test_sweden_has_21_counties_and_290_municipalities():
    migrate("0002_territories", "fill")

    codes = list(Territory.objects.order_by("code").values_list("code", flat=True))

    assert " ".join(code for code in codes if len(code) == 2) == (
        "00 01 03 04 05 06 07 08 09 10 12 13 14 17 18 19 20 21 22 23 24 25"
    )
    assert len([code for code in codes if len(code) == 4]) == 290
    assert {code[:2] for code in codes if len(code) == 4} | {"00"} == {code for code in codes if len(code) == 2}


def test_territories_have_the_names_that_people_say():
    migrate("0002_territories", "fill")

    named = dict(Territory.objects.filter(code__in=["00", "01", "09", "0180", "0980", "1480", "2023"]).values_list())

    assert named == {
        "00": "Sverige", "01": "Stockholms län", "09": "Gotlands län", "0180": "Stockholm", "0980": "Gotland",
        "1480": "Göteborg", "2023": "Malung-Sälen",
    }  # fmt: skip


def test_filling_territories_again_mends_names_and_keeps_the_rest():
    migrate("0002_territories", "fill")
    Territory.objects.filter(code="0184").update(name="Solnna")
    Territory.objects.create(code="9999", name="A former place")

    migrate("0002_territories", "fill")

    assert Territory.objects.get(code="0184").name == "Solna"
    assert Territory.objects.filter(code="9999").exists()


def test_no_code_occurs_twice():
    assert len(CODES) == len(set(CODES)) == 312


def test_every_county_and_municipality_has_an_outline_within_sweden():
    drawn = queries.outlines(code for code in CODES if code != "00")
    points = [point for one in drawn.values() for polygon in one.polygons for ring in polygon for point in ring]
    rings = [ring for one in drawn.values() for polygon in one.polygons for ring in polygon]

    assert len(drawn) == 311
    assert all(one.polygons for one in drawn.values())
    assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in rings)
    assert all(10.9 < longitude < 24.3 and 55.2 < latitude < 69.2 for longitude, latitude in points)


def test_an_unknown_place_has_no_outline():
    assert queries.outlines(["9999"]) == {}


# Terms


def test_the_first_terms_are_there_in_both_languages():
    Terms.objects.filter(version=1).delete()

    migrate("0003_first_terms", "offer")
    migrate("0003_first_terms", "offer")

    terms = Terms.objects.get(version=1)
    assert terms.swedish.startswith("Välkommen till Samverka.")
    assert terms.english.startswith("Welcome to Samverka.")
    assert terms.swedish.count("\n\n") == terms.english.count("\n\n") == 7
