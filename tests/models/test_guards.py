"""The triggers: record and decisions are added to, and nothing else, whoever holds the database."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils import timezone

from actions import guards
from actions.models import Decision, Entry
from actions.services.erasure import erase_words
from tests.factories import accept, log, send_back, submit, withdraw
from tests.guarded import missing_guards, triggers, unguarded

ERASURE = {"what_changed": "", "challenges": "", "next_steps": "", "reason": "", "wording": {}, "salt": ""}
KEPT = [field.name for field in Entry._meta.concrete_fields if field.name not in guards.RECORD.erased]


@pytest.fixture
def entry(action, staff):
    return log(action, staff, challenges="Money.", level="partly_implemented")


def refused(write):
    """True if the database refuses ``write()``; what it did is taken back either way."""
    try:
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
    except IntegrityError as error:
        assert "only ever added to" in str(error)
        return True
    return False


def other(entry, name):
    """A value the column could have and has not."""
    field = Entry._meta.get_field(name)
    value = getattr(entry, field.attname)
    match field:
        case models.ForeignKey():
            return F("pk") if name == "supersedes" else None if value else F("report_id")
        case models.DateTimeField() | models.DateField():
            return value - timedelta(1)
        case models.IntegerField():
            return value + 1000
        case models.JSONField():
            return {"due_on": "2030-01-01"}
        case models.UUIDField():
            return "00000000-0000-0000-0000-000000000000"
    return {"level": "fully_implemented", "course": "on_track", "kind": "confirmation"}.get(name, "x")


@pytest.mark.parametrize("name", [field.name for field in Entry._meta.concrete_fields])
def test_no_column_of_an_entry_is_ever_changed(entry, name):
    value = timezone.now() if name == "erased_at" else other(entry, name)
    assert refused(lambda: Entry.objects.filter(pk=entry.pk).update(**{name: value}))


def test_an_erasure_passes(entry):
    assert not refused(lambda: Entry.objects.filter(pk=entry.pk).update(**ERASURE, erased_at=timezone.now()))


@pytest.mark.parametrize("name", KEPT)
def test_nothing_else_passes_together_with_an_erasure(entry, name):
    change = {name: other(entry, name)}
    assert refused(lambda: Entry.objects.filter(pk=entry.pk).update(**ERASURE, erased_at=timezone.now(), **change))


@pytest.mark.parametrize("name", ERASURE)
def test_an_erasure_leaves_no_word(entry, name):
    left = {"title": "x"} if name == "wording" else "x"
    assert refused(lambda: Entry.objects.filter(pk=entry.pk).update(**ERASURE | {name: left}, erased_at=timezone.now()))


def test_an_erasure_says_when(entry):
    assert refused(lambda: Entry.objects.filter(pk=entry.pk).update(**ERASURE))


def test_what_was_erased_is_not_erased_again_nor_written_anew(entry):
    row = Entry.objects.filter(pk=entry.pk)
    row.update(**ERASURE, erased_at=timezone.now())
    assert refused(lambda: row.update(**ERASURE, erased_at=timezone.now()))
    assert refused(lambda: row.update(what_changed="Other words."))
    assert refused(lambda: row.update(erased_at=None))


def test_an_entry_saved_again_is_refused(entry):
    entry.what_changed = "Other words."
    assert refused(entry.save)


def test_no_entry_is_deleted(entry, staff):
    withdrawal = withdraw(entry, staff)
    assert refused(withdrawal.delete)
    assert refused(Entry.objects.filter(pk=withdrawal.pk).delete)
    assert refused(lambda: Entry.objects.filter(pk=withdrawal.pk)._raw_delete(using="default"))
    assert refused(lambda: run(f"DELETE FROM {guards.RECORD.table} WHERE id = {withdrawal.pk}"))


def run(sql, values=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


EMPTY = {"sqlite": "DELETE FROM {table}", "postgresql": "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {table} CASCADE"}


def test_the_table_is_not_emptied(entry):
    assert refused(lambda: run(EMPTY[connection.vendor].format(table=guards.RECORD.table)))


UNIQUE = {"id": ["id"], "number": ["report_id", "sequence"], "form": ["author_id", "key"], "other": ["supersedes_id"]}
REPLACE = {
    "sqlite": "INSERT OR REPLACE INTO {table} ({columns}) SELECT {values} FROM {table} WHERE id = {pk}",
    "postgresql": (
        "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE id = {pk} "
        "ON CONFLICT ({unique}) DO UPDATE SET what_changed = 'Other words.'"
    ),
}


@pytest.mark.parametrize("same", UNIQUE)
def test_no_entry_is_replaced_by_one_with_the_same(entry, staff, same):
    withdrawal = withdraw(entry, staff)
    fresh = {"sequence": "900", "key": f"'{UUID(int=0).hex}'", "supersedes_id": str(withdrawal.pk)}
    columns = [field.column for field in Entry._meta.concrete_fields if field.column != "id" or same == "id"]
    values = [name if name in UNIQUE[same] else fresh.get(name, name) for name in columns]
    replace = REPLACE[connection.vendor].format(
        table=guards.RECORD.table,
        columns=", ".join(columns),
        values=", ".join(values),
        pk=withdrawal.pk,
        unique=", ".join(UNIQUE[same]),
    )
    assert refused(lambda: run(replace))
    with unguarded():
        assert not refused(lambda: run(replace)), "nothing but the guards stands in the way"


def test_the_guards_stand_again_after_a_migration_that_remakes_the_table(transactional_db):
    old = Entry._meta.get_field("reason")
    new = models.CharField(max_length=2_000, blank=True)
    new.set_attributes_from_name("reason")
    new.model = Entry
    with connection.schema_editor() as editor:
        editor.alter_field(Entry, old, new)
        editor.alter_field(Entry, new, old)
    if connection.vendor == "sqlite":
        assert missing_guards() == triggers(guards.RECORD), "SQLite drops triggers together with the table it remakes"
    call_command("migrate", verbosity=0)
    assert not missing_guards()


def test_without_the_guards_these_tests_would_see_an_entry_change(entry):
    with unguarded():
        assert not refused(lambda: Entry.objects.filter(pk=entry.pk).update(happened_on=date(2020, 1, 1)))


# --- Decisions of review ---


@pytest.fixture
def decision(action, staff, coordinator):
    draft = send_back(submit(action, staff), coordinator, "Which ministry?")
    return draft.decisions.get(stage="sent_back")


@pytest.mark.parametrize("name", [field.name for field in Decision._meta.concrete_fields])
@pytest.mark.parametrize("also", [{}, {"reason": "[erased]"}], ids=["alone", "with an erasure"])
def test_no_column_of_a_decision_is_ever_changed(decision, coordinator, action, staff, name, also):
    new = {
        "id": decision.pk + 1000,
        "draft": submit(action, staff),
        "by": staff,
        "stage": "submitted",
        "reason": "Other words.",
        "at": decision.at - timedelta(1),
    }
    assert refused(lambda: Decision.objects.filter(pk=decision.pk).update(**also | {name: new[name]}))


def test_no_decision_is_deleted_or_replaced(decision):
    table = guards.DECISIONS.table
    assert refused(decision.delete)
    assert refused(lambda: run(f"DELETE FROM {table} WHERE id = {decision.pk}"))
    assert refused(lambda: run(EMPTY[connection.vendor].format(table=table)))
    columns = ", ".join(field.column for field in Decision._meta.concrete_fields)
    replace = REPLACE[connection.vendor].replace("what_changed", "reason")
    replace = replace.format(table=table, columns=columns, values=columns, pk=decision.pk, unique="id")
    assert refused(lambda: run(replace))
    with unguarded():
        assert not refused(lambda: run(replace))


def test_why_an_update_was_sent_back_is_erased_with_it_once_and_for_good(decision, action, staff, coordinator):
    again = submit(action, staff, "It named one.", key=decision.draft.key, version=decision.draft.version)
    erase_words(entry=accept(again, coordinator), by=coordinator, reason="A court said so.")
    row = Decision.objects.filter(pk=decision.pk)
    assert row.get().reason == "[erased]"
    assert refused(lambda: row.update(reason="Other words."))
    assert refused(lambda: decision.draft.decisions.filter(stage="accepted").update(reason="[erased]"))
