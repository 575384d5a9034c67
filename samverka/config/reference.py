"""The staff API, as its description tells it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from samverka.config.api import api
from samverka.core.documents import document, page, table


PREFIX = "/api/v1"
WORDS = {
    200: "done, or the same again",
    201: "made",
    204: "done, nothing to tell",
    304: "unchanged since the last look",
    400: "could not be read",
    401: "nobody is logged in",
    403: "the role may not",
    404: "not there, or not yours to know of: the same answer",
    409: "the id names something else, or it cannot be done as things stand; what was sent is handed back where a "
    "colleague was quicker",
    422: "not acceptable, with the reason per field",
}


@document("openapi.json")
def description() -> str:
    return json.dumps(_told(), indent=1, ensure_ascii=False) + "\n"


@document("api.md")
def operations() -> str:
    told = _told()
    nouns: dict[str, list[tuple[str, ...]]] = {}
    for path, method, operation in _operations(told):
        nouns.setdefault(operation["tags"][0], []).append(_line(path, method, operation))
    parts = [f"## {noun}\n\n{table(('what', 'how', 'answers'), lines)}" for noun, lines in nouns.items()]
    return page(
        "The staff API",
        "Everything of a night, for machines: the same actions as the pages, under `/api/v1`. The whole description "
        "(OpenAPI 3.1) is at `/api/v1/openapi.json`, and [here](openapi.json).",
        "**Who.** A token in `Authorization: Bearer …`, made on the page *My account*, or the session of a browser "
        "with its CSRF token. Who may do what is said by the rule of the same name in [access](access.md); whoever may "
        "not know of a record is told that it is not there.",
        "**Ids.** Whatever is made, and whatever happens to a place, takes an `id` made by the client (UUID version "
        "7). Send it again when the answer was lost: it is done once, and answered again ([ADR 9]"
        "(../adr/0009-ids-from-where-it-happened.md), [ADR 20](../adr/0020-answers-of-the-api.md)).",
        "**Lists** are `{items, count, page, limit}`: `page` from 1, `limit` 50 unless told otherwise, 200 at most.",
        "**Problems** are `{detail, fields}`, in the language of `Accept-Language`. Every operation may answer "
        + "; ".join(f"{status} ({WORDS[status]})" for status in (400, 401, 403, 404, 409, 422))
        + ".",
        *parts,
    )


def _told() -> dict[str, Any]:
    """The description, without what the order of imports decides."""
    told: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    schemas = told["components"]["schemas"]
    told["components"]["schemas"] = {name: schemas[name] for name in sorted(schemas)}
    return told


def _operations(told: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            yield path.removeprefix(PREFIX), method.upper(), operation


def _line(path: str, method: str, operation: dict[str, Any]) -> tuple[str, str, str]:
    good = [status for status in operation["responses"] if int(status) < 400]
    asked = [one["name"] for one in operation["parameters"] if one["in"] == "query"]
    how = f"`{method} {path}`" + (f"<br>asks: {', '.join(f'`{name}`' for name in asked)}" if asked else "")
    does = re.sub(r"\s+", " ", operation["description"])
    return f"**`{operation['operationId']}`** {does}", how, ", ".join(good)
