"""load_report: the real report, a second one, the same twice, and files that are no report."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from actions.models import Entry, PriorityAction, Report
from tests.conftest import BELGIUM, OTHER

NEWS = (
    "the adoption of a national plan of action against CSEC",
    "improving the training of front line workers coming into contact with potential CSEC victims",
    "increasing support for victims of sexual exploitation and trafficking",
    "increasing child and youth participation in the fight against CSEC",
)


def load(file, *arguments):
    out = StringIO()
    call_command("load_report", file, *arguments, stdout=out)
    return out.getvalue().strip()


def complaint(file):
    with pytest.raises(CommandError) as wrong:
        load(file)
    return str(wrong.value).replace(str(file), "FILE")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "report.yaml"


def test_the_report_on_belgium_is_there_in_the_words_of_the_news_release(db):
    title = "Status of action against commercial sexual exploitation of children: Belgium"
    assert load(BELGIUM) == f"Loaded “{title}” with 4 priority actions."
    report = Report.objects.get()
    assert (report.slug, report.country.code, report.published_on) == ("belgium-2013", "BE", date(2013, 11, 13))
    assert tuple(report.actions.values_list("recommendation", flat=True)) == NEWS


def test_loading_twice_doubles_nothing(belgium):
    before = Entry.objects.count(), PriorityAction.objects.count()
    assert load(BELGIUM) == f"“{belgium}” was here already; nothing to add."
    assert (Entry.objects.count(), PriorityAction.objects.count()) == before


def test_a_second_report_stands_beside_the_first(belgium, other_report):
    assert (other_report.country.name, other_report.language, other_report.rhythm_days) == ("New Zealand", "fr", 30)
    assert [(a.number, a.position) for a in other_report.actions.all()] == [(7, "supported"), (12, "noted")]
    assert belgium.actions.count() == 4


def test_an_action_that_joins_the_file_is_added(other_report, file):
    more = "\n  - number: 13\n    theme: T\n    title: Thirteenth\n    recommendation: do it\n    addressee: All\n"
    file.write_text(OTHER.read_text() + more)
    assert load(file) == f"“{other_report}” was here already; added 1 priority action."
    assert other_report.actions.count() == 3


def test_a_dry_run_stores_nothing(db):
    title = "Concluding observations on the rights of the child"
    assert load(OTHER, "--dry-run") == f"{OTHER} is in order: “{title}”, 2 priority actions."
    assert not Report.objects.exists()


def test_a_dry_run_refuses_what_a_run_refuses(db, file):
    file.write_text("report: {}")
    with pytest.raises(CommandError, match="Nothing was loaded"):
        load(file, "--dry-run")


def test_a_file_that_is_not_there_or_no_text_is_named(db, file):
    assert complaint(file) == "FILE cannot be read: [Errno 2] No such file or directory: 'FILE'"
    file.write_bytes(OTHER.read_text().replace("Teach", "Enseigné").encode("latin-1"))
    assert complaint(file).startswith("FILE cannot be read: 'utf-8' codec can't decode byte 0xe9")


@pytest.mark.parametrize(
    ("text", "said"),
    [("report: [", "line 1, the file: This is not YAML: "), ("", "line 1, the file: The file is empty.")],
)
def test_a_file_that_is_no_yaml_is_named(db, file, text, said):
    file.write_text(text)
    assert complaint(file).startswith(f"Nothing was loaded.\nFILE, {said}")


def test_a_bad_file_leaves_nothing_behind(db, file):
    file.write_text(OTHER.read_text().replace("number: 12", "number: 7"))
    assert complaint(file) == ("Nothing was loaded.\nFILE, line 20, number: An earlier action has this number already.")
    assert not Report.objects.exists()


def test_a_report_comes_with_its_coordinator(coordinator, today):
    call_command("load_report", OTHER, coordinator=coordinator.email, stdout=StringIO())
    call_command("load_report", OTHER, coordinator=coordinator.email, stdout=StringIO())
    assert [(m.report.slug, m.role) for m in coordinator.memberships.order_by("pk")][1:] == [
        ("children-2020", "coordinator")
    ]


def test_a_coordinator_without_an_account_loads_nothing(db, today):
    with pytest.raises(CommandError, match="nobody active with the address"):
        call_command("load_report", OTHER, coordinator="nobody@example.org", stdout=StringIO())
    assert not Report.objects.exists()
