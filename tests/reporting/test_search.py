"""What is found, by whom, in which order: the same on every database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from actions.models import Report, Role, SearchText, User
from actions.models.search import FEW, MANY, place
from actions.reporting.search import ONLY, search
from actions.services.erasure import erase_words
from actions.services.notes import remove_note
from actions.services.reports import change
from actions.services.search import differences
from actions.words import asked
from tests.factories import add_milestone, add_note, correct, drop, join, log, person, withdraw


def found(user, query, **options):
    """What the reader finds: a name, or the words of an entry or a note, each cut to its first two words."""
    reports = list(Report.objects.visible_to(user))
    return [said(result.thing) for result in search(user, asked(query), reports=reports, **options).items]


def said(thing):
    for name in ("title", "text", "what_changed", "reason"):
        if words := getattr(thing, name, ""):
            return words
    return thing.kind


# --- The shared cases: some texts, and for each query those it finds, the newest first ---

TEXTS = {
    1: "Le ministère a adopté l’action nationale contre la traite.",
    2: "The ministry named a working group; the group works in Liège.",
    3: "De Straße in Aken: één plan, geïntegreerd beleid voor slachtoffers.",
    4: "Well-being of children (2013/14) — budget €3.5m, 40% paid.",
    5: "AND OR NOT NEAR the plan",
    6: "Œuvre commune: les cœurs, l'élève et Łódź. Smørrebrød!",
    7: "План действий принят; Елка и ёлка.",
    8: "行動計画を採択した",
    9: "خُطّة العمل الوطنية",
    10: "e\u0301tude préliminaire d'impact, p. 12–15",
    11: "plan planning planner’s PLANS",
    12: "https://example.org/path?q=1&x=y contact@example.org under_score 100% a*b",
    13: "Das Übereinkommen wurde übersetzt; müssen, daß, Größe.",
    14: "<script>alert(1)</script> & <b>bold</b>",
    15: "Σίσυφος ΣΊΣΥΦΟΣ",
    16: "한국어 계획",
    17: "first ministry, then nothing; later a group",
}

CASES = [
    ("ministere", [1]),
    ("MINISTÈRE", [1]),
    ("minist", [17, 2, 1]),
    ("minist*", [17, 2, 1]),
    ("minist* group", [17, 2]),
    ("ministry", [17, 2]),
    ("ministry group", [17, 2]),
    ("group ministry", [17, 2]),
    ('"working group"', [2]),
    ('"group working"', []),
    ('"group the group"', [2]),
    ('"ministry named a working"', [2]),
    ('"the plan"', [5]),
    ('"ministry then"', [17]),
    ('"nothing later"', [17]),
    ("l'action", [1]),
    ("l’action", [1]),
    ("action", [1]),
    ("d'impact", [10]),
    ("d'imp", [10]),
    ("liege", [2]),
    ("Liège", [2]),
    ("strasse", [3]),
    ("Straße", [3]),
    ("STRASSE", [3]),
    ("stras", [3]),
    ("een geintegreerd", [3]),
    ("één GEÏNTEGREERD beleid", [3]),
    ("geïnt", [3]),
    ("well-being", [4]),
    ("well being", [4]),
    ("wellbeing", []),
    ('"being well"', []),
    ("2013", [4]),
    ("2013/14", [4]),
    ("201", [4]),
    ("3.5", []),
    ("3.5m", [4]),
    ("40", [4]),
    ("40%", [4]),
    ("and or not near", [5]),
    ("AND", [5]),
    ("NOT", [17, 5]),
    ('NEAR("the plan")', [5]),
    ("oeuvre coeurs", [6]),
    ("œuvre cœurs", [6]),
    ("eleve lodz", [6]),
    ("smorrebrod", [6]),
    ("план", [7]),
    ("ПЛАН действий", [7]),
    ("елка", [7]),
    ("行動", [8]),
    ("計画", [8]),
    ("計動", []),
    ("خطة", [9]),
    ("etude", [10]),
    ("étude preliminaire", [10]),
    ("12-15", [10]),
    ("plan", [11, 5, 3]),
    ("plan the", [5]),
    ('"plan"', [11, 5, 3]),
    ("plann*", [11]),
    ("plans", [11]),
    ("planner's", [11]),
    ("plan -planning", [5, 3]),
    ('plan -"the plan"', [11, 3]),
    ("plan -beleid", [11, 5]),
    ("-plan", []),
    ("example.org", [12]),
    ("contact@example.org", [12]),
    ("under_score", [12]),
    ("a*b", [12]),
    ("ubereinkommen übersetzt", [13]),
    ("dass grosse", [13]),
    ("müssen", [13]),
    ("mussen", [13]),
    ("script alert", [14]),
    ("<b>bold", [14]),
    ("σισυφος", [15]),
    ("계획", [16]),
    ("a", [17, 12, 2, 1]),
    ("p", [10]),
    ("zzzz", []),
    ("ministry zzzz", []),
    ("%", []),
    ("_", []),
    ('"', []),
    ("* ( ) : ^ -", []),
]


@pytest.fixture
def texts(action, staff):
    return {log(action, staff, text).what_changed: number for number, text in TEXTS.items()}


@pytest.mark.parametrize(("few", "many"), [(FEW, MANY), (1, 2), (0, 0), (0, MANY)])
@pytest.mark.parametrize("earlier", [False, True])
def test_every_query_of_the_shared_cases_finds_what_it_should(texts, staff, earlier, few, many, monkeypatch):
    # PostgreSQL goes other ways where there is more.
    monkeypatch.setattr("actions.models.search.FEW", few)
    monkeypatch.setattr("actions.models.search.MANY", many)
    answers = {}
    for query, _expected in CASES:
        words = found(staff, query, only="updates", earlier=earlier, size=100)
        answers[query] = [texts[text] for text in words]
    expected = dict(CASES)
    assert {query: answer for query, answer in answers.items() if answer != expected[query]} == {}
    assert len(CASES) > 80


SIGNS = st.text("\"*():^-'%_\\|\0 \n{}[]<>&+~,.;ANDORTEaplné計“”'", max_size=40) | st.text(max_size=60)


@pytest.fixture
def some(texts, staff):
    return staff


@given(SIGNS)
def test_no_query_whatever_is_an_error(some, query):
    found(some, query)


@given(st.lists(st.text("abé -ß計ёñ", min_size=1, max_size=12), min_size=1, max_size=3), st.data())
def test_whatever_is_written_is_found_by_its_own_words(belgium, action, staff, written, data):
    """Random texts, asked for by phrases out of them: the index and the words agree."""
    text = " ".join(written)
    entry = log(action, staff, text)
    for term in asked(text):
        assert text in found(staff, f'"{" ".join(term.words)}"', only="updates", size=1000)
    withdraw(entry, staff)


# --- What there is to find ---


def test_actions_come_first_then_milestones_then_the_newest(action, staff, coordinator):
    log(action, staff, "A national plan was promised.")
    add_note(action, staff, "Ask about the national plan.")
    add_milestone(action, coordinator, "National plan published")
    log(action, staff, "The national plan is being printed.", happened_on=date(2026, 11, 2))
    assert found(staff, '"national plan"') == [
        action.title,
        "National plan published",
        "The national plan is being printed.",
        "Ask about the national plan.",
        "A national plan was promised.",
    ]


def test_every_field_of_a_thing_is_searched_and_no_phrase_reaches_from_one_into_another(action, staff, coordinator):
    entry = log(action, staff, "One alpha", challenges="two beta", next_steps="three gamma")
    for query in ("alpha", "beta", "gamma", "alpha gamma"):
        assert found(staff, query) == [entry.what_changed]
    assert found(staff, '"alpha two"') == []
    milestone = add_milestone(action, coordinator, "Step delta")
    drop(milestone, coordinator, reason="Because of epsilon.")
    assert found(staff, "epsilon") == ["Because of epsilon."]
    for words in (action.theme, action.recommendation, action.addressee):
        assert action.title in found(staff, f'"{words[:150]}"')


@pytest.mark.parametrize("only", ONLY)
def test_a_search_is_narrowed_to_one_kind(only, lively, staff):
    reports = list(Report.objects.visible_to(staff))
    kinds = {result.kind for result in search(staff, asked("e*") + asked("a*"), reports=reports, only=only).items}
    assert kinds <= {ONLY[only][1]}
    every = {kind for query in ("plan", "the", "named", "elections", "ask") for kind in kinds_of(staff, query, only)}
    assert every == {ONLY[only][1]}


def kinds_of(user, query, only):
    reports = list(Report.objects.visible_to(user))
    return {result.kind for result in search(user, asked(query), reports=reports, only=only, earlier=True).items}


def test_what_was_corrected_or_withdrawn_is_found_only_when_asked_for(action, staff):
    wrong = log(action, staff, "Canary one.")
    correct(wrong, staff, what_changed="Canary two.", reason="A canary miscounted.")
    withdraw(log(action, staff, "Canary three."), staff, reason="That was no canary.")
    assert found(staff, "canary") == ["Canary two."]
    reports = list(Report.objects.visible_to(staff))
    results = search(staff, asked("canary"), reports=reports, earlier=True).items
    assert [(said(result.thing), result.fate) for result in results] == [
        ("That was no canary.", ""),
        ("Canary three.", "withdrawn"),
        ("Canary two.", ""),
        ("Canary one.", "corrected"),
    ]


def test_a_thing_is_found_by_its_new_name_and_by_its_first_one_only_when_asked_for(action, coordinator):
    milestone = add_milestone(action, coordinator, "Robin published")
    change(subject=milestone, by=coordinator, values={"title": "Wren published"}, reason="")
    assert found(coordinator, "wren", only="milestones") == ["Wren published"]
    assert found(coordinator, "robin") == []
    reports = list(Report.objects.visible_to(coordinator))
    (result,) = search(coordinator, asked("robin"), reports=reports, earlier=True).items
    assert (result.fate, result.thing.kind) == ("earlier", "milestone_added")


# --- Rights ---


def test_nobody_finds_what_is_on_a_report_they_are_not_on(lively, staff, stranger, other_report):
    log(lively.first, staff, "A canary sang.")
    assert found(stranger, "canary") == []
    # Not even when someone hands the report in.
    assert search(stranger, asked("canary"), reports=[lively.report]).items == []
    assert found(join(stranger, lively.report, Role.OBSERVER), "canary") == ["A canary sang."]


def test_an_internal_note_is_found_by_its_organisation_alone(action, staff, colleague, coordinator):
    add_note(action, staff, "An internal canary.")
    add_note(action, staff, "A shared canary.", audience="shared")
    assert found(staff, "canary") == ["A shared canary.", "An internal canary."]
    same = join(person("Sven", "North Shelter"), action.report, Role.OBSERVER)
    assert len(found(same, "canary")) == 2
    for other in (colleague, coordinator, join(person("Homeless"), action.report, Role.OBSERVER)):
        assert found(other, "canary") == ["A shared canary."]


def test_an_administrator_finds_every_report_but_notes_only_as_a_member(lively, staff, other_report):
    add_note(lively.first, staff, "A shared canary.", audience="shared")
    log(lively.first, staff, "A canary sang.")
    ada = User.objects.create_superuser("ada@example.org", name="Ada")
    assert found(ada, "canary") == ["A canary sang."]
    assert found(join(ada, lively.report, Role.OBSERVER), "canary") == ["A canary sang.", "A shared canary."]


# --- Pages ---


def test_results_are_paged_without_doubles_and_gaps_and_counted_up_to_a_bound(action, staff, monkeypatch):
    monkeypatch.setattr("actions.reporting.search.COUNTED", 8)
    reports = list(Report.objects.visible_to(staff))
    entries = [log(action, staff, f"Canary {n}.") for n in range(11)]
    pages, after = [], None
    while not pages or after:
        results = search(staff, asked("canary"), reports=reports, after=after, size=4)
        pages.append([result.thing for result in results.items])
        after = results.next
        if len(pages) == 1:
            assert (results.count, results.more) == (8, True)
            log(action, staff, "A newer canary, which moves no page.")
    assert [len(page) for page in pages] == [4, 4, 3]
    assert [entry for page in pages for entry in page] == entries[::-1]


def test_as_many_as_the_bound_are_counted_exactly(action, staff, monkeypatch):
    monkeypatch.setattr("actions.reporting.search.COUNTED", 3)
    reports = list(Report.objects.visible_to(staff))
    for n in range(3):
        log(action, staff, f"Canary {n}.")
    results = search(staff, asked("canary"), reports=reports, size=4)
    assert (results.count, results.more, results.next) == (3, False, None)


@given(st.integers(10**9, 4 * 10**9), st.integers(2, 2**40), st.integers(2, 10**9))
def test_places_fit_into_a_row_and_follow_the_clock(seconds, pk, milliseconds):
    moment = datetime.fromtimestamp(seconds, UTC)
    entry, later = place("update", pk, moment), place("note", 1, moment + timedelta(milliseconds=milliseconds))
    assert 0 < entry < later < place("milestone", 1) < place("milestone", pk) < place("action", 1) < 1 << 63


def test_a_word_is_found_by_each_of_its_beginnings_however_long(action, staff):
    """On SQLite the short ones are looked up and the long ones put together; nobody notices which."""
    word, other = "gleichstellungsbeauftragte", "gleichstellungsgesetz"
    log(action, staff, word)
    log(action, staff, other)
    for length in range(2, len(word) + 1):
        begins = word[:length]
        assert found(staff, begins) == ([other, word] if other.startswith(begins) else [word])
        assert found(staff, f"action {begins}") == []


# --- Words that are gone ---


def stored():
    """Everything the index holds, as bytes, on SQLite its own store included."""
    text = "".join(SearchText.objects.values_list("words", flat=True)).encode()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT block FROM actions_wordindex_data")
            return text + b"".join(bytes(block) for (block,) in cursor.fetchall())
        cursor.execute("SELECT lexemes::text FROM actions_searchtext")
        return text + "".join(lexemes for (lexemes,) in cursor.fetchall()).encode()


def test_erased_words_are_nowhere_in_the_index(action, staff, coordinator):
    milestone = add_milestone(action, coordinator, "Qwertycanary published")
    entry = log(action, staff, "Xylocanary said so.")
    change(subject=milestone, by=coordinator, values={"title": "Vwxyzcanary"}, reason="Ghjklcanary.")
    note = add_note(action, staff, "Plmoknote.")
    for word in (b"qwertycanary", b"xylocanary", b"vwxyzcanary", b"ghjklcanary", b"plmoknote"):
        assert word in stored()
    for one in (entry, *milestone.entries.all()):
        erase_words(entry=one, by=coordinator, reason="By law.")
    remove_note(note=note)
    for word in (b"qwerty", b"xylo", b"vwxyz", b"ghjkl", b"plmok"):
        assert word not in stored()
    for query in ("qwertycanary", "xylocanary", "vwxyzcanary", "ghjklcanary", "plmoknote"):
        assert found(staff, query, earlier=True) == []
    assert found(staff, "erased") == []
    assert list(differences(action.report)) == []


def test_the_index_is_sound_after_all_that(lively, coordinator, staff):
    """Held against the words it was made from, in the way of each database."""
    erase_words(entry=lively.update, by=coordinator, reason="By law.")
    remove_note(note=lively.note)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Fails if they differ.
            cursor.execute("INSERT INTO actions_wordindex(actions_wordindex, rank) VALUES ('integrity-check', 1)")
        else:
            words = "array_to_tsvector(array_remove(string_to_array(words, ' '), ''))"
            cursor.execute(f"SELECT count(*) FROM actions_searchtext WHERE lexemes IS DISTINCT FROM {words}")
            assert cursor.fetchone() == (0,)
