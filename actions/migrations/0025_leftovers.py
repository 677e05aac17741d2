"""Files that evidence gave up, until they are deleted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0024_spans_in_the_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Leftover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=100)),
                ("tried_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
