"""The sentence that says where a report stands, in words one can quote.

Every figure in it is passed through ``figure(text, rows)``, where ``rows`` names the rows behind
it: ("actions", level), ("done", day), ("action", number), ("overdue",). Pages make links of them.
"""

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from actions.lifecycle import Level
from actions.reporting.figures import lately


def sentence(standing, figure=lambda text, rows: text):
    """Two or three sentences about a Standing, as HTML that is safe to show."""
    parts = [_levels(standing, figure), _lately(standing, figure), _attention(standing, figure)]
    return format_html_join(" ", "{}", ((part,) for part in parts if part))


def number_word(n):
    """A small number as a word, a larger one in digits."""
    words = (
        pgettext("number", "none"),
        pgettext("number", "one"),
        pgettext("number", "two"),
        pgettext("number", "three"),
        pgettext("number", "four"),
        pgettext("number", "five"),
        pgettext("number", "six"),
        pgettext("number", "seven"),
        pgettext("number", "eight"),
        pgettext("number", "nine"),
        pgettext("number", "ten"),
    )
    return words[n] if n < len(words) else str(n)


def _levels(standing, figure):
    total, fully, partly = len(standing.actions), standing.fully, standing.partly
    every = number_word(total)

    def count(n, level, first):
        word = number_word(n)
        return figure(capfirst(word) if first else word, ("actions", level))

    if not total:
        return _("This report has no priority actions yet.")
    if total == standing.at_level(Level.NO_EVIDENCE):
        return format_html(
            ngettext(
                "No evidence has been reported yet on the one priority action.",
                "No evidence has been reported yet on any of the {every} priority actions.",
                total,
            ),
            every=every,
        )
    if fully == total:
        return format_html(
            ngettext(
                "The {one} priority action is fully implemented.",
                "All {every} priority actions are fully implemented.",
                total,
            ),
            one=figure(every, ("actions", Level.FULLY_IMPLEMENTED)),
            every=figure(every, ("actions", Level.FULLY_IMPLEMENTED)),
        )
    if not fully and not partly and (unknown := standing.at_level(Level.NO_EVIDENCE)):
        return format_html(
            ngettext(
                "{known} of {every} priority actions is not implemented; on the others there is no evidence yet.",
                "{known} of {every} priority actions are not implemented; on the others there is no evidence yet.",
                total - unknown,
            ),
            known=count(total - unknown, Level.NOT_IMPLEMENTED, first=True),
            every=every,
        )
    if not fully and not partly:
        return format_html(
            ngettext(
                "The one priority action is not implemented.",
                "None of the {every} priority actions is implemented, not even partly.",
                total,
            ),
            every=every,
        )
    if not partly:
        return format_html(
            ngettext(
                "{fully} of {every} priority actions is fully implemented.",
                "{fully} of {every} priority actions are fully implemented.",
                fully,
            ),
            fully=count(fully, Level.FULLY_IMPLEMENTED, first=True),
            every=every,
        )
    if partly == total:
        return format_html(
            ngettext(
                "The {every} priority action is partly implemented.",
                "All {every} priority actions are partly implemented, none fully.",
                total,
            ),
            every=count(partly, Level.PARTLY_IMPLEMENTED, first=False),
        )
    if not fully:
        return format_html(
            ngettext(
                "{partly} of {every} priority actions is partly implemented, none fully.",
                "{partly} of {every} priority actions are partly implemented, none fully.",
                partly,
            ),
            partly=count(partly, Level.PARTLY_IMPLEMENTED, first=True),
            every=every,
        )
    return format_html(
        _("{fully_of_every} and {partly}."),
        fully_of_every=format_html(
            npgettext(
                "first half of a sentence",
                "{fully} of {every} priority actions is fully implemented",
                "{fully} of {every} priority actions are fully implemented",
                fully,
            ),
            fully=count(fully, Level.FULLY_IMPLEMENTED, first=True),
            every=every,
        ),
        partly=format_html(
            npgettext(
                "second half of a sentence",
                "{partly} is partly implemented",
                "{partly} are partly implemented",
                partly,
            ),
            partly=count(partly, Level.PARTLY_IMPLEMENTED, first=False),
        ),
    )


def _lately(standing, figure):
    done, back = standing.done_lately, len(standing.moved_back_lately)
    if not any(action.pursued for action in standing.actions):
        return _("No milestones are planned yet.") if standing.actions else ""
    since = lately(standing.as_of)
    day = date_format(since, "DATE_FORMAT")
    done_text = format_html(
        ngettext("{done} milestone was completed", "{done} milestones were completed", done or 2),
        done=figure(number_word(done) if done else pgettext("milestones", "no"), ("done", since)),
    )
    if not back:
        return format_html(_("Since {day}, {done}."), day=day, done=done_text)
    back_text = format_html(
        ngettext("{back} action moved back", "{back} actions moved back", back),
        back=figure(number_word(back), ("moved_back", since)),
    )
    return format_html(_("Since {day}, {done} and {back}."), day=day, done=done_text, back=back_text)


def _attention(standing, figure):
    overdue, silent = standing.overdue, standing.silent
    if not any(action.pursued for action in standing.actions) and not silent:
        return ""
    late = format_html(
        ngettext("{overdue} milestone is overdue", "{overdue} milestones are overdue", overdue or 2),
        overdue=figure(
            capfirst(number_word(overdue)) if overdue else pgettext("milestones", "No"),
            ("overdue",),
        ),
    )
    if not silent:
        return format_html("{}.", late)
    longest = silent[0]
    quiet = format_html(
        ngettext(
            "no one has reported on “{title}” for {days} day",
            "no one has reported on “{title}” for {days} days",
            longest.silent_days,
        ),
        title=longest.title,
        days=figure(str(longest.silent_days), ("action", longest.number)),
    )
    if len(silent) > 1:
        others = len(silent) - 1
        quiet = format_html(
            ngettext("{quiet}, nor on {others} other action", "{quiet}, nor on {others} other actions", others),
            quiet=quiet,
            others=figure(number_word(others), ("others_silent",)),
        )
    return format_html(_("{late}, and {quiet}."), late=late, quiet=quiet)
