"""A notice says of which milestone it tells; who wrote a note is told that it was answered."""

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
        migrations.AlterField(
            model_name='mail',
            name='kind',
            field=models.CharField(choices=[('digest', 'Digest'), ('nudged', 'You were nudged'), ('mentioned', 'You were mentioned'), ('answered', 'Your note was answered'), ('submitted', 'An update to review'), ('sent_back', 'Sent back'), ('accepted', 'Accepted'), ('escalated', 'Nobody answered a reminder'), ('link_died', 'A link has died or changed')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='mailwish',
            name='kind',
            field=models.CharField(choices=[('nudged', 'You were nudged'), ('mentioned', 'You were mentioned'), ('answered', 'Your note was answered'), ('submitted', 'An update to review'), ('sent_back', 'Sent back'), ('accepted', 'Accepted'), ('escalated', 'Nobody answered a reminder'), ('link_died', 'A link has died or changed')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('nudged', 'You were nudged'), ('mentioned', 'You were mentioned'), ('answered', 'Your note was answered'), ('submitted', 'An update to review'), ('sent_back', 'Sent back'), ('accepted', 'Accepted'), ('escalated', 'Nobody answered a reminder'), ('link_died', 'A link has died or changed')], max_length=20, verbose_name='kind'),
        ),
        migrations.RemoveConstraint(
            model_name='mail',
            name='mail_kind_is_known',
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['digest', 'nudged', 'mentioned', 'answered', 'submitted', 'sent_back', 'accepted', 'escalated', 'link_died'])), name='mail_kind_is_known'),
        ),
        migrations.RemoveConstraint(
            model_name='mailwish',
            name='mail_wish_is_known',
        ),
        migrations.AddConstraint(
            model_name='mailwish',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['nudged', 'mentioned', 'answered', 'submitted', 'sent_back', 'accepted', 'escalated', 'link_died']), ('when__in', ['at_once', 'digest', 'never'])), name='mail_wish_is_known'),
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_kind_is_known',
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['nudged', 'mentioned', 'answered', 'submitted', 'sent_back', 'accepted', 'escalated', 'link_died'])), name='notice_kind_is_known'),
        ),
    ]
