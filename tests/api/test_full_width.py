"""Chinese is written with its own punctuation wherever the ledger speaks: no keyboard's comma beside a character."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.punctuation import full_width
from api.schemas.common import Said
from ledger.core.policy.book import books

ROOT = Path(__file__).parents[2]
WORD_FOR_WORD = {"choosing.py"}
"""What repeats the choices of the schemas, which never change."""
SPOKEN = sorted(
    path for part in ("ledger", "api") for path in (ROOT / part).rglob("*.py") if path.name not in WORD_FOR_WORD
)
WEB = ROOT / "api" / "web"
WORDS = [
    *sorted((WEB / "locales" / "zh").glob("*.json")),
    ROOT / "api" / "titles.json",
    ROOT / "ledger" / "core" / "policy" / "codes.json",
]
ENGLISH = re.compile(r"[A-Za-z]{3,} [a-z]{2,} |^[a-z ]+ \(")
CODE = re.compile(r"`[^`]*`|\\[sd]|^\(分\)$")
"""What is typed as it stands, a pattern, and the end of a schema's own label."""


def chinese(text: str) -> bool:
    """Whether a text speaks Chinese, and not English about a Chinese word."""
    return bool(re.search("[\u4e00-\u9fff]", text)) and "(?:" not in text and not ENGLISH.search(CODE.sub("", text))


def plain(text: str) -> str:
    """The text without what is typed as it stands."""
    return CODE.sub("", text)


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The texts of a module but its docstrings; what a text is filled with is a blank."""
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            silent |= {id(part) for part in node.values}
            yield node.lineno, "".join(part.value if isinstance(part, ast.Constant) else "〇" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.lineno, re.sub(r"\{[a-z]\w*(:\w+)?\}", "〇", node.value)


def texts(value: object) -> Iterator[str]:
    """The texts of a JSON document."""
    if isinstance(value, dict):
        value = list(value.values())
    for inner in value if isinstance(value, list) else ():
        yield from texts(inner)
    if isinstance(value, str):
        yield value


def test_every_chinese_text_in_the_code_has_full_width_punctuation() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} {text}"
        for path in SPOKEN
        for line, text in strings(ast.parse(path.read_text("utf-8")))
        if chinese(text) and full_width(plain(text)) != plain(text)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.name)
def test_every_chinese_text_in_the_words_has_full_width_punctuation(path: Path) -> None:
    found = [re.sub(r"\{\w+\}", "〇", text) for text in texts(json.loads(path.read_text("utf-8")))]
    assert [text for text in found if chinese(text) and full_width(plain(text)) != plain(text)] == []


def test_every_chinese_text_of_the_scripts_has_full_width_punctuation() -> None:
    wrong = []
    for path in sorted((WEB / "static" / "js").rglob("*.js")):
        if path.name == "definitions.js":  # the schemas, word for word
            continue
        for found in re.findall(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`', path.read_text("utf-8")):
            text = re.sub(r"\$?\{[^}]*\}", "〇", found).strip('"`')
            if chinese(text) and full_width(text) != text:
                wrong.append(f"{path.name} {text}")
    assert wrong == []


def test_no_template_sets_a_keyboards_mark_between_words_that_may_be_chinese() -> None:
    """The words have marks of their own: `colon`, `opened` and `closed`."""
    wrong = [
        f"{path.name}: {found}"
        for path in sorted((WEB / "templates").rglob("*.html"))
        for found in re.findall(r"\}\} ?\(\{?|\}\}[:;,] ", path.read_text("utf-8"))
    ]
    assert wrong == []


def test_what_the_book_of_rules_says_is_printed_with_full_width_punctuation() -> None:
    written = [rule.uncertain["zh"] for book in books() for rule in book.rules if rule.uncertain is not None]
    assert any(full_width(text) != text for text in written), "the book has a keyboard's marks, and never changes"
    said = [Said.of((text, "")).zh for text in written]
    assert [text for text in said if full_width(text) != text] == []
