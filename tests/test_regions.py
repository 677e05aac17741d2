"""Regions: every country is in one, as the United Nations' standard M49 has it."""

from django_countries import countries

from actions.regions import NOWHERE, REGIONS, SUBREGION_OF, SUBREGIONS, countries_in, region_name, region_of


def test_every_country_one_can_choose_is_in_one_subregion_but_those_m49_puts_nowhere():
    assert {code for code, _name in countries} - set(SUBREGION_OF) == {"AQ", "TW"}
    codes = [code for _region, _name, listed in SUBREGIONS.values() for code in listed.split()]
    assert len(codes) == len(set(codes)) == len(SUBREGION_OF)


def test_every_subregion_is_in_a_region_and_every_region_has_some():
    assert {region for region, _name, _codes in SUBREGIONS.values()} == set(REGIONS)


def test_a_country_is_found_in_its_region_and_its_subregion():
    assert region_of("BE") == ("150", "155")
    assert [str(region_name(number)) for number in region_of("BE")] == ["Europe", "Western Europe"]
    assert "BE" in countries_in("150")
    assert countries_in("155") == ["AT", "BE", "CH", "DE", "FR", "LI", "LU", "MC", "NL"]
    assert "KE" not in countries_in("150")


def test_a_place_in_no_region_is_said_to_be_in_none():
    assert region_of("AQ") == (NOWHERE, NOWHERE)
    assert "In no region" in region_name(NOWHERE)
    assert countries_in(NOWHERE) == ["AQ", "TW"]
