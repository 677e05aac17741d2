"""The virus scanner, a real one: what it finds, and all the ways in which it may say nothing."""

import logging
import socket
import time
from threading import Thread

import pytest

from actions.lifecycle import Refused
from actions.uploads import checked
from actions.uploads.scanner import answers
from tests.clamd import EICAR, MARK, MOST_BYTES
from tests.uploads import files
from tests.uploads.files import sent


def waits(content=b"Words.", until=None):
    with checked(sent("notes.txt", content), until) as file:
        return file.waits


@pytest.mark.usefixtures("scanner")
def test_a_file_in_which_nothing_is_found_is_taken():
    assert waits() is False
    assert waits(b"a" * (MOST_BYTES - 1)) is False


@pytest.mark.usefixtures("scanner")
@pytest.mark.parametrize("mark", [EICAR, MARK])
def test_a_file_in_which_something_is_found_is_refused_by_its_name(mark, caplog):
    with pytest.raises(Refused) as refused:
        waits(f"Minutes. {mark}".encode())
    assert str(refused.value) == "The virus scanner found something in “notes.txt”. Nothing of it was kept."
    assert "Test." in caplog.text
    assert "notes" not in caplog.text
    assert mark not in caplog.text


@pytest.mark.usefixtures("scanner")
def test_what_is_hidden_inside_a_document_is_found_too():
    letter = files.docx(**{"word/media/a.txt": EICAR})
    with pytest.raises(Refused, match="found something in “letter"), checked(sent("letter.docx", letter)):
        pass


def test_without_a_scanner_nothing_is_scanned(settings):
    assert settings.SCANNER is None
    assert waits(EICAR.encode()) is False


def test_a_scanner_that_is_gone_lets_files_wait(scanner, caplog):
    scanner.kill()
    assert waits() is True
    assert "A file waits for the virus scanner: " in caplog.text


def test_one_that_says_nothing_in_time_lets_them_wait_no_longer_than_that(scanner, caplog):
    scanner.freeze()
    begun = time.monotonic()
    assert waits(until=begun + 0.3) is True
    assert waits(until=begun) is True, "nor is anything sent when the time is over"
    assert time.monotonic() - begun < 5
    assert caplog.text.count("A file waits for the virus scanner: ") == 2


@pytest.mark.usefixtures("scanner")
@pytest.mark.parametrize("more", [1, 19 * 1024**2])
def test_a_file_that_is_too_long_for_it_waits(more):
    assert waits(b"a" * (MOST_BYTES + more)) is True


@pytest.mark.parametrize("said", [b"", b"stream: O", b"stream: OK", b"\0", b"OK\0", b"a" * 9000])
def test_an_answer_that_makes_no_sense_is_none(said, settings, caplog):
    caplog.set_level(logging.CRITICAL)
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.SCANNER = server.getsockname()
        thread = Thread(target=answer_once, args=[server, said])
        thread.start()
        assert waits() is True
        thread.join()


def answer_once(server, said):
    channel, _from = server.accept()
    with channel:
        channel.recv(1 << 16)
        channel.sendall(said)


def test_it_is_seen_whether_the_scanner_is_there(scanner):
    assert answers()
    scanner.freeze()
    assert not answers(seconds=0.3)
    scanner.go_on()
    scanner.kill()
    assert not answers()
