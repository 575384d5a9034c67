"""A small real file of map pictures, as an operator may keep one."""

import struct
import zlib

from pmtiles.tile import Compression, TileType, tileid_to_zxy, zxy_to_tileid
from pmtiles.writer import write

from samverka.web.tiles import world


CREDIT = '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> &amp; <script>alert(1)</script>'
STOCKHOLM = (18.0632, 59.3326)


def png(colour: bytes) -> bytes:
    """A picture of one colour."""

    def chunk(name, held):
        return struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held))

    size = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    lines = zlib.compress((b"\0" + colour * 8) * 8)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def make_tiles(path, squares, *, type=TileType.PNG, compression=Compression.NONE, metadata=None):
    """Each picture has a colour of its own."""
    ids = sorted(zxy_to_tileid(*square) for square in squares)
    with write(str(path)) as writer:
        for id in ids:
            writer.write_tile(id, png(bytes(90 + 30 * (part % 5) for part in tileid_to_zxy(id))))
        header = {"tile_type": type, "tile_compression": compression}
        writer.finalize(header, {"attribution": CREDIT} if metadata is None else metadata)
    return path


def around(point, zooms, *, reach=2):
    """The squares around a point."""
    for zoom in zooms:
        east, south = (int(part * 2**zoom) for part in world(*point))
        side = range(2**zoom)
        yield from (
            (zoom, x, y)
            for x in range(east - reach, east + reach + 1)
            for y in range(south - reach, south + reach + 1)
            if x in side and y in side
        )
