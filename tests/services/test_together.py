"""Many people at once: everyone's words are kept, or they are told; nobody sees an error."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection

from actions import reporting
from actions.lifecycle import Refused
from actions.models import Draft, Entry, Milestone, NoticeKind, Report
from actions.services.drafts import Elsewhere, discard_draft, save_draft
from actions.services.handover import hand_over
from actions.services.notices import read, settle
from actions.services.reports import change
from actions.services.standing import differences
from actions.verification import first_fault
from tests.factories import (
    accept,
    add_milestone,
    correct,
    drop,
    join,
    log,
    nudge,
    person,
    send_back,
    set_aside,
    submit,
    take_up_concern,
    withdraw,
)

MANY = 50


@pytest.fixture
def real(transactional_db):
    """Rows that other connections see. Asked for before ``belgium``, so that it is committed."""


def at_once(*doings):
    """Do all of this at the same moment, each on a connection of its own.

    Gives what each returned, a refusal included; any other error is an error of the test.
    """
    together = Barrier(len(doings))

    def alone(do):
        try:
            connection.ensure_connection()
            together.wait(timeout=60)
            return do()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as threads:
        return list(threads.map(alone, doings))


def refusals(results):
    return [str(result) for result in results if isinstance(result, Refused)]


def assert_whole(report):
    entries = list(report.entries.order_by("sequence"))
    moments = [entry.recorded_at for entry in entries]
    assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
    assert moments == sorted(set(moments)), "each later than the one before"
    assert first_fault(report) is None
    assert list(differences(report)) == []
    report.refresh_from_db()
    today = report.today()
    assert reporting.current(report, today).actions == reporting.standing(report, as_of=today).actions


def test_fifty_people_write_to_one_action_and_every_word_is_kept(real, action, staff, colleague, belgium):
    results = at_once(*(writing(action, [staff, colleague][n % 2], f"Word {n}.") for n in range(MANY)))
    assert refusals(results) == []
    kept = {entry.what_changed for entry in Entry.objects.filter(kind="update")}
    assert kept == {f"Word {n}." for n in range(MANY)}
    assert_whole(belgium)


def writing(action, by, words, **fields):
    return lambda: log(action, by, words, **{"reason": "It went back."} | fields)


def test_fifty_people_set_a_level_and_each_is_in_or_told_who_was_first(real, action, staff, colleague, belgium):
    seen = belgium.head_sequence
    levels = ["not_implemented", "partly_implemented", "fully_implemented"]
    results = at_once(
        *(writing(action, [staff, colleague][n % 2], f"Word {n}.", level=levels[n % 3], seen=seen) for n in range(MANY))
    )
    told = refusals(results)
    accepted = Entry.objects.filter(kind="update")
    assert len(told) + accepted.count() == MANY
    assert accepted.count() == 1, "the second has not seen what the first said"
    first = accepted.get()
    sentence = f"{first.author} set the level to “{first.get_level_display()}” while you were writing."
    assert all(refusal.startswith(sentence) for refusal in told)
    assert_whole(belgium)


def test_two_pages_of_a_discarded_draft_are_saved_at_once(real, action, staff):
    key = uuid4()

    def saving(words, page):
        return lambda: save_draft(action=action, by=staff, key=key, typed={"what_changed": words}, version=1, page=page)

    saving("Words.", None)()
    discard_draft(draft=Draft.objects.get())
    pages = [uuid4() for _n in range(4)]
    results = at_once(*(saving(f"Words of page {n}.", page) for n, page in enumerate([*pages, *pages])))
    assert {type(result) for result in results} == {Elsewhere}
    kept = {draft.page: draft.typed["what_changed"] for draft in Draft.objects.unfinished()}
    told = dict(zip(pages, ([f"Words of page {n}.", f"Words of page {n + 4}."] for n in range(4)), strict=True))
    assert kept.keys() == told.keys(), "one of each page"
    assert all(words in told[page] for page, words in kept.items())


def test_a_draft_is_discarded_while_it_is_saved_and_no_word_is_lost(real, action, staff):
    for n in range(8):
        first = save_draft(action=action, by=staff, key=uuid4(), typed={"what_changed": "Words."}, version=0)
        given = {"action": action, "by": staff, "key": first.key, "version": first.version}
        saved, _discarded = at_once(
            lambda given=given, n=n: save_draft(typed={"what_changed": f"Words, and {n} more."}, **given),
            lambda first=first: discard_draft(draft=first),
        )
        assert isinstance(saved, (Draft, Elsewhere)), "never that it was sent"
        if isinstance(saved, Elsewhere):
            assert Draft.objects.get(pk=saved.draft.pk).typed["what_changed"] == f"Words, and {n} more."


def test_fifty_different_things_at_once(real, action, staff, coordinator, belgium):
    milestone = add_milestone(action, coordinator, due_on=date(2026, 12, 1))
    updates = [log(action, staff, f"Update {n}.") for n in range(10)]
    before = belgium.entries.count()
    doings = []
    for n in range(10):
        doings += [
            writing(action, staff, "A word.", level=["not_implemented", "partly_implemented"][n % 2]),
            writing(action, staff, "A step.", milestone=milestone, state=["under_way", "done"][n % 2]),
            lambda n=n: correct(updates[n], staff, what_changed="Better."),
            lambda n=n: withdraw(updates[n], coordinator),
            lambda n=n: change(
                subject=milestone, by=coordinator, values={"due_on": date(2027, 1, n + 1)}, reason="So."
            ),
        ]
    results = at_once(*doings)
    assert len(results) == MANY
    added = Report.objects.get(pk=belgium.pk).entries.count() - before
    assert added + len(refusals(results)) == MANY
    assert added >= 20, "of a correction and a withdrawal one is in, and every due day is new"
    assert_whole(belgium)


def test_of_two_people_who_correct_one_update_one_is_in_and_the_other_told(real, action, staff, colleague, belgium):
    entry = log(action, staff)
    results = at_once(
        lambda: correct(entry, staff, what_changed="Mine."), lambda: correct(entry, colleague, what_changed="Mine.")
    )
    (told,) = refusals(results)
    (winner,) = (result.author for result in results if not isinstance(result, Refused))
    day = "24 November 2026"
    assert told == f"{winner} corrected this update on {day}. Correct the corrected one instead."
    assert_whole(belgium)


def test_a_milestone_dropped_by_two_people_is_dropped_once(real, action, staff, coordinator, belgium):
    milestone = add_milestone(action, coordinator)
    results = at_once(lambda: drop(milestone, coordinator), lambda: drop(milestone, staff))
    assert refusals(results) == ["This milestone has been dropped already."]
    assert_whole(belgium)


def test_one_form_sent_fifty_times_at_once_adds_one_entry(real, action, staff, coordinator, belgium):
    key = UUID("6f1c8a52-7d0e-4c55-9a40-0d7b6d6f3c11")
    results = at_once(*[writing(action, staff, "Once.", key=key)] * MANY)
    assert refusals(results) == []
    assert len({entry.pk for entry in results}) == 1
    assert Entry.objects.filter(kind="update").count() == 1
    assert_whole(belgium)


def test_milestones_added_at_once_get_numbers_of_their_own(real, action, coordinator, belgium):
    results = at_once(*(lambda n=n: add_milestone(action, coordinator, f"Step {n}") for n in range(20)))
    assert sorted(milestone.number for milestone in results) == list(range(1, 21))
    assert sorted(milestone.position for milestone in results) == list(range(1, 21))
    assert_whole(belgium)


def test_fifty_nudges_at_once_are_one_about_each_thing(real, action, staff, coordinator, belgium):
    change(subject=action, by=coordinator, values={"focal_point": staff})
    milestone = add_milestone(action, coordinator)
    people = [coordinator, *(join(person(f"Olga{n}", "Other Network"), belgium, "coordinator") for n in range(4))]
    results = at_once(
        *(lambda n=n: nudge(action, people[n % 5], milestone=milestone if n % 2 else None) for n in range(MANY))
    )
    assert len(refusals(results)) == MANY - 2
    assert all("Once a day is enough" in refusal for refusal in refusals(results))
    assert {entry.milestone_id for entry in Entry.objects.filter(kind="nudge")} == {None, milestone.pk}
    assert_whole(belgium)


def test_of_two_who_set_a_thing_aside_at_once_one_does_and_the_other_is_told(real, action, coordinator, belgium):
    other = join(person("Olga", "Other Network"), belgium, "coordinator")
    (told,) = refusals(at_once(*(lambda by=by: set_aside(action, by, "unled") for by in (coordinator, other))))
    assert "has set this aside already" in told
    entry = Entry.objects.get(kind="set_aside")
    results = at_once(*(lambda by=by: take_up_concern(entry, by) for by in (coordinator, other)))
    assert refusals(results) == ["This is not set aside any more."]
    assert_whole(belgium)


@pytest.mark.parametrize("overlap", ["all of it", "some of it"])
def test_of_two_who_hand_over_one_persons_things_at_once_one_does_and_the_other_is_told(
    real, action, staff, colleague, coordinator, belgium, overlap
):
    other = join(person("Olga", "Other Network"), belgium, "coordinator")
    change(subject=action, by=coordinator, values={"focal_point": staff})
    held = [add_milestone(action, coordinator, f"Step {n}", focal_point=staff).pk for n in range(4)]
    before = belgium.entries.count()
    theirs = held if overlap == "all of it" else held[2:]

    def handing(by, to, milestones):
        given = {"actions": [action.pk], "milestones": milestones, "reason": "Stella leaves.", "key": uuid4()}
        return lambda: hand_over(report=belgium, person=staff, to=to, by=by, **given)

    results = at_once(handing(coordinator, colleague, held), handing(other, other, theirs))
    (told,) = refusals(results)
    assert "is no longer with Stella" in told and "Nothing was handed over." in told
    (moved,) = (result for result in results if not isinstance(result, Refused))
    action.refresh_from_db()
    assert action.focal_point in (colleague, other)
    went = len(held if action.focal_point == colleague else theirs) + 1
    assert moved == went == belgium.entries.count() - before
    with_whom = list(Milestone.objects.filter(pk__in=held).values_list("focal_point", flat=True))
    assert with_whom.count(action.focal_point_id) == went - 1
    assert with_whom.count(staff.pk) == len(held) - (went - 1)
    assert_whole(belgium)


def test_people_on_different_reports_write_at_once(real, action, staff, other_report, stranger, belgium):
    theirs = other_report.actions.first()
    results = at_once(
        *(writing(action, staff, f"Word {n}.") for n in range(15)),
        *(writing(theirs, stranger, f"Word {n}.", key=uuid4()) for n in range(15)),
    )
    assert refusals(results) == []
    assert_whole(belgium)
    assert_whole(other_report)


def test_a_record_is_whole_at_any_moment_while_people_write(real, action, staff, belgium):
    faults = at_once(
        *(writing(action, staff, f"Word {n}.") for n in range(20)), *(lambda: first_fault(belgium) for _ in range(10))
    )
    assert faults[20:] == [None] * 10


def test_one_form_submitted_fifty_times_at_once_waits_once(real, action, staff, coordinator, belgium):
    key = uuid4()
    results = at_once(*(lambda: submit(action, staff, key=key) for _ in range(MANY)))
    assert refusals(results) == []
    assert {draft.pk for draft in results} == {Draft.objects.get().pk}
    assert Draft.objects.get().decisions.count() == 1
    assert coordinator.notices.count() == 1


def test_one_form_logged_and_submitted_at_once_is_one_entry_in_the_end(real, action, staff, coordinator, belgium):
    """Review is switched on or off while it is sent twice."""
    keys = [uuid4() for _ in range(10)]
    said = {"happened_on": belgium.today(), "what_changed": "The ministry named a working group."}
    at_once(
        *(lambda key=key: log(action, staff, key=key, **said) for key in keys),
        *(lambda key=key: submit(action, staff, key=key, **said) for key in keys),
    )
    for draft in Draft.objects.waiting():
        accept(draft, coordinator)
    assert not Draft.objects.waiting().exists()
    assert set(Entry.objects.filter(kind="update").values_list("key", flat=True)) == set(keys)
    coordinator.refresh_from_db()
    assert coordinator.unread == coordinator.notices.unread().count() == 0, "nobody is asked to decide any more"
    assert_whole(belgium)


def test_notices_are_read_while_what_they_tell_of_is_decided(real, action, staff, coordinator, belgium):
    readers = [join(person(f"Reader {n}", "Other Network"), belgium, "coordinator") for n in range(3)]
    drafts = [submit(action, staff, f"Word {n}.") for n in range(12)]
    decided = [draft.get_absolute_url() for draft in drafts]
    at_once(
        *(lambda address=address: settle(kind=NoticeKind.SUBMITTED, address=address) for address in decided),
        *(lambda reader=reader: read(person=reader) for reader in readers * 4),
    )
    for reader in readers:
        reader.refresh_from_db()
        assert reader.unread == reader.notices.unread().count() == 0


def test_fifty_people_submit_while_others_write_and_each_submission_is_told_of(
    real, action, staff, colleague, coordinator, belgium
):
    other = join(person("Olga", "Other Network"), belgium, "coordinator")
    results = at_once(
        *(lambda n=n: submit(action, [staff, colleague][n % 2], f"Word {n}.") for n in range(MANY)),
        *(writing(action, staff, f"Fact {n}.") for n in range(10)),
    )
    assert refusals(results) == []
    assert Draft.objects.waiting().count() == MANY
    for told in (coordinator, other):
        told.refresh_from_db()
        assert (told.notices.count(), told.unread) == (MANY, MANY)
    assert_whole(belgium)


def test_of_two_who_decide_at_once_one_does_and_the_other_is_told(real, action, staff, coordinator, belgium):
    other = join(person("Olga", "Other Network"), belgium, "coordinator")
    draft = submit(action, staff)
    results = at_once(lambda: accept(draft, coordinator), lambda: send_back(draft, other), lambda: accept(draft, other))
    told = refusals(results)
    assert len(told) == 2
    draft.refresh_from_db()
    last = draft.decisions.last()
    assert all(str(last.by) in sentence for sentence in told)
    assert Entry.objects.filter(kind="update").count() == (draft.stage == "accepted")
    assert draft.decisions.count() == 2, "submitted, and decided once"
    assert_whole(belgium)
