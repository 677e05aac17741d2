"""What a page must offer to whoever looks at it: axe's rules, visible labels, nothing beyond the edge."""

from pathlib import Path

import axe_playwright_python

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES = ("light", "dark")
NARROWEST = 320  # CSS pixels, as WCAG 2.2 asks in 1.4.10

RUN = """
async ([within, tags]) => {
  const options = {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"], preload: false};
  const {violations} = await axe.run(within || document, options);
  const why = node => node.any.map(check => check.message).join(" ");
  return violations.flatMap(rule => rule.nodes.map(node =>
    `${rule.id}: ${node.target.join(" ")} ${node.html.slice(0, 160)} ${why(node)}`));
}
"""

UNLABELLED = """
() => {
  const seen = element => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    return box.width > 2 && box.height > 2 && style.visibility === "visible" && style.opacity !== "0"
      && style.color !== "rgba(0, 0, 0, 0)" && element.innerText.trim() !== "";
  };
  const of = field => {
    const named = (field.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean);
    return [...field.labels, ...named.map(id => document.getElementById(id)).filter(Boolean)];
  };
  const folded = [...document.querySelectorAll("main details:not([open]), .site-search")];
  for (const closed of folded) closed.open = true;
  const found = [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
    .filter(field => field.getClientRects().length && !of(field).some(seen))
    .map(field => `no visible label: ${field.outerHTML.slice(0, 160)}`);
  // A menu lies over other things until it is closed.
  for (const menu of folded) menu.open = !menu.matches(".menu");
  return found;
}
"""

BEYOND = """
() => {
  const {scrollWidth, clientWidth} = document.documentElement;
  // To the left of the page nobody can scroll; in a line that is drawn sideways one can.
  const drawn = element => element && (element.scrollLeft > 0 || drawn(element.parentElement));
  const lost = [...document.querySelectorAll("a, button, input, h1, h2, p")].filter(element => element.checkVisibility()
    && element.getBoundingClientRect().left < 0 && !drawn(element.parentElement));
  if (lost.length) return lost.map(element => `begins before the page: ${element.outerHTML.slice(0, 120)}`);
  if (scrollWidth <= clientWidth) return [];
  const wide = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > clientWidth + 1);
  const shown = wide.slice(-3).map(element => element.outerHTML.slice(0, 120));
  return [`${scrollWidth} px wide in ${clientWidth}: ${shown.join(" | ")}`];
}
"""


def axe(page, within=None, schemes=SCHEMES):
    """What axe has to say about the page, or a part of it, in light and in dark."""
    page.evaluate(AXE)  # not a script in the page, which its content policy would refuse
    found = []
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}, {line}" for line in page.evaluate(RUN, [within, TAGS])]
    return found


def unlabelled(page):
    """Fields without a label one can see; axe is content with a label nobody sees."""
    return page.evaluate(UNLABELLED)


def beyond_the_edge(page, widths=()):
    """What makes one scroll sideways at the page's own width, and at these."""
    page.wait_for_load_state()  # before its stylesheet is there, a page is as wide as its fields
    found = page.evaluate(BEYOND)
    size = page.viewport_size
    for width in widths:
        page.set_viewport_size({"width": width, "height": size["height"]})
        found += page.evaluate(BEYOND)
    if widths:
        page.set_viewport_size(size)
    return found


def look(page, within=None, schemes=SCHEMES):
    """Everything above. What is folded up in the page is unfolded."""
    widths = [NARROWEST] if page.viewport_size["width"] < 600 else []
    return unlabelled(page) + beyond_the_edge(page, widths) + axe(page, within, schemes)
