"""From what is told to a PDF that speaks (PDF/UA), made once for as long as it stays true.

A sheet costs some tenths of a second: one is made at a time, and who would wait too long is asked to come again.
"""

import json
import re
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import typst


HOUSE = Path(__file__).parent
TEMPLATES = ("card", "fold-out", "poster")
DRAWINGS = HOUSE.parent / "static" / "web" / "pictograms.svg"
SYMBOL = re.compile(r'<symbol id="([a-z-]+)" viewBox="([^"]+)">(.*?)</symbol>', re.DOTALL)
STROKE = 'fill="none" stroke="#000" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"'
MOST = 200  # sheets in memory, some 15 MB
PATIENCE = 3  # seconds


class Busy(Exception):
    """Too many sheets are asked for at once."""


class Print(NamedTuple):
    stamp: str
    etag: str
    body: bytes


_PRINTED: OrderedDict[str, Print] = OrderedDict()
_press = Lock()


def printed(template: str, *, key: str, stamp: str, tell: Callable[[], dict[str, Any]]) -> Print:
    """The sheet that was made for a key, unless `stamp` has changed. Whoever asks meanwhile waits for the same one."""
    if found := _found(key, stamp):
        return found
    if not _press.acquire(timeout=PATIENCE):
        raise Busy
    try:
        if found := _found(key, stamp):
            return found
        body = press(template, tell())
        made = _PRINTED[key] = Print(stamp, f'"{sha256(body).hexdigest()[:20]}"', body)
        _PRINTED.move_to_end(key)
        while len(_PRINTED) > MOST:
            _PRINTED.popitem(last=False)
        return made
    finally:
        _press.release()


def press(template: str, told: dict[str, Any]) -> bytes:
    """What is told stays text, whatever it says. The letters are our own, so that it looks the same everywhere."""
    return typst.compile(
        str(HOUSE / f"{template}.typ"),
        root=str(HOUSE),
        font_paths=[str(files("font_source_sans_pro") / "files")],
        ignore_system_fonts=True,
        sys_inputs={"told": json.dumps(told | {"drawings": drawings()})},
        pdf_standards=["ua-1"],
    )


@cache
def drawings() -> dict[str, str]:
    """The pictograms of the pages, each as a drawing of its own in black."""
    return {
        name: f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><g {STROKE}>{inside}</g></svg>'
        for name, box, inside in SYMBOL.findall(DRAWINGS.read_text())
    }


def _found(key: str, stamp: str) -> Print | None:
    found = _PRINTED.get(key)
    return found if found and found.stamp == stamp else None
