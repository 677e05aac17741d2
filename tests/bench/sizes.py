"""How much there is to measure on."""

from dataclasses import dataclass

ACTIONS = 4
"""Priority actions of each report, as many as the report on Belgium has."""

STAFF = 16
"""People who write on each report, one for each of those who are there at once."""


@dataclass(frozen=True)
class Size:
    """So many of each on the whole installation; evenly spread over reports and actions."""

    name: str
    reports: int
    milestones: int
    updates: int

    def of_each_action(self, number):
        """How many of ``number`` fall on one action."""
        return number // (self.reports * ACTIONS)


REVIEWED = Size("of the reviewed report", reports=1, milestones=64, updates=4)
"""One more report on every size, whose updates are reviewed. Little happened on it: it is there for what waits."""

SIZES = {
    "S": Size("S", reports=1, milestones=40, updates=400),
    "M": Size("M", reports=10, milestones=2_000, updates=20_000),
    "L": Size("L", reports=100, milestones=20_000, updates=200_000),
    "XL": Size("XL", reports=120, milestones=100_000, updates=1_000_000),
}
