"""Chinese documents as they are printed: full-width punctuation beside Chinese, code and addresses as they are.

python -m scripts.chinese_pages            say which page is not, exit 1 if any is
python -m scripts.chinese_pages --write    mend them
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from api.punctuation import full_width

ROOT = Path(__file__).resolve().parent.parent
_CODE = re.compile(r"(`[^`\n]*`|\]\([^)\n]*\)|https?://\S+)")
_FENCE = "```"
_PLACEHOLDER = "\ue000"


def printed(page: str) -> str:
    """A page of Markdown with its prose in full-width punctuation."""
    return "\n".join(_lines(page))


def pages() -> list[Path]:
    """The Chinese documents of the house."""
    return sorted([*ROOT.glob("*.zh-CN.md"), *(ROOT / "docs").rglob("*.zh-CN.md")])


def _lines(page: str) -> Iterator[str]:
    fenced = False
    for line in page.split("\n"):
        if line.startswith(_FENCE):
            fenced = not fenced
        yield line if fenced or line.startswith(_FENCE) else _prose(line)


def _prose(line: str) -> str:
    kept = _CODE.findall(line)
    widened = full_width(_CODE.sub(_PLACEHOLDER, line))
    return re.sub(_PLACEHOLDER, lambda _: kept.pop(0), widened)


def main(arguments: list[str]) -> int:
    """Exit code: 0 if every page is as it is printed, or was made so."""
    wrong = [path for path in pages() if printed(path.read_text("utf-8")) != path.read_text("utf-8")]
    for path in wrong:
        if "--write" in arguments:
            path.write_text(printed(path.read_text("utf-8")), "utf-8")
        else:
            print(f"{path.relative_to(ROOT)}: half-width punctuation beside Chinese: run with --write")
    return 0 if "--write" in arguments else min(1, len(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
