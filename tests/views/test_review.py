"""Review as people see it: submit, send back with a reason, submit again, accept."""

from uuid import uuid4

import pytest

from actions.models import Draft, Entry, Report
from actions.services.reports import change
from actions.services.review import take_back
from tests.factories import accept, add_milestone, join, person, send_back, submit, upload
from tests.factories import log as logged
from tests.uploads import files
from tests.views.page import Page, follow, open_page

HERE = "/reports/belgium-2013/actions/1/"
QUEUE = "/reports/belgium-2013/review/"
SETTINGS = "/reports/belgium-2013/settings/"


def test_review_is_a_setting_that_stands_in_the_record(belgium, coordinator, observer, client_of):
    client = client_of(coordinator)
    form = open_page(client, SETTINGS).form("review_asked")
    assert follow(client, form.send(client, review_asked="on")).messages == ["Settings saved."]
    entry = Entry.objects.latest("sequence")
    assert entry.changes == {"review_asked": True}
    assert "Updates are reviewedyes" in open_page(client_of(observer), entry.get_absolute_url()).words


def test_review_is_switched_off_only_when_nothing_waits(reviewed, action, staff, coordinator, client_of):
    own, other = submit(action, coordinator), submit(action, staff)
    client = client_of(coordinator)
    form = open_page(client, SETTINGS).form("title")
    page = Page(form.send(client, review_asked="", title="B"))
    assert page.errors["review_asked"] == (
        "2 updates still wait for review. Accept them or send them back first; your own you can take back."
    )
    assert page.form("title").fields["title"] == "B"
    assert page.link("2 updates wait") == QUEUE
    take_back(draft=own, by=coordinator)
    send_back(other, coordinator)
    assert page.form("title").send(client).status_code == 302
    reviewed.refresh_from_db()
    assert (reviewed.title, reviewed.review_asked) == ("B", False)
    assert "updates wait" not in open_page(client, SETTINGS).words


def test_what_needs_attention_says_who_wrote_what_waits_and_leads_to_it_alone(
    reviewed, action, staff, colleague, coordinator, client_of
):
    other = reviewed.actions.get(number=2)
    submit(action, staff, "A group was named.")
    submit(action, colleague, "It has met.")
    submit(other, staff, "A course was held.")
    client = client_of(coordinator)
    page = open_page(client, "/reports/belgium-2013/attention/?kind=waiting")
    rows = page.main.all("li", class_="concern")
    assert "2 updates wait, by Colin and Stella · the first submitted on 24 November 2026" in rows[0].words
    assert "1 update waits, by Stella · submitted on 24 November 2026" in rows[1].words
    assert "focal point" not in rows[0].words
    step = next(a for a in rows[0].all("a") if a.words == "Review them")
    page = open_page(client, step.attrs["href"])
    assert "What waits on action 1, “Adopt a national plan of action”." in page.words
    assert len(page.main.all("li", class_="submission")) == 2
    assert len(open_page(client, page.link("Show all")).main.all("li", class_="submission")) == 3
    assert "Nothing waits on this action." in open_page(client, f"{QUEUE}?action=3").words
    for wrong in ("99", "x", "²", "9" * 400):
        page = open_page(client, f"{QUEUE}?action={wrong}")
        assert [said[:27] for said in page.messages] == [f"There is no choice “{wrong}” here."[:27]]
        assert page.messages[0].endswith("here. All that waits is shown.")
        assert len(page.main.all("li", class_="submission")) == 3
    page = open_page(client, f"{QUEUE}?only=accepted")
    assert page.messages == ["There is no choice “accepted” here. What waits is shown."]
    page = open_page(client, f"{QUEUE}?only=discarded&page=7")
    assert page.messages == ["There is no page 7; this is the only one."]


NOBODY = "Nobody else on this report can accept updates yet: a second coordinator is needed."


