"""Every page of the program, for each kind of person, as one can come to it."""

from django.urls import reverse

PEOPLE = ("observer", "staff", "coordinator")
STEPS = {
    "rename-view": "test_saved_views.py; a page with one form, as “save a view”",
    "remove-view": "test_saved_views.py; a page that asks, as “remove a note”",
    "account_logout": "the menu, and shown to nobody",
    "account_set_password": "test_sight.py comes to it with a person without a password",
    "change-role": "a form's address",
    "feed": "no page, but for feed readers",
    "due-days": "no page, but for calendars",
    "live": "no page, but for machines",
    "ready": "no page, but for machines",
    "notice": "goes on to another page",
    "read-notice": "a form's address",
    "read-notices": "a form's address",
    "stop-mail": "test_sight.py comes to it with the address from a mail",
    "report-feed": "no page, but for feed readers",
    "revoke-feed-address": "test_sight.py comes to it with a person who has an address",
    "evidence": "a file",
    "evidence-preview": "a picture",
    "upload-evidence": "a form's address",
    "remove-evidence": "test_evidence.py; a page that asks, as “remove a note”",
    "home": "goes on to another page",
    "move-milestone": "a form's address",
    "reports-file": "a file",
    "over-time-csv": "a file",
    "take-up-concern": "a form's address",
    "save-draft": "a form's address",
    "save-correction": "a form's address",
    "take-back": "a form's address",
    "carry-on": "a form's address",
    "my-work-count": "no page, but a number for the navigation",
    "still-true": "a form's address",
}
"""Addresses of which no page of their own is looked at, or not by its address alone, and why."""

OUTSIDE = {
    "sign in": reverse("account_login"),
    "sign in, from a page": reverse("account_login") + "?next=/reports/",
    "forgot the password": reverse("account_reset_password"),
    "the mail is on its way": reverse("account_reset_password_done"),
    "the password is set": reverse("account_reset_password_from_key_done"),
    "a link that does not work any more": "/accounts/password/reset/key/1-none/",
    "not active": reverse("account_inactive"),
}


