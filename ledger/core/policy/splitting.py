"""Exact division of money and units: every fen and every unit is placed."""

from collections.abc import Sequence
from fractions import Fraction

Weight = int | Fraction


def largest_remainder(total: int, weights: Sequence[Weight]) -> list[int]:
    """`total` in parts proportional to `weights`, whole numbers that sum to it exactly.

    Every part is floored; what is left goes by one each to the largest remainders, ties to the earlier (最大余数法).

    :param total: fen or units, not negative. :param weights: positive; at least one.
    """
    whole = sum(map(Fraction, weights))
    exact = [total * Fraction(weight) / whole for weight in weights]
    parts = [int(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def floored(total: int, weights: Sequence[Weight]) -> tuple[list[int], int]:
    """The floored parts and what is left over, for a tail that goes to a fund (尾差)."""
    whole = sum(map(Fraction, weights))
    parts = [int(total * Fraction(weight) / whole) for weight in weights]
    return parts, total - sum(parts)
