"""The app's start: guards are put on the record whenever the tables have been made or changed, and what pages show
beside it is counted.
"""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ActionsConfig(AppConfig):
    name = "actions"

    def ready(self):
        from actions import asides, guards

        post_migrate.connect(guards.after_migrate, sender=self, dispatch_uid="guard the record")
        asides.connect()
