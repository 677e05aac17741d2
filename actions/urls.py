"""The addresses of the pages: stable, and readable aloud."""

from django.urls import include, path

from actions.views import account, actions, comparison, entries, lists, milestones, reports, saved_views, settings

milestone_urls = [
    path("", milestones.milestone, name="milestone"),
    path("edit/", milestones.edit, name="edit-milestone"),
    path("drop/", milestones.drop, name="drop-milestone"),
    path("take-up/", milestones.take_up, name="take-up-milestone"),
    path("move/", milestones.move, name="move-milestone"),
]

action_urls = [
    path("", actions.action, name="action"),
    path("log/", actions.log, name="log-update"),
    path("still-true/", actions.still_true, name="still-true"),
    path("notes/add/", actions.add_note, name="add-note"),
    path("edit/", settings.edit_action, name="edit-action"),
    path("milestones/add/", milestones.add, name="add-milestone"),
    path("milestones/order/", milestones.order, name="order-milestones"),
    path("milestones/<int:milestone>/", include(milestone_urls)),
]

report_urls = [
    path("", reports.overview, name="overview"),
    path("compare/", comparison.compare, name="compare"),
    path("actions/<int:number>/", include(action_urls)),
    path("milestones/", milestones.milestones, name="milestones"),
    path("entries/", reports.entries, name="entries"),
    path("entries/<int:sequence>/", entries.entry, name="entry"),
    path("entries/<int:sequence>/correct/", entries.correct, name="correct-update"),
    path("entries/<int:sequence>/withdraw/", entries.withdrawal, name="withdraw"),
    path("notes/<int:pk>/remove/", actions.remove_note, name="remove-note"),
    path("settings/", settings.report_settings, name="report-settings"),
    path("settings/members/", settings.members, name="members"),
    path("settings/members/<int:pk>/role/", settings.change_role, name="change-role"),
    path("settings/members/<int:pk>/remove/", settings.remove_member, name="remove-member"),
]

urlpatterns = [
    path("", reports.home, name="home"),
    path("account/", account.account, name="account"),
    path("actions/", lists.actions, name="all-actions"),
    path("milestones/", lists.milestones, name="all-milestones"),
    path("updates/", lists.updates, name="all-updates"),
    path("saved-views/", saved_views.saved_views, name="saved-views"),
    path("saved-views/save/<slug:shows>/", saved_views.save, name="save-view"),
    path("saved-views/<int:pk>/rename/", saved_views.rename, name="rename-view"),
    path("saved-views/<int:pk>/remove/", saved_views.remove, name="remove-view"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<slug:slug>/", include(report_urls)),
]
