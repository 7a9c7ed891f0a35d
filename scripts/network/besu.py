"""`python -m scripts.network.besu FOLDER`: the configuration of the same network for Besu with QBFT.

Besu is what a consortium would run. It is not built or started here: the files follow its documentation, and tests hold
the extra data to the vectors of its own tests. Keys are made anew by each run, in files that only their owner reads.
"""

import argparse
import json
import secrets
import stat
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rlp
from eth_account import Account
from eth_keys.datatypes import PrivateKey

from ledger.core.errors import Conflict, Usage, ZhengbenError
from ledger.local import ports
from scripts.network.chain import CHAIN_ID, GAS_LIMIT, write_private

VANITY = 32
PERIOD = 2
"""Seconds between two blocks."""

_MIX = "0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365"  # marks Istanbul BFT blocks
_FEWEST, _MOST = 4, 99  # with fewer than four nobody may be missing
_FIRST_P2P, _FIRST_RPC = 30_310, 8_550


@dataclass(frozen=True)
class Member:
    """A node's key and where it listens.

    :param address: 0x-hex, of a validator; empty for the ledger's node.
    """

    name: str
    key: bytes
    address: str
    p2p: int
    rpc: int | None

    @property
    def enode(self) -> str:
        """Its name among nodes."""
        public = PrivateKey(self.key).public_key.to_bytes().hex()
        return f"enode://{public}@{ports.LOOPBACK}:{self.p2p}"


def extra_data(validators: Sequence[str]) -> bytes:
    """QBFT's extra data of a genesis block: RLP of `[vanity, validators, no vote, round 0, no seals]`.

    :param validators: 0x-hex addresses, in the order in which they are to stand. Source: Besu's documentation of
        `besu rlp encode --type=QBFT_EXTRA_DATA`.
    """
    return bytes(rlp.encode([bytes(VANITY), [bytes.fromhex(address[2:]) for address in validators], [], b"", []]))


def genesis(validators: Sequence[str], *, now: int) -> dict[str, Any]:
    """The genesis file: London without a base fee, so that gas costs nothing, and Shanghai from the start."""
    return {
        "config": {
            "chainId": CHAIN_ID,
            "berlinBlock": 0,
            "londonBlock": 0,
            "zeroBaseFee": True,
            "shanghaiTime": 0,
            "qbft": {"blockperiodseconds": PERIOD, "epochlength": 30_000, "requesttimeoutseconds": 2 * PERIOD},
        },
        "nonce": "0x0",
        "timestamp": hex(now),
        "extraData": "0x" + extra_data(sorted(validators)).hex(),
        "gasLimit": hex(GAS_LIMIT),
        "difficulty": "0x1",
        "mixHash": _MIX,
        "coinbase": "0x" + "00" * 20,
        "alloc": {},
    }


def write(folder: Path, validators: int) -> None:
    """Everything that the network starts from, into a new folder.

    :raises Conflict: `FOLDER_TAKEN` if something is there already: keys are never written over.
    """
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise Conflict("FOLDER_TAKEN", f"{folder} is there already", next="name a new folder") from None
    members = [_member(f"v{number}", number, sealing=True) for number in range(1, validators + 1)]
    members.append(_member("node", 0, sealing=False))
    addresses = [member.address for member in members if member.address]
    (folder / "genesis.json").write_text(json.dumps(genesis(addresses, now=int(time.time())), indent=2) + "\n", "utf-8")
    for member in members:
        _write_member(folder.absolute(), member, [other.enode for other in members if other is not member])
    start = folder / "start.sh"
    start.write_text(_start(members), "utf-8")
    start.chmod(start.stat().st_mode | stat.S_IXUSR)


