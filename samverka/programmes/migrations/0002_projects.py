"""Projects, what funds ask of them, and reports that are never changed and never deleted: the database refuses it."""

from datetime import date

import django.db.models.deletion
import samverka.core.ids
from django.conf import settings
from django.db import migrations, models


TABLE = "programmes_indicatorreport"
SQLITE = [
    f"""create trigger {TABLE}_no_{done} before {done} on {TABLE}
        begin select raise(abort, 'what was submitted stays'); end"""
    for done in ("update", "delete")
]
POSTGRESQL = [
    f"""create trigger {TABLE}_stays before update or delete on {TABLE}
        for each row execute function samverka_published_stays()""",  # of situation's migration 0002
]
FUNDS = (  # code, name, first and last day, source; none of it is verified yet
    ("esf-plus-2021", "ESF+ 2021\u20132027", date(2021, 1, 1), date(2027, 12, 31), "Förordning (EU) 2021/1057"),
    ("fead-2014", "Fead 2014\u20132020", date(2014, 1, 1), date(2023, 12, 31), "Förordning (EU) nr 223/2014"),
    ("own", "Egna medel och gåvor", date(2001, 1, 1), None, "Organisationens egen budget"),
)
ESF, PEOPLE = "Förordning (EU) 2021/1057, gemensamma utfallsindikatorer (att kontrollera i bilagan)", "deltagare"
INDICATORS = {  # code, name, unit, what front desks count of it, is it sensitive
    "esf-plus-2021": (ESF, (
        ("participants-women", "Deltagare: kvinnor", PEOPLE, "attendances_women", False),
        ("participants-men", "Deltagare: män", PEOPLE, "attendances_men", False),
        ("participants-non-binary", "Deltagare: icke-binära", PEOPLE, "attendances_other", False),
        ("children", "Barn under 18 år", PEOPLE, "attendances_children", False),
        ("age-18-29", "Deltagare 18\u201329 år", PEOPLE, "", False),
        ("age-55", "Deltagare 55 år eller äldre", PEOPLE, "", False),
        ("disability", "Deltagare med funktionsnedsättning", PEOPLE, "", True),
        ("third-country", "Tredjelandsmedborgare", PEOPLE, "", True),
        ("foreign-background", "Deltagare med utländsk bakgrund", PEOPLE, "", True),
        ("minorities", "Deltagare som tillhör minoriteter", PEOPLE, "", True),
        ("homelessness", "Deltagare i hemlöshet", PEOPLE, "", True),
        ("activities", "Genomförda kurstillfällen", "tillfällen", "activities", False),
    )),
    "fead-2014": ("Fead i Sverige 2014\u20132020, enligt Svenska ESF-rådet (att kontrollera)", (
        ("unique-persons", "Unika personer", "personer", "", False),
        ("orientation", "Samhällsorientering: samtal", "samtal", "talks", False),
        ("health", "Hälsofrämjande: kurstillfällen", "tillfällen", "activities", False),
        ("women", "Besök av kvinnor", "besök", "visits_women", False),
        ("men", "Besök av män", "besök", "visits_men", False),
    )),
    "own": ("Organisationens egen uppföljning", (
        ("visits", "Besök", "besök", "visits", False),
        ("talks", "Rådgivningssamtal", "samtal", "talks", False),
        ("activities", "Kurser och hälsotillfällen", "tillfällen", "activities", False),
    )),
}  # fmt: skip


