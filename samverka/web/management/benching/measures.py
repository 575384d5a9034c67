"""What one request costs."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samverka.web.management.benching.server import Browser, Request, Server


SETTLE = 0.003  # seconds in which a server puts its things away after an answer
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
Before = Callable[[], object] | None


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured of one kind of work."""

    value: float  # milliseconds of processor time a request; or rows a second, seconds, how often
    wall: float | None = None  # milliseconds of waiting
    queries: int | None = None


def cost(server: Server, request: Request, *, runs: int, times: int, before: Before = None) -> Figure:
    """A request's processor time in all processes of the server: the median of several runs of many requests.

    `before` is done before each request, and not measured. The first run only warms up.
    """
    browser, found = server.browser(request.by), list[Sequence[float]]()
    if before:
        before()
    browser.ask(request)
    for _ in range(runs + 1):
        if before:
            samples = [ask(server, browser, request, before=before) for _ in range(times)]
            found.append([sum(column) / times for column in zip(*samples, strict=True)])
        else:
            found.append(ask(server, browser, request, times=times))
    return middle(found[1:], queries=queries(request, before=before))


def ask(
    server: Server, browser: Browser, request: Request, *, times: int = 1, before: Before = None
) -> Sequence[float]:
    """Milliseconds of processor time and of waiting for one of `times` requests. Fails unless all is well."""
    if before:
        before()
    time.sleep(SETTLE)
    cpu, wall = server.cpu(), time.perf_counter()
    told = {browser.ask(request) for _ in range(times)}
    waited = time.perf_counter() - wall
    time.sleep(SETTLE)
    if told != {request.status}:
        raise RuntimeError(f"{request.path} answers {told} instead of {request.status}")
    return 1000 * (server.cpu() - cpu) / times, 1000 * waited / times


def middle(samples: Any, *, queries: int | None = None) -> Figure:
    cpu, wall = (round(median(column), 2) for column in zip(*samples, strict=True))
    return Figure(cpu, wall, queries)


def queries(request: Request, *, before: Before = None, warm: bool = True) -> int:
    """How often one request asks the database, apart from beginning and ending a transaction.

    Unless it is to be `warm`, this process has never been asked before.
    """
    browser = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    if request.by:
        browser.force_login(request.by.user)
        browser.get("/account/")  # after which neither terms nor second factor are asked for
    if before:
        before()
    tag = _ask(browser, request).headers.get("ETag") if warm else None
    if before:
        before()
    if tag:
        request = replace(request, headers=request.headers | {"If-None-Match": tag})
    with CaptureQueriesContext(connection) as asked:
        _ask(browser, request)
        return sum(not query["sql"].startswith(CONTROL) for query in asked.captured_queries)


def _ask(browser: Client, request: Request) -> Any:
    if request.told is None:
        return browser.get(request.path, headers=request.headers)
    if request.by_machine and request.by:
        headers = request.headers | {"Authorization": f"Bearer {request.by.token}"}
        return Client(SERVER_NAME=settings.ALLOWED_HOSTS[0]).post(
            request.path, request.told(), content_type="application/json", headers=headers
        )
    return browser.post(request.path, request.told(), headers=request.headers)
