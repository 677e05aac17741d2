"""How a test reads a refusal."""

from actions.lifecycle import Refused


def refused(do, *args, **kwargs):
    """(field, sentence) of the refusal; fails when there is none."""
    try:
        done = do(*args, **kwargs)
    except Refused as refusal:
        return refusal.field, str(refusal.message)
    raise AssertionError(f"nobody refused, and now there is {done!r}")
