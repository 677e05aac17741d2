"""What people write in notes, as HTML: a small part of Markdown, and nothing that could do harm.

First Markdown without raw HTML, then an allow-list on what came of it: the one does not rely on the other.
"""

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "code", "pre", "blockquote", "hr"}
SCHEMES = {"http", "https", "mailto"}

# No headings: they would stand between those of the page. No pictures: they would be fetched from elsewhere.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "heading", "lheading"])


def marked_up(text):
    """HTML of a text with **bold**, *italic*, lists, quotations, code and [links](https://example.org)."""
    html = nh3.clean(
        _markdown.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(html)  # noqa: S308 - cleaned above
