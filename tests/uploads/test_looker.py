"""The process that looks through files: it survives what files do to it, and knows no secret."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from actions.uploads import looker as module
from actions.uploads.looker import Looker
from tests.uploads import files
from tracker.environment import BASE_DIR


@pytest.fixture
def looker():
    looker = Looker()
    yield looker
    looker.end()


def written(folder, name, content):
    (folder / name).write_bytes(content)
    return folder / name, folder


def test_many_files_at_once_each_get_their_own_answer(looker, tmp_path):
    kinds = {"pdf": files.pdf(), "text": b"Words.", "docx": files.docx(), "png": files.picture("PNG"), "jpeg": b""}
    kinds["jpeg"] = files.picture()
    given = []
    for n in range(20):
        name = list(kinds)[n % len(kinds)]
        folder = tmp_path / str(n)
        folder.mkdir()
        given.append((name, *written(folder, "given", kinds[name])))
    with ThreadPoolExecutor(len(given)) as threads:
        found = list(threads.map(lambda one: looker.look(*one[1:]), given))
    assert found == [{"type": name} for name, *_where in given]


def test_a_file_that_brings_the_process_down_is_refused_and_the_next_meets_another(looker, tmp_path):
    slow = written(tmp_path, "slow", files.docx(**{"word/media/image1.png": b"\0" * (100 * 1024**2)}))
    text = written(tmp_path, "text", b"Words.")
    assert looker.look(*text) == {"type": "text"}
    before, done = looker.pid, children_of(looker.pid)
    with ThreadPoolExecutor(1) as threads:
        found = threads.submit(looker.look, *slow)
        (child,) = wait_for(lambda: children_of(before) - done)
        os.kill(child, signal.SIGSEGV)
    assert found.result() == {"refused": "broken"}
    assert wait_for(lambda: looker.look(*text) == {"type": "text"} and looker.pid != before), "elsewhere in memory"


def children_of(pid):
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def wait_for(what):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.001)
    pytest.fail("It did not come to that.")


def test_one_that_has_ended_is_begun_anew(looker, tmp_path):
    text = written(tmp_path, "text", b"Words.")
    assert looker.look(*text) == {"type": "text"}
    os.kill(looker.pid, signal.SIGKILL)
    assert looker.look(*text) == {"type": "text"}


def test_one_that_does_not_start_says_so_and_the_person_can_try_again(looker, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(module, "PROGRAM", tmp_path / "nothing.py")
    assert looker.look(*written(tmp_path, "text", b"Words.")) == {"refused": "not_now"}
    assert "does not start" in caplog.text


def test_it_knows_nothing_secret(looker, tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "canary")
    looker.look(*written(tmp_path, "text", b"Words."))
    assert b"canary" not in Path(f"/proc/{looker.pid}/environ").read_bytes()


def test_it_ends_with_whom_it_belongs_to(tmp_path):
    text = written(tmp_path, "text", b"Words.")
    owner = f"""
import os, signal
from actions.uploads.looker import Looker
looker = Looker()
looker.look({str(text[0])!r}, {str(text[1])!r})
print(looker.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    told = subprocess.run([sys.executable, "-c", owner], stdout=subprocess.PIPE, cwd=BASE_DIR)
    stat = Path(f"/proc/{int(told.stdout)}/stat")
    assert wait_for(lambda: not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z")


def test_a_server_that_is_stopped_finishes_what_it_looks_at(looker, tmp_path):
    text = written(tmp_path, "text", b"Words.")
    looker.look(*text)
    before = looker.pid
    os.kill(before, signal.SIGTERM)
    assert looker.look(*text) == {"type": "text"}
    assert looker.pid == before
