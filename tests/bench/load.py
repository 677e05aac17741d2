"""The people: each keeps a connection open, reads pages or writes updates one after the other, and takes times."""

import gzip
import http.client
import itertools
import re
import threading
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import uuid4

from tests.bench.middleware import ANEW, HEADER

HOST = "tracker.example.org"
"""By HTTPS, as a proxy in front would say; production settings take nothing else."""

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SEEN = re.compile(r'name="seen" value="(\d+)"')
DAY = re.compile(r'name="happened_on" value="([^"]+)"')
REVIEW = "review queue"
PAGES = {
    "reference": "/reference/{slug}/",
    "overview": "/reports/{slug}/",
    "action": "/reports/{slug}/actions/{number}/",
    "overview, unchanged": "/reports/{slug}/",
    "action, unchanged": "/reports/{slug}/actions/{number}/",
    "overview two years ago": "/reports/{slug}/?as_of={two_years_ago}",
    "milestones": "/reports/{slug}/milestones/",
    "all reports": "/reports/",
    "all reports, unchanged": "/reports/",
    "reports of a country": "/reports/?country={country}",
    "all actions": "/actions/?report={slug}",
    "all milestones": "/milestones/?state=planned",
    "all updates": "/updates/",
    "activity": "/activity/",
    "search": "/search/?q=training",
    "my work": "/my-work/",
    REVIEW: "/reports/{reviewed}/review/",
}
"""{page: address}."""

UNCHANGED = [page for page in PAGES if "unchanged" in page]
"""Pages that one comes back to while nothing changes; every other is made anew."""

LOG, LOG_WITH, SUBMIT_WITH = "log an update", "log with evidence", "submit with evidence"
FILE = "minutes.txt", b"Minutes of the working group.\nAll were there, and agreed on the dates.\n"
LINK = "https://www.example.org/minutes"
SENTENCE = "The working group met and agreed on the dates of the next training."
MEETINGS = itertools.count(1)
NOTHING_ELSE = dict.fromkeys("challenges next_steps level course course_reason milestone state seen".split(), "")
"""The fields of the form that most people leave as they are."""

PATIENCE = 2
"""Seconds after which a connection nobody used is opened anew; the server hangs up after five."""

EVERY = 5
"""Every fifth update moves a milestone; the others only say what changed."""


@dataclass
class Cell:
    """What was measured of one page with so many people at once: an item of each list is one answer.

    ``ms`` is the time from asking to the last byte, ``cpu`` the milliseconds of processor time in
    the application, ``seconds`` for how long it was measured.
    """

    ms: list = field(default_factory=list)
    cpu: list = field(default_factory=list)
    queries: list = field(default_factory=list)
    size: list = field(default_factory=list)
    seconds: float = 0

    def __iadd__(self, other):
        for name in ("ms", "cpu", "queries", "size"):
            getattr(self, name).extend(getattr(other, name))
        self.seconds += other.seconds
        return self


class Person:
    """Someone with a browser that is signed in."""

    def __init__(self, session, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {"__Host-sessionid": session}
        self.answered = time.monotonic()

    def get(self, path, anew=True):
        return self._ask("GET", path, more={ANEW: "1"} if anew else {})

    def open_form(self, slug, number):
        """The page with the form of an update, and what the form carries along."""
        answer, body = self.get(f"/reports/{slug}/actions/{number}/log/")
        _expect(answer.status == 200, f"the form answers {answer.status}")
        text = gzip.decompress(body).decode()
        return text, {"csrfmiddlewaretoken": TOKEN.search(text)[1], "happened_on": DAY.search(text)[1]}

    def send(self, slug, number, form, **said):
        """Send the form of an update, with what it carries along and what is said."""
        body = urlencode(_fields(form, said)).encode()
        return self._post(slug, number, body, "application/x-www-form-urlencoded")

    def send_with_evidence(self, slug, number, form, **said):
        """The same with a link and a file, as a browser without scripts does: all at once."""
        fields = _fields(form, said) | {"link": LINK, "evidence_audience": "public"}
        name, content = FILE
        parts = [
            *((f'name="{name}"', str(value).encode()) for name, value in fields.items()),
            (f'name="files"; filename="{name}"\r\nContent-Type: text/plain', content),
            ('name="complete"', b"yes"),
        ]
        edge = uuid4().hex
        body = b"".join(
            f"--{edge}\r\nContent-Disposition: form-data; {about}\r\n\r\n".encode() + content + b"\r\n"
            for about, content in parts
        )
        return self._post(slug, number, body + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}")

    def _post(self, slug, number, body, content_type):
        headers = {"Origin": f"https://{HOST}", "Content-Type": content_type}
        return self._ask("POST", f"/reports/{slug}/actions/{number}/log/", body, headers)

    def _ask(self, method, path, body=None, more=()):
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **dict(more),
        }
        if time.monotonic() - self.answered > PATIENCE:
            self.connection.close()  # the request opens it again
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        received = answer.read()
        self.answered = time.monotonic()
        for name, morsel in SimpleCookie("; ".join(answer.headers.get_all("Set-Cookie", []))).items():
            if name == "__Host-csrftoken":  # messages that wait are for the next page; they would pile up here
                self.cookies[name] = morsel.value
        return answer, received


