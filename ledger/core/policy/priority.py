"""Priority of co-owners and completers when a share is sold to an outsider (民法典 847, 860; 306 by analogy)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from ledger.core.policy.splitting import largest_remainder


def entitled(
    holders: Mapping[str, int], seller: str, *, units: Sequence[str], completers: Sequence[str], service: bool
) -> list[str]:
    """Who may take the share on the same terms: the other holders, then, when a completing unit sells a service
    achievement, its completers (847). All are of one rank; none among co-owners and on succession (解释(一) 9, 13).

    :return: holders in their order, then the other completers in that of the filing.
    """
    found = [holder for holder in holders if holder != seller]
    if service and seller in units:
        found += [person for person in completers if person not in found and person != seller]
    return found


def state(
    *,
    last_day: date,
    to: Collection[str],
    claimed: Collection[str],
    waived: Collection[str],
    day: date,
    ended: str | None,
) -> str:
    """The state of an offer on a day.

    :param ended: `SETTLED`, `SOLD` or `WITHDRAWN` if an act ended it.
    :return: one of these, else `OPEN` until its last day is over or all have answered; then `EXERCISED` if anyone
        claimed, `WAIVED` if all waived, `LAPSED` if somebody kept silent (silence is no claim).
    """
    if ended is not None:
        return ended
    if day <= last_day and len(claimed) + len(waived) < len(to):
        return "OPEN"
    if claimed:
        return "EXERCISED"
    return "WAIVED" if len(waived) == len(to) else "LAPSED"


def shares_taken(units: int, claimants: Sequence[str], holders: Mapping[str, int]) -> dict[str, int]:
    """How several claimants take the share (民法典 306 by analogy): in proportion to what they hold, equally if one of
    them holds nothing, by largest remainder.

    :param claimants: in the order of `entitled`.
    """
    held = [holders.get(party, 0) for party in claimants]
    weights = held if all(held) else [1] * len(held)
    return dict(zip(claimants, largest_remainder(units, weights), strict=True))
