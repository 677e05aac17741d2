"""Measurements as a table, beside the reference, and whether the goals are met."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median, quantiles

from tests.bench.load import LOG, PAGES

REFERENCE = "reference"
JUDGED = ("overview", "action")
TIMES_REFERENCE = 2.0
TIMES_SMALL = 1.2
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
    """One size on one database: {(page, people): Cell}, megabytes of each worker before and after."""

    database: str
    size: str
    cells: dict
    memory_before: list
    memory_after: list

    def median_of(self, page, people, what):
        return median(getattr(self.cells[page, people], what))

    def times_reference(self, page, people, what):
        return self.median_of(page, people, what) / self.median_of(REFERENCE, people, what)


def table(run):
    """The lines of the table of one run."""
    rows = [HEADINGS]
    for page in (*PAGES, LOG):
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
    for line, fine in [*_beside_reference(runs), *_large_beside_small(runs)]:
        met, missed = met + fine, missed + (not fine)
        yield f"  {'met   ' if fine else 'MISSED'}  {line}"
    yield f"  {met} met, {missed} missed."


def _beside_reference(runs):
    for run in runs:
        for page in JUDGED:
            found = {
                f"CPU {run.times_reference(page, 1, 'cpu'):.2f}": run.times_reference(page, 1, "cpu"),
                f"median alone {run.times_reference(page, 1, 'ms'):.2f}": run.times_reference(page, 1, "ms"),
                f"median among 16 {run.times_reference(page, 16, 'ms'):.2f}": run.times_reference(page, 16, "ms"),
            }
            line = f"{run.database}, {run.size}: {page} is at most {TIMES_REFERENCE} times the reference"
            yield f"{line}: {', '.join(found)}", max(found.values()) <= TIMES_REFERENCE


def _large_beside_small(runs):
    by_database = defaultdict(dict)
    for run in runs:
        by_database[run.database][run.size] = run
    for database, sizes in by_database.items():
        if {"S", "L"} <= set(sizes):
            for page in JUDGED:
                found = {
                    f"{words} {ratio:.2f}": ratio
                    for words, what, people in (
                        ("CPU", "cpu", 1),
                        ("median alone", "ms", 1),
                        ("median among 16", "ms", 16),
                    )
                    for ratio in [sizes["L"].median_of(page, people, what) / sizes["S"].median_of(page, people, what)]
                }
                line = f"{database}: {page} on L is at most {TIMES_SMALL} times S"
                yield f"{line}: {', '.join(found)}", max(found.values()) <= TIMES_SMALL
