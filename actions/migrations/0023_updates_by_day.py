"""The updates of all reports are read in the order of the days on which they happened."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0022_virus_scanner"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["-happened_on", "-id"], name="entries_of_all_by_day"),
        ),
    ]
