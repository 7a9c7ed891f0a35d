"""Chinese documents are written as Chinese is printed."""

from pathlib import Path

import pytest

from scripts.chinese_pages import pages, printed


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_a_chinese_document_has_full_width_punctuation(path: Path) -> None:
    page = path.read_text("utf-8")
    assert page == printed(page), "python -m scripts.chinese_pages --write"


def test_code_and_addresses_keep_their_own_punctuation() -> None:
    page = "写作 `a,b(c)`,见[例](x,y).\n```\n中,文\n```\n网址 http://x/?a=中,b 等(如 1,000)。"
    assert printed(page) == "写作 `a,b(c)`，见[例](x,y).\n```\n中,文\n```\n网址 http://x/?a=中,b 等（如 1,000）。"
