"""A weather service on this machine that speaks SMHI's open data, and can be late, broken or silent."""

import json
import time
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


STOCKHOLM = [[17.8, 59.2], [18.3, 59.2], [18.3, 59.45], [17.8, 59.45], [17.8, 59.2]]


def steps(first, values, *, wind=3.0):
    """A time series as SNOW1gv1 writes it, hour by hour."""
    found = []
    for number, value in enumerate(values):
        at = first + timedelta(hours=number)
        before = at - timedelta(hours=1)
        data = {"air_temperature": value, "wind_speed": wind, "symbol_code": 3}
        found.append({"time": stamp(at), "intervalParametersStartTime": stamp(before), "data": data})
    return found


def stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def forecast(first, values, *, issued_at, **more):
    return {
        "createdTime": stamp(issued_at), "referenceTime": stamp(issued_at - timedelta(minutes=40)),
        "geometry": {"type": "Point", "coordinates": [18.0686, 59.3293]}, "timeSeries": steps(first, values, **more),
    }  # fmt: skip


def warning(level="ORANGE", *, kind="WIND", begins, ends=None, ring=STOCKHOLM, affected=1):
    """An event with one area as IBWW writes it."""
    area = {
        "id": 9873, "published": begins, "approximateStart": begins, "normalProbability": True,
        "areaName": {"sv": "Stockholms län", "en": "Stockholm County"},
        "warningLevel": {"sv": level.title(), "en": level.title(), "code": level},
        "eventDescription": {"sv": "Vind", "en": "Wind", "code": kind},
        "affectedAreas": [{"id": affected, "sv": "Stockholms län", "en": "Stockholm County"}],
        "descriptions": [],
    }  # fmt: skip
    if ends:
        area["approximateEnd"] = ends
    if ring:
        area["area"] = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return {"id": 3122, "event": {"sv": "Vind", "en": "Wind", "code": kind}, "warningAreas": [area]}


class Station(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        here = self.server
        here.asked.append((self.path, dict(self.headers)))
        told = here.warnings if "/ibww/" in self.path else here.forecast
        if here.delay:
            time.sleep(here.delay)
        if here.status != 200:
            return self._answer(here.status, b"")
        raw = told if isinstance(told, bytes) else json.dumps(told).encode()
        tag = f'"{hash(raw)}"'
        if self.headers.get("If-None-Match") == tag:
            return self._answer(304, b"")
        return self._answer(200, raw, tag)

    def _answer(self, status, raw, tag=""):
        self.send_response(status)
        if tag:
            self.send_header("ETag", tag)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw) + self.server.cut))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(raw)
        self.close_connection = bool(self.server.cut)

    def log_message(self, *args):
        pass


@contextmanager
def station(told=None, warnings=()):
    """The service under its own address; `forecast`, `warnings`, `status`, `delay` and `cut` say how it answers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Station)
    server.forecast, server.warnings, server.asked = told, list(warnings), []
    server.status, server.delay, server.cut = 200, 0, 0
    server.address = f"http://127.0.0.1:{server.server_port}"
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
