"""Words erased by law: gone for good, while the record still holds."""

import pytest

from actions import reporting
from actions.lifecycle import Kind
from actions.models import Entry, Mail, Report
from actions.services.erasure import erase_words
from actions.services.reports import change
from actions.services.standing import differences
from actions.verification import first_fault
from tests.factories import accept, add_milestone, correct, log, send_back, submit
from tests.services.refusals import refused


def erase(entry, by):
    return erase_words(entry=entry, by=by, reason="A court said so.")


def test_erased_words_are_gone_and_who_erased_them_is_there(action, staff, coordinator, belgium):
    wrong = log(action, staff, "CANARY", challenges="CANARY", next_steps="CANARY", level="partly_implemented")
    right = correct(wrong, staff, "CANARY", what_changed="Better.")
    for entry in (wrong, right):
        erasure = erase(entry, coordinator)
        assert (erasure.kind, erasure.author, erasure.reason) == ("erasure", coordinator, "A court said so.")
        assert erasure.changes == {"erased": entry.sequence}
    assert "CANARY" not in str(list(Entry.objects.values_list()))
    assert set(Entry.objects.filter(erased_at__isnull=False)) == {wrong, right}
    assert first_fault(belgium) is None


def test_what_an_erased_entry_said_in_figures_still_counts(action, staff, coordinator, belgium, today):
    erase(log(action, staff, level="partly_implemented"), coordinator)
    assert reporting.current(belgium, today).actions[0].level == "partly_implemented"
    assert list(differences(belgium)) == []


def test_words_are_erased_once(action, staff, coordinator):
    entry = log(action, staff)
    erase(entry, coordinator)
    assert refused(erase, entry, coordinator) == (None, "The words of this entry were erased before.")


@pytest.mark.parametrize("which", ["report", "action", "milestone"])
def test_an_erased_title_is_gone_from_everything_called_by_it(belgium, action, coordinator, which):
    milestone = add_milestone(action, coordinator, "CANARY")
    subject = {"report": belgium, "action": action, "milestone": milestone}[which]
    kind = {"report": Kind.REPORT_OPENED, "action": Kind.ACTION_ADDED, "milestone": Kind.MILESTONE_ADDED}[which]
    about = {"report": {}, "action": {"action": action}, "milestone": {"milestone": milestone}}[which]
    erase(Entry.objects.get(report=belgium, kind=kind, **about), coordinator)
    subject.refresh_from_db()
    assert subject.title == "[erased]"
    assert list(differences(belgium)) == []
    assert first_fault(belgium) is None


def test_an_erased_change_leaves_the_title_before_it(action, coordinator, belgium):
    entry = change(subject=action, by=coordinator, values={"title": "CANARY"})
    erase(entry, coordinator)
    action.refresh_from_db()
    assert action.title == "Adopt a national plan of action"
    assert reporting.standing(belgium).actions[0].title == action.title


def test_an_administrator_without_an_account_of_the_report_may_erase(action, staff):
    erasure = erase_words(entry=log(action, staff), by=None, reason="A court said so.")
    assert (erasure.author, erasure.organisation) == (None, None)
    assert first_fault(Report.objects.get()) is None


def test_a_mail_that_quotes_why_words_were_sent_back_loses_them_too(belgium, action, staff, coordinator):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    draft = send_back(submit(action, staff), coordinator, "You name a child: Ann.")
    other = send_back(submit(action, staff, "Another."), coordinator, "Say when.")
    draft.refresh_from_db()
    entry = accept(submit(action, staff, key=draft.key, version=draft.version), coordinator)
    quoting = Mail.objects.filter(body__contains="Ann")
    assert quoting.exists()
    erase(entry, coordinator)
    assert not quoting.all().exists()
    assert Mail.objects.filter(body__contains="Say when.", key__startswith=f"draft {other.pk}, ").exists()
