"""The sentences that say where all reports stand, in words one can quote.

Every figure in them is passed through ``figure(text, rows)``, where ``rows`` names the rows behind it: ("level",
level), ("silent",) or ("overdue",).
"""

from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from actions.lifecycle import Level, spoken


def summary(found, as_of=None, figure=lambda text, rows: text):
    """Two sentences about Totals, as HTML that is safe to show; of a past day when ``as_of`` is given."""
    sentences = format_html("{} {}", _levels(found, figure), _attention(found, figure))
    if as_of is None:
        return sentences
    return format_html(_("At the end of {day}, {sentences}"), day=spoken(as_of), sentences=sentences)


def _levels(found, figure):
    reports = ngettext("%(count)s report", "%(count)s reports", found.reports) % {"count": localize(found.reports)}
    countries = ngettext("%(count)s country", "%(count)s countries", found.countries) % {
        "count": localize(found.countries)
    }
    fully, partly = found.counts.get(Level.FULLY_IMPLEMENTED, 0), found.counts.get(Level.PARTLY_IMPLEMENTED, 0)
    return format_html(
        ngettext(
            "{reports} in {countries} with {actions} priority action: {fully} fully implemented, {partly} partly.",
            "{reports} in {countries} with {actions} priority actions: {fully} fully implemented, {partly} partly.",
            found.actions,
        ),
        reports=reports,
        countries=countries,
        actions=localize(found.actions),
        fully=_figure(fully, ("level", Level.FULLY_IMPLEMENTED), figure, none=pgettext("actions", "none")),
        partly=_figure(partly, ("level", Level.PARTLY_IMPLEMENTED), figure, none=pgettext("actions", "none")),
    )


def _attention(found, figure):
    silent = format_html(
        ngettext("{silent} action is silent", "{silent} actions are silent", found.silent),
        silent=_figure(found.silent, ("silent",), figure, none=pgettext("actions", "No")),
    )
    late = format_html(
        ngettext("{overdue} milestone is overdue", "{overdue} milestones are overdue", found.overdue),
        overdue=_figure(found.overdue, ("overdue",), figure, none=pgettext("milestones", "no")),
    )
    return format_html(_("{silent}, and {overdue}."), silent=silent, overdue=late)


def _figure(count, rows, figure, none):
    return figure(localize(count), rows) if count else none
