"""What the gas benchmark stands on: a ledger on a fresh Anvil, its people and their seals.

Keys, filings and the chain's clock are fixed, so the figures are the same on every run.
"""

import json
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from eth_account import Account
from web3 import HTTPProvider, Web3
from web3.exceptions import ContractLogicError

from ledger.chain.sender import created_by
from ledger.core import acts, seals, webauthn
from ledger.core.acts import ContractDomain, Message
from ledger.core.powers import mask

ROOT = Path(__file__).resolve().parent.parent.parent
DAY = 86_400
YEAR = 365 * DAY
WINDOW = 15 * DAY
LIFE = 60 * DAY
NODE_GUARDIAN = 1 << 31
_BEGIN = 1_800_000_000
_NOBODY = "0x" + "00" * 20
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ACCEPTS_ALL = "0x600e600c600039600e6000f3" + "631626ba7e60e01b5f5260205ff3"
_LIMITS = {
    "Authority": (30, 90, 365, False),
    "TitleRegistry": (15 * DAY, 365 * DAY, 90 * DAY),
    "Proceedings": (WINDOW, 180 * DAY, 30 * DAY, 180 * DAY, 30 * DAY, 15 * DAY),
    "UseRights": 3652 * DAY,
}


class Signs(Protocol):
    """What a party signs with: the bytes that name it (ERC-7913), and its seal over a digest."""

    @property
    def named(self) -> bytes: ...

    def seal(self, digest: bytes) -> bytes: ...


class AnAccount:
    """An account whose key comes from a name."""

    def __init__(self, name: str) -> None:
        self._account = Account.from_key(sha256(name.encode()).digest())
        self.named = bytes.fromhex(self._account.address[2:])

    def seal(self, digest: bytes) -> bytes:
        return bytes(self._account.unsafe_sign_hash(digest).signature)


class AKey:
    """A P-256 key behind a verifier; its nonces follow RFC 6979."""

    def __init__(self, name: str, verifier: str) -> None:
        self._key = ec.derive_private_key(int.from_bytes(sha256(name.encode()).digest(), "big") >> 1, ec.SECP256R1())
        point = self._key.public_key().public_numbers()
        self.named = bytes.fromhex(verifier[2:]) + point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big")

    def seal(self, digest: bytes) -> bytes:
        return seals.seal(self.named, self.scalars(digest))

    def scalars(self, digest: bytes) -> bytes:
        """r || s, with the lower s."""
        der = self._key.sign(digest, ec.ECDSA(Prehashed(SHA256()), deterministic_signing=True))
        r, s = decode_dss_signature(der)
        return r.to_bytes(32, "big") + min(s, _P256_ORDER - s).to_bytes(32, "big")


class APasskey:
    """A P-256 key that signs assertions as a browser gets them from an authenticator; behind another verifier."""

    def __init__(self, name: str, verifier: str) -> None:
        self._key = AKey(name, verifier)
        self.named = self._key.named

    def seal(self, digest: bytes) -> bytes:
        data = sha256(b"ledger.example").digest() + bytes([webauthn.UP | webauthn.UV]) + bytes(4)
        client = webauthn.beginning(digest) + b',"origin":"https://ledger.example","crossOrigin":false}'
        scalars = self._key.scalars(webauthn.signed(data, client))
        return seals.seal(self.named, webauthn.Assertion(scalars, data, client).to_bytes())


class AWallet:
    """A contract that says yes at once: what it costs to ask one, not what a wallet computes."""

    def __init__(self, address: str) -> None:
        self.named = bytes.fromhex(address[2:])

    def seal(self, digest: bytes) -> bytes:
        return digest + bytes(33)


@dataclass(frozen=True)
class Done:
    """An act that took effect: the digest that was signed, its message, the gas of its receipt."""

    digest: bytes
    message: Message
    gas: int


