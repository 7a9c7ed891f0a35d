"""The deployed artifacts on a local Anvil, with real signatures: what the model is held against.

Nothing here comes from the ledger's own code but the compiled artifacts: encoding, EIP-712 and signing are done anew,
with the types of the messages taken from the ABI.
"""

import json
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import rlp
from eth_abi.abi import decode, encode
from eth_hash.auto import keccak
from eth_keys.datatypes import PrivateKey

from tests.model.state import Limits, Message, Roll, Seal

ARTIFACTS = Path(__file__).parents[2] / "ledger" / "chain" / "artifacts"
NAMES = ("Authority", "TitleRegistry", "Proceedings", "Pledges", "TitleRolls", "UseRights", "TechContracts")
SALT = sha256(b"the ledger of the model").digest()
GAS = "0x1c9c380"
_DOMAIN = b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"

Abi = dict[str, Any]


def key_of(name: str) -> PrivateKey:
    return PrivateKey(sha256(b"model " + name.encode()).digest())


def signer_of(name: str) -> bytes:
    """20 bytes of the account; one byte, which is no signer, for the empty name."""
    return key_of(name).public_key.to_canonical_address() if name else b"\1"


@dataclass(frozen=True)
class Refusal:
    """A call that reverted, by the name of its error; what it carried beside."""

    name: str
    values: tuple[Any, ...] = ()


class Contract:
    def __init__(self, name: str) -> None:
        raw = json.loads((ARTIFACTS / f"{name}.json").read_text("utf-8"))
        self.name = name
        self.abi: list[Abi] = raw["abi"]
        code = raw.get("creation") or raw.get("bytecode") or raw["creationCode"]
        self.creation = bytes.fromhex((code if isinstance(code, str) else code["object"]).removeprefix("0x"))
        self.functions = {item["name"]: item for item in self.abi if item["type"] == "function"}
        self.address = ""

    def constructor(self) -> list[Abi]:
        return next(list(item["inputs"]) for item in self.abi if item["type"] == "constructor")


def type_of(item: Abi) -> str:
    """The type for ABI encoding, structs spelled out."""
    kind = str(item["type"])
    if not kind.startswith("tuple"):
        return kind
    return "(" + ",".join(type_of(inner) for inner in item["components"]) + ")" + kind.removeprefix("tuple")


def value_of(item: Abi, value: Any) -> Any:
    """A dictionary as the nested tuple that encoding wants; names of keys as signers."""
    if item["type"].endswith("[]"):
        inner = {**item, "type": item["type"][:-2]}
        return [value_of(inner, one) for one in value]
    if item["type"] == "tuple":
        return tuple(value_of(inner, value[inner["name"]]) for inner in item["components"])
    return signer_of(value) if isinstance(value, str) and item["type"] == "bytes" else value


def named(item: Abi, value: Any) -> Any:
    """A decoded value with the names of its members."""
    if item["type"].endswith("[]"):
        return [named({**item, "type": item["type"][:-2]}, one) for one in value]
    if item["type"] == "tuple":
        return {inner["name"]: named(inner, one) for inner, one in zip(item["components"], value, strict=True)}
    return value


def selector(item: Abi) -> bytes:
    return keccak(f"{item['name']}({','.join(type_of(one) for one in item['inputs'])})".encode())[:4]


# ---- EIP-712, from the ABI's structs


def _struct(item: Abi) -> str:
    return str(item["internalType"]).removeprefix("struct ").removesuffix("[]").split(".")[-1]


def _member(item: Abi) -> str:
    name = _struct(item) + item["type"].removeprefix("tuple") if item["type"].startswith("tuple") else item["type"]
    return f"{name} {item['name']}"


def _inner(item: Abi, found: dict[str, str]) -> dict[str, str]:
    for one in item["components"]:
        if one["type"].startswith("tuple"):
            found[_struct(one)] = _struct(one) + "(" + ",".join(_member(part) for part in one["components"]) + ")"
            _inner(one, found)
    return found


def _type_hash(item: Abi) -> bytes:
    own = _struct(item) + "(" + ",".join(_member(one) for one in item["components"]) + ")"
    inner = _inner(item, {})
    return keccak((own + "".join(inner[name] for name in sorted(inner))).encode())


def struct_hash(item: Abi, value: Any) -> bytes:
    """hashStruct of a message. :param value: as `value_of` made it."""
    words = [_word(one, part) for one, part in zip(item["components"], value, strict=True)]
    return keccak(_type_hash(item) + b"".join(words))


