"""The sample: made-up progress that shows everything there is to see, and never passes for real."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
import yaml
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.urls import reverse

from actions import reporting
from actions.exchange import sample
from actions.lifecycle import Course, CourseReason, Kind, Level, State
from actions.models import Entry, MilestoneStanding, Note, Organisation, Report, Role, User
from actions.models.note import Audience
from actions.services.accounts import make_local_accounts
from actions.services.standing import differences
from actions.verification import first_fault
from tests import snapshot
from tests.conftest import BELGIUM

STORY = yaml.safe_load((BELGIUM.parent / "sample.yaml").read_text(encoding="utf-8"))
FICTIONAL = {
    "Example Coalition (fictional)",
    "Example Ministry (fictional)",
    "Example Victim Support (fictional)",
    "Sample Training Centre (fictional)",
    "Sample Youth Forum (fictional)",
}
PASSWORDS = {"coordinator@example.org": "one long password", "staff@example.org": "another long password"}
CLOCKS = {
    "a weekday at noon": datetime(2026, 11, 24, 11, tzinfo=UTC),
    "a Sunday just after midnight in Brussels": datetime(2026, 3, 28, 23, 0, 1, tzinfo=UTC),
    "a leap day, in its last second in Brussels": datetime(2028, 2, 29, 22, 59, 59, tzinfo=UTC),
}


def load():
    said = StringIO()
    with override_settings(SAMPLE=True):
        call_command("load_sample", stdout=said)
    return said.getvalue()


@pytest.fixture
def report(db, today):
    if "sample" in snapshot.KEPT:
        snapshot.put_back("sample")
    else:
        load()
        snapshot.keep("sample", {})
    return Report.objects.get()


@pytest.fixture
def figures(report, today):
    """{number: figures of the action} today."""
    return {action.number: action for action in reporting.current(report, today).actions}


@pytest.mark.django_db
@pytest.mark.parametrize("now", CLOCKS.values(), ids=CLOCKS)
def test_whenever_it_is_loaded_the_record_is_whole_and_ends_today(now):
    with time_machine.travel(now, tick=False):
        load()
        report = Report.objects.get()
        today = report.today()
        assert list(differences(report)) == []
        assert first_fault(report) is None
        assert reporting.current(report, today).actions == reporting.standing(report).actions
        entries = list(report.entries.order_by("sequence"))
    moments = [entry.recorded_at for entry in entries]
    assert moments == sorted(set(moments))
    assert moments[-1] <= now
    assert report.today(moments[-1]) == today
    assert today - timedelta(days=552) < report.followed_since < today - timedelta(days=540)
    assert all(entry.happened_on <= report.today(entry.recorded_at) for entry in entries)
    assert all(report.today(moment).weekday() < 5 for moment in moments[:-1])
    for note in Note.objects.all():
        assert note.created_at <= now


def test_the_report_is_the_real_one_word_for_word(report):
    told = yaml.safe_load(BELGIUM.read_text(encoding="utf-8"))
    assert report.title == told["report"]["title"]
    found = report.actions.order_by("number").values_list("title", "recommendation")
    assert list(found) == [(action["title"], action["recommendation"]) for action in told["actions"]]


def test_all_organisations_are_made_up_and_say_so(report):
    make_local_accounts(PASSWORDS)
    assert set(Organisation.objects.values_list("name", flat=True)) == FICTIONAL


def test_people_are_named_by_what_they_do(report):
    make_local_accounts(PASSWORDS)
    for user in User.objects.all():
        assert user.name.startswith("Sample "), user
        assert user.email.endswith("@example.org")
        assert user.organisation.name in FICTIONAL
        assert user.roles.keys() == {report.pk}
    assert {role for user in User.objects.all() for role in user.roles.values()} == set(Role)


def test_nothing_made_up_stands_in_quotation_marks(report):
    texts = [*Note.objects.values_list("text", flat=True), *report.entries.values_list("reason", flat=True)]
    for names in report.entries.values_list("what_changed", "challenges", "next_steps"):
        texts += names
    assert not [text for text in texts if set(text) & set('"“”«»„‘')]


def test_the_local_accounts_are_two_of_the_people_and_can_sign_in(report):
    make_local_accounts(PASSWORDS)
    make_local_accounts(PASSWORDS)
    for email, role in {"coordinator@example.org": Role.COORDINATOR, "staff@example.org": Role.STAFF}.items():
        user = User.objects.get(email=email)
        assert user.check_password(PASSWORDS[email])
        assert user.roles == {report.pk: role}
        assert report.entries.filter(author=user).exists()
        assert Note.objects.filter(author=user, audience=Audience.INTERNAL).exists()
    assert not any(user.has_usable_password() for user in User.objects.exclude(email__in=PASSWORDS))


def test_loading_it_twice_doubles_nothing(report):
    models = (Entry, MilestoneStanding, Note, Organisation, Report, User)
    before = [model.objects.count() for model in models]
    assert load() == "The sample progress was here already; nothing to add.\n"
    assert [model.objects.count() for model in models] == before


@pytest.mark.django_db
def test_it_is_refused_where_real_progress_is_kept(settings):
    assert not settings.SAMPLE
    with pytest.raises(CommandError, match="a database of its own"):
        call_command("load_sample")
    assert not Report.objects.exists()


def test_it_is_not_mixed_with_other_data(belgium):
    with pytest.raises(CommandError, match="other data"):
        load()
    assert belgium.entries.count() == 5
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_a_step_that_is_refused_leaves_nothing_behind(monkeypatch):
    def fail(*_args, **_fields):
        raise RuntimeError

    monkeypatch.setattr(sample.updates, "withdraw", fail)
    with pytest.raises(RuntimeError):
        load()
    assert not any(model.objects.exists() for model in (Report, User, Organisation, Note))


def test_every_reason_state_kind_and_audience_occurs_and_there_is_enough_to_read(report):
    found = {field: set(report.entries.values_list(field, flat=True)) for field in ("kind", "course_reason", "state")}
    assert found["kind"] == set(Kind)
    assert found["course_reason"] == {"", *CourseReason}
    assert found["state"] == {"", *State}
    assert set(Note.objects.values_list("audience", flat=True)) == set(Audience)
    counts = Counter(report.entries.values_list("kind", flat=True))
    assert 60 <= counts[Kind.UPDATE] <= 80
    assert counts[Kind.CORRECTION] >= 3 and counts[Kind.CONFIRMATION] >= 4
    assert report.entries.exclude(erased_at=None).count() == 1


def test_milestones_stand_in_every_state(report, today):
    spans = MilestoneStanding.objects.on(today)
    assert set(spans.values_list("state", flat=True)) == set(State)
    assert spans.count() == 37
    assert spans.overdue(today).count() == 3
    due_changes = [e for e in report.entries.filter(kind=Kind.CHANGE) if "due_on" in e.changes]
    assert len(due_changes) >= 5
    assert all(entry.reason for entry in due_changes)
    taken_up = report.entries.get(kind=Kind.CHANGE, state=State.PLANNED).milestone
    assert taken_up.standings.on(today).get().state == State.UNDER_WAY
    assert taken_up.entries.filter(state=State.DROPPED).exists()


def test_each_action_has_its_own_story_and_together_they_show_every_level_and_course(figures, report, today):
    assert {action.level for action in figures.values()} == set(Level)
    assert {action.course for action in figures.values()} == set(Course)
    plan, training, support, participation = (figures[number] for number in (1, 2, 3, 4))
    assert (plan.overdue, plan.dropped, plan.next_due_on > today) == (0, 1, True)
    assert (training.done, training.pursued, training.next_due_on) == (8, 8, None)
    assert (support.overdue, support.moved_back) == (2, True)
    assert max(support.done_by_month) > support.done_by_month[-1]
    assert participation.silent_days > report.rhythm_days
    assert [action.silent_days for action in (plan, training, support)] == [0, 0, 0]
    assert all(action.lead_organisation_id and action.focal_point_id for action in figures.values())
    assert reporting.current(report, today).moved_back_lately == [support]


def test_every_page_of_it_opens_and_says_that_it_is_sample_data(report, client_of, settings):
    settings.SAMPLE = True
    slug = report.slug
    pages = [reverse("reports"), *(reverse(name, args=[slug]) for name in ("overview", "milestones", "entries"))]
    pages += [reverse("action", args=[slug, number]) for number in (1, 2, 3, 4)]
    # The last entry of each kind, and one milestone in each state.
    pages += [entry.get_absolute_url() for entry in {e.kind: e for e in report.entries.all()}.values()]
    spans = MilestoneStanding.objects.on(report.today()).select_related("milestone__action")
    pages += [milestone.get_absolute_url() for milestone in {span.state: span.milestone for span in spans}.values()]
    managed = [reverse(name, args=[slug]) for name in ("report-settings", "members")]
    for name, more in {"coordinator": managed, "staff": [], "observer": []}.items():
        client = client_of(User.objects.get(email=f"{name}@example.org"))
        for page in pages + more:
            response = client.get(page)
            assert response.status_code == 200, (name, page)
            assert "Sample data:" in response.text, (name, page)


def test_every_step_stands_in_its_section_in_order():
    for title, steps in STORY["story"].items():
        days = [step["day"] for step in steps]
        assert days == sorted(days), title
        assert all(len(set(step) & set(sample.DOES)) == 1 for step in steps), title
