"""What every answer tells the browser, and where the addresses of accounts end."""

import pytest
from django.core.handlers.base import BaseHandler
from django.test import RequestFactory
from django.urls import NoReverseMatch, get_resolver, reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/livez", "/accounts/login/"])
def test_head_is_answered_by_headers_alone(address):
    """Asked past the test client, which throws a body away as a server does."""
    handler = BaseHandler()
    handler.load_middleware()
    response = handler.get_response(RequestFactory().head(address))
    assert (response.status_code, response.content) == (200, b"")
    assert int(response["Content-Length"]) > 0


def test_a_page_may_load_and_do_only_what_comes_from_here(client):
    headers = client.get(reverse("account_login")).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "connect-src": "'self'",
        "font-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "img-src": "'self' data:",
        "script-src": "'self'",
        "style-src": "'self'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_nobody_can_sign_up_or_manage_addresses():
    for name in ("account_signup", "account_email", "account_confirm_email", "account_request_login_code"):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=["key"] if name == "account_confirm_email" else [])
    addresses = {str(pattern.pattern) for pattern in get_resolver("tracker.urls").url_patterns[0].url_patterns}
    assert not [address for address in addresses if "sign" in address or "email" in address]


def test_the_admin_asks_to_sign_in_where_everyone_does(client):
    answer = client.get("/admin/login/")
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_a_page_that_is_not_there_does_not_send_anyone_to_manage_addresses(client):
    assert client.get("/accounts/").status_code == 404