def test_where_nobody_else_can_accept_an_update_that_is_said_with_the_way_out(
    belgium, action, staff, coordinator, client_of
):
    client, members = client_of(coordinator), f"{SETTINGS}members/"
    page = open_page(client, SETTINGS)
    assert "Nobody can accept yet what the only coordinator writes: a second coordinator is needed." in page.words
    assert page.link("Add a coordinator") == members
    pages = [HERE, f"{HERE}log/", f"{logged(action, staff).get_absolute_url()}correct/"]
    assert not any(NOBODY in open_page(client, there).words for there in pages), "nothing is reviewed"
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    for there in pages:
        page = open_page(client, there)
        assert NOBODY in page.words
        assert page.link("Add a coordinator") == members
        assert NOBODY not in open_page(client_of(staff), there).words, "the coordinator can accept hers"
    page = follow(client, page.form("what_changed").send(client, what_changed="They met.", reason="They did."))
    said = "Submitted for review. Nobody else on this report can accept it yet: a second coordinator is needed."
    assert page.messages[0] == f"{said} Add a coordinator"
    etag = client.get(HERE)["ETag"]
    join(person("Second", "Example Network"), belgium, "coordinator")
    assert client.get(HERE, headers={"If-None-Match": etag}).status_code == 200, "the page the browser has is not true"
    for there in pages[:2]:
        assert NOBODY not in open_page(client, there).words
    assert "the only coordinator writes" not in open_page(client, SETTINGS).words


def test_an_update_goes_back_and_forth_until_it_is_accepted(reviewed, action, staff, coordinator, observer, client_of):
    author, reviewer = client_of(staff), client_of(coordinator)
    form = open_page(author, HERE).form("what_changed")
    assert "Submit for review" in form.element.words
    page = follow(author, form.send(author, what_changed="A group was named.", level="partly_implemented"))
    assert page.messages == ["Submitted for review. A coordinator who did not write it decides; you are told."]
    assert "waits for review and does not count yet" in page.words
    assert not Entry.objects.filter(kind="update").exists()

    waiting = open_page(reviewer, QUEUE)
    assert "1 update waits to be accepted or sent back." in waiting.words
    page = open_page(reviewer, waiting.link("1. Adopt a national plan of action"))
    assert page.heading == "Update for review: Adopt a national plan of action"
    assert "What happened to it" in [h2.words for h2 in page.main.all("h2")]
    assert "No evidence comes with it." in page.words
    assert "On 24 November 2026 it was No evidence available Proposed Partly implemented" in page.words
    page = Page(page.form("reason").send(reviewer))
    assert page.errors["reason"] == "Say what is missing."
    page = follow(reviewer, page.form("reason").send(reviewer, reason="Which group?"))
    assert page.messages == ["Sent back. Stella is told why."]

    draft = Draft.objects.get()
    page = open_page(author, draft.get_absolute_url())
    assert page.heading == "Update sent back: Adopt a national plan of action"
    assert "Cora sent it back on 24 November 2026" in page.words
    assert page.main.one("div", class_="columns").words.startswith("Cora sent this back on"), "why comes first"
    page = open_page(author, page.link("Change and submit again"))
    assert "Which group?" in page.words
    form = page.form("what_changed")
    assert (form.fields["what_changed"], form.fields["level"]) == ("A group was named.", "partly_implemented")
    follow(author, form.send(author, what_changed="A group of six was named."))
    assert Draft.objects.get() == draft, "the same form"

    page = open_page(reviewer, draft.get_absolute_url())
    accept = next(form for form in page.forms() if "Accept" in form.element.words)
    assert follow(reviewer, accept.send(reviewer)).messages == ["Accepted. It is in the record now."]
    entry = Entry.objects.latest("sequence")
    assert (entry.author, entry.what_changed) == (staff, "A group of six was named.")
    told = open_page(client_of(observer), entry.get_absolute_url()).words
    assert "Stella · accepted by Cora" in told
    assert open_page(author, draft.get_absolute_url()).heading.startswith("Accepted update: ")
    decided = open_page(author, draft.get_absolute_url()).main.one("ol", class_="rows").words
    assert open_page(author, draft.get_absolute_url()).link(f"Read entry {entry.sequence}") == entry.get_absolute_url()
    steps = ["Stella submitted it", "Cora sent it back", "Which group?", "Stella submitted it", "Cora accepted it"]
    assert [decided.find(step) >= 0 for step in steps] == [True] * 5


