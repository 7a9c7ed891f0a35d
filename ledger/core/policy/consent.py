"""Whose consent a disposal needs beside those who act (专利法 14: as agreed, else all co-owners)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from ledger.core.shares import WHOLE


class Rule(StrEnum):
    """How co-owners decide; without an agreement unanimously."""

    UNANIMOUS = "unanimous"
    TWO_THIRDS = "two_thirds"
    MAJORITY = "majority"
    DELEGATED_UNIT = "delegated_unit"
    DELEGATED_TEAM = "delegated_team"


TWO_THIRDS, HALF = Fraction(2, 3), Fraction(1, 2)


@dataclass(frozen=True)
class Deciding:
    """How the holders of an achievement decide.

    :param holders: units by holder, in order. :param unit: the unit of the grant agreement.
    :param representative: the team's. :param shares_free: shares may be conveyed without consent.
    """

    holders: Mapping[str, int]
    rule: Rule = Rule.UNANIMOUS
    unit: str | None = None
    representative: str | None = None
    shares_free: bool = False

    def missing(self, actors: set[str], signed: set[str]) -> set[str]:
        """Who has not consented to what `actors` do; empty if enough have.

        :param signed: all who signed, the actors among them.
        """
        if self.rule in (Rule.TWO_THIRDS, Rule.MAJORITY):
            return set() if self.is_enough(signed | actors) else set(self.holders) - signed - actors
        return self._asked(actors) - signed - actors

    def is_enough(self, signed: set[str]) -> bool:
        """Whether these hold two thirds, or more than half where that decides."""
        share = Fraction(sum(units for party, units in self.holders.items() if party in signed), WHOLE)
        return share > HALF if self.rule is Rule.MAJORITY else share >= TWO_THIRDS

    def needs(self, *actors: str) -> set[str]:
        """What a disposal by these alone needs: `consent:X` of each who has to, or `consent:two_thirds` or
        `consent:majority`."""
        acting = set(actors)
        if self.rule in (Rule.TWO_THIRDS, Rule.MAJORITY):
            return set() if self.is_enough(acting) else {f"consent:{self.rule}"}
        return {f"consent:{other}" for other in self._asked(acting) - acting}

    def _asked(self, actors: set[str]) -> set[str]:
        if self.rule is Rule.DELEGATED_UNIT:
            return {self.unit} if self.unit else set()
        if self.rule is Rule.DELEGATED_TEAM:
            return {self.representative} if self.representative else set()
        return set(self.holders) - actors
