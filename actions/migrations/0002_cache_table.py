"""The table of the shared cache: sign-in attempts are counted there for all workers together."""

from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("actions", "0001_initial")]
    operations = [migrations.RunPython(make_table, migrations.RunPython.noop, elidable=False)]
