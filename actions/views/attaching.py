"""Evidence that comes with a form: chosen, described and taken out again before the form is sent."""

import time
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from actions import permissions
from actions.forms.evidence import EvidenceForm, NewEvidenceForm
from actions.forms.fields import KeyField
from actions.lifecycle import Refused
from actions.models import Draft, Evidence, Openness
from actions.services import evidence as services
from actions.services.drafts import CHANGED_BEFORE, CHANGED_SINCE, GONE
from actions.uploads import shown
from actions.uploads.scanner import PATIENCE

WAITS = _lazy("What you sent waits for review as it was submitted: take it back to change its evidence.")
DESCRIBED = ("title", "issuer", "fact_on", "obtained_on", "audience")


class Attaching:
    """What was uploaded for a form, ``items``, and what comes with it now, ``new``.

    ``form`` has the key; ``entry`` is what it adds to or corrects, None for a new one. ``is_open``: whether
    it is all the page is about. ``data`` are the fields of a form that was kept; otherwise they are those sent now.
    """

    def __init__(self, request, action, key, *, entry=None, is_open=False, data=None):
        self.request, self.action, self.entry = request, action, entry
        self.is_open, self.kept, self.described, self.has_said_so = is_open, [], [], False
        self.has_parted = False
        self.key = KeyField().to_python(key)
        self.sent = request.method == "POST"
        self.data = request.POST.copy() if self.sent else data
        self.new = NewEvidenceForm(self.data if self.sent else None, request.FILES if self.sent else None)

    @property
    def url(self):
        """Where scripts upload single files."""
        return reverse("upload-evidence", args=[self.action.report.slug, self.action.number])

    @cached_property
    def items(self):
        """[(evidence, its EvidenceForm)] of all that was uploaded for the form."""
        pending = Evidence.objects.pending(self.key, self.request.user).filter(action=self.action)
        today = self.action.report.today()
        return [(evidence, form_of(evidence, today, self.data)) for evidence in pending]

    @property
    def shown(self):
        """The uuids of what stood in the form, and of what came with it."""
        return shown_in(self.data) | {str(evidence.uuid) for evidence, *_ in self.kept}

    @property
    def gone(self):
        """The uuids of what stood in the form and is there no more."""
        return shown_in(self.data) - {str(evidence.uuid) for evidence, _form in self.items}

    @property
    def is_all(self):
        """True if a button of the evidence was pressed: the form itself is not being sent yet."""
        return self.sent and bool({"add_evidence", "remove_evidence"} & self.request.POST.keys())

    @property
    def is_not_sent(self):
        """True if the form comes back before it is sent: for its evidence, or as its draft went on elsewhere."""
        return self.is_all or self.has_parted

    @property
    def errors(self):
        """[(id of the field, sentence)] of what is wrong."""
        forms = [self.new, *self.described] if self.sent else []
        return [(field.id_for_label, line) for form in forms for field in form for line in field.errors]

    def take(self):
        """Take what was sent: files, links, and what is said of them."""
        self.has_parted = self._is_outdated()
        if self.has_parted:
            messages.warning(self.request, CHANGED_BEFORE if self.is_all else CHANGED_SINCE)
            self._go_on_under(uuid4())
        if self.is_not_sent and self.gone:
            messages.warning(self.request, GONE)
        self._remove()
        self.describe()
        self.add()
        self.__dict__.pop("items", None)

    @property
    def says_more(self):
        """True if the form says something else of what was uploaded than is kept."""
        narrowed = is_narrowed(self.data) and any(each.audience == Openness.PUBLIC for each, _form in self.items)
        return narrowed or any(said for _evidence, _form, said in self._said())

    def describe(self):
        """Keep what is said of what was uploaded, and who may see it, as far as it is right.

        What waits for review is as it was submitted: there all of it can be made internal, and nothing else.
        """
        self._narrow()
        said = self._said()
        self.described = [form for _evidence, form, _new in said]
        said = [each for each in said if each[-1]]
        if said and self._waits:
            self._say_that_it_waits()
            return
        for evidence, form, new in said:
            before = {name: getattr(evidence, name) for name in DESCRIBED}
            _refused_on(form, None, services.describe, evidence=evidence, **before | new)

    def part(self, key, doubles):
        """The form goes on under another ``key``: what it says is said of ``doubles``, {uuid: that of its double}."""
        for uuid, double in doubles.items():
            for name in DESCRIBED:
                if (before := f"{uuid}-{name}") in self.data:
                    self.data[f"{double}-{name}"] = self.data[before]
                    del self.data[before]
        self.key = key
        for known in ("items", "_waits"):
            self.__dict__.pop(known, None)
        self.describe()

    def _said(self):
        """[(evidence, its form, {name: what the form rightly says of it, other than before})]."""
        if not shown_in(self.data):
            return []  # nothing was uploaded before, so nothing is said of it
        found = []
        for evidence, form in self.items:
            if form.is_bound:
                right = {name: form.cleaned_data[name] for name in DESCRIBED if name not in form.errors}
                found.append((evidence, form, {n: new for n, new in right.items() if new != getattr(evidence, n)}))
        return found

    def goes_on(self):
        """Take what was sent: True if nothing is wrong with it and the form itself is to go on."""
        self.take()
        self._say_what_was_kept_before()
        return not self.errors and not self.is_not_sent

    def follow(self, form):
        """The form was refused: what it lacks is asked for here, and what was uploaded goes on under its next key."""
        if form.refused and form.refused.field == "evidence":
            del form.errors[NON_FIELD_ERRORS]
            self.new.add_error("files", form.refused.message)
        key = KeyField().to_python(form["key"].value())
        if key != self.key:
            self._go_on_under(key)
            if self.gone:
                messages.warning(self.request, GONE)

    def _go_on_under(self, key):
        """The form gets another key, and what stands in it goes with it."""
        doubles = services.rebind(by=self.request.user, before=self.key, after=key, shown=self.shown)
        self.part(key, doubles)
        if double := doubles.get(self.data.get("remove_evidence")):
            self.data["remove_evidence"] = double

    @cached_property
    def _waits(self):
        """True if the form waits for review, and its evidence stays as it is."""
        return Draft.objects.waiting().filter(author=self.request.user, key=self.key).exists()

    def _is_outdated(self):
        """True if the draft of the form was saved elsewhere after the page had it."""
        version = self.data.get("version", "")
        if not (version.isdecimal() and len(version) < 10):
            return False
        drafts = Draft.objects.unfinished().filter(author=self.request.user, key=self.key)
        return drafts.exclude(version=int(version)).exists()

    def _say_that_it_waits(self):
        if not self.has_said_so:
            messages.warning(self.request, WAITS)
        self.has_said_so = True

    def _remove(self):
        try:
            uuid = UUID(self.data.get("remove_evidence", ""))
        except ValueError:
            return
        pending = Evidence.objects.pending(self.key, self.request.user)
        if self._waits:
            self._say_that_it_waits()
        elif evidence := pending.filter(uuid=uuid).first():
            services.remove(evidence=evidence)
            self.__dict__.pop("items", None)
            messages.success(self.request, _("“%(title)s” was taken out.") % {"title": evidence.title})

    def _narrow(self):
        """Were all of it made internal, so is each; but for what was opened by itself since it was internal."""
        if not is_narrowed(self.data):
            return
        for evidence, form in self.items:
            if form.is_bound and evidence.audience == Openness.PUBLIC:
                self.data[f"{evidence.uuid}-audience"] = Openness.INTERNAL
        services.narrow(by=self.request.user, key=self.key)
        self.__dict__.pop("items", None)

    def take_back(self):
        """Keep nothing of what came with the form: it was refused."""
        for evidence, is_new, _name in self.kept:
            if is_new:
                services.remove(evidence=evidence)

    def add(self):
        """Keep the files and the link that came with the form."""
        request, new = self.request, self.new
        new.full_clean()
        given = new.cleaned_data
        files, link, chosen = given["files"], given.get("link"), given.get("evidence_audience")
        if (files or link) and self._waits:
            new.add_error("files" if files else "link", WAITS)
            return
        if files and request.POST.get("complete") != "yes":
            new.add_error("files", _("The connection broke before all had arrived. Choose the files again."))
            return
        how = {
            "action": self.action,
            "by": request.user,
            "key": self.key,
            "entry": self.entry,
            # What makes no sense opens nothing.
            "audience": Openness.INTERNAL if new.has_error("evidence_audience") else chosen or Openness.PUBLIC,
        }
        until = time.monotonic() + PATIENCE
        found = [
            (shown(file.name), _refused_on(new, "files", services.keep_file, file=file, until=until, **how))
            for file in files
        ]
        if link:
            found.append((link, _refused_on(new, "link", services.keep_link, url=link, **how)))
            if found[-1][1]:
                new.data = new.data.copy()
                new.data["link"] = ""
        self.kept = [(*result, name) for name, result in found if result]

    def _say_what_was_kept_before(self):
        """Tell who chose the same thing twice that it is kept once."""
        for evidence, is_new, name in self.kept:
            if is_new or evidence.place is not None:
                continue
            sentence = _("“%(title)s” was chosen before. It is kept once.")
            if evidence.file_name and evidence.file_name != name:
                sentence = _("“%(name)s” has the same content as “%(before)s”, which is there already.")
            said = {"title": evidence.title, "name": name, "before": evidence.file_name}
            messages.warning(self.request, sentence % said)


def mark_removable(user, entry):
    """Put ``may_remove`` on the evidence shown with an entry: what the person may take away."""
    for evidence in entry.evidence_shown:
        evidence.report = entry.report
        evidence.may_remove = permissions.can_remove_evidence(user, evidence)


def is_narrowed(data):
    """True of a form that was opened with evidence for everyone, and whose evidence is to be internal now."""
    audience, before = data.get("evidence_audience"), data.get("evidence_audience_before")
    return audience == Openness.INTERNAL and before != Openness.INTERNAL


def shown_in(data):
    """The uuids of the evidence whose forms were sent with a form."""
    return {name.removesuffix("-title") for name in data if name.endswith("-title")}


def form_of(evidence, today, data=None):
    """The form that says what a piece of evidence is; bound when the data has its fields."""
    prefix = str(evidence.uuid)
    bound = data if data is not None and f"{prefix}-title" in data else None
    initial = {name: getattr(evidence, name) for name in DESCRIBED}
    return EvidenceForm(bound, prefix=prefix, initial=initial, today=today)


def _refused_on(form, field, service, **given):
    """What the service returns, or None when the form now says why it refused."""
    try:
        return service(**given)
    except Refused as refused:
        form.add_error(field, refused.message)
        return None
