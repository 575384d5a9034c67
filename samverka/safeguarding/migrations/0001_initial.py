import django.db.models.deletion
import samverka.core.ids
from django.conf import settings
from django.db import migrations, models

from samverka.core.founding import Founding


class Migration(Founding):

    initial = True

    dependencies = [
        ('actors', '0001_initial'),
        ('actors', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportingChannel',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('office', 'social services, office hours'), ('duty', 'social emergency service'), ('emergency', '112'), ('e_service', 'e-service')], max_length=10, verbose_name='kind')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='phone')),
                ('address', models.URLField(blank=True, max_length=300, verbose_name='address of the e-service')),
                ('languages', models.JSONField(blank=True, default=list, verbose_name='languages spoken')),
                ('holidays', models.CharField(choices=[('closed', 'closed'), ('open', 'as on any day'), ('as_sunday', 'as on a Sunday'), ('unknown', 'not known: call first')], default='closed', max_length=10, verbose_name='on holidays')),
                ('eves', models.CharField(choices=[('closed', 'closed'), ('open', 'as on any day'), ('as_sunday', 'as on a Sunday'), ('unknown', 'not known: call first')], default='closed', max_length=10, verbose_name='on eves')),
                ('verified_on', models.DateField(verbose_name='verified on')),
                ('changed_at', models.DateTimeField(verbose_name='last changed')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='channels', to='actors.territory')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind', 'emergency'), _negated=True), name='nobody_keeps_112'), models.CheckConstraint(condition=models.Q(models.Q(('address__gt', ''), ('kind', 'e_service'), ('phone', '')), models.Q(models.Q(('kind', 'e_service'), _negated=True), ('address', ''), ('phone__gt', '')), _connector='OR'), name='a_channel_is_a_number_or_an_address')],
            },
        ),
        migrations.CreateModel(
            name='ChannelRule',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('open', 'answers')], default='open', max_length=4, verbose_name='kind')),
                ('weekdays', models.CharField(max_length=7, verbose_name='days of the week')),
                ('opens', models.TimeField(verbose_name='from')),
                ('closes', models.TimeField(verbose_name='to')),
                ('nth', models.SmallIntegerField(blank=True, null=True, verbose_name='which of the month')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='safeguarding.reportingchannel')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('weekdays__regex', '^1?2?3?4?5?6?7?$'), models.Q(('weekdays', ''), _negated=True)), name='a_channel_answers_on_iso_days'), models.CheckConstraint(condition=models.Q(('nth__isnull', True), ('nth__range', (1, 5)), ('nth', -1), _connector='OR'), name='a_channels_nth_is_a_week_of_the_month'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='a_channels_rule_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='ChannelException',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('first_day', models.DateField(verbose_name='first day')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('kind', models.CharField(choices=[('closed', 'closed'), ('other', 'other hours')], max_length=10, verbose_name='kind')),
                ('opens', models.TimeField(blank=True, null=True, verbose_name='from')),
                ('closes', models.TimeField(blank=True, null=True, verbose_name='to')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exceptions', to='safeguarding.reportingchannel')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='a_channels_exception_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('closes__isnull', False), ('kind', 'other'), ('opens__isnull', False)), models.Q(('closes__isnull', True), ('kind', 'closed'), ('opens__isnull', True)), _connector='OR'), name='a_channels_other_hours_are_told')],
            },
        ),
        migrations.CreateModel(
            name='Sighting',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('county', models.CharField(max_length=2, verbose_name='county')),
                ('night', models.DateField(verbose_name='night')),
                ('seen_at', models.DateTimeField(verbose_name='seen at')),
                ('setting', models.CharField(choices=[('settlement', 'settlement'), ('shelter_door', "at a shelter's door"), ('street', 'in the street'), ('day_centre', 'at a day centre'), ('tip', 'told by the public')], max_length=20, verbose_name='where')),
                ('least', models.PositiveSmallIntegerField(verbose_name='children, at least')),
                ('most', models.PositiveSmallIntegerField(verbose_name='children, at most')),
                ('source_kind', models.CharField(blank=True, max_length=40, verbose_name='noted with')),
                ('source_id', models.UUIDField(blank=True, null=True, verbose_name='id of what it was noted with')),
                ('outcome', models.CharField(choices=[('open', 'still open'), ('channel_used', 'channel used'), ('none_needed', 'none needed')], default='open', max_length=20, verbose_name='what became of it')),
                ('channel', models.CharField(blank=True, choices=[('office', 'social services, office hours'), ('duty', 'social emergency service'), ('emergency', '112'), ('e_service', 'e-service')], max_length=10, verbose_name='channel')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='channel used at')),
                ('because', models.CharField(blank=True, choices=[('known', 'it is reported already'), ('advised', 'the social services were asked, and need no report'), ('safe', 'no worry: the children have their family and somewhere to sleep'), ('mistake', 'noted by mistake: no child was seen')], max_length=10, verbose_name='none needed because')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sightings', to='actors.territory')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sightings', to='actors.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['county', 'night'], name='sightings_by_night'), models.Index(fields=['source_id'], name='sightings_by_source'), models.Index(condition=models.Q(('outcome', 'open')), fields=['organisation'], name='sightings_still_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('least__gte', 1), ('most__gte', models.F('least')), ('most__lte', 99)), name='children_seen_are_a_range'), models.CheckConstraint(condition=models.Q(models.Q(('because', ''), ('channel', ''), ('outcome', 'open'), ('used_at', None)), models.Q(('because', ''), ('channel__gt', ''), ('outcome', 'channel_used'), ('used_at__isnull', False)), models.Q(('because__gt', ''), ('channel', ''), ('outcome', 'none_needed'), ('used_at', None)), _connector='OR'), name='what_became_of_a_sighting_is_told')],
            },
        ),
        migrations.CreateModel(
            name='ConcernNote',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('county', models.CharField(max_length=2, verbose_name='county')),
                ('noticed_at', models.DateTimeField(verbose_name='noticed')),
                ('setting', models.CharField(choices=[('settlement', 'settlement'), ('shelter_door', "at a shelter's door"), ('street', 'in the street'), ('day_centre', 'at a day centre'), ('tip', 'told by the public')], max_length=20, verbose_name='where')),
                ('least', models.PositiveSmallIntegerField(verbose_name='children, at least')),
                ('most', models.PositiveSmallIntegerField(verbose_name='children, at most')),
                ('duty', models.CharField(choices=[('mandated', 'must report by law'), ('volunteer', 'volunteer'), ('public', 'the public')], default='mandated', max_length=10, verbose_name='duty to report')),
                ('state', models.CharField(choices=[('noticed', 'noticed'), ('advice_taken', 'advice taken'), ('reported', 'reported'), ('acknowledged', 'receipt confirmed'), ('feedback_received', 'feedback received'), ('not_reported', 'not reported'), ('closed', 'closed')], default='noticed', max_length=20, verbose_name='state')),
                ('is_advised', models.BooleanField(default=False, verbose_name='advised by the duty desk')),
                ('reported_at', models.DateTimeField(blank=True, null=True, verbose_name='reported at')),
                ('channel', models.CharField(blank=True, choices=[('office', 'social services, office hours'), ('duty', 'social emergency service'), ('emergency', '112'), ('e_service', 'e-service')], max_length=10, verbose_name='channel')),
                ('reference', models.CharField(blank=True, max_length=40, verbose_name="receiver's reference number")),
                ('feedback_due_on', models.DateField(blank=True, null=True, verbose_name='feedback due')),
                ('feedback_received_on', models.DateField(blank=True, null=True, verbose_name='feedback received')),
                ('because', models.CharField(blank=True, choices=[('advised', 'the social services were asked, and need no report'), ('known', 'somebody has reported it already'), ('no_worry', 'there was no reason to worry after all')], max_length=10, verbose_name='not reported because')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('looked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concern_notes', to='actors.territory')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concern_notes', to='actors.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['county', 'organisation'], name='concern_notes_by_organisation')],
                'constraints': [models.CheckConstraint(condition=models.Q(('least__gte', 1), ('most__gte', models.F('least')), ('most__lte', 99)), name='children_noticed_are_a_range'), models.CheckConstraint(condition=models.Q(models.Q(('channel', ''), ('feedback_due_on', None), ('feedback_received_on', None), ('reference', ''), ('reported_at', None)), models.Q(('because', ''), ('channel__gt', ''), ('feedback_due_on__isnull', False), ('reported_at__isnull', False)), _connector='OR'), name='a_report_has_a_channel_and_a_date_for_its_answer'), models.CheckConstraint(condition=models.Q(models.Q(('reported_at', None), ('state__in', ['noticed', 'advice_taken', 'not_reported', 'closed'])), models.Q(('reported_at__isnull', False), ('state__in', ['reported', 'acknowledged', 'feedback_received', 'closed'])), _connector='OR'), name='the_state_of_a_note_follows_its_report'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'not_reported'), _negated=True), models.Q(('because', ''), _negated=True), _connector='OR'), name='not_reported_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at', None)), _connector='OR'), name='a_closed_note_knows_when')],
            },
        ),
    ]