def forward(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def fill(apps, schema_editor):
    fund, indicator = (apps.get_model("programmes", name) for name in ("Fund", "FundIndicator"))
    for code, name, first, last, source in FUNDS:
        fund.objects.get_or_create(
            code=code, defaults={"name": name, "first_day": first, "last_day": last, "source": source}
        )
        told, rows = INDICATORS[code]
        for key, title, unit, counted, sensitive in rows:
            facts = {"name": title, "unit": unit, "counted": counted, "is_sensitive": sensitive, "source": told}
            indicator.objects.get_or_create(fund_id=code, code=key, valid_from=first, defaults=facts)


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0003_first_terms'),
        ('directory', '0003_search'),
        ('programmes', '0001_agreements'),
        ('situation', '0002_published_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Fund',
            fields=[
                ('code', models.SlugField(max_length=20, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('first_day', models.DateField(verbose_name='from')),
                ('last_day', models.DateField(blank=True, null=True, verbose_name='until')),
                ('source', models.CharField(max_length=300, verbose_name='source')),
                ('verified_on', models.DateField(blank=True, null=True, verbose_name='looked up on')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day', None), ('last_day__gte', models.F('first_day')), _connector='OR'), name='a_fund_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='FundIndicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30, verbose_name='code')),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('unit', models.CharField(max_length=40, verbose_name='unit')),
                ('counted', models.SlugField(blank=True, max_length=30, verbose_name='counted at front desks as')),
                ('is_sensitive', models.BooleanField(default=False, verbose_name='sensitive')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('source', models.CharField(max_length=300, verbose_name='source')),
                ('verified_on', models.DateField(blank=True, null=True, verbose_name='looked up on')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='programmes.fund')),
            ],
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('operation_number', models.CharField(blank=True, max_length=40, verbose_name='operation number')),
                ('purpose', models.TextField(max_length=4000, verbose_name='purpose')),
                ('tracks', models.TextField(blank=True, max_length=2000, verbose_name='tracks')),
                ('first_day', models.DateField(verbose_name='from')),
                ('last_day', models.DateField(verbose_name='until')),
                ('state', models.CharField(choices=[('planned', 'planned'), ('granted', 'granted'), ('running', 'running'), ('reporting', 'being reported'), ('closed', 'closed')], default='planned', max_length=10, verbose_name='state')),
                ('begun_at', models.DateTimeField(verbose_name='begun at')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('begun_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='programmes.fund')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='actors.organisation')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='actors.territory')),
            ],
        ),
        migrations.CreateModel(
            name='ProjectMoney',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('planned', models.PositiveBigIntegerField(verbose_name='planned')),
                ('spent', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='spent')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='money', to='programmes.project')),
            ],
        ),
        migrations.CreateModel(
            name='ProjectPartner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actors.organisation')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programmes.project')),
            ],
        ),
        migrations.AddField(
            model_name='project',
            name='partners',
            field=models.ManyToManyField(related_name='+', through='programmes.ProjectPartner', to='actors.organisation'),
        ),
        migrations.CreateModel(
            name='ProjectPeriod',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('first_day', models.DateField(verbose_name='from')),
                ('last_day', models.DateField(verbose_name='until')),
                ('due_on', models.DateField(verbose_name='report due on')),
                ('submitted_on', models.DateField(blank=True, null=True, verbose_name='submitted on')),
                ('told_before_on', models.DateField(blank=True, null=True, verbose_name='told before its end on')),
                ('told_after_on', models.DateField(blank=True, null=True, verbose_name='told after its end on')),
                ('told_late_on', models.DateField(blank=True, null=True, verbose_name='told that it is late on')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='periods', to='programmes.project')),
            ],
        ),
        migrations.CreateModel(
            name='IndicatorValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('tally', 'counted at front desks'), ('operation_estimate', 'estimate of the whole project'), ('statement', "the project's own statement")], max_length=20, verbose_name='source')),
                ('low', models.PositiveIntegerField(blank=True, null=True, verbose_name='at least')),
                ('high', models.PositiveIntegerField(blank=True, null=True, verbose_name='at most')),
                ('method', models.CharField(blank=True, max_length=300, verbose_name='method')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.fundindicator')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='programmes.projectperiod')),
            ],
        ),
        migrations.CreateModel(
            name='IndicatorReport',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('content', models.JSONField(verbose_name='content')),
                ('comment', models.TextField(blank=True, max_length=4000, verbose_name='comment')),
                ('change', models.CharField(blank=True, max_length=300, verbose_name='what has changed')),
                ('submitted_at', models.DateTimeField(verbose_name='submitted at')),
                ('submitted_by', models.CharField(max_length=40, verbose_name='submitted by')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='programmes.projectperiod')),
            ],
        ),
        migrations.CreateModel(
            name='ProjectService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programmes.project')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.service')),
            ],
        ),
        migrations.AddField(
            model_name='project',
            name='services',
            field=models.ManyToManyField(related_name='+', through='programmes.ProjectService', to='directory.service'),
        ),
        migrations.CreateModel(
            name='ProjectTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target', models.PositiveIntegerField(blank=True, null=True, verbose_name='target')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.fundindicator')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='programmes.project')),
            ],
        ),
        migrations.AddConstraint(
            model_name='fundindicator',
            constraint=models.UniqueConstraint(fields=('fund', 'code', 'valid_from'), name='one_indicator_of_a_fund_and_day'),
        ),
        migrations.AddConstraint(
            model_name='fundindicator',
            constraint=models.CheckConstraint(condition=models.Q(('is_sensitive', False), ('counted', ''), _connector='OR'), name='what_is_sensitive_is_counted_nowhere'),
        ),
        migrations.AddConstraint(
            model_name='projectmoney',
            constraint=models.UniqueConstraint(fields=('project', 'year'), name='one_budget_per_project_and_year'),
        ),
        migrations.AddConstraint(
            model_name='projectpartner',
            constraint=models.UniqueConstraint(fields=('project', 'organisation'), name='a_partner_once_in_a_project'),
        ),
        migrations.AddIndex(
            model_name='projectperiod',
            index=models.Index(fields=['submitted_on', 'last_day'], name='periods_by_end'),
        ),
        migrations.AddConstraint(
            model_name='projectperiod',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gt', models.F('first_day'))), name='a_period_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='projectperiod',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gt', models.F('last_day'))), name='a_period_is_reported_after_its_end'),
        ),
        migrations.AddConstraint(
            model_name='projectperiod',
            constraint=models.UniqueConstraint(fields=('project', 'first_day'), name='one_period_of_a_project_begins_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='indicatorvalue',
            constraint=models.UniqueConstraint(fields=('period', 'indicator'), name='one_value_per_period_and_indicator'),
        ),
        migrations.AddConstraint(
            model_name='indicatorvalue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('high', None), ('low', None), ('source', 'tally')), models.Q(models.Q(('source', 'tally'), _negated=True), ('high__gte', models.F('low')), ('low__isnull', False)), _connector='OR'), name='a_value_that_is_not_counted_is_a_range'),
        ),
        migrations.AddConstraint(
            model_name='indicatorvalue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('source', 'operation_estimate'), _negated=True), ('method__gt', ''), _connector='OR'), name='an_estimate_says_its_method'),
        ),
        migrations.AddConstraint(
            model_name='indicatorreport',
            constraint=models.UniqueConstraint(fields=('period', 'number'), name='reports_of_a_period_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='indicatorreport',
            constraint=models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('change__gt', ''), ('number__gt', 1)), _connector='OR'), name='a_corrected_report_says_what_has_changed'),
        ),
        migrations.AddConstraint(
            model_name='projectservice',
            constraint=models.UniqueConstraint(fields=('project', 'service'), name='a_service_once_in_a_project'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['state', 'last_day'], name='projects_by_end'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='a_project_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'planned'), ('operation_number__gt', ''), _connector='OR'), name='a_granted_project_has_a_number'),
        ),
        migrations.AddConstraint(
            model_name='projecttarget',
            constraint=models.UniqueConstraint(fields=('project', 'indicator'), name='one_target_per_indicator'),
        ),
        migrations.RunPython(forward, migrations.RunPython.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
