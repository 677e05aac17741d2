"""Notices: a sentence for each kind, and a person's list of them."""

import re

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.lifecycle import Stage
from actions.models import Decision, Draft, Evidence, LinkState, Notice, NoticeKind

SENTENCES = {
    NoticeKind.NUDGED: gettext_lazy("%(who)s asks you to report on “%(title)s”."),
    NoticeKind.MENTIONED: gettext_lazy("%(who)s mentioned you on “%(title)s”."),
    NoticeKind.ANSWERED: gettext_lazy("%(who)s answered your note on “%(title)s”."),
    NoticeKind.SUBMITTED: gettext_lazy("%(who)s submitted an update on “%(title)s” for review."),
    NoticeKind.SENT_BACK: gettext_lazy("%(who)s sent an update on “%(title)s” back."),
    NoticeKind.ACCEPTED: gettext_lazy("%(who)s accepted an update on “%(title)s”."),
    NoticeKind.ESCALATED: gettext_lazy("Nobody has answered the reminders about “%(title)s”."),
    NoticeKind.FILE_REMOVED: gettext_lazy(
        "A file with an update on “%(title)s” was removed: the virus scanner found something in it."
    ),
}
"""{kind: what happened}. ``who`` is the person who caused it, ``title`` that of the action or the report."""

OF_MILESTONES = {
    NoticeKind.NUDGED: gettext_lazy("%(who)s asks you to report on the milestone “%(milestone)s” of “%(title)s”."),
    NoticeKind.MENTIONED: gettext_lazy("%(who)s mentioned you on the milestone “%(milestone)s” of “%(title)s”."),
    NoticeKind.ANSWERED: gettext_lazy("%(who)s answered your note on the milestone “%(milestone)s” of “%(title)s”."),
    NoticeKind.SUBMITTED: gettext_lazy(
        "%(who)s submitted an update on the milestone “%(milestone)s” of “%(title)s” for review."
    ),
    NoticeKind.SENT_BACK: gettext_lazy("%(who)s sent an update on the milestone “%(milestone)s” of “%(title)s” back."),
    NoticeKind.ACCEPTED: gettext_lazy("%(who)s accepted an update on the milestone “%(milestone)s” of “%(title)s”."),
    NoticeKind.ESCALATED: gettext_lazy(
        "Nobody has answered the reminders about the milestone “%(milestone)s” of “%(title)s”."
    ),
}
"""The same where it is about a milestone of the action."""

OF_LINKS = {
    LinkState.DEAD: gettext_lazy("A link behind an update on “%(title)s” has died."),
    LinkState.CHANGED: gettext_lazy("The page behind a link of an update on “%(title)s” has changed."),
}
"""{what the check of a link found: the same, of links}."""

A_LINK = re.compile(r"link-(\d+)-([a-z]+)-")
"""How the key of such a notice begins: with the number of the link, and what was found."""

ABOUT_UPDATES = (NoticeKind.SUBMITTED, NoticeKind.SENT_BACK, NoticeKind.ACCEPTED)
AT_REVIEW = re.compile(r"/review/(\d+)/$")
"""Where such a notice leads: the number is that of the update."""


def sentence(notice):
    """What a notice says, in the language that is spoken now."""
    about = notice.action or notice.report
    words = {"who": notice.by or _("Someone"), "title": about.title}
    if notice.milestone and notice.kind in OF_MILESTONES:
        return OF_MILESTONES[notice.kind] % {**words, "milestone": notice.milestone.title}
    if notice.kind == NoticeKind.LINK_DIED:
        return OF_LINKS[A_LINK.match(notice.key)[2]] % words
    return SENTENCES[notice.kind] % words


def notices_of(person):
    """A person's notices, those not read yet first, then the newest."""
    is_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    notices = Notice.objects.visible_to(person).select_related("report", "action", "milestone", "by")
    return notices.annotate(is_read=is_read).order_by("is_read", "-told_at", "-id")


def put_words(notices, person):
    """Put ``words`` on notices: what the update says that each is about, or the title of the link, if the person may
    read it; three queries at most.

    Whoever caused the notice had these words before them: of one that was submitted again since, nothing is quoted.
    Of one that was sent back it is the reason, with ``draft``, the update, while it is to be changed.
    """
    about = {
        notice.pk: int(at[1])
        for notice in notices
        if notice.kind in ABOUT_UPDATES and (at := AT_REVIEW.search(notice.address))
    }
    drafts = Draft.objects.visible_to(person).select_related("entry", "corrects__superseded_by")
    found = drafts.in_bulk(set(about.values())) if about else {}
    back = {about[n.pk] for n in notices if n.kind == NoticeKind.SENT_BACK and about.get(n.pk) in found}
    decisions = Decision.objects.filter(draft__in=back, stage=Stage.SENT_BACK) if back else ()
    links = {n.pk: int(A_LINK.match(n.key)[1]) for n in notices if n.kind == NoticeKind.LINK_DIED}
    titles = Evidence.objects.visible_to(person).in_bulk(links.values()) if links else {}
    reasons = {(decision.draft_id, decision.at): decision.reason for decision in decisions}
    for notice in notices:
        draft = found.get(about.get(notice.pk))
        if link := titles.get(links.get(notice.pk)):
            notice.words = link.title
            continue
        if draft and notice.kind == NoticeKind.SENT_BACK:
            notice.words = reasons.get((draft.pk, notice.told_at), "")
            notice.draft = draft if draft.stage == Stage.SENT_BACK and draft.author_id == person.pk else None
            continue
        notice.words = _words_of(draft) if draft and notice.told_at >= draft.submitted_at else ""


def _words_of(draft):
    return draft.entry.what_changed if draft.entry else draft.submitted.get("what_changed", "")
