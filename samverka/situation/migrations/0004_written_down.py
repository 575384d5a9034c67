"""A final report is written down when it is handed over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("situation", "0003_reports")]
    operations = [
        migrations.RenameField("reportversion", "published_at", "written_down_at"),
        migrations.RemoveConstraint(
            model_name='report',
            name='only_a_final_report_is_circulated_and_handed_over',
        ),
        migrations.AddField(
            model_name='report',
            name='handed_over_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='handed over at'),
        ),
        migrations.AlterField(
            model_name='reportversion',
            name='written_down_at',
            field=models.DateTimeField(verbose_name='written down at'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'final'), models.Q(models.Q(('state__in', ('circulated', 'handed_over')), _negated=True), ('handed_over_at', None)), _connector='OR'), name='only_a_final_report_is_circulated_and_handed_over'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'handed_over'), _negated=True), ('handed_over_at__isnull', False), _connector='OR'), name='a_report_that_is_handed_over_says_when'),
        ),
    ]
