"""Tables as they were published. They are never changed and never deleted: the database itself refuses it."""

import django.db.models.deletion
import samverka.core.ids
from django.db import migrations, models


TABLES = ("situation_publishedtable", "situation_publishedcell")
SQLITE = [
    f"""create trigger {table}_no_{done} before {done} on {table}
        begin select raise(abort, 'what was published stays'); end"""
    for table in TABLES
    for done in ("update", "delete")
]
POSTGRESQL = [
    """create function samverka_published_stays() returns trigger language plpgsql as $$
       begin raise exception 'what was published stays'; end $$""",
    *(
        f"""create trigger {table}_stays before update or delete on {table}
            for each row execute function samverka_published_stays()"""
        for table in TABLES
    ),
]


def forward(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("situation", "0001_initial")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
