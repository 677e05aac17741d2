"""Every link on every page leads somewhere, for whoever is shown it."""

import re
from html import unescape
from urllib.parse import urljoin

import pytest

LEFT_OUT = ("/admin/", "/static/", "/accounts/logout/")


def follow(client, start):
    """{address: status} of every page one can reach by links from ``start``.

    Of addresses that differ only in what a list is narrowed to, sorted by or shown of, one.
    """
    found, seen, ahead = {}, set(), [start]
    while ahead:
        address = ahead.pop()
        path, _sep, query = address.partition("?")
        one_of = path, tuple(sorted({pair.partition("=")[0] for pair in query.split("&")}))
        if one_of in seen:
            continue
        seen.add(one_of)
        response = client.get(address)
        found[address] = response.status_code
        for link in re.findall(r'href="([^"]*)"', response.getvalue().decode(errors="replace")):
            assert link, f"a link without an address on {address}"
            link = urljoin(address, unescape(link)).partition("#")[0]
            if link.startswith("/") and not link.startswith(LEFT_OUT):
                ahead.append(link)
    return found


@pytest.mark.parametrize("who", ["staff", "observer", "coordinator", "colleague"])
def test_every_link_a_person_is_shown_leads_to_a_page(who, lively, client_of, request):
    person = request.getfixturevalue(who)
    found = follow(client_of(person), "/reports/")
    assert {address: status for address, status in found.items() if status not in (200, 302)} == {}
    assert len(found) > 40


def test_every_link_on_a_fresh_report_leads_to_a_page(coordinator, client_of):
    found = follow(client_of(coordinator), "/reports/")
    assert set(found.values()) <= {200, 302}
