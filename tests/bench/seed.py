"""Fill an empty database: python -m tests.bench.seed SIZE

Prints, as JSON, what the people of the bench need: their sessions, and what each may read and write.
"""

import json
import random
import sys
from datetime import timedelta
from importlib import import_module
from itertools import cycle

from tqdm import tqdm

from tests.bench.sizes import REVIEWED, SIZES, STAFF

COORDINATORS = 2
"""Who decide about what waits on the reviewed report."""


def seed(size, progress=True, reviewed=False):
    """Store made-up reports of this size in a database that has none; ``reviewed``, one more with what waits there."""
    # Imported late: the command below sets Django up first.
    from django.core.management.color import no_style
    from django.db import connection, transaction
    from django.utils import timezone

    from actions.models import Membership, Organisation, Role, User
    from tests.bench.desks import fill_desks
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
        for n in range(max(STAFF, size.reports) + COORDINATORS * reviewed)
    ]
    Organisation.objects.bulk_create(organisations)
    User.objects.bulk_create(people)
    coordinators = [people.pop() for _ in range(COORDINATORS * reviewed)]

    def store(story, roles):
        with transaction.atomic():
            for model, rows in story.rows.items():
                model.objects.bulk_create(rows, batch_size=1000)
            Membership.objects.bulk_create(
                Membership(user=person, report=story.report, role=role) for person, role in roles.items()
            )

    with tqdm(total=size.updates, desc=f"Seeding {size.name}", unit=" updates", ncols=90, disable=not progress) as bar:
        for number in range(1, size.reports + 1):
            staff = [people[(number + n) % len(people)] for n in range(STAFF)]
            story = Story(number, size, staff, ids, rng, now)
            # Those who visit the bench see every report, and write on theirs.
            store(story, dict.fromkeys(people[:STAFF], Role.OBSERVER) | dict.fromkeys(staff, Role.STAFF))
            bar.update(size.updates // size.reports)
    if reviewed:
        story = Story(size.reports + 1, REVIEWED, people[:STAFF], ids, rng, now, review_asked=True)
        store(story, dict.fromkeys(people[:STAFF], Role.STAFF) | dict.fromkeys(coordinators, Role.COORDINATOR))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(ids.last)):
            cursor.execute(statement)
    if reviewed:
        fill_desks(story.report, people[:STAFF], coordinators[0])


def visitors():
    """Sixteen people who are signed in: the cookie's value, and what they read and write.

    No two of them have the same milestone to move.
    """
    from actions.lifecycle import OPEN_STATES
    from actions.models import MilestoneStanding, Report, Role, User

    taken, found = set(), []
    for person in User.objects.order_by("pk")[:STAFF]:
        on = Report.objects.filter(memberships__user=person, memberships__role=Role.STAFF)
        reports = list(on.filter(review_asked=False))
        spans = MilestoneStanding.objects.on(reports[0].today()).filter(state__in=OPEN_STATES)
        spans = spans.filter(action__report__in=reports).exclude(pk__in=taken).select_related("action__report")
        span = spans.order_by("milestone").first()
        taken.add(span.pk)
        found.append(
            {
                "session": session_of(person),
                "two_years_ago": (reports[0].today() - timedelta(days=730)).isoformat(),
                "country": reports[0].country.code,
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


def reviewing():
    """The same of the reviewed report, where each of the sixteen has a coordinator to read what waits."""
    from actions.models import Report, Role, User

    report = Report.objects.get(review_asked=True)
    actions = [(report.slug, number) for number in _numbers(report)]
    coordinators = User.objects.filter(memberships__report=report, memberships__role=Role.COORDINATOR)
    return [
        {"reviewed": actions, "reviewer": session_of(coordinator)}
        for _n, coordinator in zip(range(STAFF), cycle(coordinators), strict=False)
    ]


def _numbers(report):
    return report.actions.order_by("number").values_list("number", flat=True)


def session_of(person):
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
    seed(size, reviewed=True)
    call_command("rebuild_search", stdout=sys.stderr)  # stored in bulk, past the services that do it one by one
    if connection.vendor == "postgresql":
        connection.cursor().execute("VACUUM ANALYZE")  # as its own housekeeping would have done by now
    # The last report stands for all: its chain and its standing are what the program would have made.
    call_command("verify_record", f"bench-{size.reports}", stdout=sys.stderr)
    call_command("rebuild_standing", f"bench-{size.reports}", check=True, stdout=sys.stderr)
    found = [visitor | more for visitor, more in zip(visitors(), reviewing(), strict=True)]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
