"""Make what the search finds anew, or prove that it agrees with what is there."""

from django.core.management.base import BaseCommand, CommandError

from actions.management.commands.verify_record import named_reports
from actions.services.search import count, differences


class Command(BaseCommand):
    help = (
        "Bring what the search finds in line with reports, record and notes, batch by batch while people work; "
        "with --check, only name where they differ."
    )

    def add_arguments(self, parser):
        parser.add_argument("slugs", nargs="*", metavar="REPORT", help="short names; all when none given")
        parser.add_argument("--check", action="store_true", help="change nothing; exit status 1 if they differ")

    def handle(self, *, slugs, check, **options):
        found, reports = 0, named_reports(slugs)
        for report in reports:
            for difference in differences(report, put_right=not check, seen=self.progress_of(report)):
                found += 1
                if check:
                    self.stdout.write(f"{report.slug}: {difference}")
        if check and found:
            raise CommandError(f"The search differs from what is there. Differences: {found}.")
        self.stdout.write(
            f"Reports: {len(reports)}. The search agrees with what is there."
            if not found
            else f"Reports: {len(reports)}. Differences put right: {found}."
        )

    def progress_of(self, report):
        """Say on the terminal, after each batch, how far it has come."""
        if not self.stderr.isatty():
            return lambda _count: None
        gone_through, all_of_it = 0, count(report)

        def say(number):
            nonlocal gone_through
            gone_through += number
            self.stderr.write(f"{report.slug}: {gone_through:,} of {all_of_it:,}")

        return say
