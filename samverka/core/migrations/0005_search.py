"""Things of every kind are found by their words: the database keeps an index of them (ADR 48)."""

import samverka.core.indexing
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_stored_files'),
    ]

    operations = [
        migrations.CreateModel(
            name='Findable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', samverka.core.indexing.Words(verbose_name='words')),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('subject', models.UUIDField(verbose_name='subject')),
                ('part', models.CharField(blank=True, max_length=20, verbose_name='part')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject', 'part'), name='a_part_is_found_once')],
            },
        ),
        migrations.CreateModel(
            name='SearchKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.IntegerField(verbose_name='key')),
                ('word', models.CharField(max_length=40, verbose_name='word')),
            ],
            options={
                'indexes': [models.Index(fields=['key', 'word'], name='words_by_key')],
            },
        ),
        migrations.RunPython(samverka.core.indexing.make_index('core_findable'), migrations.RunPython.noop),
    ]
