"""Erase the words of an entry that must go by law."""

from django.core.management.base import BaseCommand, CommandError

from actions.lifecycle import Refused
from actions.models import Entry, User
from actions.services.erasure import erase_words


class Command(BaseCommand):
    help = (
        "Erase the words of entry NUMBER of a report for good. What it counts for stays, a tombstone "
        "says when it was done, and the chain still holds."
    )

    def add_arguments(self, parser):
        parser.add_argument("report", help="short name, as in the address")
        parser.add_argument("number", type=int, help="number of the entry")
        parser.add_argument("--because", required=True, help="the reason, kept in the record; name nobody in it")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who does this, kept in the record")
        parser.add_argument("--dry-run", action="store_true", help="show the words, erase nothing")

    def handle(self, *, report, number, because, by, dry_run, **options):
        entry = Entry.objects.filter(report__slug=report, sequence=number).select_related("report").first()
        if entry is None:
            raise CommandError(f"There is no entry {number} on a report {report}.")
        person = User.objects.filter(email__iexact=by).first()
        if person is None:
            raise CommandError(f"There is nobody with the address {by}.")
        if dry_run:
            for name, words in entry.words().items():
                if words:
                    self.stdout.write(f"{name}: {words}")
            return
        try:
            erasure = erase_words(entry=entry, by=person, reason=because)
        except Refused as refused:
            raise CommandError(str(refused.message)) from None
        self.stdout.write(f"The words of entry {number} are gone; entry {erasure.sequence} says so.")
