"""Texts in the order in which people look for them: the same asked of the database as in Python."""

import pytest
from django.db.models import TextField, Value

from actions.alphabet import Alphabetical, folded
from actions.models import Organisation

IN_ORDER = {
    "a  b": "a b",
    "Ærø": "aero",
    "Åland": "aland",
    "Çeşme": "cesme",
    "Đakovo": "dakovo",
    "e\u0301tape": "etape",
    "Étape 2": "etape 2",
    "fin": "fin",
    "\ufb01n 2": "fin 2",
    "İstanbul": "istanbul",
    "Łódź": "lodz",
    "№ 4": "no 4",
    "Œuvre": "oeuvre",
    "STRASSE": "strasse",
    "straße 2": "strasse 2",
    "tM": "tm",
    "Σίσυφος": "σισυφοσ",
    "Йод": "иод",
    "עִבְרִית": "עברית",
    "أمل": "امل",
    "ガ": "カ",
}
"""{text: how it is sorted}, one after the other."""


def test_capitals_and_accents_make_no_other_letters():
    assert {text: folded(text) for text in IN_ORDER} == IN_ORDER
    assert list(IN_ORDER.values()) == sorted(IN_ORDER.values())


@pytest.mark.parametrize("text", [*IN_ORDER, "", "plain", " Two  Words ", "a\u00a0b", "ที่"])
def test_the_database_sorts_as_python_does(text, db):
    Organisation.objects.create(name="One")
    asked = Organisation.objects.values_list(Alphabetical(Value(text, output_field=TextField())))
    assert asked.get()[0].strip() == folded(text)


def test_organisations_are_in_order_on_the_database(db):
    Organisation.objects.bulk_create([Organisation(name=name) for name in sorted(IN_ORDER)])
    found = Organisation.objects.order_by(Alphabetical("name")).values_list("name", flat=True)
    assert [*found] == [*IN_ORDER]
