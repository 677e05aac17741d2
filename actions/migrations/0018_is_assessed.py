"""Whether an action was ever assessed stands beside it, made from the record as there is one already."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef


def fill(apps, schema_editor):
    Entry, PriorityAction = apps.get_model("actions", "Entry"), apps.get_model("actions", "PriorityAction")
    assessments = Entry.objects.filter(action=OuterRef("pk"), kind="assessment")
    PriorityAction.objects.filter(Exists(assessments)).update(is_assessed=True)


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0017_assessment"),
    ]

    operations = [
        migrations.AddField(
            "priorityaction", "is_assessed", models.BooleanField(db_default=False, default=False, editable=False)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
