"""Reading a report from a file. ``docs/report-format.md`` describes the format.

The file is YAML of the plainest kind: every value is taken as the text that stands there, so that
a country NO stays NO, and every complaint names the line and the field.
"""

from dataclasses import dataclass

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actions.models import PriorityAction, Report

REPORT = {
    "slug": True,
    "title": True,
    "publisher": True,
    "country": True,
    "published_on": True,
    "source_url": False,
    "words_from": True,
    "language": True,
    "time_zone": False,
    "rhythm_days": False,
}
"""Fields of the report: whether each is required."""

ACTION = {
    "number": True,
    "theme": True,
    "title": True,
    "recommendation": True,
    "addressee": True,
    "position": False,
}
"""Fields of each action: whether each is required."""


@dataclass(frozen=True)
class Complaint:
    """What is wrong at a line (from 1) and field of the file."""

    line: int
    field: str
    sentence: str

    def __str__(self):
        return _("line %(line)s, %(field)s: %(sentence)s") % {
            "line": self.line,
            "field": self.field,
            "sentence": self.sentence,
        }


class BadFile(Exception):
    """The file cannot be loaded; ``complaints`` says everything that is wrong with it."""

    def __init__(self, complaints):
        super().__init__("\n".join(str(complaint) for complaint in complaints))
        self.complaints = complaints


def read_report(text):
    """The report and its actions, as two dicts of values ready for the models: (report, [action]).

    Raises BadFile.
    """
    complaints = []
    root = _compose(text)
    parts = _mapping(root, "the file", {"report": True, "actions": True}, complaints)
    report = _values(parts.get("report"), "report", Report, REPORT, complaints)
    if "published_on" in report and report["published_on"] > _today(report):
        sentence = _("This day has not come yet.")
        complaints.append(Complaint(_line_of(parts["report"], "published_on"), "published_on", sentence))
    actions = []
    listed = parts.get("actions")
    if listed is not None and (not isinstance(listed, yaml.SequenceNode) or not listed.value):
        complaints.append(Complaint(_line(listed), "actions", _("List at least one action here.")))
    elif listed is not None:
        for node in listed.value:
            action = _values(node, f"actions[{len(actions) + 1}]", PriorityAction, ACTION, complaints)
            if action.get("number") == 0:
                sentence = _("The numbers of actions begin with 1.")
                complaints.append(Complaint(_line_of(node, "number"), "number", sentence))
            if action.get("number") in [other.get("number") for other in actions] and "number" in action:
                complaints.append(Complaint(_line(node), "number", _("An earlier action has this number already.")))
            actions.append(action)
    if complaints:
        raise BadFile(sorted(complaints, key=lambda complaint: complaint.line))
    return report, actions


def _compose(text):
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark or error.context_mark).line + 1
        raise BadFile([Complaint(line, _("the file"), _("This is not YAML: %s.") % error.problem)]) from None
    except yaml.YAMLError as error:
        raise BadFile([Complaint(1, _("the file"), _("This is not YAML: %s.") % error)]) from None
    if root is None:
        raise BadFile([Complaint(1, _("the file"), _("The file is empty."))])
    return root


def _line(node):
    return node.start_mark.line + 1


def _line_of(mapping, field):
    return next(_line(value) for key, value in mapping.value if key.value == field)


def _today(report):
    """The day it is in the time zone of a report."""
    return Report(**{name: report[name] for name in ("time_zone",) if name in report}).today()


def _mapping(node, name, fields, complaints):
    """{field: node} of a mapping; complains of fields unknown, repeated and missing."""
    if not isinstance(node, yaml.MappingNode):
        complaints.append(Complaint(_line(node), name, _("Here should be fields, each as “name: value”.")))
        return {}
    found = {}
    for key, value in node.value:
        field = str(key.value)
        if field not in fields:
            known = ", ".join(fields)
            complaints.append(
                Complaint(_line(key), field, _("There is no such field here. The fields are %s.") % known)
            )
        elif field in found:
            complaints.append(Complaint(_line(key), field, _("This field is here twice.")))
        else:
            found[field] = value
    for field, required in fields.items():
        if required and field not in found:
            complaints.append(Complaint(_line(node), field, _("This field is missing.")))
    return found


def _values(node, name, model, fields, complaints):
    if node is None:
        return {}
    values = {}
    for field, value in _mapping(node, name, fields, complaints).items():
        if not isinstance(value, yaml.ScalarNode):
            complaints.append(Complaint(_line(value), field, _("Here should be one value.")))
            continue
        text = value.value.strip()
        if not text and not fields[field]:
            continue
        try:
            values[field] = model._meta.get_field(field).clean(text, None)
        except ValidationError as error:
            complaints += [Complaint(_line(value), field, message) for message in error.messages]
    return values
