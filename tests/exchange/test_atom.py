"""A feed can be read by any reader of XML, whatever stands in the texts."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

from hypothesis import example, given
from hypothesis import strategies as st

from actions.exchange.atom import atom
from actions.lifecycle import Kind
from actions.models import Entry, Organisation, PriorityAction, Report, User

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = datetime(2026, 11, 24, 11, tzinfo=UTC)
ANY = st.text(st.characters(codec=None, categories=None), max_size=40)


def feed(text):
    """The feed of one entry in which this text stands wherever a text can."""
    report = Report(slug="r", country="BE", title=text, published_on=date(2013, 1, 1))
    entry = Entry(
        report=report,
        sequence=1,
        kind=Kind.UPDATE,
        action=PriorityAction(report=report, number=1, title=text),
        author=User(name=text),
        organisation=Organisation(name=text),
        happened_on=MOMENT.date(),
        recorded_at=MOMENT,
        what_changed=text,
        challenges=text,
        next_steps=text,
        reason=text,
        wording={"title": text},
    )
    entry.author_name = text
    entry.superseder_number = entry.superseder_at = None
    return atom([entry], title=text, page="/activity/", site="https://example.org", updated=MOMENT)


@given(ANY)
@example("<script>alert(1)</script>")
@example("]]><![CDATA[ &amp; &#0; \" ' <!-- --> <?xml?>")
@example("".join(map(chr, range(32))))
@example("\x7f\x80\x85\x9f\u2028\ufdd0\ufffe\uffff\ud800\udfff\U0001fffe\U0010ffff")
def test_whatever_is_written_the_feed_is_well_formed_and_markup_stays_text(text):
    found = ET.fromstring(feed(text).encode())
    entry = found.find(f"{ATOM}entry")
    assert {child.tag for child in entry} == {
        f"{ATOM}{name}" for name in ("title", "link", "published", "updated", "author", "id", "summary")
    }
    assert "<script" not in entry.findtext(f"{ATOM}summary")
    assert entry.find(f"{ATOM}summary").attrib == {"type": "html"}


def test_what_xml_cannot_hold_is_shown_as_missing_and_the_rest_stays():
    found = ET.fromstring(feed("a\0b\uffffc\ud800d 🙂 日本 é").encode())
    assert found.findtext(f"{ATOM}title") == "a\ufffdb\ufffdc\ufffdd 🙂 日本 é"


def test_without_entries_it_is_a_feed_that_does_not_change():
    empty = [atom([], title="T", page="/activity/", site="https://example.org", updated=MOMENT) for _time in range(2)]
    assert empty[0] == empty[1]
    assert ET.fromstring(empty[0].encode()).findtext(f"{ATOM}updated") == "2026-11-24T11:00:00+00:00"
