"""Sweden, its counties and municipalities, from the reviewed file. May run twice."""

import json
from pathlib import Path

from django.db import migrations


FILE = Path(__file__).parents[1] / "territories" / "territories.json"


def fill(apps, schema_editor):
    Territory = apps.get_model("actors", "Territory")
    named = [feature["properties"] for feature in json.loads(FILE.read_text(encoding="utf-8"))["features"]]
    Territory.objects.bulk_create(
        [Territory(code=one["code"], name=one["name"]) for one in named],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    )


class Migration(migrations.Migration):
    dependencies = [("actors", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
