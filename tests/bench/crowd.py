"""Two hundred people who each submit an update at the same moment, and what became of it.

python -m tests.bench.crowd gather|look, beside the server, prints as JSON who they are, or what is there of them.
"""

import json
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException

from tests.bench import installation
from tests.bench.load import Person
from tests.bench.seed import session_of

PEOPLE = 200
SECONDS = 60


@dataclass(frozen=True)
class Crowd:
    """How long it took until the last had an answer; what was ``refused`` and why, {why: how often}.

    Of what was answered well, ``there`` is in the record or waits for review. ``whole``: the records are.
    """

    seconds: float
    refused: dict
    there: int
    whole: bool

    def __str__(self):
        why = "".join(f", {count} × {why}" for why, count in self.refused.items())
        chain = "the records are whole" if self.whole else "A RECORD IS BROKEN"
        return (
            f"{self.there} updates there after {self.seconds:.0f} s, {sum(self.refused.values())} refused{why}, {chain}"
        )

    @property
    def is_fine(self):
        return self.seconds <= SECONDS and not self.refused and self.there == PEOPLE and self.whole


def submit_at_once(env):
    """Let everyone open the form and send it, all beginning at the same moment; half where updates are reviewed."""
    people = installation.told(env, "tests.bench.crowd", "gather")
    together = threading.Barrier(len(people) + 1)

    def submit(about):
        person = Person(about["session"], int(env["PORT"]))
        together.wait()
        try:
            _text, form = person.open_form(*about["action"])
            answer, _body = person.send(*about["action"], form, what_changed=about["words"])
            return "" if answer.status == 302 else f"answer {answer.status}"
        except (OSError, HTTPException, RuntimeError) as error:
            return str(error)

    with ThreadPoolExecutor(len(people)) as threads:
        answers = [threads.submit(submit, about) for about in people]
        together.wait()
        began = time.perf_counter()
        refused = Counter(filter(None, (answer.result() for answer in answers)))
        seconds = time.perf_counter() - began
    return Crowd(seconds, dict(refused), **installation.told(env, "tests.bench.crowd", "look"))


def gather():
    """Two hundred new people, signed in: where each of them writes what."""
    from actions.models import Membership, Organisation, Report, Role, User

    organisation = Organisation.objects.first()
    people = User.objects.bulk_create(
        User(email=_address(n), name=f"One of many {n}", password="!", organisation=organisation) for n in range(PEOPLE)
    )
    reports = [Report.objects.filter(review_asked=asked).first() for asked in (False, True)]
    actions = [list(report.actions.order_by("number")) for report in reports]
    found = []
    for n, person in enumerate(people):
        report, action = reports[n % 2], actions[n % 2][n // 2 % len(actions[n % 2])]
        Membership.objects.create(user=person, report=report, role=Role.STAFF)
        about = {"session": session_of(person), "action": (report.slug, action.number), "words": _words(n)}
        found.append(about)
    return found


def look():
    """How many of their updates are there, word for word, and whether the records are whole."""
    from actions.models import Draft, Entry, Report, User
    from actions.verification import first_fault

    words = {User.objects.get(email=_address(n)).pk: _words(n) for n in range(PEOPLE)}
    entries = Entry.objects.filter(author__in=words).values_list("author", "what_changed")
    waiting = Draft.objects.waiting().filter(author__in=words).values_list("author", "submitted__what_changed")
    there = Counter([*entries, *waiting])
    return {
        "there": sum(there[pair] == 1 for pair in words.items()),
        "whole": all(
            first_fault(report) is None for report in Report.objects.filter(memberships__user__in=words).distinct()
        ),
    }


def _address(n):
    return f"one-of-many-{n}@example.org"


def _words(n):
    return f"The office in district {n} has opened."


def main(what):
    import django

    django.setup()
    json.dump({"gather": gather, "look": look}[what](), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