@dataclass
class Ledger:
    """The contracts on a fresh chain; party 1 is the core, whose account has the name `core`."""

    web3: Web3
    salt: bytes
    now: int = _BEGIN
    contracts: dict[str, Any] = field(default_factory=dict)
    gas: dict[str, int] = field(default_factory=dict)
    signers: dict[int, Signs] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    appointments: int = 0

    # ---- time, filings

    def wait(self, seconds: int) -> None:
        """Let the chain's clock run."""
        self.now += seconds
        self.web3.provider.make_request("evm_mine", [self.now])

    def lived(self) -> Message:
        """Drafted now, with the usual deadline."""
        return {"draftedAt": self.now, "deadline": self.now + LIFE}

    def matter(self, achievement: bytes, filing: str, appointment: int = 0) -> Message:
        """What an act begins with that is bound to no version."""
        return {
            "achievement": hexed(achievement),
            "appointment": appointment,
            **self.lived(),
            "filing": hexed(from_name(filing)),
        }

    def header(self, achievement: bytes, filing: str, appointment: int = 0) -> Message:
        """The same with the present version of the title."""
        version = self.contracts["TitleRegistry"].functions.titleOf(achievement).call()[4]
        matter = self.matter(achievement, filing, appointment)
        return {"achievement": matter.pop("achievement"), "version": version, **matter}

    # ---- acts

    def act(self, kind_name: str, message: Message, *, brought: Signs | None = None, name: str | None = None) -> Done:
        """Send an act, sealed by those of its roll who have to and as many as its quorum asks for.

        :param brought: the signer that the act brings, at the last seat.
        :param name: the operation under which its gas is kept; the first act of a name counts.
        """
        kind = acts.kind(kind_name)
        contract = self.contracts[kind.contract]
        signed = acts.digest(kind.primary_type, message, self.domain(contract))
        given = acts.as_arguments(kind.primary_type, message)
        blob = seals.blob(self._seals(kind_name, self._roll(kind_name, given), signed, brought))
        used = self.send(contract.functions[kind_name](given, blob), name)
        self.kinds.add(kind_name)
        return Done(signed, message, used)

    def _roll(self, kind_name: str, given: Any) -> Any:
        asked = "rollOf" + kind_name[0].upper() + kind_name[1:]
        own = self.contracts[acts.kind(kind_name).contract]
        contract = own if asked in {item.get("name") for item in own.abi} else self.contracts["TitleRolls"]
        return contract.functions[asked](given).call()

    def _seals(self, kind_name: str, roll: Any, signed: bytes, brought: Signs | None) -> Iterator[bytes]:
        seats, must, _, units, quorum = roll
        signing = {i for i in range(len(seats)) if must >> i & 1}
        for i, unit in enumerate(units):
            if sum(units[j] for j in signing) < quorum and unit:
                signing.add(i)
        for i, (party, brings) in enumerate(acts.seats(kind_name, seats)):
            if i not in signing:
                yield b""
            elif brings and brought is not None:
                yield brought.seal(signed)
            else:
                yield self.signers[party].seal(signed)

    def send(self, call: Any, name: str | None = None) -> int:
        """A transaction two seconds on; the gas of its receipt, kept under the name if it is the first of it."""
        self.now += 2
        self.web3.provider.make_request("evm_setNextBlockTimestamp", [self.now])
        try:
            hash_ = call.transact({"from": self.web3.eth.accounts[0], "gas": 14_000_000})
        except ContractLogicError as error:
            raise SystemExit(f"refused: {call.fn_name}: {error.data}") from error
        receipt = self.web3.eth.wait_for_transaction_receipt(hash_, poll_latency=0.005)
        if receipt["status"] != 1:
            raise SystemExit(f"refused: {call}")
        used = int(receipt["gasUsed"])
        if name is not None:
            self.gas.setdefault(name, used)
        return used

    def domain(self, contract: Any) -> ContractDomain:
        """The domain in which this contract's acts are signed."""
        return ContractDomain(self.web3.eth.chain_id, contract.address, self.salt)

    # ---- people

    def enrol(self, signer: Signs, kind: int, appointment: int = 0, *, name: str | None = None) -> int:
        """A party that the core vouches for, or the officer of an appointment."""
        officer = self.contracts["Authority"].functions.appointmentOf(appointment).call()[1]
        party = len(self.signers) + 1
        message = {
            "party": party,
            "signer": hexed(signer.named),
            "identity": hexed(from_name(f"party {party}")),
            "kind": kind,
            "guardian": 0,
            "recoveryDays": 0,
            "voucher": officer if appointment else 1,
            "appointment": appointment,
        }
        self.act("enrol", message | self.lived(), brought=signer, name=name)
        self.signers[party] = signer
        return party

    def appoint(self, node: int, officer: int, powers: Sequence[str], *, name: str | None = None) -> int:
        """An appointment for ten years from now on."""
        self.appointments += 1
        message = {"appointment": self.appointments, "node": node, "officer": officer, "powers": mask(powers)}
        message |= {"from": self.now, "until": self.now + 10 * YEAR, "under": 0}
        self.act("appoint", message | self.lived(), name=name)
        return self.appointments

    def wallet(self) -> AWallet:
        """A wallet contract on the chain."""
        self.now += 2
        self.web3.provider.make_request("evm_setNextBlockTimestamp", [self.now])
        sent = self.web3.eth.send_transaction({"from": self.web3.eth.accounts[0], "data": _ACCEPTS_ALL})
        receipt = self.web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.005)
        return AWallet(str(receipt["contractAddress"]))


