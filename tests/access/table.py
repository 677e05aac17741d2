"""Who gets where: every address, for nobody, an observer, staff, a coordinator elsewhere, and the coordinator.

A page about a report one is not on does not exist (404); what another role may do is refused (403).
"""

PEOPLE = ("nobody", "observer", "staff", "stranger", "coordinator")

# Sign-in first, then one's role. Someone else's notes and entries: see below.
ANYONE_ON_IT = (302, 200, 200, 404, 200)
WRITERS = (302, 403, 200, 404, 200)
COORDINATORS = (302, 403, 403, 404, 200)
PUBLIC = (200, 200, 200, 200, 200)
INTERNAL = (302, 404, 200, 404, 200)
BUTTON = (302, 403, 302, 404, 302)  # opened instead of pressed: back to where the button is
COORDINATORS_BUTTON = (302, 403, 403, 404, 302)

ACCESS = {
    "live": PUBLIC,
    "ready": PUBLIC,
    "notices": (302, 200, 200, 200, 200),
    "notice": (302, 302, 302, 302, 302),  # on, whose it is; all others to their own
    "read-notice": (302, 302, 302, 302, 302),
    "read-notices": (302, 302, 302, 302, 302),
    "mail-wishes": (302, 200, 200, 200, 200),
    "stop-mail": PUBLIC,  # whoever has the address, which is in a mail to Stella
    "home": (302, 302, 302, 302, 302),
    "account": (302, 200, 200, 200, 200),
    "keyboard": (302, 200, 200, 200, 200),
    "my-work": (302, 200, 200, 200, 200),
    "my-work-count": (302, 200, 200, 200, 200),
    "reports": (302, 200, 200, 200, 200),
    "search": (302, 200, 200, 200, 200),
    "reports-file": (302, 200, 200, 200, 200),
    "themes": (302, 200, 200, 200, 200),
    "activity": (302, 200, 200, 200, 200),
    "make-feed-address": (302, 200, 200, 200, 200),
    "revoke-feed-address": (302, 302, 200, 302, 302),  # for who has an address
    # Whoever has the address; it is Stella's.
    "feed": PUBLIC,
    "due-days": PUBLIC,
    "report-feed": PUBLIC,
    "all-actions": (302, 200, 200, 200, 200),
    "all-milestones": (302, 200, 200, 200, 200),
    "all-updates": (302, 200, 200, 200, 200),
    "saved-views": (302, 200, 200, 200, 200),
    "save-view": (302, 200, 200, 200, 200),
    "rename-view": (302, 403, 200, 404, 403),  # its owner alone
    "remove-view": (302, 403, 200, 404, 200),  # its owner, and coordinators of the report it is shared with
    "overview": ANYONE_ON_IT,
    "compare": ANYONE_ON_IT,
    "milestones": ANYONE_ON_IT,
    "over-time": ANYONE_ON_IT,
    "over-time-milestones": ANYONE_ON_IT,
    "over-time-csv": ANYONE_ON_IT,
    "entries": ANYONE_ON_IT,
    "meeting": ANYONE_ON_IT,
    "entry": ANYONE_ON_IT,
    # Of a submitted update its own organisation's staff and the coordinators know; Stella wrote this one.
    "review": COORDINATORS,
    "submission": (302, 404, 200, 404, 200),
    "send-back": (302, 404, 403, 404, 200),
    "take-back": (302, 404, 302, 404, 403),
    "correct-update": WRITERS,
    "withdraw": WRITERS,
    "action": ANYONE_ON_IT,
    "log-update": WRITERS,
    "assess": ANYONE_ON_IT,
    "still-true": BUTTON,
    "save-draft": BUTTON,
    "save-correction": BUTTON,
    "discard-draft": (302, 404, 200, 404, 404),  # its author alone
    "carry-on": (302, 404, 302, 404, 404),  # its author alone
    "add-note": WRITERS,
    "add-note-on-entry": WRITERS,
    "note": ANYONE_ON_IT,
    "remove-note": (302, 403, 200, 404, 403),  # its author alone
    "milestone": ANYONE_ON_IT,
    "add-milestone": COORDINATORS,
    "edit-milestone": COORDINATORS,
    "drop-milestone": COORDINATORS,
    "take-up-milestone": COORDINATORS,
    "move-milestone": COORDINATORS_BUTTON,
    "order-milestones": COORDINATORS,
    "edit-action": COORDINATORS,
    "report-evidence": ANYONE_ON_IT,
    # Of Stella's organisation, internal.
    "evidence": INTERNAL,
    "evidence-preview": INTERNAL,
    "remove-evidence": INTERNAL,
    "add-evidence": WRITERS,
    "upload-evidence": BUTTON,
    "attention": ANYONE_ON_IT,
    "organisations": ANYONE_ON_IT,
    "person": ANYONE_ON_IT,
    "handover": COORDINATORS,
    "nudge-about-action": COORDINATORS,
    "nudge-about-milestone": COORDINATORS,
    "reassign-action": COORDINATORS,
    "reassign-milestone": COORDINATORS,
    "set-action-aside": COORDINATORS,
    "set-milestone-aside": COORDINATORS,
    "take-up-concern": COORDINATORS_BUTTON,
    "reminders": COORDINATORS,
    "report-settings": COORDINATORS,
    "members": COORDINATORS,
    "change-role": COORDINATORS_BUTTON,
    "remove-member": COORDINATORS,
    # Signing in, for those who are not; whoever is goes on.
    "account_login": (200, 302, 302, 302, 302),
    "account_logout": (302, 200, 200, 200, 200),
    "account_inactive": PUBLIC,
    "account_change_password": (302, 200, 200, 200, 200),
    "account_set_password": (302, 302, 302, 302, 302),  # for those who have none
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
}
"""{name of the address: status for each of PEOPLE who opens it}."""

