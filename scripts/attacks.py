"""The table of attacks: every act of every contract against every attack, made of what Forge's tests carried out.

    scripts/forge test --match-contract 'EveryAct|Officers|Signers|Replays|States|Tables|Unsigned'
    python scripts/attacks.py            say what is missing or differs from the page, exit 1 if anything does
    python scripts/attacks.py --write    renew docs/contracts/attacks.md

The tests write a line for each thing they did into `build/attacks/*.tsv`: attack, act, then `refused` and the
selector of the refusal, `harmless` and what happened instead, or `none` and why the attack does not apply. A cell
without a line, and a line of an act or attack that is not in the table, are complaints.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from eth_utils.abi import function_signature_to_4byte_selector

ROOT = Path(__file__).resolve().parent.parent
LINES = ROOT / "build" / "attacks"
PAGE = ROOT / "docs" / "contracts" / "attacks.md"
ARTIFACTS = ROOT / "ledger" / "chain" / "artifacts"
TYPED_DATA = ROOT / "ledger" / "core" / "typed_data.json"

# What has no message that is signed per act of `typed_data.json`, by contract.
BESIDE = {"Authority": ["settleRecovery"], "TitleRegistry": ["adopt"], "AnchorLog": ["anchor"]}

ATTACKS = {
    "replayed at once": "the same calldata a second time in the same block",
    "replayed later": "and a second later",
    "replayed when all is as it was": "and once other acts have brought back what it changed",
    "stale version": "relying on another version or number than the next",
    "altered after signing": "one bit of each word other than what was signed",
    "signed for another title": "sent for a title that stands exactly as the one it was signed for",
    "unknown achievement": "for a number under which nothing is registered",
    "wrong status": "in each status that does not allow it",
    "frozen title": "while a freeze stands",
    "wrong chain": "signed for a chain with another id, and sent to a chain that changed its own",
    "wrong contract": "signed for the same code at another address",
    "wrong ledger salt": "signed for another ledger at the same addresses",
    "expired": "after its deadline",
    "life too long": "with a deadline further off than texts may live",
    "drafted ahead": "drafted later than the block that carries it",
    "missing seat": "each seat that has to sign left empty",
    "another's seal": "each seat sealed by a stranger, or by its neighbour",
    "extra seat": "one good seal more than there are seats",
    "swapped seats": "two seals exchanged",
    "malleable signature": "each second form of a good signature: higher s, other v, 64 bytes, a byte more",
    "truncated seals": "the seals cut anywhere",
    "continued seals": "bytes behind the last seal",
    "replaced signer": "a party changed its signer after signing",
    "withdrawn signer": "a party withdrew after signing",
    "signer in quarantine": "a recovered signer gives something away",
    "wallet that lies": "a contract signs that answers anything but yes",
    "wallet that re-enters": "a contract signs that first sends every other act",
    "wallet that burns gas": "a contract signs that leaves nothing to go on with",
    "verifier that lies": "a key's verifier answers anything but yes, or burns",
    "little gas": "sent with any lesser gas, with good and with bad seals",
    "officer out of scope": "an officer of another park, of the node above or below, and nobody's appointment",
    "officer out of date": "an appointment to come, over, ended, and at a closed node",
    "officer without the power": "every power but the one",
    "officer party to the act": "each party that the act concerns, as its officer",
    "judge not apart": "the judge at the officer's node, the officer himself, a party, or without the power",
    "zero units": "of no units",
    "overflowing units": "of more units than there are, or than fit",
    "duplicates": "a movement, part or party twice",
    "self-transfer": "to oneself",
    "17th holder": "one more than a table or list holds",
    "dirty bits": "bits beyond the type of a member",
}

HEAD = """\
# The attacks

Every act of every contract against every attack. Each cell was tried on deployed contracts by `contracts/test/*.t.sol`
and says which refusals stopped it, *harmless* where the act takes effect as it should whatever the attacker does, or by
a number why the attack does not apply. `scripts/attacks.py` writes this page of what the tests did; the build fails at
an empty cell, at an act or attack without one, and where this page says otherwise.

