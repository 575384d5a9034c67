"""Logs that name the route and the kind of fault, never what somebody sent."""

import logging
import re
import traceback


ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")
PATH = re.compile(r"(?<![\w.])/[^\s'\"]*")  # of a page: a code or a key may stand in it


class Discreet(logging.Formatter):
    """Time, level, logger, and what happened. Of a request its route, of an exception its kind and place.

    What a request or an exception says of itself is left out: it may quote what somebody sent.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {self._said(record)}"
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])[-8:]
            where = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
            line += f" {record.exc_info[0].__name__} at {where}"
        return line

    def _said(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if request is None or not hasattr(request, "method"):
            return ADDRESS.sub("…", PATH.sub("…", record.getMessage()))
        match = getattr(request, "resolver_match", None)
        route = match.view_name or match.route if match else "no route"
        status = getattr(record, "status_code", "")
        return f"{request.method} {route} {status}".rstrip()
