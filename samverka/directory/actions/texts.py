"""Source texts get versions; translations remember the one they were made from."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Stale, Unfit
from samverka.core.county import SWEDEN
from samverka.core.free_text import ReadThrough, accept
from samverka.core.ids import new_id
from samverka.core.versions import check_seen
from samverka.directory import queries, rules
from samverka.directory.actions.search import index
from samverka.directory.actions.towns import hold, touch_text, touch_texts, towns_of_text
from samverka.directory.models import Language, Recording, Translation, Wording
from samverka.directory.sounds import MOST_BYTES, media_type
from samverka.directory.xliff import Bundle


@dataclass(frozen=True, slots=True)
class Made:
    """A translation that somebody hands in with others."""

    subject: UUID
    field: str
    language: str
    text: str
    of_version: int = 1
    maker: str = Translation.Maker.HUMAN
    is_draft: bool = False


AT_ONCE = 400  # things whose texts are looked at together
SAID = ("text", "of_version", "maker", "is_draft")


def word(entry: Any, fields: Iterable[str], *, by: User | None, at: datetime, is_minor: bool = False) -> list[Wording]:
    """Note what an entry's texts say now, as new versions. Part of the action that has changed and recorded them."""
    kind = entry._meta.model_name if entry._meta.model_name != "dateexception" else "exception"
    about = list(fields)
    numbers = dict(
        Wording.objects.filter(subject=entry.pk, field__in=about).values_list("field").annotate(Max("number"))
    )
    made = Wording.objects.bulk_create(
        Wording(
            kind=kind, subject=entry.pk, field=field, number=numbers.get(field, 0) + 1, language=entry.language,
            text=getattr(entry, field), is_minor=is_minor, at=at, by=by,
        )
        for field in about
    )  # fmt: skip
    note_needs([entry.pk] if made else [])
    return made


def note_needs(subjects: Iterable[UUID]) -> None:
    """Note beside the newest texts of these who is needed. Part of every action that changes or translates them.

    Done after its line in the trail: in that turn others' translations are seen, and nobody else holds the notes.
    """
    ids = list(subjects)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        needs, moved = queries.needs_of(some), defaultdict(list)
        for pk, noted in Wording.objects.filter(subject__in=some).values_list("pk", "needs"):
            if noted != (now := needs.get(pk, "")):
                moved[now].append(pk)
        for now, rows in moved.items():
            Wording.objects.filter(pk__in=rows).update(needs=now)


def forget(subjects: Iterable[UUID], *, fields: Iterable[str] | None = None) -> None:
    """Take away all wordings, translations and recordings of what goes itself, or of some of its texts.

    Part of the action that removes it.
    """
    gone = Q(subject__in=list(subjects)) if fields is None else Q(subject__in=list(subjects), field__in=list(fields))
    for model in (Wording, Translation, Recording):
        model._default_manager.filter(gone).delete()


@transaction.atomic
def translate(
    *, subject: UUID, field: str, language: Language, text: str, of_version: int, by: User, at: datetime,
    maker: str = Translation.Maker.HUMAN, is_draft: bool = False, seen: str = "",
) -> Translation:  # fmt: skip
    """Keep a translation of the version `of_version` of a text; it takes the place of the one before.

    Refused when there is no such version, or when the text is in that language already; stale when a colleague
    has written another since it was `seen`.
    """
    source = _held(subject, field, of_version, by=by)
    if source.language == language.pk:
        raise Refused(_("The text is in this language already."))
    there = Translation.objects.select_for_update(no_key=True).filter(subject=subject, field=field, language=language)
    check_seen(there.first(), seen)
    said = {
        "kind": source.kind, "text": _fit(text), "of_version": of_version, "maker": maker, "is_draft": is_draft,
        "at": at, "by": by,
    }  # fmt: skip
    made, _made = Translation.objects.update_or_create(
        subject=subject, field=field, language=language, defaults=said, create_defaults={"id": new_id(), **said}
    )
    audit.record(by=by, verb="directory.text_translated", subject=made, at=at, language=language.pk)
    note_needs([subject])
    index(queries.services_about(source.kind, [subject]))
    touch_text(source.kind, subject, at=at)
    return made


@transaction.atomic
def translate_all(*, made: Iterable[Made], by: User, at: datetime) -> list[Translation]:
    """Keep many translations in one go, each as `translate` would keep it; all of them, or none."""
    rules.translate(by)
    wanted = {(one.subject, one.field, one.language): one for one in made}
    hold(_kinds(wanted.values()))
    kinds = _kinds(wanted.values())  # others were waited for
    about = {(kind, subject): frozenset(towns_of_text(kind, subject)) for kind, subject in kinds}
    for codes in {*about.values()}:
        rules.translate(by, *Territory.objects.filter(pk__in=codes))
    kind_of = {subject: kind for kind, subject in kinds}
    Translation.objects.bulk_create(
        (
            Translation(
                kind=kind_of[one.subject], subject=one.subject, field=one.field, language_id=one.language,
                text=_fit(one.text), of_version=one.of_version, maker=one.maker, is_draft=one.is_draft, at=at, by=by,
            )
            for _key, one in sorted(wanted.items())
        ),
        update_conflicts=True, unique_fields=["subject", "field", "language"], update_fields=[*SAID, "at", "by"],
    )  # fmt: skip
    there = Translation.objects.filter(subject__in=list(kind_of)).order_by("pk")
    kept = [one for one in there if (one.subject, one.field, one.language_id) in wanted]
    for language in sorted({one.language_id for one in kept}):
        said = [one for one in kept if one.language_id == language]
        audit.record_all(
            by=by, verb="directory.text_translated", subjects=said, county=SWEDEN, at=at, language=language
        )
    note_needs(kind_of)
    _index(about)
    touch_texts(about, at=at)
    return kept


