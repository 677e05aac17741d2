"""Whatever people send: a clear sentence at the field and in the summary, nothing lost or written, never a 500."""

from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from django.test import Client

from actions.models import Entry, Membership, Milestone, Note, Organisation, Report, User
from tests.factories import add_milestone, drop, join, log, person
from tests.views.page import Page, follow, open_page

BELGIUM = "/reports/belgium-2013/"
ACTION = f"{BELGIUM}actions/1/"
PASSWORD = "rivers run softly"


def written():
    """Everything a form could write, counted."""
    models = (Entry, Note, Milestone, Membership, User, Organisation)
    return [model.objects.count() for model in models], [*Report.objects.values_list("title", "head_sequence")]


@dataclass
class Sent:
    """A form, where it is, and something it would be taken with."""

    who: str
    address: str
    good: dict
    texts: dict
    """{name of a text field: (most characters, what is said when it is empty; None when it may be)}."""
    days: tuple = ()


LONG, SHORT = 10_000, 2_000
UPDATE_TEXTS = {
    "what_changed": (LONG, "Say what changed, in a sentence or two."),
    "challenges": (LONG, None),
    "next_steps": (LONG, None),
}
FORMS = {
    "log": Sent("staff", f"{ACTION}log/", {"what_changed": "They met."}, UPDATE_TEXTS, ("happened_on",)),
    "correct": Sent(
        "staff",
        "{update}correct/",
        {"reason": "A mistake."},
        UPDATE_TEXTS | {"reason": (SHORT, "Say why the update is corrected.")},
        ("happened_on",),
    ),
    "withdraw": Sent(
        "staff", "{update}withdraw/", {"reason": "A mistake."}, {"reason": (SHORT, "Say why the entry is withdrawn.")}
    ),
    "note": Sent("staff", f"{ACTION}notes/add/", {"text": "Hm."}, {"text": (LONG, "Write the note.")}),
    "add milestone": Sent(
        "coordinator",
        f"{ACTION}milestones/add/",
        {"title": "A step", "due_on": "2027-01-31"},
        {"title": (200, "Say what will have happened when the milestone is done.")},
        ("due_on", "happened_on"),
    ),
    "edit milestone": Sent(
        "coordinator",
        "{milestone}edit/",
        {"title": "Another step"},
        {"title": (200, "Say what will have happened when the milestone is done."), "reason": (SHORT, None)},
        ("due_on",),
    ),
    "drop": Sent("coordinator", "{milestone}drop/", {"reason": "So."}, {"reason": (SHORT, "Say why.")}),
    "take up": Sent("coordinator", "{dropped}take-up/", {"reason": "So."}, {"reason": (SHORT, "Say why.")}),
    "settings": Sent(
        "coordinator", f"{BELGIUM}settings/", {"title": "New"}, {"title": (300, "Give the report a title.")}
    ),
    "edit action": Sent(
        "coordinator",
        f"{ACTION}edit/",
        {"title": "New"},
        {
            "title": (200, "Give the action a title."),
            "theme": (100, "Give the action a theme."),
            "addressee": (200, "Say who has to act."),
            "reason": (SHORT, None),
        },
    ),
    "members": Sent(
        "coordinator",
        f"{BELGIUM}settings/members/",
        {"email": "nora@example.org", "name": "Nora", "organisation": "North Shelter"},
        {"name": (150, "Nobody with this address is here yet. Give the name as well."), "organisation": (200, None)},
    ),
    "account": Sent("staff", "/account/", {"name": "Stella"}, {"name": (150, "Give your name.")}),
}


@pytest.fixture
def desk(belgium, action, staff, coordinator, client_of, request):
    """desk("log"): a browser at that form, the form as it opens, and how it is sent."""
    update = log(action, staff, level="partly_implemented", course="at_risk", course_reason="capacity")
    milestone = add_milestone(action, coordinator)
    dropped = add_milestone(action, coordinator, "Dropped step")
    drop(dropped, coordinator)
    places = {
        "update": update.get_absolute_url(),
        "milestone": milestone.get_absolute_url(),
        "dropped": dropped.get_absolute_url(),
    }

    def at(name):
        sent = FORMS[name]
        client = client_of(request.getfixturevalue(sent.who))
        address = sent.address.format(**places)
        return Desk(client, address, next(iter(sent.texts)), sent.good)

    return at


