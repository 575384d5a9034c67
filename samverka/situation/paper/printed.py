"""A report on paper: tagged for those who listen (PDF/UA-1)."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from samverka.core.markdown import Block as Words
from samverka.core.markdown import blocks, plain, run
from samverka.core.sheets.writing import ROOT
from samverka.situation.queries.basis import Told
from samverka.situation.queries.report_words import Group, Line, Shown, Source, adopted, day_of, shown, sources_of


TEMPLATE = Path(__file__).parent / "report.typ"


def printed(content: Told, number: int) -> bytes:
    """What is told stays text, whatever it says. The letters are our own, so that it looks the same everywhere."""
    with override(content["language"]):
        told = tell(content, number)
    said: dict[str, Any] = {
        "root": str(ROOT),
        "font_paths": [str(files("font_source_sans_pro") / "files")],
        "ignore_system_fonts": True,
        "sys_inputs": {"told": json.dumps(told)},
    }
    try:
        made: bytes = typst.compile(str(TEMPLATE), **said, pdf_standards=["ua-1"])
    except typst.TypstError:  # a sign that no letter of ours can show: a box stands for it, and the standard is not met
        made = typst.compile(str(TEMPLATE), **said)
    return made


def tell(content: Told, number: int) -> dict[str, Any]:
    """All that stands on the pages, in words."""
    return {
        "lang": content["language"].split("-")[0],
        "title": content["title"],
        "author": content["organisation"],
        "subtitle": subtitle(content, number),
        "notice": notice(content, number),
        "change": content["change"],
        "sections": [_section(one, content) for one in shown(content)],
        "sources": [
            {"number": one.number, "title": one.title, "facts": " ".join(one.facts), "way": " ".join(addresses(one)),
             "runs": _source(one)}
            for one in sources_of(content)
        ],
        "said": {
            "sources": _("Where the figures come from"), "source": _("Source"), "change": _("What has changed"),
            "what": _("What"), "figure": _("Figure"), "known": _("How sure, and what is missing"), "page": _("Page"),
            "of": _("of"),
        },
    }  # fmt: skip


def subtitle(content: Told, number: int) -> str:
    told = {
        "territory": content["territory_name"], "from": day_of(content["from"]), "to": day_of(content["to"]),
        "organisation": content["organisation"], "number": number,
    }  # fmt: skip
    if number:
        return _("%(territory)s, %(from)s to %(to)s. %(organisation)s. Version %(number)s.") % told
    return _("%(territory)s, %(from)s to %(to)s. %(organisation)s.") % told


def notice(content: Told, number: int) -> str:
    said = [] if number else [_("A draft. It is not published.")]
    said += filter(None, [adopted(content)])
    if number and not content.get("reviewed_by_another", True):
        said.append(_("Nobody but its author has reviewed it."))
    if settings.EXERCISE:
        said.append(_("Exercise data: everything here is invented"))
    return " ".join(said)


def address(way: str) -> str:
    """Where a page of ours is found by those who hold a file in their hands."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}{way}"


def addresses(one: Source) -> list[str]:
    """Of all pages that everybody reads it on."""
    return [address(way) for _says, way in one.ways]


def _source(one: Source) -> list[Words]:
    """Its title, what to know of it, and its address; or those of its parts, each after what it is."""
    runs = [run(one.title, is_bold=True), run(" ".join(["", *one.facts]))]
    for says, way in one.ways:
        runs += [run(f" {says}: " if way != one.way else " "), run(address(way), link=address(way))]
    return runs


def _group(group: Group, content: Told) -> dict[str, Any]:
    """Names after what they are; what is read as text below a heading, with how it stood on the day."""
    if not group.is_prose:
        names = ", ".join(group.names)
        runs = [run(f"{group.label}: ", is_bold=True), run(names)]
        return {"label": group.label, "names": names, "blocks": [{"kind": "p", "runs": runs}]}
    told: list[Words] = [{"kind": "heading", "level": 2, "runs": [run(group.label)]}]
    if group.then:
        where = address(group.then["way"])
        told.append(
            {"kind": "p", "runs": [run(f"{_stood(group.then, content)} ", is_bold=True), run(where, link=where)]}
        )
    told += [{"kind": "p", "runs": [run(line)]} for line in group.lines]
    names = "\n".join(lines_of(group, content))
    return {"label": group.label, "names": names, "blocks": [*told, *blocks(group.text, top=3)]}


def lines_of(group: Group, content: Told) -> list[str]:
    """What is read as text, in words alone."""
    stood = [_stood(group.then, content)] if group.then else []
    return [*stood, *group.lines, *plain(group.text).splitlines()]


def _stood(then: Told, content: Told) -> str:
    """A file says how something stood, and on which day: how it stands today is told at its address."""
    return _("As of %(day)s: %(banner)s") % {"day": day_of(content["told_on"]), "banner": then["banner"]}


def _section(one: Shown, content: Told) -> dict[str, Any]:
    return {
        "heading": one.heading,
        "blocks": blocks(one.text),
        "text": plain(one.text),
        "lines": [_line(line, before) for before, line in zip([None, *one.lines], one.lines, strict=False)],
        "is_single": one.single is not None,
        "note": " ".join(one.facts),
        "source": "" if one.source is None else str(one.source + 1),
        "groups": [_group(group, content) for group in one.groups],
    }


def _line(line: Line, before: Line | None) -> dict[str, Any]:
    """What lines are about is said where it begins."""
    source = "" if line.source is None else str(line.source + 1)
    return {
        "under": line.under if before is None or before.under != line.under else "",
        "label": line.label,
        "value": line.value,
        "facts": " ".join(line.facts),
        "source": source,
    }
