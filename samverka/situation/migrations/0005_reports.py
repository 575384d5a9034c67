"""Reports, and their versions, which are never changed and never deleted: the database itself refuses it."""

import django.db.models.deletion
import samverka.core.ids
from django.conf import settings
from django.db import migrations, models


TABLE = "situation_reportversion"
SQLITE = [
    f"""create trigger {TABLE}_no_{done} before {done} on {TABLE}
        begin select raise(abort, 'what was published stays'); end"""
    for done in ("update", "delete")
]
POSTGRESQL = [
    f"""create trigger {TABLE}_stays before update or delete on {TABLE}
        for each row execute function samverka_published_stays()""",  # of migration 0002
]


def forward(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0007_told_of_cold_nights'),
        ('situation', '0004_estimates'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=100, verbose_name='title')),
                ('first_day', models.DateField(verbose_name='about the time from')),
                ('last_day', models.DateField(verbose_name='until')),
                ('state', models.CharField(choices=[('compiling', 'being written'), ('reviewed', 'reviewed'), ('published', 'published'), ('superseded', 'superseded')], default='compiling', max_length=10, verbose_name='state')),
                ('change', models.CharField(blank=True, max_length=500, verbose_name='what has changed')),
                ('reviewed_at', models.DateTimeField(blank=True, null=True, verbose_name='reviewed at')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='actors.organisation')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='situation.report')),
                ('survey', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='situation.survey')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='actors.territory')),
            ],
        ),
        migrations.CreateModel(
            name='ReportSection',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField(verbose_name='place')),
                ('heading', models.CharField(max_length=120, verbose_name='heading')),
                ('text', models.TextField(blank=True, max_length=8000, verbose_name='text')),
                ('block', models.CharField(blank=True, choices=[(None, 'text alone'), ('response', 'who has answered'), ('question', 'answers to a question'), ('indicator', 'an indicator over time'), ('support', 'forms of support'), ('sources', 'sources and methods'), ('missing', 'what is missing'), ('difficulties', 'who told of difficulties')], max_length=15, verbose_name='from the data')),
                ('code', models.SlugField(blank=True, max_length=40, verbose_name='question or indicator')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='situation.report')),
            ],
        ),
        migrations.CreateModel(
            name='ReportTemplate',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='report_template', serialize=False, to='actors.organisation')),
                ('file', models.BinaryField(verbose_name='file')),
                ('taken_in_at', models.DateTimeField(verbose_name='taken in at')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ReportVersion',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.SlugField(max_length=20, unique=True, verbose_name='name')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('content', models.JSONField(verbose_name='content')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('published_at', models.DateTimeField(verbose_name='published at')),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='version', to='situation.report')),
            ],
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('supersedes', None)), fields=('survey', 'territory'), name='one_report_of_a_survey'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='a_report_is_about_a_time'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('reviewed_at', None), ('state', 'compiling')), models.Q(('published_at', None), ('reviewed_at__isnull', False), ('state', 'reviewed')), models.Q(('published_at__isnull', False), ('state__in', ('published', 'superseded'))), _connector='OR'), name='a_report_says_when_it_came_so_far'),
        ),
        migrations.AddIndex(
            model_name='reportsection',
            index=models.Index(fields=['report', 'place'], name='sections_by_place'),
        ),
        migrations.AddConstraint(
            model_name='reportsection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('block__in', ('question', 'indicator')), models.Q(('code', ''), _negated=True)), models.Q(models.Q(('block__in', ('question', 'indicator')), _negated=True), ('code', '')), _connector='OR'), name='a_section_says_what_is_shown'),
        ),
        migrations.AddConstraint(
            model_name='reportversion',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='versions_of_a_report_begin_with_one'),
        ),
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
