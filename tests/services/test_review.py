"""The life of an update that is reviewed: submitted, sent back, taken back, accepted; never by who wrote it."""

from datetime import date
from uuid import UUID

import pytest

from actions import reporting
from actions.lifecycle import STAGE_MOVES, Refused, Stage, check_stage
from actions.models import Decision, Draft, Entry, Notice
from actions.services import review
from actions.services.erasure import erase_words
from actions.services.reports import change
from actions.services.standing import differences
from actions.verification import first_fault
from tests.factories import accept, add_milestone, correct, join, log, person, send_back, submit, withdraw
from tests.services.refusals import refused

KEY = UUID("6f1c8a52-7d0e-4c55-9a40-0d7b6d6f3c11")
OWN = "You wrote this update yourself. Another coordinator, or an administrator, has to decide about it."


@pytest.fixture
def reviewed(belgium, coordinator):
    """On Belgium, updates are reviewed."""
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    belgium.refresh_from_db()
    return belgium


@pytest.fixture
def other(belgium):
    """Another coordinator."""
    return join(person("Olga", "Other Network"), belgium, "coordinator")


def at_stage(stage, action, author, by):
    """An update at this stage."""
    draft = submit(action, author, key=KEY)
    match stage:
        case Stage.DRAFT:
            review.take_back(draft=draft, by=author)
        case Stage.SENT_BACK:
            send_back(draft, by)
        case Stage.ACCEPTED:
            accept(draft, by)
    draft.refresh_from_db()
    return draft


DOINGS = {
    Stage.SUBMITTED: lambda draft, who: submit(draft.action, who, "Said anew.", key=KEY),
    Stage.DRAFT: lambda draft, who: review.take_back(draft=draft, by=who),
    Stage.SENT_BACK: lambda draft, who: send_back(draft, who),
    Stage.ACCEPTED: lambda draft, who: review.accept(
        draft=draft, by=who, version=draft.version, happened_on=date(2026, 11, 24), what_changed="Said."
    ),
}
"""{stage: what someone does to bring an update there}."""


@pytest.mark.parametrize("author", ["staff", "coordinator"])
@pytest.mark.parametrize("who", ["staff", "coordinator", "other"])
@pytest.mark.parametrize("after", DOINGS)
@pytest.mark.parametrize("before", [Stage.DRAFT, Stage.SUBMITTED, Stage.SENT_BACK, Stage.ACCEPTED])
def test_an_update_goes_from_stage_to_stage_as_the_table_says_and_its_author_decides_nothing(
    before, after, who, author, reviewed, action, other, request
):
    """The services are asked by whoever may know of the update; what a role may do is asked before."""
    author, who = request.getfixturevalue(author), request.getfixturevalue(who)
    draft = at_stage(before, action, author, other)
    is_authors = after in (Stage.SUBMITTED, Stage.DRAFT)
    if is_authors != (who == author):
        # Whoever else sends the form has a draft of their own; the rest is refused, decided before or not.
        if after != Stage.SUBMITTED:
            assert refused(DOINGS[after], draft, who)
        return
    repeated = before == after and (is_authors or who == other)
    # Straight from a draft into the record goes only what nobody reviews.
    moves = STAGE_MOVES[before] if before != Stage.DRAFT else [Stage.SUBMITTED]
    if after in moves or (repeated and after != Stage.SUBMITTED):
        DOINGS[after](draft, who)
        draft.refresh_from_db()
        assert draft.stage == after
    else:
        with pytest.raises(Refused):
            DOINGS[after](draft, who)
        draft.refresh_from_db()
        assert draft.stage == before
    assert Entry.objects.filter(key=KEY).count() == (draft.stage == Stage.ACCEPTED)
    for decision in Decision.objects.filter(stage__in=[Stage.ACCEPTED, Stage.SENT_BACK]):
        assert decision.by != draft.author
    assert first_fault(reviewed) is None


