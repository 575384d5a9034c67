"""A sealed month stays as it was sealed: the database lets it be marked as purged, once, and nothing else."""

from django.db import migrations


SQLITE = [
    """create trigger core_segment_stays before update on core_segment
       when old.purged_at is not null or new.purged_at is null
         or new.id <> old.id or new.county <> old.county or new.month <> old.month
         or new."first" <> old."first" or new."last" <> old."last" or new.previous <> old.previous
         or new.head <> old.head or new.sealed_at <> old.sealed_at
       begin select raise(abort, 'a sealed month stays as it is'); end""",
    """create trigger core_segment_no_delete before delete on core_segment
       begin select raise(abort, 'a sealed month stays as it is'); end""",
]
POSTGRESQL = [
    """create function samverka_segment_stays() returns trigger language plpgsql as $$
       begin
         if tg_op = 'UPDATE' and old.purged_at is null and new.purged_at is not null
            and (to_jsonb(new) - 'purged_at') = (to_jsonb(old) - 'purged_at') then return new; end if;
         raise exception 'a sealed month stays as it is';
       end $$""",
    """create trigger core_segment_stays before update or delete on core_segment
       for each row execute function samverka_segment_stays()""",
]


def forward(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_append_only")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
