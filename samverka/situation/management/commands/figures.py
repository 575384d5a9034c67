"""`samverka figures`: take in what is new; with `--rebuild`, count everything from its rows."""

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from samverka.situation import actions, queries


class Command(BaseCommand):
    help = "Bring the figures of the situation picture up to date. Doing it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="count every county from its rows")

    def handle(self, *args: Any, rebuild: bool, **options: Any) -> None:
        begun = perf_counter()
        if rebuild:
            counties = queries.counties()
            for county in counties:
                actions.count_everything(county=county, at=now())
            actions.sum_up_country(at=now())
            count = len(counties)
        else:
            count = actions.keep_figures(at=now())
        self.stdout.write(f"{count} counties brought up to date in {perf_counter() - begun:.1f} s.")
