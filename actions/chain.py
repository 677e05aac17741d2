"""The hash chain of a report's record: canonical form, digests, links. Pure functions.

``docs/record.md`` describes the form so that anyone can check a record without this program.
"""

import hashlib
import json
import secrets
from datetime import UTC

START = "0" * 64
"""What the first entry of a report names as the hash before it."""

WORDS = ("what_changed", "challenges", "next_steps", "reason", "wording")
"""The fields that hold people's words. Only their salted digest is in the chain."""


def canonical(value):
    """The bytes that are hashed: JSON, keys sorted, no spaces, UTF-8, nothing escaped needlessly."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def new_salt():
    """128 random bits, so that nobody can guess erased words from their digest."""
    return secrets.token_hex(16)


def words_digest(salt, words):
    """SHA-256 over the salt and the words, a dict of the fields named in WORDS."""
    return hashlib.sha256(canonical([salt, words])).hexdigest()


def moment(value):
    """A moment as it is hashed: UTC, microseconds, always of the same length."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_hash(facts):
    """SHA-256 over an entry's facts, which include the hash of the entry before it."""
    return hashlib.sha256(canonical(facts)).hexdigest()