class Desk:
    def __init__(self, client, address, field, good):
        self.client, self.address, self.good = client, address, good
        self.form = open_page(client, address).form(field)

    def send(self, **typed):
        return self.form.send(self.client, **self.good | typed)

    def refused(self, field, **typed):
        """What is said at ``field``; the same stands in the summary, all typed is there still, nothing was written."""
        before = written()
        page = Page(self.send(**typed))
        assert written() == before
        sentence = page.errors[field]
        assert sentence in page.summary
        stands = page.form(field).fields
        control = page.top.one(None, id=f"id_{field}")
        assert control.attrs.get("aria-invalid") == "true"
        assert f"id_{field}_error" in control.attrs["aria-describedby"]
        for name, value in (self.good | typed).items():
            if name in stands and name not in ("key", "seen"):
                assert stands[name] == value.replace("\r\n", "\n"), name
        return sentence


NUL = "Null characters are not allowed."
DAYS = [(name, field) for name, sent in FORMS.items() for field in sent.days]


@pytest.mark.parametrize("name", FORMS)
def test_each_of_these_forms_is_taken_as_it_should_be(name, desk, mailoutbox):
    assert desk(name).send().status_code == 302


@pytest.mark.parametrize("name", FORMS)
def test_a_text_that_is_needed_is_asked_for(name, desk):
    here = desk(name)
    before = written()
    for field, (_most, sentence) in FORMS[name].texts.items():
        for empty in ("", " \r\n \t \r\n") if sentence else ():
            page = Page(here.send(**{field: empty}))
            assert page.errors[field] == sentence
            assert sentence in page.summary
    assert written() == before


@pytest.mark.parametrize("name", FORMS)
def test_a_text_that_is_too_long_is_kept_whole_and_says_how_long_it_may_be(name, desk):
    here = desk(name)
    text = "Zwölf Boxkämpfer jagen Viktor. " * 3226 + "End"
    assert len(text) > 100_000
    for field, (most, _sentence) in FORMS[name].texts.items():
        sentence = here.refused(field, **{field: text}).replace(",", "")
        assert sentence == (
            f"The text has {len(text)} characters; at most {most} fit. Shorten it: all of it is still here."
        )


@pytest.mark.parametrize("name", FORMS)
def test_a_control_character_is_taken_out_and_the_rest_kept(name, desk):
    here = desk(name)
    before = written()
    for field in FORMS[name].texts:
        for control in ("\0", "\x1b", "\x85"):
            page = Page(here.send(**{field: f"The ministry{control} met."}))
            assert "had an invisible control character after “The ministry”" in page.errors[field]
            assert page.errors[field] in page.summary
            assert page.form(field).fields[field] == "The ministry met."
        page = Page(here.send(**{field: "\0"}))
        assert "began with an invisible control character" in page.errors[field]
        assert page.form(field).fields[field] == ""
    assert written() == before


def test_a_text_may_have_line_ends_tabs_accents_and_signs_of_any_script(desk):
    text = "Première étape:\r\n\t– д 子供 👩‍👧 “naïve” \u202ba\u202c"
    assert desk("log").send(what_changed=text).status_code == 302
    assert Entry.objects.latest("sequence").what_changed == text.replace("\r\n", "\n")


# --- Days ---------------------------------------------------------------------------------------------------------

NO_SUCH = "There is no such day. Write it like 2026-11-24 or 24/11/2026."


@pytest.mark.parametrize(("name", "field"), DAYS)
def test_a_day_that_does_not_exist_is_refused_and_still_stands_there(name, field, desk):
    here = desk(name)
    for day in (
        "2026-02-30",
        "31/04/2026",
        "24-24-2026",
        "tomorrow",
        "0000-00-00",
        "20261124",
        "9" * 500,
        "²0/11/2026",
    ):
        assert here.refused(field, **{field: day}) == NO_SUCH
    assert here.refused(field, **{field: ""}) == "Give the day, like 2026-11-24."
    page = Page(here.send(**{field: "2026-02-30"}))
    assert page.top.one("input", id=f"id_{field}").attrs["type"] == "text", "a date picker would show nothing"
    before = written()
    page = Page(here.send(**{field: "2026-\0"}))
    assert (page.errors[field], written()) == (NO_SUCH, before)


