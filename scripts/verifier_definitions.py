"""Write `api/web/static/js/verify/definitions.js`: what the verifier in the browser knows from the Python side.

    python scripts/verifier_definitions.py            write the file
    python scripts/verifier_definitions.py --check    compare, exit 1 if it is out of date

The numbers, names and words of the checks, which check works on the parts of which, the typed data of all instruments,
the forms of filings without their words for people, and the lists of names that the rules of forms ask for.
"""

import json
import sys
from pathlib import Path
from typing import Any

from ledger.core import act_words, acts, checks, evidence, filing_types, instruments, meanings, trust
from ledger.core.filing_types import agreeing
from ledger.core.policy import contracts

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "api" / "web" / "static" / "js" / "verify" / "definitions.js"
_HEAD = """// Written by scripts/verifier_definitions.py from the Python side; do not edit.
// Every object is frozen and has no prototype: no name out of a bundle finds anything here but what is written here.

const bare = (value) => {
  if (Array.isArray(value)) return Object.freeze(value.map(bare));
  if (value === null || typeof value !== "object") return value;
  const copy = Object.create(null);
  for (const name of Object.keys(value)) copy[name] = bare(value[name]);
  return Object.freeze(copy);
};

export const DEFINITIONS = bare(
"""
_FOR_PEOPLE = frozenset({"$schema", "$id", "title", "x-help", "x-label", "x-supplied", "x-attachments"})


def make() -> str:
    """The text of the file."""
    return _HEAD + json.dumps(definitions(), ensure_ascii=False, indent=1) + ",\n);\n"


def definitions() -> dict[str, Any]:
    """What the verifier has to know, JSON-ready."""
    return {
        "formats": {"bundle": evidence.FORMAT, "trust": trust.FORMAT},
        "contracts": {"required": list(trust.CONTRACTS), "optional": list(trust.OPTIONAL)},
        "checks": [
            {
                "number": check.number,
                "name": check.name,
                "zh": check.zh,
                "en": check.en,
                "claims": list(check.claims),
                "required": check.required,
            }
            for check in checks.CHECKS
        ],
        "worksOn": {str(number): list(others) for number, others in checks.WORKS_ON.items()},
        "titleStatuses": list(meanings.STATUSES),
        "titleStatusWords": {name: list(meanings.STATUS_WORDS[name]) for name in meanings.STATUSES},
        "typedData": acts.definition(),
        "kindWords": {name: list(act_words.TITLES[name]) for name in acts.kinds()},
        "folded": list(instruments.FOLDED),
        "adoption": instruments.ADOPTION,
        "forms": {type: _bare(filing_types.schema(type)) for type in filing_types.list()},
        "formWords": {type: [filing_types.label(type, one) for one in ("zh", "en")] for type in filing_types.list()},
        "ipKinds": agreeing.IP_KINDS,
        "contractKinds": {kind: list(subs) for kind, subs in contracts.KINDS.items()},
    }


def _bare(schema: Any, names: bool = False) -> Any:
    """A schema without what only people read.

    :param names: the members are fields of a form, whatever they are called.
    """
    if isinstance(schema, list):
        return [_bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _bare(inner, name == "properties" and not names)
        for name, inner in schema.items()
        if names or name not in _FOR_PEOPLE
    }


def main() -> None:
    """Write or compare."""
    text = make()
    if "--check" in sys.argv[1:]:
        if not TARGET.exists() or TARGET.read_text("utf-8") != text:
            raise SystemExit(f"{TARGET.relative_to(ROOT)} is out of date: run {Path(__file__).name}")
        return
    TARGET.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
