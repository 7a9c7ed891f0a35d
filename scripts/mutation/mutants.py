"""Where a bug can be planted: places in the source found through the compiler's own syntax tree.

Nine kinds of bug, each a change of one place:

- `refusal`: an `if (…) revert …` never refuses.
- `call`: a statement that only calls something (a check, most often) is left out.
- `event`: an event is not told.
- `write`: an assignment or a `delete` is left out.
- `bound`: a comparison is moved by one (`<` and `<=`, `>` and `>=`) or turned round (`==` and `!=`).
- `logic`: `&&` and `||`, or a negation left out.
- `sum`: `+` and `-`, `*` and `/`, `%` and `*`.
- `bits`: `&`, `|`, `<<` and `>>` exchanged, `~` left out.
- `number`: a number that is written out is one more.

Numbers in assembly and the texts of types are not touched: what they are worth is held by vectors.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import solcx

KINDS = ("refusal", "call", "event", "write", "bound", "logic", "sum", "bits", "number")
_BOUNDS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
_LOGIC = {"&&": "||", "||": "&&"}
_SUMS = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*"}
_BITS = {"&": "|", "|": "&", "<<": ">>", ">>": "<<", "^": "|"}
_SWAPS = {"bound": _BOUNDS, "logic": _LOGIC, "sum": _SUMS, "bits": _BITS}


@dataclass(frozen=True)
class Mutant:
    """One planted bug: `path` with `before` at byte `start` replaced by `after`.

    :param within: contract or library and function in which it stands.
    """

    path: str
    kind: str
    within: str
    start: int
    before: str
    after: str

    @property
    def name(self) -> str:
        """A name that survives edits elsewhere in the file: of what is changed, where, and the how-manieth such."""
        seed = f"{self.path}:{self.within}:{self.kind}:{self.before}:{self.after}"
        return sha256(seed.encode()).hexdigest()[:10]

    def planted(self, source: bytes) -> bytes:
        """The source with the bug."""
        end = self.start + len(self.before.encode())
        if source[self.start : end] != self.before.encode():
            raise ValueError(f"{self.path} has changed at byte {self.start}")
        return source[: self.start] + self.after.encode() + source[end:]


def find(root: Path, solc: Path, settings: dict[str, Any], sources: dict[str, str]) -> list[Mutant]:
    """All places in our own contracts and libraries, in the order of files and bytes.

    :param sources: text by path, imports included, as the compiler takes them.
    """
    output = solcx.compile_standard(
        {
            "language": "Solidity",
            "sources": {path: {"content": text} for path, text in sources.items()},
            "settings": {"remappings": settings["remappings"], "outputSelection": {"*": {"": ["ast"]}}},
        },
        solc_binary=solc,
    )
    found: list[Mutant] = []
    for path in sorted(sources):
        if not path.startswith("contracts/src/") or "/interfaces/" in path:
            continue
        raw = (root / path).read_bytes()
        found += _in_file(path, raw, output["sources"][path]["ast"])
    return _numbered(found)


def _numbered(found: list[Mutant]) -> list[Mutant]:
    """Mutants whose names would be the same are told apart by their order in the function."""
    seen: dict[str, int] = {}
    told = []
    for mutant in found:
        count = seen[mutant.name] = seen.get(mutant.name, 0) + 1
        within = mutant.within if count == 1 else f"{mutant.within}#{count}"
        told.append(Mutant(mutant.path, mutant.kind, within, mutant.start, mutant.before, mutant.after))
    return told


def _in_file(path: str, raw: bytes, tree: dict[str, Any]) -> list[Mutant]:
    found = []
    for within, node in _nodes(tree, ""):
        for kind, start, before, after in _bugs(node, raw):
            found.append(Mutant(path, kind, within, start, before, after))
    return sorted(found, key=lambda mutant: (mutant.start, mutant.kind))


def _nodes(node: Any, within: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every node inside a function's body, with the function's name."""
    if isinstance(node, list):
        for item in node:
            yield from _nodes(item, within)
        return
    if not isinstance(node, dict) or "nodeType" not in node:
        return
    kind = node["nodeType"]
    if kind == "ContractDefinition":
        for part in node["nodes"]:
            yield from _nodes(part, node["name"])
        return
    if kind == "FunctionDefinition":
        if node.get("body"):
            yield from _nodes(node["body"], f"{within}.{node['name'] or node['kind']}")
        return
    if kind in ("InlineAssembly", "VariableDeclaration") and "." not in within:
        return
    if "." in within:
        yield within, node
    for key, value in node.items():
        if key not in ("typeName", "typeDescriptions", "documentation") and isinstance(value, dict | list):
            yield from _nodes(value, within)


def _bugs(node: dict[str, Any], raw: bytes) -> Iterator[tuple[str, int, str, str]]:
    start, size = (int(part) for part in node["src"].split(":")[:2])
    text = raw[start : start + size].decode()
    match node["nodeType"]:
        case "IfStatement" if _refuses(node.get("trueBody")) and not node.get("falseBody"):
            yield "refusal", start, _to_its_end(raw, start, text), "{}"
        case "ExpressionStatement":
            inner = node["expression"]["nodeType"]
            if inner == "FunctionCall":
                yield "call", start, _to_its_end(raw, start, text), "{}"
            elif inner == "Assignment" or node["expression"].get("operator") == "delete":
                yield "write", start, _to_its_end(raw, start, text), "{}"
        case "EmitStatement":
            yield "event", start, _to_its_end(raw, start, text), "{}"
        case "BinaryOperation":
            yield from _swapped(node, raw)
        case "UnaryOperation" if node["operator"] in ("!", "~"):
            yield ("logic" if node["operator"] == "!" else "bits"), start, text, text[1:]
        case "Literal" if node["kind"] == "number" and text.isdigit() and len(text) < 12:
            yield "number", start, text, str(int(text) + 1)


def _to_its_end(raw: bytes, start: int, text: str) -> str:
    """The statement with its semicolon, which the tree leaves out."""
    end = start + len(text.encode())
    return text + ";" if raw[end : end + 1] == b";" else text


def _swapped(node: dict[str, Any], raw: bytes) -> Iterator[tuple[str, int, str, str]]:
    left, right = node["leftExpression"], node["rightExpression"]
    left_start, left_size = (int(part) for part in left["src"].split(":")[:2])
    right_start = int(right["src"].split(":")[0])
    between = raw[left_start + left_size : right_start].decode()
    operator = node["operator"]
    at = between.find(operator)
    for kind, swaps in _SWAPS.items():
        if operator in swaps and at >= 0:
            yield kind, left_start + left_size + len(between[:at].encode()), operator, swaps[operator]


def _refuses(body: Any) -> bool:
    if not isinstance(body, dict):
        return False
    if body["nodeType"] == "Block":
        statements = body["statements"]
        return len(statements) == 1 and _refuses(statements[0])
    return bool(body["nodeType"] == "RevertStatement")
