"""The wiring is an app only so that its system checks are found."""

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    name = "tracker"

    def ready(self):
        from tracker import checks  # noqa: F401  registers them
