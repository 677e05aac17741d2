"""rebuild_search: what is found can be thrown away, and --check names every difference."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from actions.models import Note, PriorityAction, SearchText
from actions.models.search import Found


def rebuild(*arguments):
    """(exit status, lines) of the command."""
    out = StringIO()
    try:
        call_command("rebuild_search", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, [*out.getvalue().splitlines(), str(error)]
    return 0, out.getvalue().splitlines()


def everything():
    return list(SearchText.objects.order_by("pk").values())


def test_when_both_agree_it_says_so_and_changes_nothing(lively, other_report):
    before = everything()
    assert rebuild("--check") == (0, ["Reports: 2. The search agrees with what is there."])
    assert rebuild() == (0, ["Reports: 2. The search agrees with what is there."])
    assert everything() == before


def test_all_of_it_can_be_thrown_away(lively, other_report):
    before = everything()
    SearchText.objects.all().delete()
    assert rebuild() == (0, [f"Reports: 2. Differences put right: {len(before)}."])
    assert everything() == before


def tamper_with_words():
    SearchText.objects.filter(kind=Found.ACTION, thing=PriorityAction.objects.get(number=1).pk).update(words=" x ")
    return "belgium-2013: <SearchText: Priority action {action}>: words differ"


def tamper_with_rights():
    SearchText.objects.filter(kind=Found.NOTE).exclude(only_for=None).update(only_for=None)
    return "belgium-2013: <SearchText: Note {note}>: only_for_id differ"


def tamper_with_fate():
    row = SearchText.objects.filter(counts=False, kind=Found.UPDATE).earliest("pk")
    SearchText.objects.filter(pk=row.pk).update(counts=True)
    return f"belgium-2013: {row!r}: counts differ"


def tamper_by_leaving_out():
    SearchText.objects.filter(kind=Found.ACTION, thing=PriorityAction.objects.get(number=1).pk).delete()
    return "belgium-2013: <SearchText: Priority action {action}>: it is not found"


def tamper_by_putting_in():
    row = SearchText.objects.filter(kind=Found.NOTE).first()
    row.pk, row.thing = 1, 10**9
    row.save(force_insert=True)
    return f"belgium-2013: {row!r}: it is found, and should not be"


TAMPER = [tamper_with_words, tamper_with_rights, tamper_with_fate, tamper_by_leaving_out, tamper_by_putting_in]


@pytest.mark.parametrize("tamper", TAMPER)
def test_a_difference_is_named_and_put_right(lively, tamper):
    before = everything()
    sentence = tamper().format(action=lively.first.pk, note=lively.note.pk)
    closing = "The search differs from what is there. Differences: 1."
    assert rebuild("--check") == (1, [sentence, closing])
    assert rebuild("belgium-2013") == (0, ["Reports: 1. Differences put right: 1."])
    assert everything() == before


def test_a_note_that_went_past_the_services_is_found_no_more(lively):
    Note.objects.filter(pk=lively.note.pk).delete()
    assert rebuild("--check")[0] == 1
    assert rebuild()[1] == ["Reports: 1. Differences put right: 1."]
    assert rebuild("--check")[0] == 0


def test_it_goes_through_all_of_it_in_batches(lively, monkeypatch):
    before = everything()
    SearchText.objects.all().delete()
    monkeypatch.setattr("actions.services.search.BATCH", 3)
    rebuild()
    assert everything() == before


def test_a_report_nobody_knows_is_named(belgium):
    assert rebuild("nowhere") == (1, ["There is no report nowhere."])
