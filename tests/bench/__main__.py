"""Measure pages and writes: python -m tests.bench [--size S,M,L,XL] [--database both|sqlite|postgresql]

`make bench SIZE=S,L DATABASE=sqlite` says the same. docs/bench.md explains what is measured.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.bench import installation
from tests.bench.crowd import submit_at_once
from tests.bench.load import PAGES, UNCHANGED, WRITES, Visitor, measure
from tests.bench.results import REFERENCE, Run, goals, table
from tests.bench.sizes import SIZES, STAFF

DATABASES = {
    "sqlite": ("SQLite", installation.sqlite_databases),
    "postgresql": ("PostgreSQL", installation.postgresql_databases),
}
ROUNDS = 8
"""Pages take turns in many short rounds: a computer that is slower for a while is so for all of them."""

COUNTS = {1: 10, STAFF: 48}
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
        rounds = [_measure_all(reading, visitors) for _ in range(ROUNDS)]
        for visitor in visitors:
            visitor.open_forms()
        # Writing comes last, because it adds to what is read; the reference is taken again beside it.
        writing = {REFERENCE: reading[REFERENCE], **WRITES}
        written = [_measure_all(writing, visitors) for _ in range(ROUNDS)]
        after = installation.memory_of_workers(process)
        crowd = submit_at_once(env)
    return Run(database, size.name, rounds, written, before, after, crowd)


def _measure_all(tasks, visitors):
    found = {}
    for people, count in COUNTS.items():
        for page, do in tasks.items():
            if page in UNCHANGED:
                for visitor in visitors[:people]:
                    visitor.come_back_to(page)
            found[page, people] = measure(visitors[:people], do, count, SECONDS)
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
