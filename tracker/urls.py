"""Which address leads where. The pages themselves are in actions/urls.py."""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, re_path

admin.site.login = secure_admin_login(admin.site.login)

# Only these of allauth's pages: accounts come by invitation, so there is no sign-up, and an address is
# changed by an administrator. allauth asks for the names it misses politely and goes on without.
accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns = [
    path("accounts/", include(accounts)),
    path("admin/", admin.site.urls),
    path("", include("actions.urls")),
]

handler400 = "actions.views.errors.bad_request"
handler403 = "actions.views.errors.permission_denied"
handler404 = "actions.views.errors.page_not_found"
handler500 = "actions.views.errors.server_error"
