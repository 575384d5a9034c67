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
            ],
            options={
                'indexes': [models.Index(fields=['county', 'state', 'due_on'], name='questions_by_due_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('drafted', 'legally_reviewed', 'answered', 'published_as_card', 'kept_private')), _negated=True), ('card__isnull', False), _connector='OR'), name='an_answer_is_a_card'), models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into', None)), _connector='OR'), name='a_merged_question_says_with_which'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('state__in', ('answered', 'published_as_card', 'kept_private'))), models.Q(models.Q(('state__in', ('answered', 'published_as_card', 'kept_private')), _negated=True), ('answered_at', None)), _connector='OR'), name='an_answered_question_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'routed'), _negated=True), models.Q(('authority__gt', ''), ('authority_due_on__isnull', False)), _connector='OR'), name='a_routed_question_says_to_whom_and_by_when')],
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
    ]
