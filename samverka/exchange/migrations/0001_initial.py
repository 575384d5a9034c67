import django.db.models.deletion
import samverka.core.county
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
            name='Card',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('knowledge', 'knowledge'), ('care_rule', 'care rule of a region'), ('local_policy', 'policy of a municipality')], max_length=12, verbose_name='kind')),
                ('topic', models.CharField(choices=[('stay', 'right to stay'), ('aid', 'social aid and emergency aid'), ('children', 'children and school'), ('care', 'health care'), ('removals', 'settlements and removal'), ('police', 'police checks'), ('work', 'work and exploitation'), ('trafficking', 'trafficking'), ('secrecy', 'secrecy and documentation'), ('home', 'contacts in home countries'), ('together', 'forms of collaboration')], max_length=12, verbose_name='topic')),
                ('scope', models.CharField(choices=[('nation', 'the whole country'), ('county', 'a county'), ('region', 'a region'), ('municipality', 'a municipality')], max_length=12, verbose_name='scope')),
                ('asked', models.CharField(blank=True, choices=[('acute', 'acute care'), ('with_card', 'with a European card'), ('without_card', 'without a European card'), ('undeferrable', 'care that cannot wait'), ('maternity', 'pregnancy and birth'), ('child', 'children'), ('dental', 'dental care'), ('medicine', 'medicine'), ('interpreter', 'interpreter'), ('emergency_aid', 'emergency aid'), ('home_travel', 'tickets home'), ('school', 'school during the first three months and after'), ('preschool', 'preschool'), ('shelter_families', 'families with children without a roof'), ('settlements', 'settlements')], max_length=20, verbose_name='what is asked of all')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('reviewed', 'reviewed'), ('published', 'published'), ('due', 'due for review'), ('outdated', 'outdated'), ('withdrawn', 'withdrawn')], default='draft', max_length=10, verbose_name='state')),
                ('authority', models.CharField(blank=True, max_length=120, verbose_name='responsible authority')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='reviewed on')),
                ('next_review', models.DateField(blank=True, null=True, verbose_name='next review')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cards', to='actors.organisation')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cards', to='actors.territory')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'next_review'], name='cards_by_review')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('asked', ''), ('kind', 'knowledge')), models.Q(('asked__in', ['acute', 'with_card', 'without_card', 'undeferrable', 'maternity', 'child', 'dental', 'medicine', 'interpreter']), ('kind', 'care_rule'), ('scope', 'region')), models.Q(('asked__in', ['emergency_aid', 'home_travel', 'school', 'preschool', 'shelter_families', 'settlements']), ('kind', 'local_policy'), ('scope', 'municipality')), _connector='OR'), name='a_card_of_a_table_says_what_it_answers'), models.UniqueConstraint(condition=models.Q(models.Q(('kind', 'knowledge'), _negated=True), models.Q(('state', 'withdrawn'), _negated=True)), fields=('kind', 'territory', 'asked'), name='one_card_per_place_and_question'), models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'reviewed', 'withdrawn')), models.Q(('next_review__gte', models.F('reviewed_on')), ('published_at__isnull', False), ('reviewed_on__isnull', False)), _connector='OR'), name='a_published_card_says_when_it_was_looked_at')],
            },
        ),
        migrations.CreateModel(
            name='CardText',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('question', models.CharField(max_length=300, verbose_name='question')),
                ('says', models.TextField(blank=True, max_length=6000, verbose_name='what the law says')),
                ('applied', models.TextField(blank=True, max_length=6000, verbose_name='how it is applied')),
                ('links', models.TextField(blank=True, max_length=2000, verbose_name='links')),
                ('fee', models.CharField(blank=True, max_length=120, verbose_name='fee')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('written_at', models.DateTimeField(verbose_name='written at')),
                ('objection', models.CharField(blank=True, max_length=500, verbose_name='what must be changed first')),
                ('reviewed_at', models.DateTimeField(blank=True, null=True, verbose_name='reviewed at')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('card', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='exchange.card')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('laws', models.ManyToManyField(related_name='texts', through='exchange.CardLaw', to='exchange.lawreference')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('card', 'number'), name='wordings_of_a_card_are_numbered'), models.UniqueConstraint(condition=models.Q(('published_at', None)), fields=('card',), name='one_draft_of_a_card_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='CardLaw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exchange.cardtext')),
                ('law', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.lawreference')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('text', 'law'), name='a_wording_cites_a_law_once')],
            },
        ),
        migrations.CreateModel(
            name='Discussion',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('topic', models.CharField(choices=[('stay', 'right to stay'), ('aid', 'social aid and emergency aid'), ('children', 'children and school'), ('care', 'health care'), ('removals', 'settlements and removal'), ('police', 'police checks'), ('work', 'work and exploitation'), ('trafficking', 'trafficking'), ('secrecy', 'secrecy and documentation'), ('home', 'contacts in home countries'), ('together', 'forms of collaboration')], max_length=12, verbose_name='topic')),
                ('state', models.CharField(choices=[('open', 'open'), ('settled', 'settled'), ('archived', 'archived')], default='open', max_length=10, verbose_name='state')),
                ('begun_at', models.DateTimeField(verbose_name='begun at')),
                ('last_post_at', models.DateTimeField(verbose_name='last post at')),
                ('agreed', models.CharField(blank=True, max_length=500, verbose_name='what was agreed')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled at')),
                ('archived_at', models.DateTimeField(blank=True, null=True, verbose_name='archived at')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='discussions', to='actors.organisation')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='discussions', to='actors.territory')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'last_post_at'], name='discussions_by_last_post')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'settled'), _negated=True), models.Q(('settled_at__isnull', False), models.Q(('agreed', ''), _negated=True)), _connector='OR'), name='a_settled_discussion_says_what_was_agreed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'archived'), _negated=True), ('archived_at__isnull', False), _connector='OR'), name='an_archived_discussion_says_when'), models.CheckConstraint(condition=models.Q(('last_post_at__gte', models.F('begun_at'))), name='the_last_post_is_not_before')],
            },
        ),
        migrations.CreateModel(
            name='AdviceQuestion',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('county', models.CharField(max_length=2, verbose_name='county')),
                ('topic', models.CharField(choices=[('stay', 'right to stay'), ('aid', 'social aid and emergency aid'), ('children', 'children and school'), ('care', 'health care'), ('removals', 'settlements and removal'), ('police', 'police checks'), ('work', 'work and exploitation'), ('trafficking', 'trafficking'), ('secrecy', 'secrecy and documentation'), ('home', 'contacts in home countries'), ('together', 'forms of collaboration')], max_length=12, verbose_name='topic')),
                ('text', models.TextField(max_length=2000, verbose_name='question')),
                ('urgency', models.CharField(choices=[('today', 'today'), ('week', 'within a week'), ('usual', 'within a month')], default='usual', max_length=6, verbose_name='how soon')),
                ('state', models.CharField(choices=[('received', 'received'), ('triaged', 'taken up'), ('routed', 'with the responsible authority'), ('drafted', 'answer drafted'), ('legally_reviewed', 'answer reviewed by a lawyer'), ('answered', 'answered'), ('published_as_card', 'answered, and published as a card'), ('kept_private', 'answered, and not published'), ('merged', 'answered with another')], default='received', max_length=20, verbose_name='state')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('due_on', models.DateField(verbose_name='answer due on')),
                ('authority', models.CharField(blank=True, max_length=120, verbose_name='responsible authority')),
                ('authority_due_on', models.DateField(blank=True, null=True, verbose_name='the authority answers by')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('private_reason', models.CharField(blank=True, max_length=300, verbose_name='why it is not published')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('merged_into', samverka.core.county.CountyForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='exchange.advicequestion')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='advice_questions', to='actors.organisation')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='advice_questions', to='actors.territory')),
                ('card', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='exchange.card')),
                ('discussion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='questions', to='exchange.discussion')),
            ],
            options={
                'indexes': [models.Index(fields=['county', 'state', 'due_on'], name='questions_by_due_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('drafted', 'legally_reviewed', 'answered', 'published_as_card', 'kept_private')), _negated=True), ('card__isnull', False), _connector='OR'), name='an_answer_is_a_card'), models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into', None)), _connector='OR'), name='a_merged_question_says_with_which'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('state__in', ('answered', 'published_as_card', 'kept_private'))), models.Q(models.Q(('state__in', ('answered', 'published_as_card', 'kept_private')), _negated=True), ('answered_at', None)), _connector='OR'), name='an_answered_question_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'routed'), _negated=True), models.Q(('authority__gt', ''), ('authority_due_on__isnull', False)), _connector='OR'), name='a_routed_question_says_to_whom_and_by_when')],
            },
        ),
        migrations.CreateModel(
            name='Following',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField(verbose_name='read until')),
                ('discussion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followings', to='exchange.discussion')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'discussion'), name='a_discussion_is_followed_once')],
            },
        ),
        migrations.CreateModel(
            name='LawReference',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200, verbose_name='name of the law')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='number')),
                ('section', models.CharField(blank=True, max_length=60, verbose_name='chapter and section')),
                ('says', models.CharField(blank=True, max_length=500, verbose_name='what it says, in a sentence')),
                ('state', models.CharField(choices=[('in_force', 'in force'), ('proposed', 'proposed'), ('repealed', 'repealed')], default='in_force', max_length=10, verbose_name='state')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='in force from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='in force until')),
                ('verified_on', models.DateField(verbose_name='looked up on')),
                ('link', models.URLField(blank=True, verbose_name='link')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'repealed'), _negated=True), fields=('name', 'number', 'section', 'state'), name='one_row_for_a_law_as_it_stands'), models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='a_law_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'repealed'), _negated=True), ('valid_to__isnull', False), _connector='OR'), name='a_repealed_law_says_since_when')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('county', models.CharField(max_length=2, verbose_name='county')),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='link to take part from afar')),
                ('agenda', models.TextField(blank=True, max_length=4000, verbose_name='agenda')),
                ('minutes', models.TextField(blank=True, max_length=20000, verbose_name='minutes')),
                ('state', models.CharField(choices=[('planned', 'planned'), ('called', 'called'), ('held', 'held, minutes sent'), ('approved', 'held, minutes approved'), ('cancelled', 'called off')], default='planned', max_length=10, verbose_name='state')),
                ('sequence', models.PositiveSmallIntegerField(default=0, verbose_name='number of the invitation')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why it was called off')),
                ('held_at', models.DateTimeField(blank=True, null=True, verbose_name='minutes sent at')),
                ('approved_by', samverka.core.county.CountyForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='approves', to='exchange.meeting')),
                ('network', samverka.core.county.CountyForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='actors.network')),
            ],
            options={
                'indexes': [models.Index(fields=['network', 'starts_at'], name='meetings_by_network')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='a_meeting_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), ('reason__gt', ''), _connector='OR'), name='a_meeting_is_called_off_for_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('held_at__isnull', False), ('state__in', ('held', 'approved'))), models.Q(models.Q(('state__in', ('held', 'approved')), _negated=True), ('held_at', None)), _connector='OR'), name='a_held_meeting_says_when')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('county', models.CharField(max_length=2, verbose_name='county')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('text', models.CharField(max_length=500, verbose_name='decision')),
                ('meeting', samverka.core.county.CountyForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='exchange.meeting')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('county', 'meeting', 'number'), name='one_decision_per_number')],
            },
        ),
        migrations.CreateModel(
            name='ActionPoint',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('county', models.CharField(max_length=2, verbose_name='county')),
                ('text', models.CharField(max_length=300, verbose_name='action')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('state', models.CharField(choices=[('open', 'open'), ('done', 'done'), ('dropped', 'dropped')], default='open', max_length=10, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why it was dropped')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('reminded_on', models.DateField(blank=True, null=True, verbose_name='reminded on')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='action_points', to='actors.organisation')),
                ('meeting', samverka.core.county.CountyForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='action_points', to='exchange.meeting')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['due_on'], name='actions_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reason__gt', ''), ('state', 'dropped')), models.Q(models.Q(('state', 'dropped'), _negated=True), ('reason', '')), _connector='OR'), name='an_action_is_dropped_for_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('closed_on', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_on__isnull', False)), _connector='OR'), name='a_closed_action_says_when')],
            },
        ),
        migrations.CreateModel(
            name='MeetingMail',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('county', models.CharField(max_length=2, verbose_name='county')),
                ('kind', models.CharField(choices=[('invitation', 'invitation'), ('cancellation', 'cancellation'), ('minutes', 'minutes')], max_length=12, verbose_name='kind')),
                ('sequence', models.PositiveSmallIntegerField(verbose_name='number of the invitation')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                ('meeting', samverka.core.county.CountyForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='exchange.meeting')),
                ('member', samverka.core.county.CountyForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='actors.networkmember')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('sent_at', None)), fields=['meeting'], name='meeting_mails_waiting')],
                'constraints': [models.UniqueConstraint(fields=('county', 'meeting', 'member', 'kind', 'sequence'), name='one_mail_per_member_and_invitation')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField(blank=True, max_length=4000, verbose_name='text')),
                ('posted_at', models.DateTimeField(verbose_name='posted at')),
                ('taken_back_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back at')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('discussion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='exchange.discussion')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='actors.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['discussion', 'posted_at'], name='posts_in_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at', None), models.Q(('text', ''), _negated=True)), models.Q(('taken_back_at__isnull', False), ('text', '')), _connector='OR'), name='a_post_says_something_or_was_taken_back')],
            },
        ),
        migrations.CreateModel(
            name='Practice',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('topic', models.CharField(choices=[('stay', 'right to stay'), ('aid', 'social aid and emergency aid'), ('children', 'children and school'), ('care', 'health care'), ('removals', 'settlements and removal'), ('police', 'police checks'), ('work', 'work and exploitation'), ('trafficking', 'trafficking'), ('secrecy', 'secrecy and documentation'), ('home', 'contacts in home countries'), ('together', 'forms of collaboration')], max_length=12, verbose_name='topic')),
                ('problem', models.TextField(max_length=4000, verbose_name='problem')),
                ('done', models.TextField(blank=True, max_length=6000, verbose_name='what was done')),
                ('by_whom', models.CharField(blank=True, max_length=500, verbose_name='by whom')),
                ('since', models.DateField(blank=True, null=True, verbose_name='since when')),
                ('cost', models.CharField(blank=True, max_length=300, verbose_name='cost')),
                ('people', models.CharField(blank=True, max_length=300, verbose_name='people needed')),
                ('result', models.TextField(blank=True, max_length=4000, verbose_name='result')),
                ('evidence', models.CharField(choices=[('description', 'a description'), ('own_follow_up', 'followed up by those who did it'), ('evaluated', 'evaluated by others')], max_length=14, verbose_name='how well the result is known')),
                ('legal', models.TextField(blank=True, max_length=3000, verbose_name='legal basis')),
                ('went_wrong', models.TextField(blank=True, max_length=4000, verbose_name='what went wrong')),
                ('mailbox', models.EmailField(blank=True, max_length=254, verbose_name='shared mailbox')),
                ('languages', models.JSONField(blank=True, default=list, verbose_name='languages of the work')),
                ('state', models.CharField(choices=[('suggested', 'suggested'), ('edited', 'edited'), ('approved_by_owner', 'approved by its owner'), ('published', 'published'), ('confirmed_yearly', 'published and confirmed'), ('archived', 'archived')], default='suggested', max_length=20, verbose_name='state')),
                ('objection', models.CharField(blank=True, max_length=500, verbose_name='what must be changed first')),
                ('suggested_at', models.DateTimeField(verbose_name='suggested at')),
                ('edited_at', models.DateTimeField(verbose_name='edited at')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('confirmed_on', models.DateField(blank=True, null=True, verbose_name='confirmed on')),
                ('confirm_by', models.DateField(blank=True, null=True, verbose_name='to be confirmed by')),
                ('times_asked', models.PositiveSmallIntegerField(default=0, verbose_name='times its owner was asked')),
                ('discussion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='practices', to='exchange.discussion')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='practices', to='actors.organisation')),
                ('suggested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suggested_practices', to='actors.organisation')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='practices', to='actors.territory')),
                ('laws', models.ManyToManyField(related_name='practices', through='exchange.PracticeLaw', to='exchange.lawreference')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'confirm_by'], name='practices_by_confirmation')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('approved_by_owner', 'published', 'confirmed_yearly')), _negated=True), ('approved_at__isnull', False), _connector='OR'), name='nobody_reads_a_practice_that_its_owner_has_not_approved'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('published', 'confirmed_yearly')), _negated=True), models.Q(('confirm_by__isnull', False), ('confirmed_on__isnull', False), ('published_at__isnull', False), models.Q(('done', ''), _negated=True)), _connector='OR'), name='a_published_practice_says_what_was_done_and_how_old_it_is')],
            },
        ),
        migrations.CreateModel(
            name='Adoption',
            fields=[
                ('id', models.UUIDField(default=samverka.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('tried_on', models.DateField(verbose_name='tried since')),
                ('outcome', models.CharField(choices=[('works', 'it works'), ('works_with_change', 'it works with a change'), ('did_not_work', 'it did not work')], max_length=20, verbose_name='how it went')),
                ('text', models.CharField(blank=True, max_length=500, verbose_name='in a few words')),
                ('told_at', models.DateTimeField(verbose_name='told at')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='actors.organisation')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='actors.territory')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adoptions', to='exchange.practice')),
            ],
            options={
                'indexes': [models.Index(fields=['territory'], name='adoptions_by_territory')],
                'constraints': [models.UniqueConstraint(fields=('practice', 'organisation'), name='a_practice_is_adopted_once_by_each')],
            },
        ),
        migrations.CreateModel(
            name='PracticeLaw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('law', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.lawreference')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exchange.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'law'), name='a_practice_cites_a_law_once')],
            },
        ),
        migrations.CreateModel(
            name='PracticeTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=30, verbose_name='tag')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='exchange.practice')),
            ],
            options={
                'indexes': [models.Index(fields=['word'], name='practices_by_tag')],
                'constraints': [models.UniqueConstraint(fields=('practice', 'word'), name='a_practice_has_a_tag_once')],
            },
        ),
    ]
