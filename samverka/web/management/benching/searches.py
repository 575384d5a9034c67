"""What it costs to ask the directory: for the pages of a town, and for words in any language."""

import gc
import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import islice

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from samverka.core import spelling
from samverka.directory import actions, queries
from samverka.web.management.benching.directory import TOWN, Directory
from samverka.web.management.benching.measures import CONTROL, Figure, cost, middle
from samverka.web.management.benching.pages import Often, is_there
from samverka.web.management.benching.server import Request, Server, spent


SLUG = "goteborg"
ANEW = {"If-None-Match": '"another"'}  # as whoever has seen another page: the town has changed, perhaps not here
COMMON = ("dusch", "shower", "mâncare", "нощ", "mat natt")  # what many services hold


def town_pages(server: Server, directory: Directory, often: Often) -> Iterator[tuple[str, Figure]]:
    """Public pages, as somebody without a login asks for them: since the town has changed, and again unchanged."""
    page, service, found = f"/sv/{SLUG}/", f"/sv/service/{directory.service}/", f"/sv/{SLUG}/?q=dusch"
    rows: list[tuple[str, Request, Callable[[], object] | None]] = [
        ("town", Request(page, headers=ANEW), _change),
        ("town_unchanged", Request(page, status=304), None),
        ("service", Request(service, headers=ANEW), _change),
        ("service_unchanged", Request(service, status=304), None),
        ("search_page", Request(found, headers=ANEW), _change),
        ("search_page_unchanged", Request(found, status=304), None),
    ]
    for name, request, before in rows:
        if is_there(request.path.partition("?")[0]):
            yield name, cost(server, request, runs=often.runs, times=often.times, before=before)


def searches(directory: Directory, often: Often, *, at: datetime) -> Iterator[tuple[str, Figure]]:
    """The search itself, in this process: as things are called, misspelt, and in the whole country. And what waits for
    those who translate the town's texts.
    """
    waits = partial(queries.to_translate, directory.translator, on=localdate(at))
    called = directory.names[: often.times]
    long = (word for name in called for word in spelling.words(name) if len(word) >= spelling.FORGIVEN)
    misspelt = [word[:2] + word[3:] for word in islice(long, often.times)]
    for name, town, asked in (
        ("search", TOWN, [*called, *COMMON]),
        ("search_misspelt", TOWN, misspelt),
        ("search_country", "", [*called, *COMMON]),
    ):
        yield name, in_process([partial(queries.search, text, town=town, on=localdate(at)) for text in asked], often)
    yield "to_translate", in_process([waits] * often.times, often)


def in_process(asks: Sequence[Callable[[], object]], often: Often) -> Figure:
    """Milliseconds of one: the median of several runs, after one to warm up; the most queries that one of them took.

    Whatever was read before stands still, as in `serve`.
    """

    def run() -> tuple[float, float]:
        cpu, wall = spent(os.getpid()), time.perf_counter()
        for ask in asks:
            ask()
        waited = time.perf_counter() - wall
        return 1000 * (spent(os.getpid()) - cpu) / len(asks), 1000 * waited / len(asks)

    most = 0
    for ask in asks:
        with CaptureQueriesContext(connection) as said:
            ask()
        most = max(most, sum(not query["sql"].startswith(CONTROL) for query in said.captured_queries))
    gc.collect()
    gc.freeze()
    return middle([run() for _ in range(often.runs)], queries=most)


def _change() -> None:
    with transaction.atomic():
        actions.touch([TOWN], at=now())
