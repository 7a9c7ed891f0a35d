"""An officer's desk in the browser: a filing is accepted or sent back; what waits comes and goes with the acts."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from api.deps import SESSION_COOKIE
from ledger.core.errors import Refused
from ledger.signing_in import text_digest
from scripts.demo.cast import instant
from scripts.demo.desk import attachment
from tests.web.conftest import Site, Visit
from tests.web.test_every_page import AXE

pytestmark = pytest.mark.web


def signed_in(page: Page, site: Site, actor: str) -> Page:
    """The page with a session of a person of the cast."""
    signer = site.key(actor)
    with httpx.Client(base_url=site.url) as asking:
        raw = "0x" + signer.signer_bytes.hex()
        given = asking.post("/v1/sessions/challenge", json={"signer": raw}).json()
        signature = "0x" + signer.sign_digest(text_digest(given["message"])).hex()
        answer = asking.post("/v1/sessions", json={"challenge": given["challenge"], "signature": signature})
        assert answer.status_code == 201, answer.text
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": answer.json()["token"], "url": site.url}])
    return page


def filed(site: Site, filer: str = "ORG-A", node: str = "N-QC") -> str:
    """The leaf of an achievement's filing, in the log."""
    event = site.walk.cast.event("achievement_filed")
    form = site.walk.cast.filing_form(event)
    leaf = site.desk.file(filer, "achievement_filing/1", site.desk.nodes[node], form, [attachment(Path(__file__))])
    site.desk.until(lambda: site.desk.client.filing(leaf), lambda status: status["index"] is not None)
    return leaf


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_stranger_and_a_party_without_appointment_are_told_what_the_desk_is(
    site: Site, visit: Visit, lang: str
) -> None:
    page = visit(lang)
    page.goto("/desk")
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("main a[href^='/signin?next=']")).to_be_visible()
    signed_in(page, site, "P-101").goto("/desk")
    expect(page.locator("h2").first).to_have_text(
        "您没有有效的任命" if lang == "zh" else "You hold no appointment in force"
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_officer_opens_a_filing_accepts_it_and_is_led_to_its_registration(
    site: Site, visit: Visit, lang: str
) -> None:
    leaf = filed(site)
    page = signed_in(visit(lang), site, "OF-QC")
    page.goto("/desk?kind=accept")
    card = page.locator(f'.duty[data-subject="{leaf}"]')
    expect(card).to_contain_text("还剩 5 个工作日" if lang == "zh" else "5 working days left")
    card.locator(".next a").click()
    expect(page.locator("h1")).to_be_visible()
    page.locator("#contents a.act").click()
    expect(page.locator("#contents")).to_contain_text(site.walk.cast.title)
    page.get_by_role("button", name="受理" if lang == "zh" else "Accept", exact=True).click()
    link = page.locator("a[href^='/acts/new/register?']")
    expect(link).to_be_visible()
    assert f"filing={leaf}" in str(link.get_attribute("href"))
    link.click()
    expect(page.locator("#f-filing")).to_have_value(leaf)
    expect(page.locator("#f-filer")).to_have_value(str(site.party("ORG-A")))
    page.goto("/desk?kind=register")
    card = page.locator(f'.duty[data-subject="{leaf}"]')
    assert f"appointment={site.desk.appointments['OF-QC']}" in str(card.locator(".next a").get_attribute("href"))


def test_a_filing_is_sent_back_and_its_filer_reads_why(site: Site, visit: Visit) -> None:
    leaf = filed(site)
    page = signed_in(visit("zh"), site, "OF-QC")
    page.goto(f"/desk/filings/{leaf}")
    page.get_by_label("理由").fill("缺验收报告,<b>请补</b>")
    page.get_by_role("button", name="退回备案人").click()
    expect(page.locator("#facts + dl")).to_contain_text("已退回")
    page.goto("/desk?kind=accept")
    expect(page.locator(f'.duty[data-subject="{leaf}"]')).to_have_count(0)
    filer = signed_in(visit("zh"), site, "ORG-A")
    told = filer.request.get(f"/v1/filings/{leaf}/reviews").json()["items"]
    assert told[0]["reason"] == "缺验收报告,<b>请补</b>"
    page.goto(f"/desk/filings/{leaf}?contents=1")
    expect(page.locator("bdi", has_text="<b>请补</b>")).to_be_visible()


def test_another_park_sees_nothing_of_it_and_whoever_filed_it_stands_aside(site: Site, visit: Visit) -> None:
    leaf, own = filed(site), filed(site, "OF-QC")
    other = signed_in(visit("zh"), site, "OF-ZC")
    other.goto("/desk")
    expect(other.locator(f'.duty[data-subject="{leaf}"]')).to_have_count(0)
    other.goto(f"/desk/filings/{leaf}")
    expect(other.locator("main")).to_contain_text("您在此节点没有审查这类备案的权限")
    page = signed_in(visit("zh"), site, "OF-QC")
    page.goto("/desk?kind=accept")
    card = page.locator(f'.duty[data-subject="{own}"]')
    expect(card).to_contain_text("须回避")
    expect(card.locator(".next")).to_have_count(0)


def test_registration_notice_objection_decision_and_confirmation_are_led_from_the_desk(
    site: Site, visit: Visit
) -> None:
    walk, desk = site.walk, site.desk
    walk.leaf = filed(site)
    walk.register()
    page = signed_in(visit("zh"), site, "OF-QC")
    subject = f'.duty:has(a[href="/achievements/{walk.achievement}"])'

    def look() -> list[str]:
        signed_in(page, site, "OF-QC").goto("/desk")
        return [str(card.get_attribute("data-kind")) for card in page.locator(subject).all()]

    assert look() == ["propose"]
    walk.propose()
    assert look() == ["notice"]
    objection = {"achievement": walk.achievement, "filing": walk.agreement, "ground": "shares"}
    desk.act("object", {**objection, "party": site.party("ORG-B")}, ["ORG-B"])
    assert look() == ["notice", "decide"]
    decide = page.locator(f'{subject}[data-kind="decide"] .next a').get_attribute("href")
    assert f"party={site.party('ORG-B')}" in str(decide)
    page.locator(f'{subject}[data-kind="decide"] .next a').click()
    expect(page.locator("#f-achievement")).to_have_value(walk.achievement)
    expect(page.locator("#f-party")).to_have_value(str(site.party("ORG-B")))
    expect(page.locator("#f-appointment")).to_have_value(str(desk.appointments["OF-QC"]))
    site.move_to(instant(walk.cast.event("confirmed")))
    with pytest.raises(Refused) as late:
        desk.act("object", {**objection, "party": site.party("P-102")}, ["P-102"])
    assert late.value.code == "OBJECTION_LATE"
    assert look() == ["decide"]
    decision = {"achievement": walk.achievement, "filing": walk.agreement, "party": site.party("ORG-B")}
    decision |= {"outcome": "rejected", "appointment": desk.appointments["OF-QC"]}
    desk.act("decide", decision, ["OF-QC"])
    assert look() == ["confirm"]
    href = str(page.locator(f"{subject} .next a").get_attribute("href"))
    assert re.fullmatch(r"/acts/[0-9a-f-]{36}", href)  # that which the walk drafted too early can still be signed
    fields = {"achievement": walk.achievement, "filing": walk.agreement, "appointment": desk.appointments["OF-QC"]}
    desk.act("confirm", fields, ["OF-QC", "ORG-A", "P-101", "P-102"])
    assert look() == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_desk_reads_on_a_phone_by_a_screen_reader_and_without_scripts(site: Site, visit: Visit, lang: str) -> None:
    leaf = filed(site)
    for path in ("/desk", "/desk?kind=vouch", f"/desk/filings/{leaf}?contents=1"):
        page = signed_in(visit(lang, width=360, bypass_csp=True), site, "OF-QC")
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        page.add_script_tag(content=AXE.read_text("utf-8"))
        found = page.evaluate("async () => (await axe.run()).violations")
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == [], path
        plain = signed_in(visit(lang, script=False), site, "OF-QC")
        plain.goto(path)
        assert plain.locator("h1").count() == 1