def test_what_was_logged_without_review_while_it_waited_is_not_called_accepted(reviewed, action, staff, client_of):
    draft = submit(action, staff)
    Report.objects.update(review_asked=False)  # at the very moment at which it was submitted
    entry = logged(Report.objects.get().actions.get(number=1), staff, key=draft.key)
    page = open_page(client_of(staff), draft.get_absolute_url())
    assert page.heading.startswith("Logged update: ")
    assert f"It was logged without review and is entry {entry.sequence} of the record." in page.words
    assert "ccepted" not in page.main.one("div", class_="columns").words


def test_the_author_finds_no_way_to_accept_even_as_coordinator(reviewed, action, coordinator, client_of):
    draft = submit(action, coordinator)
    client = client_of(coordinator)
    sentence = "You wrote this yourself: another coordinator, or an administrator, has to decide."
    for address in (QUEUE, draft.get_absolute_url()):
        page = open_page(client, address)
        assert sentence in page.words
        assert not any(form.element.words.startswith("Accept") and "chosen" in form.fields for form in page.forms())
    assert client.post(draft.get_absolute_url(), {"version": draft.version}).status_code == 403
    page = follow(client, client.post(QUEUE, {"chosen": f"{draft.pk}-{draft.version}"}))
    assert "You wrote this update yourself." in page.messages[0]
    assert not Entry.objects.filter(kind="update").exists()


def test_only_what_one_may_decide_is_counted_and_can_be_ticked(reviewed, action, staff, coordinator, client_of):
    submit(action, coordinator)
    client = client_of(coordinator)
    page = open_page(client, QUEUE)
    assert "0 updates wait to be accepted or sent back. 1 of your own waits for someone else to decide." in page.words
    assert "Accept those ticked" not in page.words
    assert page.top.all(class_="nav-count") == []
    submit(action, staff)
    page = open_page(client, QUEUE)
    assert "1 update waits to be accepted or sent back. 1 of your own waits for someone else to decide." in page.words
    assert "Accept those ticked" in page.words
    assert page.top.one(class_="nav-count").words == "1 waiting"


def test_the_navigation_marks_the_part_a_page_of_a_report_belongs_to(reviewed, action, staff, coordinator, client_of):
    here, client = "/reports/belgium-2013/", client_of(coordinator)
    marked = {
        here: ("page", "Overview"),
        action.get_absolute_url(): ("true", "Overview"),
        f"{here}attention/": ("true", "Overview"),
        f"{here}evidence/": ("true", "Overview"),
        submit(action, staff).get_absolute_url(): ("true", "Review 1 waiting"),
        f"{here}settings/members/": ("true", "Settings"),
        QUEUE: ("page", "Review 1 waiting"),
    }
    for address, expected in marked.items():
        links = open_page(client, address).top.one("ul", class_="site-pages").all("a")
        assert [(a.attrs["aria-current"], a.words) for a in links if "aria-current" in a.attrs] == [expected], address
    page = open_page(client_of(staff), Draft.objects.get().get_absolute_url())
    links = page.top.one("ul", class_="site-pages").all("a")
    assert [a.words for a in links if "aria-current" in a.attrs] == ["Overview"], "staff have no Review there"


def test_where_updates_are_not_reviewed_the_queue_says_so(belgium, coordinator, client_of):
    client = client_of(coordinator)
    page = open_page(client, QUEUE)
    assert "Updates on this report count at once; they are not reviewed." in page.words
    assert "wait to be accepted" not in page.words
    assert page.link("Settings of the report") == "/reports/belgium-2013/settings/"
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    assert "they are not reviewed" not in open_page(client, QUEUE).words


def test_an_update_in_the_words_of_the_last_one_can_be_accepted(reviewed, action, staff, coordinator, client_of):
    reviewer = client_of(coordinator)
    for _times in range(2):
        page = open_page(reviewer, submit(action, staff, "They met.").get_absolute_url())
        form = next(form for form in page.forms() if "Accept" in form.element.words)
        assert follow(reviewer, form.send(reviewer)).messages == ["Accepted. It is in the record now."]
    assert Entry.objects.filter(what_changed="They met.").count() == 2


