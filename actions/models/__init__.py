"""What is stored: one file per noun, QuerySets beside their models."""

from actions.models.action import PriorityAction
from actions.models.decision import Decision
from actions.models.draft import Draft
from actions.models.evidence import Evidence, EvidenceKind, LinkFound, LinkState, Openness, Scan
from actions.models.feed import FeedAddress
from actions.models.leftover import Leftover
from actions.models.mail import Mail
from actions.models.milestone import Milestone
from actions.models.note import Note
from actions.models.notice import Notice, NoticeKind
from actions.models.people import Membership, Organisation, Role, User
from actions.models.record import Entry, Update
from actions.models.reminder import Reminder
from actions.models.report import Report
from actions.models.saved_view import ListName, SavedView
from actions.models.search import SearchText
from actions.models.standing import STILL, ActionStanding, MilestoneStanding, written
from actions.models.wishes import Digest, MailWish, Often, When

__all__ = [
    "STILL",
    "ActionStanding",
    "Decision",
    "Digest",
    "Draft",
    "Entry",
    "Evidence",
    "EvidenceKind",
    "FeedAddress",
    "Leftover",
    "LinkFound",
    "LinkState",
    "ListName",
    "Mail",
    "MailWish",
    "Membership",
    "Milestone",
    "MilestoneStanding",
    "Note",
    "Notice",
    "NoticeKind",
    "Often",
    "Openness",
    "Organisation",
    "PriorityAction",
    "Reminder",
    "Report",
    "Role",
    "SavedView",
    "Scan",
    "SearchText",
    "Update",
    "User",
    "When",
    "written",
]
