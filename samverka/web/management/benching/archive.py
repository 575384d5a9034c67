"""Nights that are over. The database copies them from last night itself, which is many times faster than telling it."""

from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import DateField, DateTimeField, Field, Model
from django.utils.timezone import now

from samverka.core import audit, indexing
from samverka.core.county import CountyForeignKey
from samverka.shelters.models import Capacity, Night, NightFigure, NightPlace
from samverka.web.management.benching.county import COUNTY, County


ARCHIVED: tuple[type[Model], ...] = (Night, Capacity, NightPlace, NightFigure)  # those that others point to come first
MOST = 400  # days; as the beginning of an id, older than any id that was made by a clock
SQL = {
    "sqlite": {
        "id": "%(mark)s || substr({0}, 5)",
        "date": "date({0}, -%(days)s || ' days')",
        "same": "{0}",
        "moment": "datetime({0}, -%(days)s || ' days')",
    },
    "postgresql": {
        "id": "(%(mark)s || substr(replace({0}::text, '-', ''), 5))::uuid",
        "date": "{0} - %(days)s",
        "same": "{0}",
        "moment": "{0} - %(days)s * interval '1 day'",
    },
}


def fill(county: County, *, since: int, until: int) -> None:
    """Let there be as many nights before last night as there were, from `since` up to `until` days ago."""
    last = county.tonight - timedelta(days=1)
    with transaction.atomic():
        for ago in range(since, until):
            for model in ARCHIVED:
                _copy(model, last, days=ago)
            nights = list(Night.objects.filter(county=COUNTY, date=last - timedelta(days=ago)))
            audit.record_all(by=None, verb="shelters.night_closed", subjects=nights, county=COUNTY, at=now())
    settle()


def settle() -> None:
    """Have all tidied up, as it is after a year that came day by day; else PostgreSQL would while it is asked."""
    indexing.tidy()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("vacuum (analyze)")


def _copy(model: type[Model], night: date, *, days: int) -> None:
    """All rows of this model that belong to `night`, once more, so many days earlier.

    Ids keep all but their beginning, in which the day stands; so rows still point to their own night.
    """
    fields, table = model._meta.concrete_fields, model._meta.db_table
    columns, copied = ", ".join(str(field.column) for field in fields), ", ".join(_copied(field) for field in fields)
    of = "date = %(night)s" if model is Night else "night_id in (select id from shelters_night where date = %(night)s)"
    told: dict[str, Any] = {"mark": f"{MOST - days:04x}", "days": days, "night": night, "county": COUNTY}
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} ({columns}) select {copied} from {table} where county = %(county)s and {of}",  # noqa: S608
            told,
        )


def _copied(field: "Field[Any, Any]") -> str:
    """What a column holds in the copy."""
    how = SQL[connection.vendor]
    if field.primary_key or isinstance(field, CountyForeignKey):
        return how["id"].format(field.column)
    if isinstance(field, DateTimeField):
        return how["moment"].format(field.column)
    return how["date" if isinstance(field, DateField) else "same"].format(field.column)
