"""Things of every kind are found by their words: the database keeps an index of them (ADR 48)."""

import samverka.core.indexing
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_sealed_months")]
    operations = [migrations.RunPython(samverka.core.indexing.make_index('core_findable'), migrations.RunPython.noop)]
