"""Where the files people send are kept: a folder for its owner alone, or a bucket of a real S3-compatible server."""

import json
import shutil
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import boto3
import pytest
import time_machine
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from actions.models import Entry, Evidence, Leftover
from actions.services.erasure import erase_words
from actions.tasks import delete_leftovers
from tests.factories import add_evidence, log, work
from tests.uploads import files
from tests.uploads.files import sent
from tests.views.page import Page, follow, open_page
from tests.wiring.test_environment import problems

KEY, SECRET, BUCKET = "key-of-the-tracker", "a/secret+with=signs", "evidence-files"
OWNER, READER = ("key-of-the-owner", "secret-of-the-owner"), "of-a-reader"
SECRET_QUOTED = "a%2Fsecret%2Bwith%3Dsigns"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A SeaweedFS with a bucket and an account that may use it; its address as FILES_URL has it.

    The client is that of the owner, who may do everything: for the owner alone a bucket that is not there is made.
    """
    weed = shutil.which("weed", path=str(Path(sys.executable).parent))
    folder = tmp_path_factory.mktemp("weed")
    reading, writing = [f"Read:{BUCKET}", f"List:{BUCKET}"], [f"Write:{BUCKET}", "Write:no-such-bucket"]
    accounts = [
        {"name": "owner", "credentials": [{"accessKey": OWNER[0], "secretKey": OWNER[1]}], "actions": ["Admin"]},
        {"name": "tracker", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": reading + writing},
        {"name": "reader", "credentials": [{"accessKey": READER, "secretKey": READER}], "actions": reading},
    ]
    (folder / "s3.json").write_text(json.dumps({"identities": accounts}))
    process = client = None
    try:
        ends = time.monotonic() + 120
        while True:
            if process is None or process.poll() is not None:  # a port that was free may be taken by now
                process, client = started(weed, folder)
            try:
                client.create_bucket(Bucket=BUCKET)
                break
            except (BotoCoreError, ClientError):
                assert time.monotonic() < ends, "the S3 server does not start"
                time.sleep(0.2)
        endpoint = client.meta.endpoint_url.partition("//")[2]
        yield f"s3+http://{KEY}:{SECRET_QUOTED}@{endpoint}/{BUCKET}?region=us-east-1", client
    finally:
        client.close()
        process.kill()  # it takes its time to end, and nothing of it is needed any more
        process.wait(30)


def started(weed, folder):
    """A SeaweedFS that begins, and a client of its owner."""
    ports = {name: free_port() for name in ("s3", "master", "volume", "filer")}
    command = [weed, "-logtostderr=false", f"-logdir={folder}", "server", f"-dir={folder}", "-ip=127.0.0.1", "-s3"]
    command += ["-ip.bind=127.0.0.1", f"-s3.port={ports['s3']}", f"-s3.config={folder}/s3.json"]
    for name in ("master", "volume", "filer"):
        # Beside each of them a second port is opened for its own kind of calls.
        command += [f"-{name}.port={ports[name]}", f"-{name}.port.grpc={free_port()}"]
    command += [f"-s3.port.grpc={free_port()}", "-volume.max=5", "-master.volumeSizeLimitMB=64"]
    client = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{ports['s3']}",
        aws_access_key_id=OWNER[0],
        aws_secret_access_key=OWNER[1],
        region_name="us-east-1",
    )
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), client


def names(client):
    return [found["Key"] for found in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


@pytest.fixture
def keep_in(given, settings):
    """Keep files where this address says, by the clock of the machine: the server asks that both agree."""

    def keep(address):
        settings.STORAGES = settings.STORAGES | {"default": given(PROFILE="local", FILES_URL=address).FILES}
        return time_machine.travel(time_machine.escape_hatch.time.time())

    return keep


def test_files_are_kept_in_a_bucket_and_leave_it_when_they_are_erased(
    server, keep_in, action, staff, coordinator, client_of
):
    address, client = server
    entry = log(action, staff)
    with keep_in(address):
        before = names(client)
        evidence = add_evidence(entry, staff, sent("photo.jpg", files.picture()))
        assert set(names(client)) - set(before) == {evidence.file.name, evidence.preview.name}
        handed_out = client_of(staff).get(evidence.get_absolute_url())
        assert len(handed_out.getvalue()) == evidence.size
        erase_words(entry=evidence.added, by=coordinator, reason="By law.")
        work()
        assert names(client) == before
        assert Evidence.objects.get().sha256


def test_files_erased_while_the_bucket_does_not_answer_leave_it_once_it_does(
    server, keep_in, action, staff, coordinator, caplog
):
    address, client = server
    entry = log(action, staff)
    with keep_in(address):
        before = names(client)
        evidence = add_evidence(entry, staff, sent("photo.jpg", files.picture()))
    with keep_in(f"s3+http://{KEY}:{SECRET_QUOTED}@127.0.0.1:{free_port()}/{BUCKET}?region=us-east-1"):
        erase_words(entry=evidence.added, by=coordinator, reason="By law.")
        work()
    assert f"{evidence.file.name} is to be deleted and still there" in caplog.text
    with keep_in(address):
        assert len(names(client)) == len(before) + 2
        delete_leftovers()
        assert names(client) == before
        assert not Leftover.objects.exists()


def test_a_file_in_a_bucket_is_for_who_may_see_it_and_nobody_is_shown_the_bucket(
    server, keep_in, action, staff, colleague, observer, coordinator, stranger, client_of
):
    address, client = server
    entry = log(action, staff)
    with keep_in(address):
        for_all, inner = (
            add_evidence(entry, staff, sent("photo.jpg", files.picture(colour=colour)), audience=audience)
            for colour, audience in (("red", "public"), ("blue", "internal"))
        )
        everyone = {
            "nobody": Client(),
            "stranger": client_of(stranger),
            "observer": client_of(observer),
            "colleague": client_of(colleague),
            "staff": client_of(staff),
            "coordinator": client_of(coordinator),
        }
        expected = {for_all: [302, 404, 200, 200, 200, 200], inner: [302, 404, 404, 404, 200, 200]}
        for evidence, codes in expected.items():
            for what in ("evidence", "evidence-preview"):
                answers = {who: browser.get(reverse(what, args=[evidence.uuid])) for who, browser in everyone.items()}
                assert [answer.status_code for answer in answers.values()] == codes
                for answer in answers.values():
                    shows_no_bucket(answer, client)
        for browser in everyone.values():
            for page in (
                action.get_absolute_url(),
                entry.get_absolute_url(),
                f"{action.report.get_absolute_url()}evidence/",
            ):
                shows_no_bucket(browser.get(page), client)


def shows_no_bucket(answer, client):
    said = str(answer.headers).encode() + answer.getvalue()
    for secret in (client.meta.endpoint_url.partition("//")[2], BUCKET, KEY, *names(client)):
        assert secret.encode() not in said


@pytest.mark.parametrize("gone", ["the server", "the bucket", "the secret", "the right to write"])
def test_a_bucket_that_fails_is_told_at_the_field_and_the_words_stay(
    gone, server, keep_in, action, staff, client_of, caplog
):
    address, client = server
    place = {
        "the server": f"s3+http://{KEY}:{SECRET_QUOTED}@127.0.0.1:{free_port()}/{BUCKET}?region=us-east-1",
        "the bucket": address.replace(BUCKET, "no-such-bucket"),
        "the secret": address.replace(SECRET_QUOTED, "another"),
        "the right to write": address.replace(KEY, READER).replace(SECRET_QUOTED, READER),
    }[gone]
    with keep_in(place):
        before, browser = (names(client), Entry.objects.count()), client_of(staff)
        form = open_page(browser, f"{action.get_absolute_url()}log/").form("what_changed")
        page = Page(form.send(browser, what_changed="They met.", files=sent("photo.jpg", files.picture())))
        assert page.errors["files"] == (
            "“photo.jpg” could not be stored just now. Nothing of it was kept: try again in a moment."
        )
        assert page.form("what_changed").fields["what_changed"] == "They met."
        shows_no_bucket(page.response, client)
        assert (names(client), Entry.objects.count()) == before
        assert not Evidence.objects.exists()
    assert "A file could not be stored." in caplog.text


def test_a_file_that_cannot_be_fetched_just_now_is_told(server, keep_in, action, staff, client_of, caplog):
    address, client = server
    with keep_in(address):
        evidence = add_evidence(log(action, staff), staff, sent("photo.jpg", files.picture()))
    with keep_in(f"s3+http://{KEY}:{SECRET_QUOTED}@127.0.0.1:{free_port()}/{BUCKET}?region=us-east-1"):
        browser = client_of(staff)
        page = follow(browser, browser.get(evidence.get_absolute_url()))
        assert page.messages == ["The file “photo” cannot be fetched just now. Try again in a moment."]
        shows_no_bucket(page.response, client)
        picture = browser.get(reverse("evidence-preview", args=[evidence.uuid]))
        assert picture.status_code == 503
        shows_no_bucket(picture, client)
        assert open_page(browser, evidence.entry.get_absolute_url()).messages == [], "of a picture nothing is said"


def test_a_folder_is_open_to_its_owner_alone(db, action, staff):
    evidence = add_evidence(log(action, staff), staff, sent("a.txt", b"Words."))
    path = Path(default_storage.path(evidence.file.name))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_bucket_that_makes_no_sense_is_named(given):
    for address in ("https://example.org/bucket", "s3://host", "s3:///bucket", "s3://host/bucket/more"):
        assert "FILES_URL names no bucket" in problems(given, PROFILE="local", FILES_URL=address)
    assert "FILES_URL has a port" in problems(given, PROFILE="local", FILES_URL="s3://host:x/bucket")
    options = given(PROFILE="local", FILES_URL="s3://s3.example.org/files").FILES["OPTIONS"]
    assert (options["endpoint_url"], options["access_key"]) == ("https://s3.example.org", None)