def _word(item: Abi, value: Any) -> bytes:
    kind = item["type"]
    if kind.endswith("[]"):
        return keccak(b"".join(_word({**item, "type": kind[:-2]}, one) for one in value))
    if kind == "tuple":
        return struct_hash(item, value)
    return keccak(value) if kind == "bytes" else encode([kind], [value])


# ---- the node


class Deployed:
    """A ledger on a node of its own."""

    def __init__(self, url: str, limits: Limits, start: int) -> None:
        self.url = url
        self.chain_id = int(self.ask("eth_chainId"), 16)
        self.payer = self.ask("eth_accounts")[0]
        self.ask("anvil_setBlockTimestampInterval", 0)
        self.to_time(start)
        self.contracts = {name: Contract(name) for name in NAMES}
        self.errors = {
            selector(item): item
            for contract in self.contracts.values()
            for item in contract.abi
            if item["type"] == "error"
        }
        self._deploy(limits)
        self.domains = {
            name: keccak(
                keccak(_DOMAIN)
                + keccak(b"Zhengben")
                + keccak(b"1")
                + encode(["uint256", "address", "bytes32"], [self.chain_id, contract.address, SALT])
            )
            for name, contract in self.contracts.items()
        }

    def _deploy(self, limits: Limits) -> None:
        nonce = int(self.ask("eth_getTransactionCount", self.payer, "latest"), 16)
        told = [_created(self.payer, nonce + i) for i in range(len(NAMES))]
        authority, titles, proceedings, pledges, *_ = told
        li = limits
        beside = (li.least_window, li.longest_window, li.taken_life, li.longest_freeze, li.freeze_gap, li.order_notice)
        recovery = (li.recovery_days, li.quarantine_days, li.bar_days, li.any_recovery_node)
        notices = (li.least_notice, li.longest_notice, li.longest_life)
        arguments: dict[str, tuple[Any, ...]] = {
            "Authority": (SALT, signer_of("1"), bytes(32), recovery),
            "TitleRegistry": (authority, proceedings, pledges, "0x" + "00" * 20, notices),
            "Proceedings": (titles, beside),
            "Pledges": (titles,),
            "TitleRolls": (titles,),
            "UseRights": (titles, li.least_term),
            "TechContracts": (titles,),
        }
        for name, address in zip(NAMES, told, strict=True):
            self.contracts[name].address = self._create(self.contracts[name], arguments[name])
            assert self.contracts[name].address == address
        self._succeed(authority, titles, notices, beside)

    def _succeed(self, authority: str, titles: str, notices: tuple[int, ...], beside: tuple[int, ...]) -> None:
        """A later registry with companions of its own, to which titles can go."""
        nonce = int(self.ask("eth_getTransactionCount", self.payer, "latest"), 16)
        registry, proceedings, pledges = (_created(self.payer, nonce + i) for i in range(3))
        later = Contract("TitleRegistry")
        later.address = self._create(later, (authority, proceedings, pledges, titles, notices))
        self._create(self.contracts["Proceedings"], (registry, beside))
        self._create(self.contracts["Pledges"], (registry,))
        self.contracts["Successor"], self.successor = later, registry

    def _create(self, contract: Contract, arguments: tuple[Any, ...]) -> str:
        types = [type_of(item) for item in contract.constructor()]
        receipt = self.send(None, contract.creation + encode(types, arguments))
        assert int(receipt["status"], 16) == 1, f"{contract.name} was not deployed"
        return str(receipt["contractAddress"]).lower()

    def ask(self, method: str, *params: Any) -> Any:
        (answer,) = self.ask_all([(method, list(params))])
        if isinstance(answer, Exception):
            raise answer
        return answer

    def ask_all(self, questions: Sequence[tuple[str, list[Any]]]) -> list[Any]:
        """The answers in order; of a question that failed, a `Failed`."""
        batch = [
            {"jsonrpc": "2.0", "id": i, "method": method, "params": params}
            for i, (method, params) in enumerate(questions)
        ]
        body, kind = json.dumps(batch).encode(), {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url, body, kind)  # noqa: S310 - a node of our own
        with urllib.request.urlopen(request, timeout=60) as reply:  # noqa: S310
            answers = sorted(json.loads(reply.read()), key=lambda answer: answer["id"])
        return [Failed(answer["error"]) if "error" in answer else answer["result"] for answer in answers]

    def to_time(self, second: int) -> None:
        """A block of that time; those that follow keep it."""
        self.ask_all([("evm_setNextBlockTimestamp", [second]), ("evm_mine", [])])

    def send(self, to: str | None, data: bytes) -> Any:
        fields = {"from": self.payer, "gas": GAS, "data": "0x" + data.hex()} | ({"to": to} if to else {})
        sent = self.ask("eth_sendTransaction", fields)
        while (receipt := self.ask("eth_getTransactionReceipt", sent)) is None:  # Anvil answers before it has mined
            time.sleep(0.002)
        return receipt

    def call(self, calls: Sequence[tuple[str, str, tuple[Any, ...]]]) -> list[Any]:
        """What views answer, structs as dictionaries, or how they refuse. :param calls: contract, function, values."""
        questions, outputs = [], []
        for name, function, arguments in calls:
            contract = self.contracts[name]
            item = contract.functions[function]
            outputs.append(item["outputs"])
            questions.append(("eth_call", [{"to": contract.address, "data": _data(item, arguments)}, "latest"]))
        return [
            self.refusal(answer) if isinstance(answer, Failed) else _decoded(output, answer)
            for output, answer in zip(outputs, self.ask_all(questions), strict=True)
        ]

    def refusal(self, failed: "Failed") -> Refusal:
        raw = failed.data
        item = self.errors.get(raw[:4])
        if item is None:
            return Refusal(f"unnamed: {failed} {raw[:4].hex()}")
        return Refusal(item["name"], decode([type_of(one) for one in item["inputs"]], raw[4:]))

    # ---- acts

    def item(self, contract: str, kind: str) -> Abi:
        """The message's struct of an act."""
        found: Abi = self.contracts[contract].functions[kind]["inputs"][0]
        return found

    def digest(self, contract: str, kind: str, message: Message) -> bytes:
        item = self.item(contract, kind)
        return keccak(b"\x19\x01" + self.domains[contract] + struct_hash(item, value_of(item, message)))

    def roll(self, contract: str, kind: str, message: Message) -> Roll | Refusal:
        arguments = (value_of(self.item(contract, kind), message),)
        teller = "TitleRolls" if contract == "TitleRegistry" else contract
        (answer,) = self.call([(teller, "rollOf" + kind[0].upper() + kind[1:], arguments)])
        if isinstance(answer, Refusal):
            return answer
        seats = answer["seats"]
        bits = lambda word: {i for i in range(256) if word >> i & 1}  # noqa: E731
        return Roll(
            list(seats), bits(answer["must"]), bits(answer["disposing"]), list(answer["units"]), answer["quorum"]
        )

    def act(self, contract: str, kind: str, message: Message, blob: bytes) -> Refusal | None:
        """Try an act, and carry it out if it is taken."""
        item = self.contracts[contract].functions[kind]
        return self.transact(contract, kind, (value_of(item["inputs"][0], message), blob))

    def transact(self, contract: str, function: str, arguments: tuple[Any, ...]) -> Refusal | None:
        found = self.contracts[contract]
        (answer,) = self.call([(contract, function, arguments)])
        if isinstance(answer, Refusal):
            return answer
        receipt = self.send(found.address, bytes.fromhex(_data(found.functions[function], arguments)[2:]))
        assert int(receipt["status"], 16) == 1, f"{function} was taken by the call and refused by the transaction"
        return None


