"""Looks through files as the program does, and tells with each answer how much of the processor's time it took.

What becoming two takes counts for the one that goes on waiting: each answer has its share of that.
"""

import importlib.util
import os
import sys
import time
from pathlib import Path

PROGRAM = Path(__file__).parents[2] / "actions" / "uploads" / "looking.py"


def main(channel):
    specification = importlib.util.spec_from_file_location("looking", PROGRAM)
    looking = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(looking)
    looking.load()
    begun, times, share, found_in = time.process_time(), 0, 0, looking.found_in

    def before_fork():
        nonlocal times, share
        times += 1
        share = (time.process_time() - begun) / times

    os.register_at_fork(before=before_fork)
    looking.load = lambda: None
    looking.found_in = lambda path, folder: found_in(path, folder) | {"cpu": time.process_time() + share}
    looking.main(channel)


if __name__ == "__main__":
    main(*sys.argv[1:])
