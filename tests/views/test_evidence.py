"""Evidence as people meet it: chosen with an update, added later, downloaded, listed; and bad luck on the way."""

import csv
import resource
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from actions.lifecycle import Refused, spoken
from actions.models import Entry, Evidence
from actions.services.erasure import erase_words
from actions.services.evidence import describe
from actions.services.reports import change
from tests.factories import add_evidence, log
from tests.uploads import files
from tests.uploads.files import sent
from tests.views.page import Page, follow, open_page

ACTION = "/reports/belgium-2013/actions/1/"
LIST = "/reports/belgium-2013/evidence/"
LINK = "https://www.example.org/decree"


@pytest.fixture
def client(staff, client_of):
    return client_of(staff)


def test_an_update_goes_with_several_files_and_a_link(client, form, action, observer, client_of):
    page = follow(
        client,
        form.send(
            client,
            what_changed="The decree is out.",
            files=[sent("decree.pdf", files.pdf()), sent("photo.jpg", files.picture())],
            link="www.example.org/decree",
        ),
    )
    assert page.messages[0].startswith("Update logged.")
    seen = open_page(client_of(observer), ACTION)
    listed = seen.main.one("ul", class_="evidence-list")
    assert [a.words for a in listed.all("a") if a.words] == ["decree", "photo", "www.example.org/decree"]
    pictures = [(a.attrs["href"], img) for a in listed.all("a") for img in a.all("img")]
    alts = ["decree: open the PDF, of which this is page 1", "photo: see it larger"]
    assert [img.attrs["alt"] for _href, img in pictures] == alts
    leads_to = [Evidence.objects.get(title="decree").get_absolute_url(), pictures[1][1].attrs["src"]]
    assert [href for href, _img in pictures] == leads_to
    for item in Evidence.objects.exclude(file=""):
        response = client_of(observer).get(item.get_absolute_url())
        assert response["Content-Disposition"] == f'attachment; filename="{item.file_name}"'
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert len(response.getvalue()) == item.size
        preview = client_of(observer).get(f"{item.get_absolute_url()}preview/")
        assert Image.open(BytesIO(preview.getvalue())).format == "JPEG"
        assert preview["Content-Security-Policy"].startswith("default-src 'none'; sandbox; ")


def test_what_was_uploaded_is_still_there_when_the_form_comes_back(client, form):
    page = Page(form.send(client, what_changed="", files=[sent("decree.pdf", files.pdf())], link=LINK))
    assert page.summary == ["Say what changed, in a sentence or two."]
    waiting = [p.words for p in page.main.all("p", class_="evidence-name")]
    assert waiting[0].startswith("decree.pdf")
    assert waiting[1] == f"{LINK} Everyone on the report"
    again = page.form("what_changed")
    follow(client, again.send(client, what_changed="It is out."))
    assert Evidence.objects.attached().count() == 2


def test_evidence_is_added_and_described_before_the_form_is_sent(client, form, observer, client_of):
    page = Page(form.send(client, what_changed="Half a sent", add_evidence="yes", link=LINK))
    assert page.summary == []
    item = Evidence.objects.get()
    again = page.form("what_changed")
    assert (again.fields["what_changed"], again.fields["link"]) == ("Half a sent", "")
    names = {name: f"{item.uuid}-{name}" for name in ("title", "issuer", "fact_on", "audience")}
    wrong = Page(again.send(client, **{names["title"]: "", names["fact_on"]: "2026-02-30"}))
    assert wrong.summary == [
        "Give the evidence a title.",
        "There is no such day. Write it like 2026-11-24 or 24/11/2026.",
    ]
    assert Entry.objects.filter(kind="update").count() == 0
    right = wrong.form("what_changed")
    given = {names["title"]: "Royal decree", names["issuer"]: "Gazette", names["fact_on"]: "2026-11-02"}
    page = follow(client, right.send(client, **given, **{names["audience"]: "internal"}))
    assert "Royal decree" in page.words
    assert "Gazette · 2 November 2026" in page.words
    assert "Royal decree" not in open_page(client_of(observer), ACTION).words


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_who_may_see_it_is_said_wherever_it_stands(client, action, staff, audience):
    entry = log(action, staff)
    add_evidence(entry, staff, url=LINK, audience=audience)
    told = {"public": "everyone on the report", "internal": f"only {staff.organisation.name} and coordinators"}
    for address in (ACTION, entry.get_absolute_url(), LIST):
        tags = [tag.words for tag in open_page(client, address).main.all("span", class_="tag")]
        assert told[audience] in tags


