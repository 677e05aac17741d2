#!/usr/bin/env python
"""Run a command of the program. Works in the local profile unless PROFILE says otherwise."""

import os
import sys


def main():
    os.environ.setdefault("PROFILE", "local")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        sys.exit(f"Django is missing ({error}). Run `make run`, or `pip install -r requirements.txt`, first.")
    from tracker.environment import EnvironmentIncomplete

    try:
        execute_from_command_line(sys.argv)
    except EnvironmentIncomplete as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
