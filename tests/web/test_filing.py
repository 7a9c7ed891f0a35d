"""Filing in the browser: the form fills and reads as the ledger does, forgets nothing, and leads to the anchor."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from playwright.sync_api import Page, Route, expect

from ledger.core import filing_types
from ledger.keyring import AccountSigner
from ledger.signing_in import text_digest
from scripts.demo.desk import attached_text
from tests.api.world import hex_of
from tests.core.good_forms import files_of, good
from tests.web.conftest import Site, Visit
from tests.web.passkeys import authenticator
from tests.web.provider import Wallet

pytestmark = pytest.mark.web

PASSWORD = '一把 key\'s "password"'
REFUSED = json.loads(Path("api/web/locales/en/keys.json").read_text("utf-8"))["keys_wallet_refused"]
READ = "import('/static/js/form_reading.js').then((m) => m.read(document.getElementById('fields')))"
KEEP = """([type, draft]) => {
  localStorage.setItem(`zhengben.draft:${type}:one`, JSON.stringify(draft));
  sessionStorage.setItem(`zhengben.draft:tab:${type}`, "one");
}"""


def opened(page: Page, type: str) -> Page:
    page.goto(f"/file/{type}")
    expect(page.locator("html[data-ready=yes]")).to_be_attached()
    return page


def keep(page: Page, type: str, form: dict[str, Any], files: list[dict[str, Any]]) -> None:
    """Put a draft into the browser as if this tab had saved it."""
    draft = {"form": form, "attachments": files, "node": "1", "party": "", "name": "x", "savedAt": 0, "revision": "r"}
    page.evaluate(KEEP, [type, draft])


def read(page: Page) -> dict[str, Any]:
    """The form that the page means now."""
    return dict(page.evaluate(f"{READ}.then((found) => found.form)"))


def attach(page: Page, name: str, content: bytes) -> None:
    page.locator("#files-input").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": content})


def sign_with_key_file(page: Page, name: str, secret: bytes | None = None) -> str:
    """Sign what is previewed with a key file, a new one if none is given; its address."""
    account = Account.create() if secret is None else Account.from_key(secret)
    content = json.dumps(Account.encrypt(account.key, PASSWORD, kdf="pbkdf2", iterations=1000)).encode()
    page.locator("#sign").click()
    file = {"name": f"{name}.json", "mimeType": "application/json", "buffer": content}
    page.locator("#keys-keystore-file").set_input_files(file)
    page.locator("#keys-keystore-password").fill(PASSWORD)
    page.locator("#keys-keystore-open").click()
    return str(account.address).lower()


@pytest.mark.parametrize(
    ("language", "missing"), [("zh", "请填写「成交额（元）」"), ("en", "Amount in yuan is missing")]
)
def test_what_is_wrong_with_an_amount_is_told_in_the_unit_in_which_it_is_written(
    visit: Visit, language: str, missing: str
) -> None:
    page = opened(visit(language), "technology_contract/1")
    page.locator("#check").click()
    expect(page.locator("#errors a", has_text=missing)).to_have_count(1)
    expect(page.locator('[data-name="amount_fen"] > .error')).to_have_text(missing)


def test_the_page_reads_every_good_form_as_it_was_put_in(visit: Visit) -> None:
    page = visit("zh")
    for type in filing_types.list():
        if type == "digest_manifest/1":
            continue
        form = good(type)
        opened(page, type)
        keep(page, type, form, files_of(type, form))
        opened(page, type)
        assert json.dumps(read(page), sort_keys=True) == json.dumps(form, sort_keys=True), type
        hidden = page.locator("#fields [data-control]:visible").count()
        assert hidden > 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_document_is_filled_in_corrected_signed_and_followed_to_its_anchor(visit: Visit, lang: str) -> None:
    page = opened(visit(lang), "document/1")
    title = "O'Brien & <b>Söhne</b> “論文”\u200f 𠮷野家.pdf"
    page.locator("#check").click()
    expect(page.locator("#errors li")).to_have_count(2)
    expect(page.locator("#e-title")).to_be_visible()
    expect(page.locator("#files-error")).to_be_visible()
    page.locator("#errors a").first.click()
    assert page.evaluate("document.activeElement.id") == "f-title"
    page.locator("#f-title").fill(title)
    page.locator("#f-language").fill("not a language")
    content = bytes(range(256)) * (5 * 1024 * 4)
    attach(page, "a/b\\ <i>很长的名字</i> 𠮷.pdf", content)
    expect(page.locator("#files-list code")).to_have_count(2)
    assert hashlib.sha256(content).hexdigest() in page.locator("#files-list").inner_text()
    assert hashlib.new("sm3", content).hexdigest() in page.locator("#files-list").inner_text()
    page.locator("#preview").click()
    expect(page.locator("#e-language")).to_be_visible()
    expect(page.locator("#e-title")).to_be_hidden()
    expect(page.locator("#before")).to_be_hidden()
    page.locator("#f-language").fill("zh-CN")
    page.locator("#preview").click()
    expect(page.locator("#before")).to_be_visible()
    assert title in page.locator("#private").inner_text()
    assert title not in page.locator("#public").inner_text()
    page.go_back()
    expect(page.locator("#f-title")).to_have_value(title)
    expect(page.locator("#before")).to_be_hidden()
    page.locator("#preview").click()
    sign_with_key_file(page, "my key")
    page.wait_for_url(re.compile(r"/filings/[0-9a-f]{64}$"))
    expect(page.locator("a[href*='/evidence']")).to_be_visible(timeout=60_000)
    leaf = page.url[-64:]
    assert page.request.get(f"/v1/filings/{leaf}").json()["anchored"]["final"] is True
    page.go_back()
    expect(page.locator("html[data-ready=yes]")).to_be_attached()
    expect(page.locator("#filing")).to_be_visible()
    assert read(page) == {}
    expect(page.locator("#draft-list li")).to_have_count(0)
    page.goto("/filings")
    expect(page.locator("#mine-list li")).to_have_count(1)
    expect(page.locator("#mine-list .good")).to_be_visible()


def test_fields_come_and_go_with_what_they_depend_on_and_never_while_something_stands_in_them(visit: Visit) -> None:
    page = opened(visit("zh"), "innovation_voucher/2")
    invoice, provider, revoked = (
        page.locator(f'[data-pointer="/{name}"]') for name in ("invoice", "provider", "revoked_on")
    )
    for hidden in (invoice, provider, revoked):
        expect(hidden).to_be_hidden()
    page.locator("#f-status").select_option("已兑付")
    expect(invoice).to_be_visible()
    expect(revoked).to_be_hidden()
    page.locator("#f-locked_on").fill("2026-05-06")
    expect(provider).to_be_visible()
    page.locator("#f-provider").fill("91620100MA0000023P")
    page.locator("#f-locked_on").fill("")
    page.locator("#f-status").select_option("已发放")
    expect(page.locator('[data-pointer="/locked_on"]')).to_be_hidden()
    expect(invoice).to_be_hidden()
    expect(provider).to_be_visible()
    page.locator("#show-all").check()
    for shown in (invoice, provider, revoked):
        expect(shown).to_be_visible()


def test_rows_are_added_moved_and_removed_and_errors_stand_beside_the_right_one(visit: Visit) -> None:
    page = opened(visit("en"), "achievement_filing/2")
    completers = page.locator('[data-pointer="/completers"]')
    names = completers.locator('[data-name="name"] input')
    for count, name in enumerate(("甲", "乙", "丙"), 1):
        if count > 1:
            completers.locator(":scope > [data-add]").click()
        names.nth(count - 1).fill(name)
    completers.locator('[data-name="orcid"] input').nth(1).fill("0000-0002-1825-0098")
    completers.locator("[data-up]").nth(1).click()
    completers.locator("[data-remove]").nth(2).click()
    assert [one["name"] for one in read(page)["completers"]] == ["乙", "甲"]
    expect(completers.get_by_role("button", name=re.compile("Move up · .* · No. 2$"))).to_have_count(1)
    completers.locator(":scope > [data-add]").click()
    completers.locator("[data-up]").nth(2).click()
    assert [one["name"] for one in read(page)["completers"]] == ["乙", "甲"]
    page.locator("#check").click()
    expect(completers.locator('[data-name="orcid"] .error').first).to_be_visible()
    expect(completers.locator('[data-name="orcid"] .error').nth(2)).to_be_hidden()
    page.locator("#errors a", has_text="ORCID").click()
    assert page.evaluate("document.activeElement.value") == "0000-0002-1825-0098"


def test_amounts_are_yuan_and_read_to_the_fen(visit: Visit) -> None:
    page = opened(visit("zh"), "revenue_statement/1")
    amount = page.locator("#f-gross_fen")
    for text, fen in (("1,000,001.05", 100_000_105), ("¥12", 1200), ("0.1", 10), ("90071992547409.91", 2**53 - 1)):
        amount.fill(text)
        assert read(page)["gross_fen"] == fen
    for text in ("1.234", "壹万", "1e3", "90071992547409.92"):
        amount.fill(text)
        page.locator("#check").click()
        expect(page.locator("#e-gross_fen")).to_contain_text("两位小数")
    expect(page.locator("#e-gross_fen")).not_to_contain_text("integer")


def test_before_signing_amounts_and_parts_are_said_in_full(visit: Visit) -> None:
    page, form = opened(visit("zh"), "revenue_statement/1"), good("revenue_statement/1")
    keep(page, "revenue_statement/1", form, files_of("revenue_statement/1", form))
    opened(page, "revenue_statement/1").locator("#preview").click()
    expect(page.locator("#before")).to_be_visible()
    private = page.locator("#private").inner_text()
    for said in ("1,000,001.05", "500,000", "0.5", "3/10 · 30 %", "1f1f1f.pdf"):
        assert said in private


def test_a_draft_survives_a_reload_and_another_tab_never_overwrites_it(visit: Visit) -> None:
    first = opened(visit("en"), "document/1")
    first.locator("#f-title").fill("in the first tab")
    attach(first, "a.pdf", b"a")
    expect(first.locator("#files-list code")).to_have_count(2)
    first.locator("#draft-name").fill("my thesis")
    expect(first.locator("#draft-said")).to_contain_text("Draft saved")
    first.reload()
    expect(first.locator("#f-title")).to_have_value("in the first tab")
    expect(first.locator("#files-list code")).to_have_count(2)
    second = opened(first.context.new_page(), "document/1")
    expect(second.locator("#f-title")).to_have_value("")
    second.locator("#draft-list button", has_text="Go on with it").click()
    expect(second.locator("#f-title")).to_have_value("in the first tab")
    second.locator("#f-title").fill("in the second tab")
    expect(first.locator("#draft-conflict")).to_be_visible(timeout=10_000)
    first.locator("#f-title").fill("still in the first tab")
    first.wait_for_timeout(3500)
    assert second.locator("#f-title").input_value() == "in the second tab"
    first.locator("#conflict-keep").click()
    expect(first.locator("#draft-name")).to_have_value("my thesis (copy)")
    kept = first.evaluate("Object.keys(localStorage).map((k) => JSON.parse(localStorage[k]).form?.title)")
    assert {"in the second tab", "still in the first tab"} <= set(kept)
    again = opened(first.context.new_page(), "document/1")
    again.locator("#draft-list button", has_text="Delete").first.click()
    again.locator("#draft-list button", has_text="Press again").first.click()
    expect(again.locator("#draft-list li")).to_have_count(1)


def test_a_filing_whose_receipt_did_not_arrive_is_handed_in_again_and_stands_there_once(visit: Visit) -> None:
    page = opened(visit("en"), "document/1")
    page.locator("#f-title").fill("sent twice")
    attach(page, "b.pdf", b"b")
    expect(page.locator("#files-list code")).to_have_count(2)
    page.locator("#preview").dblclick()
    expect(page.locator("#before")).to_be_visible()
    page.route("**/v1/filings", lambda route: (route.fetch(), route.fulfill(status=503, body="")))
    sign_with_key_file(page, "k")
    expect(page.locator("#pending")).to_be_visible()
    page.unroute("**/v1/filings")
    page.reload()
    expect(page.locator("#f-title")).to_have_value("sent twice")
    with page.expect_response("**/v1/filings") as sent:
        page.locator("#pending-again").dblclick()
    assert sent.value.status == 200
    page.wait_for_url(re.compile(r"/filings/[0-9a-f]{64}$"))


def test_hashing_can_be_cancelled_and_a_file_with_the_same_contents_is_not_taken_twice(
    visit: Visit, tmp_path: Path
) -> None:
    page = opened(visit("en"), "document/1")
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(400 << 20)
    page.locator("#files-input").set_input_files(large)
    page.locator("#preview").click()
    expect(page.locator("#files-error")).to_contain_text("still being computed")
    page.locator("#files-list button", has_text="Cancel").click()
    expect(page.locator("#files-list li")).to_have_count(0)
    attach(page, "one.pdf", b"same")
    expect(page.locator("#files-list code")).to_have_count(2)
    attach(page, "two.pdf", b"same")
    expect(page.locator("#files-error")).to_contain_text("same contents")
    expect(page.locator("#files-list li")).to_have_count(1)
    attach(page, "empty.txt", b"")
    expect(page.locator("#files-list code")).to_have_count(4)
    assert hashlib.sha256(b"").hexdigest() in page.locator("#files-list").inner_text()


def test_a_party_files_reads_its_own_filing_and_corrects_it_though_its_session_ends(site: Site, visit: Visit) -> None:
    key, page, title = site.key("P-101"), visit("zh"), "某人的论文"
    signed_in(page, key)
    opened(page, "document/1")
    page.locator("#f-title").fill(title)
    attach(page, "c.pdf", title.encode())
    expect(page.locator("#files-list code")).to_have_count(2)
    page.locator("#party").select_option(str(site.party("P-101")))
    page.locator("#preview").click()
    sign_with_key_file(page, "own", bytes(key.account.key))
    page.wait_for_url(re.compile(r"/filings/[0-9a-f]{64}$"))
    expect(page.locator("a[href*='/evidence']")).to_be_visible(timeout=60_000)
    leaf = page.url[-64:]
    assert title not in page.content()
    page.locator("a[href^='?contents']").click()
    expect(page.locator("#contents dd", has_text=title)).to_be_visible()
    page.goto("/filings")
    expect(page.locator("#own li").first.locator(".own-title")).to_have_text(f"{title} 仅存于本机")
    page.go_back()
    with page.expect_download() as evidence:
        page.locator("a[href*='/evidence']").click()
    assert json.loads(Path(evidence.value.path()).read_text())["filing"]["disclosures"]
    page.locator("[aria-labelledby=later-title] a[href^='/file/']").click()
    expect(page.locator("#f-title")).to_have_value(title)
    expect(page.locator("#files-list code")).to_have_count(2)
    page.locator("#f-title").fill("更正后")
    expect(page.locator("#draft-said")).to_contain_text("草稿已保存")
    page.context.clear_cookies()
    page.reload()
    expect(page.locator("#f-title")).to_have_value("更正后")
    page.locator("#check").click()
    expect(page.locator("#said")).to_contain_text("没有发现问题")
    page.goto(f"/file/document/1?from={leaf}")
    expect(page.locator("#earlier-said a[href^='/signin']")).to_be_visible()
    expect(page.locator("#f-title")).to_have_value("更正后")


def test_titles_are_noted_for_the_key_that_may_read_them_and_forgotten_with_its_session(
    site: Site, visit: Visit
) -> None:
    page, desk, title = visit("en"), site.desk, "Titel <i>eines</i> Papiers"
    attached = attached_text({"id": "paper", "content_utf8": "paper"})
    leaf = desk.file("ORG-A", "document/1", desk.nodes["N-QC"], {"title": title}, [attached])
    signed_in(page, site.key("ORG-A"))
    page.goto("/filings")
    expect(page.locator("#own li").first).to_be_visible()
    expect(page.locator(".own-title")).to_have_count(0)
    page.goto(f"/filings/{leaf}?contents=1")
    page.goto("/filings")
    expect(page.locator(".own-title")).to_have_text(f"{title} noted on this device only")
    signed_in(page, site.key("ORG-B"))
    page.goto(f"/filings/{leaf}")
    page.goto("/filings")
    expect(page.locator(".own-title")).to_have_count(0)
    signed_in(page, site.key("ORG-A"))
    page.goto("/me")
    page.locator("#me-out").click()
    expect(page.locator("#me-out")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('zhengben.titles'))") == []


def test_what_goes_on_from_a_filing_names_it_where_its_form_asks_for_that_and_once(site: Site, visit: Visit) -> None:
    page, desk = visit("en"), site.desk
    later = ("provider", "locked_on", "used_on", "contract", "invoice", "deliverable", "contract_fen", "redeemed_fen")
    form = good("innovation_voucher/2", status="已发放", follows=None, **dict.fromkeys(later))
    leaf = desk.file("ORG-A", "innovation_voucher/2", desk.nodes["N-QC"], form, [])
    desk.until(lambda: desk.client.filing(leaf), lambda found: found["anchored"])
    signed_in(page, site.key("ORG-A"))
    page.goto(f"/file/innovation_voucher/2?from={leaf}")
    expect(page.locator("#f-voucher_no")).to_have_value(form["voucher_no"])
    assert "follows" not in read(page), "none goes before the issue"
    page.locator("#f-status").select_option("Expired 已过期")
    expect(page.locator("#f-follows")).to_have_value(leaf)
    page.locator("#f-follows").fill("")
    page.locator("#f-face_fen").fill("1")
    expect(page.locator("#f-follows")).to_have_value("")


def signed_in(page: Page, key: AccountSigner) -> None:
    """Give the page's browser a session of this key."""
    asked = page.request.post("/v1/sessions/challenge", data={"signer": hex_of(key.signer_bytes)}).json()
    signature = hex_of(key.sign_digest(text_digest(asked["message"])))
    answer = page.request.post(
        "/v1/sessions",
        data={"challenge": asked["challenge"], "signature": signature, "cookie": True},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status == 201, answer.text()


def ready_to_sign(page: Page, title: str) -> None:
    opened(page, "document/1")
    page.locator("#f-title").fill(title)
    attach(page, "d.pdf", title.encode())
    expect(page.locator("#files-list code")).to_have_count(2)
    page.locator("#preview").click()
    expect(page.locator("#before")).to_be_visible()
    page.locator("#sign").click()


def test_a_passkey_that_is_made_on_the_spot_signs_a_filing(visit: Visit) -> None:
    page = visit("zh")
    authenticator(page)
    ready_to_sign(page, "以通行密钥签名")
    page.locator("#keys-passkey-name").fill("新密钥")
    page.locator("#keys-passkey-new").click()
    page.wait_for_url(re.compile(r"/filings/[0-9a-f]{64}$"))
    expect(page.locator("a[href*='/certificate']")).to_be_visible(timeout=60_000)


def test_a_wallet_shows_what_it_signs_and_one_that_declines_loses_nothing(site: Site, visit: Visit) -> None:
    page, wallet = visit("en"), Wallet(site.key("P-102"), site.ledger.service.deployment.chain_id, refusing=True)
    wallet.install(page)
    ready_to_sign(page, "signed by a wallet")
    page.locator("#keys-wallet-list button").click()
    expect(page.locator("#sign-said")).to_contain_text(REFUSED)
    expect(page.locator("#before")).to_be_visible()
    wallet.refusing = False
    page.locator("#sign").click()
    page.locator("#keys-wallet-list button").click()
    page.wait_for_url(re.compile(r"/filings/[0-9a-f]{64}$"))
    shown = wallet.shown[-1]
    assert (shown["primaryType"], shown["message"]["filingType"]) == ("Filing", "document/1")


def test_a_slow_network_is_told_and_pressing_again_asks_nothing_twice(visit: Visit) -> None:
    page, held = opened(visit("en"), "document/1"), list[Route]()
    page.route("**/v1/filings/prepare", lambda route: held.append(route))
    page.locator("#check").click()
    page.locator("#check").click()
    page.locator("#preview").click()
    expect(page.locator("#said")).to_contain_text("still waiting", timeout=10_000)
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("#errors li")).to_have_count(2)