def test_a_long_name_keeps_its_ending(client, form):
    follow(client, form.send(client, what_changed="All of it.", files=[sent("a" * 150 + ".txt", b"One.")]))
    name = Evidence.objects.get().file_name
    assert (len(name), name[:95].strip("a"), name[-5:]) == (100, "", "….txt")


def test_a_name_is_kept_as_it_was_before_the_browser_wrote_it_into_the_form(client, form):
    follow(client, form.send(client, what_changed="So it is.", files=[sent("%22At last%22, 5%2522.txt", b"One.")]))
    item = Evidence.objects.get()
    assert (item.file_name, item.title) == ('"At last", 5%2522.txt', '"At last", 5%2522')
    response = client.get(item.get_absolute_url())
    assert response["Content-Disposition"] == r'attachment; filename="\"At last\", 5%2522.txt"'
    assert response.getvalue() == b"One."


def test_a_link_is_shown_as_people_write_it_and_is_one_however_it_is_written(client, form):
    links = ["HTTPS://EXÄMPLE.ORG/Straße", "https://exämple.org/Straße"]
    page = Page(form.send(client, add_evidence="yes", link=links[0]))
    follow(client, page.form("what_changed").send(client, what_changed="It is out.", link=links[1]))
    found = Evidence.objects.get()
    assert (found.title, found.url) == ("exämple.org/Straße", "https://xn--exmple-cua.org/Stra%C3%9Fe")


@pytest.mark.parametrize(
    ("link", "url", "title"),
    [
        ("https://faß.de/x", "https://xn--fa-hia.de/x", "faß.de/x"),
        ("https://пример.рф:8080/a", "https://xn--e1afmkfd.xn--p1ai:8080/a", "пример.рф/a"),
        ("https://☃.net/", "https://xn--n3h.net/", "xn--n3h.net"),
        ("\u200fhttps://exam\u202eple.org/a\u200f", "https://example.org/a", "example.org/a"),
        ("https://[2606:4700::1111]:8443/a", "https://[2606:4700::1111]:8443/a", "2606:4700::1111/a"),
        (
            "https://example.org/a%E2%80%AEfdp.exe",
            "https://example.org/a%E2%80%AEfdp.exe",
            "example.org/a%E2%80%AEfdp.exe",
        ),
    ],
)
def test_a_link_leads_to_the_computer_that_was_written(link, url, title, client, form):
    follow(client, form.send(client, what_changed="It is out.", link=link))
    found = Evidence.objects.get()
    assert (found.url, found.title) == (url, title)


@pytest.mark.parametrize("address", ["log/", "draft/"])
@pytest.mark.parametrize("more", [{}, {"add_evidence": "yes"}, {"what_changed": ""}])
def test_who_may_see_all_of_it_goes_for_what_was_chosen_before(client, form, address, more):
    page = Page(form.send(client, what_changed="It is out.", add_evidence="yes", link=LINK))
    again = page.form("what_changed")
    client.post(f"{ACTION}{address}", again.fields | {"evidence_audience": "internal"} | more)
    assert Evidence.objects.get().audience == "internal"


def test_what_is_opened_by_itself_stays_open_and_nothing_opens_by_itself(client, form):
    page = Page(form.send(client, what_changed="It is out.", add_evidence="yes", link=LINK))
    own = f"{Evidence.objects.get().uuid}-audience"
    for more, stands in (
        ({"evidence_audience": "internal"}, "internal"),
        ({"evidence_audience": "internal", own: "public"}, "public"),
        ({"evidence_audience": "internal"}, "public"),
        ({"evidence_audience": "public", own: "internal"}, "internal"),
        ({"evidence_audience": "public"}, "internal"),
    ):
        page = Page(page.form("what_changed").send(client, add_evidence="yes", **more))
        assert (page.form("what_changed").fields[own], Evidence.objects.get().audience) == (stands, stands)


