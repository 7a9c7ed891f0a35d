"""The genesis of a Clique chain with the EVM of Shanghai (EIP-225: who may seal stands in the first header)."""

import os
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

CHAIN_ID = 52_014
PERIOD = 1
"""Seconds between two blocks."""

GAS_LIMIT = 30_000_000
_VANITY, _SEAL = 32, 65
_FORKS = (
    *("homesteadBlock", "eip150Block", "eip155Block", "eip158Block", "byzantiumBlock", "constantinopleBlock"),
    *("petersburgBlock", "istanbulBlock", "berlinBlock", "londonBlock"),
)


def depth(validators: int) -> int:
    """Blocks under which one is buried for good in practice: as many as there are validators.

    A validator seals one of any ⌊n/2⌋ + 1 blocks in a row, so that these have as many different sealers: a majority.
    A minority that is cut off adds at most ⌊n/2⌋ blocks to what it had; that many could be turned. `n` leaves room for
    blocks that were sealed at the same height because their makers had not heard of each other yet.
    """
    return validators


def needed(validators: int) -> int:
    """How many validators have to seal for the chain to go on."""
    return validators // 2 + 1


def extra_data(validators: Sequence[str]) -> bytes:
    """A Clique checkpoint's extra data: 32 bytes of vanity, the addresses in ascending order, room for a seal."""
    addresses = sorted(bytes.fromhex(address[2:]) for address in validators)
    return bytes(_VANITY) + b"".join(addresses) + bytes(_SEAL)


def genesis(validators: Sequence[str], funded: Mapping[str, int], *, now: int) -> dict[str, Any]:
    """The genesis file.

    :param validators: 0x-hex addresses of those who may seal.
    :param funded: wei by address.
    :param now: seconds since 1970. Shanghai begins a second later: in the first block its header would have to hold
        withdrawals, which Clique does not know.
    """
    return {
        "config": {
            "chainId": CHAIN_ID,
            **dict.fromkeys(_FORKS, 0),
            "shanghaiTime": now + 1,
            "clique": {"period": PERIOD, "epoch": 30_000},
        },
        "difficulty": "0x1",
        "gasLimit": hex(GAS_LIMIT),
        "timestamp": hex(now),
        "extraData": "0x" + extra_data(validators).hex(),
        "alloc": {address: {"balance": hex(wei)} for address, wei in funded.items()},
    }


def write_private(path: Path, content: str) -> None:
    """A new file that only its owner reads, from its first byte on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR), "w") as file:
        file.write(content)
