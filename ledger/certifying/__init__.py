"""Draw certificates: what a verified bundle shows, on paper, with the bundle inside the file."""

from datetime import UTC, datetime
from hashlib import sha256

import segno

from ledger.certifying.sheet import (
    BREADTH,
    GREEN,
    GREY,
    HAIR,
    INK,
    LEFT,
    PALE,
    RED,
    WHITE,
    Sheet,
)
from ledger.certifying.words import word
from ledger.core import checks
from ledger.core.act_lines import Language, Speech
from ledger.core.certificate import FILE_NAME
from ledger.core.certified import Certificate, Fact, certificate
from ledger.core.verify import verify

_POINT = 25.4 / 72
_QR = 29.0  # millimetres, with its quiet zone
_INDENT = 9.0
_CELL = 8.6  # points
_LONGEST_NAME = 600  # characters of a title in large letters


def draw(bundle: bytes, trust_file: bytes, language: Language, *, now: int, public_url: str | None = None) -> bytes:
    """A certificate as PDF/A-3 with the bundle attached.

    :param trust_file: by which the bundle is judged first: nothing is certified that is not VALID.
    :param now: second since 1970 at which it is drawn.
    :param public_url: where readers find the ledger; without it the QR code holds the number alone.
    :raises Refused: `CERTIFICATE_NOT_VALID`.
    """
    said = certificate(bundle, trust_file, verify(bundle, trust_file), language)
    return set_down(said, bundle, now=now, public_url=public_url)


def set_down(said: Certificate, bundle: bytes, *, now: int, public_url: str | None = None) -> bytes:
    """What was found already, as `draw` draws it."""
    where = said.number
    if public_url is not None:
        place = "achievements" if said.kind == checks.TITLE else "filings"
        where = f"{public_url.rstrip('/')}/{place}/{said.number}"
    sheet = Sheet(language=said.language, demo=said.demo, ledger=said.ledger, number=said.number)
    sheet.add_page()
    _title(sheet, said, where, is_public=public_url is not None)
    _standing(sheet, said)
    _heading(sheet, "facts")
    with sheet.part("P"):
        sheet.set_lines(sheet.fit(word("facts_note", said.language), 8, BREADTH, "sans"), 8, font="sans", colour=GREY)
    sheet.down += 2
    for fact in said.facts:
        _fact(sheet, fact)
    _limits(sheet, said)
    _how(sheet, bundle, now, public_url)
    return _finish(sheet, said, bundle, now)


def _title(sheet: Sheet, said: Certificate, where: str, *, is_public: bool) -> None:
    sheet.down = 34
    with sheet.part("H1"):
        sheet.set_lines(sheet.fit(said.heading, 25, BREADTH), 25, align="C", leading=1.3)
    sheet.down += 1.5
    sheet.rule(sheet.down, RED, 0.8, LEFT + BREADTH / 2 - 14, 28)
    sheet.down += 4
    with sheet.part("P"):
        _name(sheet, said)
    sheet.down += 4
    breadth = BREADTH - _QR - 14
    rows = [(label, sheet.fit(value, 9, breadth)) for label, value in said.summary]
    high = max(_QR + 10, sum(5 + 5 * len(value) for _, value in rows) + 8)
    sheet.room(high)
    top = sheet.down
    sheet.set_fill_color(*PALE)
    sheet.set_draw_color(*HAIR)
    sheet.set_line_width(0.2)
    sheet.rect(LEFT, top, BREADTH, high, style="DF")
    sheet.down = top + 4.5
    for label, value in rows:
        with sheet.part("P"):
            sheet.set_lines(sheet.fit(label, 7.5, breadth, "sans"), 7.5, left=LEFT + 6, font="sans", colour=GREY)
            sheet.set_lines(value, 9, left=LEFT + 6, breadth=breadth)
        sheet.down += 1
    left = LEFT + BREADTH - _QR - 4
    scan = word("scan" if is_public else "scan_number", sheet.language)
    with sheet.figure(f"{scan}: {where}"):
        _qr(sheet, where, left, top + 3)
    with sheet.part("P"):
        sheet.write_at(left, top + 3.6 + _QR, scan, size=6.5, font="sans", colour=GREY, align="C", breadth=_QR)
    sheet.down = top + high + 5


def _name(sheet: Sheet, said: Certificate) -> None:
    if said.name:
        name = said.name if len(said.name) <= _LONGEST_NAME else said.name[:_LONGEST_NAME] + "…"
        size = 14 if len(name) <= 60 else 11.5
        sheet.set_lines(sheet.fit(name.replace("\n", " "), size, BREADTH - 12, verbatim=True), size, left=LEFT + 6,
                        breadth=BREADTH - 12, align="C")  # fmt: skip
    else:
        untitled = word("untitled", sheet.language)
        sheet.set_lines(sheet.fit(untitled, 10.5, BREADTH), 10.5, colour=GREY, align="C")


