"""Load made-up progress on the Belgium report, to try the program with."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from actions.exchange.report_file import read_report
from actions.exchange.sample import Story
from actions.models import Organisation, Report, User

DATA = settings.BASE_DIR / "actions" / "data"


class Command(BaseCommand):
    help = "Load the Belgium report with a year and a half of made-up progress. Safe to run twice."

    def handle(self, **options):
        if not settings.SAMPLE:
            raise CommandError("Sample progress is for a database of its own. Start it with: make run SAMPLE=1")
        report, actions = read_report((DATA / "belgium-2013.yaml").read_text(encoding="utf-8"))
        story = Story((DATA / "sample.yaml").read_text(encoding="utf-8"), report, actions, timezone.now())
        if Organisation.objects.filter(name__in=story.organisations.values()).exists():
            self.stdout.write("The sample progress was here already; nothing to add.")
            return
        emails = [person["email"] for person in story.people.values()]
        if Report.objects.filter(slug=report["slug"]).exists() or User.objects.filter(email__in=emails).exists():
            raise CommandError(
                "This database has other data. Remove the folder “sample” in DATA_DIR, then start again."
            )
        report = story.load()
        self.stdout.write(f"Loaded “{report}” with {report.head_sequence} entries of made-up progress.")
