"""The open pages, and the catalogue as a harvester reads it."""

import re
from pathlib import Path

import pytest
from django.test import override_settings
from django.urls import reverse
from pyshacl import validate
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from samverka.situation.models import PublishedCell
from samverka.situation.tests.publishing import bed_nights, counts, publish


NAMESPACES = {
    "dcat": "http://www.w3.org/ns/dcat#", "dcterms": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}  # fmt: skip
SHAPES = Graph().parse(Path(__file__).parent / "dcat_ap_se.ttl", format="turtle")
PUBLISHER = {"name": "Övningslänet", "number": "2021002114", "type": "RegionalAuthority", "email": "data@example.org"}


def whole(name):
    prefix, _, rest = name.partition(":")
    return URIRef(NAMESPACES[prefix] + rest)


def catalogue(client, form="turtle"):
    address = reverse("situation:catalogue_turtle" if form == "turtle" else "situation:catalogue_xml")
    answer = client.get(address)
    assert answer.status_code == 200
    return Graph().parse(data=answer.content, format=form)


def test_while_nothing_is_published_the_page_says_so(client):
    page = client.get("/statistik/").content.decode()

    assert "Inget är publicerat ännu" in page
    assert "<table" not in page


def test_the_newest_numbers_are_there_to_read_and_to_take_away(client):
    publish()

    page = client.get("/statistik/?language=en").content.decode()

    cells = PublishedCell.objects.filter(area="01", period__startswith="2026-1", category="").order_by("period")
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert f"Stockholms län {' '.join(str(cell.value) for cell in cells)}" in text
    assert "Bed nights: counties by month" in text
    assert "One person for one night." in text
    for extension in ("xlsx", "csv", "json"):
        address = f"/statistik/v1/tables/bed-nights-county-month/data.{extension}?lang=en"
        assert address in page
        assert client.get(address).status_code == 200


def test_a_hidden_number_reads_as_hidden(client):
    few = counts() | {("0380", "2026-12", "men"): 2, ("0380", "2026-12", "women"): 1}
    publish(bed_nights(few), method="suppression")

    page = client.get("/statistik/?language=en").content.decode()

    lines = re.findall(r"Uppsala län</th>(.*?)</tr>", page, re.DOTALL)
    assert '<abbr>c</abbr><span class="away">hidden</span>' in "".join(lines)


@pytest.mark.parametrize("address", ["/statistik/", "/statistik/v1/", "/data/"])
@pytest.mark.parametrize(("language", "words"), [("sv", "fritt att använda"), ("en", "free to use")])
def test_pages_are_in_both_languages_without_a_cookie_and_keep_an_etag(client, address, language, words):
    answer = client.get(address, {"language": language})

    page = answer.content.decode().lower()
    assert f'<html lang="{language}">' in page
    assert page.count("<h1") == 1
    assert words in page or address == "/statistik/v1/"
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert (
        client.get(address, {"language": language}, headers={"if-none-match": answer.headers["ETag"]}).status_code
        == 304
    )


@pytest.mark.parametrize("is_published", [False, True])
def test_the_catalogue_says_all_that_the_profile_demands(client, is_published):
    if is_published:
        publish()
    graph = catalogue(client)

    kinds = {"dcat:Catalog": 1, "dcat:Dataset": 4 if is_published else 1, "dcat:DataService": 2, "foaf:Agent": 1}
    assert {kind: len(set(graph.subjects(RDF.type, whole(kind)))) for kind in kinds} == kinds
    fits, _graph, told = validate(graph, shacl_graph=SHAPES)
    assert fits, told


def test_the_validator_finds_what_the_profile_forbids(client):
    graph = catalogue(client)
    [agent] = graph.subjects(RDF.type, whole("foaf:Agent"))
    graph.remove((agent, whole("foaf:name"), None))

    fits, _graph, told = validate(graph, shacl_graph=SHAPES)
    assert (fits, "foaf:name" in told) == (False, True)


def test_the_catalogue_has_absolute_addresses_no_blank_nodes_and_both_languages(client):
    publish()
    graph = catalogue(client)

    nodes = {*graph.subjects(), *graph.objects()}
    assert {type(node) for node in nodes} == {URIRef, Literal}
    assert [node for node in nodes if isinstance(node, URIRef) and ":" not in node] == []
    for thing in graph.subjects(RDF.type, whole("dcat:Dataset")):
        assert {title.language for title in graph.objects(thing, whole("dcterms:title"))} == {"sv", "en"}


def test_everything_that_the_catalogue_points_to_within_itself_is_described(client):
    publish()
    graph = catalogue(client)

    inside = [whole(name) for name in ("dcat:dataset", "dcat:distribution", "dcat:service", "dcat:accessService")]
    inside += [
        whole(name) for name in ("dcterms:publisher", "dcat:contactPoint", "dcat:servesDataset", "dcterms:temporal")
    ]
    pointed = {value for name in inside for value in graph.objects(None, name)}
    assert len(pointed) > 10
    assert [str(one) for one in pointed if graph.value(one, RDF.type) is None] == []


def test_everything_to_fetch_is_there(client):
    publish()
    graph = catalogue(client)

    names = ("dcat:accessURL", "dcat:endpointURL", "dcat:endpointDescription", "dcat:landingPage")
    fetched = {str(one) for name in names for one in graph.objects(None, whole(name))}
    assert len(fetched) > 10
    for address in fetched:
        assert client.get(address.removeprefix("http://127.0.0.1:8000").partition("#")[0]).status_code == 200, address


def test_both_ways_of_writing_say_the_same(client):
    publish()

    assert isomorphic(catalogue(client), catalogue(client, "xml"))


@override_settings(PUBLISHER=PUBLISHER, SITE_ADDRESS="https://samverka.example")
def test_a_publisher_with_a_number_is_known_to_the_data_portal(client):
    publish()
    graph = catalogue(client)

    [agent] = graph.subjects(RDF.type, whole("foaf:Agent"))
    assert str(agent) == "http://dataportal.se/organisation/SE2021002114"
    assert str(graph.value(agent, whole("foaf:name"))) == "Övningslänet"
    assert str(graph.value(agent, whole("dcterms:type"))) == "http://purl.org/adms/publishertype/RegionalAuthority"
    assert {str(one) for one in graph.objects(None, whole("vcard:hasEmail"))} == {"mailto:data@example.org"}
    assert all(str(one).startswith("https://samverka.example/") for one in graph.objects(None, whole("dcat:accessURL")))


def test_a_dataset_says_from_when_to_when(client):
    publish()
    graph = catalogue(client)

    ends = {(str(graph.value(one, whole("dcat:startDate"))), str(graph.value(one, whole("dcat:endDate"))))
            for one in graph.subjects(RDF.type, whole("dcterms:PeriodOfTime"))}  # fmt: skip
    assert ends == {("2026-10-01", "2026-12-31")}


def test_the_page_names_every_thing_of_the_catalogue(client):
    """Their addresses are places on it."""
    publish()
    page, graph = client.get("/data/").content.decode(), catalogue(client)

    kinds = (
        "dcat:Catalog",
        "dcat:Dataset",
        "dcat:Distribution",
        "dcat:DataService",
        "foaf:Agent",
        "vcard:Organization",
    )
    things = {str(one) for kind in kinds for one in graph.subjects(RDF.type, whole(kind))}
    assert [one for one in things if f'id="{one.partition("#")[2]}"' not in page] == []
