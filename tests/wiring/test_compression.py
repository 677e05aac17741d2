"""Pages come compressed; files that people sent come as they are."""

import gzip

from tests.factories import add_evidence, log
from tests.uploads import files

TAKES = {"Accept-Encoding": "br, gzip"}
HERE = "/reports/belgium-2013/"


def test_pages_lists_and_feeds_come_compressed_to_who_takes_them_so(lively, staff, client_of):
    client = client_of(staff)
    for address in (HERE, "/my-work/", f"{HERE}evidence/?format=csv", f"{HERE}entries/"):
        answer = client.get(address, headers=TAKES)
        assert (answer.status_code, answer["Content-Encoding"]) == (200, "gzip"), address
        assert "Accept-Encoding" in answer["Vary"]
        content = answer.getvalue()
        assert len(content) < len(gzip.decompress(content))
        assert "Content-Encoding" not in client.get(address), address


def test_a_page_the_browser_has_is_still_known_by_its_mark(lively, staff, client_of):
    client = client_of(staff)
    mark = client.get(HERE, headers=TAKES)["ETag"]
    again = client.get(HERE, headers=TAKES | {"If-None-Match": mark})
    assert (again.status_code, again.content) == (304, b"")


def test_a_file_is_handed_out_with_its_length(action, staff, client_of):
    evidence = add_evidence(log(action, staff), staff, files.sent("decree.txt", b"Decree. " * 500))
    answer = client_of(staff).get(evidence.get_absolute_url(), headers=TAKES)
    assert (answer["Content-Length"], "Content-Encoding" in answer) == (str(evidence.size), False)
    assert answer.getvalue() == b"Decree. " * 500
