"""The program's own settings, with the cost of every answer told in a header, and the page it is compared with."""

from pathlib import Path

from tracker.settings import *  # noqa: F403
from tracker.settings import MIDDLEWARE, TEMPLATES

MIDDLEWARE = ["tests.bench.middleware.CostMiddleware", *MIDDLEWARE]
ROOT_URLCONF = "tests.bench.reference"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]