def _qr(sheet: Sheet, text: str, left: float, top: float) -> None:
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False, boost_error=False).matrix]
    unit = _QR / (len(rows) + 8)
    sheet.set_fill_color(*WHITE)
    sheet.rect(left, top, _QR, _QR, style="F")
    sheet.set_fill_color(*INK)
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            begun = x
            while x < len(row) and row[x]:
                x += 1
            if x > begun:
                sheet.rect(left + (begun + 4) * unit, top + (y + 4) * unit, (x - begun) * unit, unit, style="F")
            x += 1


def _standing(sheet: Sheet, said: Certificate) -> None:
    gap, high = 4.0, 22.0
    breadth = (BREADTH - 2 * gap) / 3
    sheet.room(high + 12)
    with sheet.part("H2"):
        sheet.write_at(LEFT, sheet.down, word("standing", sheet.language), size=8.5, font="sans", colour=GREY)
    top = sheet.down + 5
    for column, one in enumerate(said.standing):
        left = LEFT + column * (breadth + gap)
        colour = GREEN if one.shown else GREY
        sheet.set_draw_color(*HAIR)
        sheet.set_line_width(0.2)
        sheet.rect(left, top, breadth, high, style="D")
        sheet.rule(top, colour, 0.9, left, breadth)
        with sheet.part("P"):
            sheet.write_at(left + 4, top + 3.4, one.label, size=8, font="sans", colour=GREY)
            sheet.write_at(left + 4, top + 8, one.answer, size=14, font="serif", colour=colour)
            detail = sheet.fit(one.detail, 7.3, breadth - 7, "sans")[:2]
            for i, line in enumerate(detail):
                sheet.put(left + 4, top + 15 + 3.4 * i, line, size=7.3, font="sans", colour=INK, align="L",
                          breadth=breadth - 7, high=3)  # fmt: skip
    sheet.down = top + high + 6


def _heading(sheet: Sheet, name: str) -> None:
    sheet.room(24)
    sheet.down += 2
    sheet.set_fill_color(*RED)
    sheet.rect(LEFT, sheet.down + 0.6, 1.4, 5.2, style="F")
    with sheet.part("H2"):
        sheet.set_lines(sheet.fit(word(name, sheet.language), 13, BREADTH - 5), 13, left=LEFT + 4.5, leading=1.4)
    sheet.down += 1.5


def _fact(sheet: Sheet, fact: Fact) -> None:
    text = sheet.fit(fact.text, 10, BREADTH - _INDENT)
    sheet.room(min(12 + 5.5 * len(text) + (14 if fact.rows else 0), 60))
    top = sheet.down
    sheet.set_draw_color(*RED)
    sheet.set_line_width(0.3)
    sheet.circle(LEFT + 2.9, top + 2.6, 2.9)
    carried = word("checks", sheet.language) + ", ".join(map(str, fact.checks))
    with sheet.part("H3"):
        sheet.write_at(LEFT, top + 1.2, str(fact.number), size=8, font="sans", colour=RED, align="C", breadth=5.8)
        sheet.set_lines(sheet.fit(fact.label, 10, 100, "sans"), 10, left=LEFT + _INDENT, font="sans", colour=RED)
    with sheet.part("P"):
        sheet.write_at(LEFT + 60, top + 1.2, carried, size=7, font="sans", colour=GREY, align="R", breadth=BREADTH - 60)
    with sheet.part("P"):
        sheet.set_lines(text, 10, left=LEFT + _INDENT, breadth=BREADTH - _INDENT)
    if fact.rows:
        sheet.down += 1.5
        with sheet.part("Table"):
            _table(sheet, fact)
    sheet.down += 4


def _table(sheet: Sheet, fact: Fact) -> None:
    breadth = BREADTH - _INDENT
    places, at = [], LEFT + _INDENT
    for part in fact.widths:
        places.append((at, breadth * part))
        at += breadth * part
    with sheet.part("TR"):
        _head(sheet, fact, places)
    for row in fact.rows:
        cells = [
            sheet.fit(cell, _CELL, wide - 3, verbatim=fact.verbatim)
            for cell, (_, wide) in zip(row, places, strict=True)
        ]
        _row(sheet, fact, cells, places)


