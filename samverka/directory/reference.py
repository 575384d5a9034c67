"""The public directory for machines, as its description tells it."""

import json

from samverka.core.documents import document, page, table
from samverka.directory.hsds import VERSION, openapi, profile
from samverka.directory.hsds.tables import TABLES


HERE = "/hsds/v3"
ROOT = f"https://samverka.example{HERE}"


@document("hsds.json")
def description() -> str:
    return json.dumps(openapi.describe(ROOT), indent=1, ensure_ascii=False) + "\n"


@document("hsds.md")
def directory_for_machines() -> str:
    about = profile.about(f"{ROOT}/profile/")
    lists = [
        (f"`{HERE}/{noun}`, `{HERE}/{noun}/{{id}}`", f"`{of}`", ", ".join(f"`{one}`" for one in asked))
        for noun, (of, asked) in openapi.NOUNS.items()
    ]
    added = [
        (f"`{of}`", f"`{name}`", meaning) for of, fields in about["adds"].items() for name, meaning in fields.items()
    ]
    return page(
        "The public directory for machines",
        f"Open Referral HSDS {VERSION} at `/hsds/v3/`, read only, for anybody. [How to read it]"
        "(../guides/read-the-directory-by-machine.md) · [the whole description](hsds.json) (OpenAPI 3.1), also at "
        "`/hsds/v3/openapi.json` · the profile at `/hsds/v3/profile/` · everything as a Tabular Data Package at "
        "`/hsds/v3/datapackage.zip`.",
        "## What can be asked",
        table(("address", "gives", "asks"), lists),
        "Each list can be asked by `POST` too, with its parameters in the address or as a form.",
        "## Parameters",
        table(("name", "what it does"), [(f"`{name}`", does) for name, (does, _kind) in openapi.PARAMETERS.items()]),
        "## What we add to HSDS",
        table(("table", "field", "what it says"), added),
        "## What holds here",
        "\n".join(f"- {rule}" for rule in profile.RULES),
        "## Tables of the package",
        table(
            ("table", "file", "columns"),
            [(f"`{name}`", f"`{one.file}`", ", ".join((*one.kinds(), *one.links))) for name, one in TABLES.items()],
        ),
    )
