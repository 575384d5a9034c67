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
        ('directory', '0001_initial'),
        ('situation', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField(blank=True, max_length=4000, verbose_name='what is asked')),
                ('due_on', models.DateField(verbose_name='answers are due on')),
                ('is_open_to_all', models.BooleanField(default=False, verbose_name='anybody may answer')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='consultation', to='programmes.proposal')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('closed_at', None), ('sent_at__isnull', False), _connector='OR'), name='a_consultation_is_sent_before_it_is_closed')],
            },
        ),
        migrations.CreateModel(
            name='Deviation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('period', models.CharField(max_length=7, verbose_name='period')),
                ('is_less', models.BooleanField(verbose_name='less than agreed')),
                ('found_on', models.DateField(verbose_name='found on')),
                ('told_on', models.DateField(blank=True, null=True, verbose_name='told on')),
                ('volume', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deviations', to='programmes.volume')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('told_on', None)), fields=['told_on'], name='deviations_to_tell')],
                'constraints': [models.UniqueConstraint(fields=('volume', 'period'), name='one_deviation_per_volume_and_period')],
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('iop', 'partnership (IOP)'), ('grant', 'grant'), ('procurement', 'procurement')], max_length=12, verbose_name='kind')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('state', models.CharField(choices=[('dialogue', 'in dialogue'), ('drafted', 'drafted'), ('signed', 'signed'), ('active', 'running'), ('extended', 'running, extended'), ('renewal_due', 'running, ends soon'), ('ended', 'ended')], default='dialogue', max_length=12, verbose_name='state')),
                ('purpose', models.TextField(max_length=4000, verbose_name='purpose')),
                ('first_day', models.DateField(verbose_name='from')),
                ('last_day', models.DateField(verbose_name='until')),
                ('may_extend_until', models.DateField(blank=True, null=True, verbose_name='may be extended until')),
                ('reference', models.CharField(blank=True, max_length=40, verbose_name='reference number')),
                ('options', models.TextField(blank=True, max_length=1000, verbose_name='options')),
                ('followed_up', models.CharField(choices=[('month', 'every month'), ('quarter', 'every quarter'), ('year', 'every year')], default='quarter', max_length=8, verbose_name='followed up')),
                ('public_text', models.TextField(blank=True, max_length=4000, verbose_name='text for the public')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='signed on')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('begun_at', models.DateTimeField(verbose_name='begun at')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('reminded_on', models.DateField(blank=True, null=True, verbose_name='reminded of its end on')),
                ('compared_on', models.DateField(blank=True, null=True, verbose_name='volumes last compared on')),
                ('begun_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_agreements', to='actors.organisation')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='actors.territory')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'last_day'], name='agreements_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='an_agreement_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('may_extend_until', None), ('may_extend_until__gte', models.F('last_day')), _connector='OR'), name='an_agreement_is_extended_beyond_its_end'), models.CheckConstraint(condition=models.Q(('state__in', ('dialogue', 'drafted', 'ended')), ('signed_on__isnull', False), _connector='OR'), name='an_agreement_that_runs_is_signed')],
            },
        ),
        migrations.CreateModel(
            name='Backer',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('organisation', 'organisation'), ('party_group', 'party group')], max_length=12, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('mailbox', models.EmailField(blank=True, max_length=254, verbose_name='role mailbox')),
                ('digest', models.CharField(blank=True, max_length=64, null=True, unique=True, verbose_name='digest of its link')),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='asked by mail at')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded at')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actors.organisation')),
                ('strategy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='backers', to='programmes.strategy')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('strategy', 'name'), name='a_backer_is_asked_once'), models.CheckConstraint(condition=models.Q(('kind', 'organisation'), ('organisation', None), _connector='OR'), name='a_party_group_is_a_name')],
            },
        ),
        migrations.CreateModel(
            name='ConsultationAnswer',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('respondent', models.CharField(max_length=150, verbose_name='who answers')),
                ('mailbox', models.EmailField(blank=True, max_length=254, verbose_name='role mailbox')),
                ('digest', models.CharField(blank=True, max_length=64, null=True, unique=True, verbose_name='digest')),
                ('invited_at', models.DateTimeField(blank=True, null=True, verbose_name='invited at')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded at')),
                ('missed_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded afterwards at')),
                ('opinion', models.CharField(blank=True, choices=[('supports', 'supports it'), ('remarks', 'supports it with remarks'), ('opposes', 'opposes it'), ('no_remarks', 'has no remarks')], max_length=10, verbose_name='opinion')),
                ('summary', models.TextField(blank=True, max_length=4000, verbose_name='summary')),
                ('way', models.CharField(blank=True, choices=[('account', 'logged in'), ('link', 'by personal link'), ('open', 'by the open link, not verified'), ('entered', 'by letter, entered for them')], max_length=10, verbose_name='how it came')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='programmes.consultation')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultation_answers', to='actors.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('way', 'open'), _negated=True), fields=('consultation', 'respondent'), name='everybody_is_consulted_once'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('opinion', ''), ('way', '')), models.Q(('answered_at__isnull', False), models.Q(('opinion', ''), _negated=True), models.Q(('way', ''), _negated=True)), _connector='OR'), name='an_opinion_says_when_and_how_it_came')],
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('delivered', models.JSONField(blank=True, null=True, verbose_name='delivered')),
                ('frozen_at', models.DateTimeField(blank=True, null=True, verbose_name='frozen at')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled at')),
                ('objection', models.TextField(blank=True, max_length=1000, verbose_name='what must be looked at again')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='programmes.agreement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agreement', 'year'), name='one_follow_up_per_year'), models.CheckConstraint(condition=models.Q(('settled_at', None), ('frozen_at__isnull', False), _connector='OR'), name='what_is_settled_is_frozen')],
            },
        ),
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
            options={
                'constraints': [models.UniqueConstraint(fields=('fund', 'code', 'valid_from'), name='one_indicator_of_a_fund_and_day'), models.CheckConstraint(condition=models.Q(('is_sensitive', False), ('counted', ''), _connector='OR'), name='what_is_sensitive_is_counted_nowhere')],
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('issuer', models.CharField(max_length=150, verbose_name='given by')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('form', models.CharField(choices=[('directive', 'committee directive'), ('government', 'government decision'), ('appropriation', 'appropriation letter'), ('board', 'board decision')], max_length=15, verbose_name='legal form')),
                ('reference', models.CharField(blank=True, max_length=60, verbose_name='reference')),
                ('purpose', models.TextField(max_length=4000, verbose_name='purpose')),
                ('target_group', models.CharField(blank=True, max_length=500, verbose_name='whom it is about, in its own words')),
                ('decided_on', models.DateField(verbose_name='decided on')),
                ('first_day', models.DateField(verbose_name='from')),
                ('last_day', models.DateField(verbose_name='until')),
                ('extended_until', models.DateField(blank=True, null=True, verbose_name='extended until')),
                ('change', models.CharField(blank=True, max_length=500, verbose_name='what the extension changed')),
                ('money', models.PositiveIntegerField(blank=True, null=True, verbose_name='money, in kronor')),
                ('state', models.CharField(choices=[('decided', 'decided'), ('active', 'going on'), ('extended', 'extended'), ('reported', 'reported'), ('ended', 'ended'), ('handed_over', 'handed over to the next')], default='decided', max_length=12, verbose_name='state')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='actors.organisation')),
                ('predecessor', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successor', to='programmes.mandate')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='a_mandate_lasts'), models.CheckConstraint(condition=models.Q(('extended_until', None), ('extended_until__gt', models.F('last_day')), _connector='OR'), name='an_extension_is_longer'), models.CheckConstraint(condition=models.Q(('predecessor', models.F('id')), _negated=True), name='no_mandate_follows_itself')],
            },
        ),
        migrations.CreateModel(
            name='FinalReport',
            fields=[
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='answers_for', serialize=False, to='situation.report')),
                ('mandate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='final_reports', to='programmes.mandate')),
            ],
        ),
        migrations.CreateModel(
            name='Deliverable',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=150, verbose_name='what is handed in')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('delivered_on', models.DateField(blank=True, null=True, verbose_name='handed in on')),
                ('mandate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliverables', to='programmes.mandate')),
            ],
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('task', models.TextField(max_length=1000, verbose_name='task')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('state', models.CharField(choices=[('assigned', 'assigned'), ('accepted', 'accepted'), ('in_progress', 'in progress'), ('reported', 'reported'), ('accepted_by_issuer', 'report accepted'), ('returned', 'report returned')], default='assigned', max_length=20, verbose_name='state')),
                ('report', models.TextField(blank=True, max_length=4000, verbose_name='what was done')),
                ('objection', models.TextField(blank=True, max_length=4000, verbose_name='what is missing')),
                ('reported_on', models.DateField(blank=True, null=True, verbose_name='reported on')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded at')),
                ('missed_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded afterwards at')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='actors.organisation')),
                ('mandate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='programmes.mandate')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('reported', 'accepted_by_issuer')), _negated=True), models.Q(('reported_on__isnull', False), models.Q(('report', ''), _negated=True)), _connector='OR'), name='a_reported_assignment_says_what_was_done')],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('title', models.CharField(max_length=160, verbose_name='measure')),
                ('text', models.TextField(blank=True, max_length=4000, verbose_name='what is done')),
                ('partners', models.CharField(blank=True, max_length=300, verbose_name='together with')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='done by')),
                ('budget', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='budget, kronor')),
                ('indicator', models.SlugField(blank=True, max_length=30, verbose_name='indicator')),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('consulted', 'consulted'), ('decided', 'decided'), ('started', 'started'), ('done', 'done'), ('stopped', 'stopped')], default='proposed', max_length=10, verbose_name='state')),
                ('stopped_because', models.CharField(blank=True, max_length=300, verbose_name='why it was stopped')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='actors.organisation')),
                ('strategy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='programmes.strategy')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('strategy', 'number'), name='measures_of_a_strategy_are_numbered'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'stopped'), ('stopped_because__gt', '')), models.Q(models.Q(('state', 'stopped'), _negated=True), ('stopped_because', '')), _connector='OR'), name='a_stopped_measure_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Backing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stance', models.CharField(choices=[('for', 'for'), ('for_with_change', 'for, with a change'), ('against', 'against'), ('abstains', 'abstains')], max_length=16, verbose_name='stance')),
                ('sentence', models.CharField(blank=True, max_length=300, verbose_name='why, in a sentence')),
                ('backer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='backings', to='programmes.backer')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='backings', to='programmes.measure')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('backer', 'measure'), name='one_stance_on_a_measure'), models.CheckConstraint(condition=models.Q(models.Q(('stance__in', ('for_with_change', 'against')), _negated=True), ('sentence__gt', ''), _connector='OR'), name='who_wants_something_else_says_what')],
            },
        ),
        migrations.CreateModel(
            name='MeasurePart',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='our part')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='signed at')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='programmes.measure')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measure_parts', to='actors.organisation')),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actors.territory')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('measure', 'organisation'), name='one_part_of_a_measure_each'), models.CheckConstraint(condition=models.Q(('signed_at', None), ('text__gt', ''), _connector='OR'), name='a_signed_part_says_something')],
            },
        ),
        migrations.CreateModel(
            name='Money',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('source', models.CharField(choices=[('municipality', 'municipality'), ('region', 'region'), ('state', 'state'), ('eu', 'EU'), ('foundation', 'foundation'), ('own', 'own money and gifts')], max_length=12, verbose_name='source')),
                ('planned', models.PositiveBigIntegerField(verbose_name='planned')),
                ('spent', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='spent')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='money', to='programmes.agreement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agreement', 'year', 'source'), name='one_sum_per_year_and_source')],
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('payer', 'pays'), ('provider', 'runs it'), ('partner', 'takes part')], max_length=8, verbose_name='role')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='programmes.agreement')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='actors.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agreement', 'organisation'), name='a_party_stands_once_in_an_agreement')],
            },
        ),
        migrations.CreateModel(
            name='DeviationComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='comment')),
                ('at', models.DateTimeField(verbose_name='said at')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('deviation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='programmes.deviation')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='programmes.party')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('deviation', 'party'), name='each_party_comments_a_deviation_once')],
            },
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
                ('partners', models.ManyToManyField(related_name='+', through='programmes.ProjectPartner', to='actors.organisation')),
                ('services', models.ManyToManyField(related_name='+', through='programmes.ProjectService', to='directory.service')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'last_day'], name='projects_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='a_project_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('state', 'planned'), ('operation_number__gt', ''), _connector='OR'), name='a_granted_project_has_a_number')],
            },
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
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'year'), name='one_budget_per_project_and_year')],
            },
        ),
        migrations.CreateModel(
            name='ProjectPartner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actors.organisation')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programmes.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'organisation'), name='a_partner_once_in_a_project')],
            },
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
            options={
                'indexes': [models.Index(fields=['submitted_on', 'last_day'], name='periods_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gt', models.F('first_day'))), name='a_period_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('due_on__gt', models.F('last_day'))), name='a_period_is_reported_after_its_end'), models.UniqueConstraint(fields=('project', 'first_day'), name='one_period_of_a_project_begins_on_a_day')],
            },
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
            options={
                'constraints': [models.UniqueConstraint(fields=('period', 'indicator'), name='one_value_per_period_and_indicator'), models.CheckConstraint(condition=models.Q(models.Q(('high', None), ('low', None), ('source', 'tally')), models.Q(models.Q(('source', 'tally'), _negated=True), ('high__gte', models.F('low')), ('low__isnull', False)), _connector='OR'), name='a_value_that_is_not_counted_is_a_range'), models.CheckConstraint(condition=models.Q(models.Q(('source', 'operation_estimate'), _negated=True), ('method__gt', ''), _connector='OR'), name='an_estimate_says_its_method')],
            },
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
            options={
                'constraints': [models.UniqueConstraint(fields=('period', 'number'), name='reports_of_a_period_are_numbered'), models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('change__gt', ''), ('number__gt', 1)), _connector='OR'), name='a_corrected_report_says_what_has_changed')],
            },
        ),
        migrations.CreateModel(
            name='ProjectService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programmes.project')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.service')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'service'), name='a_service_once_in_a_project')],
            },
        ),
        migrations.CreateModel(
            name='ProjectTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target', models.PositiveIntegerField(blank=True, null=True, verbose_name='target')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.fundindicator')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='programmes.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'indicator'), name='one_target_per_indicator')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('text', models.TextField(max_length=8000, verbose_name='text')),
                ('addressee', models.CharField(max_length=150, verbose_name='addressee')),
                ('needs_law_change', models.BooleanField(default=False, verbose_name='needs a change of law')),
                ('cost', models.TextField(blank=True, max_length=1000, verbose_name='cost')),
                ('evidence', models.TextField(blank=True, max_length=4000, verbose_name='what it rests on')),
                ('state', models.CharField(choices=[('drafted', 'drafted'), ('handed_over', 'handed over'), ('out_for_consultation', 'out for consultation'), ('consultation_closed', 'consultation closed'), ('decided', 'decided'), ('implemented', 'implemented'), ('not_taken_up', 'not taken up')], default='drafted', max_length=20, verbose_name='state')),
                ('handed_over_on', models.DateField(blank=True, null=True, verbose_name='handed over on')),
                ('decision', models.CharField(blank=True, choices=[('adopted', 'adopted'), ('partly', 'adopted in part'), ('rejected', 'rejected')], max_length=10, verbose_name='decision')),
                ('decided_by', models.CharField(blank=True, max_length=150, verbose_name='decided by')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='decided on')),
                ('decision_note', models.TextField(blank=True, max_length=2000, verbose_name='what was decided')),
                ('implemented_on', models.DateField(blank=True, null=True, verbose_name='implemented on')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='actors.organisation')),
                ('origin', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='situation.report')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'handed_over_on'], name='proposals_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('handed_over_on', None), ('state', 'drafted')), models.Q(models.Q(('state', 'drafted'), _negated=True), ('handed_over_on__isnull', False)), _connector='OR'), name='a_proposal_says_when_it_was_handed_over'), models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', False), ('state__in', ('decided', 'implemented')), models.Q(('decision', ''), _negated=True)), models.Q(('decided_on__isnull', False), ('decision', ''), ('state', 'not_taken_up')), models.Q(('decided_on', None), ('decision', ''), ('state__in', ('drafted', 'handed_over', 'out_for_consultation', 'consultation_closed'))), _connector='OR'), name='a_decided_proposal_says_how_and_when'), models.CheckConstraint(condition=models.Q(models.Q(('implemented_on__isnull', False), ('state', 'implemented'), ('decision__in', ('adopted', 'partly'))), models.Q(models.Q(('state', 'implemented'), _negated=True), ('implemented_on', None)), _connector='OR'), name='what_is_implemented_was_adopted')],
            },
        ),
        migrations.CreateModel(
            name='Settling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='settled at')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('follow_up', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='settlings', to='programmes.followup')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='settlings', to='programmes.party')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('follow_up', 'party'), name='each_party_settles_a_year_once')],
            },
        ),
        migrations.CreateModel(
            name='Strategy',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('goals', models.TextField(max_length=6000, verbose_name='goals')),
                ('first_day', models.DateField(verbose_name='from')),
                ('last_day', models.DateField(verbose_name='until')),
                ('state', models.CharField(choices=[('initiative', 'initiative'), ('drafting', 'being drafted'), ('broad_consultation', 'in broad consultation'), ('political_preparation', 'in political preparation'), ('decided', 'decided'), ('in_force', 'in force'), ('followed_up', 'in force, followed up'), ('revised', 'revised'), ('expired', 'expired')], default='initiative', max_length=22, verbose_name='state')),
                ('decided_by', models.CharField(blank=True, max_length=120, verbose_name='decided by')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='decided on')),
                ('answers_due_on', models.DateField(blank=True, null=True, verbose_name='answers due on')),
                ('consulted_at', models.DateTimeField(blank=True, null=True, verbose_name='broad consultation opened at')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('begun_at', models.DateTimeField(verbose_name='begun at')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('begun_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='strategies', to='actors.organisation')),
                ('revises', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revised_by', to='programmes.strategy')),
                ('areas', models.ManyToManyField(related_name='+', through='programmes.StrategyArea', to='actors.territory')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'last_day'], name='strategies_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='a_strategy_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('state__in', ('initiative', 'drafting')), models.Q(('answers_due_on__isnull', False), ('consulted_at__isnull', False)), _connector='OR'), name='a_strategy_is_consulted_early'), models.CheckConstraint(condition=models.Q(('state__in', ('initiative', 'drafting', 'broad_consultation', 'political_preparation')), models.Q(('decided_by__gt', ''), ('decided_on__isnull', False)), _connector='OR'), name='a_strategy_says_who_decided_it'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('in_force', 'followed_up', 'revised', 'expired')), _negated=True), ('published_at__isnull', False), _connector='OR'), name='a_strategy_in_force_is_published')],
            },
        ),
        migrations.CreateModel(
            name='StrategyArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('strategy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programmes.strategy')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actors.territory')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('strategy', 'territory'), name='an_area_once_in_a_strategy')],
            },
        ),
        migrations.CreateModel(
            name='StrategyYear',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('text', models.TextField(blank=True, max_length=4000, verbose_name='the year in short')),
                ('sentences', models.JSONField(blank=True, default=dict, verbose_name='a sentence on each measure')),
                ('content', models.JSONField(blank=True, null=True, verbose_name='as it was published')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('strategy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followed_years', to='programmes.strategy')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('strategy', 'year'), name='a_strategy_is_followed_up_once_a_year'), models.CheckConstraint(condition=models.Q(models.Q(('content', None), ('published_at', None)), models.Q(('content__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='a_published_strategy_year_is_frozen')],
            },
        ),
        migrations.CreateModel(
            name='Volume',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('places', 'places per night'), ('nights', 'nights open'), ('bed_nights', 'bed nights'), ('visits', 'visits at the day centre'), ('outreach', 'outreach visits'), ('opening_hours', 'opening hours'), ('advice_hours', 'hours of advice'), ('reports', 'knowledge reports')], max_length=14, verbose_name='what')),
                ('amount', models.PositiveIntegerField(verbose_name='how many')),
                ('per', models.CharField(choices=[('night', 'at any time'), ('month', 'a month'), ('year', 'a year'), ('whole', 'in all')], max_length=6, verbose_name='per')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='volumes', to='programmes.agreement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agreement', 'kind'), name='one_volume_of_a_kind'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'places'), ('per', 'night')), models.Q(models.Q(('kind', 'places'), _negated=True), models.Q(('per', 'night'), _negated=True)), _connector='OR'), name='places_are_agreed_by_night'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='a_volume_is_more_than_nothing')],
            },
        ),
        migrations.CreateModel(
            name='Stated',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='month')),
                ('amount', models.PositiveIntegerField(verbose_name='how many')),
                ('at', models.DateTimeField(verbose_name='stated at')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('volume', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stated', to='programmes.volume')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('volume', 'month'), name='one_statement_per_volume_and_month')],
            },
        ),
    ]
