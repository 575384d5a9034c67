"""Another directory, invented: its services in HSDS, and a server of it on this machine that can fail in every way."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZipFile


Thing = dict[str, Any]
Answer = tuple[int, str, bytes]
JSON = "application/json"
CUT = "application/json; cut=yes"  # less comes than is promised


def made(name: object) -> str:
    return str(uuid5(NAMESPACE_URL, f"exempel {name}"))


def organization(number: int = 1, **more: Any) -> Thing:
    told = {"id": made(f"organization {number}"), "name": f"Exempelföreningen {number}", "description": "En förening."}
    return told | {"email": "info@exempel.invalid", "website": "https://exempel.invalid"} | more


def location(number: int = 1, **more: Any) -> Thing:
    address = {
        "id": made(f"address {number}"), "address_1": f"Påhittade gatan {number}", "city": "Stockholm",
        "state_province": "", "postal_code": "111 11", "country": "SE", "address_type": "physical",
    }  # fmt: skip
    told = {"id": made(f"location {number}"), "location_type": "physical", "name": f"Exempelhuset {number}"}
    return told | {"latitude": 59.31, "longitude": 18.07, "addresses": [address]} | more


def service(number: int = 1, *, kind: str = "SHOWER", places: tuple[Thing, ...] | None = None, **more: Any) -> Thing:
    places = (location(number),) if places is None else places
    stops = [{"id": made(f"stop {number} {one['id']}"), "location_id": one["id"], "location": one} for one in places]
    term = {"id": made(kind), "code": kind, "name": kind, "description": kind, "taxonomy": "Exempelord"}
    return {
        "id": made(f"service {number}"), "name": f"Dusch {number}", "status": "active", "description": "Varmt vatten.",
        "organization": organization(), "service_at_locations": stops,
        "schedules": [weekly(id=made(f"schedule {number}"))],
        "phones": [{"id": made(f"phone {number}"), "number": "08-12 34 56"}],
        "languages": [{"id": made(f"language {number}"), "code": "ro"}],
        "attributes": [{"id": made(f"attribute {number}"), "taxonomy_term": term}],
        "assured_date": "2026-10-01",
    } | more  # fmt: skip


def weekly(**more: Any) -> Thing:
    return {"freq": "WEEKLY", "interval": 1, "byday": "MO,TU", "opens_at": "09:00", "closes_at": "15:00"} | more


def package(tables: dict[str, list[Thing]]) -> bytes:
    """A Tabular Data Package."""
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        resources = [{"name": name, "path": f"{name}.csv"} for name in tables]
        archive.writestr("datapackage.json", json.dumps({"name": "exempel", "resources": resources}))
        for name, rows in tables.items():
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, list(dict.fromkeys(column for row in rows for column in row)))
            writer.writeheader()
            writer.writerows(rows)
            archive.writestr(f"{name}.csv", text.getvalue())
    return target.getvalue()


def paged(things: list[Thing], *, per_page: int = 2, **lies: Any) -> Callable[[str], Answer]:
    """An HSDS interface over these services, page by page; some pages or figures of it may be lies."""

    def answer(path: str) -> Answer:
        asked = urlsplit(path)
        if "page" not in parse_qs(asked.query):
            id = asked.path.rpartition("/")[2]
            found = next((one for one in things if one["id"] == id), None)
            return (200, JSON, json.dumps(found).encode()) if found else (404, JSON, b"{}")
        number = int(parse_qs(asked.query)["page"][0])
        if number in lies:
            return lies[number]
        pages = -(-len(things) // per_page)
        told = {
            "total_items": lies.get("total", len(things)), "total_pages": pages, "page_number": number,
            "size": per_page, "first_page": number == 1, "last_page": number >= pages,
            "contents": things[(number - 1) * per_page : number * per_page],
        }  # fmt: skip
        return 200, JSON, json.dumps(told).encode()

    return answer


@contextmanager
def serving(answer: Callable[[str], Answer]) -> Iterator[str]:
    """A server on this machine that answers so; its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, kind, body = answer(self.path)
            self.send_response(status)
            if status in (301, 302):
                self.send_header("Location", kind)
            else:
                self.send_header("Content-Type", kind)
            cut = kind == CUT
            self.send_header("Content-Length", str(len(body) + (50 if cut else 0)))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = cut

        def log_message(self, *told: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
