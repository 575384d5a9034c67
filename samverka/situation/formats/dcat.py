"""The catalogue of what we publish, in the Swedish profile of DCAT: DCAT-AP-SE 3.0.1 (Digg).

Every thing has an absolute address and there are no blank nodes, as the harvester of dataportal.se wants it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from samverka.situation.formats.rdf import Address, Statement, Text, about


Words = Mapping[str, str]  # by language

LICENCE = "http://creativecommons.org/publicdomain/zero/1.0/"
PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
SOCIETY = "http://publications.europa.eu/resource/authority/data-theme/SOCI"
THEMES = "http://publications.europa.eu/resource/authority/data-theme"
LANGUAGES = {
    "sv": "http://publications.europa.eu/resource/authority/language/SWE",
    "en": "http://publications.europa.eu/resource/authority/language/ENG",
}
FREQUENCIES = {
    "month": "http://publications.europa.eu/resource/authority/frequency/MONTHLY",
    "quarter": "http://publications.europa.eu/resource/authority/frequency/QUARTERLY",
    "daily": "http://publications.europa.eu/resource/authority/frequency/DAILY",
}
SWEDEN = "http://sws.geonames.org/2661886"
KINDS = "http://purl.org/adms/publishertype/"


@dataclass(frozen=True, slots=True)
class Agent:
    """Who publishes: its address is that of dataportal.se where it has an organisation number."""

    iri: str
    name: str
    kind: str = "NationalAuthority"  # a word of ADMS's publisher types
    email: str = ""


@dataclass(frozen=True, slots=True)
class Distribution:
    """One way to have a dataset."""

    iri: str
    title: Words
    url: str
    media: str
    service: str = ""  # through which it comes
    is_file: bool = True


@dataclass(frozen=True, slots=True)
class Dataset:
    """What can be had."""

    iri: str
    title: Words
    description: Words
    keywords: Mapping[str, Sequence[str]]
    page: str
    frequency: str
    distributions: Sequence[Distribution]
    issued: datetime | None = None
    modified: datetime | None = None
    span: tuple[str, str] | None = None  # first and last day


@dataclass(frozen=True, slots=True)
class Service:
    """An interface for machines."""

    iri: str
    title: Words
    description: Words
    endpoint: str
    api_description: str
    media: str
    page: str
    serves: Sequence[str] = field(default_factory=tuple)  # addresses of datasets
    conforms_to: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All of it. The profile wants at least one dataset."""

    iri: str
    title: Words
    description: Words
    page: str
    publisher: Agent
    contact: str  # its address; name and mailbox are the publisher's
    datasets: Sequence[Dataset]
    services: Sequence[Service]
    modified: datetime | None = None


Told = tuple[str, Address | Text | None]


def statements(one: Catalogue) -> list[Statement]:
    """Everything that is said, thing by thing."""
    agent = one.publisher
    said = [*_catalogue(one)]
    said += about(
        agent.iri, "foaf:Agent",
        ("foaf:name", Text(agent.name)), ("dcterms:type", Address(KINDS + agent.kind)),
    )  # fmt: skip
    said += about(
        one.contact, "vcard:Organization",
        ("vcard:fn", Text(agent.name)), ("vcard:hasEmail", Address(f"mailto:{agent.email}")),
    )  # fmt: skip
    for dataset in one.datasets:
        said += _dataset(dataset, one)
    for service in one.services:
        said += _service(service, one)
    return said


def _catalogue(one: Catalogue) -> Sequence[Statement]:
    return about(
        one.iri, "dcat:Catalog",
        *_words("dcterms:title", one.title), *_words("dcterms:description", one.description),
        ("dcterms:publisher", Address(one.publisher.iri)), ("dcterms:license", Address(LICENCE)),
        ("foaf:homepage", Address(one.page)), ("dcat:themeTaxonomy", Address(THEMES)),
        *(("dcterms:language", Address(iri)) for iri in LANGUAGES.values()),
        ("dcterms:modified", _moment(one.modified)), ("dcterms:spatial", Address(SWEDEN)),
        *(("dcat:dataset", Address(each.iri)) for each in one.datasets),
        *(("dcat:service", Address(each.iri)) for each in one.services),
    )  # fmt: skip


def _dataset(one: Dataset, catalogue: Catalogue) -> Iterator[Statement]:
    span = f"{one.iri}-span"
    yield from about(
        one.iri, "dcat:Dataset",
        *_words("dcterms:title", one.title), *_words("dcterms:description", one.description),
        ("dcterms:publisher", Address(catalogue.publisher.iri)), ("dcat:contactPoint", Address(catalogue.contact)),
        ("dcat:theme", Address(SOCIETY)), ("dcterms:accessRights", Address(PUBLIC)),
        ("dcterms:accrualPeriodicity", Address(FREQUENCIES[one.frequency])),
        *(("dcat:keyword", Text(word, language)) for language, words in one.keywords.items() for word in words),
        *(("dcterms:language", Address(iri)) for iri in LANGUAGES.values()),
        ("dcterms:spatial", Address(SWEDEN)), ("dcat:landingPage", Address(one.page)),
        ("dcterms:issued", _moment(one.issued)), ("dcterms:modified", _moment(one.modified)),
        ("dcterms:temporal", Address(span) if one.span else None),
        *(("dcat:distribution", Address(each.iri)) for each in one.distributions),
    )  # fmt: skip
    if one.span:
        first, last = one.span
        days = (("dcat:startDate", Text(first, kind="date")), ("dcat:endDate", Text(last, kind="date")))
        yield from about(span, "dcterms:PeriodOfTime", *days)
    for each in one.distributions:
        yield from about(
            each.iri, "dcat:Distribution",
            *_words("dcterms:title", each.title), ("dcat:accessURL", Address(each.url)),
            ("dcat:downloadURL", Address(each.url) if each.is_file else None), ("dcterms:format", Text(each.media)),
            ("dcterms:license", Address(LICENCE)), ("dcterms:modified", _moment(one.modified)),
            ("dcat:accessService", Address(each.service) if each.service else None),
        )  # fmt: skip


def _service(one: Service, catalogue: Catalogue) -> Sequence[Statement]:
    return about(
        one.iri, "dcat:DataService",
        *_words("dcterms:title", one.title), *_words("dcterms:description", one.description),
        ("dcat:endpointURL", Address(one.endpoint)), ("dcat:endpointDescription", Address(one.api_description)),
        ("dcterms:publisher", Address(catalogue.publisher.iri)), ("dcat:contactPoint", Address(catalogue.contact)),
        ("dcterms:format", Text(one.media)), ("dcterms:license", Address(LICENCE)),
        ("dcterms:accessRights", Address(PUBLIC)), ("dcat:theme", Address(SOCIETY)),
        ("dcat:landingPage", Address(one.page)),
        ("dcterms:conformsTo", Address(one.conforms_to) if one.conforms_to else None),
        *(("dcat:servesDataset", Address(each)) for each in one.serves),
    )  # fmt: skip


def _words(name: str, words: Words) -> Iterator[Told]:
    for language, text in words.items():
        yield name, Text(text, language)


def _moment(at: datetime | None) -> Text | None:
    return Text(at.isoformat(timespec="seconds"), kind="dateTime") if at else None
