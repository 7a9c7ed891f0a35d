"""A sheet of A4 and what every page of a certificate carries: the head, the foot, the DEMO mark.

It is written as PDF/A-3u: fonts are embedded as subsets, colours are defined, and the bundle rides inside. It is
tagged: text belongs to the element within which it is written, and whatever is outside of one (the head and foot of
pages, lines, frames) is an artifact that nobody is read.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from typing import Any, Literal, cast

from fpdf import FPDF
from fpdf.enums import DocumentCompliance
from fpdf.fonts import TTFFont
from fpdf.prefs import ViewerPreferences

from ledger.certifying.tagging import Element, Kind, Tree
from ledger.certifying.typesetting import Writing, lines, printed
from ledger.certifying.words import word

Colour = tuple[int, int, int]
INK: Colour = (30, 30, 32)
GREY: Colour = (105, 102, 98)
RED: Colour = (150, 34, 26)
HAIR: Colour = (214, 203, 192)
PALE: Colour = (250, 246, 240)
FAINT: Colour = (250, 236, 233)
GREEN: Colour = (38, 104, 72)
WHITE: Colour = (255, 255, 255)
_NO_COLOUR: Colour = (1, 2, 3)

LEFT, RIGHT, TOP, BOTTOM = 22.0, 22.0, 30.0, 24.0
"""Margins in millimetres."""
WIDTH, HEIGHT = 210.0, 297.0
BREADTH = WIDTH - LEFT - RIGHT
_POINT = 25.4 / 72
_FONTS = {"serif": "NotoSerifSC-Regular.otf", "sans": "NotoSansSC-Regular.otf"}
_SEAL = ((16, 15, 48, 15), (32, 16, 32, 49), (33, 31, 46, 31), (20, 30, 20, 48), (12, 50, 52, 50))
Font = Literal["serif", "sans"]
Align = Literal["L", "C", "R"]


class Sheet(FPDF):
    """Pages with a place to write at, going down; whoever writes asks for room first.

    :param number: of the certificate, in the foot of each page. :param ledger: in the head of each page.
    """

    def __init__(self, *, language: str, demo: bool, ledger: str, number: str) -> None:
        super().__init__(format="A4", unit="mm", enforce_compliance=DocumentCompliance.PDFA_3U)
        self.language, self.demo, self.ledger, self.of = language, demo, ledger, number
        for name in _FONTS:
            self.add_font(name, fname=str(files("pylopdf_fonts_zh_cn") / _FONTS[name]))
        characters = [frozenset(cast(TTFFont, self.fonts[name]).cmap) for name in _FONTS]
        self.writing = Writing(lambda letter: all(ord(letter) in each for each in characters))
        self.set_auto_page_break(False)
        self.set_margins(LEFT, TOP, RIGHT)
        self.str_alias_nb_pages = ""  # nothing in a title is taken for it
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.tree = Tree()
        self.struct_builder = cast(Any, self.tree)
        self._within: Element | None = None
        self._is_figure = self._is_aside = False
        self.down = TOP

    @contextmanager
    def part(self, kind: Kind, alt: str | None = None) -> Iterator[Element]:
        """Text that is written in here belongs to a new element, within the one that is open."""
        if self._is_aside:
            yield self.tree.document
            return
        with self.within(self.tree.add(kind, self._within or self.tree.document, alt)) as made:
            yield made

    @contextmanager
    def within(self, element: Element | None) -> Iterator[Element]:
        """Text that is written in here belongs to this element; with None, to none."""
        before, self._within = self._within, element
        yield element or self.tree.document
        self._within = before

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Text that is written in here belongs to nothing: it is said elsewhere, or on every page."""
        before, self._is_aside = self._is_aside, True
        with self.within(None):
            yield
        self._is_aside = before

    @contextmanager
    def figure(self, alt: str) -> Iterator[None]:
        """What is drawn in here is one figure."""
        with self.part("Figure", alt), self._marked():
            self._is_figure = True
            yield
            self._is_figure = False

    @contextmanager
    def _marked(self) -> Iterator[None]:
        if self._is_figure:
            yield
            return
        if self._within is None:
            self._out("/Artifact BMC")
        else:
            number = self.tree.mark(self._within, self.page)
            self.pages[self.page].struct_parents = self.page - 1
            self._out(f"{self._within.s} <</MCID {number}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def _drawn(self) -> Iterator[None]:
        with self.within(self._within if self._is_figure else None), self._marked():
            yield

    def rect(self, *args: Any, **options: Any) -> None:
        """Of the library; an artifact outside of figures."""
        with self._drawn():
            super().rect(*args, **options)

    def line(self, *args: Any, **options: Any) -> None:
        """Of the library; an artifact outside of figures."""
        with self._drawn():
            super().line(*args, **options)

    def circle(self, *args: Any, **options: Any) -> None:
        """Of the library; an artifact outside of figures."""
        with self._drawn():
            super().circle(*args, **options)

    def header(self) -> None:
        """The head of a page, under which the first line begins."""
        with self.aside():
            self._head()

    def _head(self) -> None:
        if self.demo:
            self._demo_mark()
        self.seal(LEFT, 12.5, 9)
        self.write_at(LEFT + 12, 13.2, word("house", self.language), size=9.5, font="sans")
        self.write_at(LEFT + 12, 17.8, self.ledger, size=7.5, font="sans", colour=GREY, most=110)
        if self.demo:
            self.write_at(LEFT, 15, word("demo", self.language), size=9, font="sans", colour=RED, align="R")
        self.rule(24, RED, 0.5)
        self.down = TOP

    def feet(self) -> None:
        """The feet of all pages, once it is known how many there are."""
        pages = len(self.pages)
        for number in range(1, pages + 1):
            self.page = number
            # The library writes a colour or font only where it changes, and forgets with which ones this page ended.
            self.set_font("sans", size=1)
            self.set_fill_color(*_NO_COLOUR)
            self.set_draw_color(*_NO_COLOUR)
            with self.aside():
                self._foot(number, pages)

    def _foot(self, number: int, pages: int) -> None:
        base = HEIGHT - 16
        self.rule(base - 2.5, HAIR, 0.2)
        self.write_at(LEFT, base, self.of, size=6.5, font="sans", colour=GREY, most=120)
        page = word("page", self.language, page=number, pages=pages)
        self.write_at(LEFT, base, page, size=7.5, font="sans", colour=GREY, align="R")
        if self.demo:
            self.write_at(LEFT, base + 4.2, word("demo", self.language), size=7.5, font="sans", colour=RED)

    def _demo_mark(self) -> None:
        mark = word("demo_mark", self.language)
        with self.rotation(38, WIDTH / 2, HEIGHT / 2):
            self.write_at(LEFT - 20, HEIGHT / 2 - 14, mark, size=76, font="sans", colour=FAINT, align="C", breadth=206)

    def seal(self, x: float, y: float, side: float) -> None:
        """The mark of the house: 正 in white on red."""
        unit = side / 64
        self.set_fill_color(*RED)
        self.rect(x, y, side, side, style="F", round_corners=True, corner_radius=8 * unit)
        self.set_draw_color(*WHITE)
        self.set_line_width(5 * unit)
        for x1, y1, x2, y2 in _SEAL:
            self.line(x + x1 * unit, y + y1 * unit, x + x2 * unit, y + y2 * unit)

    def rule(self, y: float, colour: Colour, thick: float, left: float = LEFT, breadth: float = BREADTH) -> None:
        """A line from left to right; lengths in millimetres."""
        self.set_draw_color(*colour)
        self.set_line_width(thick)
        self.line(left, y, left + breadth, y)

    def room(self, height: float) -> None:
        """Begin a new page unless so many millimetres are left on this one."""
        if self.down + height > HEIGHT - BOTTOM:
            self.add_page()

    def fit(self, text: str, size: float, breadth: float, font: Font = "serif", *, verbatim: bool = False) -> list[str]:
        """The text in lines of this breadth, with boxes for what cannot be shown.

        :param verbatim: the words are not ours; nothing in them is changed.
        """
        self.set_font(font, size=size)
        said = self.writing.shown(text if verbatim else printed(text, self.language))
        return lines(said, breadth, self.get_string_width)

    def set_lines(
        self,
        fitted: Sequence[str],
        size: float,
        *,
        left: float = LEFT,
        breadth: float = BREADTH,
        font: Font = "serif",
        colour: Colour = INK,
        align: Align = "L",
        leading: float = 1.55,
    ) -> None:
        """Write fitted lines one under the other, going on to new pages as needed. :param leading: in sizes."""
        step = size * _POINT * leading
        for line in fitted:
            self.room(step)
            self.put(
                left, self.down, line, size=size, font=font, colour=colour, align=align, breadth=breadth, high=step
            )
            self.down += step

    def write_at(
        self,
        left: float,
        y: float,
        text: str,
        *,
        size: float,
        font: Font,
        colour: Colour = INK,
        align: Align = "L",
        breadth: float = BREADTH,
        most: int = 90,
    ) -> None:
        """One line at a place, cut to so many characters; the place to write at stays."""
        cut = text if len(text) <= most else text[: most - 1] + "…"
        said = self.writing.shown(printed(cut, self.language)).replace("\n", " ")
        self.put(left, y, said, size=size, font=font, colour=colour, align=align, breadth=breadth, high=size * _POINT)

    def put(
        self,
        left: float,
        y: float,
        line: str,
        *,
        size: float,
        font: Font,
        colour: Colour,
        align: Align,
        breadth: float,
        high: float,
    ) -> None:
        """A line that is fit to be shown, in a box of a height."""
        self.set_font(font, size=size)
        self.set_text_color(*colour)
        self.set_xy(left, y)
        self.c_margin = 0
        with self._marked():
            self.cell(breadth, high, line, align=align)
