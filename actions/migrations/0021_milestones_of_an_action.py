"""The milestones of an action are found by one index, which alone answers how many are overdue."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("actions", "0020_notices_of_milestones_and_answers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="milestonestanding",
            name="action",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="actions.priorityaction",
            ),
        ),
    ]