def _head(sheet: Sheet, fact: Fact, places: list[tuple[float, float]]) -> None:
    sheet.room(14)
    top = sheet.down
    sheet.set_fill_color(*PALE)
    sheet.rect(LEFT + _INDENT, top, BREADTH - _INDENT, 6, style="F")
    for title, (left, wide) in zip(fact.head, places, strict=True):
        with sheet.part("TH"):
            sheet.write_at(left + 1.5, top + 1.7, title, size=7.5, font="sans", colour=GREY, breadth=wide - 3)
    sheet.down = top + 6.6


def _row(sheet: Sheet, fact: Fact, cells: list[list[str]], places: list[tuple[float, float]]) -> None:
    """A row; one that is higher than the rest of the page goes on under a new head."""
    step = _CELL * _POINT * 1.5
    whole = max(map(len, cells))
    if whole <= 12 and sheet.down + whole * step + 2 > 297 - 24:
        _turn(sheet, fact, places)
    with sheet.part("TR") as tagged:
        parts = [sheet.tree.add("TD", tagged) for _ in cells]
        for i in range(whole):
            if sheet.down + step > 297 - 24:
                _turn(sheet, fact, places)
            for cell, part, (left, wide) in zip(cells, parts, places, strict=True):
                if i < len(cell):
                    with sheet.within(part):
                        sheet.put(left + 1.5, sheet.down, cell[i], size=_CELL, font="serif", colour=INK, align="L",
                                  breadth=wide - 3, high=step)  # fmt: skip
            sheet.down += step
    sheet.down += 0.9
    sheet.rule(sheet.down, HAIR, 0.15, LEFT + _INDENT, BREADTH - _INDENT)
    sheet.down += 0.9


def _turn(sheet: Sheet, fact: Fact, places: list[tuple[float, float]]) -> None:
    """Go on, on a new page, under the head once more; whoever is read the table has heard it."""
    sheet.add_page()
    with sheet.aside():
        _head(sheet, fact, places)


def _limits(sheet: Sheet, said: Certificate) -> None:
    _heading(sheet, "limits")
    with sheet.part("L"):
        for limit in said.limits:
            _item(sheet, limit, "×")


def _item(sheet: Sheet, text: str, mark: str) -> None:
    fitted = sheet.fit(text, 9.5, BREADTH - _INDENT)
    sheet.room(5.2 * len(fitted) + 1)
    with sheet.part("LI"):
        with sheet.part("Lbl"):
            sheet.write_at(LEFT + 1.5, sheet.down + 1.1, mark, size=9.5, font="sans", colour=RED, breadth=6)
        with sheet.part("LBody"):
            sheet.set_lines(fitted, 9.5, left=LEFT + _INDENT, breadth=BREADTH - _INDENT)
    sheet.down += 0.8


def _how(sheet: Sheet, bundle: bytes, now: int, public_url: str | None) -> None:
    language = sheet.language
    sheet.down += 3
    _heading(sheet, "how")
    verify_page = "" if public_url is None else f"{public_url.rstrip('/')}/verify"
    browser = word("how_2", language, verify=verify_page) if verify_page else word("how_2_local", language)
    with sheet.part("L"):
        for number, text in enumerate((word("how_1", language), browser, word("how_3", language)), 1):
            _item(sheet, text, str(number))
        _item(sheet, word("how_4", language), "!")
    sheet.down += 3
    _heading(sheet, "attached")
    size = f"{len(bundle):,}".replace(",", " ")
    attached = word("attached_text", language, name=FILE_NAME, size=size, sha256=sha256(bundle).hexdigest())
    drawn = word("drawn", language, when=Speech("zh" if language == "zh" else "en").instant(now))
    for text in (attached, drawn):
        with sheet.part("P"):
            sheet.set_lines(sheet.fit(text, 9.5, BREADTH), 9.5)
    if sheet.writing.missing:
        told = word("missing", language, told=sheet.writing.told())
        sheet.down += 1.5
        with sheet.part("P"):
            sheet.set_lines(sheet.fit(told, 8.5, BREADTH, "sans"), 8.5, font="sans", colour=GREY)


def _finish(sheet: Sheet, said: Certificate, bundle: bytes, now: int) -> bytes:
    sheet.feet()
    drawn = datetime.fromtimestamp(now, UTC)
    name = sheet.writing.shown(said.name).replace("\n", " ")[:200]
    sheet.set_title(f"{said.heading} · {name or said.number}")
    sheet.set_author(sheet.writing.shown(said.ledger))
    sheet.set_creator("zhengben")
    sheet.set_lang("zh-CN" if said.language == "zh" else "en")
    sheet.set_creation_date(drawn)
    sheet.embed_file(
        bytes=bundle,
        basename=FILE_NAME,
        desc=word("attached", said.language),
        mime_type="application/json",
        associated_file_relationship="Data",
        creation_date=drawn,
        modification_date=drawn,
        compress=True,
    )
    return bytes(sheet.output())
