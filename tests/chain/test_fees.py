"""What we offer for gas: enough for every node's rule, never above the ceiling, nothing where nothing is asked."""

import pytest
from eth_account import Account
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain.abi import address_of
from ledger.chain.fees import GWEI, Market, Offer, raised, within
from ledger.chain.sender import Call, Payer, opened
from ledger.chain.verdicts import judged
from ledger.local.testing import KEYS

amounts = st.integers(0, 10**15)
PAYER = Payer(Account.from_key(KEYS[0]))


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    cap = draw(amounts)
    if draw(st.booleans()):
        return Offer(cap, cap, legacy=True)
    return Offer(cap, draw(st.integers(0, cap)))


markets = st.builds(Market, base=amounts, offer=offers(), asked=amounts)


@given(standing=offers(), market=markets, ceiling=amounts)
def test_a_raised_offer_is_enough_for_every_nodes_rule_and_never_above_the_ceiling(
    standing: Offer, market: Market, ceiling: int
) -> None:
    better = raised(standing, market, ceiling)
    if better is None:
        least = standing.cap + standing.cap // 8 + 1
        assert least > ceiling
        return
    assert 8 * better.cap >= 9 * standing.cap  # 12.5 %
    assert 8 * better.tip >= 9 * standing.tip
    assert better.cap > standing.cap
    assert better.tip > standing.tip
    assert better.tip <= better.cap <= ceiling


@given(standing=offers(), market=markets, ceiling=amounts)
def test_a_raised_offer_keeps_up_with_the_market_as_far_as_the_ceiling_allows(
    standing: Offer, market: Market, ceiling: int
) -> None:
    better = raised(standing, market, ceiling)
    if better is not None and market.offer.cap and market.offer.cap >= market.base + market.offer.tip:
        assert market.takes(better) or better.cap == ceiling


@given(offers(), amounts)
def test_an_offer_within_the_ceiling_is_cut_and_never_grown(offer: Offer, ceiling: int) -> None:
    cut = within(offer, ceiling)
    assert cut.tip <= cut.cap <= min(offer.cap, ceiling)
    assert cut.legacy == offer.legacy
    if offer.cap <= ceiling:
        assert cut == offer


@given(
    to=st.none() | st.binary(min_size=20, max_size=20),
    data=st.binary(max_size=100),
    gas=st.integers(21_000, 30_000_000),
    nonce=st.integers(0, 2**32),
    offer=offers(),
)
def test_a_signed_transaction_tells_what_it_calls_and_offers(
    to: bytes | None, data: bytes, gas: int, nonce: int, offer: Offer
) -> None:
    call = Call(None if to is None else address_of(to), data, gas)
    assert opened(PAYER.sign(call, chain_id=1, nonce=nonce, offer=offer).content) == (call, offer)


def test_nothing_is_raised_where_nothing_is_asked() -> None:
    free = Market(0, Offer(0, 0, legacy=True), 0)
    assert free.takes(Offer(0, 0, legacy=True))
    assert not Market(GWEI, Offer(5 * GWEI, GWEI), GWEI).takes(Offer(0, 0, legacy=True))


# As the nodes of today say it.
SAID = {
    "already known": "known",
    "transaction already imported": "known",
    "Known transaction": "known",
    "ALREADY_EXISTS: already known": "known",
    "AlreadyKnown": "known",
    "nonce too low: next nonce 5, tx nonce 4": "spent",
    "Nonce too low": "spent",
    "OldNonce, Current nonce: 5, nonce of rejected tx: 4": "spent",
    "replacement transaction underpriced": "underpriced",
    "transaction underpriced: gas tip cap 0, minimum needed 1": "underpriced",
    "max fee per gas less than block base fee: address 0x00, maxFeePerGas: 1, baseFee: 875000000": "underpriced",
    "Gas price below configured minimum gas price": "underpriced",
    "FeeTooLow, MaxFeePerGas too low. MaxFeePerGas: 1, BaseFee: 7": "underpriced",
    "insufficient funds for gas * price + value: balance 0, tx cost 1, overshot 1": "unfunded",
    "sender doesn't have enough funds to send tx. The upfront cost is: 1": "unfunded",
    "Upfront cost exceeds account balance": "unfunded",
    "txpool is full": "full",
    "transaction pool is full": "full",
    "intrinsic gas too low: gas 20000, minimum needed 21000": "impossible",
    "exceeds block gas limit": "impossible",
    "Transaction gas limit exceeds block gas limit": "impossible",
    "intrinsic gas too high -- tx.gas_limit > env.block.gas_limit": "impossible",
    "transaction type not supported": "impossible",
    "unknown transaction, the moon is full of cheese": "refused",
    "": "refused",
}


@pytest.mark.parametrize("said", SAID)
def test_what_a_node_says_of_a_transaction_is_told_apart(said: str) -> None:
    handed = judged(f"the node refused eth_sendRawTransaction: {said}")
    assert handed.verdict == SAID[said]
    assert handed.kept == (SAID[said] in ("known", "spent"))
