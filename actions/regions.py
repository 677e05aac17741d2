"""Where in the world a country is: the regions and subregions of the United Nations' standard M49.

Plain data: country codes as ISO 3166 has them, regions by their M49 numbers, in the standard's own words
("Standard country or area codes for statistical use", unstats.un.org/unsd/methodology/m49). Where M49 has a level
between, as in Africa, the subregion is that level. What M49 puts in no region is in none here.
"""

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries

REGIONS = {
    "002": _("Africa"),
    "019": _("Americas"),
    "142": _("Asia"),
    "150": _("Europe"),
    "009": _("Oceania"),
}
"""{number: name} of the regions."""

SUBREGIONS = {
    "015": ("002", _("Northern Africa"), "DZ EG EH LY MA SD TN"),
    "014": ("002", _("Eastern Africa"), "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW"),
    "017": ("002", _("Middle Africa"), "AO CD CF CG CM GA GQ ST TD"),
    "018": ("002", _("Southern Africa"), "BW LS NA SZ ZA"),
    "011": ("002", _("Western Africa"), "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG"),
    "029": (
        "019",
        _("Caribbean"),
        "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
    ),
    "013": ("019", _("Central America"), "BZ CR GT HN MX NI PA SV"),
    "005": ("019", _("South America"), "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE"),
    "021": ("019", _("Northern America"), "BM CA GL PM US"),
    "143": ("142", _("Central Asia"), "KG KZ TJ TM UZ"),
    "030": ("142", _("Eastern Asia"), "CN HK JP KP KR MN MO"),
    "035": ("142", _("South-eastern Asia"), "BN ID KH LA MM MY PH SG TH TL VN"),
    "034": ("142", _("Southern Asia"), "AF BD BT IN IR LK MV NP PK"),
    "145": ("142", _("Western Asia"), "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE"),
    "151": ("150", _("Eastern Europe"), "BG BY CZ HU MD PL RO RU SK UA"),
    "154": ("150", _("Northern Europe"), "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ"),
    "039": ("150", _("Southern Europe"), "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA"),
    "155": ("150", _("Western Europe"), "AT BE CH DE FR LI LU MC NL"),
    "053": ("009", _("Australia and New Zealand"), "AU CC CX HM NF NZ"),
    "054": ("009", _("Melanesia"), "FJ NC PG SB VU"),
    "057": ("009", _("Micronesia"), "FM GU KI MH MP NR PW UM"),
    "061": ("009", _("Polynesia"), "AS CK NU PF PN TK TO TV WF WS"),
}
"""{number: (number of the region it is in, name, codes of its countries)}."""

SUBREGION_OF = {country: number for number, (_of, _name, codes) in SUBREGIONS.items() for country in codes.split()}
"""{code of a country: number of its subregion}."""


NOWHERE = "none"
"""What stands for the region and the subregion of what M49 puts in neither."""


def region_of(country):
    """(number of the region, number of the subregion) of a country's code."""
    subregion = SUBREGION_OF.get(country)
    return (SUBREGIONS[subregion][0], subregion) if subregion else (NOWHERE, NOWHERE)


def region_name(number):
    """The name of a region or subregion by its number."""
    if number in REGIONS:
        return REGIONS[number]
    return SUBREGIONS[number][1] if number != NOWHERE else _("In no region of the UN’s standard M49")


def country_name(code):
    """The name of a country by its code, in the reader's language; a list asks for hundreds."""
    return _country_name(code, get_language())


@lru_cache(maxsize=10_000)
def _country_name(code, _language):
    return str(countries.name(code))


def countries_in(number):
    """The codes of the countries in a region or a subregion."""
    return sorted(country for country in countries.countries if number in region_of(country))
