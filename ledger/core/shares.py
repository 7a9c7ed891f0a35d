"""Shares of an achievement: exact units of one whole, and the table of holders packed as the contract packs it.

The whole is 720 720 000 units (2⁷·3²·5⁴·7·11·13), so every 0.01 % and every 1/n up to n = 16 is exact.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.core.errors import Malformed

WHOLE = 720_720_000
MAX_HOLDERS = 16
WRITTEN = r"[0-9]{1,12}(/[0-9]{1,12}|(\.[0-9]{1,10})?%?)"
"""How people write a share of the whole: `1/10`, `10%`, `12.5%`."""
_ENTRIES_PER_WORD = 4
_ENTRY_BITS = 64
_UNITS_SHIFT = 34
_UNITS_BITS = 30


@dataclass(frozen=True)
class Share:
    """`units` of the whole held by `party` (its number on the chain)."""

    party: int
    units: int

    @property
    def fraction(self) -> Fraction:
        """The share as a reduced fraction of the whole."""
        return Fraction(self.units, WHOLE)


@dataclass(frozen=True)
class Movement:
    """`units` of the whole that pass from one party to another."""

    giver: int
    receiver: int
    units: int


def units_of(fraction: Fraction) -> int:
    """How many units a fraction of the whole is.

    :raises Malformed: `SHARE_NOT_EXACT` if it is no whole number of units, or not in (0, 1].
    """
    units = fraction * WHOLE
    if units.denominator != 1 or not 0 < units <= WHOLE:
        raise Malformed(
            "SHARE_NOT_EXACT",
            f"{fraction} of the whole is {float(units):.6f} units, not a whole number from 1 to {WHOLE}",
            next="choose a share that is a multiple of 0.01 % or a fraction with a denominator up to 16",
            share=str(fraction),
        )
    return int(units)


def check_whole(table: Sequence[Share]) -> None:
    """Demand a table of 1 to 16 different holders, none of them empty, that sums to the whole.

    :raises Malformed: `TOO_MANY_HOLDERS`, `PARTY_TWICE`, `SHARE_EMPTY` or `SHARES_NOT_WHOLE`.
    """
    if len(table) > MAX_HOLDERS:
        message = f"{len(table)} holders; an achievement has at most {MAX_HOLDERS}"
        raise Malformed("TOO_MANY_HOLDERS", message, next="name fewer holders", count=len(table))
    if len({share.party for share in table}) != len(table):
        parties = [share.party for share in table]
        message = f"a party stands twice in {parties}"
        raise Malformed("PARTY_TWICE", message, next="name each party once", parties=parties)
    for share in table:
        if share.units <= 0 or share.party <= 0:
            message = f"party {share.party} with {share.units} units is no holder"
            raise Malformed("SHARE_EMPTY", message, next="correct the shares", party=share.party, units=share.units)
    total = sum(share.units for share in table)
    if total != WHOLE:
        message = f"the shares sum to {total} units, the whole is {WHOLE}"
        raise Malformed("SHARES_NOT_WHOLE", message, next="correct the shares", sum=total)


def apply_movements(table: Sequence[Share], movements: Iterable[Movement]) -> list[Share]:
    """The table after all movements, in the contract's order: holders keep their place, newcomers come last in order
    of appearance, and one who is left with nothing goes.

    :raises Malformed: `NOT_ENOUGH` if a giver holds less than it gives, `MOVEMENT_EMPTY` for no units or a movement
        to oneself; whatever `check_whole` raises about the result.
    """
    units = {share.party: share.units for share in table}
    for movement in movements:
        if movement.units <= 0 or movement.giver == movement.receiver:
            raise Malformed(
                "MOVEMENT_EMPTY", f"{movement} moves nothing", next="correct the movement", **vars(movement)
            )
        held = units.get(movement.giver, 0)
        if held < movement.units:
            raise Malformed(
                "NOT_ENOUGH",
                f"party {movement.giver} holds {held} units and cannot give {movement.units}",
                next="correct the movement",
                party=movement.giver,
                has=held,
                needs=movement.units,
            )
        units[movement.giver] = held - movement.units
        units[movement.receiver] = units.get(movement.receiver, 0) + movement.units
    after = [Share(party, left) for party, left in units.items() if left]
    check_whole(after)
    return after


def pack(table: Sequence[Share], encumbered: Iterable[int] = ()) -> list[int]:
    """The table as the contract stores it: four entries a word, the first in the lowest 64 bits.

    An entry is, from its lowest bit: party 32, encumbered 1, reserved 1, units 30. Only the words in use are
    returned.
    """
    flagged = set(encumbered)
    words = [0] * ((len(table) + _ENTRIES_PER_WORD - 1) // _ENTRIES_PER_WORD)
    for i, share in enumerate(table):
        entry = share.party | (share.party in flagged) << 32 | share.units << _UNITS_SHIFT
        words[i // _ENTRIES_PER_WORD] |= entry << (_ENTRY_BITS * (i % _ENTRIES_PER_WORD))
    return words


def unpack(words: Sequence[int], entries: int) -> list[Share]:
    """The first `entries` holders in the packed words.

    :raises Malformed: `WORDS_SHORT` if the words cannot hold so many, `WORDS_UNCLEAN` if anything stands behind the
        last entry.
    """
    if not 0 <= entries <= len(words) * _ENTRIES_PER_WORD:
        message = f"{len(words)} words cannot hold {entries} holders"
        raise Malformed("WORDS_SHORT", message, next="ask another node", words=len(words), entries=entries)
    flat = sum(word << (256 * i) for i, word in enumerate(words))
    if flat >> (_ENTRY_BITS * entries):
        message = f"something stands behind the {entries} holders"
        raise Malformed("WORDS_UNCLEAN", message, next="ask another node", entries=entries)
    table = []
    for i in range(entries):
        entry = flat >> (_ENTRY_BITS * i)
        table.append(Share(entry & 0xFFFFFFFF, entry >> _UNITS_SHIFT & ((1 << _UNITS_BITS) - 1)))
    return table
