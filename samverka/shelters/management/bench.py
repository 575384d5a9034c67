"""How fast capacities come in from a file: read, compared and written, as the page does it."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from time import perf_counter, process_time

from samverka.actors.models import Membership, Organisation, Role, Territory, User
from samverka.core.ids import new_id
from samverka.shelters import sheets
from samverka.shelters.actions import imports
from samverka.shelters.models import Group, Import, Shelter


Clock = Callable[[], float]
COLUMNS = (
    sheets.Column("Datum", "date"),
    sheets.Column("Härbärge"),
    sheets.Column("Grupp"),
    sheets.Column("Platser", "number"),
    sheets.Column("Spärrade", "number"),
    sheets.Column("Orsak"),
    sheets.Column("Extra", "number"),
)


def bench_import(
    *, lines: int = 5_000, kind: str = "csv", groups: int = 10, shelters: int = 20, cpu: Clock = process_time
) -> dict[str, float]:
    """Rows a second for a file of new nights, and for the same file with other numbers; by `cpu`, the seconds it took.

    Works in the database it is given, at an organisation of its own, in the year that begins on `at`; call it in a
    database that may be thrown away. `groups` is how many lines a night has.
    """
    at = datetime(2031, 1, 1, 9, tzinfo=UTC)
    user, names = _organisation(shelters=shelters, groups=groups)
    told: dict[str, float] = {"lines": lines}
    for work, beds in (("new", 10), ("changed", 11)):
        table = sheets.Sheet("Platser", COLUMNS, list(_lines(names, lines=lines, beds=beds, first=at.date())))
        file = sheets.csv(table) if kind == "csv" else sheets.xlsx([table], title="Platser")
        wall, before = perf_counter(), cpu()
        one = imports.upload_import(id=new_id(), file=file, by=user, at=at)
        imports.work_on_import(id=one.pk, clock=lambda: at)
        one = Import.objects.get(pk=one.pk)
        compared = perf_counter()
        imports.approve_import(one=one, by=user, at=at)
        imports.work_on_import(id=one.pk, clock=lambda: at)
        one = Import.objects.get(pk=one.pk)
        if one.written_at is None or one.counts.get(work) != lines:
            raise RuntimeError(f"{one.stage} {one.counts}")
        ended = perf_counter()
        told |= {f"{work}_rows_per_second": round(lines / (ended - wall)), f"{work}_cpu_s": cpu() - before}
        told |= {f"{work}_preview_s": compared - wall, f"{work}_write_s": ended - compared}
    return told


def _lines(names: list[tuple[str, str]], *, lines: int, beds: int, first: date) -> Iterator[tuple[sheets.Cell, ...]]:
    for number in range(lines):
        day, place = divmod(number, len(names))
        blocked = 1 if number % 10 == 0 else 0
        because = "trasig dusch" if blocked else None
        yield first + timedelta(days=day), *names[place], beds, blocked, because, 2


def _organisation(*, shelters: int, groups: int) -> tuple[User, list[tuple[str, str]]]:
    """Somebody who keeps so many shelters with so many groups each."""
    stockholm, _ = Territory.objects.get_or_create(code="0180", defaults={"name": "Stockholm"})
    word = new_id().hex[-8:]
    owner = Organisation.objects.create(name=f"Mätningen {word}", kind=Organisation.Kind.NGO, territory=stockholm)
    user = User.objects.create(email=f"{word}@example.org", name="Mätare")
    since = datetime(2020, 1, 1, tzinfo=UTC)
    Membership.objects.create(
        user=user, organisation=owner, territory=stockholm, role=Role.SHELTER_STAFF, starts_at=since
    )
    names = []
    for number in range(shelters):
        shelter = Shelter.objects.create(
            organisation=owner, territory=stockholm, county="01", name=f"Härbärget {word} {number}",
            visibility=Shelter.Visibility.PARTNERS,
        )  # fmt: skip
        for place in range(groups):
            group = Group.objects.create(shelter=shelter, kind="mixed", name=f"Grupp {place}", beds=8)
            names.append((shelter.name, group.name))
    return user, names
