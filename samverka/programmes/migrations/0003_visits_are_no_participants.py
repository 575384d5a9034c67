"""What front desks count are visits, the same person each time: they fill in no number of participants."""

from datetime import date

from django.db import migrations


SOURCE = "Projektets egen uppföljning; ingår inte i förordningens bilaga"


def forward(apps, schema_editor):
    fund, indicator, value = (
        apps.get_model("programmes", name) for name in ("Fund", "FundIndicator", "IndicatorValue")
    )
    people = indicator.objects.filter(unit__in=("deltagare", "personer"), counted__regex="^(attendances|visits)")
    value.objects.filter(indicator__in=people, source="tally").delete()
    people.update(counted="")
    if fund.objects.filter(code="esf-plus-2021").exists():
        facts = {"name": "Besök vid kurstillfällen", "unit": "besök", "counted": "attendances", "source": SOURCE}
        indicator.objects.get_or_create(
            fund_id="esf-plus-2021", code="course-visits", valid_from=date(2021, 1, 1), defaults=facts
        )


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_projects")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
