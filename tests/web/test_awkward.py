"""What goes wrong at real desks: two tabs, the back button, a slow or broken network, a session that ends meanwhile."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.conftest import Site, Visit
from tests.web.person import ACT, LEAF, PATIENCE, Person
from tests.web.provider import Wallet
from tests.web.test_desk import filed, signed_in
from tests.web.test_filing import attach, opened

pytestmark = pytest.mark.web

HOUR = 3600
SLOW = {"offline": False, "latency": 1500, "downloadThroughput": 40_000, "uploadThroughput": 20_000}
AWAY = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
BACK = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


@pytest.fixture
def person(site: Site, visit: Visit) -> Any:
    """Opens a browser of somebody of the cast, who has his key in a wallet."""

    def made(actor: str, lang: str = "zh") -> Person:
        page = visit(lang)
        _wallet(site, page, actor)
        return Person(site, page, "wallet", site.party(actor))

    return made


def _wallet(site: Site, page: Page, actor: str) -> None:
    Wallet(site.key(actor), site.ledger.service.deployment.chain_id).install(page)


def another_tab(site: Site, person: Person, actor: str) -> Page:
    """A second tab of the same browser."""
    page = person.page.context.new_page()
    page.set_default_timeout(PATIENCE)
    _wallet(site, page, actor)
    return page


def appointed(site: Site, days: int) -> str:
    """A draft of an appointment that the core's organisation and an officer sign; its id."""
    client = site.desk.client
    client.sign_in(site.key("ORG-ADM"))
    until = site.now + days * 24 * HOUR
    fields = {"node": 1, "officer": site.party("OF-ZC"), "powers": ["read"], "until": until}
    act = client.draft_act("appoint", fields)
    client.sign_act(act.id, 1, site.key("ORG-ADM").sign_digest(act.digest))
    return str(act.id)


