"""Where a bug is planted into the rules: places found through Python's own syntax tree.

A bug is a change of one place: a comparison moved by one or turned round, an operator exchanged, a number one more, a
condition negated, `and` for `or`, a call or a write left out, a copy or an order not made. Types are not touched.
"""

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
TREES = ("ledger/core/policy", "ledger/core/docket")
_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any"}
_TYPES = ("annotation", "returns", "type_params")


@dataclass(frozen=True)
class Function:
    """A function of a module, the outermost around a place, as its code object names it."""

    name: str
    line: int


@dataclass(frozen=True)
class Bug:
    """One planted bug.

    :param within: name of the function or class in which it stands, empty at the module's level.
    :param function: the outermost function around it, None where only a new import would show the bug.
    :param place: number of the node in the tree, as `ast.walk` counts. :param variant: which change of it.
    :param nth: how many of the same stand before it in the same function.
    """

    path: str
    line: int
    within: str
    function: Function | None
    what: str
    before: str
    place: int
    variant: int
    nth: int

    @property
    def name(self) -> str:
        """A name that survives edits elsewhere in the file."""
        return sha256(f"{self.path}:{self.within}:{self.what}:{self.before}:{self.nth}".encode()).hexdigest()[:10]

    def planted(self, source: str) -> ast.Module:
        """The module with the bug; every line keeps its number."""
        tree = ast.parse(source)
        node = [*ast.walk(tree)][self.place]
        _, changed = [*_changes(node)][self.variant]
        _replace(tree, node, changed)
        return ast.fix_missing_locations(tree)

    def __str__(self) -> str:
        return f"{self.name}  {self.path}:{self.line}: {self.what}: {self.before[:90]}"


def find() -> list[Bug]:
    """Every bug that can be planted, file by file."""
    return [bug for tree in TREES for path in sorted((ROOT / tree).glob("*.py")) for bug in of_file(path)]


def of_file(path: Path) -> list[Bug]:
    """Every bug that can be planted into one file."""
    tree = ast.parse(path.read_text("utf-8"))
    places = {id(node): i for i, node in enumerate(ast.walk(tree))}
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for node, within, function in _places(tree, "", None):
        shown = " ".join(ast.unparse(node).split()) if isinstance(node, ast.expr | ast.stmt) else ""
        for variant, (what, _) in enumerate(_changes(node)):
            key = within, what, shown
            line = getattr(node, "lineno", 0)
            relative = str(path.relative_to(ROOT))
            found.append(Bug(relative, line, within, function, what, shown, places[id(node)], variant, seen[key]))
            seen[key] += 1
    return found


def _places(node: ast.AST, within: str, function: Function | None) -> Iterator[tuple[ast.AST, str, Function | None]]:
    """Every node but those of types, with the name of what it stands in."""
    yield node, within, function
    for member, value in ast.iter_fields(node):
        if member in _TYPES:
            continue
        inner, around = within, function
        if isinstance(node, ast.FunctionDef) and member == "body":
            inner = f"{within}.{node.name}".lstrip(".")
            around = function or Function(inner, _first_line(node))
        elif isinstance(node, ast.ClassDef) and member == "body":
            inner = f"{within}.{node.name}".lstrip(".")
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST):
                yield from _places(each, inner, around)


def functions_of(node: ast.AST, within: str = "") -> Iterator[tuple[Function, ast.FunctionDef]]:
    """The outermost functions of a module, methods among them."""
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.FunctionDef):
            yield Function(f"{within}.{each.name}".lstrip("."), _first_line(each)), each
        else:
            inner = f"{within}.{each.name}".lstrip(".") if isinstance(each, ast.ClassDef) else within
            yield from functions_of(each, inner)


def _first_line(node: ast.FunctionDef) -> int:
    return min(node.lineno, *(each.lineno for each in node.decorator_list)) if node.decorator_list else node.lineno


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What can be changed about a node: in words, and the node that takes its place."""
    match node:
        case ast.Compare():
            for i, each in enumerate(node.ops):
                new = copy.deepcopy(node)
                new.ops[i] = _COMPARISONS[type(each)]()
                yield f"{type(each).__name__} becomes {_COMPARISONS[type(each)].__name__}", new
        case ast.BinOp() if type(node.op) in _OPERATORS and not _is_type(node):
            yield (
                f"{type(node.op).__name__} becomes {_OPERATORS[type(node.op)].__name__}",
                _with(node, op=_OPERATORS[type(node.op)]()),
            )
        case ast.BoolOp(op=ast.Or()):
            yield "or becomes and", _with(node, op=ast.And())
        case ast.BoolOp():
            yield "and becomes or", _with(node, op=ast.Or())
        case ast.UnaryOp(op=ast.Not()):
            yield "not left out", copy.deepcopy(node.operand)
        case ast.Constant(value=bool()):
            yield "flag turned round", _with(node, value=not node.value)
        case ast.Constant(value=int()):
            yield "one more", _with(node, value=node.value + 1)
        case ast.If() | ast.IfExp() | ast.While():
            yield "condition turned round", _with(node, test=ast.UnaryOp(ast.Not(), copy.deepcopy(node.test)))
        case ast.comprehension(ifs=[_, *_]):
            for i in range(len(node.ifs)):
                new = copy.deepcopy(node)
                new.ifs[i] = ast.UnaryOp(ast.Not(), new.ifs[i])
                yield "filter turned round", new
        case ast.Expr(value=ast.Call()) | ast.Assign(targets=[ast.Attribute()]) | ast.AugAssign():
            yield "left out", ast.copy_location(ast.Pass(), node)
        case ast.Call(func=ast.Name(id="frozenset"), args=[ast.Set()]):
            return  # what is written out is the same set
        case ast.Call(func=ast.Name(id="sorted" | "set" | "frozenset" | "dict"), args=[one]):
            yield "call left out", copy.deepcopy(one)
        case ast.Call(func=ast.Name(id="min" | "max" | "any" | "all" as name)):
            yield f"{name} becomes {_SWAPPED[name]}", _with(node, func=ast.Name(_SWAPPED[name], ast.Load()))


def _with(node: ast.AST, **members: object) -> ast.AST:
    new = copy.deepcopy(node)
    for name, value in members.items():
        setattr(new, name, value)
    return new


def _is_type(node: ast.BinOp) -> bool:
    """Whether this is `X | None`, which says a type and does nothing."""
    return isinstance(node.op, ast.BitOr) and isinstance(node.right, ast.Constant) and node.right.value is None


def _replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list) and any(each is old for each in value):
                setattr(parent, name, [new if each is old else each for each in value])
                return
    raise LookupError(ast.dump(old)[:80])