@pytest.mark.parametrize(("name", "field"), [(name, field) for name, field in DAYS if field == "happened_on"])
def test_a_day_that_has_not_come_or_was_before_the_report_is_refused(name, field, desk):
    here = desk(name)
    assert here.refused(field, **{field: "2026-11-25"}) == (
        "25 November 2026 has not come yet. Choose today, 24 November 2026, or an earlier day."
    )
    assert here.refused(field, **{field: "9999-12-31"}).startswith("31 December 9999 has not come yet.")
    assert here.refused(field, **{field: "2013-11-12"}) == (
        "12 November 2013 is before the report was published. Choose 13 November 2013 or a later day."
    )
    assert "is before the report was published" in here.refused(field, **{field: "0001-01-01"})


@pytest.mark.parametrize("name", ["add milestone", "edit milestone"])
def test_a_milestone_due_before_the_report_is_refused(name, desk):
    assert desk(name).refused("due_on", due_on="2013-11-12") == (
        "12 November 2013 is before the report was published. Choose 13 November 2013 or a later day."
    )


# --- Levels, states, choices --------------------------------------------------------------------------------------


def test_a_level_that_does_not_follow_says_why(desk):
    here = desk("log")
    assert here.refused("level", level="partly_implemented") == (
        "On 24 November 2026 the level already was “Partly implemented”. Leave it unchanged, or choose another."
    )
    before = written()
    page = Page(here.send(level="no_evidence"))
    assert page.errors["level"].startswith("“No evidence available” cannot follow “Partly implemented”")
    assert page.form("level").fields["what_changed"] == "They met."
    assert written() == before


def test_a_course_goes_with_its_reason_and_a_reason_with_its_course(desk):
    here = desk("log")
    assert here.refused("course_reason", course="stalled") == "Say why the action is “Stalled”: choose a reason."
    assert here.refused("course_reason", course="on_track", course_reason="design") == (
        "A reason belongs to a course that is not on track. Choose that course, or no reason."
    )
    page = Page(here.send(course="stalled"))
    assert "open" in page.main.one("details", class_="more-fields").attrs, "the wrong field is in sight"


def test_a_state_goes_with_a_milestone_and_follows_the_one_before(desk):
    here = desk("log")
    assert here.refused("milestone", state="done") == "Choose the milestone whose state this is."
    milestone = str(Milestone.objects.get(number=1).pk)
    assert here.refused("state", milestone=milestone, state="planned") == (
        "On 24 November 2026 the milestone already was “Planned”. Choose another state, or none."
    )


CHOICES = [
    ("log", "level", "Choose one of the levels listed."),
    ("log", "course", "Choose one of the courses listed."),
    ("log", "course_reason", "Choose one of the reasons listed."),
    ("log", "state", "Choose planned, under way or done."),
    ("log", "milestone", "Choose one of this action's milestones, or none."),
    ("correct", "level", "Choose one of the levels listed."),
    ("correct", "milestone", "Choose one of this action's milestones, or none."),
    ("note", "audience", "Choose who may read the note."),
    ("add milestone", "organisation", "Choose one of the organisations on this report."),
    ("add milestone", "focal_point", "Choose one of the people on this report."),
    ("edit milestone", "organisation", "Choose one of the organisations on this report."),
    ("edit action", "lead_organisation", "Choose one of the organisations on this report."),
    ("edit action", "focal_point", "Choose one of the people on this report."),
    ("settings", "time_zone", "Choose one of the time zones listed."),
    ("settings", "rhythm_days", "Give a number of days from 1 to 1000."),
    ("members", "role", "Choose one of the roles listed."),
    ("account", "language", "Choose one of the languages listed."),
    ("account", "time_zone", "Choose one of the time zones listed."),
]


