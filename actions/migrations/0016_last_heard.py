"""When an action was last heard of stands beside what it is called, made from the record as there is one already."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Subquery

HEARD_KINDS = ("update", "correction", "confirmation")


def fill(apps, schema_editor):
    Entry, PriorityAction = apps.get_model("actions", "Entry"), apps.get_model("actions", "PriorityAction")
    heard = Entry.objects.filter(action=OuterRef("pk"), kind__in=HEARD_KINDS)
    heard = heard.exclude(Exists(Entry.objects.filter(supersedes=OuterRef("pk"))))
    PriorityAction.objects.update(
        last_recorded_at=Subquery(heard.order_by("-recorded_at").values("recorded_at")[:1]),
        last_happened_on=Subquery(heard.order_by("-happened_on").values("happened_on")[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0015_reminder_without_mail"),
    ]

    operations = [
        migrations.AddField("priorityaction", "last_recorded_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField("priorityaction", "last_happened_on", models.DateField(editable=False, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
