"""Words as the search sees them: folded, cut, asked for, shown in context."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.words import Term, asked, excerpt, folded, indexed, marked, marks, words_of

texts = st.text(max_size=300) | st.text("aàß-'\" *|:%_\0 計画ñ\u0301İ", max_size=120)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Élève à l’école", "eleve a l ecole"),
        ("STRASSE Straße", "strasse strasse"),
        ("Cœur, sœur, Æsir, Łódź, smørrebrød", "coeur soeur aesir lodz smorrebrod"),
        ("e\u0301tape étape", "etape etape"),
        ("well-being, 2013/14, n° 7, 3.5%", "well being 2013 14 n 7 3 5"),
        ("under_score", "under score"),
        ("План действий", "план деиствии"),
        ("خُطّة العمل", "خطة العمل"),
        ("行動計画", "行 動 計 画"),
        ("İstanbul Ι ς σ", "istanbul ι σ σ"),
        ("a\0b | c", "a b c"),
        ("x" * 100, "x" * 64),
        ("?! … —", ""),
    ],
)
def test_a_text_is_cut_into_words_without_accents_and_capitals(text, words):
    assert words_of(text) == words.split()


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("national plan", [Term(("national",)), Term(("plan",), beginning=True)]),
        ("plan* nation", [Term(("plan",), beginning=True), Term(("nation",), beginning=True)]),
        ('"national plan" law', [Term(("national", "plan")), Term(("law",), beginning=True)]),
        ("“national plan”", [Term(("national", "plan"))]),
        ('plan "not closed', [Term(("plan",)), Term(("not", "closed"))]),
        ("plan -draft", [Term(("plan",)), Term(("draft",), unwanted=True)]),
        ('plan -"first draft"', [Term(("plan",)), Term(("first", "draft"), unwanted=True)]),
        ("l'action", [Term(("l", "action"), beginning=True)]),
        ("x", [Term(("x",))]),
        ("plan plan*", [Term(("plan",)), Term(("plan",), beginning=True)]),
        ("NEAR(a b)", [Term(("near", "a")), Term(("b",))]),
        ("a AND b OR c", [Term(("a",)), Term(("and",)), Term(("b",)), Term(("or",)), Term(("c",))]),
        ("-", []),
        ('" * ( ) : ^ \0', []),
        ("", []),
    ],
)
def test_a_query_is_read_as_people_type_it(query, terms):
    assert asked(query) == terms


@given(texts)
def test_no_query_is_wrong_and_its_words_hold_no_sign_that_means_anything(text):
    for term in asked(text):
        assert term.words
        assert all(word and not set(word) & set("\"'*():^-|%_\\ \0") for word in term.words)


@given(texts)
def test_folding_twice_changes_no_word(text):
    assert words_of(" ".join(words_of(text))) == words_of(text)
    assert " ".join(words_of(folded(text))) == " ".join(words_of(text))


@given(texts, texts)
def test_what_is_marked_is_part_of_the_text_as_it_was_written(text, query):
    pieces = marked(text, asked(query))
    assert "".join(words for _is_marked, words in pieces) == text
    assert all(words for _is_marked, words in pieces)
    spans = marks(text, asked(query))
    assert all(begin < end for begin, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(st.lists(texts, max_size=3), texts)
def test_an_excerpt_is_short_and_in_the_words_of_the_text(found, query):
    pieces = excerpt(found, asked(query), length=60)
    shown = "".join(words for _is_marked, words in pieces).removeprefix("… ").removesuffix(" …")
    assert any(shown in " ".join(text.split()) for text in found) or not shown
    assert len(shown) < 60 + 2 * 300


@given(texts)
def test_every_word_of_a_text_is_found_and_marked_in_it(text):
    for word in words_of(text):
        assert marks(text, [Term((word,))])


def test_an_excerpt_shows_the_words_around_the_first_ones():
    text = "The ministry said nothing for a long time. " * 10 + "Then the Plan was signed." + " Nobody knew why." * 20
    pieces = excerpt(["Nothing here.", text], asked("plan signed"), length=120)
    assert pieces[0] == (False, "… ")
    assert [words for is_marked, words in pieces if is_marked] == ["Plan", "signed"]
    assert pieces[-1] == (False, " …")
    assert 60 < sum(len(words) for _is_marked, words in pieces) < 140


def test_an_excerpt_of_what_has_no_such_word_is_its_beginning():
    assert excerpt(["  ", "A short text."], asked("other")) == [(False, "A short text.")]
    assert excerpt([], asked("other")) == []


def test_an_accent_written_as_a_character_of_its_own_is_marked_with_its_letter():
    assert marked("une e\u0301cole\u0301!", asked("ecole")) == [
        (False, "une "),
        (True, "e\u0301cole\u0301"),
        (False, "!"),
    ]


def test_the_words_of_several_texts_stand_apart_and_with_their_report():
    assert indexed(37, ["Étape une", "?", "Deux"]) == " 0011:etape 0011:une | 0011:deux "
    assert indexed(37, ["?", ""]) == ""
