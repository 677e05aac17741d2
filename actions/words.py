"""Words as the search sees them: folded, cut, asked for, and shown in context. Pure functions.

Both databases are given the very same folded words, so both find the same. A word is a run of letters and
digits without accents and capitals; a Chinese or Japanese character is a word by itself, because these scripts
put no blanks between words. ``docs/decisions/search.md`` says why.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.http import int_to_base36

LONGEST = 64
"""Characters of a word that count; what follows in a longer one is not told apart."""

SHORTEST_BEGINNING = 2
"""Characters from which on a word stands for every word that begins so."""

LONGEST_LISTED = 16
"""Characters up to which all that have a beginning are listed in the index on SQLite; a longer one is put together."""

GAP = "|"
"""Stands between two texts of one thing, so that no phrase reaches from one into the other."""

ALONE = "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
WORD = re.compile(rf"[{ALONE}]|[^\W_{ALONE}]+")

WITHOUT_ACCENT = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t"}
)
"""Letters that Unicode does not take apart, as people type them on a keyboard without them."""

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))
ASKED = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))')


class _Folding(dict):
    """{code of a character: what it is folded to}, filled as characters are met."""

    def __missing__(self, code):
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        kept = "".join(c for c in folded if not unicodedata.category(c).startswith("M"))
        self[code] = kept.translate(WITHOUT_ACCENT)
        return self[code]


FOLDING = _Folding()


@dataclass(frozen=True)
class Term:
    """One thing a query asks for: words that follow each other.

    ``beginning``: the last of them may go on. ``unwanted``: what has them is not shown.
    """

    words: tuple
    beginning: bool = False
    unwanted: bool = False


def folded(text):
    """The text without accents and capitals; it may have become longer or shorter."""
    return text.translate(FOLDING)


def words_of(text):
    """The words of a text, folded, in order."""
    return [word[:LONGEST] for word in WORD.findall(folded(text))]


def places_of(text):
    """The words of a text as (folded word, where it begins, where it ends in the text itself)."""
    came_from = []
    for place, character in enumerate(text):
        came_from += [place] * len(FOLDING[ord(character)])
    for match in WORD.finditer(folded(text)):
        end = came_from[match.end() - 1] + 1
        while end < len(text) and not FOLDING[ord(text[end])]:
            end += 1  # an accent written as a character of its own
        yield match[0][:LONGEST], came_from[match.start()], end


def scoped(report_pk, word):
    """A word as it stands in the index: with its report, so that a search reads the reader's reports alone.

    The report takes the same room in every word, so a pattern can skip it.
    """
    return f"{scope(report_pk)}:{word}"


def scope(report_pk):
    """The report in four characters, which is enough for a million and a half of them."""
    return int_to_base36(report_pk).rjust(4, "0")


def indexed(report_pk, texts):
    """What the index keeps of the texts of one thing: its words with blanks around; empty when there are none."""
    runs = [[scoped(report_pk, word) for word in words_of(text)] for text in texts]
    return f" {GAP} ".join(f" {' '.join(run)} " for run in runs if run).replace("  ", " ")


def asked(text):
    """The terms of a query as a person types it; none when it has no words.

    A word, the beginning of one with a star, “a phrase” in quotation marks, and with a minus before it what is
    unwanted. The last word need not be whole. Nothing else means anything: no query is wrong.
    """
    found = [*ASKED.finditer(text.translate(QUOTES))]
    terms = []
    for match in found:
        word, unwanted = match["word"], bool(match["minus"])
        words = words_of(match["phrase"] if word is None else word)
        if not words:
            continue
        going_on = word is not None and (word.endswith("*") or (match is found[-1] and not unwanted))
        beginning = going_on and len(words[-1]) >= SHORTEST_BEGINNING
        term = Term(tuple(words), beginning, unwanted)
        if term not in terms:
            terms.append(term)
    return terms


def marks(text, terms):
    """Where the wanted terms stand in a text: [(begin, end)], in order, none within another."""
    places = [*places_of(text)]
    words = [place[0] for place in places]
    spans = [(places[n][1], places[n + len(term.words) - 1][2]) for term in terms for n in _beginnings(term, words)]
    joined = []
    for begin, end in sorted(spans):
        if joined and begin < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _beginnings(term, words):
    """Where among ``words`` the term begins; nowhere when it is unwanted."""
    *before, last = term.words
    for n in range(len(words) - len(before)) if not term.unwanted else ():
        word = words[n + len(before)]
        if (word.startswith(last) if term.beginning else word == last) and words[n : n + len(before)] == before:
            yield n


def marked(text, terms):
    """A whole text as [(is it marked?, words)]."""
    return _pieces(text, marks(text, terms))


def excerpt(texts, terms, length=240):
    """The words around the first that are marked, as [(is it marked?, words)], of the text that has most of them.

    With none marked, as when only the thing's name has them, the beginning of the first text; empty
    without any text. ``length`` is in characters, about.
    """
    texts = [(" ".join(text.split())) for text in texts if text.strip()]
    if not texts:
        return []
    found = [marks(text, terms) for text in texts]
    best = max(range(len(texts)), key=lambda n: (len({texts[n][b:e].casefold() for b, e in found[n]}), -n))
    text, spans = texts[best], found[best]
    begin = 0
    if spans and spans[0][0] > length // 3:
        begin = text.find(" ", spans[0][0] - length // 3, spans[0][0]) + 1 or spans[0][0]
    end = len(text)
    if end - begin > length:
        cut = max(begin + length, next((e for b, e in spans if b >= begin), 0))
        end = text.rfind(" ", begin + length // 2, cut + 1)
        end = end if end > begin and not any(b < end < e for b, e in spans) else cut
    kept = [(b - begin, min(e, end) - begin) for b, e in spans if b >= begin and b < end]
    pieces = _pieces(text[begin:end], kept)
    return [*([(False, "… ")] if begin else []), *pieces, *([(False, " …")] if end < len(text) else [])]


def _pieces(text, spans):
    pieces, here = [], 0
    for begin, end in spans:
        pieces += [(False, text[here:begin]), (True, text[begin:end])]
        here = end
    pieces.append((False, text[here:]))
    return [(is_marked, words) for is_marked, words in pieces if words]