def _index(about: Iterable[tuple[str, UUID]]) -> None:
    """Let services be found by new texts of these kinds and subjects."""
    by_kind: dict[str, set[UUID]] = defaultdict(set)
    for kind, subject in about:
        by_kind[kind].add(subject)
    index(set().union(*(queries.services_about(kind, subjects) for kind, subjects in by_kind.items())))


def _kinds(made: Collection[Made]) -> set[tuple[str, UUID]]:
    """What these are about. Refused when one is of no version, or in the language that its text has already."""
    rows = Wording.objects.filter(subject__in={one.subject for one in made})
    told = rows.values_list("subject", "field", "number", "kind", "language")
    sources = {tuple(source): (kind, language) for *source, kind, language in told}
    for one in made:
        _kind, language = sources.get((one.subject, one.field, one.of_version), ("", ""))
        if not language:
            raise Refused(_("There is no such version of the text."))
        if language == one.language:
            raise Refused(_("The text is in this language already."))
    return {(sources[one.subject, one.field, one.of_version][0], one.subject) for one in made}


def _fit(text: str) -> str:
    """A translation as it is kept."""
    if not text.strip():
        raise Unfit(_("Write the translation."), field="text")
    return accept(ReadThrough(text.strip().replace("\r\n", "\n")))


@transaction.atomic
def confirm_translation(
    *, translation: Translation, by: User, at: datetime, of_version: int = 0, seen: str = ""
) -> Translation:
    """The translation is right, although its source has changed or a machine or a learner has written it.

    Stale when the source is no longer as in `of_version`, which is what the person saw.
    """
    hold([(translation.kind, translation.subject)])
    held = Translation.objects.select_for_update(no_key=True).filter(pk=translation.pk).first()
    check_seen(held, seen)
    newest = queries.newest(translation.subject, translation.field)
    if held is None or newest is None or of_version not in (0, newest.number):
        raise Stale(_("The source has changed since you read it. Look at it again."))
    _source(held.subject, held.field, newest.number, by=by)
    said = {"of_version": newest.number, "is_draft": False, "maker": Translation.Maker.HUMAN}
    if any(getattr(held, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(held, name, value)
        held.at, held.by = at, by
        held.save(update_fields=[*said, "at", "by"])
        audit.record(by=by, verb="directory.translation_confirmed", subject=held, at=at)
        note_needs([held.subject])
        touch_text(held.kind, held.subject, at=at)
    return held


@transaction.atomic
def record(
    *, subject: UUID, field: str, language: Language, of_version: int, sound: bytes, by: User, at: datetime
) -> Recording:
    """Keep a text read aloud, in the place of the recording before. Its id is new, since its address is kept long."""
    source = _held(subject, field, of_version, by=by)
    kind = media_type(sound)
    if not kind or len(sound) > MOST_BYTES:
        raise Unfit(_("Send an MP3, Ogg, M4A or WebM file of at most one megabyte."), field="sound")
    Recording.objects.filter(subject=subject, field=field, language=language).delete()
    made = Recording.objects.create(
        kind=source.kind, subject=subject, field=field, language=language, of_version=of_version, sound=sound,
        media_type=kind, at=at,
    )  # fmt: skip
    audit.record(by=by, verb="directory.text_recorded", subject=made, at=at, language=language.pk)
    touch_text(source.kind, subject, at=at)
    return made


@transaction.atomic
def remove_recording(*, recording: Recording, by: User, at: datetime) -> None:
    """Take a recording away; the voice of the device reads instead. Gone already, nothing happens."""
    _source(recording.subject, recording.field, recording.of_version, by=by)
    hold([(recording.kind, recording.subject)])
    if not Recording.objects.filter(pk=recording.pk).exists():
        return
    audit.record(by=by, verb="directory.recording_removed", subject=recording, at=at)
    touch_text(recording.kind, recording.subject, at=at)
    recording.delete()


@transaction.atomic
def import_translations(*, bundle: Bundle, language: Language, seen: str, by: User, at: datetime) -> list[queries.Row]:
    """Write what a translators' file holds, all or nothing. Stale when it would no longer do what was `seen`."""
    rules.translate(by)
    rows = queries.fates(by, bundle, language=language, on=localdate(at))
    hold((one.kind, one.subject) for row in rows if (one := row.wording))
    rows = queries.fates(by, bundle, language=language, on=localdate(at))  # others were waited for
    if seen != queries.seen(rows):
        raise Stale(_("Something has changed since you looked at this file. Look at it again."))
    written = [row for row in rows if row.fate in queries.WRITTEN and row.wording]
    made = [
        Made(one.subject, one.field, language.pk, row.unit.target, one.number, is_draft=row.unit.is_draft)
        for row in written
        if (one := row.wording)
    ]
    if made:
        translate_all(made=made, by=by, at=at)
    return written


def _held(subject: UUID, field: str, number: int, *, by: User) -> Wording:
    """The same as `_source`, while nobody else changes what it belongs to."""
    source = _source(subject, field, number, by=by)
    hold([(source.kind, subject)])
    return _source(subject, field, number, by=by)  # others were waited for


def _source(subject: UUID, field: str, number: int, *, by: User) -> Wording:
    """The version of a text that somebody works from, if it is theirs to work on."""
    rules.translate(by)
    source = Wording.objects.filter(subject=subject, field=field, number=number).first()
    if source is None:
        raise Refused(_("There is no such version of the text."))
    rules.translate(by, *Territory.objects.filter(pk__in=towns_of_text(source.kind, subject)))
    return source
