"""Measurements as a table, beside the reference, and whether the goals are met."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from statistics import median, quantiles

from tests.bench.crowd import PEOPLE, Crowd
from tests.bench.load import LOG_WITH, PAGES, REVIEW, SUBMIT_WITH, WRITES, Cell
from tests.bench.sizes import STAFF

REFERENCE = "reference"
TIMES_REFERENCE = {
    "overview": 2.0,
    "action": 2.0,
    "milestones": 2.0,
    "all actions": 2.0,
    "all milestones": 2.0,
    "all updates": 2.0,
    "activity": 2.0,
    "overview two years ago": 3.0,
    "all reports": 3.0,
    "all reports, unchanged": 2.0,
    "reports of a country": 3.0,
    "search": 3.0,
    "overview, unchanged": 0.5,
    "action, unchanged": 0.5,
    "my work": 2.0,
    REVIEW: 2.0,
    LOG_WITH: 2.0,
    SUBMIT_WITH: 2.0,
}
"""{page or write: how many times the reference it may take}."""

SHOWS_MORE = ("all reports", "all reports, unchanged")
"""Pages that show a hundred rows where there are as many, and two on S."""

TIMES_SMALL = {
    "L": (1.2, ("overview", "action")),
    "XL": (1.5, tuple(page for page in TIMES_REFERENCE if page in PAGES and page not in SHOWS_MORE)),
}
"""{size: (how many times what it takes on S a page may take, pages)}; the same pages, with more behind them."""

MOST_QUERIES = 12
MOST_MEMORY = 150
"""Megabytes of each worker at the end."""

HEADINGS = (
    "page",
    "people",
    "median ms",
    "95% ms",
    "req/s",
    "CPU ms",
    "queries",
    "bytes",
    "median / ref",
    "CPU / ref",
    "answers",
)


@dataclass(frozen=True)
class Run:
    """One size on one database, megabytes of each worker before and after.

    ``reading`` and ``writing`` are rounds, each {(page, people): Cell} with the reference among its pages.
    ``crowd`` is what became of those who submitted all at once.
    """

    database: str
    size: str
    reading: list
    writing: list
    memory_before: list
    memory_after: list
    crowd: Crowd

    @cached_property
    def cells(self):
        """{(page, people): Cell} of all rounds together."""
        total = {}
        for one in (*self.reading, *self.writing):
            for where, cell in one.items():
                total.setdefault(where, Cell())
                total[where] += cell
        return total

    def times_reference(self, page, people, what):
        """How many times the reference of the same round a page takes: the median over the rounds."""
        rounds = self.writing if page in WRITES else self.reading
        return median(
            median(getattr(one[page, people], what)) / median(getattr(one[REFERENCE, people], what)) for one in rounds
        )


def table(run):
    """The lines of the table of one run."""
    rows = [HEADINGS]
    for page in (*PAGES, *WRITES):
        for (name, people), cell in run.cells.items():
            if name == page:
                rows.append(_row(run, page, people, cell))
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEADINGS))]
    yield f"{run.database}, size {run.size}"
    for row in rows:
        first, *rest = zip(row, widths, strict=True)
        yield "  ".join([f"  {first[0]:<{first[1]}}", *(f"{text:>{width}}" for text, width in rest)])
    before, after = (" and ".join(f"{mb:.0f}" for mb in found) for found in (run.memory_before, run.memory_after))
    yield f"  Memory of the workers: {before} MB after the first pages, {after} MB at the end." if after else ""
    yield f"  {PEOPLE} people at once: {run.crowd}"


def _row(run, page, people, cell):
    ratios = [f"{run.times_reference(page, people, what):.2f}" for what in ("ms", "cpu")]
    return (
        page,
        str(people),
        f"{median(cell.ms):.1f}",
        f"{quantiles(cell.ms, n=20)[-1]:.1f}",
        f"{len(cell.ms) / cell.seconds:.0f}",
        f"{median(cell.cpu):.1f}",
        f"{median(cell.queries):.0f}" + (f"–{max(cell.queries)}" if max(cell.queries) > median(cell.queries) else ""),
        f"{median(cell.size):.0f}",
        *ratios,
        str(len(cell.ms)),
    )


def goals(runs):
    """Lines that say of every goal whether it is met, with the number."""
    met = missed = 0
    for line, fine in [*_beside_reference(runs), *_beside_small(runs), *_queries_and_memory(runs), *_crowds(runs)]:
        met, missed = met + fine, missed + (not fine)
        yield f"  {'met   ' if fine else 'MISSED'}  {line}"
    yield f"  {met} met, {missed} missed."


ASKED = (("CPU", "cpu", 1), ("median alone", "ms", 1), (f"median among {STAFF}", "ms", STAFF))
"""What each goal is judged by: (words, what of a Cell, people at once)."""


def _judged(line, ratios, most):
    found = {words: ratio for (words, *_), ratio in zip(ASKED, ratios, strict=True)}
    return f"{line}: {', '.join(f'{words} {ratio:.2f}' for words, ratio in found.items())}", max(ratios) <= most


def _beside_reference(runs):
    for run in runs:
        for page, most in TIMES_REFERENCE.items():
            line = f"{run.database}, {run.size}: {page} is at most {most} times the reference"
            yield _judged(line, [run.times_reference(page, people, what) for _w, what, people in ASKED], most)


def _beside_small(runs):
    by_database = defaultdict(dict)
    for run in runs:
        by_database[run.database][run.size] = run
    for database, sizes in by_database.items():
        for size, (most, pages) in TIMES_SMALL.items():
            if not {"S", size} <= set(sizes):
                continue
            for page in pages:
                line = f"{database}: {page} beside the reference on {size} is at most {most} times that on S"
                large, small = ([sizes[n].times_reference(page, p, what) for _w, what, p in ASKED] for n in (size, "S"))
                yield _judged(line, [a / b for a, b in zip(large, small, strict=True)], most)


def _queries_and_memory(runs):
    for run in runs:
        where = f"{run.database}, {run.size}"
        most = max((max(cell.queries), page) for (page, _p), cell in run.cells.items() if page in PAGES)
        yield f"{where}: at most {MOST_QUERIES} queries a page: {most[0]} ({most[1]})", most[0] <= MOST_QUERIES
        if run.memory_after:
            memory = max(run.memory_after)
            yield f"{where}: a worker holds at most {MOST_MEMORY} MB: {memory:.0f} MB", memory < MOST_MEMORY


def _crowds(runs):
    for run in runs:
        yield (
            f"{run.database}, {run.size}: {PEOPLE} people submit in a minute, none is refused: {run.crowd}",
            run.crowd.is_fine,
        )
