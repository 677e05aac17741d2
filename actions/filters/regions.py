"""Regions to choose from."""

from django.utils.translation import gettext_lazy as _

from actions.alphabet import folded
from actions.regions import NOWHERE, REGIONS, region_name, region_of


def regions_of(codes):
    """The regions of some countries and, under each, their subregions, as choices; what is in none comes last."""
    found = {}
    for region, subregion in {region_of(code) for code in codes}:
        found.setdefault(region, []).append((subregion, str(region_name(subregion))))
    nowhere = found.pop(NOWHERE, [])
    named = [
        (str(REGIONS[number]), [(number, _("All of %(region)s") % {"region": REGIONS[number]}), *by_name(within)])
        for number, within in found.items()
    ]
    return sorted(named, key=lambda region: folded(region[0])) + nowhere


def by_name(choices):
    return sorted(choices, key=lambda choice: folded(str(choice[1])))
