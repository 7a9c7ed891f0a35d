"""What holds of every page, in both languages: nothing serious for a screen reader, no broken policy, no sideways
scrolling on a narrow phone, all of it readable without scripts."""

from pathlib import Path

import pytest

from tests.web.conftest import Visit

pytestmark = pytest.mark.web

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
OPEN = (
    "/",
    "/docs",
    "/acts",
    "/desk",
    "/acts/new",
    "/acts/new/propose",
    "/acts/new/registerContract",
    "/verify",
    "/signin",
    "/file",
    "/file/ownership_grant_agreement/1",
    "/filings",
    "/notices",
    "/search",
    "/enrol",
    "/me",
    "/nowhere",
)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", OPEN)
def test_a_screen_reader_finds_nothing_serious_wrong(visit: Visit, path: str, lang: str) -> None:
    page = visit(lang, bypass_csp=True)
    page.goto(path)
    page.add_script_tag(content=AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    serious = [
        (one["id"], [node["html"] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in serious] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", OPEN)
def test_a_narrow_phone_scrolls_only_down(visit: Visit, path: str, lang: str) -> None:
    page = visit(lang, width=360)
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", OPEN)
def test_every_page_reads_without_scripts(visit: Visit, path: str, lang: str) -> None:
    page = visit(lang, script=False)
    page.goto(path)
    assert page.locator("h1").count() == 1
    assert len(page.locator("main").inner_text()) > 40
