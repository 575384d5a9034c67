"""A server of our own in a process of its own, asked over HTTP, and the processor time that it takes."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connection

from samverka.web.management.benching.county import Person


WAIT = 60  # seconds for a server to come up
FACTOR = "/accounts/2fa/authenticate/"


@dataclass(frozen=True, slots=True)
class Request:
    """Something that is asked again and again, and how it is answered when all is well."""

    path: str
    by: Person | None = None  # without one, nobody has logged in
    told: Callable[[], Mapping[str, object]] | None = None  # what is sent; without it the page is read
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    by_machine: bool = False  # sends JSON and shows a token, where people send forms and show a cookie


@dataclass(slots=True)
class Browser:
    """Somebody who is logged in, on a line that stays open. It keeps cookies, and asks whether pages have changed."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    line: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.line = HTTPConnection("127.0.0.1", self.port, timeout=WAIT)

    def ask(self, request: Request) -> int:
        """The status of the answer."""
        headers, body = {"Accept-Language": "sv"} | self._known(request) | request.headers, None
        if request.told:
            told = {name: str(value) for name, value in request.told().items()}
            body = json.dumps(told) if request.by_machine else urlencode(told | self._token())
        self.line.request("POST" if body else "GET", request.path, body, headers)
        answer = self.line.getresponse()
        answer.read()
        for said in answer.headers.get_all("Set-Cookie", []):
            name, _, value = said.partition(";")[0].partition("=")
            self.cookies[name] = value
        if tag := answer.headers["ETag"]:
            self.tags[request.path] = tag
        return answer.status

    def _known(self, request: Request) -> dict[str, str]:
        """Who asks, and what was seen of this page before."""
        if request.by_machine:
            return {
                "Authorization": f"Bearer {request.by.token if request.by else ''}",
                "Content-Type": "application/json",
            }
        seen = {"If-None-Match": self.tags[request.path]} if request.path in self.tags else {}
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"} | seen

    def _token(self) -> dict[str, str]:
        return {"csrfmiddlewaretoken": self.cookies["csrftoken"]}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    port: int
    pid: int

    def browser(self, person: Person | None) -> Browser:
        """Somebody who has just logged in, and has seen a page; or who has not."""
        browser = Browser(self.port)
        if person is None:
            return browser
        cache.clear()  # else so many log-ins in a minute look like guessing
        typed = {"login": person.user.email, "password": person.passphrase}
        factor = [Request(FACTOR, person, lambda: {"code": _code(person)}, status=302)] if person.secret else []
        for request in (
            Request("/accounts/login/", person),
            Request("/accounts/login/", person, lambda: typed, status=302),
            *factor,
            Request("/account/", person),
        ):
            if (status := browser.ask(request)) != request.status:
                raise RuntimeError(f"{request.path} answers {status}")
        return browser

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        return spent(self.pid)


def _code(person: Person) -> str:
    """What the person's second factor shows now."""
    return str(format_hotp_value(hotp_value(person.secret, int(time.time()) // 30)))


@contextmanager
def serving(url: str) -> Iterator[Server]:
    """A server on the database at `url`, as it runs in earnest, but for the clock, which has its own time."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "ALLOWED_HOSTS")}
    env |= {"DATABASE_URL": url, "PORT": str(port)}
    command = [sys.executable, sys.argv[0], "serve", "--no-clock"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=env, stdout=quiet, stderr=quiet) as process:  # noqa: S603 (ourselves)
        try:
            _wait(port)
            yield Server(port, process.pid)
        finally:
            process.terminate()


def _wait(port: int) -> None:
    """Until it answers."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port)):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server does not come up.")


def spent(pid: int) -> float:
    """Seconds of processor time so far: of a process with all its threads, and of a PostgreSQL on this machine."""
    return sum(time.clock_gettime(~one << 3 | 2) for one in (pid, *_postgres()))  # Linux keeps a clock for each


def _postgres() -> list[int]:
    """The processes of the PostgreSQL that this process is connected to, if it runs on this machine."""
    if connection.vendor != "postgresql":
        return []
    ours = connection.connection.info.backend_pid
    try:
        if Path(f"/proc/{ours}/comm").read_text().strip() != "postgres":
            return []
        [parent] = re.findall(r"^PPid:\s+(\d+)$", Path(f"/proc/{ours}/status").read_text(), re.MULTILINE)
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    except FileNotFoundError:
        return []  # it runs elsewhere
    return [int(parent), *map(int, children)]
