"""Certificates as they are drawn: fonts inside, the mark of a demonstration on each page, the bundle attached as data,
and no title that breaks them."""

import json
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ContentStream

from ledger import certifying
from ledger.certifying.sheet import RED, Sheet
from ledger.certifying.typesetting import BOX, Writing, lines, printed
from ledger.core.act_lines import Language
from ledger.core.certificate import FILE_NAME, bundle_in
from ledger.core.certified import certificate
from ledger.core.verify import verify

FORGERIES = Path(__file__).parents[1] / "forgeries"
TRUST = (FORGERIES / "trust.json").read_bytes()
NOW = 1_796_500_000


@cache
def drawn(name: str, language: Language = "zh", **options: Any) -> bytes:
    return certifying.draw((FORGERIES / f"{name}.json").read_bytes(), TRUST, language, now=NOW, **options)


def text_of(pdf: bytes) -> list[str]:
    """What stands on each page, without white space."""
    return ["".join(page.extract_text().replace("\0", "").split()) for page in PdfReader(BytesIO(pdf)).pages]


@pytest.fixture(scope="module")
def title() -> bytes:
    return drawn("year")


def test_the_bundle_rides_inside_as_data_of_the_document(title: bytes) -> None:
    assert bundle_in(title) == (FORGERIES / "year.json").read_bytes()
    root = PdfReader(BytesIO(title)).trailer["/Root"]
    (file,) = [each.get_object() for each in root["/AF"]]
    assert (file["/UF"], file["/AFRelationship"]) == (FILE_NAME, "/Data")
    assert file["/EF"]["/F"].get_object()["/Subtype"] == "/application#2Fjson" or file["/EF"]["/F"].get_object()[
        "/Subtype"
    ].endswith("json")


def test_every_font_is_embedded_and_the_document_says_that_it_is_pdf_a(title: bytes) -> None:
    reader = PdfReader(BytesIO(title))
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor), descriptor
    root = reader.trailer["/Root"]
    assert b"<pdfaid:part>3</pdfaid:part>" in root["/Metadata"].get_object().get_data()
    assert root["/Lang"] == "zh-CN"
    assert len(title) < 400_000


def elements(pdf: bytes) -> list[tuple[str, list[tuple[int, int]]]]:
    """The kind of each element in reading order, with (page, number) of the marked content that is its own; the
    demand is made of each that the page's numbers lead back to it."""
    reader = PdfReader(BytesIO(pdf))
    root = reader.trailer["/Root"]["/StructTreeRoot"]
    owners = dict(zip(root["/ParentTree"]["/Nums"][::2], root["/ParentTree"]["/Nums"][1::2], strict=True))
    pages = {page.indirect_reference: number for number, page in enumerate(reader.pages)}
    found = []

    def walk(reference: Any) -> None:
        element = reference.get_object()
        assert element["/P"].get_object() is not None
        kids = [(kid, kid.get_object()) for kid in element["/K"]]
        marks = [kid for _, kid in kids if kid["/Type"] == "/MCR"]
        for mark in marks:
            owned = owners[mark["/Pg"]["/StructParents"]]
            assert owned.get_object()[mark["/MCID"]] == reference
        found.append((element["/S"][1:], [(pages[mark.raw_get("/Pg")], mark["/MCID"]) for mark in marks]))
        for kid, what in kids:
            if what["/Type"] != "/MCR":
                walk(kid)

    walk(root["/K"][0])
    return found


def marked(pdf: bytes) -> tuple[list[tuple[int, int]], int]:
    """(page, number) of all marked content, as written; and how much text or drawing stands in none, not even in an
    artifact."""
    reader = PdfReader(BytesIO(pdf))
    numbers, stray = [], 0
    for number, page in enumerate(reader.pages):
        depth = 0
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in (b"BDC", b"BMC"):
                assert depth == 0
                depth += 1
                numbers += [(number, operand["/MCID"]) for operand in operands[1:]]
            elif operator == b"EMC":
                depth -= 1
            elif operator in (b"Tj", b"TJ", b"S", b"f", b"B", b"s", b"b") and not depth:
                stray += 1
        assert depth == 0
    return numbers, stray