# 200: the form, empty, comes back with what is missing. 302: done, or nothing to fill in.
POSTED = {
    "read-notice": (302, 302, 302, 302, 302),
    "read-notices": (302, 302, 302, 302, 302),
    "mail-wishes": (302, 200, 200, 200, 200),
    "stop-mail": PUBLIC,
    "account": (302, 200, 200, 200, 200),
    "make-feed-address": (302, 200, 200, 200, 200),
    "revoke-feed-address": (302, 302, 302, 302, 302),
    "meeting": WRITERS,
    "review": COORDINATORS_BUTTON,
    "submission": (302, 404, 403, 404, 200),
    "send-back": (302, 404, 403, 404, 200),
    "take-back": (302, 404, 302, 404, 403),
    "save-view": (302, 200, 200, 200, 200),
    "rename-view": (302, 403, 200, 404, 403),
    "remove-view": (302, 403, 302, 404, 302),
    "correct-update": WRITERS,
    "withdraw": WRITERS,
    "log-update": WRITERS,
    "assess": ANYONE_ON_IT,
    "still-true": BUTTON,
    "save-draft": (302, 403, 409, 404, 409),  # without its number it is no form of ours
    "save-correction": (302, 403, 409, 404, 409),
    "discard-draft": (302, 404, 302, 404, 404),
    "carry-on": (302, 404, 302, 404, 404),
    "add-note": WRITERS,
    "add-note-on-entry": WRITERS,
    "note": WRITERS,
    "remove-note": (302, 403, 302, 404, 403),
    "add-evidence": WRITERS,
    "upload-evidence": WRITERS,
    "remove-evidence": (302, 404, 302, 404, 302),
    "add-milestone": COORDINATORS,
    "edit-milestone": COORDINATORS,
    "drop-milestone": COORDINATORS,
    "take-up-milestone": COORDINATORS,
    "move-milestone": COORDINATORS_BUTTON,
    "edit-action": COORDINATORS,
    "nudge-about-action": COORDINATORS,
    "nudge-about-milestone": COORDINATORS,
    "reassign-action": COORDINATORS,
    "reassign-milestone": COORDINATORS,
    "set-action-aside": COORDINATORS,
    "set-milestone-aside": COORDINATORS,
    "take-up-concern": COORDINATORS_BUTTON,
    "handover": COORDINATORS,
    "report-settings": COORDINATORS,
    "members": COORDINATORS,
    "change-role": COORDINATORS_BUTTON,
    "remove-member": COORDINATORS_BUTTON,
    "account_login": (200, 302, 302, 302, 302),
    "account_logout": (302, 302, 302, 302, 302),
    "account_change_password": (302, 200, 200, 200, 200),
    "account_set_password": (302, 302, 302, 302, 302),
    "account_reset_password": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
}
"""{name of the address: status for each of PEOPLE who sends its form empty}."""

CELLS = 5 * len(ACCESS) + 5 * len(POSTED)


def patterns(found, prefix=""):
    """{name: pattern} of every address, Django's administration apart."""
    for pattern in found.url_patterns:
        if getattr(pattern, "namespace", None) == "admin":
            continue
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern, prefix + str(pattern.pattern))
        else:
            yield pattern.name, prefix + str(pattern.pattern)


def status(response):
    """The status of an answer, which is read to its end when it is a file."""
    if response.streaming:
        response.getvalue()
    return response.status_code
