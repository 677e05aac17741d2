"""Files that evidence gave up: gone soon, or as soon as the store is there again; never one that is still needed."""

from copy import copy
from uuid import uuid4

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction
from django_q.models import OrmQ

from actions.models import Evidence, Leftover
from actions.services.erasure import erase_words
from actions.services.evidence import remove
from actions.tasks import SCHEDULED, delete_leftovers
from tests.factories import add_evidence, log, upload, work
from tests.uploads.files import sent


class ShutStore(FileSystemStorage):
    """A store that deletes nothing while ``shut``, and some files never."""

    shut = False
    never = ()

    def delete(self, name):
        if ShutStore.shut or name in ShutStore.never:
            raise ConnectionError("the store does not answer")
        if not self.exists(name):
            raise FileNotFoundError(name)
        super().delete(name)


@pytest.fixture
def store(settings, tmp_path, monkeypatch):
    options = {"BACKEND": "tests.services.test_leftovers.ShutStore", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": options}
    for name in ("shut", "never"):
        monkeypatch.setattr(ShutStore, name, getattr(ShutStore, name))
    return ShutStore


@pytest.fixture
def given(store, action, staff):
    """given(words): evidence that is such a text, with an entry of its own."""
    return lambda words: add_evidence(log(action, staff, words), staff, sent("notes.txt", words.encode()))


def erase(evidence, by):
    erase_words(entry=evidence.added, by=by, reason="By law.")


def there(*given):
    return [default_storage.exists(evidence.file.name) for evidence in given]


def test_a_file_erased_while_the_store_is_down_is_deleted_once_it_is_back(store, given, coordinator, caplog):
    first, second = given("One."), given("Two.")
    store.shut = True
    for evidence in (first, second):
        erase(evidence, coordinator)
    work()
    for _hours_later in range(20):  # more often than the queue tries a task again
        delete_leftovers()
    assert there(first, second) == [True, True]
    assert f"{first.file.name} is to be deleted and still there; it is tried again" in caplog.text
    store.shut = False
    delete_leftovers()
    assert (there(first, second), Leftover.objects.count()) == ([False, False], 0)
    assert delete_leftovers in SCHEDULED


def test_a_file_that_cannot_be_deleted_keeps_no_other_from_it(store, given, coordinator):
    stubborn, other, later = given("One."), given("Two."), given("Three.")
    store.never = {stubborn.file.name}
    for evidence in (stubborn, other):
        erase(evidence, coordinator)
    work()
    erase(later, coordinator)
    work()
    assert there(stubborn, other, later) == [True, False, False]
    assert Leftover.objects.get().tried_at


def test_what_is_rolled_back_keeps_its_file(given, coordinator):
    evidence, waiting = given("One."), OrmQ.objects.count()
    with pytest.raises(InterruptedError), transaction.atomic():
        erase(evidence, coordinator)
        raise InterruptedError
    assert (OrmQ.objects.count(), Leftover.objects.count()) == (waiting, 0)
    work()
    delete_leftovers()
    assert (there(evidence), Evidence.objects.get().file.name) == ([True], evidence.file.name)


def test_a_file_that_is_gone_already_is_done(given, coordinator):
    evidence = given("One.")
    default_storage.delete(evidence.file.name)
    erase(evidence, coordinator)
    work()
    assert not Leftover.objects.exists()


@pytest.mark.parametrize("what", ["file", "preview"])
def test_a_file_of_two_is_deleted_with_the_last_however_late_the_worker_comes(what, store, action, staff):
    first = upload(action, staff, sent("notes.txt", b"One."), key=uuid4())
    second = copy(first)
    second.file = second.preview = "another.txt"
    setattr(second, what, first.file.name)
    second.pk, second.uuid, second.form_key, second._state.adding = None, uuid4(), uuid4(), True
    second.save()
    remove(evidence=first)
    work()
    assert (there(first), Leftover.objects.count()) == ([True], 0)
    store.shut = True
    remove(evidence=second)
    work()
    store.shut = False
    delete_leftovers()
    assert (there(first), Leftover.objects.count()) == ([False], 0)
