"""The look keeps its promises: contrast in light and dark, no inline style or script, shapes and days in words."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from actions.templatetags.days import ago

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
COMPONENTS = [template for template in TEMPLATES if template.parent.name == "components"]
STYLE = Path(settings.BASE_DIR, "static", "tracker.css").read_text()
TEXT, SHAPES = 4.5, 3

PAIRS = [
    *((TEXT, "ink", ground) for ground in ("ground", "surface", "quiet")),
    *((TEXT, "ink-muted", ground) for ground in ("ground", "surface", "quiet")),
    *((TEXT, "brand", ground) for ground in ("ground", "surface", "quiet", "ochre-soft")),
    (TEXT, "on-brand", "brand"),
    (TEXT, "on-brand", "brand-deep"),
    *((TEXT, hue, ground) for hue in ("red", "ochre", "green", "blue") for ground in ("surface", f"{hue}-soft")),
    (TEXT, "grey", "grey-soft"),
    *((SHAPES, "line-strong", ground) for ground in ("ground", "surface")),
    *((SHAPES, "focus", ground) for ground in ("ground", "surface")),
    *((SHAPES, f"bar-{part}", "surface") for part in ("done", "under-way", "overdue")),
]
"""(least contrast, colour, ground)"""


def colours(scheme):
    """{name: (red, green, blue)} as tracker.css names them for light or dark."""
    light, dark = STYLE.split("@media (prefers-color-scheme: dark)")
    named = re.compile(r"--([a-z-]+): #([0-9a-f]{3,6});")
    found = dict(named.findall(light))
    if scheme == "dark":
        found |= dict(named.findall(dark.split("/* --- Text")[0]))
    return {name: value if len(value) == 6 else "".join(c * 2 for c in value) for name, value in found.items()}


def luminance(value):
    def linear(channel):
        channel /= 255
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(value[i : i + 2], 16)) for i in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("least", "colour", "ground"), PAIRS)
def test_colours_stand_out_from_their_ground(scheme, least, colour, ground):
    """As WCAG 2.2 measures it, success criteria 1.4.3 and 1.4.11."""
    named = colours(scheme)
    darker, lighter = sorted((luminance(named[colour]), luminance(named[ground])))
    assert (lighter + 0.05) / (darker + 0.05) >= least


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_carries_style_or_script_in_itself(template):
    text = template.read_text()
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", text))
    for made_elsewhere in ('"<code>make run</code>"|safe', "field.help_text|safe", "{{ fields|safe }}"):
        text = text.replace(made_elsewhere, "")
    assert "|safe" not in text


@pytest.mark.parametrize(
    "template", [t for t in TEMPLATES if t.parent.name == "components"], ids=lambda path: path.name
)
def test_every_component_names_its_inputs_in_its_first_line(template):
    assert template.read_text().startswith("{# ")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "yesterday"),
        (-1, "tomorrow"),
        (12, "12 days ago"),
        (-12, "in 12 days"),
        (99, "99 days ago"),
        (104, "104 days ago"),
        (-365, "in 365 days"),
        (730, "2 years ago"),
        (-3650, "in 10 years"),
    ],
)
def test_days_are_said_as_people_say_them(days, words):
    today = date(2026, 11, 24)
    assert ago(today - timedelta(days=days), today) == words


def test_the_page_for_our_own_faults_stands_alone():
    """Without a request, the database, or files that were collected."""
    with translation.override("en"):
        page = render_to_string("errors/500.html")
    assert "The fault is ours" in page
