"""A file's way to the nights: sent, read, its columns named, compared, approved, written; or thrown away."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused, Unfit, why_not
from samverka.core.actions import work_on
from samverka.core.alphabet import Alphabetic
from samverka.core.county import already
from samverka.shelters import clock, rules, sheets
from samverka.shelters.actions import import_nights
from samverka.shelters.actions.import_lines import Comparison
from samverka.shelters.models import Import, ImportPart, Shelter
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.queries.imports import CHANGED, NEW, REFUSED, Fate, own_headings


Clock = Callable[[], datetime]
Stage = Import.Stage
AT_A_TIME = 2_000  # lines
TOP = 40  # lines to name the columns by


@transaction.atomic
def upload_import(*, id: UUID, file: bytes, by: User, at: datetime) -> Import:
    """Take somebody's file in. The same file with the same id is the same import; another one is refused."""
    rules.import_capacity(by)
    digest = sha256(file).hexdigest()
    if there := already(Import, id, by_id=by.pk, digest=digest):
        return there
    one = Import.objects.create(id=id, by=by, digest=digest, file=file, uploaded_at=at)
    audit.record(by=by, verb="shelters.import_uploaded", subject=one, at=at, bytes=len(file))
    return one


@transaction.atomic
def name_columns(*, one: Import, sheet: str, heading: int, columns: dict[str, int], at: datetime) -> Import:
    """Say which column is which; then it is compared anew. Another sheet's columns are guessed first."""
    one = _lock(one)
    if one.stage not in (Stage.COLUMNS, Stage.PREVIEW):
        raise Refused(_("The columns of this file cannot be named now."))
    if sheet not in (one.sheets or [one.sheet]):
        raise Unfit(_("There is no such sheet in this file."), field="sheet")
    one.compared_at, one.compared, one.counts, one.is_stale = None, 0, {}, False
    if sheet == one.sheet:
        _check_columns(one, heading, columns)
    if sheet != one.sheet:
        one.sheet, one.lines, one.columns = sheet, None, {}
    else:
        one.heading, one.columns = heading, columns
    one.save(update_fields=["sheet", "lines", "heading", "columns", "compared", "compared_at", "counts", "is_stale"])
    return one


@transaction.atomic
def approve_import(*, one: Import, by: User, at: datetime) -> Import:
    """Say that the preview is right; the machine then writes it. Approved already, nothing changes."""
    one = _lock(one)
    rules.import_capacity(by)
    if one.approved_at:
        return one
    if one.stage != Stage.PREVIEW:
        raise Refused(_("Wait until every line is compared."))
    if one.counts.get(REFUSED):
        raise Refused(_("Some lines cannot be written. All or nothing: put them right in the file and send it again."))
    if not one.counts.get(NEW) and not one.counts.get(CHANGED):
        raise Refused(_("There is nothing to write: no line changes anything."))
    one.approved_at, one.is_stale = at, False
    one.save(update_fields=["approved_at", "is_stale"])
    return one


@transaction.atomic
def discard_import(*, one: Import, by: User, at: datetime) -> None:
    """Throw a file away before it is written."""
    one = _lock(one)
    if one.written_at or one.approved_at:
        raise Refused(_("This file is written, or being written."))
    audit.record(by=by, verb="shelters.import_discarded", subject=one, at=at)
    one.delete()


def work_on_import(*, id: UUID, clock: Clock) -> None:
    """Do what an import needs, until it needs a person again.

    Killed half-way, it is taken up again from the last whole step: a file is read again, a comparison begun again,
    and a writing that did not end never was.
    """
    work_on(Import.objects.select_related("by"), id=id, at=clock(), work=lambda one: _Work(one, clock).go_on())