class Failed(Exception):
    """An answer that is an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(str(error.get("message")))
        data = error.get("data")
        data = data.get("data") if isinstance(data, dict) else data
        self.data = bytes.fromhex(data.removeprefix("0x")) if isinstance(data, str) else b""


def blob(seals: Sequence[Seal | None], digest: bytes) -> bytes:
    """The seals as the contracts take them: an account's signature, made anew for each seat."""
    parts = []
    for seal in seals:
        content = b"" if seal is None else signature(seal, digest)
        parts.append(len(content).to_bytes(2, "big") + content)
    return b"".join(parts)


def signature(seal: Seal, digest: bytes) -> bytes:
    made = key_of(seal.key).sign_msg_hash(digest if seal.good else keccak(digest))
    return bytes(made.to_bytes()[:64]) + bytes([27 + made.v])


def _created(payer: str, nonce: int) -> str:
    return "0x" + keccak(rlp.encode([bytes.fromhex(payer[2:]), nonce]))[12:].hex()


def _data(item: Abi, arguments: tuple[Any, ...]) -> str:
    return "0x" + (selector(item) + encode([type_of(one) for one in item["inputs"]], arguments)).hex()


def _decoded(outputs: list[Abi], answer: str) -> Any:
    values = decode([type_of(item) for item in outputs], bytes.fromhex(answer[2:]))
    told = [named(item, value) for item, value in zip(outputs, values, strict=True)]
    return told[0] if len(told) == 1 else told
