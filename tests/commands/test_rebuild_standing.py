"""rebuild_standing: the standing can be thrown away, and --check names every difference."""

import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from actions import reporting
from actions.models import ActionStanding, MilestoneStanding, PriorityAction, Report
from actions.services.standing import differences
from tests.factories import add_milestone, assess, log


def rebuild(*arguments):
    """(exit status, lines) of the command."""
    out = StringIO()
    try:
        call_command("rebuild_standing", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, [*out.getvalue().splitlines(), str(error)]
    return 0, out.getvalue().splitlines()


@pytest.fixture
def milestone(action, staff, coordinator):
    """A milestone done yesterday, on an action partly implemented since yesterday, which was assessed."""
    milestone = add_milestone(action, coordinator, happened_on=date(2026, 10, 5))
    said = {"happened_on": date(2026, 11, 23), "level": "partly_implemented"}
    log(action, staff, milestone=milestone, state="done", **said)
    assess(action, staff)
    return milestone


def test_when_both_agree_it_says_so_and_changes_nothing(milestone, other_report):
    before = list(ActionStanding.objects.values()), list(MilestoneStanding.objects.values())
    assert rebuild("--check") == (0, ["Reports: 2. The standing agrees with the record."])
    assert (list(ActionStanding.objects.values()), list(MilestoneStanding.objects.values())) == before


def tamper_with_title():
    PriorityAction.objects.filter(number=1).update(title="Other")
    return "title is 'Other', the record says 'Adopt a national plan of action'"


def tamper_with_level():
    ActionStanding.objects.filter(level="partly_implemented").update(level="fully_implemented")
    return "span 2 is .*level fully_implemented.*, the record says .*level partly_implemented"


def tamper_with_due_day():
    MilestoneStanding.objects.filter(state="done").update(due_on=date(2030, 1, 1))
    return "span 2 is .*due_on 2030-01-01.*, the record says .*due_on 2027-01-31"


def tamper_with_milestone():
    MilestoneStanding.objects.filter(state="done").delete()
    return "span 2 is missing, the record says from_day 2026-11-23"


def tamper_with_rhythm():
    Report.objects.update(rhythm_days=1)
    return "rhythm_days is 1, the record says 90"


def tamper_with_last_heard():
    PriorityAction.objects.filter(number=1).update(last_happened_on=date(2026, 1, 1))
    return "last_happened_on is .*2026, 1, 1.*, the record says .*2026, 11, 23"


def tamper_with_assessed():
    PriorityAction.objects.filter(number=1).update(is_assessed=False)
    return "is_assessed is False, the record says True"


TAMPER = [
    tamper_with_title,
    tamper_with_level,
    tamper_with_due_day,
    tamper_with_milestone,
    tamper_with_rhythm,
    tamper_with_last_heard,
    tamper_with_assessed,
]


@pytest.mark.parametrize("tamper", TAMPER)
def test_a_difference_is_named_and_put_right(milestone, belgium, tamper):
    sentence = tamper()
    status, (line, closing) = rebuild("--check")
    assert (status, closing) == (1, "The standing differs from the record. Differences: 1.")
    assert re.match(f"belgium-2013: <.*>: {sentence}", line)
    assert rebuild("belgium-2013")[1][-1] == "Reports: 1. Differences put right: 1."
    belgium.refresh_from_db()
    assert list(differences(belgium)) == []


def test_every_difference_is_named(milestone):
    for tamper in (tamper_with_title, tamper_with_level, tamper_with_milestone, tamper_with_rhythm):
        tamper()
    status, lines = rebuild("--check")
    assert (status, len(lines)) == (1, 5)
    assert lines[-1] == "The standing differs from the record. Differences: 4."


def test_all_of_the_standing_can_be_thrown_away(milestone, belgium, today):
    before = reporting.current(belgium, today)
    ActionStanding.objects.all().delete()
    MilestoneStanding.objects.all().delete()
    assert rebuild()[0] == 0
    assert reporting.current(belgium, today) == before


def test_a_report_nobody_knows_is_named(belgium):
    assert rebuild("nowhere") == (1, ["There is no report nowhere."])