def test_every_stage_follows_only_what_the_table_says():
    for before in Stage:
        for after in Stage:
            if after in STAGE_MOVES[before]:
                check_stage(before, after)
            else:
                assert refused(check_stage, before, after)


def test_only_what_was_accepted_moves_where_an_action_stands(reviewed, action, staff, coordinator, today):
    count = reviewed.entries.count()
    draft = submit(action, staff, "It was adopted.", level="fully_implemented", key=KEY)
    assert reviewed.entries.count() == count
    assert reporting.current(reviewed, today).actions[0].level == "no_evidence"
    entry = accept(draft, coordinator)
    assert reporting.current(reviewed, today).actions[0].level == "fully_implemented"
    assert (entry.author, entry.organisation, entry.key) == (staff, staff.organisation, KEY)
    assert entry.changes == {"accepted_by": coordinator.pk}
    draft.refresh_from_db()
    assert (draft.stage, draft.entry, draft.typed) == ("accepted", entry, {}), "its words stand in the record alone"
    assert accept_again(draft, coordinator) == entry, "a double click accepts once"
    assert list(differences(reviewed)) == []
    told = Notice.objects.order_by("pk").values_list("person__name", "kind")
    assert list(told) == [("Cora", "submitted"), ("Stella", "accepted")]


def accept_again(draft, by):
    return review.accept(draft=draft, by=by, version=draft.version, happened_on=date(2026, 11, 24), what_changed="x")


def test_the_author_is_told_that_someone_else_decides(reviewed, action, coordinator, other):
    draft = submit(action, coordinator)
    assert refused(accept, draft, coordinator) == (None, OWN)
    assert refused(send_back, draft, coordinator) == (None, OWN)
    assert accept(draft, other).author == coordinator


def test_nobody_logs_past_the_review(reviewed, action, staff, coordinator):
    assert "Updates are reviewed on this report" in refused(log, action, staff)[1]
    entry = accept(submit(action, staff), coordinator)
    assert "Updates are reviewed on this report" in refused(correct, entry, coordinator, what_changed="Mine.")[1]
    assert "did not write it can withdraw it" in refused(withdraw, entry, staff)[1]
    assert withdraw(entry, coordinator).kind == "withdrawal"


def test_a_correction_is_reviewed_too(reviewed, action, staff, coordinator):
    entry = accept(submit(action, staff, "A plan."), coordinator)
    draft = submit(action, staff, "A draft plan.", corrects=entry, reason="It was a draft.")
    correction = accept(draft, coordinator)
    assert (correction.kind, correction.supersedes, correction.reason) == ("correction", entry, "It was a draft.")
    assert correction.changes == {"accepted_by": coordinator.pk}


def test_what_no_longer_fits_is_said_and_goes_on_waiting(reviewed, action, staff, colleague, coordinator):
    first = submit(action, staff, "It is law.", level="fully_implemented")
    second = submit(action, colleague, "Half of it is.", level="partly_implemented")
    accept(first, coordinator)
    sentence = "On 24 November 2026 the level was “Fully implemented”. Say why it went back to “Partly implemented”."
    assert refused(accept, second, coordinator) == ("reason", sentence)
    second.refresh_from_db()
    assert (second.stage, second.typed["what_changed"]) == ("submitted", "Half of it is.")


def test_what_holds_already_is_left_unchanged_when_it_is_accepted(reviewed, action, staff, colleague, coordinator):
    milestone = add_milestone(action, coordinator)
    proposed = {"level": "partly_implemented", "course": "at_risk", "course_reason": "design"}
    proposed |= {"milestone": milestone, "state": "done"}
    first, second = (submit(action, who, **proposed) for who in (staff, colleague))
    moved, same = (accept(draft, coordinator, seen=reviewed.head_sequence) for draft in (first, second))
    names = (*proposed, "what_changed")
    assert [getattr(moved, name) for name in names] == [*proposed.values(), second.submitted["what_changed"]]
    assert [getattr(same, name) for name in names] == ["", "", "", milestone, "", second.submitted["what_changed"]]
    assert list(differences(reviewed)) == []


