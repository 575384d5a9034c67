"""Our profile of HSDS: what we add to it, as words and as the files that HSDS asks of a profile.

Such a file is a JSON merge patch (RFC 7386) to the file of the same name in HSDS.
"""

from typing import Any

from samverka.directory.hsds import VERSION
from samverka.directory.hsds.openapi import OURS, describe, kind_of, parameter
from samverka.directory.hsds.tables import TABLES, Table


Told = dict[str, Any]
MEANINGS = {
    "language": "BCP 47 tag of the language in which its texts are written first.",
    "easy_description": "The description in easy words.",
    "bring": "What to bring.",
    "holidays": "What the weekly hours mean on public holidays. Of a service it goes before that of its location.",
    "eves": "The same on the eves of Midsummer, Christmas and New Year.",
    "position": "The order of the stops of a mobile service.",
    "municipality": "Code of the municipality at Statistics Sweden: four digits.",
    "territory": "Code at Statistics Sweden: 00 is the country, two digits a county, four a municipality.",
    "kind": "What the hours are: open, appointment, intake, phone. Of single days: closed, other hours, or a message.",
    "translations": "Its texts in other languages, with the field they are of, and who made them: human, machine, or "
    "outdated when the source has a newer version.",
    "field": "The HSDS field that the text is of.",
    "text": "The translation.",
    "status": "human, machine or outdated.",
}
RULES = (
    (
        "Fields have the language of `lang` or `Accept-Language` where there is a translation, and else that of the "
        "source; `Content-Language` tells which was wanted."
    ),
    (
        "Times are on the wall in Europe/Stockholm, without an offset, since that changes twice a year. Closing at or "
        "before opening is on the next day. 00:00 to 23:59 is round the clock."
    ),
    "Schedules of a service_at_location go before those of its service, and these before those of its location.",
    (
        "A schedule with the kind `closed` or `other` goes before the weekly ones on the days for which it is valid; "
        "with `message` it changes no hours."
    ),
    "Of a location whose address is secret there is a municipality, a part of town and nothing else.",
    "An address has empty fields where HSDS asks for something that is not known.",
    "`assured_date` is the day on which somebody found the service right. After 180 days it is shown no longer.",
    (
        "Services that are removed, closed for good or no longer shown appear under `modified_after` with their id and "
        "the status defunct or inactive, and nowhere else."
    ),
    "`minimal` is `id` and `modified_date`, as HSDS says, which is `last_modified` of the service.",
)


def about(address: str) -> Told:
    """What stands at the profile's own address."""
    return {
        "id": address,
        "name": "Samverka",
        "version": "1.0.0",
        "extends": f"HSDS {VERSION}",
        "rules": list(RULES),
        "adds": {
            name: {added: MEANINGS[added] for added in _added(table)} for name, table in TABLES.items() if _added(table)
        },
        "files": [f"{address}profile/{name}.json" for name in files()],
    }


def _added(table: Table) -> list[str]:
    return [*table.ours, *(name for name, of in table.many.items() if of == "translation")]


def files() -> list[str]:
    return [*(name for name, table in TABLES.items() if _added(table)), "openapi"]


def patch(name: str) -> Told:
    """The modification of one of HSDS's files."""
    if name == "openapi":
        return _openapi()
    table = TABLES[name]
    added: Told = {name: kind_of(kind) for name, kind in table.ours.items()}
    for property, of in table.many.items():
        if of == "translation":
            added[property] = {"type": "array", "items": {"$ref": "translation.json"}}
    told = {field: {"name": field, **kind, "description": MEANINGS[field]} for field, kind in added.items()}
    if not table.fields:  # a table of our own
        return {"name": name, "type": "object", "properties": told, "required": list(table.required)}
    return {"properties": told}


def _openapi() -> Told:
    """Endpoints that HSDS does not have, and the parameter that every one of ours has."""
    whole = describe("/")
    paths = {path: told for path, told in whole["paths"].items() if path.split("/")[1] in OURS}
    return {"paths": paths, "components": {"parameters": {"lang": parameter("lang")}}}
