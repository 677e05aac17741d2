"""Entries: all of a report's, each by itself, corrected, withdrawn."""

import pytest

from actions.models import Entry
from actions.services.reports import change
from tests.factories import add_milestone, confirm, correct, log, withdraw
from tests.views.page import Page, follow, open_page

HERE = "/reports/belgium-2013/entries/"


def test_everything_recorded_is_listed_the_newest_first_none_lost_and_none_twice(lively, staff, observer, client_of):
    for n in range(12):
        log(lively.fourth, staff, f"Step {n}.")
    client = client_of(observer)
    items, here = [], HERE
    while here:
        page = open_page(client, here)
        items += [int(item.attrs["id"].removeprefix("entry-")) for item in page.main.all("article")]
        here = (older := page.links().get("Older entries")) and HERE + older
    lively.report.refresh_from_db()
    assert items == list(range(lively.report.head_sequence, 0, -1))


@pytest.mark.parametrize("only", ["updates", "corrections", "changes"])
def test_the_list_narrows_to_a_kind(only, lively, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}?only={only}")
    kinds = {
        "updates": ["update", "confirmation", "correction"],
        "corrections": ["correction", "withdrawal", "erasure"],
        "changes": ["change", "milestone_added", "action_added", "report_opened"],
    }
    expected = Entry.objects.filter(kind__in=kinds[only]).order_by("-sequence").values_list("sequence", flat=True)
    assert [item.attrs["id"] for item in page.main.all("article")] == [f"entry-{n}" for n in expected]


def test_notes_are_in_no_list_of_entries(lively, staff, client_of):
    page = open_page(client_of(staff), HERE)
    assert "Everyone should know." not in page.words
    page = open_page(client_of(staff), f"{HERE}?only=notes")
    assert page.messages == ["There is no choice “notes” here. All kinds are shown."]
    assert "Everyone should know." not in page.words


def test_an_entry_says_what_when_by_whom_and_what_became_of_it(lively, observer, client_of):
    client = client_of(observer)
    page = open_page(client, lively.update.get_absolute_url())
    for words in ("North Shelter logged an update", "Stella", "Partly implemented", "At risk", lively.update.hash):
        assert words in page.words
    corrected = open_page(client, lively.corrected.supersedes.get_absolute_url())
    assert "Corrected by Stella on 24 November 2026." in corrected.words
    assert corrected.link("The corrected version") == lively.corrected.get_absolute_url()
    version = open_page(client, lively.corrected.get_absolute_url())
    for words in ("A new safety plan.", "The number was wrong.", "The version before", "A new saftey plan."):
        assert words in version.words
    withdrawal = open_page(client, lively.withdrawal.get_absolute_url())
    for words in ("What was withdrawn", "Logged twice.", "Logged on the wrong action."):
        assert words in withdrawal.words
    assert "Words that must go." not in open_page(client, lively.erased.get_absolute_url()).words


def test_an_entry_of_another_report_is_no_page(lively, stranger, other_report, client_of):
    open_page(client_of(stranger), lively.update.get_absolute_url(), 404)
    open_page(client_of(stranger), "/reports/children-2020/entries/999/", 404)


def test_an_update_is_corrected_and_both_versions_stay(belgium, action, staff, observer, client_of):
    entry = log(action, staff, "A new saftey plan.", level="partly_implemented", challenges="Money.")
    client = client_of(staff)
    address = open_page(client, entry.get_absolute_url()).link(f"Correct entry {entry.sequence}")
    form = open_page(client, address).form("what_changed")
    assert (form.fields["what_changed"], form.fields["challenges"]) == ("A new saftey plan.", "Money.")
    assert (form.fields["level"], form.fields["happened_on"]) == ("partly_implemented", "2026-11-24")
    page = follow(client, form.send(client, what_changed="A new safety plan.", reason="A typing error."))
    assert page.messages == ["Corrected. Both versions stay readable."]
    words = open_page(client_of(observer), "/reports/belgium-2013/actions/1/").words
    assert "A new safety plan." in words
    assert "A new saftey plan." in words
    assert "A typing error." in words


def test_a_coordinator_corrects_the_update_of_another_organisation_which_stays_theirs(
    belgium, action, staff, coordinator, client_of
):
    entry = log(action, staff)
    client = client_of(coordinator)
    open_page(client, f"{entry.get_absolute_url()}correct/").form("what_changed").send(
        client, reason="Agreed by phone."
    )
    correction = Entry.objects.get(supersedes=entry)
    assert (correction.author, correction.organisation) == (coordinator, staff.organisation)


def test_what_was_corrected_meanwhile_leads_to_the_corrected_one(belgium, action, staff, coordinator, client_of):
    entry = log(action, staff)
    later = correct(entry, coordinator)
    client = client_of(staff)
    for what in ("correct", "withdraw"):
        page = follow(client, client.get(f"{entry.get_absolute_url()}{what}/"))
        assert page.messages == ["Cora corrected this update meanwhile. This is the corrected one."]
        assert page.heading == f"Entry {later.sequence}: Correction"


