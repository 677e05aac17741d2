"""May I know? Each person, each model, reports they are on and reports they are not."""

import pytest

from actions.models import Entry, Milestone, Note, PriorityAction, Report, Update, User
from tests.factories import add_milestone, add_note, join, log, person


@pytest.fixture
def rows(belgium, other_report, action, staff, colleague, coordinator, stranger):
    """Something of every kind on both reports."""
    for report, by in ((belgium, staff), (other_report, stranger)):
        on = report.actions.first()
        add_milestone(on, by)
        log(on, by)
        for audience in ("internal", "shared"):
            add_note(on, by, f"{audience} of {by.name}", audience=audience)
    add_note(action, colleague, "internal of Colin")


REPORT_OF = {
    Report: "slug",
    PriorityAction: "report__slug",
    Milestone: "action__report__slug",
    Entry: "report__slug",
    Update: "report__slug",
}
ON = {
    "coordinator": {"belgium-2013"},
    "staff": {"belgium-2013"},
    "colleague": {"belgium-2013"},
    "observer": {"belgium-2013"},
    "stranger": {"children-2020"},
}


@pytest.mark.parametrize("model", REPORT_OF, ids=lambda model: model.__name__)
@pytest.mark.parametrize("who", ON)
def test_people_know_of_what_is_on_their_own_reports(rows, request, model, who):
    user = request.getfixturevalue(who)
    seen = model.objects.visible_to(user)
    assert set(seen.values_list(REPORT_OF[model], flat=True)) == ON[who]
    assert seen.count() == model.objects.filter(**{f"{REPORT_OF[model]}__in": ON[who]}).count(), "and once each"


@pytest.mark.parametrize("model", REPORT_OF, ids=lambda model: model.__name__)
def test_someone_on_no_report_knows_of_nothing_and_an_administrator_of_all(rows, model):
    assert not model.objects.visible_to(person("Nomi", "North Shelter")).exists()
    admin = User.objects.create_superuser("ada@example.org", name="Ada")
    assert model.objects.visible_to(admin).count() == model.objects.count()


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("staff", {"internal of Stella", "shared of Stella"}),
        ("colleague", {"internal of Colin", "shared of Stella"}),
        ("coordinator", {"shared of Stella"}),
        ("observer", {"shared of Stella"}),
        ("stranger", {"internal of Xenia", "shared of Xenia"}),
    ],
)
def test_a_note_of_another_organisation_is_seen_only_when_shared(rows, request, who, expected):
    seen = Note.objects.visible_to(request.getfixturevalue(who))
    assert sorted(note.text for note in seen) == sorted(expected)


def test_the_same_organisation_elsewhere_sees_no_note_of_a_report_it_is_not_on(rows, other_report):
    stella_of_another_report = join(person("Sophie", "North Shelter"), other_report, "staff")
    assert {note.text for note in Note.objects.visible_to(stella_of_another_report)} == {"shared of Xenia"}


def test_people_without_an_organisation_share_no_internal_notes(rows, belgium):
    nomad = join(person("Nomi"), belgium, "staff")
    assert {note.text for note in Note.objects.visible_to(nomad)} == {"shared of Stella"}


def test_an_internal_note_is_for_its_organisation_and_not_for_administrators(rows, belgium):
    admin = User.objects.create_superuser("ada@example.org", name="Ada")
    assert not Note.objects.visible_to(admin).exists()
    join(admin, belgium, "coordinator")
    assert {note.text for note in Note.objects.visible_to(admin)} == {"shared of Stella"}
