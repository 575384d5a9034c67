"""`samverka bench`: the promises about speed, measured on a large invented county."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.timezone import now

from samverka.shelters.management.bench import bench_import
from samverka.situation import integrity
from samverka.web.management.benching import (
    archive,
    county,
    directory,
    disclosure,
    feeds,
    figures,
    pages,
    promises,
    searches,
    seasons,
    settlements,
    texts,
)
from samverka.web.management.benching.county import County, Scale
from samverka.web.management.benching.directory import Size
from samverka.web.management.benching.draws import draw
from samverka.web.management.benching.hidden import hidden_number
from samverka.web.management.benching.measures import Figure
from samverka.web.management.benching.race import last_place
from samverka.web.management.benching.scratch import scratch
from samverka.web.management.benching.server import serving, spent


Found = Iterator[tuple[str, Figure]]


class Command(BaseCommand):
    help = "Measure the promises about speed, in a database that is made for it and thrown away."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", default="", help="a file that the figures are added to, or - to write them here")
        parser.add_argument("--small", action="store_true", help="little of everything: to see that it works")

    def handle(self, *args: Any, json: str, small: bool, **options: Any) -> None:
        scale, often = (county.SMALL, pages.ONCE) if small else (Scale(), pages.OFTEN)
        size = directory.LITTLE if small else Size()
        with scratch() as url:
            measured = [*self._measure(url, scale, often), *self._season(url, 12 if small else 200, often)]
            measured += self._directory(url, size, often)
            measured += self._texts(url, texts.FEW if small else texts.Many(), often)
            measured += self._disclosure(disclosure.LITTLE if small else disclosure.WHOLE)
            measured += self._settlements(url, settlements.FEW if small else settlements.Many(), often)
            self._check()
            measured += self._figures(url, figures.SHORT if small else figures.Span(), often)
            found = promises.told(dict(measured))
        self._tell(found, json)

    def _measure(self, url: str, scale: Scale, often: pages.Often) -> Found:
        self._say(f"Building a county: {scale.shelters} shelters, {scale.tickets} tickets, {scale.year} nights.")
        place = county.build(scale, at=now())
        first = pages.first_queries(place)
        archive.fill(place, since=1, until=scale.month)
        self._say("Asking for its pages after a month, and after a year.")
        with serving(url) as server:
            early = dict(pages.pages(server, place, often, only=set(pages.ARCHIVE.values())))
        archive.fill(place, since=scale.month, until=scale.year)
        yield "board_cold", pages.first_board(url, place, often, queries=first)
        with serving(url) as server:
            late = dict(pages.pages(server, place, often))
            yield from late.items()
            yield from ((name, pages.ratio(late[page], early[page])) for name, page in pages.ARCHIVE.items())
            self._say("Racing, importing, drawing lots, estimating.")
            yield "race", last_place(server, place, rounds=often.rounds)
        yield from self._works(place, often)

    def _works(self, place: County, often: pages.Often) -> Found:
        for kind in ("csv", "xlsx"):
            told = [bench_import(lines=often.lines, kind=kind, cpu=_spent) for _ in range(often.runs)]
            rate = often.lines / median(one["new_cpu_s"] for one in told)
            yield f"import_{kind}", Figure(round(rate), median(one["new_rows_per_second"] for one in told))
        for slips, places in ((200, 130), (600, 400)):
            took = draw(place, slips=slips // often.share, places=places // often.share, at=now())
            yield f"draw_{slips}", took
        yield "hidden", hidden_number(times=1_000 // often.share, cpu=_spent)

    def _season(self, url: str, hosts: int, often: pages.Often) -> Found:
        self._say(f"Building a season of {hosts} hosts, and asking for its calendar.")
        rota = seasons.build(hosts, at=now())
        archive.settle()
        with serving(url) as server:
            yield from seasons.pages(server, rota, often)

    def _directory(self, url: str, size: Size, often: pages.Often) -> Found:
        self._say(f"Building a directory of {size.services} services, and asking for its pages.")
        built = directory.build(size, at=now())
        archive.settle()
        with serving(url) as server:
            yield from searches.town_pages(server, built, often)
        yield from searches.searches(built, often, at=now())
        self._say(f"Taking in feeds of {often.lines} services.")
        speech = directory.Speech("sv", Random(2))  # noqa: S311 (invented words)
        rates = [feeds.take_in(speech, services=often.lines, at=now(), cpu=_spent) for _ in range(often.runs)]
        yield "import_feed", Figure(*(round(median(column)) for column in zip(*rates, strict=True)))

    def _texts(self, url: str, many: texts.Many, often: pages.Often) -> Found:
        self._say("Writing cards, questions, practices, discussions and proposals, and looking for their words.")
        told = texts.build(many, at=now(), cpu=_spent)
        archive.settle()
        yield from texts.searches(told, often, at=now())
        with serving(url) as server:
            yield from texts.pages(server, told, often)

    def _settlements(self, url: str, many: settlements.Many, often: pages.Often) -> Found:
        self._say(f"Building {many.settlements} settlements, and asking for their pages.")
        built = settlements.build(many, at=now())
        archive.settle()
        with serving(url) as server:
            yield from settlements.pages(server, built, often)

    def _disclosure(self, municipalities: int) -> Found:
        if connection.vendor == "sqlite":  # the same beside any database
            self._say("Rounding and hiding small counts, and attacking what is left.")
            yield from disclosure.figures(municipalities=municipalities)

    def _figures(self, url: str, span: figures.Span, often: pages.Often) -> Found:
        self._say(f"Building {span.years} years of {span.towns} municipalities, and counting them.")
        viewer = figures.build(span, at=now())
        archive.settle()
        yield from figures.count(at=now())
        archive.settle()
        with serving(url) as server:
            yield from figures.pages(server, viewer, often)
        if wrong := list(integrity.figures(now())):
            raise CommandError(f"Figures are wrong: {wrong[0]}")

    def _check(self) -> None:
        """Nothing is wrong in what was built and measured."""
        self._say("Checking that everything is whole.")
        call_command("verify", "data", stdout=StringIO())
        call_command("verify", "audit", stdout=StringIO())

    def _tell(self, found: dict[str, Any], file: str) -> None:
        engines = {connection.vendor: found}
        if file == "-":
            json.dump(engines, sys.stdout, indent=1)
            return
        if file:
            path = Path(file)
            path.parent.mkdir(parents=True, exist_ok=True)
            engines = (json.loads(path.read_text()) if path.exists() else {}) | engines
            path.write_text(json.dumps(engines, indent=1))
        self.stdout.write("\n".join(promises.table(engines)))
        self.stdout.write("By the processor time of all processes of the server; in brackets by the clock on the wall.")

    def _say(self, text: str) -> None:
        self.stderr.write(text)


def _spent() -> float:
    return spent(os.getpid())
