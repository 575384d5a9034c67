"""Projects, what funds ask of them, and reports that are never changed and never deleted: the database refuses it.

So it does for a strategy's year, once that is published.
"""

from datetime import date

import django.db.models.deletion
import samverka.core.ids
from django.conf import settings
from django.db import migrations, models


TABLES = {"programmes_indicatorreport": "", "programmes_strategyyear": "when (old.published_at is not null)"}
SQLITE = [
    f"""create trigger {table}_no_{done} before {done} on {table} {when}
        begin select raise(abort, 'what was published stays'); end"""
    for table, when in TABLES.items()
    for done in ("update", "delete")
]
POSTGRESQL = [
    f"""create trigger {table}_stays before update or delete on {table}
        for each row {when} execute function samverka_published_stays()"""  # of situation's migration 0002
    for table, when in TABLES.items()
]
FUNDS = (  # code, name, first and last day, source; none of it is verified yet
    ("esf-plus-2021", "ESF+ 2021\u20132027", date(2021, 1, 1), date(2027, 12, 31), "Förordning (EU) 2021/1057"),
    ("fead-2014", "Fead 2014\u20132020", date(2014, 1, 1), date(2023, 12, 31), "Förordning (EU) nr 223/2014"),
    ("own", "Egna medel och gåvor", date(2001, 1, 1), None, "Organisationens egen budget"),
)
ESF, PEOPLE = "Förordning (EU) 2021/1057, gemensamma utfallsindikatorer i bilagan", "deltagare"
INDICATORS = (  # code, name, unit, what front desks count of it, is it sensitive. They count visits, never participants
    ("esf-plus-2021", ESF, (
        ("participants-women", "Deltagare: kvinnor", PEOPLE, "", False),
        ("participants-men", "Deltagare: män", PEOPLE, "", False),
        ("participants-non-binary", "Deltagare: icke-binära", PEOPLE, "", False),
        ("children", "Barn under 18 år", PEOPLE, "", False),
        ("age-18-29", "Deltagare 18\u201329 år", PEOPLE, "", False),
        ("age-55", "Deltagare 55 år eller äldre", PEOPLE, "", False),
        ("disability", "Deltagare med funktionsnedsättning", PEOPLE, "", True),
        ("third-country", "Tredjelandsmedborgare", PEOPLE, "", True),
        ("foreign-background", "Deltagare med utländsk bakgrund", PEOPLE, "", True),
        ("minorities", "Deltagare som tillhör minoriteter", PEOPLE, "", True),
        ("homelessness", "Deltagare i hemlöshet", PEOPLE, "", True),
    )),
    ("esf-plus-2021", "Projektets egen uppföljning", (
        ("activities", "Genomförda kurstillfällen", "tillfällen", "activities", False),
        ("course-visits", "Besök vid kurstillfällen (projektets egen uppföljning)", "besök", "attendances", False),
    )),
    ("fead-2014", "Fead i Sverige 2014\u20132020, enligt Svenska ESF-rådet", (
        ("unique-persons", "Unika personer", "personer", "", False),
        ("orientation", "Samhällsorientering: samtal", "samtal", "talks", False),
        ("health", "Hälsofrämjande: kurstillfällen", "tillfällen", "activities", False),
        ("women", "Besök av kvinnor", "besök", "visits_women", False),
        ("men", "Besök av män", "besök", "visits_men", False),
    )),
    ("own", "Organisationens egen uppföljning", (
        ("visits", "Besök", "besök", "visits", False),
        ("talks", "Rådgivningssamtal", "samtal", "talks", False),
        ("activities", "Kurser och hälsotillfällen", "tillfällen", "activities", False),
    )),
)  # fmt: skip


def forward(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def fill(apps, schema_editor):
    fund, indicator = (apps.get_model("programmes", name) for name in ("Fund", "FundIndicator"))
    for code, name, first, last, source in FUNDS:
        fund.objects.get_or_create(
            code=code, defaults={"name": name, "first_day": first, "last_day": last, "source": source}
        )
    for code, told, rows in INDICATORS:
        first = fund.objects.get(code=code).first_day
        for key, title, unit, counted, sensitive in rows:
            facts = {"name": title, "unit": unit, "counted": counted, "is_sensitive": sensitive, "source": told}
            indicator.objects.get_or_create(fund_id=code, code=key, valid_from=first, defaults=facts)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial"), ("situation", "0003_reports")]
    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