@pytest.mark.parametrize("sent_by", ["the form", "its script"])
def test_what_is_right_of_a_description_is_kept_while_something_else_is_wrong(sent_by, client, form, action):
    page = Page(form.send(client, what_changed="It is out.", add_evidence="yes", link=LINK))
    item = Evidence.objects.get()
    given = {f"{item.uuid}-{name}": value for name, value in {"audience": "internal", "fact_on": "2031-01-01"}.items()}
    again = page.form("what_changed")
    if sent_by == "the form":
        page = Page(again.send(client, **given))
        assert page.main.one("p", class_="evidence-name").words.endswith("Only my organisation and coordinators")
    else:
        client.post(f"{action.get_absolute_url()}draft/", again.fields | given, headers={"accept": "application/json"})
    item.refresh_from_db()
    assert (item.audience, item.fact_on) == ("internal", None)


@pytest.mark.parametrize("name", ["fact_on", "obtained_on"])
def test_no_day_of_evidence_is_still_to_come(client, form, action, name):
    today = action.report.today()
    tomorrow = today + timedelta(days=1)
    page = Page(form.send(client, what_changed="It is out.", add_evidence="yes", link=LINK))
    item = Evidence.objects.get()
    field = f"{item.uuid}-{name}"
    page = Page(page.form("what_changed").send(client, **{field: tomorrow.isoformat()}))
    said = f"{spoken(tomorrow)} has not come yet. Choose today, {spoken(today)}, or an earlier day."
    assert (page.errors[field], page.summary) == (said, [said])
    again = page.form("what_changed")
    assert again.fields[field] == tomorrow.isoformat()
    with pytest.raises(Refused, match="has not come yet"):
        describe(evidence=item, title="Decree", **{name: tomorrow})
    follow(client, again.send(client, **{field: today.isoformat()}))
    item.refresh_from_db()
    assert (getattr(item, name), item.place is None) == (today, False)


@pytest.mark.parametrize(
    "link",
    [
        *["http://127.0.0.1/law", "http://127.0.0.1:8000/law", "localhost/law", "http://LOCALHOST/law"],
        *["http://10.0.0.1/", "http://192.168.1.20/law", "http://169.254.169.254/", "http://0.0.0.0/"],
        "http://10.0.0.１１/law",
        *["http://[::1]/law", "http://[::ffff:10.0.0.1]/", "http://[fd00::1]/law", "http://a.localhost/law"],
    ],
)
def test_a_link_that_nobody_else_could_open_is_refused(client, form, link):
    page = Page(form.send(client, what_changed="It is out.", link=link))
    said = "Nobody else could open this address: it leads to one computer or its own network alone."
    assert page.errors["link"] == said
    assert page.form("what_changed").fields["link"] == link
    assert not Evidence.objects.exists()


def test_the_list_says_when_a_link_could_not_be_reached(client, staff, action):
    evidence = add_evidence(log(action, staff), staff, url=LINK)
    assert "Not checked yet" in open_page(client, LIST).main.one("tbody").words
    Evidence.objects.filter(pk=evidence.pk).update(checked_at=timezone.now(), link_failures=1)
    row = open_page(client, LIST).main.one("tbody").words
    assert "Could not be reached, will be tried again" in row
    assert "Not checked yet" not in row


def test_what_was_chosen_by_mistake_is_taken_out_again(client, form):
    page = Page(form.send(client, add_evidence="yes", link=LINK))
    item = Evidence.objects.get()
    page = Page(page.form("what_changed").send(client, what_changed="Kept.", remove_evidence=str(item.uuid)))
    assert page.messages == ["“www.example.org/decree” was taken out."]
    assert page.form("what_changed").fields["what_changed"] == "Kept."
    assert not Evidence.objects.exists()


