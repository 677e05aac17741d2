"""Fill an empty database: python -m tests.bench.seed SIZE

Prints, as JSON, what the people of the bench need: their sessions, and what each may read and write.
"""

import json
import random
import sys
from datetime import timedelta
from importlib import import_module

from tqdm import tqdm

from tests.bench.sizes import SIZES, STAFF


def seed(size, progress=True):
    """Store made-up reports of this size in a database that has none."""
    # Imported late: the command below sets Django up first.
    from django.core.management.color import no_style
    from django.db import connection, transaction
    from django.utils import timezone

    from actions.models import Membership, Organisation, Role, User
    from tests.bench.story import Ids, Story

    now, rng, ids = timezone.now(), random.Random(size.name), Ids()
    organisations = [Organisation(pk=ids[Organisation], name=f"Made-up Organisation {n}") for n in range(1, 9)]
    people = [
        User(
            pk=ids[User],
            email=f"person-{n}@example.org",
            name=f"Person {n}",
            password="!",
            organisation=organisations[n % len(organisations)],
        )
        for n in range(max(STAFF, size.reports))
    ]
    Organisation.objects.bulk_create(organisations)
    User.objects.bulk_create(people)
    with tqdm(total=size.updates, desc=f"Seeding {size.name}", unit=" updates", ncols=90, disable=not progress) as bar:
        for number in range(1, size.reports + 1):
            staff = [people[(number + n) % len(people)] for n in range(STAFF)]
            story = Story(number, size, staff, ids, rng, now)
            with transaction.atomic():
                for model, rows in story.rows.items():
                    model.objects.bulk_create(rows, batch_size=1000)
                # Those who visit the bench see every report, and write on theirs.
                roles = dict.fromkeys(people[:STAFF], Role.OBSERVER) | dict.fromkeys(staff, Role.STAFF)
                Membership.objects.bulk_create(
                    Membership(user=person, report=story.report, role=role) for person, role in roles.items()
                )
            bar.update(size.updates // size.reports)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(ids.last)):
            cursor.execute(statement)


def visitors():
    """Sixteen people who are signed in: the cookie's value, and what they read and write.

    No two of them have the same milestone to move.
    """
    from actions.lifecycle import OPEN_STATES
    from actions.models import MilestoneStanding, Report, Role, User

    taken, found = set(), []
    for person in User.objects.order_by("pk")[:STAFF]:
        reports = list(Report.objects.filter(memberships__user=person, memberships__role=Role.STAFF))
        spans = MilestoneStanding.objects.on(reports[0].today()).filter(state__in=OPEN_STATES)
        spans = spans.filter(action__report__in=reports).exclude(pk__in=taken).select_related("action__report")
        span = spans.order_by("milestone").first()
        taken.add(span.pk)
        found.append(
            {
                "session": _session_of(person),
                "year_ago": (reports[0].today() - timedelta(days=365)).isoformat(),
                "reports": [report.slug for report in reports],
                "actions": [(report.slug, number) for report in reports for number in _numbers(report)],
                "milestone": {
                    "action": (span.action.report.slug, span.action.number),
                    "milestone": span.milestone_id,
                    "state": span.state,
                },
            }
        )
    return found


def _numbers(report):
    return report.actions.order_by("number").values_list("number", flat=True)


def _session_of(person):
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key


def main(name):
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", interactive=False, verbosity=0)
    size = SIZES[name]
    seed(size)
    call_command("rebuild_search", stdout=sys.stderr)  # stored in bulk, past the services that do it one by one
    if connection.vendor == "postgresql":
        connection.cursor().execute("VACUUM ANALYZE")  # as its own housekeeping would have done by now
    # The last report stands for all: its chain and its standing are what the program would have made.
    call_command("verify_record", f"bench-{size.reports}", stdout=sys.stderr)
    call_command("rebuild_standing", f"bench-{size.reports}", check=True, stdout=sys.stderr)
    json.dump(visitors(), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
