"""Frozen figures are never changed and never deleted: the database itself refuses it."""

from django.db import migrations, models


TABLES = ("shelters_nightfigure", "shelters_turnawayfigure")
SQLITE = [
    f"""create trigger {table}_no_{done} before {done} on {table}
        begin select raise(abort, 'frozen figures stay'); end"""
    for table in TABLES
    for done in ("update", "delete")
]
POSTGRESQL = [
    """create function samverka_figures_stay() returns trigger language plpgsql as $$
       begin raise exception 'frozen figures stay'; end $$""",
    *(
        f"""create trigger {table}_stays before update or delete on {table}
            for each row execute function samverka_figures_stay()"""
        for table in TABLES
    ),
]


def forward(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("shelters", "0001_initial")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