def test_what_still_waits_where_updates_are_not_reviewed_any_more_is_said(
    reviewed, action, staff, coordinator, client_of
):
    submit(action, staff)
    Report.objects.update(review_asked=False)  # at the very moment at which it was submitted
    page = open_page(client_of(coordinator), QUEUE)
    assert "Updates on this report are not reviewed any more, and 1 still waits." in page.words
    assert "0 updates" not in page.words


def test_the_queue_says_what_evidence_comes_with_each_update(reviewed, action, staff, coordinator, client_of):
    proven, linked, bare = (submit(action, staff, words) for words in ("Proven.", "Linked.", "Bare."))
    same = join(person("Sven", "North Shelter"), reviewed, "staff")
    for n in range(2):
        upload(action, staff, files.sent("notes.txt", b"Notes %d" % n), key=proven.key)
    for draft, who in ((proven, staff), (linked, staff), (bare, same)):
        upload(action, who, url="https://www.example.org/minutes", key=draft.key, audience="internal")
    rows = open_page(client_of(coordinator), QUEUE).main.all("li", class_="submission")
    said = ["Evidence: 2 files, 1 link", "Evidence: 1 link", "No evidence comes with it."]
    assert [words in row.words for words, row in zip(said, rows, strict=True)] == [True] * 3
    assert rows[0].all("a")[-1].attrs["href"] == proven.get_absolute_url()


def test_the_evidence_of_an_update_is_laid_out_as_that_of_an_entry(reviewed, action, staff, coordinator, client_of):
    draft = submit(action, staff)
    upload(action, staff, url="https://www.example.org/minutes", key=draft.key)
    listed = open_page(client_of(coordinator), draft.get_absolute_url()).main.one("ul", class_="evidence-list")
    assert "www.example.org/minutes (link)" in listed.words


def test_many_are_accepted_at_once_and_the_others_named(reviewed, action, staff, colleague, coordinator, client_of):
    milestone = add_milestone(action, coordinator)
    first = submit(action, staff, "We published it.", milestone=milestone, state="done")
    second = submit(action, colleague, "It is being printed.", milestone=milestone, state="under_way")
    third = submit(action, colleague, "Something else.")
    client = client_of(coordinator)
    page = open_page(client, QUEUE)
    assert page.form("chosen").choices["chosen"].keys() == {f"{d.pk}-{d.version}" for d in (first, second, third)}
    chosen = [f"{d.pk}-{d.version}" for d in (first, second, third)]
    page = follow(client, client.post(QUEUE, {"chosen": chosen, "seen": page.form("seen").fields["seen"]}))
    assert len(page.messages) == 2
    assert page.messages[0].startswith("Not accepted: “It is being printed.”. Stella moved this milestone to “Done”")
    assert page.messages[1] == "2 updates accepted."
    assert "It is being printed." in page.words, "it goes on waiting"
    page = follow(client, client.post(QUEUE, {"chosen": ["x", "99999-1"]}))
    assert page.messages == []
    assert follow(client, client.post(QUEUE)).messages == ["Tick the updates to accept."]


def test_what_others_decided_before_is_said_once_of_all_of_it(
    reviewed, action, staff, colleague, coordinator, client_of
):
    other = join(person("Olga", "Other Network"), reviewed, "coordinator")
    drafts = [submit(action, staff, f"Group {n} was named.") for n in range(5)]
    client = client_of(coordinator)
    seen = open_page(client, QUEUE).form("seen").fields["seen"]
    for draft in drafts[:3]:
        accept(draft, other)
    send_back(drafts[3], other)
    chosen = [f"{draft.pk}-{draft.version}" for draft in drafts]
    assert follow(client, client.post(QUEUE, {"chosen": chosen, "seen": seen})).messages == [
        "Already accepted by Olga: 3 updates.",
        "Already sent back by Olga: 1 update.",
        "1 update accepted.",
    ]
    assert Entry.objects.filter(kind="update").count() == 4


