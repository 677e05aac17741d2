"""Records stay: nothing that anything else rests on is deleted."""

import pytest
from django.apps import apps
from django.db import models
from django.db.models import ProtectedError

from actions.models import Note
from tests.factories import add_milestone, add_note, log


def keys():
    """Every foreign key of this program's tables."""
    for model in apps.get_app_config("actions").get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and not model._meta.proxy:
                yield field


@pytest.mark.parametrize("field", [*keys()], ids=str)
def test_every_foreign_key_protects_what_it_points_to(field):
    assert field.remote_field.on_delete is models.PROTECT


def test_there_are_foreign_keys_to_look_at():
    assert len([*keys()]) > 20


def test_a_report_an_action_a_milestone_and_an_organisation_in_use_are_not_deleted(belgium, action, staff, coordinator):
    milestone = add_milestone(action, coordinator)
    entry = log(action, staff, milestone=milestone, state="done", level="partly_implemented")
    for thing in (belgium, action, milestone, staff.organisation, entry):
        with pytest.raises(ProtectedError):
            thing.delete()
        thing.refresh_from_db()


def test_a_note_is_no_record_and_may_go(action, staff):
    add_note(action, staff).delete()
    assert not Note.objects.exists()
