"""Pages that describe code say what the code says."""

import json
import re
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from actions import chain
from actions.exchange.report_file import ACTION, REPORT, read_report
from actions.lifecycle import CourseReason, Kind, Level, State
from actions.management.commands import make_docs
from actions.models import Entry, PriorityAction, Report
from actions.permissions import RIGHTS
from actions.services.erasure import erase_words
from actions.services.reports import change
from tests.factories import (
    add_evidence,
    add_milestone,
    assess,
    confirm,
    correct,
    log,
    nudge,
    set_aside,
    take_up_concern,
    withdraw,
)
from tests.guarded import unguarded

DOCS = Path(__file__).parent.parent / "docs"
RECORD = (DOCS / "record.md").read_text()
FORMAT = (DOCS / "report-format.md").read_text()


def rows(page, name):
    """The cells of each row of the table between <!-- name --> and <!-- /name -->."""
    table = page.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0].strip().splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table]


def code(page, language):
    return re.search(rf"```{language}\n(.*?)```", page, re.DOTALL)[1]


# --- Made from code ---


def test_the_pages_made_from_code_are_not_stale():
    call_command("make_docs", "--check", stdout=StringIO())


def test_a_stale_page_is_named_and_made_again(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match=r"Stale: roles.md, lifecycle.md"):
        call_command("make_docs", "--check")
    call_command("make_docs", stdout=StringIO())
    (tmp_path / "docs" / "roles.md").write_text("Everyone may do everything.")
    with pytest.raises(CommandError, match=r"Stale: roles.md\. Run"):
        call_command("make_docs", "--check")


def test_the_pages_made_from_code_name_every_right_level_state_reason_and_kind():
    pages = make_docs.pages()
    assert all(str(words) in pages["roles.md"] for words, _roles in RIGHTS.values())
    named = set(re.findall(r"`(\w+)`", pages["lifecycle.md"]))
    assert named >= {*Level.values, *State.values, *CourseReason.values, *Kind.values}


# --- The record ---


def test_the_page_on_the_record_lists_what_is_hashed():
    entry = Entry(happened_on=date(2026, 11, 24), recorded_at=datetime(2026, 11, 24, tzinfo=UTC))
    assert [cells[0].strip("`") for cells in rows(RECORD, "facts")] == list(entry.facts())
    assert [cells[0].strip("`") for cells in rows(RECORD, "words")] == list(chain.WORDS)


@pytest.fixture
def record(belgium, action, staff, coordinator):
    """A record with an entry of every kind, in several scripts, one entry erased."""
    milestone = add_milestone(action, coordinator, "Étape “une”")
    wrong = log(action, staff, 'Tab\there, "quoted" \\ back, line\nend, Ελλάδα, 日本, 🙂.', level="partly_implemented")
    right = correct(wrong, staff, "Why: “é”.", course="at_risk", course_reason="design")
    withdraw(confirm(action, staff), staff)
    log(action, staff, milestone=milestone, state="done")
    change(subject=action, by=coordinator, values={"focal_point": staff})
    nudge(action, coordinator, "Was gibt’s Neues?")
    take_up_concern(set_aside(action, coordinator, "unled", reason="Später."), coordinator)
    add_evidence(log(action, staff), staff, url="https://example.org/loi", issuer="Moniteur belge")
    assess(action, coordinator, "not_implemented", "Σε καμία περιοχή.")
    erase_words(entry=right, by=coordinator, reason="By law.")
    return belgium


NAMES = {"report_id": "report", "action_id": "action", "milestone_id": "milestone", "author_id": "author"}
NAMES |= {"organisation_id": "organisation", "supersedes_id": "supersedes"}


def verifier():
    """The verifier of the page, and nothing else."""
    names = {}
    exec(code(RECORD, "python"), names)
    return names["verify"]


def check(report):
    """What the verifier of the page says about the rows of a report, read without this program's models."""
    columns = [field.column for field in Entry._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns)} FROM actions_entry WHERE report_id = %s ORDER BY sequence", [report.pk]
        )
        entries = [outside(dict(zip(columns, row, strict=True))) for row in cursor.fetchall()]
        cursor.execute("SELECT head_sequence, head_hash FROM actions_report WHERE id = %s", [report.pk])
        return verifier()(entries, *cursor.fetchone())


def outside(row):
    """A row as someone outside reads it: JSON parsed, days and moments as the page writes them."""
    entry = {NAMES.get(column, column): value for column, value in row.items()}
    for name in ("changes", "wording"):
        entry[name] = json.loads(entry[name]) if isinstance(entry[name], str) else entry[name]
    moment = entry["recorded_at"]
    moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    entry["recorded_at"] = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return entry | {"happened_on": str(entry["happened_on"])[:10], "key": str(UUID(str(entry["key"])))}


def test_a_verifier_written_from_the_page_finds_the_record_whole(record):
    assert {entry.kind for entry in record.entries.all()} >= set(Kind.values)
    assert check(record) is None


@pytest.mark.parametrize(
    ("number", "change"),
    [
        (1, {"wording": {"title": "Other"}}),
        (3, {"changes": {"lead_organisation": 1}}),
        (7, {"what_changed": "Other."}),
        (7, {"happened_on": "2020-01-01"}),
        (8, {"what_changed": "Words where words were erased."}),
        (9, {"previous_hash": "0" * 64}),
        (12, {"reason": "For fun."}),
    ],
)
def test_it_names_the_entry_that_was_changed(record, number, change):
    with unguarded():
        record.entries.filter(sequence=number).update(**change)
    assert check(record) == number


def test_it_names_the_entry_that_is_missing(record):
    last = record.entries.count()
    with unguarded():
        record.entries.filter(sequence=last).delete()
    assert check(record) == last


def test_it_names_the_entry_the_report_does_not_end_with(record):
    Report.objects.update(head_hash="f" * 64)
    assert check(record) == record.entries.count()


# --- The format of a report file ---


@pytest.mark.parametrize(("name", "fields", "model"), [("report", REPORT, Report), ("action", ACTION, PriorityAction)])
def test_the_page_on_the_format_lists_every_field_and_whether_it_is_required(name, fields, model):
    listed = {cells[0].strip("`"): cells for cells in rows(FORMAT, name)}
    assert {field: cells[1] == "yes" for field, cells in listed.items()} == fields
    for field, cells in listed.items():
        length = model._meta.get_field(field).max_length
        said = re.search(r"at most (\d+)", cells[2])
        assert not said or int(said[1]) == length, field


def test_the_example_of_the_page_is_in_order():
    report, actions = read_report(code(FORMAT, "yaml"))
    assert (report["country"], len(actions)) == ("PT", 1)
    assert actions[0]["recommendation"] == "collect data on every region, every year, and publish them"
