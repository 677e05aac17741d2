"""The addresses of the pages: stable, and readable aloud."""

from django.urls import include, path

from actions.views import (
    account,
    actions,
    activity,
    attention,
    comparison,
    entries,
    feeds,
    lists,
    meeting,
    milestones,
    network,
    over_time,
    reports,
    saved_views,
    search,
    settings,
)

milestone_urls = [
    path("", milestones.milestone, name="milestone"),
    path("edit/", milestones.edit, name="edit-milestone"),
    path("drop/", milestones.drop, name="drop-milestone"),
    path("take-up/", milestones.take_up, name="take-up-milestone"),
    path("move/", milestones.move, name="move-milestone"),
    path("nudge/", attention.nudge, name="nudge-about-milestone"),
    path("reassign/", attention.reassign, name="reassign-milestone"),
    path("set-aside/<slug:concern>/", attention.set_aside, name="set-milestone-aside"),
]

action_urls = [
    path("", actions.action, name="action"),
    path("log/", actions.log, name="log-update"),
    path("still-true/", actions.still_true, name="still-true"),
    path("notes/add/", actions.add_note, name="add-note"),
    path("edit/", settings.edit_action, name="edit-action"),
    path("nudge/", attention.nudge, name="nudge-about-action"),
    path("reassign/", attention.reassign, name="reassign-action"),
    path("set-aside/<slug:concern>/", attention.set_aside, name="set-action-aside"),
    path("milestones/add/", milestones.add, name="add-milestone"),
    path("milestones/order/", milestones.order, name="order-milestones"),
    path("milestones/<int:milestone>/", include(milestone_urls)),
]

report_urls = [
    path("", reports.overview, name="overview"),
    path("compare/", comparison.compare, name="compare"),
    path("actions/<int:number>/", include(action_urls)),
    path("milestones/", milestones.milestones, name="milestones"),
    path("over-time/", over_time.over_time, name="over-time"),
    path("over-time/milestones/", over_time.over_time_milestones, name="over-time-milestones"),
    path("over-time/<slug:chart>.csv", over_time.over_time_csv, name="over-time-csv"),
    path("entries/", activity.entries, name="entries"),
    path("entries/<int:sequence>/", entries.entry, name="entry"),
    path("entries/<int:sequence>/correct/", entries.correct, name="correct-update"),
    path("entries/<int:sequence>/withdraw/", entries.withdrawal, name="withdraw"),
    path("entries/<int:sequence>/take-up/", attention.take_up, name="take-up-concern"),
    path("attention/", attention.attention, name="attention"),
    path("notes/<int:pk>/remove/", actions.remove_note, name="remove-note"),
    path("meeting/", meeting.meeting, name="meeting"),
    path("settings/", settings.report_settings, name="report-settings"),
    path("settings/members/", settings.members, name="members"),
    path("settings/members/<int:pk>/role/", settings.change_role, name="change-role"),
    path("settings/members/<int:pk>/remove/", settings.remove_member, name="remove-member"),
]

urlpatterns = [
    path("", reports.home, name="home"),
    path("account/", account.account, name="account"),
    path("search/", search.search, name="search"),
    path("reports/", network.reports, name="reports"),
    path("reports.csv", network.reports_file, name="reports-file"),
    path("reports/themes/", network.themes, name="themes"),
    path("account/feed/make/", feeds.make, name="make-feed-address"),
    path("account/feed/revoke/", feeds.revoke, name="revoke-feed-address"),
    path("feeds/<str:token>/activity.atom", feeds.feed, name="feed"),
    path("feeds/<str:token>/reports/<slug:slug>.atom", feeds.report_feed, name="report-feed"),
    path("activity/", activity.all_activity, name="activity"),
    path("actions/", lists.actions, name="all-actions"),
    path("milestones/", lists.milestones, name="all-milestones"),
    path("updates/", lists.updates, name="all-updates"),
    path("saved-views/", saved_views.saved_views, name="saved-views"),
    path("saved-views/save/<slug:shows>/", saved_views.save, name="save-view"),
    path("saved-views/<int:pk>/rename/", saved_views.rename, name="rename-view"),
    path("saved-views/<int:pk>/remove/", saved_views.remove, name="remove-view"),
    path("reports/<slug:slug>/", include(report_urls)),
]
