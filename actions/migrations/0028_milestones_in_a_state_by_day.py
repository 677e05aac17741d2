"""Milestones in one state are counted by an index that serves nothing else: by the one before, SQLite read all of a day."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("actions", "0027_draft_page"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="milestonestanding",
            name="milestones_of_a_day_by_state",
        ),
        migrations.AddIndex(
            model_name="milestonestanding",
            index=models.Index(fields=["state", "until_day", "action", "due_on"], name="milestones_in_a_state_by_day"),
        ),
    ]
