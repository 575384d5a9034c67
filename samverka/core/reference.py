"""What there is: the data, what each field may tell, how long it is kept; and every command."""

import re
from collections.abc import Iterator
from inspect import cleandoc
from itertools import groupby
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import CommandParser, get_commands, load_command_class
from django.db.models import Field, Model

from samverka.core.documents import document, page, table
from samverka.core.keeping import RULES
from samverka.core.privacy import FATES


_HOW = {**FATES, "close": "Nobody logs in with it any more."}


@document("retention.md")
def retention_table() -> str:
    rows = [
        (f"`{rule.kind}`", rule.text, _days(rule.days), _days(rule.most), _HOW[rule.fate])
        for rule in sorted(RULES.values(), key=lambda rule: rule.kind)
    ]
    return page(
        "How long things are kept",
        "`samverka purge` carries this out every night, in batches, and leaves a proof with the number of rows. "
        "A period is a rule (policy) named `retention.` and the kind; it can be decided otherwise for the nation or "
        "a county, up to the longest. Counts and figures that point to nobody stay.",
        table(("kind", "what goes, and from when", "days", "at most", "how it goes"), rows),
        "Everything that is guarded in the [data dictionary](data-dictionary.md) and not named here goes together "
        "with the row it stands in.",
    )


@document("data-dictionary.md")
def data_dictionary() -> str:
    parts = []
    ours = [model for model in apps.get_models() if model.__module__.startswith("samverka.")]
    for app, models in groupby(ours, key=lambda model: model._meta.app_label):
        parts.append(f"## {app}")
        for model in sorted(models, key=lambda model: model.__name__):
            parts.append(f"### {model.__name__}\n\n{_sentence(model)}")
            fields = model._meta.concrete_fields
            parts.append(table(("field", "kind", "what it says", "privacy"), [_line(model, one) for one in fields]))
    return page(
        "Data dictionary",
        "Every field is *open* (anyone may read it; it may become open data), *work* (for those who log in and have "
        "the right) or *guarded* (it could hurt somebody if it got out, so it has a fate). No table holds a person "
        "who is not a user of the system.",
        *parts,
    )


@document("commands.md")
def commands() -> str:
    makefile = (settings.ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z-]+):.*## (.+)$", makefile, re.MULTILINE)
    return page(
        "Commands",
        "`make` makes its own virtual environment and leaves `samverka` in `.venv/bin`.",
        "## make",
        table(("command", "what it does"), [(f"`make {name}`", text) for name, text in targets]),
        "## samverka",
        "Beside these, every command of Django's works by the same name, such as `samverka migrate`.",
        table(("command", "what it does"), _commands()),
    )


def _commands() -> Iterator[tuple[str, str]]:
    for name, app in sorted(get_commands().items()):
        if str(app).startswith("samverka."):
            command = load_command_class(str(app), name)
            parser = CommandParser(prog=f"samverka {name}", add_help=False)
            command.add_arguments(parser)
            usage = " ".join(parser.format_usage().removeprefix("usage: ").split())
            yield f"`{usage}`", command.help


def _days(days: int) -> str:
    return "at once" if days == 0 else str(days)


def _sentence(model: type[Model]) -> str:
    return cleandoc(model.__doc__ or "").split("\n\n")[0].replace("\n", " ")


def _line(model: Any, field: "Field[Any, Any]") -> tuple[str, str, str, str]:
    kind = field.get_internal_type().removesuffix("Field")
    if field.is_relation and field.related_model:
        kind = f"→ {field.related_model.__name__}"
    elif field.choices:
        kind = ", ".join(f"`{value}`" for value, _label in field.flatchoices)
    return f"`{field.name}`", kind, str(field.verbose_name), _privacy(model, field.name)


def _privacy(model: Any, name: str) -> str:
    if name in model.Privacy.guarded:
        return f"guarded: {model.Privacy.guarded[name]}"
    return "open" if name in model.Privacy.open else "work"
