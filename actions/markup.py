"""What people write in notes, as HTML: a small part of Markdown, and nothing that could do harm.

First Markdown without raw HTML, then an allow-list on what came of it: the one does not rely on the other.
"""

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from actions.mentions import places

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "code", "pre", "blockquote", "hr"}
SCHEMES = {"http", "https", "mailto"}

# No headings: they would stand between those of the page. No pictures: they would be fetched from elsewhere.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "heading", "lheading"])


def marked_up(text, names=()):
    """HTML of a text with **bold**, *italic*, lists, quotations, code and [links](https://example.org).

    An @ with one of ``names`` is marked; any other stays as it was typed.
    """
    tokens = _markdown.parse(text)
    for token in tokens:
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
