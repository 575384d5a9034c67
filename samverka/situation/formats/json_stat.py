"""JSON-stat 2.0 (json-stat.org/full): one dataset, its values in one list, and a status where there is one."""

from typing import Any

from samverka.situation.formats.cubes import Axis, Cube


VERSION = "2.0"
ROLES = {"area": "geo", "period": "time"}


def dataset(cube: Cube, *, href: str) -> dict[str, Any]:
    """The table as a JSON-stat dataset that lies at `href`."""
    rows = list(cube.rows())
    measure = Axis("measure", cube.headings["measure"], {cube.measure: cube.measured})
    axes = (measure, *cube.axes)
    roles: dict[str, list[str]] = {"metric": ["measure"]}
    for axis in cube.axes:
        if axis.name in ROLES:
            roles[ROLES[axis.name]] = [axis.name]
    dimension = {axis.name: _dimension(axis) for axis in axes}
    dimension["measure"]["category"]["unit"] = {cube.measure: {"label": cube.unit, "decimals": 0}}
    return {
        "version": VERSION,
        "class": "dataset",
        "href": href,
        "label": cube.title,
        "source": cube.source,
        "updated": cube.published_at.isoformat(timespec="seconds"),
        "note": [cube.description, cube.method],
        "id": [axis.name for axis in axes],
        "size": [len(axis.codes) for axis in axes],
        "role": roles,
        "dimension": dimension,
        "value": [cell.value for _codes, cell in rows],
        "status": {str(place): cell.status for place, (_codes, cell) in enumerate(rows) if cell.status},
        "extension": {
            "table": cube.name,
            "tableVersion": cube.version,
            "language": cube.language,
            "licence": cube.licence,
            "publisher": cube.publisher,
            "statusLetters": dict(cube.letters),
        },
    }


def _dimension(axis: Axis) -> dict[str, Any]:
    return {"label": axis.label, "category": {"index": axis.codes, "label": dict(axis.labels)}}
