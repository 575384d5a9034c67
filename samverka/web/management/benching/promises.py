"""What is promised, what the best of others were measured to take on such data, and how we stand."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from samverka.web.management.benching.measures import Figure


Figures = Mapping[str, Mapping[str, Any]]
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
MILLISECONDS, RATE, SECONDS, TIMES, DOUBLE = "ms", "rows/s", "s", "times", "given twice"
APART, CELLS, TEXTS = "apart", "cells", "texts/s"


@dataclass(frozen=True, slots=True)
class Promise:
    """One line of the table."""

    key: str
    work: str
    peer: str  # of noQ, Sahana Eden, Resorption-bidonvilles and the R packages for disclosure control
    reach: float  # at most; of what is done in a second at least
    unit: str = MILLISECONDS
    queries: int | None = None  # at most

    def is_kept(self, figure: Mapping[str, Any]) -> bool:
        """Is this figure as good as promised?"""
        value, asked = figure["value"], figure.get("queries") or 0
        reached = value >= self.reach if self.unit in (RATE, TEXTS) else value <= self.reach
        return bool(reached and (self.queries is None or asked <= self.queries))


BOARD = "Sahana Eden 99 ms"
PROMISES = (
    Promise("board_part", "board, one night changed: the part that refreshes itself", BOARD, 10, queries=5),
    Promise("board_page", "board, one night changed: the whole page", BOARD, 10, queries=5),
    Promise("board_cold", "board, the first after a start", "noQ 482 ms", 40, queries=5),
    Promise("board_unchanged", "board, unchanged (304)", "", 2.5, queries=5),
    Promise("night", "one shelter's night with 40 arrivals", "Sahana Eden 113 ms", 12),
    Promise("check_in_part", "check-in by page: the line", "noQ 12 ms", 12),
    Promise("check_in_page", "check-in by page, without scripts", "noQ 12 ms", 12),
    Promise("check_in_api", "check-in by API", "noQ 12 ms", 6),
    Promise("race", "the last place, wanted 16 times at once", "noQ and Sahana Eden overbook", 0, DOUBLE),
    Promise("import_csv", "import of nights, CSV", "Sahana Eden 113 rows/s", 5_000, RATE),
    Promise("import_xlsx", "import of nights, XLSX", "Sahana Eden 113 rows/s", 2_000, RATE),
    Promise("import_feed", "import of services, HSDS feed", "", 400, RATE),
    Promise("draw_200", "draw of 200 slips for 130 places", "", 1, SECONDS),
    Promise("draw_600", "draw of 600 slips for 400 places", "", 5, SECONDS),
    Promise("hidden", "hidden number of five lists, 1,000 tables drawn and models chosen anew", "", 20, SECONDS),
    Promise("town", "public page of a town, since it has changed", "", 10),
    Promise("town_unchanged", "public page of a town, unchanged (304)", "", 3),
    Promise("service", "public page of a service, since its town has changed", "", 10),
    Promise("service_unchanged", "public page of a service, unchanged (304)", "", 3),
    Promise("search_page", "public page of what a search in a town finds, since it has changed", "", 10),
    Promise("search_page_unchanged", "public page of what a search in a town finds, unchanged (304)", "", 3),
    Promise("search", "search in a town, of 20,000 services in four languages", "", 10, queries=4),
    Promise("search_misspelt", "search in a town, misspelt", "", 10, queries=5),
    Promise("search_country", "search in the whole country", "", 20, queries=4),
    Promise("to_translate", "what waits for translators of a town, of 20,000 services", "", 60, queries=3),
    Promise("found", "search in 50,000 texts of five kinds: what few say", "", 20, queries=12),
    Promise("found_common", "search in 50,000 texts: what many thousands say", "", 20, queries=12),
    Promise("found_inflected", "search in 50,000 texts: another form of a word", "", 20, queries=12),
    Promise("found_misspelt", "search in 50,000 texts: misspelt", "", 20, queries=12),
    Promise("found_several", "search in 50,000 texts: several words", "", 20, queries=12),
    Promise("found_nothing", "search in 50,000 texts: nothing is found", "", 20, queries=12),
    Promise("found_kind", "search in 50,000 texts: of one kind", "", 20, queries=12),
    Promise("found_busy", "search in 50,000 texts: by somebody with a dozen roles", "", 20, queries=12),
    Promise("found_far", "search in 50,000 texts: the fifth page", "", 20, queries=12),
    Promise("noted", "a change to a card, with what it is found by", "", 20, queries=16),
    Promise("indexed", "what 50,000 texts are found by, written anew", "", 500, TEXTS),
    Promise("found_page", "page of what is found in 50,000 texts", "", 40, queries=20),
    Promise("practices", "good practices, 12,000 of them", "", 60, queries=20),
    Promise("practice", "one good practice", "", 25, queries=20),
    Promise("discussions", "discussions, 8,000 of them", "", 40, queries=20),
    Promise("discussion", "one discussion", "", 25, queries=20),
    Promise("proposals", "proposals, 5,000 of them", "", 40, queries=20),
    Promise("advice", "advice desk with 10,000 questions", "", 40, queries=20),
    Promise("my_day", "my day", "", 25, queries=20),
    Promise("season", "calendar of a season of 200 hosts, since it has changed", "", 150, queries=12),
    Promise("season_unchanged", "calendar of a season of 200 hosts, unchanged (304)", "", 5, queries=5),
    Promise("settlements", "settlements, 500 with what was seen last", "Resorption-bidonvilles 176 ms", 15, queries=10),
    Promise("settlement", "one settlement with its history", "Resorption-bidonvilles 29 ms", 10, queries=10),
    Promise("rounding_distortion", "rounding of z3 to base 5: all differences", "SmallCountRounding 966", 860, APART),
    Promise("rounding", "rounding of z3 to base 5", "", 5, SECONDS),
    Promise("suppression_cells", "cells of z3 hidden for others' sake", "sdcTable 65", 65, CELLS),
    Promise("suppression", "suppression in z3", "GaussSuppression 0.6 s, 72 cells", 30, SECONDS),
    Promise("suppression_large", "suppression in 28,000 cells", "GaussSuppression 161 s", 200, SECONDS),
    Promise("attack_large", "attack on what was suppressed in 28,000 cells", "", 100, SECONDS),
    Promise("rounding_large", "rounding of 28,000 cells", "", 300, SECONDS),
    Promise("figures_all", "figures of a country, 290 municipalities in five years: counted anew", "", 30, SECONDS),
    Promise("figures_night", "one frozen night taken into the country's figures", "", 50),
    Promise("figures_country", "situation picture of the country", "", 15, queries=10),
    Promise("figures_town", "situation picture of a municipality", "", 15, queries=10),
    Promise("archive_board", "board after a year, against a month", "", 1.3, TIMES),
    Promise("archive_night", "a night after a year, against a month", "", 1.3, TIMES),
    Promise("archive_check_in", "check-in after a year, against a month", "", 1.3, TIMES),
)


def told(figures: Mapping[str, Figure]) -> dict[str, dict[str, Any]]:
    """The figures, each with what was promised."""
    known = {promise.key: promise for promise in PROMISES}
    found = {key: asdict(figure) for key, figure in figures.items()}
    return {
        key: figure | {"unit": known[key].unit, "to_reach": known[key].reach, "is_kept": known[key].is_kept(figure)}
        for key, figure in found.items()
    }


def table(engines: Mapping[str, Figures]) -> Iterable[str]:
    """Lines to be read by people: one kind of work each, whatever engines were measured."""
    rows = [("work", "best peer", "to reach", *ENGINES.values(), "queries", "verdict")]
    rows += [_row(promise, engines) for promise in PROMISES]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(promise: Promise, engines: Mapping[str, Figures]) -> tuple[str, ...]:
    figures = [engines.get(engine, {}).get(promise.key) for engine in ENGINES]
    measured = [figure for figure in figures if figure]
    reach = f"{promise.reach:g} {promise.unit}"
    asked = "/".join(str(figure["queries"]) for figure in measured if figure["queries"] is not None)
    kept = all(promise.is_kept(figure) for figure in measured)
    verdict = "not measured" if not measured else "kept" if kept else "NOT KEPT"
    return promise.work, promise.peer, reach, *(_cell(figure, promise) for figure in figures), asked, verdict


def _cell(figure: Mapping[str, Any] | None, promise: Promise) -> str:
    if figure is None:
        return "-"
    wall = f" ({figure['wall']:g})" if figure["wall"] is not None else ""
    return f"{figure['value']:g} {promise.unit}{wall}"
