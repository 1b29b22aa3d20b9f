from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0006_codings_of_the_source'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='historicalcomment_themes',
            name='comment',
        ),
        migrations.RemoveField(
            model_name='historicalcomment_themes',
            name='history',
        ),
        migrations.RemoveField(
            model_name='historicalcomment_themes',
            name='theme',
        ),
        migrations.RemoveField(
            model_name='comment',
            name='themes',
        ),
        migrations.RemoveField(
            model_name='historicalcomment',
            name='text',
        ),
        migrations.AddConstraint(
            model_name='theme',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='theme_merged_into_another'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'published'), ('text', ''), _connector='OR'), name='comment_shown_only_when_published'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withheld'), _negated=True), models.Q(('withheld_reason', ''), _negated=True), _connector='OR'), name='comment_withheld_for_a_reason'),
        ),
        migrations.DeleteModel(
            name='HistoricalComment_themes',
        ),
    ]