@pytest.mark.parametrize(("name", "language"), [("year", "zh"), ("filing", "en")])
def test_a_screen_reader_is_read_every_fact_under_its_heading_and_nothing_twice(name: str, language: Language) -> None:
    pdf, bundle = drawn(name, language), (FORGERIES / f"{name}.json").read_bytes()
    facts = certificate(bundle, TRUST, verify(bundle, TRUST), language).facts
    told = elements(pdf)
    kinds = [kind for kind, _ in told]
    assert kinds[:2] == ["Document", "H1"]
    assert kinds.count("H3") == len(facts)
    assert kinds.count("Table") == sum(bool(fact.rows) for fact in facts)
    assert kinds.count("TR") == sum(len(fact.rows) + 1 for fact in facts if fact.rows)
    assert kinds.count("TH") == sum(len(fact.head) for fact in facts if fact.rows)
    assert kinds.count("LI") == kinds.count("LBody")
    assert kinds.count("Figure") == 1
    numbers, stray = marked(pdf)
    assert stray == 0
    assert sorted(numbers) == sorted(mark for _, marks in told for mark in marks)
    assert len(set(numbers)) == len(numbers)
    root = PdfReader(BytesIO(pdf)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_each_page_is_numbered_marked_as_a_demonstration_and_carries_the_number() -> None:
    bundle = json.loads((FORGERIES / "year.json").read_bytes())
    assert bundle["ledger"]["demo"]
    pages = text_of(drawn("year", "en"))
    for number, page in enumerate(pages, 1):
        assert f"Page{number}of{len(pages)}" in page
        assert "DEMONSTRATION·withoutlegalmeaning" in page
        assert bundle["claim"]["achievement"] in page


def test_the_mark_in_the_foot_of_each_page_is_written_in_red() -> None:
    """The library writes a colour only where it changes from what it believes to be the last one."""
    red = b" ".join(f"{part / 255:.4f}".rstrip("0").encode() for part in RED) + b" rg"
    for page in PdfReader(BytesIO(drawn("year", "en"))).pages:
        content = page.get_contents()
        assert content is not None
        assert red in content.get_data().rpartition(b"1.00 Tf")[2]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["year", "filing", "line"])
def test_every_fact_of_the_bundle_stands_on_it(name: str, language: Language) -> None:
    bundle = (FORGERIES / f"{name}.json").read_bytes()
    said = certificate(bundle, TRUST, verify(bundle, TRUST), language)
    whole = "".join(text_of(drawn(name, language)))
    assert "".join(printed(said.heading, language).split()) in whole
    for fact in said.facts:
        assert "".join(printed(fact.label, language).split()) in whole
    for limit in said.limits if language == "en" else ():  # the reader here loses Chinese characters now and then
        assert "".join(printed(limit, language).split())[:20] in whole


def test_the_code_to_scan_is_the_public_address_where_there_is_one() -> None:
    assert "https://ledger.example.cn/verify" in "".join(
        text_of(drawn("filing", public_url="https://ledger.example.cn/"))
    )
    assert "Verifypage" in "".join(text_of(drawn("filing", "en")))


HOSTILE = [
    "",
    "长" * 200,
    "A" * 20_000,
    "👩‍🔬 emoji 🧪",
    "كتاب עברית",
    "\u202e\u0007\x00\x1b[31m\ud800",
    "𠀀𪛖",
    "line\nline\r\n\tline",
    "e\u0301\u200d",
    "{nb}",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_title_breaks_a_certificate(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certifying, "certificate", lambda *given: replace(certificate(*given), name=name))
    pdf = drawn.__wrapped__("filing", "en")
    assert bundle_in(pdf) == (FORGERIES / "filing.json").read_bytes()
    whole = "".join(text_of(pdf))
    if "emoji" in name:
        assert "U+1F469" in whole
        assert BOX in whole
    if name.isascii() and name.isprintable():
        assert name[:600] in whole


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.floats(5, 400))
def test_lines_fit_and_lose_nothing_but_spaces(text: str, width: float) -> None:
    writing = Writing(lambda letter: ord(letter) < 0x3000)
    shown = writing.shown(text)
    fitted = lines(shown, width, lambda part: 5.0 * len(part))
    assert "".join("".join(fitted).split()) == "".join(shown.split())
    assert all(5.0 * len(line) <= width or len(line) == 1 for line in fitted)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=100))
def test_what_has_no_shape_is_a_box_that_one_sees(text: str) -> None:
    writing = Writing(lambda letter: letter.isascii())
    shown = writing.shown(text)
    assert all(letter in (BOX, "\n") or (letter.isascii() and letter.isprintable()) for letter in shown)
    assert (BOX in shown) == bool(writing.missing)


def test_chinese_lines_begin_with_no_closing_mark() -> None:
    sheet = Sheet(language="zh", demo=False, ledger="log", number="1")
    text = "本成果的份额如下,合计恰为一个整体;决策规则:过半份额(三分之二)。" * 8
    for size in (8.0, 9.5, 10.0):
        for line in sheet.fit(text, size, 60)[1:]:
            assert line[0] not in "\uff0c\uff1b\uff1a\uff09\u3002"


def test_words_of_others_are_not_retouched() -> None:
    sheet = Sheet(language="zh", demo=False, ledger="log", number="1")
    assert sheet.fit("甲,乙(丙)3个", 10, 160, verbatim=True) == ["甲,乙(丙)3个"]
    assert sheet.fit("甲,乙(丙)3个", 10, 160) == ["甲\uff0c乙\uff08丙\uff093 个"]
