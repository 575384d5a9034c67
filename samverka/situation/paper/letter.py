"""A report as a letter to go on writing in (DOCX), from a template whose words and looks anybody may change.

Templates come from outside: they are run in Jinja's sandbox without a global name, with few filters and without a way
to make much of little. What is told stays text, whatever signs are in it.
"""

import io
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import override
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from samverka.core.markdown import run
from samverka.situation.paper.packing import packed
from samverka.situation.paper.printed import tell
from samverka.situation.paper.prose import Prose
from samverka.situation.queries.basis import Told


TEMPLATE = Path(__file__).parent / "report.docx"
FILTERS = ("capitalize", "default", "e", "escape", "first", "join", "last", "length", "lower", "title", "trim", "upper")


WRONG = (TemplateError, TypeError, ValueError, KeyError, AttributeError, IndexError)  # what templates may raise


class Sandbox(ImmutableSandboxedEnvironment):
    """Values and loops over them, and no arithmetic by which a line becomes a gigabyte."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(f"{operator} is not for templates")


def letter(content: Told, number: int, template: bytes = b"") -> bytes:
    """By the house's template, or by another. What a template does wrong is raised as it comes."""
    with override(content["language"]):
        told = tell(content, number)
    document = DocxTemplate(io.BytesIO(template or _ours()))
    document.init_docx()
    for one in told["sections"]:
        one["prose"] = Prose(document.docx, one["blocks"])
        for group in one["groups"]:
            group["prose"] = Prose(document.docx, group["blocks"])
    for one in told["sources"]:
        numbered = [run(f"{one['number']}. "), *one["runs"]]
        one["prose"] = Prose(document.docx, [{"kind": "p", "runs": numbered}])
    document.render(told, jinja_env=environment(), autoescape=True)
    return packed(document.docx)


def environment() -> Sandbox:
    made = Sandbox(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    return made


@cache
def _ours() -> bytes:
    return TEMPLATE.read_bytes()
