"""What a transaction of ours offers for its gas: today's price, a raised one for a replacement, never above a ceiling.

Amounts are wei per gas. Nodes take the place of a waiting transaction only for a better offer, by 10 % on both members
with most of them (Geth, Besu, Reth, Nethermind, Anvil) and by 12.5 % with the strictest that we know.
"""

from dataclasses import dataclass

from ledger.chain.answered import NodeError, number, understood
from ledger.chain.client import Chain

GWEI = 10**9


@dataclass(frozen=True)
class Offer:
    """What one gas is worth to us.

    :param cap: most that is paid; `tip` is what of it goes to whoever makes the block.
    :param legacy: for a chain without base fees: one price, `cap` and `tip` alike.
    """

    cap: int
    tip: int
    legacy: bool = False

    @property
    def fields(self) -> dict[str, int]:
        """The members of a transaction."""
        if self.legacy:
            return {"gasPrice": self.cap}
        return {"maxFeePerGas": self.cap, "maxPriorityFeePerGas": self.tip}


@dataclass(frozen=True)
class Limit:
    """How far we go for a transaction.

    :param ceiling: most that is ever offered.
    :param patience: seconds that an offer stands before it may be raised.
    """

    ceiling: int = 500 * GWEI
    patience: int = 60


@dataclass(frozen=True)
class Market:
    """The prices of a moment.

    :param base: the newest block's base fee, 0 where there is none.
    :param offer: what we would offer for a new transaction.
    :param asked: the gas price that the node names.
    """

    base: int
    offer: Offer
    asked: int

    def takes(self, offer: Offer) -> bool:
        """Whether an offer is as good as the one that we would make for a new transaction, today's base fee paid."""
        return offer.cap >= self.base and min(offer.tip, offer.cap - self.base) >= self.offer.tip


def market(chain: Chain) -> Market:
    """Today's prices: EIP-1559 where blocks carry a base fee, a gas price elsewhere.

    A base fee of zero is a chain without gas money (Besu, FISCO BCOS in a consortium): nothing is offered. The cap is
    four times today's base fee, so that the same bytes stay good through a rise.
    """
    raw, asked = chain.ask_many([("eth_getBlockByNumber", ("latest", False)), ("eth_gasPrice", ())])
    price = number("eth_gasPrice", asked)
    with understood("a block"):
        fee = raw.get("baseFeePerGas")
    if fee is None:
        return Market(0, Offer(price, price, legacy=True), price)
    base = number("a block", fee)
    if base == 0:
        return Market(0, Offer(0, 0, legacy=True), price)
    tip = max(1, base // 10, _suggested_tip(chain))
    return Market(base, Offer(4 * base + tip, tip), price)


def within(offer: Offer, ceiling: int) -> Offer:
    """The offer, cut down to the ceiling."""
    cap = min(offer.cap, ceiling)
    return Offer(cap, min(offer.tip, cap), offer.legacy)


def raised(standing: Offer, market: Market, ceiling: int) -> Offer | None:
    """An offer that takes the place of the standing one and keeps up with the market as far as the ceiling allows.

    None if the ceiling leaves no room for one. Where nothing is offered (base fee zero), but was too little all the
    same, the price that the node names is.
    """
    least_cap, least_tip = _step(standing.cap), _step(standing.tip)
    wanted = market.offer if market.offer.cap else Offer(market.asked, market.asked, legacy=True)
    cap, tip = max(least_cap, wanted.cap), max(least_tip, wanted.tip)
    if wanted.legacy:
        cap = tip = max(cap, tip)
        least_cap = max(least_cap, least_tip)
    if least_cap > ceiling:
        return None
    return within(Offer(cap, tip, wanted.legacy), ceiling)


def _step(amount: int) -> int:
    return amount + amount // 8 + 1


def _suggested_tip(chain: Chain) -> int:
    try:
        return number("eth_maxPriorityFeePerGas", chain.ask("eth_maxPriorityFeePerGas"))
    except NodeError:
        return 0
