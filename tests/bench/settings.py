"""The program's own settings, with the cost of every answer told in a header, and the page it is compared with."""

from pathlib import Path

from tracker.settings import *  # noqa: F403
from tracker.settings import MIDDLEWARE, TEMPLATES

MIDDLEWARE = ["tests.bench.middleware.CostMiddleware", *MIDDLEWARE]
ROOT_URLCONF = "tests.bench.reference"
# Of its own, with nothing that the program adds to what Django brings.
PLAIN = {
    "NAME": "plain",
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [Path(__file__).parent / "templates"],
    "OPTIONS": {"context_processors": TEMPLATES[0]["OPTIONS"]["context_processors"]},
}
TEMPLATES = [*TEMPLATES, PLAIN]
