"""Changes to what every app shares. The app that calls has asked its own rule."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from samverka.core import audit, free_text, noting, policy
from samverka.core.access import Refused, Unfit
from samverka.core.attached import HOLDERS, MOST_FILES, Holder, files_of, loose_files
from samverka.core.background import SILENCE
from samverka.core.county import already, counties_of
from samverka.core.files import Cleaned
from samverka.core.keeping import BATCH, Rule
from samverka.core.models import Draft, Entry, Policy, Purge, StoredFile


@transaction.atomic
def write_policies(
    *,
    scopes: list[str],
    values: Mapping[str, Any],
    valid_from: date,
    source: str,
    decided_by: str,
    by: audit.Actor,
    at: datetime,
) -> list[Policy]:
    """Let rules hold from a date on, in the last of `scopes`; those before them end the day before.

    A rule in use is never edited, so that last winter can be recomputed as it was. Refused when a value cannot be
    read, when it begins before one that is decided already, when it would change days that are over, or when it
    contradicts another rule, on its first day or on any day on which a rule changes later.
    """
    if not 2000 <= valid_from.year < 2100:
        raise Unfit(_("Write a day in our century."), field="valid_from")
    told = {"scope": scopes[-1], "valid_from": valid_from, "source": source, "decided_by": decided_by}
    rows = []
    for key, value in values.items():
        read = policy.read(key, value)
        _make_way(scopes[-1], key, valid_from, at=at)
        rows.append(Policy.objects.create(key=key, value=read, **told))
    for day in policy.changes(scopes, since=valid_from):
        if faults := policy.contradictions(policy.effective(scopes, on=day)):
            raise Refused(" ".join(faults))
    for row in rows:
        audit.record(by=by, verb="core.policy_written", subject=row, at=at, key=row.key)
    transaction.on_commit(policy.forget)
    return rows


def write_policy(*, key: str, value: Any, **said: Any) -> Policy:
    """Let one rule hold from a date on: `write_policies` with a single one."""
    [row] = write_policies(values={key: value}, **said)
    return row


def _make_way(scope: str, key: str, valid_from: date, *, at: datetime) -> None:
    """End the value before the new one. Refused when the new one may not begin then."""
    rows = Policy.objects.select_for_update(no_key=True).filter(scope=scope, key=key)
    later = rows.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    if later:
        raise Refused(_("Another value is already decided from %(day)s.") % {"day": later.valid_from})
    if rows.filter(valid_from=valid_from).exists():
        raise Refused(_("A value is already decided from this day. Choose a later day."))
    in_use = rows.filter(Q(valid_to=None) | Q(valid_to__gte=valid_from))
    if valid_from < localtime(at).date() and in_use.exists():
        raise Refused(_("Days that are over keep the rules they had. Choose today or a later day."))
    in_use.update(valid_to=valid_from - timedelta(days=1))


@transaction.atomic
def seal_audit(*, at: datetime) -> int:
    """Close the months of the audit trail that are over, in every county; the number of months."""
    return sum(len(audit.seal(county=county, at=at)) for county in counties_of(Entry))


def purge(*, rule: Rule, at: datetime) -> int:
    """Let go of everything whose time is over under a rule, batch by batch; how many it were.

    Each batch is whole, with its proof and its line in the audit trail. Doing it again changes nothing.
    """
    count = 0
    for county in list(rule.counties()):
        while done := _purge_batch(rule, county, at=at):
            count += done
    with transaction.atomic():
        noting.follow_purge(rule.kind, went=count)  # though nothing went now: what went before may have been cut short
    return count


@transaction.atomic
def _purge_batch(rule: Rule, county: str, *, at: datetime) -> int:
    before = rule.before(county, at=at)
    count = rule.carry_out(county=county, before=before, at=at, limit=BATCH)
    if count:
        told = f"{rule.key}: {(at - before).days} days"
        proof = Purge.objects.create(at=at, county=county, kind=rule.kind, rule=told, before=before, count=count)
        audit.record(by=None, verb="core.purged", subject=proof, at=at, county=county, kind=rule.kind, count=count)
    return count


def purge_sessions(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete log-ins that are over."""
    over = Session.objects.filter(expire_date__lte=before).values_list("pk", flat=True)
    return Session.objects.filter(pk__in=list(over[:limit])).delete()[0]


