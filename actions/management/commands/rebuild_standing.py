"""Make the standing anew from the record, or prove that both agree."""

from django.core.management.base import BaseCommand, CommandError

from actions.management.commands.verify_record import named_reports
from actions.services.standing import differences, rebuild


class Command(BaseCommand):
    help = "Make the standing anew from the record; with --check, only name where the two differ."

    def add_arguments(self, parser):
        parser.add_argument("slugs", nargs="*", metavar="REPORT", help="short names; all when none given")
        parser.add_argument("--check", action="store_true", help="change nothing; exit status 1 if they differ")

    def handle(self, *, slugs, check, **options):
        found = 0
        reports = named_reports(slugs)
        for report in reports:
            for difference in differences(report):
                found += 1
                self.stdout.write(f"{report.slug}: {difference}")
            if not check:
                rebuild(report)
        if check and found:
            raise CommandError(f"The standing differs from the record. Differences: {found}.")
        self.stdout.write(
            f"Reports: {len(reports)}. The standing agrees with the record."
            if not found
            else f"Reports: {len(reports)}. Differences put right: {found}."
        )