@pytest.mark.parametrize("name", sorted({name for name, _field, _sentence in CHOICES}))
def test_a_choice_that_is_not_offered_is_refused(name, desk):
    here = desk(name)
    before = written()
    for field, sentence in [(field, sentence) for form, field, sentence in CHOICES if form == name]:
        for value in ("nonsense", "-1", "9" * 20, "a\0b", "x" * 100_000, "dropped"):
            page = Page(here.send(**{field: value}))
            assert page.errors[field] == sentence or ("\0" in value and page.errors[field] == NUL)
            assert page.errors[field] in page.summary
            stands = page.form(next(iter(FORMS[name].texts))).fields
            assert {key: stands[key] for key in here.good if key != field} == here.good
    assert written() == before


def test_a_rhythm_is_a_number_of_days(desk):
    here = desk("settings")
    for days in ("", "0", "-5", "1001", "1.5", "many", "9" * 5000, "1e3"):
        assert here.refused("rhythm_days", rhythm_days=days) == "Give a number of days from 1 to 1000."


def test_an_address_that_is_none_is_refused(desk, mailoutbox):
    here = desk("members")
    assert here.refused("email", email="") == "Give the e-mail address."
    for address in ("nora", "nora@", "@example.org", "a b@example.org", "n@" + "x" * 100_000):
        assert here.refused("email", email=address) == (
            "This is not an e-mail address. Write it like name@example.org."
        )
    assert mailoutbox == []


def test_an_address_with_a_line_end_sends_no_mail_to_anyone(desk, mailoutbox):
    before = written()
    for address in ("nora@example.org\r\nBcc: all@example.org", "nora@example.org\0"):
        page = Page(desk("members").send(email=address))
        assert page.errors["email"]
    assert (written(), mailoutbox) == (before, [])


# --- Stale, twice, at once ----------------------------------------------------------------------------------------


def test_a_level_set_by_someone_else_meanwhile_is_told_once_and_then_accepted(desk, action, colleague):
    here = desk("log")
    log(action, colleague, "Adopted.", level="fully_implemented")
    sentence = here.refused("level", level="not_implemented")
    assert sentence == (
        "Colin set the level to “Fully implemented” while you were writing. "
        "See whether your choice still fits, then send again."
    )
    page = Page(here.send(level="not_implemented"))
    assert page.form("level").send(here.client).status_code == 302
    assert Entry.objects.latest("sequence").level == "not_implemented"


def test_a_course_set_by_someone_else_meanwhile_is_told(desk, action, colleague):
    here = desk("log")
    log(action, colleague, course="on_track")
    assert here.refused("course", course="stalled", course_reason="design").startswith(
        "Colin set the course to “On track” while you were writing."
    )


def test_two_people_moving_the_same_milestone_are_told_of_each_other(desk, action, colleague):
    here = desk("log")
    milestone = Milestone.objects.get(number=1)
    log(action, colleague, milestone=milestone, state="under_way")
    sentence = here.refused("milestone", milestone=str(milestone.pk), state="done")
    assert sentence.startswith("Colin moved this milestone to “Under way” while you were writing.")
    assert Entry.objects.filter(milestone=milestone, state="done").count() == 0


def test_an_update_that_moves_nothing_is_taken_however_old_its_form_is(desk, action, colleague):
    here = desk("log")
    log(action, colleague, level="fully_implemented")
    assert here.send().status_code == 302


@pytest.mark.parametrize("name", ["edit milestone", "edit action", "settings"])
def test_two_people_changing_the_same_thing_are_told_of_each_other(name, desk, belgium, client_of):
    here, other = desk(name), client_of(join(person("Olga", "Other Network"), belgium, "coordinator"))
    theirs = open_page(other, here.address).form("title")
    assert theirs.send(other, title="Theirs").status_code == 302
    before = written()
    page = Page(here.send(title="Mine"))
    assert len(page.summary) == 1
    assert page.summary[0].startswith("Olga changed this while you were writing.")
    assert (page.form("title").fields["title"], written()) == ("Mine", before)
    assert page.form("title").send(here.client).status_code == 302
    assert open_page(other, here.address).form("title").fields["title"] == "Mine"


def test_a_form_whose_memory_was_tampered_with_is_no_accident(desk):
    log_form, edit_form = desk("log"), desk("edit milestone")
    for n, seen in enumerate(("", "-1", "x", "9" * 400, "1\0", "²")):
        assert log_form.send(seen=seen, what_changed=f"Step {n}.", key=str(n) * 32).status_code == 302
        assert edit_form.send(seen=seen).status_code in (200, 302)


