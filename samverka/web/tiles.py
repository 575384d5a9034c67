"""A file of map pictures that an operator keeps (PMTiles 3): which there are, and the pictures themselves.

Pictures of Web Mercator, cut into squares: at zoom 0 one holds the world, at each further zoom four take the place of
one. A file that was damaged since it was opened gives fewer pictures, never an error.
"""

import gzip
import json
import os
import zlib
from functools import lru_cache
from hashlib import sha256
from html.parser import HTMLParser
from math import asinh, pi, radians, tan
from pathlib import Path
from typing import NamedTuple
from weakref import finalize

from pmtiles import tile as pmtiles


KINDS = {"PNG": "png", "JPEG": "jpeg", "WEBP": "webp", "AVIF": "avif"}
HEADER, DEEPEST, DEPTH = 127, 31, 4  # bytes; zooms and levels of directories that the format knows
BROKEN = (
    *(OSError, EOFError, ValueError, OverflowError, IndexError, MemoryError),
    *(zlib.error, pmtiles.MagicNumberNotFound),
)


class Unusable(Exception):
    """Why a file cannot be used, as its operator may read it."""


class Square(NamedTuple):
    """The place of one picture."""

    zoom: int
    x: int
    y: int


class Credit(NamedTuple):
    """Whom a map is to name, and where that leads to."""

    text: str
    address: str = ""


class Tiles:
    """An open file."""

    def __init__(self, path: Path) -> None:
        self._entries = lru_cache(maxsize=64)(self._directory)
        try:
            self._file = os.open(path, os.O_RDONLY)
            finalize(self, os.close, self._file)
            self._header = pmtiles.deserialize_header(self._read(0, HEADER))
            self.kind = self._usable()
            self.credits = self._credits()
            self._entries(self._header["root_offset"], self._header["root_length"])
        except pmtiles.SpecVersionUnsupported as error:
            raise Unusable("it is not of version 3") from error
        except BROKEN as error:
            raise Unusable(getattr(error, "strerror", None) or "it is no PMTiles file, or damaged") from error
        state = os.fstat(self._file)
        self.least, self.most = self._header["min_zoom"], self._header["max_zoom"]
        told = f"{state.st_size} {state.st_mtime_ns} ".encode() + self._read(0, HEADER)
        self.version = sha256(told).hexdigest()[:12]

    def has(self, square: Square) -> bool:
        return self._find(square) is not None

    def picture(self, square: Square) -> bytes | None:
        found = self._find(square)
        try:
            return self._read(self._header["tile_data_offset"] + found.offset, found.length) if found else None
        except BROKEN:
            return None

    def _usable(self) -> str:
        """The kind of its pictures, if they are such and whole."""
        header, size = self._header, os.fstat(self._file).st_size
        parts = ("root", "metadata", "leaf_directory", "tile_data")
        if any(header[f"{part}_offset"] + header[f"{part}_length"] > size for part in parts):  # type: ignore[literal-required]
            raise Unusable("it is cut off")
        if not header["min_zoom"] <= header["max_zoom"] <= DEEPEST:
            raise ValueError
        if header["internal_compression"] != pmtiles.Compression.GZIP:
            raise Unusable("its directories are packed in another way than with gzip")
        if header["tile_type"].name not in KINDS or header["tile_compression"] != pmtiles.Compression.NONE:
            raise Unusable("it does not hold pictures (PNG, JPEG, WebP or AVIF)")
        return KINDS[header["tile_type"].name]

    def _credits(self) -> list[Credit]:
        told = json.loads(gzip.decompress(self._read(self._header["metadata_offset"], self._header["metadata_length"])))
        said = told.get("attribution") if isinstance(told, dict) else None
        return named(said) if isinstance(said, str) else []

    def _find(self, square: Square) -> pmtiles.Entry | None:
        """Where a picture lies in the file: directories lead to further ones."""
        side = 1 << min(square.zoom, DEEPEST)
        if not (self.least <= square.zoom <= self.most and 0 <= square.x < side and 0 <= square.y < side):
            return None
        header, wanted = self._header, pmtiles.zxy_to_tileid(*square)
        start, length = header["root_offset"], header["root_length"]
        try:
            for _level in range(DEPTH):
                found = pmtiles.find_tile(self._entries(start, length), wanted)
                if found is None or found.run_length:
                    return found
                start, length = header["leaf_directory_offset"] + found.offset, found.length
        except BROKEN:
            return None
        return None

    def _directory(self, start: int, length: int) -> list[pmtiles.Entry]:
        return pmtiles.deserialize_directory(self._read(start, length))

    def _read(self, start: int, length: int) -> bytes:
        """Never through a mapping: a file that grows shorter would take the whole process with it."""
        found = os.pread(self._file, length, start)
        if len(found) < length:
            raise EOFError
        return found


def world(longitude: float, latitude: float) -> tuple[float, float]:
    """A place as Web Mercator counts it: from 0 to 1, from west to east and from north to south."""
    return (longitude + 180) / 360, (1 - asinh(tan(radians(latitude))) / pi) / 2


def named(html: str) -> list[Credit]:
    """What a file says of its origin. Of its HTML only words and links to pages are kept."""
    reader = _Credits()
    reader.feed(html)
    reader.close()
    return [one for one in reader.found if one.text]


class _Credits(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Credit] = []
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            address = dict(attrs).get("href") or ""
            self._address = address if address.startswith(("https://", "http://")) else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._address = ""

    def handle_data(self, data: str) -> None:
        self.found.append(Credit(" ".join(data.split()), self._address))
