"""Free text is rare, says nothing about guests, and passes the guard before it is kept (handbook 1.3)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.core.access import Unfit
from samverka.core.guard import Findings, look


INSTRUCTION = gettext_lazy("About the building and the work, never about guests: no names, numbers or origin.")
WORDS = {
    "number": gettext_lazy("something like a personal number"),
    "phone": gettext_lazy("a phone number"),
    "email": gettext_lazy("an e-mail address"),
    "name": gettext_lazy("a person's name"),
    "origin": gettext_lazy("somebody's origin"),
}


class ReadThrough(str):
    """A text whose writer was warned, has read it through, and stands by it."""

    __slots__ = ()


def objection(text: str) -> str:
    """Why this text cannot be kept as it is; an empty string when it can."""
    found = look(text)
    if found.refused:
        return _("This holds a personal number. Take it away: nothing here may point out a guest.")
    if found.warned and not isinstance(text, ReadThrough):
        return warning(found)
    return ""


def warning(found: Findings) -> str:
    named = ", ".join(str(WORDS[kind]) for kind in found.warned)
    return _("This seems to hold %(found)s. Take it away, or say that you have read it through.") % {"found": named}


def accept(text: str, *, field: str = "text") -> str:
    """The text, to be kept. Every action that takes free text asks for it here, so that page and API are covered.

    Raises Unfit with a sentence for the writer.
    """
    if told := objection(text):
        raise Unfit(told, field=field)
    return str(text)
