"""Look whether the links that are evidence still lead where they led."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from actions.services.link_check import check_links


class Command(BaseCommand):
    help = (
        "Look at the links that are evidence: a week after the last time, or the next day where nothing answered. What "
        "has died or changed is shown, and told once to who added it and to coordinators."
    )

    def add_arguments(self, parser):
        parser.add_argument("--most", type=int, default=500, help="look at so many at most (500)")
        parser.add_argument("--all", action="store_true", help="look at all of them, whenever they were last looked at")

    def handle(self, *, most, **options):
        done = check_links(now=timezone.now(), most=most, everything=options["all"])
        self.stdout.write(f"Looked at {done.looked_at} links: {done.died} have died, {done.changed} have changed.")
