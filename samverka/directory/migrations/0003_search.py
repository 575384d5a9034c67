"""Services are found by their words: the database keeps an index of them (ADR 25)."""

from django.db import migrations

from samverka.core.indexing import make_index


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_languages_and_categories")]
    operations = [migrations.RunPython(make_index("directory_searchtext"), migrations.RunPython.noop)]
