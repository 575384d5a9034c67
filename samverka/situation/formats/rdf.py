"""Statements about things (RDF 1.1), written as Turtle and as RDF/XML.

What a catalogue needs and no more: every subject has an address, so that there are no blank nodes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr


PREFIXES: Mapping[str, str] = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
NOT_IN_ADDRESSES = {ord(sign): f"%{ord(sign):02X}" for sign in '<>"{}|^`\\ '}


@dataclass(frozen=True, slots=True)
class Address:
    """A thing, by its absolute address (IRI)."""

    iri: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words in a language, or a value of a kind of XML Schema's (`date`, `dateTime`), or plain text."""

    text: str
    language: str = ""
    kind: str = ""


Statement = tuple[str, str, Address | Text]  # of what (its address), which property ("dcterms:title"), what


def turtle(statements: Iterable[Statement]) -> str:
    """RDF 1.1 Turtle (W3C, 25 February 2014)."""
    parts = [f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items()]
    for subject, some in groupby(statements, key=lambda one: one[0]):
        told = [f"{'a' if name == 'rdf:type' else name} {_turtle(value)}" for _subject, name, value in some]
        parts.append(f"\n<{_safe(subject)}> " + " ;\n    ".join(told) + " .")
    return "\n".join(parts) + "\n"


def xml(statements: Iterable[Statement]) -> str:
    """RDF 1.1 XML Syntax (W3C, 25 February 2014)."""
    names = "".join(f"\n    xmlns:{name}={quoteattr(iri)}" for name, iri in PREFIXES.items())
    parts = [f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{names}>']
    for subject, some in groupby(statements, key=lambda one: one[0]):
        parts.append(f"  <rdf:Description rdf:about={quoteattr(_safe(subject))}>")
        parts += [f"    {_element(name, value)}" for _subject, name, value in some]
        parts.append("  </rdf:Description>")
    return "\n".join([*parts, "</rdf:RDF>"]) + "\n"


def about(subject: str, kind: str, *told: tuple[str, Address | Text | None]) -> Sequence[Statement]:
    """What is said of one thing; what is None is not said."""
    said = [(subject, name, value) for name, value in told if value is not None]
    return [(subject, "rdf:type", _whole(kind)), *said]


def _whole(name: str) -> Address:
    prefix, _, rest = name.partition(":")
    return Address(PREFIXES[prefix] + rest)


def _safe(iri: str) -> str:
    return iri.translate(NOT_IN_ADDRESSES)


def _turtle(value: Address | Text) -> str:
    if isinstance(value, Address):
        return f"<{_safe(value.iri)}>"
    plain = value.text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    mark = f"@{value.language}" if value.language else f"^^xsd:{value.kind}" if value.kind else ""
    return f'"{plain}"{mark}'


def _element(name: str, value: Address | Text) -> str:
    if isinstance(value, Address):
        return f"<{name} rdf:resource={quoteattr(_safe(value.iri))}/>"
    mark = f" xml:lang={quoteattr(value.language)}" if value.language else ""
    mark = f' rdf:datatype="{PREFIXES["xsd"]}{value.kind}"' if value.kind else mark
    return f"<{name}{mark}>{escape(value.text)}</{name}>"
