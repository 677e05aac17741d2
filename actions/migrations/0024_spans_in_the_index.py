"""All that a page reads of a milestone's span stands in one index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0023_updates_by_day"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="milestonestanding",
            name="milestones_by_state",
        ),
        migrations.AddIndex(
            model_name="milestonestanding",
            index=models.Index(
                fields=["action", "until_day", "state", "due_on", "from_day", "state_since", "milestone"],
                name="milestones_by_state",
            ),
        ),
    ]
