"""Priority actions and milestones."""

from datetime import date

from actions.models import Milestone, PriorityAction
from tests.factories import add_milestone
from tests.models.refusals import assert_database_refuses, sentences


def test_a_report_numbers_its_actions_once(belgium, other_report):
    words = {"theme": "T", "title": "T", "recommendation": "R", "addressee": "A"}
    double = PriorityAction(report=belgium, number=1, **words)
    assert sentences(double) == ["The report has an action with this number already."]
    assert_database_refuses(double.save)
    elsewhere = PriorityAction(report=other_report, number=1, **words)
    assert sentences(elsewhere) == []
    elsewhere.save()


def test_the_states_position_is_one_of_three(action):
    action.position = "enthusiastic"
    assert "Choose supported, noted or none." in sentences(action)
    assert_database_refuses(action.save)


def test_an_action_numbers_its_milestones_once(action, coordinator):
    first = add_milestone(action, coordinator)
    double = Milestone(action=action, number=first.number, position=9, title="Again", due_on=date(2027, 1, 1))
    assert sentences(double) == ["The action has a milestone with this number already."]
    assert_database_refuses(double.save)
