"""Text on paper: which characters the fonts have, and where lines break in Chinese and other scripts."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

BOX = "□"
"""What stands for a character that the fonts do not have, or that has no shape of its own."""
_DROPPED = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f")  # they only join or part their neighbours
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
_NOT_FIRST = frozenset(
    ",.;:!?)]}%\uff0c\u3002\u3001\uff1b\uff1a\uff01\uff1f\uff09\u3011\u300b\u3009\u300d\u300f\u201d\u2019\u2026\u2014\u00b7"
)
_NOT_LAST = frozenset("([{\uff08\u3010\u300a\u3008\u300c\u300e\u201c\u2018")
_CJK = r"[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef\u201c\u201d]"
_FULL = {",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "(": "\uff08", ")": "\uff09"}
_HALF = re.compile(rf"(?<={_CJK})[,;:()] ?|[,;:()](?={_CJK})")
_PAIR = re.compile(rf"(?<={_CJK}) ?\(([^()\n]*)\)|\(([^()\n]*)\)(?={_CJK})")
_BESIDE = re.compile(r"(?<=[0-9A-Za-z%])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])")
_CURLY = str.maketrans({"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'"})
_LONGEST = 20_000  # characters of one text that are set
_MOST_MISSING = 12


@dataclass
class Writing:
    """What can be written with a set of characters, and what was met that cannot.

    :param has: whether all fonts have a character.
    :param missing: characters for which a box stands, in the order met.
    """

    has: Callable[[str], bool]
    missing: dict[str, None] = field(default_factory=dict)

    def shown(self, text: str) -> str:
        """The text with a box for each character that cannot be shown; lines are kept, other white space is a space."""
        cut = text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
        return "".join(self._shown(unicodedata.normalize("NFC", cut.replace("\r\n", "\n"))))

    def _shown(self, text: str) -> Iterator[str]:
        for letter in text:
            if letter == "\n":
                yield letter
            elif letter.isspace() and letter != "\u3000":
                yield " "
            elif letter in _DROPPED:
                continue
            elif unicodedata.category(letter)[0] == "C" or not self.has(letter):
                self.missing.setdefault(letter)
                yield BOX
            else:
                yield letter

    def told(self) -> str:
        """The missing characters by their code points, such as `U+1F600, U+0643`."""
        points = [f"U+{ord(letter):04X}" for letter in self.missing]
        return ", ".join(points[:_MOST_MISSING]) + (" …" if len(points) > _MOST_MISSING else "")


def printed(text: str, language: str) -> str:
    """Words of ours as printed matter has them. In Chinese: full-width punctuation beside Chinese characters, and a
    space between these and digits or letters. In English: straight quotes, since those of a Chinese font are wide."""
    if language != "zh":
        return text.translate(_CURLY)
    paired = _PAIR.sub(lambda found: f"\uff08{found.group(1) or found.group(2) or ''}\uff09", text)
    return _BESIDE.sub(" ", _HALF.sub(lambda found: _FULL[found.group()[0]], paired))


def lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The text in lines of at most a width.

    Lines break at spaces, beside Chinese characters (not before closing marks, not after opening ones), and where
    nothing else helps within a word.

    :param measure: the width of a text, in the same unit as `width`.
    """
    found: list[str] = []
    for paragraph in text.split("\n"):
        found.extend(_paragraph(paragraph, width, measure))
    return found


def _paragraph(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    line, taken = "", 0.0
    for piece in _pieces(text):
        wide = measure(piece)
        if taken + measure(piece.rstrip()) <= width or not line:
            line, taken = line + piece, taken + wide
        else:
            yield line.rstrip()
            line, taken = (piece.lstrip(), measure(piece.lstrip()))
        while measure(line.rstrip()) > width and len(line) > 1:
            fitting = _fitting(line, width, measure)
            yield line[:fitting]
            line = line[fitting:]
            taken = measure(line)
    yield line.rstrip()


def _fitting(line: str, width: float, measure: Callable[[str], float]) -> int:
    """How many characters fit, at least one."""
    low, high = 1, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(line[:middle]) <= width else (low, middle - 1)
    return low


def _pieces(text: str) -> Iterator[str]:
    """What no line breaks within: words with the spaces behind them, Chinese characters with the marks that cling."""
    piece = ""
    for letter in text:
        if piece and _may_break(piece[-1], letter):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return before == " " or bool(_WIDE.match(before) or _WIDE.match(after))