def deployed(web3: Web3) -> Ledger:
    """A ledger as `ledger.deploying` puts it onto a chain."""
    ledger = Ledger(web3, from_name("ledger"))
    core = AnAccount("core")
    ledger.signers[1] = core
    _deploy(ledger, "P256Verifier")
    _deploy(ledger, "Authority", ledger.salt, core.named, from_name("core"), _LIMITS["Authority"])
    deploy_titles(ledger, _NOBODY)
    titles = ledger.contracts["TitleRegistry"].address
    _deploy(ledger, "TitleRolls", titles)
    _deploy(ledger, "UseRights", titles, _LIMITS["UseRights"])
    _deploy(ledger, "TechContracts", titles)
    _deploy(ledger, "Lens", titles, ledger.contracts["UseRights"].address, ledger.contracts["TechContracts"].address)
    _deploy(ledger, "AnchorLog", ledger.contracts["Authority"].address, 1)
    _deploy(ledger, "WebAuthnVerifier")
    return ledger


def deploy_titles(ledger: Ledger, predecessor: str) -> None:
    """A registry and its companions, each told where the others will stand."""
    web3 = ledger.web3
    payer = web3.eth.accounts[0]
    nonce = web3.eth.get_transaction_count(payer)
    titles, proceedings, pledges = (Web3.to_checksum_address(created_by(payer, nonce + i)) for i in range(3))
    authority = ledger.contracts["Authority"].address
    _deploy(ledger, "TitleRegistry", authority, proceedings, pledges, predecessor, _LIMITS["TitleRegistry"])
    _deploy(ledger, "Proceedings", titles, _LIMITS["Proceedings"])
    _deploy(ledger, "Pledges", titles)


def _deploy(ledger: Ledger, name: str, *arguments: Any) -> None:
    artifact = json.loads((ROOT / "ledger/chain/artifacts" / f"{name}.json").read_text("utf-8"))
    payer = ledger.web3.eth.accounts[0]
    where = Web3.to_checksum_address(created_by(payer, ledger.web3.eth.get_transaction_count(payer)))
    factory = ledger.web3.eth.contract(abi=artifact["abi"], bytecode=artifact["bytecode"])
    ledger.send(factory.constructor(*arguments), f"deploy_{name}")
    ledger.contracts[name] = ledger.web3.eth.contract(where, abi=artifact["abi"])


@contextmanager
def anvil() -> Iterator[Web3]:
    """A chain under the rules of Shanghai, on loopback, gone afterwards."""
    binaries = sorted(ROOT.glob("node_modules/@foundry-rs/anvil-*/bin/anvil"))
    if not binaries:
        raise SystemExit("no Anvil among the npm packages; run `make setup`")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(binaries[0]), "--hardfork", "shanghai", "--port", str(port), "--silent"]
    command += ["--host", "127.0.0.1", "--timestamp", str(_BEGIN)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        web3 = Web3(HTTPProvider(f"http://127.0.0.1:{port}", request_kwargs={"timeout": 120}))
        for _ in range(200):
            if web3.is_connected():
                break
            time.sleep(0.05)
        yield web3
    finally:
        process.terminate()
        process.wait()


def from_name(name: str) -> bytes:
    """32 bytes that stand for something, the same on every run."""
    return sha256(f"gas/{name}".encode()).digest()


def hexed(value: bytes) -> str:
    return "0x" + value.hex()
