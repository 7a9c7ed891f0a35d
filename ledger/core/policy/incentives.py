"""Grants of ownership and of long-term use to those who made a result (国科发区〔2020〕128号; the plan's pilot)."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from ledger.core.policy.proceeds import TEAM
from ledger.core.policy.table import RuleTable

PUBLIC = "公开"
STATE_OWNED = "state_owned_enterprise"


def is_on_negative_list(security_level: str, flags: Mapping[str, bool]) -> bool:
    """Whether nothing may be granted or kept: not public, or one flag of the self-check is raised.

    Of such a case only code and date are stored; a digest of a secret that can be guessed is itself a leak.
    """
    return security_level != PUBLIC or any(flags.values())


def is_eligible(rules: RuleTable, unit_type: str | None) -> bool:
    """Whether a unit of this type may grant; a person (None) is no unit."""
    return unit_type in rules.eligible_unit_types


def are_whole(*splits: Iterable[tuple[str, Fraction]] | None) -> bool:
    """Whether each of the splits that are given sums to one."""
    return all(sum((ratio for _, ratio in split), Fraction()) == 1 for split in splits if split is not None)


def names_team(split: Iterable[tuple[str, Fraction]] | None) -> bool:
    """Whether a split has a line for the team, which then needs a split of its own."""
    return split is not None and any(party == TEAM for party, _ in split)