def test_what_was_logged_meanwhile_without_review_is_said_to_be(belgium, action, staff, coordinator, client_of):
    """Review was switched off, and the form sent once more, at the very moment it was submitted."""
    key = uuid4()
    draft = submit(action, staff, key=key)
    client = client_of(coordinator)
    entry = logged(action, staff, key=key)
    ticked = {"chosen": [f"{draft.pk}-{draft.version}"], "seen": "0"}
    assert follow(client, client.post(QUEUE, ticked)).messages == ["Logged without review by Stella: 1 update."]
    page = follow(client, client.post(draft.get_absolute_url(), {"version": draft.version}))
    assert page.messages == [f"Stella logged this update without review, as entry {entry.sequence}."]
    coordinator.refresh_from_db()
    assert (coordinator.unread, coordinator.notices.unread().count()) == (0, 0)


def test_who_sends_back_an_older_version_reads_the_newer_and_sends_that_back(
    reviewed, action, staff, coordinator, client_of
):
    draft, client = submit(action, staff, "One."), client_of(coordinator)
    form = open_page(client, draft.get_absolute_url()).form("reason")
    take_back(draft=draft, by=staff)
    submit(action, staff, "Two.", key=draft.key, level="partly_implemented")
    page = Page(form.send(client, reason="Which ministry?"))
    assert page.summary == ["Stella changed this update after you opened it. See what it says now, then decide."]
    assert "Two." in page.words and "Partly implemented" in page.words
    assert page.form("reason").send(client).status_code == 302
    assert Draft.objects.get().stage == "sent_back"


LOWER = "Its level is lower than that of 24 November 2026, and it does not say why."


def test_an_update_that_no_longer_fits_stays_and_the_reviewer_reads_why(
    reviewed, action, staff, colleague, coordinator, client_of
):
    said = ((staff, "fully_implemented"), (colleague, "partly_implemented"))
    first, second = (submit(action, who, f"{who}.", level=level) for who, level in said)
    client = client_of(coordinator)
    pages = [open_page(client, draft.get_absolute_url()) for draft in (first, second)]
    accepting = [next(form for form in page.forms() if form.element.words == "Accept") for page in pages]
    assert [form.send(client).status_code for form in accepting] == [302, 200]
    page = Page(client.post(second.get_absolute_url(), accepting[1].fields))
    assert page.summary[0].startswith("Stella set the level to “Fully implemented” while you were writing.")
    assert f"It cannot be accepted as it stands. {LOWER}" in page.words
    assert not any(form.element.words == "Accept" for form in page.forms())
    assert "Colin." in page.words
    assert "On 24 November 2026 it was Fully implemented Proposed Partly implemented" in page.words
    assert "already so" not in page.words


def test_an_update_whose_level_would_go_back_without_a_reason_is_sent_back_asking_for_it(
    reviewed, action, staff, colleague, coordinator, client_of
):
    said = ((staff, "fully_implemented"), (colleague, "partly_implemented"))
    first, second = (submit(action, who, f"{who}.", level=level) for who, level in said)
    accept(first, coordinator)
    client, author = client_of(coordinator), client_of(colleague)
    why = "On 24 November 2026 the level was “Fully implemented”. Say why it went back to “Partly implemented”."
    for page in (queue := open_page(client, QUEUE), open_page(client, second.get_absolute_url())):
        assert f"It cannot be accepted as it stands. {LOWER}" in page.words
        assert not any("Accept" in form.element.words for form in page.forms())
    page = open_page(client, queue.link(f"Send it back, asking for the reason: {action.title}, Colin").split("#")[0])
    form = page.form("reason")
    assert form.fields["reason"] == why
    form.send(client)
    page = open_page(author, f"{HERE}log/?draft={second.pk}")
    assert page.main.one("details", class_="more-fields", open="").all("textarea", name="reason")
    form = page.form("reason")
    assert (form.fields["level"], why in page.words) == ("partly_implemented", True)
    form.send(author, reason="The plan was revoked.")
    page = open_page(client, second.get_absolute_url())
    assert "It cannot be accepted" not in page.words
    next(form for form in page.forms() if form.element.words == "Accept").send(client)
    assert Entry.objects.latest("sequence").reason == "The plan was revoked."


