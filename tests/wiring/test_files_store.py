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

from actions.models import Evidence
from actions.services.erasure import erase_words
from tests.factories import add_evidence, log
from tests.uploads import files
from tests.uploads.files import sent
from tests.wiring.test_environment import problems

KEY, SECRET, BUCKET = "tracker", "a/secret+with=signs", "evidence-files"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A SeaweedFS with one account and an empty bucket; its address as FILES_URL has it."""
    weed = shutil.which("weed", path=str(Path(sys.executable).parent))
    folder = tmp_path_factory.mktemp("weed")
    account = {"name": "tracker", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [account]}))
    ports = {name: free_port() for name in ("s3", "master", "volume", "filer")}
    command = [weed, "-logtostderr=false", f"-logdir={folder}", "server", f"-dir={folder}", "-ip=127.0.0.1", "-s3"]
    command += ["-ip.bind=127.0.0.1", f"-s3.port={ports['s3']}", f"-s3.config={folder}/s3.json"]
    for name in ("master", "volume", "filer"):
        # Beside each of them a second port is opened for its own kind of calls.
        command += [f"-{name}.port={ports[name]}", f"-{name}.port.grpc={free_port()}"]
    command += [f"-s3.port.grpc={free_port()}", "-volume.max=5", "-master.volumeSizeLimitMB=64"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{ports['s3']}",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )
    try:
        ends = time.monotonic() + 60
        while True:
            try:
                client.create_bucket(Bucket=BUCKET)
                break
            except (BotoCoreError, ClientError):
                assert time.monotonic() < ends and process.poll() is None, "the S3 server does not start"
                time.sleep(0.2)
        yield f"s3+http://{KEY}:a%2Fsecret%2Bwith%3Dsigns@127.0.0.1:{ports['s3']}/{BUCKET}?region=us-east-1", client
    finally:
        client.close()
        process.kill()  # it takes its time to end, and nothing of it is needed any more
        process.wait(30)


def names(client):
    return [found["Key"] for found in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def test_files_are_kept_in_a_bucket_and_leave_it_when_they_are_erased(
    server,
    given,
    settings,
    action,
    staff,
    coordinator,
    client_of,
    django_capture_on_commit_callbacks,
):
    address, client = server
    settings.STORAGES = settings.STORAGES | {"default": given(PROFILE="local", FILES_URL=address).FILES}
    entry = log(action, staff)
    hands_of_the_clock = time_machine.escape_hatch.time.time()  # the server asks that both clocks agree
    with time_machine.travel(hands_of_the_clock):
        goes_and_comes_back(entry, staff, coordinator, client, client_of, django_capture_on_commit_callbacks)


def goes_and_comes_back(entry, staff, coordinator, client, client_of, commits):
    evidence = add_evidence(entry, staff, sent("photo.jpg", files.picture()))
    assert sorted(names(client)) == sorted([evidence.file.name, evidence.preview.name])
    handed_out = client_of(staff).get(evidence.get_absolute_url())
    assert len(handed_out.getvalue()) == evidence.size
    with commits(execute=True):
        erase_words(entry=evidence.added, by=coordinator, reason="By law.")
    assert names(client) == []
    assert Evidence.objects.get().sha256


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
