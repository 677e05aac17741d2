"""What organisations and people are called."""

from django.db.models import F, Value

from actions.models import Note, Organisation, User


def names(organisations, people, notes=()):
    """({id: name} of the organisations, the same of the people, {id of a note: names of who is mentioned in it}).

    In one query; ids that are None are passed over.
    """
    organisations, people = set(organisations) - {None}, set(people) - {None}
    found = ({}, {}, {})
    if not (organisations or people or notes):
        return found
    rows = Organisation.objects.filter(pk__in=organisations).order_by().values_list(Value(0), F("pk"), "name")
    rows = rows.union(User.objects.filter(pk__in=people).order_by().values_list(Value(1), F("pk"), "name"), all=True)
    if notes:
        mentions = Note.mentioned.through.objects.filter(note__in=notes).order_by()
        rows = rows.union(mentions.values_list(Value(2), F("note"), F("user__name")), all=True)
    for number, pk, name in rows:
        if number == 2:
            found[number].setdefault(pk, []).append(name)
        else:
            found[number][pk] = name
    return found