def test_every_file_that_is_refused_is_named_and_the_others_are_kept(client, form):
    given = [sent("empty.txt", b""), sent("good.txt", b"Good."), sent("photo.pdf", files.picture())]
    page = Page(form.send(client, what_changed="All of it.", files=given, link="nowhere at all"))
    assert page.summary[0].startswith("“empty.txt” is empty.")
    assert page.summary[1].startswith("“photo.pdf” is a JPEG picture.")
    assert page.summary[2].startswith("This is not an address of a page.")
    assert page.form("what_changed").fields["what_changed"] == "All of it."
    assert [item.file_name for item in Evidence.objects.all()] == ["good.txt"]
    assert Entry.objects.filter(kind="update").count() == 0


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "https://me:secret@example.org/", "x y"])
def test_a_link_leads_to_a_page_and_carries_no_password(client, form, link):
    assert Page(form.send(client, what_changed="All.", link=link)).errors["link"]
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("link", ["mailto:a@example.org", "a@example.org"])
def test_an_address_of_mail_is_no_address_of_a_page(client, form, link):
    page = Page(form.send(client, what_changed="It is out.", link=link))
    assert page.summary == ["This is not an address of a page. Write it like https://www.example.org/law.pdf."]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.txt", "“a” was chosen before. It is kept once."),
        ("b.txt", "“b.txt” has the same content as “a.txt”, which is there already."),
    ],
)
def test_the_same_file_chosen_twice_is_told_and_kept_once(client, form, name, said):
    page = Page(form.send(client, add_evidence="yes", files=[sent("a.txt", b"One."), sent(name, b"One.")]))
    assert page.messages == [said]
    assert Evidence.objects.count() == 1


def test_a_form_cut_off_on_the_way_keeps_no_half_file(client, form):
    form.fields.pop("complete")
    page = Page(form.send(client, what_changed="All.", files=[sent("half.txt", b"Only the first ha")]))
    assert page.errors["files"] == "The connection broke before all had arrived. Choose the files again."
    assert not Evidence.objects.exists()


def test_a_file_of_many_megabytes_is_let_go_and_the_words_stay(client, form):
    page = Page(form.send(client, what_changed="All.", files=[sent("long.txt", b"a" * (21 * 1024**2))]))
    assert page.errors["files"] == "“long.txt” has 21.0 MB; a file may have 20 MB at most."
    assert page.form("what_changed").fields["what_changed"] == "All."


