"""The bell, the page of notices, and what of them is mailed."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import Digest, Entry, Mail, Notice
from actions.notifications import ANSWER, read_stop, stop_address
from actions.services.drafts import save_draft
from actions.services.erasure import erase_words
from actions.services.members import change_role, remove_member
from actions.services.notices import tell
from actions.services.reminders import run_reminders
from actions.services.reports import change
from actions.services.review import take_back
from actions.services.wishes import change_wishes, wishes_of
from tests.factories import accept, add_milestone, join, nudge, person, send_back, submit, work
from tests.views.desk import ACTION
from tests.views.page import Page, follow, open_page

NOTICES = "/notices/"


@pytest.fixture
def told(belgium, action, coordinator):
    """told(staff, "sent_back") tells a person of something."""

    def told(who, kind="accepted", **fields):
        given = {"report": belgium, "action": action, "by": coordinator, "address": action.get_absolute_url()}
        return tell(people=[who], kind=kind, **given | {"key": f"{kind} {Notice.objects.count()}"} | fields)

    return told


def bell(client, address=NOTICES):
    """What the bell in the header says."""
    return open_page(client, address).top.one("a", class_="site-bell").one(class_="visually-hidden").words


def test_the_bell_counts_what_is_new_and_each_is_read_by_opening_it(told, staff, coordinator, client_of, action):
    client = client_of(staff)
    assert bell(client) == "Notices, nothing new"
    page = open_page(client, NOTICES)
    assert "No new notices." in page.words and "What concerns you will stand here" in page.words
    told(staff), told(staff, "sent_back")
    assert bell(client) == "2 new notices"
    said = f"Cora sent an update on “{action.title}” back."
    page = open_page(client, NOTICES)
    assert page.main.one("ul", class_="rows").all("a")[0].words == said
    response = client.get(page.link(said))
    assert response["Location"] == action.get_absolute_url()
    assert bell(client) == "1 new notice"
    links = open_page(client, NOTICES).main.one("ul", class_="rows").all("a")
    assert links[-1].words == said, "what was read stands behind what is new"


def test_a_notice_that_is_gone_leads_to_the_others_and_says_so(told, staff, colleague, client_of):
    [notice] = told(colleague)
    client = client_of(staff)
    for number in (notice.pk, 99_999):
        page = follow(client, client.get(f"{NOTICES}{number}/"))
        assert page.messages == ["That notice is gone, with what it told of, or it is not yours to see."]
        assert client.post(f"{NOTICES}{number}/read/")["Location"] == NOTICES
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_nudge_that_is_followed_from_its_mail_leads_to_the_form_and_is_read(
    belgium, action, staff, coordinator, client_of
):
    change(subject=action, by=coordinator, values={"focal_point": staff})
    milestone = add_milestone(action, coordinator)
    nudge(action, coordinator, milestone=milestone)
    notice, client = staff.notices.get(), client_of(staff)
    form = f"{ACTION}log/?milestone={milestone.number}"
    assert client.get(f"{NOTICES}{notice.pk}/{ANSWER}")["Location"] == form
    notice.refresh_from_db()
    assert notice.read_at
    change_role(membership=belgium.memberships.get(user=staff), role="observer")
    assert client.get(f"{NOTICES}{notice.pk}/{ANSWER}")["Location"] == notice.address


def test_one_is_marked_as_read_and_then_all(told, staff, client_of):
    client = client_of(staff)
    for _ in range(3):
        told(staff)
    one = Notice.objects.first()
    page = follow(client, client.post(f"{NOTICES}{one.pk}/read/"))
    assert len(page.main.all("button", class_="btn-sm")) == 2
    client.post(f"{NOTICES}{one.pk}/read/")  # pressed twice
    assert bell(client) == "2 new notices"
    page = follow(client, client.post(f"{NOTICES}read/"))
    assert page.messages == ["All are marked as read."]
    staff.refresh_from_db()
    assert (staff.unread, bell(client)) == (0, "Notices, nothing new")


def test_a_page_kept_by_the_browser_is_made_anew_when_the_bell_changes(told, staff, client_of, belgium):
    client = client_of(staff)
    etag = client.get(belgium.get_absolute_url())["ETag"]
    assert client.get(belgium.get_absolute_url(), headers={"If-None-Match": etag}).status_code == 304
    told(staff)
    assert client.get(belgium.get_absolute_url(), headers={"If-None-Match": etag}).status_code == 200
    assert bell(client, belgium.get_absolute_url()) == "1 new notice"


def test_who_leaves_the_report_finds_nothing_of_it_under_the_bell(told, staff, coordinator, belgium, client_of):
    told(staff)
    remove_member(membership=belgium.memberships.get(user=staff))
    client = client_of(staff)
    assert bell(client) == "Notices, nothing new"
    assert open_page(client, NOTICES).main.all("ul", class_="rows") == []


@pytest.mark.parametrize("wrong", [0, 7])
def test_a_number_that_had_come_to_be_wrong_is_put_right(wrong, told, staff, client_of):
    told(staff), told(staff)
    type(staff).objects.filter(pk=staff.pk).update(unread=wrong)
    client = client_of(staff)
    open_page(client, NOTICES)
    assert bell(client) == "2 new notices"
    type(staff).objects.filter(pk=staff.pk).update(unread=wrong)
    client.post(f"{NOTICES}{Notice.objects.first().pk}/read/")
    assert bell(client) == "1 new notice"


# --- By mail ---


def test_what_is_wanted_at_once_is_mailed_and_the_rest_is_not(told, staff, action, mailoutbox, coordinator):
    told(staff, "sent_back"), told(staff, "accepted")
    work()
    (message,) = mailoutbox
    assert message.subject == f"Cora sent an update on “{action.title}” back."
    (notice,) = Notice.objects.filter(kind="sent_back")
    assert f"http://127.0.0.1:8000{NOTICES}{notice.pk}/" in message.body
    change_wishes(user=staff, often="daily", paused_until=None, kinds={"accepted": "at_once", "sent_back": "never"})
    told(staff, "sent_back"), told(staff, "accepted")
    work()
    assert [m.subject for m in mailoutbox[1:]] == [f"Cora accepted an update on “{action.title}”."]


def test_who_has_left_before_the_mail_goes_is_not_mailed(told, staff, colleague, belgium, mailoutbox):
    told(staff, "sent_back"), told(colleague, "sent_back")
    belgium.memberships.filter(user=staff).delete()
    type(colleague).objects.filter(pk=colleague.pk).update(is_active=False)
    work()
    assert mailoutbox == []
    assert {mail.last_error for mail in Mail.objects.all()} == {
        "The person is no longer on the report.",
        "The account is no longer active.",
    }


def test_each_chooses_what_comes_by_mail(staff, client_of):
    client = client_of(staff)
    form = open_page(client, "/account/mail/").form("often")
    assert (form.fields["often"], form.fields["mentioned"], form.fields["accepted"]) == ("daily", "at_once", "digest")
    page = follow(client, form.send(client, often="weekly", paused_until="2026-12-24", mentioned="never"))
    assert page.messages == ["Saved."]
    form = page.form("often")
    kept = form.fields["often"], form.fields["paused_until"], form.fields["mentioned"]
    assert kept == ("weekly", "2026-12-24", "never")
    page = open_page(client, "/account/mail/")
    page = Page(form.send(client, paused_until="2026-11-24", accepted="sometimes"))
    assert page.errors["accepted"] == "Choose one of those listed."
    assert page.errors["paused_until"].startswith("24 November 2026 has begun already.")
    assert page.form("often").fields["paused_until"] == "2026-11-24"


@pytest.mark.parametrize("one_click", [True, False])
def test_one_press_ends_a_kind_of_mail_without_signing_in(staff, one_click):
    browser, said = Client(enforce_csrf_checks=True), {}
    for kind in ("digest", "mentioned"):
        address = stop_address(staff, kind)
        page = open_page(browser, address)
        assert page.heading == "No more of these mails?"
        if kind == "mentioned":
            assert "You will get no more mails of the kind “You were mentioned”." in page.words
        assert not Digest.objects.filter(often="never").exists() or kind == "mentioned"
        sent = {"List-Unsubscribe": "One-Click"} if one_click else {}
        assert browser.post(address, sent).status_code == 200
        page = open_page(browser, address)
        assert (page.heading, page.main.all("form")) == ("No more of these mails", []), "it is done, and says so"
        assert page.link("choose what is mailed to you") == reverse("mail-wishes")
        said[kind] = page.words
    assert "No digest, and with it no reminder, is sent to you any more." in said["digest"]
    assert "No more mails of the kind “You were mentioned” are sent to you." in said["mentioned"]
    assert Digest.objects.get(person=staff).often == "never"
    assert wishes_of(staff)["mentioned"] == "never"
    assert wishes_of(staff)["sent_back"] == "at_once"


def test_who_has_the_mails_again_is_asked_again(staff):
    for kind in ("digest", "mentioned"):
        Client().post(stop_address(staff, kind))
    change_wishes(user=staff, often="weekly", paused_until=None, kinds={"mentioned": "digest"})
    for kind in ("digest", "mentioned"):
        assert open_page(Client(), stop_address(staff, kind)).heading == "No more of these mails?"


def test_nobody_can_make_up_such_an_address(staff, stranger):
    address = stop_address(staff, "digest")
    for made_up in (
        reverse("stop-mail", args=["x"]),
        address.replace(address.split("/")[2], "W1sxLCJkIl0"),
        address[:-3] + "/",
    ):
        assert Client().post(made_up).status_code in (404, 301)
    assert not Digest.objects.filter(often="never").exists()


def test_an_address_that_holds_no_more_leads_to_the_choice(staff, client_of):
    broken = f"{stop_address(staff, 'digest')[:-8]}/stop/"
    for client, said in (
        (Client(), "Nothing was changed by it. Sign in and choose what is mailed to you."),
        (client_of(staff), "Nothing was changed by it. Choose yourself what is mailed to you."),
    ):
        for ask in (client.get, client.post):
            page = Page(ask(broken), 404)
            assert page.heading == "This link is not valid any more"
            assert said in page.words
            assert page.link("Choose what is mailed to you") == reverse("mail-wishes")


def test_a_mail_says_how_to_end_it_and_comes_from_a_machine(told, staff, mailoutbox):
    told(staff, "sent_back")
    work()
    message = mailoutbox[0].message()
    address = re.fullmatch(r"<http://127.0.0.1:8000(/mail/.*/stop/)>", message["List-Unsubscribe"])[1]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Client().post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert wishes_of(staff)["sent_back"] == "never"
    assert message["Message-ID"].endswith("@example.org>")


def test_each_mail_ends_with_where_to_choose_and_where_to_end_it(told, asked, staff, coordinator, mailoutbox):
    told(staff, "mentioned"), told(staff)
    nudge(asked, coordinator, mailed=True)
    run_reminders()
    work()
    assert len(mailoutbox) == 3
    for message in mailoutbox:
        choose, _said, end = message.body.strip().splitlines()[-3:]
        assert choose == "http://127.0.0.1:8000/account/mail/"
        both = f"{end} {message.message()['List-Unsubscribe']}"
        of_body, of_head = re.findall(r"//127.0.0.1:8000/mail/([^/]+)/stop/", both)
        assert read_stop(of_body) == read_stop(of_head), "each signed at its own moment"


def test_titles_and_names_make_no_headers(told, staff, belgium, action, mailoutbox):
    sly = join(person("Sly\nBcc: all@example.org"), belgium, "coordinator")
    told(staff, "sent_back", by=sly)
    work()
    assert "Bcc" not in mailoutbox[0].message()


def test_a_notice_about_an_update_says_which_to_who_may_read_it(belgium, action, staff, coordinator, client_of):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    first, second = (submit(action, staff, f"{words} group was named.") for words in ("One", "Another"))
    page = open_page(client_of(coordinator), NOTICES)
    assert "“One group was named.”" in page.words
    for draft in (first, second):
        accept(draft, coordinator)
    page = open_page(client_of(staff), NOTICES)
    assert "“One group was named.”" in page.words
    assert "“Another group was named.”" in page.words
    erase_words(entry=Entry.objects.get(what_changed__startswith="One"), by=coordinator, reason="A child is named.")
    assert "One group" not in open_page(client_of(staff), NOTICES).words
    taken = submit(action, staff, "A third group was named.")
    take_back(draft=taken, by=staff)
    assert "A third group" not in open_page(client_of(coordinator), NOTICES).words


def test_a_notice_quotes_no_words_that_were_written_after_it(belgium, action, staff, coordinator, client_of):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    first = submit(action, staff, "One group was named.")
    send_back(first, coordinator, "Which group?")
    assert quoted(client_of(staff)) == {"sent": "Cora asks: Which group?"}
    form_address = open_page(client_of(staff), NOTICES).link(f"Change and submit again: {action.title}")
    assert "“One group was named.”" not in open_page(client_of(staff), NOTICES).words
    assert open_page(client_of(staff), form_address).form("what_changed")
    assert "Which group?" in Mail.objects.get(kind="sent_back").body
    save_draft(action=action, by=staff, key=first.key, typed={"what_changed": "Six"}, version=first.version)
    assert quoted(client_of(staff)) == {"sent": "Cora asks: Which group?"}
    submit(action, staff, "A group of six was named.", key=first.key)
    assert quoted(client_of(staff)) == {"sent": "Cora asks: Which group?"}
    assert "Change and submit again" not in open_page(client_of(staff), NOTICES).words
    words = [row.words for row in open_page(client_of(coordinator), NOTICES).main.one("ul", class_="rows").all("li")]
    assert ["A group of six was named." in said for said in words] == [True, False], "only the newer notice"
    first.refresh_from_db()
    accept(first, coordinator)
    assert quoted(client_of(staff)) == {"accepted": "“A group of six was named.”", "sent": "Cora asks: Which group?"}


def test_mail_digest_and_notice_of_what_was_sent_back_lead_to_its_form(
    belgium, action, staff, coordinator, client_of, mailoutbox, time_machine
):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    draft = submit(action, staff, "A group was named.")
    change_wishes(user=staff, often="daily", paused_until=date(2026, 11, 25), kinds={})
    send_back(draft, coordinator, "When?")  # in a pause: told of in the digest after
    time_machine.move_to("2026-11-25T08:00Z")
    run_reminders()
    again = submit(action, staff, "Another was named.")
    send_back(again, coordinator, "Which group?")
    work()
    digest, mail = mailoutbox
    assert "Which group?" in mail.body
    author = client_of(staff)
    for message, sent, reason in ((digest, draft, "When?"), (mail, again, "Which group?")):
        (address,) = re.findall(rf"http://127.0.0.1:8000({NOTICES}\d+/)", message.body)
        page = follow(author, author.get(address))
        assert page.form("what_changed").fields["what_changed"] == sent.submitted["what_changed"]
        assert reason in page.words
    submit(action, staff, "A group of six was named.", key=again.key)
    assert author.get(address)["Location"] == again.get_absolute_url(), "there is nothing to change any more"
    change_role(membership=belgium.memberships.get(user=staff), role="observer")
    first = Notice.objects.get(address=draft.get_absolute_url(), person=staff)
    assert author.get(f"{NOTICES}{first.pk}/")["Location"] == draft.get_absolute_url(), "who only reads cannot"


def quoted(client):
    """{the verb of a notice: the words it quotes} on the page of notices."""
    rows = open_page(client, NOTICES).main.one("ul", class_="rows").all(class_="row-main")
    said = [[paragraph.words for paragraph in row.all("p")] for row in rows]
    return {title.removeprefix("New ").split()[1]: rest[0] if len(rest) >= 2 else "" for title, *rest in said}


def test_a_nudge_under_the_bell_leads_to_its_words_and_the_form_it_asks_for(
    asked, staff, coordinator, observer, client_of
):
    milestone = add_milestone(asked, coordinator, focal_point=staff)
    entry = nudge(asked, coordinator, milestone=milestone)
    client = client_of(staff)
    page = follow(client, client.get(reverse("notice", args=[Notice.objects.get(person=staff).pk])))
    assert (page.heading, page.link("Log update")) == (
        f"Entry {entry.sequence}: Nudge",
        f"{ACTION}log/?milestone={milestone.number}",
    )
    assert "Log update" not in open_page(client_of(observer), entry.get_absolute_url()).words