KEYED = [name for name in FORMS if name not in ("edit milestone", "edit action", "settings", "members", "account")]


@pytest.mark.parametrize("name", KEYED)
def test_the_same_form_sent_twice_counts_once(name, desk):
    here = desk(name)
    first = here.send()
    once = written()
    second = here.send()
    assert first["Location"] == second["Location"]
    assert written() == once


@pytest.mark.parametrize("name", KEYED)
def test_the_same_form_sent_again_with_other_words_loses_none_of_them(name, desk):
    here = desk(name)
    here.send()
    once = written()
    field = next(iter(FORMS[name].texts))
    response = here.send(**{field: "Quite other words."})
    if name == "note":
        assert "Quite other words." in follow(here.client, response).words
        return
    page = Page(response)
    assert page.form(field).fields[field] == "Quite other words."
    assert len(page.summary) == 1
    assert written() == once


def test_a_form_without_its_key_is_taken_all_the_same(desk):
    log_form, note_form = desk("log"), desk("note")
    for key in ("", "nonsense", "9" * 100_000, "\0", "{}"):
        assert log_form.send(key=key).status_code == 302
        assert note_form.send(key=key).status_code == 302


def test_a_form_with_nothing_in_it_at_all_is_answered(belgium, desk):
    for name in FORMS:
        here = desk(name)
        before = written()
        response = here.client.post(here.address)
        assert response.status_code == 200, name
        assert Page(response).summary
        assert written() == before


def test_an_action_of_a_report_one_is_not_on_does_not_exist(belgium, other_report, staff, client_of):
    before = written()
    for what in ("log", "still-true", "notes/add", "edit", "milestones/add"):
        response = client_of(staff).post(
            f"/reports/children-2020/actions/7/{what}/", {"what_changed": "Mine.", "text": "Mine."}
        )
        assert response.status_code == 404
    assert written() == before


def test_a_milestone_of_another_action_cannot_be_moved(desk, belgium, coordinator):
    other = add_milestone(belgium.actions.get(number=2), coordinator)
    here = desk("log")
    before = written()
    page = Page(here.send(milestone=str(other.pk), state="done"))
    assert page.errors["milestone"] == "Choose one of this action's milestones, or none."
    assert written() == before


# --- After sign-out, with an old token, too much ------------------------------------------------------------------


@pytest.fixture
def known(staff):
    staff.set_password(PASSWORD)
    staff.save()
    return staff


def sign_in(browser, response):
    """Through the page the person is sent to."""
    form = follow(browser, response).form("login")
    return form.send(browser, login="stella@example.org", password=PASSWORD)


TYPED = {"what_changed": "Words I took long to find.", "challenges": "Money.", "happened_on": "2026-11-03"}


def test_what_was_typed_before_signing_out_is_there_after_signing_in_again(belgium, known):
    browser = Client()
    sign_in(browser, browser.get(ACTION))
    form = open_page(browser, ACTION).form("what_changed")
    browser.post("/accounts/logout/")
    before = written()
    response = form.send(browser, **TYPED, level="partly_implemented")
    assert response["Location"].startswith("/accounts/login/?next=")
    back = follow(browser, sign_in(browser, response))
    fields = back.form("what_changed").fields
    assert {name: fields[name] for name in TYPED} == TYPED
    assert fields["level"] == "partly_implemented"
    assert written() == before
    assert back.form("what_changed").send(browser).status_code == 302
    assert Entry.objects.get(kind="update").what_changed == TYPED["what_changed"]
    assert open_page(browser, f"{ACTION}log/").form("what_changed").fields["what_changed"] == "", "kept once"


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (f"{ACTION}notes/add/", "text"),
        ("/account/", "name"),
    ],
)
def test_other_forms_keep_their_words_over_a_sign_out_too(address, field, belgium, known):
    browser = Client()
    sign_in(browser, browser.get(address))
    form = open_page(browser, address).form(field)
    browser.post("/accounts/logout/")
    back = follow(browser, sign_in(browser, form.send(browser, **{field: "My words."})))
    assert back.form(field).fields[field] == "My words."


