"""Proving that a report's record is whole: recompute every digest and hash, follow every link."""

from actions import chain
from actions.lifecycle import Kind
from actions.models import Report


def first_fault(report):
    """A sentence that names the first broken entry, or None if the record is whole.

    Finds entries changed, dropped, added, swapped, cut off at the end, or emptied without an entry
    that says so. It cannot find a record rewritten as a whole together with the report's own row:
    for that, keep the last hash elsewhere.
    """
    before, number, emptied = chain.START, 0, set()
    while True:
        start = number
        for entry in report.entries.order_by("sequence")[start:].iterator(chunk_size=2000):
            number += 1
            if fault := _fault(entry, number, before):
                return fault
            before = entry.hash
            if entry.erased_at:
                emptied.add(number)
            if entry.kind == Kind.ERASURE:
                emptied.discard(entry.changes.get("erased"))
        # The head is read after the entries: what people write meanwhile is read on, not found at fault.
        head = Report.objects.get(pk=report.pk)
        if not start < number < head.head_sequence:
            break
    if number < head.head_sequence:
        return f"entry {number + 1} is missing: the report counts {head.head_sequence} entries"
    if number > head.head_sequence:
        return f"entry {head.head_sequence + 1} was added: the report counts {head.head_sequence} entries"
    if before != head.head_hash:
        return f"entry {number} is not the one the report ends with"
    if emptied:
        return f"entry {min(emptied)}: its words are gone, and no entry says who erased them"
    return None


def _fault(entry, number, before):
    if entry.sequence != number:
        return f"entry {number} is missing"
    if entry.previous_hash != before:
        return f"entry {number} does not follow the entry before it"
    if fault := _fault_of_words(entry):
        return f"entry {number}: {fault}"
    if entry.hash != chain.entry_hash(entry.facts()):
        return f"entry {number} has been changed"
    return None


def _fault_of_words(entry):
    if entry.erased_at is None:
        if entry.words_digest != chain.words_digest(entry.salt, entry.words()):
            return "its words have been changed"
    elif any(entry.words().values()) or entry.salt:
        return "its words were erased, yet there are words"
    return None