def test_of_a_course_only_the_same_reason_holds_already(reviewed, action, staff, colleague, coordinator):
    reasons = ("design", "capacity")
    drafts = [submit(action, staff, course="at_risk", course_reason=reason) for reason in reasons]
    entries = [accept(draft, coordinator) for draft in drafts]
    assert [(entry.course, entry.course_reason) for entry in entries] == [("at_risk", reason) for reason in reasons]


def test_a_correction_leaves_alone_what_others_moved_to_the_same(reviewed, action, staff, colleague, coordinator):
    entry = accept(submit(action, staff, "It is planned.", level="not_implemented"), coordinator)
    drafts = [
        submit(action, who, "Half of it.", level="partly_implemented", **more)
        for who, more in ((colleague, {}), (staff, {"corrects": entry, "reason": "Half of it is there."}))
    ]
    kept = submit(action, colleague, "It is half done.", level="fully_implemented")
    moved, correction = (accept(draft, coordinator) for draft in drafts)
    assert (moved.level, correction.level) == ("partly_implemented", "")
    last = accept(kept, coordinator)
    corrected = submit(action, colleague, "All.", level=last.level, corrects=last, reason="Shorter.")
    assert accept(corrected, coordinator).level == "fully_implemented", "what a correction repeats, it keeps"
    assert list(differences(reviewed)) == []


def test_what_the_reviewer_had_not_read_is_not_accepted(reviewed, action, staff, coordinator):
    draft = submit(action, staff, key=KEY)
    opened = draft.version
    review.take_back(draft=draft, by=staff)
    draft = submit(action, staff, "Another thing.", key=KEY)
    assert "Stella changed this update after you opened it" in refused(accept, draft, coordinator, version=opened)[1]


def test_whoever_decides_second_is_told_who_decided_what(reviewed, action, staff, coordinator, other):
    draft = submit(action, staff)
    send_back(draft, other)
    sentence = "Olga sent this update back on 24 November 2026 at 11:00: Which ministry?"
    assert refused(accept, draft, coordinator) == (None, sentence)
    assert "Olga sent this update back" in refused(review.take_back, draft=draft, by=staff)[1]


def test_a_rule_refuses_what_is_submitted_as_it_does_what_is_logged(reviewed, action, staff):
    assert refused(submit, action, staff, happened_on=date(2027, 1, 1))[0] == "happened_on"
    assert refused(submit, action, staff, course="at_risk")[0] == "course_reason"
    assert not Draft.objects.exists()


def test_erased_words_are_gone_from_what_was_said_about_them(reviewed, action, staff, coordinator):
    draft = send_back(submit(action, staff, "CANARY", key=KEY), coordinator, "CANARY is a name.")
    entry = accept(submit(action, staff, "CANARY", key=KEY), coordinator)
    erase_words(entry=entry, by=coordinator, reason="By law.")
    draft.refresh_from_db()
    kept = [draft.typed, *draft.decisions.values_list("reason", flat=True)]
    assert "CANARY" not in repr(kept)


@pytest.mark.parametrize("what", ["accept", "send_back", "take_back"])
def test_once_it_is_decided_nobody_is_asked_to_decide_any_more(reviewed, action, staff, coordinator, other, what):
    draft, waiting = submit(action, staff, "One."), submit(action, staff, "Two.")
    {
        "accept": lambda: accept(draft, coordinator),
        "send_back": lambda: send_back(draft, coordinator),
        "take_back": lambda: review.take_back(draft=draft, by=staff),
    }[what]()
    for reviewer in (coordinator, other):
        reviewer.refresh_from_db()
        assert reviewer.unread == 1
        assert [notice.address for notice in reviewer.notices.unread()] == [waiting.get_absolute_url()]
    staff.refresh_from_db()
    assert staff.unread == (what != "take_back")
