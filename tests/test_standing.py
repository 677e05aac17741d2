"""From facts to spans: pure, without a database."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from actions.lifecycle import Course, Level, State
from actions.standing import FOREVER, action_spans, described, milestone_spans, span_on

PUBLISHED = date(2026, 1, 1)


def day(number):
    """The day that many days after the report."""
    return PUBLISHED + timedelta(number)


@dataclass
class Fact:
    pk: int
    happened_on: date
    level: str = ""
    course: str = ""
    course_reason: str = ""
    state: str = ""
    changes: dict = field(default_factory=dict)
    wording: dict = field(default_factory=dict)


def test_without_a_word_there_is_no_evidence_from_the_report_on():
    (span,) = action_spans([], PUBLISHED)
    assert (span.from_day, span.until_day, span.level, span.course) == (PUBLISHED, FOREVER, "no_evidence", "")
    assert (span.level_since, span.level_entry_id, span.previous_level) == (None, None, "")


def test_a_new_level_ends_one_span_and_begins_the_next():
    first, second = action_spans([Fact(7, day(10), level="partly_implemented")], PUBLISHED)
    assert (first.until_day, first.level) == (day(10), "no_evidence")
    assert (second.from_day, second.until_day) == (day(10), FOREVER)
    assert (second.level, second.previous_level, second.level_since, second.level_entry_id) == (
        "partly_implemented",
        "no_evidence",
        day(10),
        7,
    )


def test_on_one_day_the_last_word_holds_and_the_day_is_one_span():
    facts = [Fact(1, day(5), level="not_implemented"), Fact(2, day(5), level="partly_implemented")]
    spans = action_spans(facts, PUBLISHED)
    assert [(s.from_day, s.level, s.level_entry_id) for s in spans] == [
        (PUBLISHED, "no_evidence", None),
        (day(5), "partly_implemented", 2),
    ]


def test_a_level_on_the_day_of_the_report_leaves_no_span_before_it():
    (span,) = action_spans([Fact(1, PUBLISHED, level="not_implemented")], PUBLISHED)
    assert (span.from_day, span.level) == (PUBLISHED, "not_implemented")


def test_saying_the_same_again_changes_nothing_and_the_first_entry_stays_the_proof():
    facts = [
        Fact(1, day(1), level="not_implemented", course="at_risk", course_reason="design"),
        Fact(2, day(9), level="not_implemented", course="at_risk", course_reason="design"),
    ]
    assert [s.level_entry_id for s in action_spans(facts, PUBLISHED)] == [None, 1]


def test_another_reason_is_another_course():
    facts = [
        Fact(1, day(1), course="at_risk", course_reason="design"),
        Fact(2, day(9), course="at_risk", course_reason="capacity"),
    ]
    last = action_spans(facts, PUBLISHED)[-1]
    assert (last.course_reason, last.course_since, last.course_entry_id) == ("capacity", day(9), 2)


def test_back_on_track_the_reason_is_gone():
    facts = [Fact(1, day(1), course="stalled", course_reason="relevance"), Fact(2, day(9), course="on_track")]
    assert [(s.course, s.course_reason) for s in action_spans(facts, PUBLISHED)] == [
        ("", ""),
        ("stalled", "relevance"),
        ("on_track", ""),
    ]


def test_a_milestone_is_planned_from_the_day_it_was_agreed():
    (span,) = milestone_spans([], day(3), day(100))
    assert (span.from_day, span.until_day, span.state, span.state_since, span.state_entry_id, span.due_on) == (
        day(3),
        FOREVER,
        "planned",
        day(3),
        None,
        day(100),
    )


def test_a_milestone_reported_on_before_it_was_agreed_exists_from_then():
    spans = milestone_spans([Fact(4, day(1), state="under_way")], day(50), day(100))
    assert [(s.from_day, s.state, s.state_entry_id) for s in spans] == [(day(1), "under_way", 4)]
    assert span_on(spans, day(0)) is None


def test_a_new_due_day_begins_a_span_and_leaves_the_state_alone():
    spans = milestone_spans([Fact(4, day(8), changes={"due_on": "2027-05-01"})], day(3), day(100))
    assert [(s.from_day, s.due_on, s.state_since) for s in spans] == [
        (day(3), day(100), day(3)),
        (day(8), date(2027, 5, 1), day(3)),
    ]


def test_a_milestone_dropped_and_taken_up_is_planned_as_at_the_beginning():
    facts = [Fact(1, day(5), state="done"), Fact(2, day(6), state="dropped"), Fact(3, day(7), state="planned")]
    assert [s.state for s in milestone_spans(facts, day(0), day(9))] == ["planned", "done", "dropped", "planned"]


def test_a_thing_is_called_what_it_was_last_called():
    facts = [
        Fact(1, day(1), changes={"lead": 3, "due_on": "2027-01-01"}, wording={"title": "One"}),
        Fact(2, day(2), changes={"lead": None}),
        Fact(3, day(3), wording={"title": "Two"}),
    ]
    assert described(facts) == {"lead": None, "due_on": "2027-01-01", "title": "Two"}


days = st.integers(0, 60).map(day)
facts = st.lists(
    st.builds(
        Fact,
        pk=st.integers(1, 999),
        happened_on=days,
        level=st.sampled_from(["", *Level.values]),
        course=st.sampled_from(["", *Course.values]),
        state=st.sampled_from(["", *State.values]),
    ),
    max_size=20,
).map(lambda facts: sorted(facts, key=lambda fact: fact.happened_on))


@given(facts, days)
def test_spans_follow_each_other_without_a_gap_and_say_what_the_last_fact_by_then_said(facts, asked):
    spans = action_spans(facts, PUBLISHED)
    assert spans[0].from_day == PUBLISHED
    assert spans[-1].until_day == FOREVER
    assert all(one.until_day == two.from_day for one, two in pairwise(spans))
    assert all(span.from_day < span.until_day for span in spans)
    told = [fact.level for fact in facts if fact.happened_on <= asked and fact.level]
    assert span_on(spans, asked).level == (told[-1] if told else "no_evidence")


@given(facts, days, days)
def test_a_milestones_spans_do_the_same(facts, added_on, asked):
    spans = milestone_spans(facts, added_on, day(100))
    assert spans[0].from_day == min([added_on, *(fact.happened_on for fact in facts if fact.state)])
    assert spans[-1].until_day == FOREVER
    assert all(one.until_day == two.from_day for one, two in pairwise(spans))
    span = span_on(spans, asked)
    told = [fact.state for fact in facts if fact.happened_on <= asked and fact.state]
    if span is None:
        assert asked < spans[0].from_day
    else:
        assert span.state == (told[-1] if told else "planned")