| attack | what is tried |
|---|---|
"""


def acts() -> dict[str, list[str]]:
    """The acts of each contract: those of the typed data, and those beside them."""
    found: dict[str, list[str]] = {}
    for name, act in json.loads(TYPED_DATA.read_text("utf-8"))["acts"].items():
        found.setdefault(act["contract"], []).append(name)
    for contract, names in BESIDE.items():
        found.setdefault(contract, []).extend(names)
    return found


def refusals() -> dict[str, str]:
    """The names of all refusals of all contracts by selector. `empty` is the compiler's own refusal of a word."""
    names = {"empty": "(no word)"}
    for path in sorted(ARTIFACTS.glob("*.json")):
        for entry in json.loads(path.read_text("utf-8"))["abi"]:
            if entry["type"] == "error":
                kinds = ",".join(member["type"] for member in entry["inputs"])
                selector = function_signature_to_4byte_selector(f"{entry['name']}({kinds})")
                names["0x" + selector.hex()] = entry["name"]
    return names


def lines(folder: Path = LINES) -> list[tuple[str, str, str, str]]:
    """What the tests wrote: attack, act, how, what. Each once.

    :raises ValueError: at a line that is none.
    """
    found: dict[tuple[str, str, str, str], None] = {}
    for path in sorted(folder.glob("*.tsv")):
        for text in path.read_text("utf-8").splitlines():
            attack, act, how, what = text.split("\t")
            found[attack, act, how, what] = None
    return list(found)


def cells(found: Iterable[tuple[str, str, str, str]]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """For each attack and act what happened. Why an attack does not apply counts only where nothing else was done."""
    table: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for attack, act, how, what in found:
        table.setdefault((attack, act), []).append((how, what))
    for key, done in table.items():
        if any(how == "refused" for how, _ in done):
            table[key] = [each for each in done if each[0] != "none"]
    return table


def gaps(table: dict[tuple[str, str], list[tuple[str, str]]], names: dict[str, list[str]]) -> list[str]:
    """Empty cells, and cells that no row and column asks for."""
    asked = {(attack, act) for attack in ATTACKS for acts_ in names.values() for act in acts_}
    empty = [f"not tried: {attack} on {act}" for attack, act in sorted(asked - table.keys())]
    return empty + [f"not in the table: {attack} on {act}" for attack, act in sorted(table.keys() - asked)]


def page(table: dict[tuple[str, str], list[tuple[str, str]]], names: dict[str, list[str]]) -> str:
    """The page of the table. Attacks are rows, acts are columns; reasons stand once behind each contract's table."""
    known = refusals()
    text = HEAD + "".join(f"| {attack} | {what} |\n" for attack, what in ATTACKS.items())
    for contract, acts_ in names.items():
        reasons: list[str] = []
        text += f"\n## {contract}\n\n| | " + " | ".join(f"`{act}`" for act in acts_) + " |\n"
        text += "|---|" + "---|" * len(acts_) + "\n"
        for attack in ATTACKS:
            row = [_cell(table.get((attack, act), []), known, reasons) for act in acts_]
            text += f"| {attack} | " + " | ".join(row) + " |\n"
        text += "\n" + "".join(f"{number}. {reason}\n" for number, reason in enumerate(reasons, 1))
    return text


def _cell(done: list[tuple[str, str]], known: dict[str, str], reasons: list[str]) -> str:
    refused = sorted({known[what] for how, what in done if how == "refused"})
    harmless = sorted({f"harmless: {what}" for how, what in done if how == "harmless"})
    numbers = []
    for how, what in done:
        if how == "none":
            if what not in reasons:
                reasons.append(what)
            numbers.append(f"— {reasons.index(what) + 1}")
    return ", ".join(refused + harmless + numbers)


def complaints(folder: Path = LINES) -> list[str]:
    """What is missing in the table, and whether the page says otherwise; empty if all is well."""
    table = cells(lines(folder))
    found = gaps(table, acts())
    if not found and (not PAGE.exists() or PAGE.read_text("utf-8") != page(table, acts())):
        found.append("docs/contracts/attacks.md differs: look at what changed, then scripts/attacks.py --write")
    return found


def main(arguments: list[str]) -> int:
    table = cells(lines())
    if "--write" in arguments and not gaps(table, acts()):
        PAGE.write_text(page(table, acts()), "utf-8")
    found = complaints()
    print("\n".join(found) if found else f"all {len(table)} cells are filled")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
