"""Feeds from the network, page by page, from public addresses only.

Each host is looked up once and that very address is connected to, so that a name cannot mean a private machine the
second time. Redirects go through the same gate. Nothing of ours is sent along.
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from samverka.directory.feeds.shapes import ZIP, json_lines, parse, services, things
from samverka.directory.feeds.words import Broken, Thing, line, maps


PER_PAGE = 100
PIECES = 16  # of an answer between two signs of life: a megabyte
FULL = ("service_at_locations", "schedules", "attributes", "phones", "languages", "locations")
TYPES = ("json", "ndjson", "zip", "octet-stream", "jsonl", "text/plain")
HEADERS = {"Accept": "application/json, application/x-ndjson, application/zip", "User-Agent": "Samverka"}
Asked = Callable[[str], None]


@dataclass(slots=True)
class Limits:
    """How much of our time and space a feed may take."""

    bytes: int = 200_000_000
    seconds: float = 900
    wait: float = 10  # seconds without a byte: less than the silence after which another takes the work over
    requests: int = 30_000
    redirects: int = 3
    is_exercise: bool = False  # plain HTTP to this machine itself is allowed then
    began: float = field(default_factory=monotonic)

    def take(self, count: int) -> None:
        self.bytes -= count
        if self.bytes < 0:
            raise Broken("too_large")
        if monotonic() - self.began > self.seconds:
            raise Broken("too_slow")


class _Connection(HTTPConnection):
    """To an address that was looked up and found harmless."""

    def __init__(self, host: str, port: int, address: str, *, is_secure: bool, wait: float) -> None:
        super().__init__(host, port, timeout=wait)
        self.address, self.is_secure = address, is_secure

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.is_secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def fetch(url: str, *, limits: Limits, told: Asked = lambda url: None) -> Iterator[Thing]:
    """The services of a feed: of an HSDS interface by its address, or of a file of any shape. Raises `Broken`."""
    try:
        yield from _Feed(limits, told).read(url)
    except RecursionError as error:
        raise Broken("not_json") from error
    except (OSError, HTTPException, UnicodeError, ValueError) as error:
        raise Broken("unreachable", type(error).__name__) from error


class _Feed:
    def __init__(self, limits: Limits, told: Asked) -> None:
        self.limits, self.told = limits, told
        self.line: tuple[tuple[str, str, int], _Connection] | None = None

    def read(self, url: str) -> Iterator[Thing]:
        try:
            path = urlsplit(url).path.rstrip("/")
            is_file = "." in path.rpartition("/")[2]
            address = url if is_file or path.endswith("services") else _joined(url, "services")
            kind, raw = self.get(address if is_file else _asking(address, page=1, per_page=PER_PAGE, full="true"))
            if raw.startswith(ZIP):
                yield from things(raw)
            elif "ndjson" in kind or "jsonl" in kind:
                yield from json_lines(raw)
            elif is_file:
                yield from things(raw)
            else:
                yield from self._pages(address, parse(raw, where=1))
        finally:
            if self.line:
                self.line[1].close()

    def _pages(self, address: str, first: Any) -> Iterator[Thing]:
        """Every page, in order, each once; as many services as were promised."""
        if not isinstance(first, dict) or not isinstance(first.get("contents"), list):
            yield from services(first)
            return
        document, number, count, seen = first, 1, 0, set()
        total, last = _whole(first.get("total_items")), _whole(first.get("total_pages"))
        while True:
            found = list(services(document["contents"]))
            ids = tuple(line(one.get("id")) for one in found)
            if found and ids in seen:
                raise Broken("same_page", number)
            seen.add(ids)
            count += len(found)
            for one in found:
                yield one if any(name in one for name in FULL) else self._whole(address, one)
            is_last = document.get("last_page") is True or (last is not None and number >= last) or not found
            if is_last or (total is not None and last is None and count >= total):
                break
            number += 1
            _kind, raw = self.get(_asking(address, page=number, per_page=PER_PAGE, full="true"), where=number)
            document = parse(raw, where=number)
            if not isinstance(document, dict) or not isinstance(document.get("contents"), list):
                raise Broken("no_services", number)
        if total is not None and total != count:
            raise Broken("other_total", f"{count}/{total}")

    def _whole(self, address: str, one: Thing) -> Thing:
        """A service whose list tells only the beginning of it."""
        id = line(one.get("id"))
        if not id or len(id) > 200:
            return one
        _kind, raw = self.get(_joined(address, urlencode({"": id})[1:]), where=id)
        found = maps(parse(raw, where=id))
        if not found or line(found[0].get("id")) != id:
            raise Broken("other_service", id)
        return {**one, **found[0]}

    def get(self, url: str, *, where: object = "") -> tuple[str, bytes]:
        """What an address answers: its kind, and all of it."""
        for _hop in range(self.limits.redirects + 1):
            self.limits.requests -= 1
            if self.limits.requests < 0:
                raise Broken("too_many_requests")
            self.told(url)
            answer = self._ask(url)
            if answer.status in (301, 302, 303, 307, 308):
                url = urljoin(url, answer.headers.get("Location", ""))
                self._hang_up()
                continue
            if answer.status != 200:
                raise Broken("answered", f"{answer.status}, {where}" if where else answer.status)
            kind = answer.headers.get_content_type()
            if not any(word in kind for word in TYPES):
                raise Broken("other_type", kind)
            return kind, self._body(answer, where)
        raise Broken("redirects")

    def _body(self, answer: HTTPResponse, where: object) -> bytes:
        pieces = []
        while piece := answer.read(1 << 16):
            self.limits.take(len(piece))
            pieces.append(piece)
            if len(pieces) % PIECES == 0:
                self.told("")
        raw, promised = b"".join(pieces), answer.headers.get("Content-Length")
        if promised and promised.isdigit() and int(promised) != len(raw):
            raise Broken("cut", where)
        return raw

    def _ask(self, url: str) -> HTTPResponse:
        parts = urlsplit(url)
        address, port = gate(url, is_exercise=self.limits.is_exercise)
        key = (parts.scheme, parts.hostname or "", port)
        path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        self.limits.take(0)
        if self.line and self.line[0] == key:
            try:
                return _asked(self.line[1], path)
            except (HTTPException, ConnectionError):
                pass  # it had hung up since the last page
        self._hang_up()
        self.line = (key, _Connection(key[1], port, address, is_secure=parts.scheme == "https", wait=self.limits.wait))
        return _asked(self.line[1], path)

    def _hang_up(self) -> None:
        if self.line:
            self.line[1].close()
            self.line = None


def _asked(line: HTTPConnection, path: str) -> HTTPResponse:
    line.request("GET", path, headers=HEADERS)
    return line.getresponse()


def gate(url: str, *, is_exercise: bool) -> tuple[str, int]:
    """The public address that an URL leads to, and its port; `Broken` when it may not be asked."""
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.password:
        raise Broken("forbidden_address")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = {info[4][0] for info in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)}
    addresses = [ipaddress.ip_address(str(one).partition("%")[0]) for one in sorted(map(str, found))]
    if is_exercise and addresses and all(one.is_loopback for one in addresses):
        return str(addresses[0]), port
    if parts.scheme != "https" or not addresses or not all(_is_public(one) for one in addresses):
        raise Broken("forbidden_address")
    return str(addresses[0]), port


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return address.is_global and not address.is_multicast and (inner is None or inner.is_global)


def _joined(url: str, last: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{last}", fragment=""))


def _asking(url: str, **asked: object) -> str:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query)) | {name: str(value) for name, value in asked.items()}
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
