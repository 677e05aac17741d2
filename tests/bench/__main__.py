"""Measure pages and writes: python -m tests.bench [--size S,M,L,XL] [--database both|sqlite|postgresql]

`make bench SIZE=S,L DATABASE=sqlite` says the same. docs/bench.md explains what is measured.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.bench import installation
from tests.bench.load import LOG, PAGES, Cell, Visitor, measure
from tests.bench.results import Run, goals, table
from tests.bench.sizes import SIZES, STAFF

DATABASES = {
    "sqlite": ("SQLite", installation.sqlite_databases),
    "postgresql": ("PostgreSQL", installation.postgresql_databases),
}
ROUNDS = 3
"""Pages take turns, so that what else the computer does falls on all of them alike."""

COUNTS = {1: 60, STAFF: 240}
"""{people at once: answers in a round}."""

SECONDS = 3
"""The longest a page is measured in a round."""

WARM_UP = 80
"""Answers of each page before anything counts, so that both workers have met it."""


def main(arguments):
    chosen = _parse(arguments)
    runs = []
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as name:
        folder = Path(name)
        for key in chosen.databases:
            words, databases = DATABASES[key]
            with databases(folder) as new_database:
                for size in chosen.sizes:
                    run = _run(words, size, new_database(), folder)
                    print("", *table(run), sep="\n", flush=True)
                    runs.append(run)
    print("", "Goals", *goals(runs), sep="\n")


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--size", default=os.environ.get("SIZE") or "S,M,L", help="S, M, L, XL, or several: S,L")
    parser.add_argument("--database", default=os.environ.get("DATABASE") or "both", choices=["both", *DATABASES])
    chosen = parser.parse_args(arguments)
    names = [name.strip().upper() for name in chosen.size.split(",") if name.strip()]
    if not names or set(names) - set(SIZES):
        parser.error(f"SIZE is “{chosen.size}”. It takes {', '.join(SIZES)}, or several with a comma between.")
    chosen.sizes = [SIZES[name] for name in SIZES if name in names]
    chosen.databases = list(DATABASES) if chosen.database == "both" else [chosen.database]
    return chosen


def _run(database, size, address, folder):
    env = installation.environment(folder, address, installation.free_port())
    print(f"\n{database}, size {size.name}: seeding, then measuring", file=sys.stderr, flush=True)
    if not (folder / "static").exists():
        installation.collect_static(env)
    abouts = installation.seed(env, size)
    with installation.server(env, folder) as process:
        visitors = [Visitor(about, int(env["PORT"])) for about in abouts]
        reading = {page: lambda visitor, page=page: visitor.read(page) for page in PAGES}
        for do in reading.values():
            measure(visitors, do, WARM_UP, SECONDS)
        before = installation.memory_of_workers(process)
        cells = {}
        for _ in range(ROUNDS):
            _measure_all(reading, visitors, cells)
        for visitor in visitors:
            visitor.open_forms()
        for _ in range(ROUNDS):
            _measure_all({LOG: Visitor.log}, visitors, cells)
        after = installation.memory_of_workers(process)
    return Run(database, size.name, cells, before, after)


def _measure_all(tasks, visitors, cells):
    for people, count in COUNTS.items():
        for page, do in tasks.items():
            cells.setdefault((page, people), Cell())
            cells[page, people] += measure(visitors[:people], do, count, SECONDS)


if __name__ == "__main__":
    main(sys.argv[1:])
