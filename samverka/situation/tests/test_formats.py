"""What others read with their own readers: JSON-stat, CSV on the Web, RDF."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from csvw import CSVW
from hypothesis import given, settings
from hypothesis import strategies as some
from jsonstat_validator import validate_jsonstat
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import XSD

from samverka.situation.formats import csvw, json_stat, rdf
from samverka.situation.formats.cubes import ALL, Axis, Cell, Cube
from samverka.situation.formats.rdf import Address, Text


pytestmark = pytest.mark.on_sqlite

WHERE = "https://samverka.example/statistik/v1/tables/bed-nights-county-month/data.csv"


def cube(**said):
    usual = {
        "name": "bed-nights-county-month", "version": 2, "language": "sv", "title": "Bäddnätter: län per månad",
        "description": "En person en natt, \"hel\" natt.", "unit": "nätter", "source": "Natthärbärgen",
        "method": "Avrundat.", "publisher": "Övningslänet",
        "licence": "http://creativecommons.org/publicdomain/zero/1.0/",
        "published_at": datetime(2027, 2, 1, 9, 0, tzinfo=UTC), "measure": "bed_nights", "measured": "Bäddnätter",
        "headings": {
            "measure": "Det som räknas", "area_name": "Områdets namn", "category_name": "Kategorins namn",
            "value": "Antal", "status": "Status",
        },
        "axes": (
            Axis("area", "Område", {"01": "Stockholms län", "03": "Uppsala län"}),
            Axis("period", "Period", {"2026-10": "2026-10", "2026-11": "2026-11"}),
            Axis("category", "Kategori", {"men": "män, vuxna", ALL: "Alla"}),
        ),
        "cells": {
            ("01", "2026-10", "men"): Cell(15), ("01", "2026-10", ALL): Cell(20, "p"),
            ("01", "2026-11", "men"): Cell(None, "c"), ("03", "2026-11", ALL): Cell(0),
        },
        "letters": {"c": "dold", "p": "preliminär"},
    }  # fmt: skip
    return Cube(**usual | said)


def test_json_stat_is_what_its_validator_takes():
    told = json.loads(json.dumps(json_stat.dataset(cube(), href=WHERE)))

    assert validate_jsonstat(told)


def test_json_stat_tells_hidden_from_untold_and_from_zero():
    told = json_stat.dataset(cube(), href=WHERE)

    assert (told["id"], told["size"]) == (["measure", "area", "period", "category"], [1, 2, 2, 2])
    assert told["value"] == [15, 20, None, None, None, None, None, 0]
    assert told["status"] == {"1": "p", "2": "c"}
    assert told["role"] == {"metric": ["measure"], "geo": ["area"], "time": ["period"]}
    assert told["dimension"]["category"]["category"] == {
        "index": ["men", "_T"], "label": {"men": "män, vuxna", "_T": "Alla"},
    }  # fmt: skip


def test_csv_is_read_by_any_reader():
    rows = list(csv.DictReader(io.StringIO(csvw.csv(cube()), newline="")))

    assert rows[2] == {
        "area": "01", "area_name": "Stockholms län", "period": "2026-11", "category": "men",
        "category_name": "män, vuxna", "value": "", "status": "c",
    }  # fmt: skip
    assert [row["value"] for row in rows] == ["15", "20", "", "0"]


def test_csv_on_the_web_is_read_by_its_metadata(tmp_path):
    told = cube()
    (tmp_path / "data.csv").write_bytes(csvw.csv(told).encode())
    metadata = csvw.metadata(told, url="data.csv", page="https://samverka.example/statistik/")
    (tmp_path / "data.csv-metadata.json").write_text(json.dumps(metadata))

    read = CSVW(str(tmp_path / "data.csv-metadata.json"), validate=True)

    assert read.is_valid, read.warnings
    [table] = read.tables
    rows = list(table)
    assert [(row["area"], row["period"], row["category"], row["value"], row["status"]) for row in rows] == [
        ("01", "2026-10", "men", 15, None), ("01", "2026-10", "_T", 20, "p"),
        ("01", "2026-11", "men", None, "c"), ("03", "2026-11", "_T", 0, None),
    ]  # fmt: skip
    assert table.tableSchema.primaryKey == ["area", "period", "category"]


STATEMENTS = [
    *rdf.about("https://samverka.example/data/#it", "dcat:Catalog",
        ("dcterms:title", Text('Rader\noch "ord" \\ <b> & så', "sv")), ("dcterms:title", Text("Words", "en")),
        ("dcterms:modified", Text("2027-02-01T09:00:00+00:00", kind="dateTime")), ("foaf:name", Text("plain")),
        ("foaf:homepage", Address("https://samverka.example/data/?a=1&b=2")), ("dcterms:issued", None)),
    *rdf.about("https://samverka.example/a b", "foaf:Agent"),
]  # fmt: skip


def test_turtle_and_xml_say_the_same_to_their_reader():
    turtle = Graph().parse(data=rdf.turtle(STATEMENTS), format="turtle")
    xml = Graph().parse(data=rdf.xml(STATEMENTS), format="xml")

    assert isomorphic(turtle, xml)
    it, title = URIRef("https://samverka.example/data/#it"), URIRef("http://purl.org/dc/terms/title")
    assert set(turtle.objects(it, title)) == {
        Literal('Rader\noch "ord" \\ <b> & så', lang="sv"), Literal("Words", lang="en"),
    }  # fmt: skip
    modified = turtle.value(it, URIRef("http://purl.org/dc/terms/modified"))
    assert modified.datatype == XSD.dateTime
    assert len(turtle) == len(STATEMENTS)


WORDS = some.text(some.characters(blacklist_categories=["Cs", "Cc"]), max_size=30)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(words=WORDS, address=WORDS)
def test_any_words_survive_both_ways_of_writing(words, address):
    said = rdf.about(
        "https://x.example/",
        "foaf:Agent",
        ("foaf:name", Text(words, "sv")),
        ("foaf:page", Address(f"https://x.example/{address}")),
    )

    turtle, xml = Graph().parse(data=rdf.turtle(said), format="turtle"), Graph().parse(data=rdf.xml(said), format="xml")

    assert set(turtle) == set(xml)
    assert Literal(words, lang="sv") in set(turtle.objects())
