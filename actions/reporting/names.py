"""What organisations and people are called."""

from django.db.models import F, Value, prefetch_related_objects

from actions.models import Organisation, User


def names(organisations, people):
    """({id: name} of the organisations, the same of the people), in one query; ids that are None are passed over."""
    asked = ((Organisation, set(organisations) - {None}), (User, set(people) - {None}))
    found = ({}, {})
    if not any(pks for _model, pks in asked):
        return found
    rows = [
        model.objects.filter(pk__in=pks).order_by().values_list(Value(number), F("pk"), "name")
        for number, (model, pks) in enumerate(asked)
    ]
    for number, pk, name in rows[0].union(rows[1], all=True):
        found[number][pk] = name
    return found


def put_named(notes):
    """Put ``named`` on notes: the names of who is mentioned in each; one query, or none without an @."""
    prefetch_related_objects([note for note in notes if "@" in note.text], "mentioned")
    for note in notes:
        note.named = [person.name for person in note.mentioned.all()] if "@" in note.text else []
