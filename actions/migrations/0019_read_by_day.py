"""A past day, and what is overdue on many reports, are read by an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0018_is_assessed'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='milestonestanding',
            name='milestones_by_state',
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['report', '-happened_on', '-sequence'], name='entries_by_day'),
        ),
        migrations.AddIndex(
            model_name='milestonestanding',
            index=models.Index(fields=['action', 'until_day', 'state', 'due_on', 'from_day'], name='milestones_by_state'),
        ),
    ]
