"""What people write becomes a little HTML, and never anything that does harm."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.markup import TAGS, marked_up

HARM = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt&colon;alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](vbscript:msgbox)",
    "![picture](https://example.org/x.png)",
    "<a href='javascript:alert(1)'>x</a>",
    '<https://example.org/" onmouseover=alert(1)>',
    '[x](https://example.org "title" onclick=alert(1)")',
    "<style>body{display:none}</style>",
    "<svg/onload=alert(1)>",
    "`<b>`",
    "# Heading",
    'https://example.org/"onmouseover=alert(1)//',
    "https://example.org/&quot;onmouseover=alert(1)//",
    "https://example.org/'><script>alert(1)</script>",
    "javascript:https://example.org",
    "javascript://example.org/%0Aalert(1)",
    "[https://example.org](javascript:alert(1))",
    "https://example.org/\x00\x01\u202e",
)


class Seen(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_only_known_names_after_an_at_are_marked():
    html = marked_up("@Anna <b> & **@Ali**, `@Anna`, @Nobody", {"Anna", "Ali"})
    assert html == (
        '<p><strong class="mention">@Anna</strong> &lt;b&gt; &amp; '
        '<strong><strong class="mention">@Ali</strong></strong>, <code>@Anna</code>, @Nobody</p>\n'
    )
    assert "<strong" not in marked_up('<strong class="mention">@Anna</strong>', {"Ali"})


SCHEME = re.compile(r"[\0-\x20]*([a-z][a-z0-9+.\-\t\n\r]*):", re.IGNORECASE)
"""As browsers read it: blanks before it, and line ends within, do not count. Any other colon is part of a path."""


def harmless(html):
    for tag, attributes in Seen(html).found:
        assert tag in TAGS
        assert set(attributes) <= ({"href", "rel"} if tag == "a" else set())
        scheme = SCHEME.match(attributes.get("href") or "")
        assert scheme is None or scheme[1].lower() in ("http", "https", "mailto")
    return True


def test_what_does_harm_would_be_seen():
    for address in ("javascript:x", " JaVa\tScript:x", "\x01data:x"):
        with pytest.raises(AssertionError):
            harmless(f'<a href="{address}">x</a>')
    assert harmless('<a href="%5Bclick%5D(javascript:x)">x</a><a href="/a:b">x</a>')


@pytest.mark.parametrize("text", HARM)
def test_nothing_that_does_harm_comes_through(text):
    assert harmless(marked_up(text))


PIECES = [*HARM, "<", ">", "[", "](", ")", "*", "`", "\n", "&lt;", "javascript:", '"', "https://", "a.org/"]


@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_nor_do_pieces_of_it_in_any_order(pieces):
    assert harmless(marked_up("".join(pieces)))


def test_bold_lists_links_and_line_ends_are_understood():
    html = marked_up("**Two** points:\nnow\n\n- one\n- [two](https://example.org)")
    assert "<strong>Two</strong> points:<br>" in html
    assert html.count("<li>") == 2
    assert '<a href="https://example.org" rel="noopener noreferrer nofollow">two</a>' in html


@pytest.mark.parametrize(
    "text, links",
    [
        ("See https://example.org/a_b?x=1&y=2. Then go on.", ["https://example.org/a_b?x=1&y=2"]),
        ("(http://example.org/A_(b)), https://example.org/c!", ["http://example.org/A_(b)", "https://example.org/c"]),
        ("“https://example.org/d”, **https://example.org/e**", ["https://example.org/d", "https://example.org/e"]),
        ("- HTTPS://example.org/ü…", ["HTTPS://example.org/%C3%BC"]),
        ("[here https://example.org/f](https://example.org/g)", ["https://example.org/g"]),
        ("`https://example.org/h` ftp://example.org javascript:alert(1) www.example.org https:// xhttps://a.org", []),
    ],
)
def test_a_plain_address_is_a_link_without_what_ends_the_sentence(text, links):
    assert [attributes["href"] for tag, attributes in Seen(marked_up(text)).found if tag == "a"] == links


def test_what_looks_like_html_is_shown_as_it_was_typed():
    assert "&lt;b&gt;5 &lt; 6" in marked_up("<b>5 < 6")