def reading(world):
    """{page: address} of what everyone on the report may read."""
    slug = world.report.slug
    late, dropped = world.late, world.dropped
    entries = (
        "update",
        "back",
        "corrected",
        "withdrawn",
        "withdrawal",
        "erased",
        "confirmation",
        "nudged",
        "aside",
        "taken_up",
        "assessed",
    )
    return {
        "reports": reverse("reports"),
        "search": reverse("search"),
        "search, found": reverse("search") + "?q=plan*&earlier=yes",
        "search, notes": reverse("search") + "?q=know&only=notes",
        "search, nothing found": reverse("search") + "?q=nothing+of+the+kind&only=notes",
        "search, too long": reverse("search") + "?q=" + 30 * "too+long+",
        "search, no word": reverse("search") + "?q=-",
        "reports, grouped, on a past day": reverse("reports") + "?group=subregion&sort=-level&as_of=2026-11-10",
        "reports, with all filters": reverse("reports") + "?fields=all",
        "reports, by theme": reverse("reports") + "?group=theme",
        "reports, narrowed to nothing": reverse("reports") + "?level=not_implemented",
        "reports, asked for nonsense": reverse("reports") + "?as_of=2099-01-01&country=XX",
        "themes": reverse("themes"),
        "themes, of chosen countries": reverse("themes") + "?country=BE&fields=all",
        "account": reverse("account"),
        "activity of all reports": reverse("activity"),
        "activity of all reports, narrowed": reverse("activity") + f"?report={slug}&action=1&since=2026-10-01",
        "activity of all reports, with all filters": reverse("activity") + "?fields=all",
        "activity of all reports, narrowed to nothing": reverse("activity") + "?until=2001-01-01",
        "activity of all reports, narrowed to nonsense": reverse("activity") + "?since=2026-02-30&organisation=x",
        "notices": reverse("notices"),
        "what is mailed": reverse("mail-wishes"),
        "make a feed address": reverse("make-feed-address"),
        "meeting": reverse("meeting", args=[slug]),
        "all actions": reverse("all-actions"),
        "all actions, narrowed": reverse("all-actions") + "?level=partly_implemented&country=BE",
        "all actions, with all filters": reverse("all-actions") + "?level=partly_implemented&fields=all",
        "all milestones, sorted": reverse("all-milestones") + "?sort=-due",
        "all milestones, narrowed to nothing": reverse("all-milestones") + "?state=done&due=30",
        "all milestones, a filter that is wrong": reverse("all-milestones") + "?since=2026-02-30",
        "all updates": reverse("all-updates"),
        "all actions, a page there is not": reverse("all-actions") + "?page=9999",
        "all updates, by day": reverse("all-updates") + "?sort=happened&fields=all",
        "saved views": reverse("saved-views"),
        "save a view": reverse("save-view", args=["actions"]),
        "overview": reverse("overview", args=[slug]),
        "overview, narrowed": reverse("overview", args=[slug]) + "?show=partly_implemented",
        "overview, narrowed to nothing": reverse("overview", args=[slug]) + "?show=silent",
        "overview, another day": reverse("overview", args=[slug]) + "?as_of=2026-11-10",
        "overview, as known then": reverse("overview", args=[slug]) + "?as_of=2026-11-10&known=2026-11-10T23:00:00Z",
        "overview, before the record": reverse("overview", args=[slug]) + "?as_of=2013-12-31&known=then",
        "overview, a day that does not exist": reverse("overview", args=[slug]) + "?as_of=2026-02-30",
        "compare": reverse("compare", args=[slug]) + "?first=2026-10-02",
        "compare, as known then": reverse("compare", args=[slug]) + "?first=2026-10-02&last=2026-11-20&known=then",
        "compare, days that do not exist": reverse("compare", args=[slug]) + "?first=2026-02-30&last=2026-02-31",
        "action, another day": reverse("action", args=[slug, 2]) + "?as_of=2026-11-10",
        "action, before the record": reverse("action", args=[slug, 2]) + "?as_of=2013-12-31&known=then",
        "milestones, another day": reverse("milestones", args=[slug]) + "?as_of=2026-11-10",
        "milestone, another day": reverse("milestone", args=[slug, late.action.number, late.number])
        + "?as_of=2026-11-24&known=2026-11-24T11:00:01Z",
        "milestone, before it was there": reverse("milestone", args=[slug, late.action.number, late.number])
        + "?as_of=2026-11-10",
        "organisations, asked for another day": reverse("organisations", args=[slug]) + "?as_of=2026-11-10",
        **{f"action {n}": reverse("action", args=[slug, n]) for n in (1, 2, 3, 4)},
        "action, notes only": reverse("action", args=[slug, 1]) + "?only=notes",
        "activity": reverse("entries", args=[slug]),
        "evidence of the report": reverse("report-evidence", args=[slug]) + "?sort=-title",
        "evidence of the report, with all filters": reverse("report-evidence", args=[slug]) + "?fields=all",
        "evidence of the report, narrowed to nothing": reverse("report-evidence", args=[slug]) + "?link=dead",
        "action, evidence only": reverse("action", args=[slug, 2]) + "?only=evidence",
        "over time": reverse("over-time", args=[slug]),
        "over time, since the report": reverse("over-time", args=[slug]) + "?months=all",
        "over time, an earlier day as known then": reverse("over-time", args=[slug])
        + "?as_of=2026-11-02&known=2026-11-03T10:00:00Z",
        "over time, milestones": reverse("over-time-milestones", args=[slug]) + "?count=due",
        "over time, no milestones": reverse("over-time-milestones", args=[slug]) + "?count=done&day=2026-10-31",
        "over time, a day that does not exist": reverse("over-time-milestones", args=[slug]) + "?day=2026-02-31",
        "organisations": reverse("organisations", args=[slug]) + "?sort=-overdue&people=-nudges",
        "person": reverse("person", args=[slug, world.update.author_id]),
        "person with nothing": reverse("person", args=[slug, world.back.author_id]),
        "attention": reverse("attention", args=[slug]),
        "attention, silent": reverse("attention", args=[slug]) + "?kind=silent",
        "attention, set aside": reverse("attention", args=[slug]) + "?kind=set_aside",
        "milestones": reverse("milestones", args=[slug]),
        "milestones, narrowed": reverse("milestones", args=[slug]) + "?action=1&state=open",
        "milestones, with all filters": reverse("milestones", args=[slug]) + "?fields=all",
        "milestones, a filter that there is not": reverse("milestones", args=[slug]) + "?state=none-such",
        "milestones, narrowed to nothing": reverse("milestones", args=[slug]) + "?action=4&state=done",
        "milestone, late": reverse("milestone", args=[slug, late.action.number, late.number]),
        "milestone, dropped": reverse("milestone", args=[slug, dropped.action.number, dropped.number]),
        **{f"entry, {name}": reverse("entry", args=[slug, getattr(world, name).sequence]) for name in entries},
        "first entry": reverse("entry", args=[slug, 1]),
        "thread": reverse("note", args=[slug, world.shared.pk]),
        "assess": reverse("assess", args=[slug, 2]),
        "keyboard": reverse("keyboard"),
    }


