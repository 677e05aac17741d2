"""The app's start: whenever tables were made or changed, guards go on the record, the index on the words, and what is
scheduled is written down; the database learns the alphabet; what pages show beside the record is counted; signing in
begins a visit.
"""

from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate


class ActionsConfig(AppConfig):
    name = "actions"

    def ready(self):
        from actions import alphabet, asides, guards, tasks, word_index
        from actions.services import visits

        post_migrate.connect(guards.after_migrate, sender=self, dispatch_uid="guard the record")
        post_migrate.connect(word_index.after_migrate, sender=self, dispatch_uid="index the words")
        post_migrate.connect(
            tasks.after_migrate, sender=apps.get_app_config("django_q"), dispatch_uid="schedule the work"
        )
        alphabet.connect()
        asides.connect()
        user_logged_in.connect(visits.signed_in, dispatch_uid="note the visit")
