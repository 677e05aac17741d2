"""Remove what was uploaded for forms that were never sent."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from actions.services.evidence import FORGOTTEN_DAYS, remove_forgotten


class Command(BaseCommand):
    help = (
        f"Remove files and links that were chosen more than {FORGOTTEN_DAYS} days ago for an update that was never "
        "sent and is no draft."
    )

    def handle(self, **options):
        self.stdout.write(f"Removed {remove_forgotten(now=timezone.now())} that were forgotten.")
