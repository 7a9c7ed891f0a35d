"""The ring of holders and QR codes: complete, legible for every table, and safe whatever the names are."""

import itertools
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import drawing
from api.drawing import LEAST, Slice
from ledger.core.shares import MAX_HOLDERS, WHOLE

SVG = "{http://www.w3.org/2000/svg}"
tables = st.lists(st.integers(1, WHOLE), min_size=1, max_size=MAX_HOLDERS)


@given(tables)
def test_the_arcs_make_one_whole_ring_without_gap_and_overlap(units: list[int]) -> None:
    found = drawing.arcs(units)
    assert (found[0].start, found[-1].end) == (0.0, 360.0)
    for before, after in itertools.pairwise(found):
        assert before.end == after.start
    assert sum(arc.end - arc.start for arc in found) == pytest.approx(360)


@given(tables)
def test_every_holder_is_seen_and_a_larger_one_is_never_drawn_smaller(units: list[int]) -> None:
    widths = [arc.end - arc.start for arc in drawing.arcs(units)]
    assert min(widths) >= LEAST - 1e-9
    for (one, width), (other, wide) in itertools.combinations(zip(units, widths, strict=True), 2):
        if one > other:
            assert width >= wide - 1e-6


@given(st.lists(st.integers(WHOLE // 100, WHOLE), min_size=1, max_size=MAX_HOLDERS))
def test_arcs_are_true_to_scale_where_none_is_tiny(units: list[int]) -> None:
    total = sum(units)
    if min(units) * 360 / total >= LEAST:
        for arc, held in zip(drawing.arcs(units), units, strict=True):
            assert arc.end - arc.start == pytest.approx(360 * held / total)


@given(tables)
def test_the_numbers_around_the_ring_never_cover_each_other(units: list[int]) -> None:
    angles = drawing._spread([arc.middle for arc in drawing.arcs(units)])
    if len(angles) > 1:
        gaps = [after - before for before, after in itertools.pairwise(angles)]
        assert min(*gaps, angles[0] + 360 - angles[-1]) > 16


def read(drawn: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawn)  # noqa: S314  our own


def picture(slices: list[Slice]) -> ElementTree.Element:
    return read(drawing.ring(slices, title="Holders", description="Who holds what", centre=["2", "holders"]))


@pytest.mark.parametrize(
    "name",
    ["</svg><script>alert(1)</script>", '" onload="alert(1)', "&lt;", "]]>", "主体 '1'", "𠮷" * 200, "\u202eevil"],
)
def test_a_hostile_name_stays_text(name: str) -> None:
    drawn = read(drawing.ring([Slice(name, 1), Slice("b", 2)], title=name, description=name, centre=[name]))
    assert [each.tag.removeprefix(SVG) for each in drawn.iter() if "script" in each.tag] == []
    assert not any(key.startswith("on") for each in drawn.iter() for key in each.attrib)
    assert drawn.findtext(f"{SVG}title") == name


def test_a_picture_has_a_name_a_description_and_no_style() -> None:
    drawn = picture([Slice("a", 1), Slice("b", 2, pledged=1)])
    assert drawn.attrib["role"] == "img"
    for reference in drawn.attrib["aria-labelledby"].split():
        assert any(each.attrib.get("id") == reference for each in drawn.iter())
    assert not any("style" in each.attrib or each.tag == f"{SVG}style" for each in drawn.iter())


@pytest.mark.parametrize("count", range(1, MAX_HOLDERS + 1))
def test_neighbours_have_different_colours_and_each_has_its_number(count: int) -> None:
    drawn = picture([Slice(str(i), 1) for i in range(count)])
    colours = [each.attrib["class"] for each in drawn.iter(f"{SVG}path") if "slice" in each.attrib["class"]]
    assert len(colours) == count
    if count > 1:
        assert all(one != other for one, other in itertools.pairwise([*colours, colours[0]]))
    numbers = [each.text for each in drawn.iter(f"{SVG}text") if each.attrib["class"] == "ring-number"]
    assert numbers == [str(i + 1) for i in range(count)]


def test_pledged_units_are_hatched() -> None:
    hatched = [each for each in picture([Slice("a", 2, pledged=1), Slice("b", 1)]).iter(f"{SVG}path")]
    assert sum(each.attrib["class"] == "pledged" for each in hatched) == 1


@pytest.mark.parametrize("text", ["https://example.org/achievements/0x" + "ab" * 32, "a", "正本" * 100])
def test_a_qr_code_draws_every_dark_module_once(text: str) -> None:
    drawn = read(drawing.qr(text, title="<address>"))
    size = int(drawn.attrib["viewBox"].split()[2])
    path = drawn.find(f"{SVG}path")
    assert path is not None
    dark = {
        (x, int(y))
        for run in path.attrib["d"].split("z")[:-1]
        for start, y, length in [(*run[1:].split("h")[0].split(" "), run.split("h")[1].split("v")[0])]
        for x in range(int(start), int(start) + int(length))
    }
    rows = drawing.segno.make(text, error="m", micro=False, boost_error=False).matrix
    assert dark == {(x + 4, y + 4) for y, row in enumerate(rows) for x, bit in enumerate(row) if bit}
    assert size == len(rows) + 8
