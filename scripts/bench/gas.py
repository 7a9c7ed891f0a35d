"""Gas that the acts take, from receipts on Anvil under the Shanghai rules.

    python scripts/bench/gas.py            a table with goals
    python scripts/bench/gas.py --json     [{"operation", "gasUsed"}, ...]
    python scripts/bench/gas.py --write    also docs/benchmarks/gas.json and the table in docs/benchmarks.md

Keys, identities and filings come from hashes of names, so the figures are the same on every run.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from eth_account import Account  # noqa: E402
from web3 import HTTPProvider, Web3  # noqa: E402

from ledger.core import merkle  # noqa: E402
from ledger.core.acts import ContractDomain, achievement_number, digest  # noqa: E402
from ledger.core.powers import mask  # noqa: E402
from ledger.core.shares import WHOLE  # noqa: E402

DAY = 86_400
GOALS = {
    "register": 110_000,
    "propose": 70_000,
    "confirm_3_holders": 110_000,
    "register_propose_confirm": 270_000,
    "convey_share_2_signatures": 90_000,
    "convey_further_consent": 9_000,
    "anchor_at_2_20": 90_000,
}
LARGE = 1 << 20


class Party:
    """A number on the chain and the key it signs with."""

    def __init__(self, number: int, name: str) -> None:
        self.number = number
        self.account = Account.from_key(sha256(name.encode()).digest())

    def sign(self, what: bytes) -> bytes:
        return bytes(self.account.unsafe_sign_hash(what).signature)


class Ledger:
    """The contracts on a fresh chain, with a core, an officer and some holders, and the acts on them."""

    def __init__(self, web3: Web3) -> None:
        self.web3 = web3
        self.salt = _random("ledger")
        self.gas: dict[str, int] = {}
        core = Party(1, "core")
        self.parties = {1: core}
        self.authority = self._deploy("Authority", self.salt, bytes.fromhex(core.account.address[2:]), _random("core"))
        self.registry = self._deploy("TitleRegistry", self.authority.address, (15 * DAY, 90 * DAY))
        self.log = self._deploy("AnchorLog", self.authority.address, 1)

        self.officer = self._enrol("officer", voucher=core, appointment=0, kind=3)
        powers = mask(["register_party", "register_achievement", "confirm_title", "register_transfer"])
        now = self.now()
        appointment = {"appointment": 1, "node": 1, "officer": self.officer.number, "powers": powers}
        appointment |= {"from": now, "until": now + 3650 * DAY, "draftedAt": now, "deadline": now + DAY}
        self.act("appoint", "Appointment", appointment, [core, self.officer])
        self.unit = self._enrol("unit", voucher=self.officer, appointment=1, kind=2)
        self.holders = [self.unit] + [
            self._enrol(f"researcher {i}", voucher=self.officer, appointment=1, kind=1) for i in range(3)
        ]

    def now(self) -> int:
        return int(self.web3.eth.get_block("latest")["timestamp"])

    def wait(self, seconds: int) -> None:
        self.web3.provider.make_request("evm_increaseTime", [seconds])
        self.web3.provider.make_request("evm_mine", [])

    def act(self, name: str, kind: str, message: dict[str, Any], signers: Sequence[Party | None]) -> int:
        """Send an act with the seals of its seats (None: an empty one); the gas of its receipt."""
        contract = self.authority if kind in ("Enrolment", "Appointment") else self.registry
        signed = digest(kind, message, self._domain(contract))
        receipt = self._send(contract.functions[name](_tuple(message), _seals(signers, signed)))
        return int(receipt["gasUsed"])

    def header(self, achievement: bytes, version: int, filing: bytes, appointment: int = 1) -> dict[str, Any]:
        """The `Act` that every message on title begins with, drafted now."""
        now = self.now()
        return {
            "achievement": "0x" + achievement.hex(),
            "version": version,
            "appointment": appointment,
            "draftedAt": now,
            "deadline": now + 60 * DAY,
            "filing": "0x" + filing.hex(),
        }

    def title(self, name: str, units: Sequence[int], rule: int) -> tuple[bytes, list[int]]:
        """Register for the unit alone, propose the first holders' shares, confirm after the notice."""
        leaf = _random(f"registration of {name}")
        achievement = achievement_number(1, leaf)
        claimed = _table([self.unit], [WHOLE])
        message = {"act": self.header(achievement, 0, leaf), "node": 1, "filer": self.unit.number, "claimed": claimed}
        gas = [self.act("register", "Registration", message, [self.officer, self.unit])]

        holders = self.holders[: len(units)]
        terms = {"rule": rule, "delegate": 0, "table": _table(holders, units), "useGrant": "0x" + bytes(32).hex()}
        proposal = self.header(achievement, 1, _random(f"proposal of {name}"), appointment=0)
        until = self.now() + 20 * DAY
        message = {"act": proposal, "terms": terms, "noticeUntil": until}
        gas.append(self.act("propose", "Proposal", message, [self.unit]))

        self.wait(20 * DAY)
        message = {"act": self.header(achievement, 1, _random(f"confirmation of {name}")), "terms": terms}
        gas.append(self.act("confirm", "Confirmation", message, [self.officer, *holders]))
        return achievement, gas

    def convey(self, achievement: bytes, giver: Party, receiver: Party, signers: Sequence[Party | None]) -> int:
        """Give 1 % of the whole; `signers` after the officer."""
        version = self.registry.functions.titleOf(achievement).call()[4]
        message = {
            "act": self.header(achievement, version, _random(f"conveyance {version}")),
            "basis": 3,
            "movements": [{"from": giver.number, "to": receiver.number, "units": WHOLE // 100}],
            "offers": [],
            "pledgeAfter": 0,
        }
        return self.act("convey", "Conveyance", message, [self.officer, *signers])

    def anchor(self, size: int, root: bytes, last: tuple[int, bytes], proof: list[bytes]) -> int:
        """Anchor a head of the log."""
        message = {"size": size, "root": "0x" + root.hex(), "previousSize": last[0]}
        message |= {"previousRoot": "0x" + last[1].hex(), "draftedAt": self.now()}
        seal = _seals([self.parties[1]], digest("Anchor", message, self._domain(self.log)))
        call = self.log.functions.anchor(size, root, *last, proof, message["draftedAt"], seal)
        return int(self._send(call)["gasUsed"])

    def _enrol(self, name: str, voucher: Party, appointment: int, kind: int) -> Party:
        party = Party(len(self.parties) + 1, name)
        now = self.now()
        message = {
            "party": party.number,
            "signer": party.account.address.lower(),
            "identity": "0x" + _random(name).hex(),
        }
        message |= {"kind": kind, "guardian": 0, "voucher": voucher.number, "appointment": appointment}
        message |= {"draftedAt": now, "deadline": now + DAY}
        self.gas["enrol"] = self.act("enrol", "Enrolment", message, [voucher, party])
        self.parties[party.number] = party
        return party

    def _deploy(self, name: str, *arguments: Any) -> Any:
        artifact = json.loads((ROOT / "ledger/chain/artifacts" / f"{name}.json").read_text("utf-8"))
        factory = self.web3.eth.contract(abi=artifact["abi"], bytecode=artifact["bytecode"])
        receipt = self._send(factory.constructor(*arguments))
        self.gas[f"deploy_{name}"] = int(receipt["gasUsed"])
        return self.web3.eth.contract(receipt["contractAddress"], abi=artifact["abi"])

    def _send(self, call: Any) -> Any:
        hash_ = call.transact({"from": self.web3.eth.accounts[0], "gas": 10_000_000})
        receipt = self.web3.eth.wait_for_transaction_receipt(hash_, poll_latency=0.01)
        if receipt["status"] != 1:
            raise SystemExit(f"refused: {call}")
        return receipt

    def _domain(self, contract: Any) -> ContractDomain:
        return ContractDomain(self.web3.eth.chain_id, contract.address, self.salt)


def measure() -> dict[str, int]:
    """Gas by operation."""
    with _anvil() as web3:
        ledger = Ledger(web3)
        third = WHOLE // 3
        achievement, gas = ledger.title("three holders", [third, third, third], rule=1)
        register, propose, confirm = gas
        first, second, other, _ = ledger.holders
        # Two holders: giver and receiver are all the holders that unanimity asks for.
        of_two, _ = ledger.title("two holders", [WHOLE // 2, WHOLE // 2], rule=1)
        two = ledger.convey(of_two, first, second, [first, second])
        three = ledger.convey(achievement, first, second, [first, second, other])
        # By majority the third holder need not sign; his seat stays empty.
        by_majority, _ = ledger.title("majority", [third, third, third], rule=3)
        without = ledger.convey(by_majority, first, second, [first, second, None])
        newcomer = ledger.convey(of_two, first, ledger.holders[3], [first, second, ledger.holders[3]])

        leaves = [merkle.leaf_hash(i.to_bytes(4, "big")) for i in range(LARGE)]
        small = LARGE - 1_000
        reader = merkle.in_memory(leaves)
        before, after = merkle.root(leaves[:small]), merkle.root(leaves)
        proof = merkle.consistency_path(small, LARGE, reader)
        anchor_first = ledger.anchor(small, before, (0, merkle.EMPTY_ROOT), [])
        anchor = ledger.anchor(LARGE, after, (small, before), proof)
        return {
            "register": register,
            "propose": propose,
            "confirm_3_holders": confirm,
            "register_propose_confirm": register + propose + confirm,
            "convey_share_2_signatures": two,
            "convey_share_2_of_3_by_majority": without,
            "convey_further_consent": three - two,
            "convey_to_newcomer_1_consent": newcomer,
            "anchor_first": anchor_first,
            "anchor_at_2_20": anchor,
            "enrol": ledger.gas["enrol"],
            **{f"deploy_{n}": ledger.gas[f"deploy_{n}"] for n in ("Authority", "TitleRegistry", "AnchorLog")},
        }


def table(figures: dict[str, int]) -> str:
    """The figures as a Markdown table beside their goals."""
    lines = ["| operation | gas | goal | |", "|---|--:|--:|---|"]
    for operation, gas in figures.items():
        goal = GOALS.get(operation)
        verdict = "" if goal is None else "reached" if gas <= goal else f"missed by {gas - goal:,}".replace(",", " ")
        lines.append(f"| `{operation}` | {_spaced(gas)} | {_spaced(goal) if goal else ''} | {verdict} |")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    figures = measure()
    rows = [{"operation": operation, "gasUsed": gas} for operation, gas in figures.items()]
    print(json.dumps(rows, indent=1) if "--json" in arguments else table(figures))
    if "--write" in arguments:
        (ROOT / "docs/benchmarks").mkdir(exist_ok=True)
        (ROOT / "docs/benchmarks/gas.json").write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
        page = ROOT / "docs/benchmarks.md"
        before, _, rest = page.read_text("utf-8").partition("<!-- gas -->\n")
        _, _, after = rest.partition("<!-- end of gas -->")
        page.write_text(f"{before}<!-- gas -->\n{table(figures)}\n<!-- end of gas -->{after}", "utf-8")
    return 0


@contextmanager
def _anvil() -> Iterator[Web3]:
    binaries = sorted(ROOT.glob("node_modules/@foundry-rs/anvil-*/bin/anvil"))
    if not binaries:
        raise SystemExit("no Anvil among the npm packages; run `make setup`")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(binaries[0]), "--hardfork", "shanghai", "--port", str(port), "--silent"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        web3 = Web3(HTTPProvider(f"http://127.0.0.1:{port}"))
        for _ in range(200):
            if web3.is_connected():
                break
            time.sleep(0.05)
        yield web3
    finally:
        process.terminate()
        process.wait()


def _random(name: str) -> bytes:
    return sha256(f"gas/{name}".encode()).digest()


def _table(parties: Sequence[Party], units: Sequence[int]) -> list[dict[str, int]]:
    return [{"party": party.number, "units": part} for party, part in zip(parties, units, strict=True)]


def _seals(signers: Sequence[Party | None], what: bytes) -> bytes:
    signatures = [signer.sign(what) if signer else b"" for signer in signers]
    return b"".join(len(signature).to_bytes(2, "big") + signature for signature in signatures)


def _tuple(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple(_tuple(member) for member in value.values())
    return [_tuple(member) for member in value] if isinstance(value, list) else value


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
