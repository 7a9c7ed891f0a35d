"""Gas that the acts take, from receipts on Anvil under the Shanghai rules.

    python scripts/bench/gas.py            a table with goals
    python scripts/bench/gas.py --json     [{"operation", "gasUsed"}, ...]
    python scripts/bench/gas.py --write    also docs/benchmarks/gas.json and the table in docs/benchmarks.md

Every act of the ledger is measured once or more often, by its name in snake case or one that begins with it.
"""

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from ledger.core import acts, merkle  # noqa: E402
from scripts.bench._anvil import DAY, anvil, deployed  # noqa: E402
from scripts.bench._year import Year  # noqa: E402

GOALS = {
    "register": 110_000,
    "propose": 70_000,
    "confirm_3_holders": 110_000,
    "register_propose_confirm": 270_000,
    "convey_share_2_signatures": 90_000,
    "convey_further_consent": 9_000,
    "anchor_at_2_20": 90_000,
    "anchor_1000_filings_per_filing": 150,
}
BESIDE_OTHERS = {
    "three": "register_propose_confirm",
    "two": "convey_share_2_signatures",
    "anchor": "anchor_at_2_20",
    "filing": "anchor_1000_filings_per_filing",
}
"""Figures that stand beside those of others too, by their marks in docs/benchmarks.md."""
LARGE = 1 << 20
BATCH = 1_000


def measure() -> dict[str, int]:
    """Gas by operation, in the order of the table."""
    with anvil() as web3:
        ledger = deployed(web3)
        year = Year(ledger)
        year.titles()
        year.network()
        year.signers()
        year.proceedings()
        year.offers()
        year.pledges()
        year.rights()
        year.contracts()
        year.orders()
        year.last()
        _anchors(year)
    left_out = set(acts.kinds()) - ledger.kinds
    if left_out:
        raise SystemExit(f"not measured: {sorted(left_out)}")
    found = ledger.gas
    found["register_propose_confirm"] = found["register"] + found["propose"] + found["confirm_3_holders"]
    found["convey_further_consent"] = found.pop("convey_share_3_signatures") - found["convey_share_2_signatures"]
    found["anchor_1000_filings_per_filing"] = -(-found["anchor_at_2_20"] // BATCH)
    first = [name for name in found if name in GOALS]
    deployments = [name for name in found if name.startswith("deploy_")]
    others = sorted(set(found) - set(first) - set(deployments))
    return {name: found[name] for name in [*sorted(first, key=list(GOALS).index), *others, *deployments]}


def _anchors(year: Year) -> None:
    """The first head of the log, and one that brings a batch of filings to a large log."""
    leaves = [merkle.leaf_hash(i.to_bytes(4, "big")) for i in range(LARGE)]
    small = LARGE - BATCH
    before, after = merkle.root(leaves[:small]), merkle.root(leaves)
    proof = merkle.consistency_path(small, LARGE, merkle.in_memory(leaves))
    year.anchor(small, before, (0, merkle.EMPTY_ROOT), [], "anchor_first")
    year.ledger.wait(DAY)
    year.anchor(LARGE, after, (small, before), proof, "anchor_at_2_20")


def table(figures: dict[str, int]) -> str:
    """The figures as a Markdown table beside their goals."""
    lines = ["| operation | gas | goal | |", "|---|--:|--:|---|"]
    for operation, gas in figures.items():
        goal = GOALS.get(operation)
        verdict = "" if goal is None else "reached" if gas <= goal else f"missed by {_spaced(gas - goal)}"
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
        for mark, operation in BESIDE_OTHERS.items():
            after = re.sub(f"(<!-- {mark} -->)[0-9 ]*[0-9]", rf"\g<1>{_spaced(figures[operation])}", after)
        page.write_text(f"{before}<!-- gas -->\n{table(figures)}\n<!-- end of gas -->{after}", "utf-8")
    return 0


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