def test_what_was_withdrawn_meanwhile_is_shown_as_withdrawn(belgium, action, staff, coordinator, client_of):
    entry = log(action, staff)
    withdraw(entry, coordinator)
    client = client_of(staff)
    page = follow(client, client.get(f"{entry.get_absolute_url()}correct/"))
    assert page.messages == ["Cora withdrew this entry meanwhile. It can no longer be changed."]


def test_who_corrects_what_another_corrected_first_keeps_what_they_typed(
    belgium, action, staff, coordinator, client_of
):
    entry = log(action, staff)
    client = client_of(staff)
    form = open_page(client, f"{entry.get_absolute_url()}correct/").form("what_changed")
    correct(entry, coordinator)
    page = Page(form.send(client, what_changed="My own version.", reason="Better."))
    assert page.summary == [
        "Cora corrected this update on 24 November 2026. Correct the corrected one instead.",
    ]
    assert "Your words are not lost: press “Save draft” to go on with them." in page.words
    assert "meanwhile" not in page.words
    assert page.form("what_changed").fields["what_changed"] == "My own version."
    assert Entry.objects.filter(supersedes=entry).count() == 1


def test_an_update_is_withdrawn_with_a_reason_and_stays_readable(belgium, action, staff, observer, client_of):
    entry = log(action, staff, "On the wrong action.", level="partly_implemented")
    client = client_of(staff)
    asked = open_page(client, f"{entry.get_absolute_url()}withdraw/")
    assert "On the wrong action." in asked.words
    page = follow(client, asked.form("reason").send(client, reason="It was about action 2."))
    assert page.messages == ["Withdrawn. The entry stays readable but counts no more."]
    looked = open_page(client_of(observer), entry.get_absolute_url())
    assert "On the wrong action." in looked.words
    assert "Withdrawn by Stella on 24 November 2026." in looked.words
    here = open_page(client_of(observer), "/reports/belgium-2013/actions/1/")
    assert "No evidence available" in here.main.one(class_="facts").words


def test_a_still_true_can_be_withdrawn_but_not_corrected(belgium, action, staff, client_of):
    entry = confirm(action, staff)
    client = client_of(staff)
    page = open_page(client, entry.get_absolute_url())
    assert f"Withdraw entry {entry.sequence}" in page.links()
    assert f"Correct entry {entry.sequence}" not in page.links()
    assert client.get(f"{entry.get_absolute_url()}correct/").status_code == 403
    assert client.get(f"{entry.get_absolute_url()}withdraw/").status_code == 200


@pytest.mark.parametrize("what", ["correct", "withdraw"])
def test_a_change_or_a_withdrawal_can_be_neither_corrected_nor_withdrawn(what, lively, coordinator, client_of):
    client = client_of(coordinator)
    for sequence in (1, lively.withdrawal.sequence):
        assert client.post(f"{HERE}{sequence}/{what}/", {"reason": "Why not."}).status_code == 403


def test_an_observer_and_a_stranger_correct_and_withdraw_nothing(lively, observer, stranger, client_of):
    before = Entry.objects.count()
    for user, status in ((observer, 403), (stranger, 404)):
        for what in ("correct", "withdraw"):
            response = client_of(user).post(
                f"{lively.update.get_absolute_url()}{what}/",
                {"what_changed": "x", "happened_on": "2026-11-24", "reason": "y"},
            )
            assert response.status_code == status
    assert Entry.objects.count() == before


def test_a_milestone_that_was_renamed_is_called_as_it_was_on_the_page_of_its_entry(
    action, coordinator, observer, client_of
):
    milestone = add_milestone(action, coordinator, "Train police")
    added = milestone.entries.get(kind="milestone_added").get_absolute_url()
    assert "Title" not in open_page(client_of(observer), added).main.one("dl", class_="entry-told").words
    change(subject=milestone, by=coordinator, values={"title": "Train all police"})
    assert "TitleTrain police" in open_page(client_of(observer), added).main.one("dl", class_="entry-told").words


def test_a_change_says_on_its_own_page_what_was_so_before(action, staff, coordinator, observer, client_of):
    milestone = add_milestone(action, coordinator, "Train police", organisation=staff.organisation)
    values = {"title": "Train all police", "organisation": observer.organisation, "focal_point": staff}
    entry = change(subject=milestone, by=coordinator, values=values)
    told = open_page(client_of(observer), entry.get_absolute_url()).main.one("dl", class_="entry-told").words
    for name, now, before in (
        ("Title", "Train all police", "Train police"),
        ("Owner", observer.organisation.name, staff.organisation.name),
        ("Focal point", "Stella", "nobody"),
    ):
        assert f"{name}{now} before: {before}" in told
