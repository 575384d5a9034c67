"""Tables as they were published. They are never changed and never deleted: the database itself refuses it."""

import django.db.models.deletion
import samverka.core.ids
from django.db import migrations, models


TABLES = ("situation_publishedtable", "situation_publishedcell")
SQLITE = [
    f"""create trigger {table}_no_{done} before {done} on {table}
        begin select raise(abort, 'what was published stays'); end"""
    for table in TABLES
    for done in ("update", "delete")
]
POSTGRESQL = [
    """create function samverka_published_stays() returns trigger language plpgsql as $$
       begin raise exception 'what was published stays'; end $$""",
    *(
        f"""create trigger {table}_stays before update or delete on {table}
            for each row execute function samverka_published_stays()"""
        for table in TABLES
    ),
]


def forward(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ("situation", "0001_surveys"),
        ('actors', '0007_told_of_cold_nights'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublishedTable',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('publication', models.UUIDField(db_index=True, verbose_name='publication')),
                ('name', models.SlugField(max_length=80, verbose_name='name')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('measure', models.CharField(max_length=50, verbose_name='measure')),
                ('about', models.CharField(choices=[('people', 'people'), ('supply', 'supply'), ('visits', 'visits')], max_length=10, verbose_name='about')),
                ('area', models.CharField(choices=[('nation', 'nation'), ('county', 'county'), ('municipality', 'municipality')], max_length=12, verbose_name='areas')),
                ('step', models.CharField(choices=[('month', 'month'), ('quarter', 'quarter')], max_length=10, verbose_name='periods')),
                ('first_period', models.CharField(max_length=7, verbose_name='first period added')),
                ('last_period', models.CharField(max_length=7, verbose_name='last period added')),
                ('method', models.CharField(choices=[('rounding', 'rounded to base 5, adding up'), ('suppression', 'small counts hidden')], max_length=12, verbose_name='method')),
                ('width', models.PositiveSmallIntegerField(verbose_name='base of rounding, or width')),
                ('dimensions', models.JSONField(verbose_name='hierarchies')),
                ('words', models.JSONField(verbose_name='words')),
                ('licence', models.URLField(default='http://creativecommons.org/publicdomain/zero/1.0/', verbose_name='licence')),
                ('published_at', models.DateTimeField(verbose_name='published at')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='situation.publishedtable')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actors.territory', verbose_name='published for')),
            ],
        ),
        migrations.CreateModel(
            name='PublishedCell',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('measure', models.CharField(max_length=50, verbose_name='measure')),
                ('area', models.CharField(max_length=4, verbose_name='area')),
                ('period', models.CharField(max_length=7, verbose_name='period')),
                ('category', models.CharField(blank=True, max_length=50, verbose_name='category')),
                ('value', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='value')),
                ('status', models.CharField(blank=True, choices=[('c', 'hidden, since it counts too few or rests on too few'), ('e', 'estimated'), ('p', 'provisional'), ('b', 'break in the series'), ('u', 'low reliability')], max_length=1, verbose_name='status')),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cells', to='situation.publishedtable')),
            ],
        ),
        migrations.AddConstraint(
            model_name='publishedtable',
            constraint=models.UniqueConstraint(fields=('name', 'version'), name='one_table_per_name_and_version'),
        ),
        migrations.AddConstraint(
            model_name='publishedtable',
            constraint=models.UniqueConstraint(fields=('publication', 'name'), name='a_publication_tells_of_a_table_once'),
        ),
        migrations.AddConstraint(
            model_name='publishedtable',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('supersedes', None), ('version', 1)), models.Q(('supersedes__isnull', False), ('version__gt', 1)), _connector='OR'), name='a_later_version_supersedes_one'),
        ),
        migrations.AddConstraint(
            model_name='publishedcell',
            constraint=models.UniqueConstraint(fields=('measure', 'area', 'period', 'category'), name='a_cell_is_published_once'),
        ),
        migrations.AddConstraint(
            model_name='publishedcell',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'c'), ('value', None)), models.Q(('value__isnull', False), models.Q(('status', 'c'), _negated=True)), _connector='OR'), name='a_cell_without_a_number_is_hidden'),
        ),
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
