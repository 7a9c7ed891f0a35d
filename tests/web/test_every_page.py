"""What holds of every page, in both languages: nothing serious for a screen reader, no broken policy, no sideways
scrolling on a narrow phone, all of it readable without scripts."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from api.deps import SESSION_COOKIE
from scripts.demo.site import Site
from tests.web.conftest import Visit
from tests.web.titles import confirmed, on_notice

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
OF_A_TITLE = ("on notice", "confirmed", "none such", "act open", "act done", "act to sign", "form")
"""Pages of titles and acts, by what they show; where they are, `addresses` says."""
PAGES = (*OPEN, *OF_A_TITLE)
TO_SIGN = "P-101"


@pytest.fixture(scope="module")
def addresses(site: Site) -> dict[str, str]:
    """Where the pages are: each page that stands at the same place for ever, and those of two titles and their acts."""
    title = confirmed(site)
    noticed = on_notice(site)
    movement = {"from": site.party(TO_SIGN), "to": site.party("P-102"), "share": "1/100"}
    fields = {"achievement": title["number"], "filing": title["leaf"], "basis": "gift", "movements": [movement]}
    client = site.desk.client
    client.sign_in(site.key(TO_SIGN))
    gift = client.draft_act("convey", fields | {"appointment": site.desk.appointments["OF-QC"]}).id
    done = next(one["id"] for one in client.acts(site.party(TO_SIGN)) if one["kind"] == "confirm")
    return {path: path for path in OPEN} | {
        "on notice": f"/achievements/{noticed['number']}",
        "confirmed": f"/achievements/{title['number']}",
        "none such": f"/achievements/0x{'0' * 64}",
        "act open": f"/acts/{gift}",
        "act to sign": f"/acts/{gift}",
        "act done": f"/acts/{done}",
        "form": f"/acts/new/convey?achievement={title['number']}",
    }


def opened(page: Page, site: Site, addresses: dict[str, str], name: str) -> Page:
    """The page of that name; what is to be signed, before who signs it."""
    if name in ("act to sign", "form"):
        page.context.add_cookies([{"name": SESSION_COOKIE, "value": site.session(TO_SIGN), "url": site.url}])
    page.goto(addresses[name])
    return page


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_screen_reader_finds_nothing_serious_wrong(
    visit: Visit, site: Site, addresses: dict[str, str], name: str, lang: str
) -> None:
    page = opened(visit(lang, bypass_csp=True), site, addresses, name)
    page.add_script_tag(content=AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    serious = [
        (one["id"], [node["html"] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in serious] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_phone_scrolls_only_down(
    visit: Visit, site: Site, addresses: dict[str, str], name: str, lang: str
) -> None:
    page = opened(visit(lang, width=360), site, addresses, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_reads_without_scripts(
    visit: Visit, site: Site, addresses: dict[str, str], name: str, lang: str
) -> None:
    page = opened(visit(lang, script=False), site, addresses, name)
    assert page.locator("h1").count() == 1
    assert len(page.locator("main").inner_text()) > 40


@pytest.mark.parametrize("name", ["confirmed", "act done", "/verify"])
def test_a_printed_page_says_that_it_is_of_a_demonstration_and_leaves_the_navigation_out(
    visit: Visit, site: Site, addresses: dict[str, str], name: str
) -> None:
    page = opened(visit("en"), site, addresses, name)
    page.emulate_media(media="print")
    mark = page.locator(".demo")
    assert mark.is_visible()
    colours = mark.evaluate("one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]")
    assert colours == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"], "ink on paper, which has no background"
    assert not page.locator("header nav").is_visible()


@pytest.mark.parametrize("name", ["act open", "confirmed"])
def test_a_label_keeps_its_distance_from_its_value_on_a_wall(
    visit: Visit, site: Site, addresses: dict[str, str], name: str
) -> None:
    page = opened(visit("en", width=2560), site, addresses, name)
    gaps = page.evaluate(
        """() => [...document.querySelectorAll("dt")].filter((dt) => dt.checkVisibility()).map((dt) => {
          const words = document.createRange();
          words.selectNodeContents(dt);
          const value = dt.nextElementSibling.getBoundingClientRect();
          const label = words.getBoundingClientRect();
          return value.top >= label.bottom ? 99 : value.left - label.right;
        })"""
    )
    assert gaps
    assert min(gaps) >= 8
