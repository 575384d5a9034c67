"""Source texts get versions; translations remember the one they were made from."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused
from samverka.core.ids import new_id
from samverka.directory import rules
from samverka.directory.actions.towns import touch, towns_of_text
from samverka.directory.models import Language, Recording, Translation, Wording


def word(entry: Any, fields: Iterable[str], *, by: User | None, at: datetime, is_minor: bool = False) -> list[Wording]:
    """Note what an entry's texts say now, as new versions. Part of the action that has changed them."""
    kind = entry._meta.model_name if entry._meta.model_name != "dateexception" else "exception"
    about = list(fields)
    numbers = dict(
        Wording.objects.filter(subject=entry.pk, field__in=about).values_list("field").annotate(Max("number"))
    )
    return Wording.objects.bulk_create(
        Wording(
            kind=kind, subject=entry.pk, field=field, number=numbers.get(field, 0) + 1, language=entry.language,
            text=getattr(entry, field), is_minor=is_minor, at=at, by=by,
        )
        for field in about
    )  # fmt: skip


def forget(subjects: Iterable[UUID]) -> None:
    """Take away all wordings, translations and recordings of what goes itself. Part of the action that removes it."""
    gone = list(subjects)
    for model in (Wording, Translation, Recording):
        model._default_manager.filter(subject__in=gone).delete()


@transaction.atomic
def translate(
    *,
    subject: UUID,
    field: str,
    language: Language,
    text: str,
    of_version: int,
    by: User,
    at: datetime,
    maker: str = Translation.Maker.HUMAN,
    is_draft: bool = False,
) -> Translation:
    """Keep a translation of the version `of_version` of a text; it takes the place of the one before.

    Refused when there is no such version, or when the text is in that language already.
    """
    rules.translate(by)
    source = Wording.objects.filter(subject=subject, field=field, number=of_version).first()
    if source is None:
        raise Refused(_("There is no such version of the text."))
    if source.language == language.pk:
        raise Refused(_("The text is in this language already."))
    said = {
        "kind": source.kind, "text": text, "of_version": of_version, "maker": maker, "is_draft": is_draft, "at": at,
        "by": by,
    }  # fmt: skip
    made, _made = Translation.objects.update_or_create(
        subject=subject, field=field, language=language, defaults=said, create_defaults={"id": new_id(), **said}
    )
    audit.record(by=by, verb="directory.text_translated", subject=made, at=at, language=language.pk)
    touch(towns_of_text(source.kind, subject), at=at)
    return made


@transaction.atomic
def confirm_translation(*, translation: Translation, by: User, at: datetime) -> Translation:
    """The translation is still right although its source has changed."""
    rules.translate(by)
    newest = Wording.objects.filter(subject=translation.subject, field=translation.field).order_by("-number").first()
    if newest and translation.of_version != newest.number:
        translation.of_version, translation.at, translation.by = newest.number, at, by
        translation.save(update_fields=["of_version", "at", "by"])
        audit.record(by=by, verb="directory.translation_confirmed", subject=translation, at=at)
        touch(towns_of_text(translation.kind, translation.subject), at=at)
    return translation
