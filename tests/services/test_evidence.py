"""Evidence: kept for a form, attached to its entry, added later, erased; and what is never lost or stored twice."""

from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

from actions.lifecycle import Kind, Refused
from actions.models import Draft, Entry, Evidence, Leftover, SearchText
from actions.services import search
from actions.services.erasure import erase_words
from actions.services.evidence import keep_file, remove, remove_forgotten
from actions.services.reports import change
from actions.verification import first_fault
from tests.factories import add_evidence, add_milestone, confirm, correct, log, upload, work
from tests.services.refusals import refused
from tests.uploads import files
from tests.uploads.files import sent

LINK = "https://www.example.org/decree"


def text(words="Decree."):
    return sent("decree.txt", words.encode())


def stored():
    return set(default_storage.listdir("evidence")[1]) if default_storage.exists("evidence") else set()


def test_what_was_uploaded_for_a_form_becomes_evidence_of_its_entry(belgium, action, staff):
    key = uuid4()
    upload(action, staff, text(), key=key, title="Royal decree", issuer="Gazette", fact_on=date(2026, 11, 2))
    upload(action, staff, url=LINK, key=key)
    upload(action, staff, url=f"{LINK}/other", key=uuid4())
    entry = log(action, staff, key=key)
    file, link = Evidence.objects.filter(entry=entry)
    assert file.added.kind == link.added.kind == Kind.EVIDENCE
    assert file.added.changes == {
        "evidence": str(file.uuid),
        "of": entry.sequence,
        "sha256": file.sha256,
        "fact_on": "2026-11-02",
    }
    assert file.added.wording == {"title": "Royal decree", "issuer": "Gazette"}
    assert link.added.wording == {"title": "www.example.org/decree", "url": LINK}
    assert first_fault(belgium) is None
    assert log(action, staff, key=key) == entry, "and the form sent again adds nothing"
    assert Entry.objects.filter(kind=Kind.EVIDENCE).count() == 2


def test_the_digest_of_a_file_is_that_of_what_is_handed_out(action, staff):
    evidence = add_evidence(log(action, staff), staff, sent("photo.jpg", files.picture()))
    with default_storage.open(evidence.file.name) as file:
        content = file.read()
    assert sha256(content).hexdigest() == evidence.sha256
    assert files.SERIAL.encode() not in content
    assert "photo" not in evidence.file.name


def test_internal_evidence_adds_no_entry_for_everyone_counts_entries(action, staff, observer):
    entry = log(action, staff)
    before = Entry.objects.count()
    evidence = add_evidence(entry, staff, url=LINK, audience="internal")
    assert (evidence.place, evidence.added) == (entry.place, None)
    assert Entry.objects.count() == before
    assert not Evidence.objects.visible_to(observer).exists()
    remove(evidence=evidence)
    assert not Evidence.objects.exists()


def test_evidence_stays_with_what_was_corrected(action, staff):
    entry = log(action, staff)
    add_evidence(entry, staff, url=LINK)
    correction = correct(entry, staff, what_changed="Better.")
    assert Evidence.objects.get().place == correction.place
    with pytest.raises(Refused, match="corrected or withdrawn"):
        add_evidence(entry, staff, url=f"{LINK}/2")
    add_evidence(correction, staff, url=f"{LINK}/3")
    assert Evidence.objects.attached().count() == 2


def test_the_same_file_twice_is_told_and_stored_once(action, staff, colleague):
    key, before = uuid4(), stored()
    first, is_new = keep_file(action=action, by=staff, key=key, file=text())
    again, is_new_again = keep_file(action=action, by=staff, key=key, file=text())
    assert (first, is_new, is_new_again) == (again, True, False)
    assert len(stored() - before) == 1
    entry = log(action, staff, key=key)
    given = {"action": action, "by": colleague, "key": uuid4(), "entry": entry}
    field, sentence = refused(keep_file, file=text(), **given)
    assert (field, sentence) == (
        "files",
        "“decree.txt” stands with this entry already, as “decree”. It was not stored again.",
    )
    assert len(stored() - before) == 1


def test_nobody_learns_of_internal_evidence_by_sending_the_same_file(action, staff, colleague):
    entry = log(action, staff)
    add_evidence(entry, staff, text(), audience="internal")
    add_evidence(entry, colleague, text())
    assert Evidence.objects.attached().count() == 2


class FullDisk(FileSystemStorage):
    """A store on a disk that is full: /dev/full, to which the system itself has nothing written."""

    def _save(self, name, content):
        with Path("/dev/full").open("wb", buffering=0) as disk:
            for chunk in content.chunks():
                disk.write(chunk)
        return name


def test_a_full_disk_is_told_and_nothing_is_half_stored(action, staff, settings):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "tests.services.test_evidence.FullDisk"}}
    field, sentence = refused(keep_file, action=action, by=staff, key=uuid4(), file=text())
    assert field == "files"
    assert sentence.startswith("The server has no room left for “decree.txt”. Nothing of it was stored.")
    assert not Evidence.objects.exists()


