"""Logs that name the route and the kind of fault, never what somebody sent."""

import logging
import re
import traceback


ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")
QUERY = re.compile(r"\?\S*")


class Discreet(logging.Formatter):
    """Time, level, logger, and the message without queries and addresses; of an exception its kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        said = ADDRESS.sub("…", QUERY.sub("", record.getMessage()))
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {said}"
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])[-8:]
            where = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
            line += f" {record.exc_info[0].__name__} at {where}"
        return line
