"""What people write in notes, as HTML: a small part of Markdown, and nothing that could do harm.

First Markdown without raw HTML, then an allow-list on what came of it: the one does not rely on the other.
"""

import re

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from actions.mentions import places

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "code", "pre", "blockquote", "hr"}
SCHEMES = {"http", "https", "mailto"}

ADDRESS = re.compile(r"\bhttps?://[^\W_][^\s<>\"“”«»]*", re.IGNORECASE)
"""An address of the web as it stands in a sentence, with what may follow it there."""

ENDS = ".,;:!?…'’*_~]}|\\"
"""What ends a sentence or a quotation is no part of an address before it; nor is a bracket that was opened before."""

# No headings: they would stand between those of the page. No pictures: they would be fetched from elsewhere.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "heading", "lheading"])


def marked_up(text, names=()):
    """HTML of a text with **bold**, *italic*, lists, quotations, code and [links](https://example.org).

    An address that begins with http:// or https:// is a link, too. An @ with one of ``names`` is marked; any other
    stays as it was typed.
    """
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.children:
            token.children = list(_with_links(token.children))
        if token.children and names:
            token.children = list(_with_mentions(token.children, names))
    html = nh3.clean(
        _markdown.renderer.render(tokens, _markdown.options, {}),
        tags=TAGS,
        attributes={"a": {"href"}},
        allowed_classes={"strong": {"mention"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(html)  # noqa: S308 - cleaned above


def _with_links(tokens):
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type != "text" or depth:
            yield token
            continue
        words, shown = token.content, 0
        for found in ADDRESS.finditer(words):
            address = _without_ends(found[0])
            yield Token("text", "", 0, content=words[shown : found.start()])
            yield Token("link_open", "a", 1, attrs={"href": _markdown.normalizeLink(address)})
            yield Token("text", "", 0, content=address)
            yield Token("link_close", "a", -1)
            shown = found.start() + len(address)
        yield Token("text", "", 0, content=words[shown:])


def _without_ends(address):
    while (end := address[-1]) in ENDS or (end == ")" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address


def _with_mentions(tokens, names):
    for token in tokens:
        if token.type != "text":
            yield token
            continue
        words, shown = token.content, 0
        for _name, start, end in places(words, names):
            yield Token("text", "", 0, content=words[shown:start])
            yield Token("strong_open", "strong", 1, attrs={"class": "mention"})
            yield Token("text", "", 0, content=words[start:end])
            yield Token("strong_close", "strong", -1)
            shown = end
        yield Token("text", "", 0, content=words[shown:])