@pytest.fixture
def no_more_than():
    """No file may grow beyond so many bytes: the system refuses to write, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills_up_while_a_file_comes_loses_no_words(client, form, no_more_than):
    long = SimpleUploadedFile("long.txt", b"a" * (15 * 1024**2))
    no_more_than(12 * 1024**2)
    page = Page(form.send(client, what_changed="All of it.", files=[long]))
    assert page.errors["files"].startswith("The server has no room left for “long.txt”. Nothing of it was stored.")
    assert page.form("what_changed").fields["what_changed"] == "All of it."
    assert not Evidence.objects.exists()


def test_a_refused_form_takes_its_evidence_along_to_its_next_key(client, form, staff, action):
    follow(client, form.send(client, what_changed="One."))
    page = Page(form.send(client, what_changed="Two.", link=LINK))
    assert page.summary[0].startswith("This form was sent before")
    follow(client, page.form("what_changed").send(client))
    assert Evidence.objects.attached().get().entry.what_changed == "Two."


def test_scripts_upload_one_file_at_a_time(client, form, action):
    address = f"{ACTION}evidence/upload/"
    given = {"key": form.fields["key"], "complete": "yes", "evidence_audience": "internal"}
    response = client.post(address, given | {"files": sent("a.txt", b"One.")})
    item = Evidence.objects.get()
    assert (response.status_code, item.audience) == (200, "internal")
    assert f'data-evidence="{item.uuid}"' in response.content.decode()
    again = client.post(address, given | {"files": sent("a.txt", b"One.")})
    assert f'data-evidence="{item.uuid}"' in again.content.decode(), "tried again, it is the same"
    refused = client.post(address, given | {"files": sent("a.exe", b"MZ\x00")})
    assert (refused.status_code, refused.content.decode()[:9]) == (422, "“a.exe” i")
    follow(
        client,
        form.send(client, what_changed="All.", **{f"{item.uuid}-title": "a", f"{item.uuid}-audience": "internal"}),
    )
    assert Evidence.objects.attached().count() == 1


def test_evidence_is_added_later_to_anyones_update(client, action, colleague, staff):
    entry = log(action, colleague)
    page = open_page(client, f"{entry.get_absolute_url()}evidence/")
    assert Page(page.form("files").send(client)).summary == ["Choose a file, or give the address of a link."]
    page = follow(client, page.form("files").send(client, link=LINK))
    assert (page.messages, "www.example.org/decree" in page.words) == (["Evidence added."], True)
    again = open_page(client, f"{entry.get_absolute_url()}evidence/")
    assert Page(again.form("files").send(client, link=LINK)).errors["link"].endswith("It was not stored again.")
    history = open_page(client, f"{ACTION}?only=evidence")
    assert "North Shelter added evidence" in history.words


def test_internal_evidence_is_removed_and_public_evidence_is_not(client, action, staff):
    entry = log(action, staff)
    inner = add_evidence(entry, staff, url=LINK, audience="internal")
    public = add_evidence(entry, staff, url=f"{LINK}/2")
    for response in (
        client.get(f"{public.get_absolute_url()}remove/"),
        client.post(f"{public.get_absolute_url()}remove/"),
    ):
        said = Page(response, status=403).main.words
        assert f"ask an administrator to erase entry {public.added.sequence}." in said
        assert Evidence.objects.filter(pk=public.pk).exists()
    asked = open_page(client, f"{inner.get_absolute_url()}remove/")
    assert asked.heading == "Remove this evidence?"
    page = follow(client, asked.forms()[-1].send(client))
    assert page.messages == ["“www.example.org/decree” was removed."]
    assert Evidence.objects.get() == public


def test_erased_evidence_leaves_a_tombstone(client, action, staff, coordinator):
    public = add_evidence(log(action, staff), staff, url=LINK, title="Canary")
    erase_words(entry=public.added, by=coordinator, reason="By law.")
    page = open_page(client, ACTION)
    assert "Evidence that was here was erased on 24 November 2026." in page.words
    assert "Erased" in open_page(client, LIST).words


def test_a_report_that_asks_for_it_closes_nothing_without_evidence(client, form, belgium, coordinator):
    change(subject=belgium, by=coordinator, values={"evidence_asked": True})
    page = Page(form.send(client, what_changed="Done.", level="fully_implemented"))
    assert page.summary == ["Closing asks for evidence on this report. Add a file or a link that shows it."]
    assert page.errors["files"] == page.summary[0]
    assert "open" in page.main.one("details", class_="evidence-part").attrs
    follow(client, page.form("what_changed").send(client, link=LINK))


def titles(page):
    return [a.words for a in page.main.all("a", class_="row-title")]


def test_the_list_narrows_sorts_and_is_a_file(client, lively, observer, client_of):
    page = open_page(client, LIST)
    assert titles(page) == ["First meeting of the group", "Royal decree"]
    assert titles(open_page(client, f"{LIST}?sort=title")) == ["First meeting of the group", "Royal decree"]
    assert titles(open_page(client, f"{LIST}?kind=link&action=2")) == ["Royal decree"]
    assert "No evidence is like that." in open_page(client, f"{LIST}?link=dead").words
    assert titles(open_page(client_of(observer), LIST)) == ["Royal decree"]
    rows = list(csv.DictReader(StringIO(client.get(f"{LIST}?format=csv").getvalue().decode("utf-8-sig"))))
    assert [row["Title"] for row in rows] == ["First meeting of the group", "Royal decree"]
    assert rows[0]["SHA-256"] == lively.inner.sha256
    assert rows[0]["Address"] == f"http://testserver{lively.inner.get_absolute_url()}"
    assert rows[1]["Issuer"] == "Example gazette"
    wrong = open_page(client, f"{LIST}?kind=zz")
    assert open_page(client, f"{LIST}?kind=zz&format=csv", 400).errors == wrong.errors != {}


def test_titles_of_evidence_are_found_by_those_who_may_see_them(client, lively, observer, client_of):
    found = open_page(client, "/search/?q=meeting+group&only=evidence")
    assert "First meeting of the group" in found.links()
    page = open_page(client_of(observer), "/search/?q=meeting+group&only=evidence")
    assert "First meeting" not in page.words
    assert "Royal decree" in open_page(client_of(observer), "/search/?q=decree").links()


def test_a_file_that_is_missing_where_files_are_kept_is_told(client, action, staff):
    item = add_evidence(log(action, staff), staff, sent("a.txt", b"One."))
    item.file.storage.delete(item.file.name)
    page = follow(client, client.get(item.get_absolute_url()))
    assert page.messages == ["The file “a” is missing where files are kept."]


def test_a_picture_that_is_missing_says_nothing_on_the_pages_that_come_after(client, action, staff):
    item = add_evidence(log(action, staff), staff, sent("photo.jpg", files.picture()))
    item.preview.storage.delete(item.preview.name)
    assert client.get(reverse("evidence-preview", args=[item.uuid])).status_code == 404
    assert open_page(client, item.entry.get_absolute_url()).messages == []
