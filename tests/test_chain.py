"""The canonical form: fixed for ever, because every hash rests on it."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

from actions import chain
from actions.models import Entry

# Worked out by hand from docs/record.md: the very bytes that are hashed.
WORDS = (
    '["000102030405060708090a0b0c0d0e0f",'
    '{"challenges":"","next_steps":"Élections: \\"wait\\"\\n","reason":"",'
    '"what_changed":"Plan d’action adopté","wording":{}}]'
)
FACTS = (
    '{"action":3,"author":5,"changes":{"due_on":"2027-01-31","organisation":null},"course":"at_risk",'
    '"course_reason":"capacity","happened_on":"2026-11-24","key":"6f1c8a52-7d0e-4c55-9a40-0d7b6d6f3c11",'
    '"kind":"update","level":"partly_implemented","milestone":null,"organisation":2,"place":9,'
    '"previous_hash":"0000000000000000000000000000000000000000000000000000000000000000",'
    '"recorded_at":"2026-11-24T11:00:00.000123Z","report":1,"sequence":9,"state":"","supersedes":null,'
    '"words_digest":"dcbf"}'
)


def entry():
    return Entry(
        report_id=1,
        sequence=9,
        place=9,
        kind="update",
        action_id=3,
        author_id=5,
        organisation_id=2,
        happened_on=datetime(2026, 11, 24, tzinfo=UTC).date(),
        recorded_at=datetime(2026, 11, 24, 12, 0, 0, 123, tzinfo=timezone(timedelta(hours=1))),
        what_changed="Plan d’action adopté",
        next_steps='Élections: "wait"\n',
        level="partly_implemented",
        course="at_risk",
        course_reason="capacity",
        changes={"organisation": None, "due_on": "2027-01-31"},
        key="6f1c8a52-7d0e-4c55-9a40-0d7b6d6f3c11",
        salt="000102030405060708090a0b0c0d0e0f",
        words_digest="dcbf",
        previous_hash=chain.START,
    )


def test_the_words_are_digested_in_the_documented_form():
    made = chain.words_digest(entry().salt, entry().words())
    assert made == sha256(WORDS.encode()).hexdigest()
    assert made == "8e9ed412126c52177a1f168e37f5479d54ac6ed4dc4eb4193f2be4ddcb4657a2"


def test_the_facts_are_hashed_in_the_documented_form():
    assert chain.canonical(entry().facts()).decode() == FACTS
    assert chain.entry_hash(entry().facts()) == "7e33ea346a388cb76c2127662753cacf6684c398745c1cc3eaeb025a7536ed66"


def test_every_column_of_an_entry_is_hashed_or_has_a_reason_not_to_be():
    covered = set(entry().facts()) | set(chain.WORDS)
    columns = {field.name for field in Entry._meta.concrete_fields}
    # The row's own number and the results themselves; salt goes with the words, and erased_at says they went.
    assert columns - covered == {"id", "hash", "salt", "erased_at"}


def test_a_moment_is_written_in_utc_always_at_the_same_length():
    assert chain.moment(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) == "2026-01-02T03:04:05.000000Z"
    assert (
        chain.moment(datetime(2026, 1, 2, 1, 0, tzinfo=timezone(timedelta(hours=2)))) == "2026-01-01T23:00:00.000000Z"
    )


def test_no_two_salts_are_alike():
    salts = {chain.new_salt() for _ in range(1000)}
    assert len(salts) == 1000
    assert {len(salt) for salt in salts} == {32}


def test_the_same_words_have_another_digest_under_another_salt():
    assert chain.words_digest("a", {"what_changed": "x"}) != chain.words_digest("b", {"what_changed": "x"})