class BrokenStore(FileSystemStorage):
    fault = RuntimeError

    def _save(self, name, content):
        raise BrokenStore.fault("the store does not answer")


@pytest.mark.parametrize("fault", [RuntimeError, PermissionError])
def test_a_store_that_does_not_answer_is_told(fault, action, staff, settings, caplog, monkeypatch):
    monkeypatch.setattr(BrokenStore, "fault", fault)
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "tests.services.test_evidence.BrokenStore"}}
    _field, sentence = refused(keep_file, action=action, by=staff, key=uuid4(), file=text())
    assert sentence == "“decree.txt” could not be stored just now. Nothing of it was kept: try again in a moment."


class LostStore(FileSystemStorage):
    """A store that takes one file and is gone then."""

    def _save(self, name, content):
        if self.listdir("evidence")[1]:
            raise RuntimeError("the store does not answer")
        return super()._save(name, content)

    def delete(self, name):
        raise RuntimeError("the store does not answer")


def test_a_store_that_is_gone_before_the_preview_is_told_too(action, staff, settings, caplog, tmp_path):
    (tmp_path / "evidence").mkdir()
    store = {"BACKEND": "tests.services.test_evidence.LostStore", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": store}
    photo = sent("photo.jpg", files.picture())
    _field, sentence = refused(keep_file, action=action, by=staff, key=uuid4(), file=photo)
    assert sentence == "“photo.jpg” could not be stored just now. Nothing of it was kept: try again in a moment."
    assert not Evidence.objects.exists()
    (left,) = (tmp_path / "evidence").iterdir()
    assert f"evidence/{left.name} stays behind where files are kept, though nothing needs it." in caplog.text


def test_erasing_the_entry_takes_the_words_and_the_file_away(belgium, action, staff, coordinator):
    before = stored()
    evidence = add_evidence(
        log(action, staff), staff, sent("CANARY.jpg", files.picture()), title="CANARY", issuer="CANARY"
    )
    assert len(stored() - before) == 2, "the picture and its preview"
    erase_words(entry=evidence.added, by=coordinator, reason="By law.")
    work()
    assert stored() == before
    assert not Leftover.objects.exists()
    assert "CANARY" not in f"{[*Evidence.objects.values_list()]}{[*Entry.objects.values_list()]}"
    assert "canary" not in f"{[*SearchText.objects.values_list('words')]}".lower()
    evidence.refresh_from_db()
    assert evidence.sha256 and evidence.erased_at
    assert first_fault(belgium) is None
    assert list(search.differences(belgium)) == []


def test_closing_asks_for_evidence_where_the_report_says_so(belgium, action, staff, coordinator):
    milestone = add_milestone(action, coordinator)
    entry = change(subject=belgium, by=coordinator, values={"evidence_asked": True})
    assert entry.changes == {"evidence_asked": True}
    for closing in ({"milestone": milestone, "state": "done"}, {"level": "fully_implemented"}):
        field, sentence = refused(log, action, staff, **closing)
        assert (field, sentence) == (
            "evidence",
            "Closing asks for evidence on this report. Add a file or a link that shows it.",
        )
        key = uuid4()
        upload(action, staff, url=LINK, key=key)
        done = log(action, staff, key=key, **closing)
    correct(done, staff, what_changed="Better words.")
    log(action, staff, milestone=milestone, state="under_way", level="partly_implemented", reason="It was too early.")


def test_evidence_stands_with_what_was_reported_and_nothing_else(belgium, action, staff):
    add_evidence(confirm(action, staff), staff, url=LINK)
    with pytest.raises(Refused, match="stands with an update"):
        add_evidence(Entry.objects.get(kind=Kind.ACTION_ADDED, action=action), staff, url=LINK)


def test_what_waits_is_its_adders_and_of_those_who_may_read_the_submitted_draft(
    belgium, action, staff, colleague, coordinator, observer
):
    key = uuid4()
    upload(action, staff, url=LINK, key=key)
    draft = Draft.objects.create(action=action, author=staff, organisation=staff.organisation, key=key)

    def seen():
        return [user.name for user in (staff, colleague, coordinator, observer) if Evidence.objects.visible_to(user)]

    assert seen() == ["Stella"]
    draft.stage, draft.submitted_at = "submitted", timezone.now()
    draft.save()
    assert seen() == ["Stella", "Cora"]


def test_what_was_forgotten_goes_after_a_month_unless_a_draft_needs_it(action, staff):
    now = timezone.now()
    drafted = uuid4()
    Draft.objects.create(action=action, author=staff, organisation=staff.organisation, key=drafted)
    upload(action, staff, url=f"{LINK}/drafted", key=drafted)
    upload(action, staff, url=f"{LINK}/forgotten")
    add_evidence(log(action, staff), staff, url=LINK)
    assert remove_forgotten(now=now + timedelta(days=29)) == 0
    assert remove_forgotten(now=now + timedelta(days=31)) == 1
    assert sorted(Evidence.objects.values_list("url", flat=True)) == [LINK, f"{LINK}/drafted"]
