"""Proving that a report's record is whole: recompute every digest and hash, follow every link."""

from actions import chain


def first_fault(report):
    """A sentence that names the first broken entry, or None if the record is whole.

    Finds entries changed, dropped, added, swapped or cut off at the end. It cannot find a record
    rewritten as a whole together with the report's own row: for that, keep the last hash elsewhere.
    """
    before, number = chain.START, 0
    for entry in report.entries.order_by("sequence").iterator(chunk_size=2000):
        number += 1
        if entry.sequence != number:
            return f"entry {number} is missing"
        if entry.previous_hash != before:
            return f"entry {number} does not follow the entry before it"
        if fault := _fault_of_words(entry):
            return f"entry {number}: {fault}"
        if entry.hash != chain.entry_hash(entry.facts()):
            return f"entry {number} has been changed"
        before = entry.hash
    if number != report.head_sequence:
        return f"entry {number + 1} is missing: the report counts {report.head_sequence} entries"
    if before != report.head_hash:
        return f"entry {number} is not the one the report ends with"
    return None


def _fault_of_words(entry):
    if entry.erased_at is None:
        if entry.words_digest != chain.words_digest(entry.salt, entry.words()):
            return "its words have been changed"
    elif any(entry.words().values()) or entry.salt:
        return "its words were erased, yet there are words"
    return None