class Visitor(Person):
    """Someone who is measured. ``reviewer`` is the coordinator who reads what waits, with a browser of their own."""

    def __init__(self, about, port):
        super().__init__(about["session"], port)
        self.about = about
        self.actions, self.reviewed = itertools.cycle(about["actions"]), itertools.cycle(about["reviewed"])
        self.reviewer = Person(about["reviewer"], port)
        self.moves = dict(about["milestone"])
        self.form = None
        self.known = {}
        self.logged = 0

    def _address(self, page):
        (slug, number), reviewed = next(self.actions), self.about["reviewed"][0][0]
        asked = {name: self.about[name] for name in ("two_years_ago", "country")}
        return PAGES[page].format(slug=slug, number=number, reviewed=reviewed, **asked)

    def come_back_to(self, page):
        """Open an unchanged page of the report or action whose turn it is, before it is read again and again."""
        self.known[page] = self._address(page)
        self.get(self.known[page], anew=False)

    def read(self, page):
        """Open the page of the report or action whose turn it is, or one that is known, and note what it took."""
        address, reader = self.known.get(page) or self._address(page), self.reviewer if page == REVIEW else self
        started = time.perf_counter()
        answer, body = reader.get(address, anew=page not in self.known)
        _expect(answer.status == 200, f"{page} answers {answer.status}")
        return _noted(started, answer, body)

    def open_forms(self):
        """Take from the page what its form carries along; the token is good for every form of this person."""
        text, self.form = self.open_form(*self.moves["action"])
        self.moves["seen"] = SEEN.search(text)[1]

    def log(self):
        """Send the form of the action whose turn it is, and note what it took."""
        self.logged += 1
        if self.logged % EVERY:
            return self._noted_of(self.send, *next(self.actions))[0]
        state = "planned" if self.moves["state"] == "under_way" else "under_way"
        said = {"milestone": self.moves["milestone"], "state": state, "seen": self.moves["seen"]}
        noted, answer = self._noted_of(self.send, *self.moves["action"], **said)
        self.moves |= {"state": state, "seen": answer.headers["Location"].rpartition("#entry-")[2]}
        return noted

    def log_with_evidence(self):
        return self._noted_of(self.send_with_evidence, *next(self.actions))[0]

    def submit_with_evidence(self):
        """The same on the report whose updates are reviewed."""
        return self._noted_of(self.send_with_evidence, *next(self.reviewed))[0]

    def _noted_of(self, send, slug, number, **said):
        started = time.perf_counter()
        answer, body = send(slug, number, self.form, **said)
        _expect(answer.status == 302, f"the form answers {answer.status}, not on to what was written")
        return _noted(started, answer, body), answer


WRITES = {LOG: Visitor.log, LOG_WITH: Visitor.log_with_evidence, SUBMIT_WITH: Visitor.submit_with_evidence}


def _fields(form, said):
    what_changed = f"{SENTENCE} It was meeting {next(MEETINGS)}."  # what is said twice is doubted
    return form | {"key": uuid4(), "what_changed": what_changed} | NOTHING_ELSE | said


def _expect(fine, complaint):
    if not fine:
        raise RuntimeError(complaint)


def _noted(started, answer, body):
    took = (time.perf_counter() - started) * 1000
    cpu, queries = answer.headers[HEADER].split()
    return Cell([took], [int(cpu) / 1000], [int(queries)], [len(body)])


def measure(visitors, do, count, seconds):
    """Let all visitors do it at once until it was done ``count`` times, or for so many seconds."""
    turns, cells, failures = itertools.count(), [Cell() for _ in visitors], []
    start = threading.Barrier(len(visitors) + 1)

    def visit(visitor, cell):
        start.wait()
        deadline = time.perf_counter() + seconds
        try:
            while next(turns) < count and time.perf_counter() < deadline and not failures:
                cell += do(visitor)
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=visit, args=pair) for pair in zip(visitors, cells, strict=True)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    total = Cell(seconds=time.perf_counter() - began)
    for cell in cells:
        total += cell
    return total
