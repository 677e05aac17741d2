"""Notices in the program, and what of them a person wants by mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.core.signing import BadSignature
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from actions import kept
from actions.addresses import report_on
from actions.forms.wishes import WishesForm
from actions.models import Notice, NoticeKind, User
from actions.models.mail import MAIL_KINDS
from actions.notifications import read_stop
from actions.permissions import can_log_update
from actions.reporting.notices import notices_of, put_words, sentence
from actions.services import wishes
from actions.services.notices import read, recount
from actions.views.attempt import posted
from actions.views.drafts import where_to_go_on
from actions.views.paging import page_of


def notices(request):
    """All that one was told, what is not read yet first."""
    if request.user.unread != Notice.objects.visible_to(request.user).unread().count():
        recount(person=request.user)
    page = page_of(request, Paginator(notices_of(request.user), 50))
    for notice in page:
        notice.sentence = sentence(notice)
    put_words(page.object_list, request.user)
    for notice in page:
        notice.form_address = _form_address(request.user, notice)
    return render(request, "actions/notices.html", {"page": page})


def notice(request, pk):
    """Go where a notice leads, or to the form of what is to be put right; it is read by that."""
    notice = _find(request, pk)
    if notice is None:
        messages.info(request, _("That notice is gone, with what it told of, or it is not yours to see."))
        return redirect("notices")
    read(person=request.user, notice=notice)
    if "answer" in request.GET and notice.kind == NoticeKind.NUDGED and can_log_update(request.user, notice.action):
        return redirect(report_on(notice.report, notice.action, notice.milestone))
    put_words([notice], request.user)
    return redirect(_form_address(request.user, notice) or notice.address)


def read_notice(request, pk):
    """Mark one as read."""
    notice = _find(request, pk)
    if request.method == "POST" and notice:
        read(person=request.user, notice=notice)
    return redirect("notices")


def read_all(request):
    """Mark all as read."""
    if request.method == "POST":
        read(person=request.user)
        messages.success(request, _("All are marked as read."))
    return redirect("notices")


def mail_wishes(request):
    """Choose what is mailed, and when."""
    user, today = request.user, timezone.localdate()
    digest = wishes.digest_of(user)
    paused = digest.paused_until if digest.paused_until and digest.paused_until > today else None
    initial = wishes.wishes_of(user) | {"often": digest.often, "paused_until": paused}
    form = WishesForm(posted(request), initial=initial | kept.take(request), today=today)
    if request.method == "POST" and form.is_valid():
        wishes.change_wishes(user=user, **form.wishes)
        messages.success(request, _("Saved."))
        return redirect("mail-wishes")
    return render(request, "actions/mail_wishes.html", {"form": form})


@csrf_exempt  # a mail program presses the button by itself (RFC 8058), and the address is the proof
@login_not_required
@never_cache
def stop_mail(request, token):
    """End mails of one kind, from a link in such a mail, without signing in: after one press of a button.

    Whoever comes after that, or after the mail program pressed it for them, reads that it is done.
    """
    try:
        pk, kind = read_stop(token)
    except BadSignature:
        return render(request, "errors/stop_mail.html", status=404)
    person = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        wishes.stop(person_id=pk, kind=kind)
    done = wishes.is_stopped(person=person, kind=kind)
    with translation.override(person.language):
        context = {"kind": dict(MAIL_KINDS)[kind], "is_digest": kind == "digest", "done": done}
        return render(request, "actions/stop_mail.html", context)


def _find(request, pk):
    """The person's notice of this number, or None: it went with what it told of, or is another's."""
    return Notice.objects.visible_to(request.user).select_related("report", "action", "milestone").filter(pk=pk).first()


def _form_address(user, notice):
    """The form of the update that a notice says was sent back, while it is to be changed by who may; or nothing."""
    draft = getattr(notice, "draft", None)
    if draft is None:
        return ""
    draft.action, draft.action.report = notice.action, notice.report
    return where_to_go_on(draft) if can_log_update(user, draft.action) else ""