def purge_cache(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete the counts of tries that keep guessers out, when they count no more."""
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(before)
        cursor.execute("delete from core_cache where expires <= %s", [moment])
        return int(cursor.rowcount)


def one_by_one(rows: QuerySet[Any], change: Callable[[Any], int]) -> int:
    """Change each of these by itself, held and looked at anew; the sum of what `change` tells.

    So a county's turn in the audit trail is held no longer than that takes, and never while another's is waited for.
    What goes wrong with one is raised when all have had their turn.
    """
    count, failed = 0, list[Exception]()
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                count += sum(change(held) for held in rows.select_for_update(of=("self",), no_key=True).filter(pk=pk))
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("Some were not changed", failed)
    return count


def work_on(records: QuerySet[Any], *, id: UUID, at: datetime, work: Callable[[Any], None]) -> None:
    """Do what a record needs, until it needs a person again. Whoever is first does it; the others leave it be.

    Somebody who has given no sign of work lately has stopped. A failure of ours is told, and nothing stays approved.
    """
    free = Q(worked_at=None) | Q(worked_at__lt=at - SILENCE)
    if not records.filter(free, pk=id).update(worked_at=at):
        return
    one = records.get(pk=id)
    try:
        with override(one.by.language if one.by else settings.LANGUAGE_CODE):
            work(one)
    except Exception:
        if not records.filter(pk=id).exists():
            return  # thrown away meanwhile
        is_writing = one.stage == getattr(one.Stage, "WRITING", None)
        lost = {"approved_at": None} if is_writing else {"problem": "failed"}
        records.filter(pk=id).update(**lost)
        raise
    finally:
        records.filter(pk=id).update(worked_at=None)


@transaction.atomic
def attach_file(*, id: UUID, owner: Any, title: str, file: Cleaned, by: Any, at: datetime) -> StoredFile:
    """Put a cleaned file beside its owner. Asked again with the same id, it changes nothing."""
    holder = HOLDERS[owner._meta.label_lower]
    if there := already(StoredFile, id, kind=holder.kind, owner=owner.pk):
        return there
    held = _held(holder, owner)
    if held is None:
        raise Refused(_("It is not there any more."))
    holder.keep(by, held)
    if len(loose_files(held, files_of(owner), at=at)) >= MOST_FILES:
        raise Refused(_("That is enough files."), field="file")
    made = StoredFile.objects.create(
        id=id, kind=holder.kind, owner=owner.pk, title=free_text.accept(title, field="title"), media=file.kind,
        content=file.content, size=len(file.content), added_at=at,
    )  # fmt: skip
    audit.record(by=by, verb="core.file_added", subject=made, at=at, county=holder.county(owner), owner=holder.kind)
    return made


@transaction.atomic
def take_away_file(*, file: StoredFile, owner: Any, by: Any, at: datetime) -> None:
    """Nobody can fetch it any more. What was handed in, signed or decided stays, but for fresh mistakes."""
    holder = HOLDERS[file.kind]
    if held := _held(holder, owner):
        holder.keep(by, held)
        if not loose_files(held, [file], at=at):
            raise Refused(_("This file is handed in, signed or decided: it stays."))
    audit.record(by=by, verb="core.file_removed", subject=file, at=at, county=holder.county(owner), owner=holder.kind)
    StoredFile.objects.filter(pk=file.pk).delete()


def _held(holder: Holder, owner: Any) -> Any:
    """The owner as it is now: while a file was cleaned, it may have been handed in, approved or closed."""
    return holder.model._base_manager.select_for_update(no_key=True).filter(pk=owner.pk).first()


def purge_files(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete files whose owner is gone."""
    count = 0
    for kind, holder in HOLDERS.items():
        there = holder.model._base_manager.filter(pk=OuterRef("owner"))
        gone = StoredFile.objects.filter(~Exists(there), kind=kind).values_list("pk", flat=True)
        count += StoredFile.objects.filter(pk__in=list(gone[: limit - count])).delete()[0]
    return count


def keep_draft(*, by: str, form: str, typed: Mapping[str, list[str]], at: datetime) -> None:
    """What was typed last counts. Nothing is audited: nobody else sees it, and the guard reads what is saved."""
    Draft.objects.update_or_create(by=by, form=form, defaults={"typed": dict(typed), "at": at})


def drop_draft(*, by: str, form: str) -> None:
    """It was saved, or thrown away."""
    Draft.objects.filter(by=by, form=form).delete()


def purge_drafts(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete what nobody has gone on with."""
    old = Draft.objects.filter(at__lt=before).values_list("pk", flat=True)
    return Draft.objects.filter(pk__in=list(old[:limit])).delete()[0]
