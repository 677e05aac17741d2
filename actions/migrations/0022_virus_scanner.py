"""A file waits for the virus scanner, or was removed because that found something; people are told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0021_milestones_of_an_action"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="mail",
            name="mail_kind_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="mailwish",
            name="mail_wish_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_kind_is_known",
        ),
        migrations.AddField(
            model_name="evidence",
            name="scan",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Nothing to say"),
                    ("waits", "Waits for the virus scanner"),
                    ("found", "Removed: the virus scanner found something in it"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="virus scanner",
            ),
        ),
        migrations.AlterField(
            model_name="mail",
            name="kind",
            field=models.CharField(
                choices=[
                    ("digest", "Digest"),
                    ("nudged", "You were nudged"),
                    ("mentioned", "You were mentioned"),
                    ("answered", "Your note was answered"),
                    ("submitted", "An update to review"),
                    ("sent_back", "Sent back"),
                    ("accepted", "Accepted"),
                    ("escalated", "Nobody answered a reminder"),
                    ("link_died", "A link has died or changed"),
                    ("file_removed", "The virus scanner found something"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="mailwish",
            name="kind",
            field=models.CharField(
                choices=[
                    ("nudged", "You were nudged"),
                    ("mentioned", "You were mentioned"),
                    ("answered", "Your note was answered"),
                    ("submitted", "An update to review"),
                    ("sent_back", "Sent back"),
                    ("accepted", "Accepted"),
                    ("escalated", "Nobody answered a reminder"),
                    ("link_died", "A link has died or changed"),
                    ("file_removed", "The virus scanner found something"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("nudged", "You were nudged"),
                    ("mentioned", "You were mentioned"),
                    ("answered", "Your note was answered"),
                    ("submitted", "An update to review"),
                    ("sent_back", "Sent back"),
                    ("accepted", "Accepted"),
                    ("escalated", "Nobody answered a reminder"),
                    ("link_died", "A link has died or changed"),
                    ("file_removed", "The virus scanner found something"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("scan", ""), _negated=True), fields=["checked_at"], name="files_held_back"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("scan", ""),
                    models.Q(("erased_at__isnull", True), ("kind", "file"), ("scan", "waits")),
                    models.Q(("erased_at__isnull", False), ("kind", "file"), ("scan", "found")),
                    _connector="OR",
                ),
                name="scan_is_of_a_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "digest",
                            "nudged",
                            "mentioned",
                            "answered",
                            "submitted",
                            "sent_back",
                            "accepted",
                            "escalated",
                            "link_died",
                            "file_removed",
                        ],
                    )
                ),
                name="mail_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailwish",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "nudged",
                            "mentioned",
                            "answered",
                            "submitted",
                            "sent_back",
                            "accepted",
                            "escalated",
                            "link_died",
                            "file_removed",
                        ],
                    ),
                    ("when__in", ["at_once", "digest", "never"]),
                ),
                name="mail_wish_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "nudged",
                            "mentioned",
                            "answered",
                            "submitted",
                            "sent_back",
                            "accepted",
                            "escalated",
                            "link_died",
                            "file_removed",
                        ],
                    )
                ),
                name="notice_kind_is_known",
            ),
        ),
    ]
