"""The table of `docs/scenarios.md` that tells which refusals the chain makes itself, from `ledger.replaying.marks`.

python scripts/marks.py [--write]
"""

import sys
from pathlib import Path

from ledger.core.docket.events import KINDS
from ledger.core.policy.codes import ORDER
from ledger.replaying.marks import CAUSES, MARKS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "scenarios.md"
BEGIN, END = "<!-- marks -->\n", "<!-- /marks -->\n"


def table() -> str:
    """One line a kind of event, its codes in the order of precedence."""
    lines = ["| event | codes that the chain refuses by itself |", "|---|---|"]
    for kind in KINDS:
        codes = [code for code in ORDER if code in MARKS.get(kind, ())]
        if codes:
            lines.append(f"| `{kind}` | {', '.join(_shown(kind, code) for code in codes)} |")
    return "\n".join(lines) + "\n"


def _shown(kind: str, code: str) -> str:
    cause = CAUSES.get((kind, code))
    return f"`{code}`" if cause is None else f"`{code}` ({cause.text})"


def written(page: str) -> str:
    """The page with the table as it is today."""
    head, _, rest = page.partition(BEGIN)
    return head + BEGIN + table() + END + rest.partition(END)[2]


def main(arguments: list[str]) -> int:
    page = PAGE.read_text("utf-8")
    if "--write" in arguments:
        PAGE.write_text(written(page), "utf-8")
        return 0
    if written(page) != page:
        print(f"{PAGE.name} is not current; run: python scripts/marks.py --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
