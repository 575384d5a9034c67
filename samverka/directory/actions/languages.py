"""Languages are data: added by their tag, put in order, offered to visitors or not."""

from datetime import datetime

from babel import Locale, UnknownLocaleError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Unfit
from samverka.core.versions import check_seen
from samverka.directory import rules
from samverka.directory.actions.texts import note_needs
from samverka.directory.models import Language, Wording


HOME = "sv"  # what texts are written in, and shown in when there is nothing else


@transaction.atomic
def add_language(
    *, code: str, by: User, at: datetime, name: str = "", is_spoken_only: bool = False, is_shown: bool = False
) -> Language:
    """Add a language by its BCP 47 tag, after the others. One that is there already stays as it is.

    Unfit when nobody knows its name and none was written.
    """
    rules.keep_languages(by)
    if there := Language.objects.filter(pk=code).first():
        return there
    named = name.strip() or name_of(code)
    if not named:
        raise Unfit(_("Write what the language calls itself."), field="name")
    last = Language.objects.aggregate(last=Max("position"))["last"] or 0
    made = Language.objects.create(
        code=code, name=named, position=last + 1, is_spoken_only=is_spoken_only, is_shown=is_shown
    )
    audit.record(by=by, verb="directory.language_added", subject=made, at=at)
    if _is_read(made):
        _note_all_needs()
    return made


@transaction.atomic
def change_language(
    *, language: Language, name: str, position: int, is_shown: bool, is_spoken_only: bool, by: User, at: datetime,
    seen: str = "",
) -> Language:  # fmt: skip
    """Change how a language is called, where it stands, and whether visitors may choose it."""
    rules.keep_languages(by)
    held = Language.objects.select_for_update(no_key=True).get(pk=language.pk)
    check_seen(held, seen)
    if held.pk == HOME and (not is_shown or is_spoken_only):
        raise Unfit(_("Swedish is always offered: it is shown where a text has no translation."), field="is_shown")
    said = {"name": name, "position": position, "is_shown": is_shown, "is_spoken_only": is_spoken_only}
    is_read = _is_read(held)
    if any(getattr(held, field) != value for field, value in said.items()):
        for field, value in said.items():
            setattr(held, field, value)
        held.save()
        audit.record(by=by, verb="directory.language_changed", subject=held, at=at)
        if is_read != _is_read(held):
            _note_all_needs()
    return held


def _is_read(language: Language) -> bool:
    return language.is_shown and not language.is_spoken_only


def _note_all_needs() -> None:
    """Other languages are read now. That is seldom, and every text of the country is looked at."""
    note_needs(Wording.objects.values_list("subject", flat=True).distinct().order_by("subject"))


def name_of(code: str) -> str:
    """What a language calls itself, with a capital; an empty string when Babel does not know it."""
    try:
        name = Locale.parse(code, sep="-").get_display_name() or ""
    except (UnknownLocaleError, ValueError):
        return ""
    return name[:1].upper() + name[1:]
