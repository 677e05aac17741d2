"""Files that wait for the virus scanner, and what becomes of them when it is back."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from actions.models import Entry, Evidence, Notice, Report
from actions.services.erasure import erase_words
from actions.services.evidence import remove
from actions.services.reports import change
from actions.services.scanning import scan_waiting
from actions.services.search import differences
from actions.tasks import delete_leftovers
from actions.verification import first_fault
from tests.clamd import EICAR, MOST_BYTES
from tests.factories import add_evidence, log, upload, work
from tests.services.refusals import refused
from tests.services.test_evidence import stored
from tests.uploads.files import sent


@pytest.fixture
def left(db):
    """left() is what is stored now and was not before the test."""
    before = stored()
    return lambda: stored() - before


@pytest.fixture
def waiting(scanner, action, staff):
    """waiting(words): a text that was sent in while the scanner was down, with an entry or for the form ``key``."""

    def send(words, key=None):
        scanner.kill()
        file = sent("notes.txt", words.encode())
        evidence = upload(action, staff, file, key=key) if key else add_evidence(log(action, staff), staff, file)
        assert (evidence.scan, evidence.erased_at) == ("waits", None)
        scanner.start()
        return evidence

    return send


def scan(*evidence, **how):
    scan_waiting(now=timezone.now(), **how)
    work()
    for one in evidence:
        one.refresh_from_db()


def told():
    return sorted(Notice.objects.filter(kind="file_removed").values_list("person__name", flat=True))


def test_a_file_in_which_nothing_is_found_is_opened(waiting, belgium):
    evidence = waiting("Minutes.")
    shown = Report.objects.get().asides
    scan(evidence)
    assert (evidence.scan, evidence.erased_at, default_storage.exists(evidence.file.name)) == ("", None, True)
    assert Report.objects.get().asides > shown, "so pages that were kept are made anew"
    assert told() == []


def test_a_file_in_which_something_is_found_is_taken_away_and_that_is_told_once(
    waiting, left, belgium, action, staff, coordinator, colleague
):
    evidence, before = waiting(EICAR), Entry.objects.count()
    entry, digest = evidence.entry, evidence.sha256
    for _again in range(2):
        scan(evidence)
        assert (evidence.scan, evidence.file.name, evidence.preview.name) == ("found", "", "")
        assert evidence.erased_at
        assert left() == set()
        assert told() == ["Cora", "Stella"]
    assert {notice.address for notice in Notice.objects.all()} == {entry.get_absolute_url()}
    assert (evidence.title, evidence.added.changes["sha256"]) == ("notes", digest)
    assert (first_fault(belgium), Entry.objects.count()) == (None, before), "the record says what it said"
    assert list(differences(belgium)) == []


def test_a_store_that_does_not_delete_keeps_no_other_file_from_being_taken_away(waiting, left, monkeypatch):
    stubborn, other = waiting(EICAR), waiting(f"{EICAR} ")
    names, delete = {one: one.file.name for one in (stubborn, other)}, default_storage.delete

    def refuse(name):
        if name == names[stubborn]:
            raise ConnectionError("the store does not answer")
        delete(name)

    monkeypatch.setattr(default_storage, "delete", refuse)
    scan(stubborn, other)
    delete_leftovers()
    assert (stubborn.scan, other.scan, left()) == ("found", "found", {Path(names[stubborn]).name})
    monkeypatch.undo()
    delete_leftovers()
    assert left() == set()


def test_without_an_answer_files_go_on_waiting(waiting, scanner, settings):
    evidence = waiting(EICAR)
    scanner.kill()
    scan(evidence)
    assert evidence.scan == "waits"
    settings.SCANNER = None
    scan(evidence)
    assert evidence.scan == "waits", "also when there is no scanner any more"


def test_what_the_scanner_does_not_take_keeps_nobody_else_waiting(waiting, scanner, caplog):
    long, lost, short = waiting("a" * (MOST_BYTES + 1)), waiting("Lost."), waiting("Short.")
    default_storage.delete(lost.file.name)
    scan(long, lost, short)
    assert [one.scan for one in (long, lost, short)] == ["waits", "waits", ""]
    assert caplog.text.count("goes on waiting for the virus scanner") == 2
    other = waiting("Other.")
    scan(long, other, seconds=0)
    assert (other.scan, bool(other.checked_at)) == ("waits", True), "it came first, before those tried in vain"


def test_a_file_sent_for_a_form_is_taken_away_and_does_not_become_evidence(waiting, action, staff, coordinator):
    key = uuid4()
    bad, good = waiting(EICAR, key), waiting("Good.", key)
    scan(bad, good)
    assert (bad.scan, good.scan, told()) == ("found", "", ["Stella"])
    assert Notice.objects.get().address == action.get_absolute_url()
    entry = log(action, staff, key=key)
    assert list(Evidence.objects.all()) == list(entry.evidence.all()) == [good]


def test_a_file_that_still_waits_becomes_evidence_and_is_looked_at_there(waiting, action, staff, coordinator):
    key = uuid4()
    evidence = waiting(EICAR, key)
    entry = log(action, staff, key=key)
    scan(evidence)
    assert (evidence.scan, evidence.entry, told()) == ("found", entry, ["Cora", "Stella"])


def test_a_file_of_two_drafts_is_stored_once_and_taken_away_from_both(waiting, left, scanner):
    first = waiting(EICAR, uuid4())
    second = Evidence.objects.get()
    second.pk, second.uuid, second.form_key, second._state.adding = None, uuid4(), uuid4(), True
    second.save()
    before = scanner.log.read_text().count("FOUND")
    scan(first, second)
    assert scanner.log.read_text().count("FOUND") == before + 1, "it is looked at once"
    assert (first.scan, second.scan, first.file.name, second.file.name) == ("found", "found", "", "")
    assert (left(), told()) == (set(), ["Stella", "Stella"])


def test_what_was_taken_away_proves_nothing(waiting, belgium, action, staff, coordinator):
    change(subject=belgium, by=coordinator, values={"evidence_asked": True})
    key, closing = uuid4(), {"level": "fully_implemented"}
    evidence = waiting(EICAR, key)
    scan(evidence)
    assert refused(log, action, staff, key=key, **closing)[1].startswith("Closing asks for evidence")
    waiting("It is done.", key)
    log(action, staff, key=key, **closing)


def test_a_file_taken_away_may_be_sent_again_and_waits_again(waiting, scanner, action, staff):
    evidence = waiting("Taken for something else.")
    Evidence.objects.update(scan="found", erased_at=timezone.now())
    scanner.kill()
    again = add_evidence(evidence.entry, staff, sent("notes.txt", b"Taken for something else."))
    assert (again.pk != evidence.pk, again.place, again.scan) == (True, evidence.place, "waits")


def test_what_waits_or_was_taken_away_is_removed_and_erased_as_ever(waiting, left, coordinator):
    forms, gone = waiting("A form's.", uuid4()), waiting(EICAR)
    scan(forms, gone)
    still = waiting("Still waits.")
    remove(evidence=forms)
    for evidence in (gone, still):
        erase_words(entry=evidence.added, by=coordinator, reason="By law.")
        evidence.refresh_from_db()
        assert (evidence.scan, evidence.title, evidence.file.name) == ("", "", "")
    work()
    assert left() == set()


def test_many_files_wait_no_longer_than_their_time(waiting, scanner):
    evidence = waiting("Minutes.")
    scanner.freeze()
    begun = timezone.now()
    scan(evidence, seconds=0.2)
    assert evidence.scan == "waits"
    assert timezone.now() - begun < timedelta(seconds=5)