def configuration(folder: Path, member: Member) -> dict[str, Any]:
    """Besu's options for one node, as its TOML file has them: the names of the command line without dashes."""
    home = folder / member.name
    served = {
        "rpc-http-host": ports.LOOPBACK,
        "rpc-http-port": member.rpc,
        "rpc-http-api": ["ETH", "NET", "WEB3", "QBFT"],
        "host-allowlist": ["localhost", ports.LOOPBACK],
    }
    return {
        "data-path": str(home / "data"),
        "genesis-file": str(folder / "genesis.json"),
        "node-private-key-file": str(home / "key"),
        "static-nodes-file": str(home / "static-nodes.json"),
        "discovery-enabled": False,
        "p2p-host": ports.LOOPBACK,
        "p2p-interface": ports.LOOPBACK,
        "p2p-port": member.p2p,
        "sync-mode": "FULL",
        "data-storage-format": "FOREST",  # keeps the state of every block, of which the ledger's evidence is proved
        "min-gas-price": 0,
        "tx-pool": "SEQUENCED",
        "rpc-http-enabled": member.rpc is not None,
        **(served if member.rpc is not None else {}),
    }


def toml(options: dict[str, Any]) -> str:
    """Options as TOML: strings, numbers, truth values and lists of strings are written as JSON writes them."""
    return "".join(f"{name}={json.dumps(value)}\n" for name, value in options.items())


def _member(name: str, number: int, *, sealing: bool) -> Member:
    key = secrets.token_bytes(32)
    address = Account.from_key(key).address.lower() if sealing else ""
    return Member(name, key, address, _FIRST_P2P + number, None if sealing else _FIRST_RPC)


def _write_member(folder: Path, member: Member, peers: list[str]) -> None:
    home = folder / member.name
    home.mkdir(mode=0o700)
    write_private(home / "key", "0x" + member.key.hex())
    (home / "static-nodes.json").write_text(json.dumps(peers, indent=2) + "\n", "utf-8")
    (home / "config.toml").write_text(toml(configuration(folder, member)), "utf-8")


def _start(members: Sequence[Member]) -> str:
    rpc = next(member.rpc for member in members if member.rpc)
    names = " ".join(member.name for member in members)
    return f"""#!/bin/sh
# Starts all nodes with the Besu on the PATH (24.3 or newer: earlier ones cannot seal Shanghai's blocks with QBFT), and
# ends them with this script. The ledger beside it, with a core key made by `zhengben keys new core`:
#   ZHENGBEN_RPC_URL=http://{ports.LOOPBACK}:{rpc} ZHENGBEN_FINALITY=instant ZHENGBEN_CORE_KEY=… zhengben up
set -eu
cd "$(dirname "$0")"
started=
trap 'kill $started 2>/dev/null; wait' EXIT INT TERM
for name in {names}; do
	besu --config-file="$name/config.toml" >"$name/besu.log" 2>&1 &
	started="$started $!"
done
wait
"""


def main(arguments: list[str] | None = None) -> int:
    """Write the configuration; 0, or 64 for a folder or a number that cannot be used."""
    parser = argparse.ArgumentParser(prog="besu", description="Besu's configuration of a network with QBFT.")
    parser.add_argument("folder", type=Path, help="a new folder")
    parser.add_argument("--validators", type=int, default=_FEWEST, help=f"how many, {_FEWEST} to {_MOST}")
    options = parser.parse_args(arguments)
    try:
        if not _FEWEST <= options.validators <= _MOST:
            message = f"{options.validators} validators; with fewer than {_FEWEST} none may be missing"
            raise Usage("VALIDATORS", message, next=f"choose {_FEWEST} to {_MOST}")
        write(options.folder, options.validators)
    except OSError as error:
        print(f"FOLDER_UNUSABLE: {options.folder}: {error.strerror} → name another folder", file=sys.stderr)
        return 64
    except ZhengbenError as error:
        print(f"{error.code}: {error.message} → {error.next}", file=sys.stderr)
        return 64
    print(
        f"{options.folder}: genesis.json, start.sh, a folder for each of {options.validators} validators and the node"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
