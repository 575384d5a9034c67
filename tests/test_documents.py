"""What the documents name is there: links and pictures, addresses, commands, tests, words."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, get_resolver, resolve
from django.utils.translation import gettext, override

import samverka


pytestmark = pytest.mark.on_sqlite


ROOT = Path(samverka.__file__).parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
KNOWN = {f"make {name}" for name in TARGETS} | {f"samverka {name}" for name in get_commands()}
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))
COMING: set[str] = set()  # named already, and not there yet; what has come is taken off the list
LATER = re.compile(r"\*later\*|later release")

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
each_decision = pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem[:4])


def code(path):
    """What stands as code in a document: in backquotes, or in a block of its own."""
    text = "\n".join(line for line in path.read_text().splitlines() if not LATER.search(line))
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [*blocks, *re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))]


def is_there(address):
    """Does a page answer there, or below it? What is <named> may be an id or a digest."""
    if f"{address.strip('/')}/" in [str(route.pattern) for route in get_resolver().url_patterns]:
        return True
    for word in ("0199aaaa-0000-7000-8000-000000000001", "a" * 16):
        try:
            resolve(re.sub(r"<[^>]+>", word, address))
        except Resolver404:
            continue
        return True
    return False


@each_document
def test_links_and_pictures_lead_somewhere(path):
    links = re.findall(r"\]\(([^)\s]+)\)", path.read_text())
    ours = [path.parent / link.partition("#")[0] for link in links if not re.match(r"https?:|mailto:|#", link)]

    assert [link for link in ours if not link.exists() and str(link.resolve().relative_to(ROOT)) not in COMING] == []


@each_document
def test_addresses_are_addresses_of_pages(path):
    named = [one for one in code(path) if re.fullmatch(r"/[\w.<>/-]*", one)]

    assert [one for one in named if not is_there(one) and one not in COMING] == []


@each_document
def test_commands_are_there(path):
    told = "\n".join(code(path))
    named = re.findall(r"(?:^|bin/|&& )((?:make|samverka) [a-z][a-z-]*)", told, re.MULTILINE)

    assert [one for one in named if one not in KNOWN and one not in COMING] == []


@each_document
def test_files_that_are_named_are_there(path):
    named = [one for one in code(path) if re.fullmatch(r"(samverka|tests|docs|tools)/[\w/.-]+", one)]

    assert [one for one in named if not (ROOT / one).exists() and one not in COMING] == []


def test_what_is_said_to_be_coming_has_not_come():
    assert [one for one in COMING if one in KNOWN or (ROOT / one).exists() or (one[0] == "/" and is_there(one))] == []


@each_decision
def test_a_decision_is_short_and_has_its_three_parts(path):
    text = path.read_text()

    assert len(text.splitlines()) <= 40
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert text.startswith(f"# {int(path.stem[:4])}. ")


def test_no_two_decisions_share_a_number():
    numbers = [path.stem[:4] for path in DECISIONS]

    assert sorted(set(numbers)) == numbers


@each_document
def test_words_of_the_screen_stand_on_the_screen(path):
    """**Knapp** (Button) in a guide: the English is a text of ours, and this is its Swedish."""
    told = re.findall(r"\*{1,2}([^*\n]+)\*{1,2} [\[(]([A-Z][^\])\n]+)[\])]", path.read_text())
    with override("sv"):
        wrong = [(swedish, english, gettext(english)) for swedish, english in told if gettext(english) != swedish]

    assert wrong == []


def test_every_document_is_reached_from_the_index():
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / link).resolve() for link in re.findall(r"\]\(([^)\s]+)\)", index.read_text())}
    apart = {index, *DECISIONS}

    missing = [path for path in (ROOT / "docs").rglob("*.md") if path not in apart and path.resolve() not in linked]
    assert missing == []


def test_a_word_of_the_glossary_is_explained_once_and_in_order():
    parts = (ROOT / "docs" / "glossary.md").read_text().split("\n## ")[1:]
    words = [re.findall(r"^\| (`.+?`[^|]*) \|", part, re.MULTILINE) for part in parts]
    single = [word for part in words for cell in part for word in cell.split(", ")]

    assert sorted(set(single)) == sorted(single)
    assert words == [sorted(part, key=lambda cell: cell.strip("`").lower()) for part in words]


def test_pictures_are_small_and_shown():
    pictures = [*(ROOT / "docs").rglob("*.png")]
    shown = "".join(path.read_text() for path in DOCUMENTS)

    assert [path.name for path in pictures if path.stat().st_size > 100_000] == []
    assert [path.name for path in pictures if path.name not in shown] == []


def test_owners_own_something():
    owned = [line.split()[0].strip("/") for line in (ROOT / "CODEOWNERS").read_text().splitlines() if line[:1] == "/"]

    assert [pattern for pattern in owned if not any(ROOT.glob(pattern))] == []
