"""Whatever an act can meet on its way is refused in Chinese too: the sentence with its values, and what to do next."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from ledger.core import errors
from ledger.core.chinese import SENTENCES, chinese
from ledger.core.chinese_filings import FILINGS

ROOT = Path(__file__).parents[2]
_VERBS = (
    "executing",
    "sealing",
    "calling",
    "sending",
    "queries",
    "beside",
    "standing",
    "answers",
    "signing_in",
    "enrolling",
    "noticing",
    "searching",
    "refusing",
    "desks",
    "reviewing",
)
_CORE = ("acts", "shares", "powers", "signatures", "seals", "calendar/__init__")
_CHAIN = ("client", "sender", "contracts", "answered", "abi", "refusals")
_API = ("deps", "cursors", "edge", "admission", "errors")
_API += tuple(f"routes/pages/{name}" for name in ("achievements", "asking", "search"))
WAY = [
    *sorted((ROOT / "ledger" / "drafting").glob("*.py")),
    *(ROOT / "ledger" / f"{name}.py" for name in _VERBS),
    *(ROOT / "ledger" / "core" / f"{name}.py" for name in _CORE),
    *(ROOT / "ledger" / "chain" / f"{name}.py" for name in _CHAIN),
    *(ROOT / "ledger" / "store" / f"{name}.py" for name in ("acts", "sessions", "database")),
    *(ROOT / "api" / f"{name}.py" for name in _API),
    ROOT / "api" / "routes" / "pages" / "achievements.py",
]
"""Everything through which a draft, a signature, a submission, a call and a question about a title go."""

_OF_FILINGS = ("draft", "filing", "disclosure", "canonical", "encoding", "manifest", "filing_types/__init__")
_RULES = ("policy/book", "policy/words", "policy/table")
_FILING_VERBS = ("intake", "gathering", "manifests", "checking", "exporting", "finding")
FILING_WAY = [
    *(ROOT / "ledger" / "core" / f"{name}.py" for name in (*_OF_FILINGS, *_RULES)),
    *(ROOT / "ledger" / f"{name}.py" for name in _FILING_VERBS),
    *(ROOT / "ledger" / "store" / f"{name}.py" for name in ("filings", "vault")),
    *(ROOT / "ledger" / "core" / f"{name}.py" for name in ("certificate", "certified")),
    *(ROOT / "api" / f"{name}.py" for name in ("certificates", "ndjson")),
]
"""Everything through which a draft, a filing, a manifest and a question to the rules go."""
BROKEN = {
    *("BOX_MISSING", "VAULT_KEY_CHANGED", "INDEX_TAKEN", "LOG_HAS_A_GAP", "TILE_CORRUPT"),
    *("CHECKPOINT_MISSING", "HISTORY_ELSEWHERE", "INSTRUMENT_UNREADABLE"),
}
"""What is said to whoever runs a ledger that is broken, or of a bundle that cannot be made here."""

FAMILY = {name for name, kind in vars(errors).items() if isinstance(kind, type)} | {"NodeError"}
CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
FILING_TREES = [ast.parse(path.read_text("utf-8")) for path in FILING_WAY]
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in WAY}
RAISED = [
    (f"{path}:{node.lineno}", node)
    for path, tree in TREES.items()
    for node in ast.walk(tree)
    if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in FAMILY and node.args
]
WRITTEN = {
    node.value
    for tree in TREES.values()
    for node in ast.walk(tree)
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value)
}


def test_every_refusal_on_an_acts_way_has_a_chinese_sentence_and_none_is_left_that_nobody_raises() -> None:
    assert len(RAISED) > 50
    assert set(SENTENCES) == WRITTEN


def test_no_code_is_put_together_where_it_is_raised() -> None:
    composed = [where for where, call in RAISED if isinstance(call.args[0], ast.JoinedStr | ast.BinOp)]
    assert composed == []


@pytest.mark.parametrize(("where", "call"), RAISED, ids=[where for where, _ in RAISED])
def test_a_refusal_says_what_to_do_next_and_gives_the_values_of_its_chinese_sentence(
    where: str, call: ast.Call
) -> None:
    given = {keyword.arg for keyword in call.keywords}
    assert "next" in given, where
    code = call.args[0]
    if isinstance(code, ast.Constant) and None not in given:
        named = {name for said in SENTENCES[code.value] for _, name, _, _ in Formatter().parse(said) if name}
        assert named <= given, where


def _calls(tree: ast.Module) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in FAMILY and node.args
    ]


def test_every_refusal_on_a_filing_s_way_has_a_chinese_sentence_and_none_is_left_that_nobody_raises() -> None:
    assert not FILINGS.keys() & SENTENCES.keys()
    raised = {
        node.value
        for tree in FILING_TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in FILINGS
    }
    assert raised == set(FILINGS)
    for tree in FILING_TREES:
        for call in _calls(tree):
            code, given = call.args[0], {keyword.arg for keyword in call.keywords}
            if isinstance(code, ast.Constant) and not {"zh", "zhNext"} <= given:
                said = FILINGS.get(code.value) or SENTENCES.get(code.value)
                assert said or code.value in BROKEN, code.value
                parts = [part for each in FILINGS.get(code.value, ()) for part in Formatter().parse(each)]
                named = {name for _, name, _, _ in parts if name}
                assert None in given or named <= given, (code.value, named - given)


@pytest.mark.parametrize("code", sorted({**SENTENCES, **FILINGS}))
def test_a_chinese_sentence_is_one(code: str) -> None:
    message, following = {**SENTENCES, **FILINGS}[code]
    assert re.search("[\u4e00-\u9fff]", following)
    assert message == "{zh}" or re.search("[\u4e00-\u9fff]", message)


def test_values_stand_in_it_as_people_read_them() -> None:
    before = errors.Refused("SIGNED_BEFORE", "drafted before", party=7, since=1_775_577_600)
    message, following = chinese(before) or ("", "")
    assert message == "文书起草于主体 7 的现签名者生效（2026-04-08 00:00:00 +08:00）之前"
    assert following == "请重新起草并重新收集签名"
    seats = errors.NotAllowed("NO_SEAT", "no seat", party=7, seats=[1, 2])
    assert (chinese(seats) or ("",))[0] == "主体 7 没有席位，席位为 1、2"
    over = errors.Conflict("ACT_OVER", "over", act="a1", status="final")
    assert (chinese(over) or ("",))[0] == "文书 a1 已终局，不再接受签名"


def test_a_sentence_that_was_made_with_the_error_goes_before_that_of_its_code() -> None:
    made = errors.Refused("WRONG_VERSION", "stale", zh="一句话", zhNext="下一步")
    assert chinese(made) == ("一句话", "下一步")
    wanted = errors.Malformed("FIELD_MALFORMED", "node is a number", field="node", zh="node 应为非负整数，而非 'x'")
    assert chinese(wanted) == ("node 应为非负整数，而非 'x'", "请改正 node")


@pytest.mark.parametrize("values", [{}, {"party": 1}, {"since": 1}])
def test_where_a_value_is_missing_the_english_stays(values: dict[str, int]) -> None:
    assert chinese(errors.Refused("SIGNED_BEFORE", "drafted before", **values)) is None
    assert chinese(errors.Refused("SOMETHING_ELSE", "else", **values)) is None


@pytest.mark.parametrize("since", [-(10**30), 10**30, "soon", None, {"a": [1]}, True])
def test_a_value_that_another_service_made_up_is_shown_as_it_is(since: object) -> None:
    message, _ = chinese(errors.Refused("SIGNED_BEFORE", "drafted before", party={"x": 1}, since=since)) or ("", "")
    assert str(since) in message
