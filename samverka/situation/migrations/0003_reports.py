"""Reports, and their versions, which are never changed and never deleted: the database itself refuses it."""

import django.db.models.deletion
import samverka.core.ids
from django.conf import settings
from django.db import migrations, models


TABLE = "situation_reportversion"
SQLITE = [
    f"""create trigger {TABLE}_no_{done} before {done} on {TABLE}
        begin select raise(abort, 'what was published stays'); end"""
    for done in ("update", "delete")
]
POSTGRESQL = [
    f"""create trigger {TABLE}_stays before update or delete on {TABLE}
        for each row execute function samverka_published_stays()""",  # of migration 0002
]


def forward(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("situation", "0002_published_tables")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
