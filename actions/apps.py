"""The app's start: guards are put on the record whenever the tables have been made or changed, and what pages show
beside it is counted; signing in begins a visit.
"""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate


class ActionsConfig(AppConfig):
    name = "actions"

    def ready(self):
        from actions import asides, guards
        from actions.services import visits

        post_migrate.connect(guards.after_migrate, sender=self, dispatch_uid="guard the record")
        asides.connect()
        user_logged_in.connect(visits.signed_in, dispatch_uid="note the visit")
