"""Files with all that was published, made anew each night when something has been published since."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.timezone import localtime

from samverka.actors.models import Territory
from samverka.core.county import SWEDEN
from samverka.situation import queries
from samverka.situation.formats import dumps
from samverka.situation.formats.cubes import ALL
from samverka.situation.models import Dump, PublishedCell, PublishedTable


AT_NIGHT = range(1, 5)  # hours
WRITE = {Dump.Kind.PARQUET: dumps.parquet, Dump.Kind.CSV: dumps.csv}


def keep_dumps(*, at: datetime) -> bool:
    """Make the files when it is night, or when there is none; were they made? Unchanged, nothing is done."""
    mark, made = queries.publication_mark(), set(Dump.objects.values_list("mark", flat=True))
    if made == {mark} or not PublishedTable.objects.exists():
        return False
    if made and localtime(at).hour not in AT_NIGHT:
        return False
    make_dumps(mark=mark, at=at)
    return True


@transaction.atomic
def make_dumps(*, mark: str, at: datetime) -> None:
    """Write everything that is published now. The files are open data: nobody's trail tells of them."""
    lines = list(_lines())
    for kind, write in WRITE.items():
        content = write(lines)
        told = {"mark": mark, "content": content, "size": len(content), "made_at": at}
        Dump.objects.update_or_create(kind=kind, defaults=told | {"digest": sha256(content).hexdigest()})


def _lines() -> Iterator[dumps.Line]:
    tables = {one.pk: one for one in PublishedTable.objects.all()}
    titles = {
        pk: [queries.title_of(one, language) for language in queries.LANGUAGES] for pk, one in tables.items()
    }  # fmt: skip
    names = dict(Territory.objects.values_list("code", "name")) | {SWEDEN: "Sverige"}
    cells = PublishedCell.objects.order_by("table__name", "area", "period", "category")
    rows = cells.values_list("table", "area", "period", "category", "value", "status")
    for pk, area, period, category, value, status in rows.iterator(chunk_size=5000):
        one = tables[pk]
        units = [one.words[language]["unit"] for language in queries.LANGUAGES]
        yield (
            one.name, *titles[pk], *units, one.measure, one.about, one.method, one.licence, area,
            names.get(area, area), period, category or ALL, value, status, one.version, one.published_at,
        )  # fmt: skip