def test_a_wrong_password_in_between_loses_nothing(belgium, known):
    browser = Client()
    response = browser.post(f"{ACTION}log/", TYPED)
    page = Page(
        follow(browser, response).form("login").send(browser, login="stella@example.org", password="wrong and wrong")
    )
    back = follow(browser, page.form("login").send(browser, login="stella@example.org", password=PASSWORD))
    assert back.form("what_changed").fields["what_changed"] == TYPED["what_changed"]


def test_words_kept_for_one_form_are_shown_in_no_other(belgium, known):
    browser = Client()
    sign_in(browser, browser.post(f"{ACTION}log/", TYPED))
    other = open_page(browser, f"{BELGIUM}actions/2/log/").form("what_changed")
    assert other.fields["what_changed"] == ""


def test_words_kept_are_shown_to_nobody_else_on_the_same_computer(belgium, known, coordinator):
    coordinator.set_password(PASSWORD)
    coordinator.save()
    browser = Client()
    sign_in(browser, browser.get(ACTION))
    form = open_page(browser, ACTION).form("what_changed")
    browser.post("/accounts/logout/")
    login = follow(browser, form.send(browser, **TYPED)).form("login")
    back = follow(browser, login.send(browser, login=coordinator.email, password=PASSWORD))
    assert back.form("what_changed").fields["what_changed"] == ""


def test_a_password_is_never_kept(belgium, known):
    browser = Client(enforce_csrf_checks=True)
    browser.post("/accounts/login/", {"login": "stella@example.org", "password": PASSWORD})
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "new", "password2": "new"})
    assert PASSWORD not in str(dict(browser.session))


def test_an_outdated_token_keeps_the_words_and_says_so(belgium, staff):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff)
    before = written()
    page = Page(browser.post(f"{ACTION}log/", TYPED), 403)
    assert page.heading == "The form had waited too long"
    assert "What you typed is kept" in page.words
    assert written() == before
    form = open_page(browser, page.link("Open the form again")).form("what_changed")
    assert {name: form.fields[name] for name in TYPED} == TYPED
    assert form.send(browser).status_code == 302


def test_a_form_is_taken_with_the_token_of_its_page(belgium, staff):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff)
    assert open_page(browser, ACTION).form("what_changed").send(browser, **TYPED).status_code == 302


def test_an_outdated_token_at_sign_in_does_not_push_out_the_words_kept(belgium, known):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(known)
    form = open_page(browser, f"{ACTION}log/").form("what_changed")
    browser.logout()
    # The token of the page is of the session before, so this one is outdated, too.
    assert form.send(browser, **TYPED).status_code == 403
    page = Page(browser.post("/accounts/login/", {"login": "x", "password": "y", "next": f"{ACTION}log/"}), 403)
    assert "What you typed is kept" not in page.words
    login = open_page(browser, f"/accounts/login/?next={ACTION}log/").form("login")
    back = follow(browser, login.send(browser, login="stella@example.org", password=PASSWORD))
    assert back.form("what_changed").fields["what_changed"] == TYPED["what_changed"]


@pytest.mark.parametrize("checks", [True, False])
@pytest.mark.parametrize("who", ["staff", "nobody"])
def test_a_form_of_more_than_two_and_a_half_megabytes_is_answered_in_our_look(checks, who, belgium, staff):
    browser = Client(enforce_csrf_checks=checks)
    if who == "staff":
        browser.force_login(staff)
    before = written()
    body = urlencode({"what_changed": "x" * 2_700_000})
    page = Page(browser.post(f"{ACTION}log/", body, content_type="application/x-www-form-urlencoded"), 413)
    assert page.heading == "That is too much at once"
    assert "what you typed should still be there" in page.words
    page = Page(browser.post(f"{ACTION}log/", {"what_changed": "x" * 2_700_000}), 413)
    assert page.heading == "That is too much at once"
    assert written() == before