def test_what_holds_already_is_said_before_it_is_accepted(reviewed, action, staff, colleague, coordinator, client_of):
    drafts = [submit(action, who, f"{who}.", level="partly_implemented") for who in (staff, colleague, staff)]
    client = client_of(coordinator)
    assert "already so" not in open_page(client, QUEUE).words
    accept(drafts[0], coordinator)
    for address in (QUEUE, drafts[1].get_absolute_url()):
        assert "Level Partly implemented already so: it stays" in open_page(client, address).words
    page = open_page(client, drafts[1].get_absolute_url())
    button = next(form for form in page.forms() if form.element.words == "Accept")
    assert follow(client, button.send(client)).messages == ["Accepted. It is in the record now."]
    entry = Entry.objects.latest("sequence")
    assert (entry.author, entry.what_changed, entry.level) == (colleague, "Colin.", "")


def test_many_that_propose_the_same_are_accepted_at_once(reviewed, action, staff, colleague, coordinator, client_of):
    drafts = [submit(action, who, f"{who}.", level="partly_implemented") for who in (staff, colleague)]
    client = client_of(coordinator)
    seen = open_page(client, QUEUE).form("seen").fields["seen"]
    chosen = [f"{draft.pk}-{draft.version}" for draft in drafts]
    assert follow(client, client.post(QUEUE, {"chosen": chosen, "seen": seen})).messages == ["2 updates accepted."]
    entries = Entry.objects.filter(kind="update").order_by("sequence")
    assert list(entries.values_list("what_changed", "level")) == [("Stella.", "partly_implemented"), ("Colin.", "")]


@pytest.mark.parametrize("reason", ["", "Which group?"])
def test_a_second_decision_leads_to_what_was_decided(reviewed, action, staff, coordinator, client_of, reason):
    other = join(person("Olga", "Other Network"), reviewed, "coordinator")
    draft = submit(action, staff)
    client = client_of(coordinator)
    page = open_page(client, draft.get_absolute_url())
    accept(draft, other)
    answer = page.form("reason").send(client, reason=reason)
    assert answer.url == draft.get_absolute_url()
    page = follow(client, answer)
    assert page.messages[0].startswith("Olga accepted this update on ")
    assert (f"You had written: “{reason}”" in page.messages[0]) == bool(reason)
    assert not any("reason" in form.fields for form in page.forms())
    assert client.get(f"{draft.get_absolute_url()}send-back/").url == draft.get_absolute_url()


def test_the_second_to_open_it_is_told_who_is_there(reviewed, action, staff, coordinator, client_of):
    other = join(person("Olga", "Other Network"), reviewed, "coordinator")
    draft = submit(action, staff)
    assert "reviewing this" not in open_page(client_of(coordinator), draft.get_absolute_url()).words
    assert "Cora has been reviewing this since" in open_page(client_of(other), draft.get_absolute_url()).words


def test_a_correction_waits_too_and_shows_both_versions(lively, staff, coordinator, client_of):
    author = client_of(staff)
    change(subject=lively.report, by=coordinator, values={"review_asked": True})
    form = open_page(author, f"{lively.update.get_absolute_url()}correct/").form("reason")
    page = follow(author, form.send(author, what_changed="Two groups were named.", reason="One was missing."))
    assert "It says nowThe ministry named a working group. Proposed Two groups were named." in page.words
    assert not page.main.all(class_="moves"), "level, course and milestone stay"
    assert "Why: One was missing." in page.words
    assert author.get(f"{lively.update.get_absolute_url()}withdraw/").status_code == 403


def test_on_a_report_without_review_nothing_is_different(belgium, action, staff, coordinator, client_of):
    assert "Log update" in open_page(client_of(staff), HERE).form("what_changed").element.words
    page = open_page(client_of(coordinator), HERE)
    assert "Review" not in [link.words for link in page.top.one(class_="site-nav").all("a")]
