"""The first languages, and the field's categories from the reviewed file. May run twice."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid5

from django.db import migrations


FILE = Path(__file__).parents[1] / "categories" / "categories.csv"
OURS = UUID("8d0a4f6e-5b0e-5a57-9a3c-6f1f0f6f3a10")  # the ids of categories are made from this and their code
LANGUAGES = [("sv", "Svenska"), ("en", "English"), ("ro", "Română"), ("bg", "Български")]
DRAFTS = {"ro", "bg"}
WRITTEN = datetime(2026, 11, 1, tzinfo=UTC)
GROUPS = {
    "shelter": "SHELTER-NIGHT SHELTER-COLD SHELTER-WOMEN SHELTER-FAMILY HOUSING-ADVICE",
    "daytime": "DAY-CENTRE REST-WARM",
    "food": "FOOD-MEAL FOOD-BAG FOOD-SHOP WATER",
    "hygiene": "SHOWER LAUNDRY TOILET HYGIENE-KIT HAIRCUT",
    "goods": "CLOTHES SLEEP-KIT BABY-KIT LUGGAGE MAIL",
    "advice": "ADVICE-GENERAL ADVICE-LEGAL ADVICE-RIGHTS ADVICE-WORK ADVICE-FORMS AUTHORITY EMBASSY TRAVEL-HOME INTERPRETER",
    "health": "HEALTH-EMERGENCY HEALTH-CLINIC HEALTH-MATERNITY HEALTH-CHILD HEALTH-DENTAL HEALTH-MENTAL HEALTH-ADDICTION "
    "HEALTH-SEXUAL PHARMACY",
    "safety": "SAFETY-POLICE SAFETY-TRAFFICKING SAFETY-VIOLENCE",
    "family": "CHILD-SCHOOL CHILD-FAMILY",
    "learning": "COURSE-LANGUAGE COURSE-DIGITAL CHARGE-PHONE",
    "community": "FAITH OUTREACH",
}


def fill(apps, schema_editor):
    _fill_languages(apps.get_model("directory", "Language"))
    with FILE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    Category = apps.get_model("directory", "Category")
    group_of = {code: group for group, codes in GROUPS.items() for code in codes.split()}
    for position, line in enumerate(lines):
        said = {
            "code": line["code"], "group": group_of[line["code"]], "name": line["sv"], "osm": line["osm"],
            "icon": line["icon"], "is_core": line["core"] == "yes", "position": position,
        }  # fmt: skip
        Category.objects.update_or_create(id=uuid5(OURS, line["code"]), defaults=said)
    _fill_names(apps, lines)


def _fill_languages(Language):
    for position, (code, name) in enumerate(LANGUAGES):
        Language.objects.get_or_create(code=code, defaults={"name": name, "position": position})


WAIT = " ".join(sorted(DRAFTS))


def _fill_names(apps, lines):
    """Their names with translations; those that wait for a native reader say so."""
    about = [{"kind": "category", "subject": uuid5(OURS, line["code"]), "field": "name"} for line in lines]
    Wording, Translation = (apps.get_model("directory", name) for name in ("Wording", "Translation"))
    for line, named in zip(lines, about, strict=True):
        said = {"language": "sv", "text": line["sv"], "at": WRITTEN, "kind": named["kind"], "needs": WAIT}
        Wording.objects.get_or_create(subject=named["subject"], field="name", number=1, defaults=said)
        for code, _ in LANGUAGES[1:]:
            said = {"text": line[code], "of_version": 1, "is_draft": code in DRAFTS, "at": WRITTEN, "kind": "category"}
            Translation.objects.get_or_create(
                subject=named["subject"], field="name", language_id=code,
                defaults={"id": uuid5(named["subject"], code)} | said,
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