class _Work:
    """One machine's work on one import; it reads the file only once."""

    def __init__(self, one: Import, clock: Clock) -> None:
        self.one, self.clock = one, clock
        self.table: sheets.Table | None = None

    def go_on(self) -> None:
        while self.one.is_at_work:
            if self.one.stage == Stage.WRITING:
                self._write()
            elif self.one.stage == Stage.READING:
                self._read()
            else:
                self._compare()

    def _keep(self, **found: object) -> None:
        """Keep what was found, with a sign of work."""
        Import.objects.filter(pk=self.one.pk).update(worked_at=self.clock(), **found)
        for name, value in found.items():
            setattr(self.one, name, value)

    def _open(self) -> sheets.Table:
        if self.table is None:
            self.table = sheets.read(
                bytes(self.one.file or b""),
                most_lines=settings.IMPORT_MOST_LINES,
                sheet=self.one.sheet,
                own=own_headings(),
                tell=lambda lines: self._keep(compared=0),
            )
        return self.table

    def _read(self) -> None:
        try:
            table = self._open()
        except sheets.Unreadable as unreadable:
            self._keep(problem=unreadable.why, file=None)
            return
        top = [row for _, row in table.lines[:TOP]]
        header = sheets.find_header(top, own=own_headings())
        self._keep(
            sheet=table.sheet,
            sheets=table.sheets,
            lines=len(table.lines),
            heading=header.row,
            columns=header.columns if sheets.is_enough(header.columns) else {},
            top=[[number, [_short(cell) for cell in row]] for number, row in table.lines[:TOP]],
            has_empty_formulas=table.has_empty_formulas,
        )

    def _compare(self) -> None:
        one, table = self.one, self._open()
        heading = table.lines[one.heading][1] if one.heading >= 0 else []
        lines = table.lines[one.heading + 1 :]
        tonight = clock.tonight(self.clock(), closes=MORNING_CLOSE)
        comparison = Comparison(plannable_shelters(one.by), one.columns, tonight, heading)
        comparison.learn(lines)
        counts: Counter[str] = Counter()
        ImportPart.objects.filter(whole=one).delete()
        for start in range(0, len(lines), AT_A_TIME):
            fates = list(comparison.fates(lines[start : start + AT_A_TIME]))
            counts.update(fate.kind for fate in fates)
            with transaction.atomic():
                ImportPart.objects.create(whole=one, number=start // AT_A_TIME, fates=fates)
                self._keep(compared=start + len(fates))
        counts.update(self._refuse(comparison.crowded()))
        self._keep(counts=dict(+counts), compared_at=self.clock())

    def _refuse(self, crowded: dict[tuple[str, str], str]) -> Counter[str]:
        """Refuse the lines that would write a night which is too full; only when all are read is that known."""
        moved: Counter[str] = Counter()
        for part in ImportPart.objects.filter(whole=self.one) if crowded else ():
            fates = [Fate(*row) for row in part.fates]
            for place, fate in enumerate(fates):
                why = crowded.get((fate.shelter, fate.day))
                if why and fate.kind in (NEW, CHANGED):
                    moved.update({REFUSED: 1, fate.kind: -1})
                    fates[place] = fate._replace(kind=REFUSED, why=why)
            part.fates = fates
            part.save(update_fields=["fates"])
        return moved

    def _write(self) -> None:
        try:
            self.one.written_at = import_nights.write(self.one, by=self.one.by, at=self.clock()).written_at
        except (Refused, IntegrityError):  # a night is not as it was: look again
            self._keep(approved_at=None, compared_at=None, compared=0, is_stale=True)


def purge_imports(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete files that nobody has written: what others' sheets hold is not ours to keep."""
    over = Import.objects.filter(written_at=None, uploaded_at__lt=before).order_by("uploaded_at", "pk")
    found = list(over.values_list("pk", flat=True)[:limit])
    Import.objects.filter(pk__in=found).delete()
    return len(found)


def _lock(one: Import) -> Import:
    return Import.objects.defer("file").select_for_update(no_key=True).get(pk=one.pk)


def plannable_shelters(user: User) -> list[Shelter]:
    """The shelters whose nights the user plans."""
    kept = Shelter.objects.worked_by(user).select_related("organisation").order_by(Alphabetic("name"))
    return [shelter for shelter in kept if not why_not(rules.plan_nights, user, shelter)]


def _check_columns(one: Import, heading: int, columns: dict[str, int]) -> None:
    if heading >= len(one.top):
        raise Unfit(_("There is no such line at the top of this file."), field="heading")
    if len(set(columns.values())) < len(columns):
        raise Unfit(_("One column cannot mean two things."), field="columns")
    if "date" not in columns:
        raise Unfit(_("Say which column holds the night."), field="columns")
    if not any(name in columns for name in sheets.NUMBERS):
        raise Unfit(_("Say which column holds beds: all, blocked, extra or kept for referral."), field="columns")


def _short(cell: sheets.Cell) -> str:
    return "" if cell is None else str(cell)[:40]
