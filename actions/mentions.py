"""Who is meant by @ and a name in a text. Plain functions; no query."""

import re

AT = re.compile(r"(?<![\w@.])@")
WORD = re.compile(r"[^\W\d_][\w'’-]*")


def mentioned(text, names):
    """{name: where it begins in ``text``} of those of ``names`` that stand after an @; the longest that fits counts.

    Capitals make no difference: "@anna verhoeven" means Anna Verhoeven. An address such as
    someone@example.org means nobody.
    """
    found = {}
    for name, start, _end in places(text, names):
        found.setdefault(name, start)
    return found


def places(text, names):
    """(name, where its @ stands, where it ends) of each time one of ``names`` stands after an @ in ``text``."""
    folded = text.casefold()
    if len(folded) != len(text):  # "ß" becomes "ss": places would not fit any more
        folded = text.lower() if len(text.lower()) == len(text) else text
    longest_first = sorted(names, key=len, reverse=True)
    for at in AT.finditer(text):
        start = at.end()
        for name in longest_first:
            end = start + len(name)
            written = folded[start:end]
            if written in (name, name.casefold(), name.lower()) and not folded[end : end + 1].isalnum():
                yield name, at.start(), end
                break


def nobodys(text, names):
    """The words after an @ in ``text`` where none of ``names`` stands, each once, as they are written."""
    known = {at for _name, at, _end in places(text, names)}
    words = [WORD.match(text, at.end()) for at in AT.finditer(text) if at.start() not in known]
    return list(dict.fromkeys(word.group() for word in words if word))
