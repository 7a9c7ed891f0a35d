"""The pages lead where they say, and name every room of the house."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "contracts/**/*.md", "tests/**/*.md", "scripts/**/*.md")
    for path in ROOT.glob(pattern)
)


def without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))


def anchors(page: Path) -> set[str]:
    """The names under which the headings of a page can be reached."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_and_image_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(<?([^)>\s]+)", without_code(page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.is_relative_to(ROOT), target
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def test_the_architecture_names_every_module_of_the_ledger_and_no_other() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = re.findall(
        r"^\| `([\w/]+)` \| \S.* \|$", page.partition("## The verbs")[2].partition("\n## ")[0], re.MULTILINE
    )
    ledger = ROOT / "ledger"
    there = [
        path
        for folder in ("", "certifying", "doctor", "drafting", "keeping")
        for path in (ledger / folder).glob("[!_]*.py")
    ]
    assert sorted(named) == sorted(path.relative_to(ledger).with_suffix("").as_posix() for path in there)
