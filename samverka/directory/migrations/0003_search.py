"""Services are found by their words: the database keeps an index of them (ADR 25)."""

import django.db.models.deletion
import samverka.directory.models.search
from django.db import migrations, models


SQLITE = [
    """create virtual table directory_searchindex using fts5(
         words, content='directory_searchtext', content_rowid='id', detail=none, tokenize='ascii', prefix='3'
       )""",
    """create trigger directory_searchtext_added after insert on directory_searchtext
       begin insert into directory_searchindex(rowid, words) values (new.id, new.words); end""",
    """create trigger directory_searchtext_removed after delete on directory_searchtext
       begin
         insert into directory_searchindex(directory_searchindex, rowid, words) values ('delete', old.id, old.words);
       end""",
    """create trigger directory_searchtext_changed after update on directory_searchtext
       begin
         insert into directory_searchindex(directory_searchindex, rowid, words) values ('delete', old.id, old.words);
         insert into directory_searchindex(rowid, words) values (new.id, new.words);
       end""",
]
POSTGRESQL = [
    """alter table directory_searchtext add column vector tsvector
       generated always as (array_to_tsvector(string_to_array(words, ' '))) stored""",
    "create index directory_searchindex on directory_searchtext using gin (vector)",
]


def forward(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_languages_and_categories")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
