"""What an entry of the record is, as a sentence about who made it."""

from django.utils.translation import gettext_lazy as _

from actions.lifecycle import Kind, Level, State

SENTENCES = {
    Kind.UPDATE: _("{who} logged an update"),
    Kind.CONFIRMATION: _("{who} confirmed: nothing changed, still true"),
    Kind.CORRECTION: _("{who} corrected an update"),
    Kind.WITHDRAWAL: _("{who} withdrew an entry"),
    Kind.ERASURE: _("{who} erased the words of an entry"),
    Kind.NUDGE: _("{who} asked for news"),
    Kind.SET_ASIDE: _("{who} set aside what needs attention"),
    Kind.TAKEN_UP: _("{who} took up again what was set aside"),
    Kind.EVIDENCE: _("{who} added evidence"),
    Kind.MILESTONE_ADDED: _("{who} added a milestone"),
    Kind.ACTION_ADDED: _("{who} added the priority action"),
    Kind.REPORT_OPENED: _("{who} opened the follow-up"),
}
"""{kind: sentence} of all kinds but changes and assessments, which depend on what they say."""

SEEN_AS = {
    Level.NOT_IMPLEMENTED: _("{who} sees it as not implemented"),
    Level.PARTLY_IMPLEMENTED: _("{who} sees it as partly implemented"),
    Level.FULLY_IMPLEMENTED: _("{who} sees it as fully implemented"),
    Level.NO_EVIDENCE: _("{who} sees no evidence of it"),
}
"""{level: sentence} of an assessment."""


def what_happened(entry):
    """The sentence that says what an entry is, with the place ``{who}`` for the organisation."""
    if entry.kind in SENTENCES:
        return SENTENCES[entry.kind]
    if entry.kind == Kind.ASSESSMENT:
        return SEEN_AS[entry.changes["assessed"]]
    if entry.state == State.DROPPED:
        return _("{who} dropped a milestone")
    if entry.state:
        return _("{who} took a milestone up again")
    if entry.milestone_id:
        return _("{who} changed a milestone")
    if entry.action_id:
        return _("{who} changed the priority action")
    return _("{who} changed the report's settings")
