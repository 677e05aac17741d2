"""Load a report and its priority actions from a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from actions.exchange.report_file import BadFile, read_report
from actions.lifecycle import Refused
from actions.models import Report, Role
from actions.services.members import add_member
from actions.services.reports import add_action, open_report


class Command(BaseCommand):
    help = (
        "Load a report and its priority actions from FILE (docs/report-format.md). Safe to run twice: "
        "what is there already is left as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--coordinator", metavar="EMAIL", help="put this person on the report as coordinator")
        parser.add_argument("--dry-run", action="store_true", help="check the file, store nothing")

    def handle(self, *, file, coordinator, dry_run, **options):
        try:
            values, actions = read_report(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from None
        except BadFile as bad:
            complaints = "\n".join(f"{file}, {complaint}" for complaint in bad.complaints)
            raise CommandError(f"Nothing was loaded.\n{complaints}") from None
        if dry_run:
            self.stdout.write(f"{file} is in order: “{values['title']}”, {counted(actions)}.")
            return
        with transaction.atomic():
            done = load(values, actions)
            if coordinator:
                appoint(values["slug"], coordinator)
        self.stdout.write(done)


def appoint(slug, email):
    """Put a person who has an account on the report as coordinator, if not yet on it."""
    report = Report.objects.get(slug=slug)
    if report.memberships.filter(user__email__iexact=email).exists():
        return
    try:
        add_member(report=report, email=email, name="", organisation="", role=Role.COORDINATOR)
    except Refused:
        raise CommandError(f"Nothing was loaded. There is nobody active with the address {email}.") from None


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
        return f"Loaded “{report}” with {counted(new)}."
    if new:
        return f"“{report}” was here already; added {counted(new)}."
    return f"“{report}” was here already; nothing to add."


def counted(actions):
    return "1 priority action" if len(actions) == 1 else f"{len(actions)} priority actions"
