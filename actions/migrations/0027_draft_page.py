"""A draft knows which open page saved it last: that page goes on, though it did not hear of it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("actions", "0026_milestones_of_a_day_by_state"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="page",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="nth",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
