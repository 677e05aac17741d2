"""Starts worker after worker, quickly: the program is loaded once, and each line that comes in begins a real process.

For each line one goes out: the number of the process.
"""

import os
import sys
from importlib import import_module

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections

if __name__ == "__main__":
    django.setup()
    import_module(settings.ROOT_URLCONF)
    connections.close_all()
    for _line in sys.stdin:
        if pid := os.fork():
            print(pid, flush=True)
            os.waitpid(pid, 0)
            continue
        call_command("work")
        os._exit(0)
