"""Filing in the browser: the form fills and reads as the ledger does, forgets nothing, and leads to the anchor."""

import hashlib
import json
import re
from typing import Any

import pytest
from eth_account import Account
from playwright.sync_api import Page, expect

from ledger.core import filing_types
from tests.core.good_forms import files_of, good
from tests.web.conftest import Visit

pytestmark = pytest.mark.web

PASSWORD = '一把 key\'s "password"'
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


def sign_with_key_file(page: Page, name: str) -> str:
    """Sign what is previewed with a new key file; its address."""
    account = Account.create()
    content = json.dumps(Account.encrypt(account.key, PASSWORD, kdf="pbkdf2", iterations=1000)).encode()
    page.locator("#sign").click()
    file = {"name": f"{name}.json", "mimeType": "application/json", "buffer": content}
    page.locator("#keys-keystore-file").set_input_files(file)
    page.locator("#keys-keystore-password").fill(PASSWORD)
    page.locator("#keys-keystore-open").click()
    return str(account.address).lower()


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
    sign_with_key_file(page, "my key")
    page.wait_for_url(re.compile(r"/filings/[0-9a-f]{64}$"))
    expect(page.locator("a[href*='/evidence']")).to_be_visible(timeout=60_000)
    leaf = page.url[-64:]
    assert page.request.get(f"/v1/filings/{leaf}").json()["anchored"]["final"] is True
    page.go_back()
    assert "/file/document/1" not in page.url
    opened(page, "document/1")
    assert read(page) == {}
    expect(page.locator("#draft-list li")).to_have_count(0)
    page.goto("/filings")
    expect(page.locator("#mine-list li")).to_have_count(1)
    expect(page.locator("#mine-list .good")).to_be_visible()
