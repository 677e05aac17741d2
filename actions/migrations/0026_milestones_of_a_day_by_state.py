"""The milestones in one state today can be counted without reading those in others."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("actions", "0025_leftovers"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="milestonestanding",
            index=models.Index(fields=["until_day", "state", "action", "due_on"], name="milestones_of_a_day_by_state"),
        ),
    ]
