"""What people do at a page, in as few words as a journey needs."""

import re

from django.urls import reverse
from playwright.sync_api import expect

PASSWORD = "correct horse battery staple"


def give_password(person):
    """Give someone a password to sign in with."""
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(page, person):
    """Fill in the form of the page one is on, and send it."""
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".site-name")).to_have_text(person.name)


def at_overview(report):
    return reverse("overview", args=[report.slug])


def at_action(action):
    return action.get_absolute_url()


def at_log(action):
    return reverse("log-update", args=[action.report.slug, action.number])


def row(page, action):
    """The action's row in the table of the overview."""
    return page.locator("#actions tbody tr").filter(has_text=action.title)


def says_done(page, words):
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def errors(page):
    """The sentences of the error summary, once it is there, and those at the fields."""
    expect(page.locator(".error-summary")).to_be_visible()
    said = [re.sub(r"\s+", " ", text).strip() for text in page.locator(".error-summary li").all_inner_texts()]
    there = page.locator(".field-errors p").all_inner_texts()
    return said, [re.sub(r"^Error:\s*", "", re.sub(r"\s+", " ", text).strip()) for text in there]


def tab_to(page, target, most=80):
    """Press Tab until ``target`` has the focus; every stop on the way can be seen."""
    for _ in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return target
        page.keyboard.press("Tab")
        assert page.evaluate(VISIBLE_FOCUS), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    raise AssertionError(f"{target} is not reached with Tab")


VISIBLE_FOCUS = """
() => {
  const element = document.activeElement;
  if (element === document.body) return true;
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}
"""
