"""Nothing changed, still true: one tap."""

from actions.models import Entry
from actions.services.reports import change
from tests.factories import submit
from tests.views.page import follow, open_page

HERE = "/reports/belgium-2013/actions/1/"


def button(page):
    return next(form for form in page.forms() if form.element.attrs.get("id") == "still-true")


def test_one_tap_says_that_all_is_still_true(belgium, action, staff, client_of):
    client = client_of(staff)
    page = follow(client, button(open_page(client, HERE)).send(client))
    assert page.messages == ["Noted: nothing changed, all is still true as of today."]
    assert "North Shelter confirmed: nothing changed, still true" in page.words
    assert "Nobody has reported yet" not in page.main.one(class_="facts").words


def test_two_taps_make_one_entry(belgium, action, staff, client_of):
    client = client_of(staff)
    form = button(open_page(client, HERE))
    first, second = form.send(client), form.send(client)
    assert first["Location"] == second["Location"]
    assert Entry.objects.filter(kind="confirmation").count() == 1


def test_the_form_by_itself_has_the_button_too(belgium, staff, client_of):
    client = client_of(staff)
    assert button(open_page(client, f"{HERE}log/")).send(client).status_code == 302


def test_those_who_only_look_or_are_outside_cannot_say_so(belgium, observer, stranger, client_of):
    for user, status in ((observer, 403), (stranger, 404)):
        assert client_of(user).post(f"{HERE}still-true/").status_code == status
    assert not Entry.objects.filter(kind="confirmation").exists()
    assert not [f for f in open_page(client_of(observer), HERE).forms() if f.element.attrs.get("id") == "still-true"]


def test_where_updates_are_reviewed_it_counts_at_once_and_the_settings_say_so(
    belgium, action, staff, coordinator, client_of
):
    settings = open_page(client_of(coordinator), "/reports/belgium-2013/settings/")
    assert "“Nothing changed, still true” counts at once: it moves only when an action was last heard" in settings.words
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    client = client_of(staff)
    page = follow(client, button(open_page(client, HERE)).send(client))
    assert page.messages == ["Noted: nothing changed, all is still true as of today."]
    draft = submit(action, staff)
    page = follow(client, button(open_page(client, HERE)).send(client))
    waits = "Your update on this action still waits; it does not count until it is accepted. See what you sent"
    assert page.messages == ["Noted: nothing changed, all is still true as of today.", waits]
    assert page.link("See what you sent") == draft.get_absolute_url()
    entry = Entry.objects.filter(kind="confirmation").first()
    assert (entry.action, entry.level) == (action, "")
