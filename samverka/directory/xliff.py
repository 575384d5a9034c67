"""Texts for translators' own tools, as XLIFF 1.2: the version that all of them read.

A unit's id is `subject:field:version`, so what comes back remembers what it was made from.
What has a document type is refused unread: it is the door of entities and of XML bombs.
Pure: bytes in, values out.
"""

import re
from dataclasses import dataclass
from xml.etree import ElementTree as Xml
from xml.parsers import expat


SPACE = "urn:oasis:names:tc:xliff:document:1.2"
MOST_BYTES = 2 * 1024 * 1024
MOST_UNITS = 2000
LONGEST = 10_000
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
READY = ("translated", "signed-off", "final")  # other states wait for a reader


class Broken(Exception):
    """This is no file of ours. Its only argument names why."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A text and its translation, empty when there is none."""

    id: str
    source: str
    source_language: str
    target: str = ""
    is_draft: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The units of a file, all into one language."""

    language: str
    units: tuple[Unit, ...]


def plain(text: str) -> str:
    """A text as XML can hold it."""
    return NOT_IN_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def write(bundle: Bundle) -> bytes:
    """One file; a part of it for each language that texts are translated from."""
    root = Xml.Element("xliff", {"version": "1.2", "xmlns": SPACE})
    for source in sorted({unit.source_language for unit in bundle.units}):
        told = {"original": "samverka", "datatype": "plaintext", "source-language": source}
        part = Xml.SubElement(root, "file", told | {"target-language": bundle.language})
        body = Xml.SubElement(part, "body")
        for unit in bundle.units:
            if unit.source_language == source:
                _write_unit(body, unit)
    Xml.indent(root)
    file: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return file


def _write_unit(body: Xml.Element, unit: Unit) -> None:
    ready = {"approved": "yes"} if unit.target and not unit.is_draft else {}
    element = Xml.SubElement(body, "trans-unit", {"id": unit.id, "xml:space": "preserve"} | ready)
    Xml.SubElement(element, "source").text = plain(unit.source)
    state = "needs-review-translation" if unit.is_draft else "translated"
    target = Xml.SubElement(element, "target", {"state": state if unit.target else "new"})
    target.text = plain(unit.target)
    if unit.note:
        Xml.SubElement(element, "note").text = plain(unit.note)


def read(file: bytes) -> Bundle:
    """The units of a file. What stands in marks inside a text is taken as text, the marks themselves are not.

    Broken when it is too large, no XML, holds a document type, or is no XLIFF 1.2 into one language.
    """
    if len(file) > MOST_BYTES:
        raise Broken("too_large")
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.CharacterDataHandler = reader.hear
    try:
        parser.Parse(file, True)
    except (expat.ExpatError, LookupError, ValueError) as fault:
        raise Broken("not_xml") from fault
    if not reader.is_xliff or len(reader.languages) != 1:
        raise Broken("not_xliff")
    if len({unit.id for unit in reader.units}) != len(reader.units):
        raise Broken("twice")
    return Bundle(reader.languages.pop(), tuple(reader.units))


def _refuse(*_told: object) -> None:
    raise Broken("document_type")


class _Reader:
    """Hears a file part by part; whatever it does not know, it passes over."""

    def __init__(self) -> None:
        self.is_xliff = False
        self.languages: set[str] = set()
        self.units: list[Unit] = []
        self._source_language, self._id, self._state = "", "", ""
        self._texts: dict[str, list[str]] = {}
        self._path: list[str] = []

    def begin(self, name: str, told: dict[str, str]) -> None:
        space, _, short = name.rpartition(" ")
        known = short if space == SPACE else ""
        self._path.append(known)
        match known:
            case "xliff":
                self.is_xliff = told.get("version") == "1.2"
            case "file":
                self.languages.add(told.get("target-language", ""))
                self._source_language = told.get("source-language", "")
            case "trans-unit":
                self._id, self._state, self._texts = told.get("id", ""), "", {"source": [], "target": []}
            case "target" if self._path[-2:-1] == ["trans-unit"]:
                self._state = told.get("state", "translated")

    def hear(self, text: str) -> None:
        inside = self._inside()
        if inside in self._texts:
            self._texts[inside].append(text)

    def end(self, _name: str) -> None:
        if self._path.pop() == "trans-unit":
            source, target = ("".join(self._texts[name]) for name in ("source", "target"))
            if max(len(source), len(target)) > LONGEST:
                raise Broken("too_long")
            if len(self.units) >= MOST_UNITS:
                raise Broken("too_many")
            is_draft = self._state not in READY
            self.units.append(Unit(self._id, source, self._source_language, plain(target), is_draft))
            self._texts = {}

    def _inside(self) -> str:
        """The part of a unit that is read now: not of what another tool suggests beside it."""
        for place in range(len(self._path) - 1, 0, -1):
            if self._path[place - 1] == "trans-unit":
                return self._path[place]
        return ""
