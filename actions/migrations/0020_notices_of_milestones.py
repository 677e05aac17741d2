"""A notice says of which milestone it tells."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0019_read_by_day'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='milestone',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='actions.milestone'),
        ),
    ]
