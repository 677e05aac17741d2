"""The watch over every journey sees what it is there for."""

import pytest
from django.http import HttpResponse

pytestmark = pytest.mark.browser

SINS = {
    "style": ('<p style="color: red">Red</p>', "console: Applying inline style violates"),
    "script": ("<script>1</script>", "console: Executing inline script violates"),
    "picture": ('<img src="https://elsewhere.example/x.png" alt="">', "console: Loading the image"),
    "missing": ('<img src="/static/none.png" alt="">', "answered 404: GET"),
}


@pytest.mark.parametrize("sin", SINS)
def test_what_must_not_happen_is_seen(sin, scripts, visit, belgium, staff, monkeypatch):
    markup, said = SINS[sin]
    monkeypatch.setattr("actions.views.network.render", lambda *args: HttpResponse(f"<!DOCTYPE html>{markup}"))
    page = visit(staff, "/reports/", scripts=scripts)
    problems = list(page.watch.problems)
    page.watch.problems.clear()
    assert any(said in problem for problem in problems) or (sin == "script" and not scripts), problems


def test_an_error_in_a_script_is_seen(visit, belgium, staff):
    page = visit(staff, "/reports/")
    page.evaluate("setTimeout(() => { throw new Error('oops') })")
    page.wait_for_timeout(200)
    problems = list(page.watch.problems)
    page.watch.problems.clear()
    assert any("oops" in problem for problem in problems), problems
