"""Background work: what the queue calls. Ids in; everything is read again.

A task may be carried out twice, and may die at any moment: what it calls must bear that.
"""

from django.core.management import call_command
from django.utils import timezone

from actions.services import leftovers, outbox
from actions.services.evidence import remove_forgotten
from actions.services.link_check import check_links
from actions.services.reminders import run_reminders
from actions.services.scanning import scan_waiting

LINKS_AT_ONCE = 2
"""A server may take its time to answer, and a task that takes a minute is taken for dead."""


def send_mail(pk):
    """Send one mail of the outbox."""
    outbox.send(pk)


def send_waiting():
    """See that no mail stays behind."""
    outbox.send_waiting()


def remind():
    """Send the digests whose hour has come."""
    run_reminders()


def keep_house():
    """Throw away what is of no use any more."""
    call_command("clearsessions")
    remove_forgotten(now=timezone.now())


def scan_files():
    """Have the virus scanner look at the files that wait for it."""
    scan_waiting(now=timezone.now())


def delete_leftovers():
    """Delete the files that evidence gave up, and those that could not be deleted before."""
    leftovers.delete_leftovers(now=timezone.now())


def look_at_links():
    """See whether the links that are evidence still lead where they led, a part of them at a time."""
    check_links(now=timezone.now(), most=LINKS_AT_ONCE)


SCHEDULED = {send_waiting: 1, scan_files: 1, remind: 15, look_at_links: 5, delete_leftovers: 5, keep_house: 24 * 60}
"""{what is done again and again: every so many minutes}. One line makes a scheduled task."""


def after_migrate(**kwargs):
    """Write down in the database what is scheduled; what is there already keeps its next moment."""
    from django_q.models import Schedule

    wanted = {f"{task.__module__}.{task.__name__}": minutes for task, minutes in SCHEDULED.items()}
    ours = Schedule.objects.filter(func__startswith=f"{__name__}.")
    ours.exclude(func__in=wanted).delete()
    for func, minutes in wanted.items():
        values = {"schedule_type": Schedule.MINUTES, "minutes": minutes, "repeats": -1}
        Schedule.objects.update_or_create(name=func, func=func, defaults=values)
