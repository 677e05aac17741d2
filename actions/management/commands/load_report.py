"""Load a report and its priority actions from a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from actions.exchange.report_file import BadFile, read_report
from actions.models import Report
from actions.services.reports import add_action, open_report


class Command(BaseCommand):
    help = (
        "Load a report and its priority actions from FILE (docs/report-format.md). Safe to run twice: "
        "what is there already is left as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="check the file, store nothing")

    def handle(self, *, file, dry_run, **options):
        try:
            values, actions = read_report(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from None
        except BadFile as bad:
            complaints = "\n".join(f"{file}, {complaint}" for complaint in bad.complaints)
            raise CommandError(f"Nothing was loaded.\n{complaints}") from None
        if dry_run:
            self.stdout.write(f"{file} is in order: “{values['title']}”, {len(actions)} priority actions.")
            return
        self.stdout.write(load(values, actions))


@transaction.atomic
def load(values, actions):
    """Store what is not stored yet; returns a sentence that says what was done."""
    report = Report.objects.filter(slug=values["slug"]).first()
    opened = report is None
    if opened:
        report = open_report(**values)
    there = set(report.actions.values_list("number", flat=True))
    new = [action for action in actions if action["number"] not in there]
    for action in new:
        add_action(report=report, **action)
    if opened:
        return f"Loaded “{report}” with {len(new)} priority actions."
    if new:
        return f"“{report}” was here already; added {len(new)} priority actions."
    return f"“{report}” was here already; nothing to add."
