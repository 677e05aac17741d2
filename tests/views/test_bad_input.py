"""Whatever people type: a clear sentence at the field and in the summary, nothing lost or written, never a 500."""

import pytest

from actions.models import Entry, Milestone
from tests.views.desk import FORMS, written
from tests.views.page import Page

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
        for empty in ("", " \r\n \t \r\n", " \u200b\u200c\ufeff ") if sentence else ():
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
        sentence = here.refused(field, **{field: text})
        assert sentence == (
            f"The text has {len(text):,} characters; at most {most:,} fit. Shorten it: all of it is still here."
        )


@pytest.mark.parametrize("name", FORMS)
def test_a_control_character_is_taken_out_and_the_rest_kept(name, desk):
    here = desk(name)
    before = written()
    for field in FORMS[name].texts:
        for control in ("\0", "\x1b", "\x85", "\u202e"):
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


# --- Days ---

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


@pytest.mark.parametrize("name", ["add milestone", "edit milestone"])
def test_a_milestone_due_when_nobody_will_see_to_it_is_refused(name, desk):
    here = desk(name)
    for day in ("2077-01-01", "9999-12-31"):
        assert here.refused("due_on", due_on=day) == (
            "That is more than fifty years from now. Choose 24 November 2076 or an earlier day."
        )


# --- Levels, states, choices ---


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
    assert "open" in page.main.all("details", class_="more-fields")[0].attrs, "the wrong field is in sight"


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
    ("add milestone", "focal_point", "Choose one of the staff or coordinators of this report."),
    ("edit milestone", "organisation", "Choose one of the organisations on this report."),
    ("edit action", "lead_organisation", "Choose one of the organisations on this report."),
    ("edit action", "focal_point", "Choose one of the staff or coordinators of this report."),
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
