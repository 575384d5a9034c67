"""What lies under our maps, if the operator keeps pictures for it."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

from samverka.web.tiles import Tiles, Unusable


def map_tiles() -> Tiles | None:
    """The operator's file, opened once. Without one, or with one that cannot be used, maps have no pictures."""
    return _opened(settings.MAP_TILES)


@lru_cache(maxsize=1)
def _opened(path: str) -> Tiles | None:
    try:
        return Tiles(Path(path)) if path else None
    except Unusable:
        return None


@checks.register
def check_map_tiles(**of: Any) -> list[checks.CheckMessage]:
    """No error, which would stop the server: nobody sleeps outside because a picture is missing."""
    try:
        if settings.MAP_TILES:
            Tiles(Path(settings.MAP_TILES))
    except Unusable as error:
        told = f"MAP_TILES names {settings.MAP_TILES}, which cannot be used: {error}. Maps are drawn without it."
        return [checks.Warning(told, id="web.W001")]
    return []
