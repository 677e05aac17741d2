"""Check the hash chains of all reports, or of those named."""

from django.core.management.base import BaseCommand, CommandError

from actions.models import Report
from actions.verification import first_fault


class Command(BaseCommand):
    help = "Check that the record is whole: nothing changed, dropped, added or moved. Exit status 1 if not."

    def add_arguments(self, parser):
        parser.add_argument("slugs", nargs="*", metavar="REPORT", help="short names; all when none given")

    def handle(self, *, slugs, **options):
        reports = named_reports(slugs)
        broken = 0
        for report in reports:
            if fault := first_fault(report):
                broken += 1
                self.stderr.write(f"{report.slug}: {fault}")
            else:
                self.stdout.write(f"{report.slug}: {report.head_sequence} entries, whole. Last hash {report.head_hash}")
        if broken:
            raise CommandError(f"Broken records: {broken} of {len(reports)}.")


def named_reports(slugs):
    """The reports with these short names, all when there are none; complains of an unknown one."""
    reports = list(Report.objects.filter(slug__in=slugs) if slugs else Report.objects.all())
    unknown = set(slugs) - {report.slug for report in reports}
    if unknown:
        raise CommandError(f"There is no report {', '.join(sorted(unknown))}.")
    return reports