def network(page: Page) -> Callable[[dict[str, Any]], Any]:
    """The network of a page: makes it as slow as it is told."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    return lambda conditions: session.send("Network.emulateNetworkConditions", conditions)


def keep_still(page: Page) -> None:
    """Let the page of an act not ask by itself how far it has come, as if the moment before it asks lasted."""
    page.locator("#state").evaluate("part => part.replaceWith(part.cloneNode(true))")


def test_an_act_that_is_open_in_two_tabs_is_signed_and_sent_once(site: Site, person: Any) -> None:
    officer, id = person("OF-ZC"), appointed(site, 41)
    officer.open("/acts")
    first, second = officer.page, another_tab(site, officer, "OF-ZC")
    for page in (first, second):
        page.goto(f"/acts/{id}")
        expect(page.locator("#act-sign")).to_be_visible()
    keep_still(second)
    first.locator("#act-sign").click()
    expect(first.locator("#act-submit")).to_be_visible()
    second.locator("#act-sign").click()  # it still shows what was before
    expect(second.locator("#act-submit")).to_be_visible()
    keep_still(second)
    assert len(site.desk.client.act(id).answer["signatures"]) == 2
    first.locator("#act-submit").dblclick()
    second.locator("#act-submit").click()
    for page in (first, second):
        expect(page.locator("#state")).to_have_attribute("data-status", "final", timeout=PATIENCE)
        expect(page.locator("#wrong")).to_be_hidden()
        expect(page.locator("#act-submit, #act-sign")).to_have_count(0)


def test_the_back_button_after_an_act_was_sent_brings_nothing_twice(site: Site, person: Any) -> None:
    core = person("ORG-ADM", "en")
    core.to_form("appoint", node=1, officer=site.party("OF-ZC"))
    core.page.locator("#f-powers input[value=audit]").check()
    id = core.draft(until="2027-01-05T18:00:00")
    core.sign(id)
    officer = person("OF-ZC", "en")
    officer.sign(id)
    officer.send(id)
    page = core.page
    expect(page.locator("#state")).to_have_attribute("data-status", "final", timeout=PATIENCE)
    page.go_back()
    expect(page.locator("#act-form")).to_be_visible()  # to be corrected: drafting once more makes another act
    page.go_forward()
    expect(page.locator("#state")).to_have_attribute("data-status", "final")
    expect(page.locator("#act-submit, #act-sign")).to_have_count(0)
    site.desk.client.sign_in(site.key("OF-ZC"))
    drafted = [str(one["id"]) for one in site.desk.client.acts(officer.party)]
    assert drafted[0] == id
    assert drafted.count(id) == 1


def test_a_filing_over_a_slow_network_says_that_it_is_slow_and_arrives_once(site: Site, person: Any) -> None:
    unit = person("ORG-A")
    unit.open("/me")
    page = opened(unit.page, "document/1")
    page.locator("#f-title").fill("慢网络 slow network")
    attach(page, "slow.pdf", b"slow" * 5000)
    expect(page.locator("#files-list code")).to_have_count(2)
    page.locator("#party").select_option(str(unit.party))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url.removeprefix(site.url)}"))
    between = network(page)
    between(SLOW | {"latency": 10_000})
    page.locator("#preview").dblclick()
    said = page.locator("#filing").get_attribute("data-word-slow") or "?"
    expect(page.locator("#said")).to_contain_text(said, timeout=PATIENCE)
    expect(page.locator("#before")).to_be_visible(timeout=PATIENCE)
    between(SLOW)
    page.locator("#sign").dblclick()
    page.wait_for_url(LEAF, timeout=PATIENCE)
    between(BACK)
    assert sent.count("POST /v1/filings") == 1
    expect(page.locator("#progress a[href*='/evidence']")).to_be_visible(timeout=PATIENCE)
    assert site.desk.client.filing(page.url[-64:])["anchored"]


def test_a_filing_whose_network_breaks_is_kept_and_handed_in_when_it_is_back(person: Any) -> None:
    unit = person("ORG-A", "en")
    unit.open("/me")
    page = opened(unit.page, "document/1")
    page.locator("#f-title").fill("broken network")
    attach(page, "broken.pdf", b"broken")
    expect(page.locator("#files-list code")).to_have_count(2)
    between = network(page)
    between(AWAY)
    page.locator("#preview").click()
    expect(page.locator("#said")).to_contain_text("No answer came")
    between(BACK)
    page.locator("#preview").click()
    expect(page.locator("#before")).to_be_visible()
    page.route("**/v1/filings", lambda route: route.abort())
    page.locator("#sign").click()
    unit.choose()
    expect(page.locator("#sign-said")).to_contain_text("No answer came")
    expect(page.locator("#pending")).to_be_visible()
    page.unroute("**/v1/filings")
    page.locator("#pending-again").click()
    page.wait_for_url(LEAF, timeout=PATIENCE)


def test_a_session_that_ended_while_a_form_was_filled_in_costs_nothing(site: Site, person: Any) -> None:
    unit = person("ORG-A")
    unit.open("/me")
    page = opened(unit.page, "document/1")
    page.locator("#f-title").fill("写了两个小时的标题")
    attach(page, "long.pdf", b"long")
    expect(page.locator("#files-list code")).to_have_count(2)
    page.locator("#party").select_option(str(unit.party))
    expect(page.locator("#draft-said")).to_contain_text("草稿已保存")
    site.move_to(site.now + 2 * HOUR)
    unit.open("/me")  # over: he signs in again
    opened(page, "document/1")
    expect(page.locator("#f-title")).to_have_value("写了两个小时的标题")
    expect(page.locator("#party")).to_have_value(str(unit.party))
    expect(page.locator("#files-list code")).to_have_count(2)
    site.move_to(site.now + 2 * HOUR)
    page.locator("#preview").click()  # over once more: what is signed needs no session
    expect(page.locator("#before")).to_be_visible()
    page.locator("#sign").click()
    page.wait_for_url(LEAF, timeout=PATIENCE)
    unit.open("/me")
    page.goto("/file/document/1")
    expect(page.locator("#f-title")).to_have_value("")


def test_an_act_that_was_being_drafted_when_the_session_ended_is_drafted_after_all(site: Site, person: Any) -> None:
    core = person("ORG-ADM")
    core.to_form("appoint", node=1, officer=site.party("OF-ZC"))
    page = core.page
    page.locator("#f-powers input[value=read]").check()
    page.locator("#f-until").fill("2027-02-03T18:00:00")
    site.move_to(site.now + 2 * HOUR)
    page.locator("#draft").click()
    page.locator("#wrong a[href^='/signin']").click()
    core.sign_in()
    expect(page.locator("#f-until")).to_have_value(re.compile("^2027-02-03T18:00"))
    expect(page.locator("#f-powers input[value=read]")).to_be_checked()
    page.locator("#draft").click()
    page.wait_for_url(ACT)
    core.sign(page.url.rpartition("/")[2])


def test_the_reasons_that_were_being_written_when_the_session_ended_are_still_there(site: Site, person: Any) -> None:
    leaf, officer = filed(site), person("OF-QC")
    officer.open(f"/desk/filings/{leaf}")
    page = officer.page
    page.locator("#reason").fill("缺验收报告")
    site.move_to(site.now + 2 * HOUR)
    page.locator("form.review[data-decision=returned] button").click()
    page.locator("form.review a[href^='/signin']").click()
    officer.sign_in()
    expect(page.locator("#reason")).to_have_value("缺验收报告")
    page.locator("form.review[data-decision=returned] button").click()
    expect(page.locator("#facts + dl")).to_contain_text("已退回")

    id, other = appointed(site, 43), person("OF-ZC")
    other.open("/acts")
    page = other.page
    page.locator(f"section:has(#waiting) a[href='/acts/{id}']").click()
    page.locator("#act-refuse").click()
    page.locator("#reason").fill("任期不符")
    site.move_to(site.now + 2 * HOUR)
    page.locator("#refusing-send").click()
    page.locator("#refusing-wrong a[href^='/signin']").click()
    other.sign_in()
    page.locator("#act-refuse").click()
    expect(page.locator("#reason")).to_have_value("任期不符")
    page.locator("#refusing-send").click()
    expect(page.locator("#state blockquote")).to_contain_text("任期不符")


FOCUSED = "document.activeElement.id"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_keyboard_stays_where_it_is_while_the_page_tells_itself_anew(site: Site, person: Any, lang: str) -> None:
    id = appointed(site, 43)
    officer = person("OF-ZC", lang)
    page = officer.page
    officer.open("/acts")
    page.goto(f"/acts/{id}")

    def told_anew() -> None:
        with page.expect_response(re.compile(r"/state$")):
            page.evaluate("id => void htmx.ajax('GET', `/acts/${id}/state`, {target: '#state', swap: 'outerHTML'})", id)
        expect(page.locator("#act-sign")).to_be_visible()

    page.locator("#act-sign").focus()
    told_anew()
    page.wait_for_function(f"{FOCUSED} === 'act-sign'")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#reason")).to_be_focused()
    told_anew()
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#act-refuse")).to_be_focused()
    page.evaluate("sessionStorage.clear()")
    officer.page.context.clear_cookies()
    page.goto(f"/acts/{id}")
    page.locator("#act-sign").press("Enter")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#act-sign")).to_be_focused()
    page.goto("/signin")
    page.locator("#signin-other").press("Enter")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#signin-other")).to_be_focused()
    page.goto(f"/acts/{id}")
    page.locator("#act-sign").press("Enter")
    officer.choose()
    expect(page.locator("#act-submit")).to_be_focused()


def test_what_one_person_entered_is_not_shown_to_the_next_at_the_same_tab_nor_twice(site: Site, visit: Visit) -> None:
    page, form = signed_in(visit("zh"), site, "ORG-ADM"), "/acts/new/appoint?node=1"
    officer = page.locator("#f-officer")
    page.goto(form)
    officer.fill(str(site.party("OF-ZC")))
    page.goto("/acts")
    page.goto(form)
    expect(officer).to_have_value(str(site.party("OF-ZC")))
    signed_in(page, site, "OF-QC").goto(form)
    expect(officer).to_have_value("")
    officer.fill("41")
    page.goto("/me")
    page.locator("#me-out").click()
    expect(page.locator("main a[href^='/signin']").first).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('zhengben.'))") == []
    signed_in(page, site, "ORG-ADM").goto(form)
    officer.fill(str(site.party("OF-ZC")))
    page.locator("#f-powers input[value=read]").check()
    page.locator("#f-until").fill("2027-03-01T00:00:00")
    page.locator("#draft").click()
    page.wait_for_url(ACT)
    page.goto(form)
    expect(officer).to_have_value("")


def test_what_another_officer_did_meanwhile_is_told_and_nothing_is_done_twice(site: Site, person: Any) -> None:
    leaf, first, second = filed(site), person("OF-QC"), person("OF-CORE", "en")
    for officer in (first, second):
        officer.open(f"/desk/filings/{leaf}")
    first.page.locator("#reason").fill("缺验收报告")
    first.page.locator("form.review[data-decision=returned] button").dblclick()
    expect(first.page.locator("#facts + dl")).to_contain_text("已退回")
    page = second.page
    page.locator("form.review[data-decision=accepted] button").click()  # it still shows what was before
    expect(page.locator("form.review[data-decision=accepted] .problem")).to_contain_text(
        f"party {first.party} has said"
    )
    page.reload()
    page.locator("form.review[data-decision=accepted] button").dblclick()  # now he knows, and means it
    expect(page.locator("a[href^='/acts/new/register?']")).to_be_visible()
    said = page.request.get(f"/v1/filings/{leaf}/reviews").json()["items"]
    assert [one["decision"] for one in said] == ["returned", "accepted"]

    first.page.goto("/desk?kind=register")
    card = first.page.locator(f'.duty[data-subject="{leaf}"] .next a')
    card.click()
    expect(first.page.locator("#f-claimed [data-member=share]")).to_have_value("1/1")  # as it was claimed
    expect(first.page.locator("#f-claimed [data-member=party]")).to_have_value(str(site.party("ORG-A")))
    claimed = [{"party": site.party("ORG-A"), "share": "1/1"}]
    fields = {"node": site.desk.nodes["N-QC"], "filing": leaf, "filer": site.party("ORG-A"), "claimed": claimed}
    site.desk.act("register", {**fields, "appointment": site.desk.appointments["OF-CORE"]}, ["OF-CORE", "ORG-A"])
    first.page.locator("#draft").dblclick()
    expect(first.page.locator("#wrong")).to_contain_text("已经登记")
    first.page.go_back()
    expect(first.page.locator(f'.duty[data-subject="{leaf}"]')).to_have_count(0)  # not what the browser remembers


def test_a_browser_that_keeps_no_cookie_is_told_so_and_not_led_on(person: Any) -> None:
    page = person("OF-QC", "en").page

    def without_cookie(route: Route) -> None:
        answer = route.fetch()
        page.context.clear_cookies()
        kept = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
        route.fulfill(response=answer, headers=kept)

    page.route("**/v1/sessions", lambda one: without_cookie(one) if one.request.method == "POST" else one.continue_())
    page.goto("/signin?next=/acts")
    page.locator("#signin-other").click()
    page.locator("#keys-wallet-list button").first.click()
    expect(page.locator("#signin-wrong")).to_contain_text("did not keep the session")
    expect(page).to_have_url(re.compile("/signin"))