def writing(world):
    """{page: address} of what staff and coordinators do by a form."""
    slug = world.report.slug
    return {
        "log an update": reverse("log-update", args=[slug, 1]) + f"?milestone={world.coming.number}",
        "add a note": reverse("add-note", args=[slug, 2]),
        "add a note on an entry": reverse("add-note-on-entry", args=[slug, world.update.sequence]),
        "add evidence": reverse("add-evidence", args=[slug, world.update.sequence]),
        "change password": reverse("account_change_password"),
        "my work": reverse("my-work"),
        "my organisation's work": reverse("my-work") + "?whose=organisation",
    }


def own(world):
    """{page: address} of what is done with what one wrote oneself: Stella wrote it."""
    slug = world.report.slug
    return {
        "correct an update": reverse("correct-update", args=[slug, world.update.sequence]),
        "corrected meanwhile": reverse("correct-update", args=[slug, world.corrected.supersedes.sequence]),
        "withdraw": reverse("withdraw", args=[slug, world.confirmation.sequence]),
        "remove a note": reverse("remove-note", args=[slug, world.note.pk]),
        "a submitted update": world.submitted.get_absolute_url(),
        "an update sent back": world.returned.get_absolute_url(),
        "a discarded update": world.discarded.get_absolute_url(),
        "go on with an update sent back": reverse("log-update", args=[slug, 4]) + f"?draft={world.returned.pk}",
        "discard a draft": reverse("discard-draft", args=[slug, world.returned.pk]),
    }


def managing(world):
    """{page: address} of what only coordinators do."""
    slug = world.report.slug
    late, dropped = world.late, world.dropped
    membership = world.report.memberships.order_by("pk").first()
    return {
        "settings": reverse("report-settings", args=[slug]),
        "review": reverse("review", args=[slug]),
        "review, discarded": reverse("review", args=[slug]) + "?only=discarded",
        "review, a discarded update": world.discarded.get_absolute_url(),
        "review an update": world.submitted.get_absolute_url(),
        "send back": reverse("send-back", args=[slug, world.submitted.pk]),
        "members": reverse("members", args=[slug]),
        "reminders": reverse("reminders", args=[slug]),
        "remove a member": reverse("remove-member", args=[slug, membership.pk]),
        "edit an action": reverse("edit-action", args=[slug, 1]),
        "hand over": reverse("handover", args=[slug, world.update.author_id]),
        "hand nothing over": reverse("handover", args=[slug, world.back.author_id]),
        "nudge": reverse("nudge-about-action", args=[slug, 1]),
        "nudge nobody": reverse("nudge-about-action", args=[slug, 3]),
        "nudge about a milestone": reverse("nudge-about-milestone", args=[slug, late.action.number, late.number]),
        "reassign": reverse("reassign-action", args=[slug, 1]),
        "reassign a milestone": reverse("reassign-milestone", args=[slug, late.action.number, late.number]),
        "set aside": reverse("set-action-aside", args=[slug, 2, "off_course"]),
        "set a milestone aside": reverse("set-milestone-aside", args=[slug, late.action.number, late.number, "late"]),
        "add a milestone": reverse("add-milestone", args=[slug, 1]),
        "order milestones": reverse("order-milestones", args=[slug, 1]),
        "order no milestones": reverse("order-milestones", args=[slug, 4]),
        "edit a milestone": reverse("edit-milestone", args=[slug, late.action.number, late.number]),
        "drop a milestone": reverse("drop-milestone", args=[slug, late.action.number, late.number]),
        "take a milestone up": reverse("take-up-milestone", args=[slug, dropped.action.number, dropped.number]),
    }


ALIKE = (
    "search",
    "reports",
    "themes",
    "all ",
    "activity",
    "over time",
    "compare",
    "saved",
    "entry",
    "first entry",
    "keyboard",
)
"""How the names of pages begin that are the same for everyone: they are looked at with the coordinator's."""


def pages_of(person, world):
    """{page: address} of the pages this kind of person can open, those that are alike only for the coordinator."""
    parts = {
        "observer": (reading,),
        "staff": (reading, writing, own),
        "coordinator": (reading, writing, managing),
    }
    left_out = () if person == "coordinator" else ALIKE
    return {
        name: address
        for part in parts[person]
        for name, address in part(world).items()
        if not name.startswith(left_out)
    }


FORMS = {
    "observer": ("account", "assess"),
    "staff": ("account", "meeting", "log an update", "add a note", "correct an update", "withdraw", "change password"),
    "coordinator": (
        "log an update",
        "settings",
        "members",
        "edit an action",
        "hand over",
        "nudge",
        "send back",
        "set aside",
        "add a milestone",
        "edit a milestone",
        "drop a milestone",
        "take a milestone up",
    ),
}
"""The forms each kind of person sends empty, to see what is then said."""
