"""Links that die or change: noticed, shown and told once. A real server answers, on this computer."""

from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone

from actions.models import Evidence, LinkFound, Notice
from actions.reporting.notices import notices_of, put_words, sentence
from actions.services.fetching import MOST_BYTES, Unreachable, fetch
from actions.services.link_check import check_links
from tests.factories import add_evidence, log, upload


@pytest.fixture
def site():
    """A web site: ``site.pages`` is {path: (status, headers, content)}, ``site.url`` where it is."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, content = site.pages.get(self.path, (404, {}, b"Gone."))
            site.asked.append((self.path, dict(self.headers)))
            self.send_response(status)
            for name, value in ({"Content-Type": "text/html", "Set-Cookie": "a=b"} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):  # who asked may have enough
                self.wfile.write(content)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as site:
        site.pages, site.asked, site.url = {}, [], f"http://127.0.0.1:{site.server_port}"
        thread = Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield site
        site.shutdown()
        thread.join()


def page(words, status=200, **headers):
    return status, headers, f"<html><head><script>{id(words)}</script></head><p>{words}</p></html>".encode()


@pytest.fixture
def link(action, staff, coordinator, site):
    site.pages["/law"] = page("The law.")
    return add_evidence(log(action, staff), staff, url=f"{site.url}/law")


def check(link, days, **how):
    done = check_links(now=timezone.now() + timedelta(days=days), loopback=True, **how)
    link.refresh_from_db()
    return done.looked_at, link.link_state


def told():
    return sorted(Notice.objects.filter(kind="link_died").values_list("person__name", flat=True))


def found_by_the_list(link):
    """What the list of evidence says of a link, which is shown where it is narrowed to that, and nowhere else."""
    shown_for = [found for found in LinkFound if Evidence.objects.with_link(found).contains(link)]
    assert shown_for == [link.link_found]
    return link.link_found


def said_to(person):
    """The sentence of the newest notice of a person, and the words below it."""
    notice = notices_of(person)[0]
    put_words([notice], person)
    return sentence(notice), notice.words


def test_a_link_that_is_as_it_was_is_fine_and_left_alone_for_a_week(link, site):
    assert check(link, 0) == (1, "fine")
    site.pages["/law"] = (200, {}, b"<p>The   law.</p><style>p {}</style>")
    assert check(link, 6) == (0, "fine")
    assert check(link, 8) == (1, "fine"), "other marks and blanks around the same words"
    assert not any("Cookie" in headers for _path, headers in site.asked)
    assert told() == []


def test_a_page_that_says_something_else_has_changed_and_is_told_once(link, site):
    check(link, 0)
    site.pages["/law"] = page("Another law.")
    assert check(link, 8) == (1, "changed")
    assert check(link, 16) == (1, "changed")
    assert told() == ["Cora", "Stella"]
    changed = f"The page behind a link of an update on “{link.action.title}” has changed."
    assert said_to(link.added_by) == (changed, link.title)
    site.pages["/law"] = page("The law.")
    assert check(link, 24) == (1, "fine")


def test_a_page_that_is_gone_has_died_and_is_told_to_who_added_it_and_coordinators(link, site, colleague):
    check(link, 0)
    site.pages.clear()
    assert check(link, 8) == (1, "dead")
    assert told() == ["Cora", "Stella"]
    notice = Notice.objects.first()
    assert notice.address == link.entry.get_absolute_url()
    assert said_to(notice.person) == (f"A link behind an update on “{link.action.title}” has died.", link.title)
    Evidence.objects.filter(pk=link.pk).update(audience="internal", added=None)
    Notice.objects.filter(pk=notice.pk).update(person=colleague)
    assert said_to(colleague)[1] == "", "who may not see the link does not learn its title"


def test_a_server_that_rests_is_asked_again_before_its_link_has_died(link, site):
    site.pages["/law"] = page("Out of order.", status=503)
    assert found_by_the_list(link) == LinkFound.UNCHECKED
    assert check(link, 0) == (1, "")
    assert found_by_the_list(link) == LinkFound.UNREACHED
    assert check(link, 1) == (1, "dead")
    assert found_by_the_list(link) == LinkFound.DEAD


def test_a_link_that_was_fine_is_not_said_to_be_so_when_nothing_answered(link, site):
    check(link, 0)
    assert found_by_the_list(link) == LinkFound.FINE
    site.pages["/law"] = page("Out of order.", status=503)
    assert check(link, 8) == (1, "fine")
    assert found_by_the_list(link) == LinkFound.UNREACHED


def test_a_server_that_kept_programs_out_from_the_first_was_asked_all_the_same(link, site):
    site.pages["/law"] = page("No robots.", status=403)
    assert check(link, 0) == (1, "")
    assert found_by_the_list(link) == LinkFound.KEPT_OUT


def test_a_server_that_keeps_programs_out_says_nothing_about_its_page(link, site):
    check(link, 0)
    site.pages["/law"] = page("No robots.", status=403)
    assert check(link, 8) == (1, "")
    assert found_by_the_list(link) == LinkFound.KEPT_OUT
    site.pages["/law"] = page("Another law.")
    assert check(link, 16) == (1, "changed")
    site.pages["/law"] = page("No robots.", status=403)
    assert check(link, 24) == (1, "changed")


def test_redirects_are_followed_but_not_for_ever(site):
    site.pages |= {"/old": (301, {"Location": "/law"}, b""), "/law": page("The law.")}
    site.pages["/round"] = (302, {"Location": "/round"}, b"")
    assert fetch(f"{site.url}/old", loopback=True).status == 200
    with pytest.raises(Unreachable, match="too many redirects"):
        fetch(f"{site.url}/round", loopback=True)


def test_no_more_is_read_than_is_needed(site):
    site.pages["/long"] = (200, {}, b"a" * (MOST_BYTES + 1000))
    assert len(fetch(f"{site.url}/long", loopback=True).content) == MOST_BYTES


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/law",
        "http://localhost:{port}/law",
        "http://[::1]:{port}/law",
        "http://[::ffff:127.0.0.1]:{port}/law",
        "http://2130706433:{port}/law",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0:{port}/law",
        "http://user:password@127.0.0.1:{port}/law",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
    ],
)
def test_nothing_inside_is_ever_asked(site, url):
    with pytest.raises(Unreachable):
        fetch(url.format(port=site.server_port))
    assert site.asked == []


def test_a_redirect_does_not_lead_inside_either(site):
    site.pages["/in"] = (302, {"Location": "http://10.0.0.1/"}, b"")
    with pytest.raises(Unreachable, match="not a public address"):
        fetch(f"{site.url}/in", loopback=True)


def test_erased_links_and_those_that_wait_are_not_asked(site, action, staff):
    upload(action, staff, url=f"{site.url}/law")
    assert check_links(now=timezone.now(), loopback=True).looked_at == 0
    assert site.asked == []