@pytest.mark.parametrize("checks", [True, False])
def test_a_form_of_more_than_a_thousand_fields_is_answered_in_our_look(checks, belgium, staff):
    browser = Client(enforce_csrf_checks=checks)
    browser.force_login(staff)
    before = written()
    many = {f"field{n}": "x" for n in range(1001)}
    for body in (urlencode(many), None):
        kind = "application/x-www-form-urlencoded"
        response = browser.post(f"{ACTION}log/", body, content_type=kind) if body else browser.post(ACTION, many)
        assert Page(response, 413).heading == "That is too much at once"
    assert written() == before


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"what_changed=%FF%FE&happened_on=%00", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"no boundary at all", "multipart/form-data"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_that_makes_no_sense_is_answered(body, kind, belgium, staff, client_of):
    before = written()
    response = client_of(staff).post(f"{ACTION}log/", body, content_type=kind)
    assert response.status_code in (200, 400)
    Page(response, response.status_code)
    assert written() == before


# --- Addresses ----------------------------------------------------------------------------------------------------

GARBAGE = [
    "",
    "0",
    "-1",
    "1.5",
    "9" * 30,
    "9" * 5000,
    "²",
    "٣",
    "x\0y",
    "\ud7ff\uffff",
    "' OR 1=1 --",
    "<script>",
    "2026-11-24",
    "2026-11-24_2026-11-24T11:00:00",
    "2026-11-24_2026-11-24T11:00:00+00:00",
    "0001-01-01_0001-01-01T00:00:00+14:00",
    "9999-12-31_9999-12-31T23:59:59-14:00",
    "2026-02-30_x",
    "_",
    "null",
    "done",
    "-due,title",
    "a" * 3000,
]
PLACES = {
    "reports/": ["page"],
    "reports/belgium-2013/": ["show"],
    "reports/belgium-2013/actions/1/": ["only", "before", "milestone"],
    "reports/belgium-2013/actions/1/log/": ["milestone"],
    "reports/belgium-2013/entries/": ["only", "before"],
    "reports/belgium-2013/milestones/": ["page", "action state organisation since sort"],
    "accounts/login/": ["next"],
    "accounts/logout/": ["next"],
}
"""{page: what its address may hold}; those between blanks are tried together, for none hides another."""


@pytest.mark.parametrize("place", PLACES)
def test_no_garbage_in_an_address_breaks_a_page(place, lively, staff, client_of):
    client = client_of(staff)
    for names in PLACES[place]:
        for garbage in GARBAGE:
            response = client.get(f"/{place}", dict.fromkeys(names.split(), garbage))
            assert response.status_code in (200, 302, 404), (names, garbage)
        query = "&".join(f"{name}=%ff%fe&&&={name}&{name}" for name in names.split())
        assert client.get(f"/{place}?{query}").status_code in (200, 302, 404)


NOTHING = [
    "reports/no-such-report/",
    "reports/belgium-2013/actions/0/",
    f"reports/belgium-2013/actions/{'9' * 30}/",
    f"reports/belgium-2013/actions/{'9' * 5000}/",
    f"reports/belgium-2013/actions/1/milestones/{'9' * 30}/",
    "reports/belgium-2013/entries/0/",
    f"reports/belgium-2013/entries/{'9' * 30}/",
    f"reports/belgium-2013/entries/{'9' * 30}/correct/",
    f"reports/belgium-2013/notes/{'9' * 30}/remove/",
    "reports/belgium-2013%00/",
    "reports/%ff/",
    f"reports/{'a' * 3000}/",
    "no/such/page/",
    "%00",
]


def test_an_address_of_nothing_is_answered_in_our_look_with_a_way_on(lively, staff, client_of):
    client = client_of(staff)
    for address in NOTHING:
        page = open_page(client, f"/{address}", 404)
        assert page.heading == "There is no such page"
        assert page.link("To the reports") == "/"


def test_a_filter_that_makes_no_sense_says_so_and_shows_the_list(lively, staff, client_of):
    page = open_page(client_of(staff), f"{BELGIUM}milestones/?since=2026-02-30&state=nonsense&sort=nonsense")
    assert set(page.errors) == {"since", "state", "sort"}
    assert "4 milestones" in page.words


def test_a_day_of_a_filter_is_shown_even_where_it_does_not_exist(lively, staff, client_of):
    page = open_page(client_of(staff), f"{BELGIUM}milestones/?since=2026-02-30")
    assert page.form("since").fields["since"] == "2026-02-30"
