"""The audit trail and the proof of purging only grow: the database itself refuses anything else.

Entries of a sealed month may be deleted once the month is marked as purged.
"""

from django.core.management import call_command
from django.db import migrations


SQLITE = [
    """create trigger core_entry_no_update before update on core_entry
       begin select raise(abort, 'the audit trail only grows'); end""",
    """create trigger core_entry_no_delete before delete on core_entry
       when not exists (select 1 from core_segment s where s.county = old.county and s.purged_at is not null
                        and old.number between s.first and s.last)
       begin select raise(abort, 'the audit trail only grows'); end""",
    """create trigger core_purge_no_update before update on core_purge
       begin select raise(abort, 'the proof of purging only grows'); end""",
    """create trigger core_purge_no_delete before delete on core_purge
       begin select raise(abort, 'the proof of purging only grows'); end""",
]
POSTGRESQL = [
    """create function samverka_only_grows() returns trigger language plpgsql as $$
       begin raise exception '% only grows', tg_table_name; end $$""",
    """create function samverka_entry_delete() returns trigger language plpgsql as $$
       begin
         if exists (select 1 from core_segment s where s.county = old.county and s.purged_at is not null
                    and old.number between s.first and s.last) then return old; end if;
         raise exception 'the audit trail only grows';
       end $$""",
    """create trigger core_entry_no_update before update on core_entry
       for each row execute function samverka_only_grows()""",
    """create trigger core_entry_no_delete before delete on core_entry
       for each row execute function samverka_entry_delete()""",
    """create trigger core_purge_no_change before update or delete on core_purge
       for each row execute function samverka_only_grows()""",
]


def forward(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def cache_table(apps, schema_editor):
    call_command("createcachetable", "core_cache", database=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),
        migrations.RunPython(cache_table, migrations.RunPython.noop),
    ]
