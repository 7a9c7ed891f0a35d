"""Reading in a browser: from the first page to a title and its proof, a file checked without leaving the machine, a day
of the past, and a countdown that runs."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from scripts.demo.site import Site
from tests.web.conftest import Visit
from tests.web.test_every_page import AXE
from tests.web.titles import on_notice

pytestmark = pytest.mark.web


@pytest.fixture(scope="module")
def title(site: Site) -> dict[str, Any]:
    """A title on notice, of two people who are proposed."""
    return on_notice(site)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_stranger_finds_a_title_by_the_beginning_of_its_number_and_reads_it(
    visit: Visit, title: dict[str, Any], lang: str
) -> None:
    page = visit(lang, script=False)
    page.goto("/")
    page.fill("#q", title["number"][:12])
    page.locator("form[role=search] button").click()
    page.get_by_role("link", name=title["number"]).first.click()
    expect(page.locator("h1")).to_have_text(title["number"])
    expect(page.locator(".badge")).to_have_text("公示中" if lang == "zh" else "On public notice")
    expect(page.locator("svg.ring")).to_have_count(2)
    assert page.get_by_role("img", name="方案所列份额图" if lang == "zh" else "Shares by the proposal").is_visible()


def test_a_dropped_file_is_found_and_nothing_but_its_digest_leaves(
    visit: Visit, title: dict[str, Any], tmp_path: Path
) -> None:
    kept, other = tmp_path / "report.txt", tmp_path / "other.txt"
    kept.write_bytes(title["content"])
    other.write_bytes(b"never filed")
    page = visit("en")
    sent: list[tuple[str, str, Any]] = []
    page.on("request", lambda asked: sent.append((asked.method, asked.url, asked.post_data)))
    page.goto("/")
    page.set_input_files("#file", kept)
    expect(page.get_by_text("Yes, it was filed.")).to_be_visible()
    assert sha256(title["content"]).hexdigest() in page.url
    page.set_input_files("#file", other)
    expect(page.get_by_text("No filing")).to_be_visible()
    assert all(method == "GET" and body is None for method, _, body in sent)
    assert not any("report.txt" in url or title["content"].decode() in url for _, url, _ in sent)


def test_the_page_of_a_day_says_so_and_leads_back_to_now(visit: Visit, site: Site, title: dict[str, Any]) -> None:
    page = visit("zh")
    page.goto(f"/achievements/{title['number']}")
    day = page.locator("main time").first.get_attribute("datetime") or ""
    page.fill("#at", day[:10])
    page.locator(".asof button").click()
    expect(page.locator(".asof-told")).to_contain_text("不是现在的")
    page.get_by_role("link", name="回到现在").click()
    expect(page.locator(".asof-told")).to_have_count(0)
    assert site.party("ORG-A") > 0


def test_the_countdown_runs_on_by_itself(visit: Visit, title: dict[str, Any]) -> None:
    page = visit("en")
    page.clock.install()
    page.goto(f"/achievements/{title['number']}")
    before = page.locator(".countdown").inner_text()
    page.clock.run_for(2 * 3600 * 1000)
    assert page.locator(".countdown").inner_text() != before


def test_the_question_whether_one_may_is_answered_on_the_page(visit: Visit, site: Site, title: dict[str, Any]) -> None:
    page = visit("zh")
    page.goto(f"/achievements/{title['number']}")
    page.fill("#ask-party", str(site.party("P-101")))
    page.select_option("#ask-act", "pledge")
    page.locator(".ask button").click()
    expect(page.locator("#ask .result")).to_contain_text("不可以")
    expect(page.locator("#ask .result")).to_contain_text("依据")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("where", ["title", "party", "node", "nodes", "hits", "day"])
def test_a_screen_reader_and_a_phone_can_read_it(
    visit: Visit, site: Site, title: dict[str, Any], where: str, lang: str
) -> None:
    number = title["number"]
    path = {
        "title": f"/achievements/{number}",
        "party": f"/parties/{site.party('OF-QC')}",
        "node": "/nodes/2",
        "nodes": "/nodes",
        "hits": f"/search?q={number[:8]}",
        "day": f"/achievements/{number}?at=2199-01-01",
    }[where]
    page = visit(lang, width=360, bypass_csp=True)
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    uncut = "(all) => all.map((table) => table.scrollWidth <= table.parentElement.clientWidth)"
    tables = page.locator(".stacked").evaluate_all(uncut)
    assert tables == [True] * len(tables)
    assert tables or where not in ("party", "node")
    page.add_script_tag(content=AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    assert [
        (one["id"], [node["html"] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical")
    ] == []
