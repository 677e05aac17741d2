"""Handing over: all or nothing, recorded thing by thing, once."""

from uuid import UUID, uuid4

import pytest

from actions.models import Entry, Membership, User
from actions.services.handover import hand_over
from actions.services.reports import change
from actions.services.standing import differences
from actions.verification import first_fault
from tests.factories import add_milestone, join
from tests.services.refusals import refused


@pytest.fixture
def held(belgium, action, coordinator, staff):
    """Stella is asked about action 1 and two milestones."""
    change(subject=action, by=coordinator, values={"focal_point": staff})
    return action, [add_milestone(action, coordinator, f"Step {n}", focal_point=staff) for n in (1, 2)]


def hand(report, person, to, by, held, **fields):
    action, milestones = held
    given = {"actions": [action.pk], "milestones": [m.pk for m in milestones], "reason": "She leaves.", "key": uuid4()}
    return hand_over(report=report, person=person, to=to, by=by, **given | fields)


def holders(held):
    action, milestones = held
    for thing in (action, *milestones):
        thing.refresh_from_db()
    return [thing.focal_point.name for thing in (action, *milestones)]


def test_everything_goes_in_one_step_with_an_entry_for_each(belgium, held, staff, colleague, coordinator):
    before = belgium.entries.count()
    assert hand(belgium, staff, colleague, coordinator, held) == 3
    assert holders(held) == ["Colin"] * 3
    entries = belgium.entries.order_by("sequence")[before:]
    assert [(e.kind, e.changes, e.reason) for e in entries] == [
        ("change", {"focal_point": colleague.pk}, "Handed over by Cora from Stella to Colin. She leaves.")
    ] * 3
    assert first_fault(belgium) is None
    assert list(differences(belgium)) == []


def test_only_what_is_ticked_goes(belgium, held, staff, colleague, coordinator):
    assert hand(belgium, staff, colleague, coordinator, held, actions=[], milestones=[held[1][1].pk]) == 1
    assert holders(held) == ["Stella", "Stella", "Colin"]


def test_sent_twice_it_is_done_once(belgium, held, staff, colleague, coordinator):
    key = UUID("6f1c8a52-7d0e-4c55-9a40-0d7b6d6f3c11")
    assert hand(belgium, staff, colleague, coordinator, held, key=key) == 3
    before = Entry.objects.count()
    assert hand(belgium, staff, colleague, coordinator, held, key=key) == 0
    assert Entry.objects.count() == before


def test_when_one_thing_changed_meanwhile_nothing_goes(belgium, held, staff, colleague, coordinator):
    other = join(User.objects.create_user("nora@example.org", name="Nora"), belgium, "staff")
    change(subject=held[1][1], by=coordinator, values={"focal_point": other})
    before = Entry.objects.count()
    field, sentence = refused(hand, belgium, staff, colleague, coordinator, held)
    assert field is None
    assert sentence.startswith(
        "“Step 2” is no longer with Stella: someone changed it meanwhile. Nothing was handed over."
    )
    assert (holders(held), Entry.objects.count()) == (["Stella", "Stella", "Nora"], before)


def test_it_goes_to_someone_who_is_there(belgium, held, staff, colleague, coordinator, stranger):
    assert refused(hand, belgium, staff, stranger, coordinator, held)[0] == "to"
    assert refused(hand, belgium, staff, staff, coordinator, held)[0] == "to"
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    assert refused(hand, belgium, staff, colleague, coordinator, held)[0] == "to"
    User.objects.filter(pk=colleague.pk).update(is_active=True)
    Membership.objects.filter(user=colleague).delete()
    assert refused(hand, belgium, staff, colleague, coordinator, held)[0] == "to"
    join(colleague, belgium, "observer")
    assert refused(hand, belgium, staff, colleague, coordinator, held) == (
        "to",
        f"Colin may not log updates on the report “{belgium.title}”. Choose one of its staff or coordinators.",
    )
    assert holders(held) == ["Stella"] * 3


def test_nothing_and_things_of_elsewhere_are_refused(belgium, held, staff, colleague, coordinator, other_report):
    assert refused(hand, belgium, staff, colleague, coordinator, held, actions=[], milestones=[]) == (
        "things",
        "Choose what is handed over.",
    )
    theirs = other_report.actions.first()
    assert refused(hand, belgium, staff, colleague, coordinator, held, actions=[theirs.pk])[0] == "things"
    assert refused(hand, belgium, staff, colleague, coordinator, held, milestones=[999_999_999])[0] == "things"
    assert holders(held) == ["Stella"] * 3


def test_all_reports_go_together_or_none(belgium, held, staff, colleague, coordinator, other_report):
    theirs = other_report.actions.first()
    for user in (staff, coordinator):
        join(user, other_report, "coordinator")
    change(subject=theirs, by=coordinator, values={"focal_point": staff})
    before = Entry.objects.count()
    assert refused(hand, belgium, staff, colleague, coordinator, held, other_reports=[other_report])[0] == "to"
    assert (holders(held), Entry.objects.count()) == (["Stella"] * 3, before)
    join(colleague, other_report, "staff")
    assert hand(belgium, staff, colleague, coordinator, held, other_reports=[other_report]) == 4
    theirs.refresh_from_db()
    assert theirs.focal_point == colleague
    for report in (belgium, other_report):
        assert first_fault(report) is None
