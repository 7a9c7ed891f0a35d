"""Acts in the browser: a form for every kind, drafted, signed with a key file, a wallet, refused, sent, followed."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from eth_account import Account
from playwright.sync_api import Page, expect

from api.schemas.drafts.examples import EXAMPLES
from ledger.core.calendar import SHANGHAI
from tests.web.conftest import Site, Visit
from tests.web.passkeys import authenticator
from tests.web.provider import Wallet
from tests.web.test_signing_in import admitted, ask, vouch, with_passkey

pytestmark = pytest.mark.web

PASSWORD = '一把 key\'s "password"'
READ = "import('/static/js/act_form.js').then((m) => m.read(document.getElementById('act-form')))"
CHROME_SIGNS = 60_000


@pytest.fixture
def key_file(site: Site, tmp_path: Path) -> Any:
    """The key file of a person of the cast."""

    def made(actor: str) -> Path:
        path = tmp_path / f"{actor}.json"
        secret = site.key(actor).account.key
        path.write_text(json.dumps(Account.encrypt(secret, PASSWORD, kdf="pbkdf2", iterations=1000)), "utf-8")
        return path

    return made


def unlock(page: Page, path: Path) -> None:
    """Choose a key file in the dialog of keys."""
    page.locator("#keys-keystore-file").set_input_files(path)
    page.locator("#keys-keystore-password").fill(PASSWORD)
    page.locator("#keys-keystore-open").click()
    expect(page.locator("#keys")).to_be_hidden(timeout=CHROME_SIGNS)


def sign_in(page: Page, path: Path, back: str) -> None:
    """Sign in with a key file, and come back."""
    page.goto("/signin?" + urlencode({"next": back}))
    page.locator("#signin-other").click()
    unlock(page, path)
    page.wait_for_url(lambda address: "/signin" not in str(address), timeout=CHROME_SIGNS)


def draft(site: Site, kind: str = "appoint", **fields: Any) -> str:
    """An act of the core, drafted at its program: an appointment of the officer of a park; its id."""
    client = site.desk.client
    client.sign_in(site.key("ORG-ADM"))
    given = {"node": 1, "officer": site.party("OF-QC"), "powers": ["read"], "until": site.now + 90 * 86_400}
    return str(client.draft_act(kind, given | fields).id)


def test_the_page_reads_every_kinds_example_as_it_was_put_in(visit: Visit) -> None:
    page = visit("zh")
    for kind, example in EXAMPLES.items():
        page.goto(f"/acts/new/{kind}?" + urlencode({"draft": json.dumps(example["fields"])}))
        told = page.evaluate(READ)
        assert told["wrong"] == [], kind
        assert json.dumps(told["fields"], sort_keys=True) == json.dumps(example["fields"], sort_keys=True), kind


def test_an_act_is_drafted_signed_by_two_and_sent_with_key_files(site: Site, visit: Visit, key_file: Any) -> None:
    page = visit("zh")
    sign_in(page, key_file("ORG-ADM"), "/acts/new/appoint")
    page.locator("#draft").click()
    expect(page.locator("#f-node-error")).to_have_text("此项必填。")
    expect(page.locator("#f-node")).to_be_focused()
    expect(page.locator("#f-powers-error")).to_have_text("此项必填。")
    page.locator("#f-node").fill("1")
    page.locator("#f-officer").fill("4000000")
    page.locator("#f-powers input[value=read]").check()
    until = site.now // 60 * 60 + 40 * 86_400
    page.locator("#f-until").fill(datetime.fromtimestamp(until, UTC).astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M:%S"))
    page.locator("#draft").click()
    expect(page.locator("#wrong")).to_contain_text("4000000")
    page.locator("#f-officer").fill(str(site.party("OF-QC")))
    page.locator("#draft").click()
    page.wait_for_url("**/acts/*-*")
    id = page.url.rpartition("/")[2]
    assert site.desk.client.act(id).message["until"] == until, "an instant of the form is one of Shanghai"
    expect(page.locator("#state")).to_have_attribute("data-status", "draft")
    page.locator("#act-sign").click()
    if page.locator("#keys").is_visible():  # another page, another unlocking
        unlock(page, key_file("ORG-ADM"))
    expect(page.locator("#state")).to_have_attribute("data-status", "signing", timeout=CHROME_SIGNS)
    expect(page.locator("#state")).to_contain_text("您已签署")
    expect(page.locator("#act-refuse")).to_have_count(0)

    guest = visit("en")  # whoever has the link signs without signing in
    guest.goto(page.locator("#address").input_value())
    guest.locator("#act-sign").click()
    unlock(guest, key_file("P-101"))
    expect(guest.locator("#wrong")).to_contain_text("has no seat")
    guest.locator("#act-sign").click()
    unlock(guest, key_file("OF-QC"))
    expect(guest.locator("#act-submit")).to_be_visible(timeout=CHROME_SIGNS)
    guest.locator("#act-submit").click()
    expect(guest.locator("#state")).to_have_attribute("data-status", "final", timeout=CHROME_SIGNS)
    expect(page.locator("#state")).to_have_attribute("data-status", "final", timeout=CHROME_SIGNS)
    page.goto("/acts")
    expect(page.locator(f'section:has(#done) a[href="/acts/{id}"]')).to_be_visible()


def test_a_wallet_is_shown_the_exact_typed_data(site: Site, visit: Visit) -> None:
    id = draft(site)
    page = visit("en")
    status = site.desk.client.status()
    wallet = Wallet(site.key("OF-QC"), chain_id=status["chain"]["id"])
    wallet.install(page)
    page.goto(f"/acts/{id}")
    page.locator("#act-sign").click()
    page.locator("#keys-wallet-list button").click()
    expect(page.locator("#state")).to_have_attribute("data-status", "signing", timeout=CHROME_SIGNS)
    assert wallet.shown[-1] == site.desk.client.act(id).answer["typedData"]


def test_one_with_a_seat_refuses_with_a_reason_and_signs_after_all(site: Site, visit: Visit, key_file: Any) -> None:
    id = draft(site, until=site.now + 91 * 86_400)
    page = visit("zh")
    sign_in(page, key_file("OF-QC"), f"/acts/{id}")
    page.locator("#act-refuse").click()
    page.locator("#refusing-send").click()
    expect(page.locator("#refusing")).to_be_visible()
    page.locator("#reason").fill("任期与聘书不符：<b>应到</b> 2027 年\n请改正")
    page.locator("#refusing-send").click()
    expect(page.locator("#state blockquote")).to_contain_text("<b>应到</b> 2027 年")
    page.goto("/acts")
    expect(page.locator(f'section:has(#signed) a[href="/acts/{id}"]')).to_be_visible()
    page.goto(f"/acts/{id}")
    page.locator("#act-sign").click()
    unlock(page, key_file("OF-QC"))
    expect(page.locator("#state")).to_have_attribute("data-status", "signing", timeout=CHROME_SIGNS)
    expect(page.locator("#state blockquote")).to_have_count(0)


def test_an_expired_session_loses_nothing_that_was_entered(visit: Visit, key_file: Any) -> None:
    page = visit("en")
    sign_in(page, key_file("ORG-ADM"), "/acts/new/propose?achievement=0x" + "ab" * 32)
    page.locator("#f-table [data-add]").click()
    page.locator('#f-table [data-member="party"]').fill("６, 7")
    page.locator('#f-table [data-member="share"]').fill("１／３")
    page.locator("#f-filing").fill("0x" + "CD" * 32)
    page.locator("#draft").click()
    expect(page.locator("#f-table-error")).to_be_visible()
    page.locator('#f-table [data-member="party"]').fill("6")
    page.context.clear_cookies(name="zhengben_session")
    page.locator("#draft").click()
    page.locator("#wrong a").click()
    page.locator("#signin-other").click()
    unlock(page, key_file("ORG-ADM"))
    page.wait_for_url("**/acts/new/propose**", timeout=CHROME_SIGNS)
    told = page.evaluate(READ)["fields"]
    assert told["table"] == [{"party": 6, "share": "1/3"}]
    page.locator("#f-table [data-add]").click()
    second = page.get_by_role("group", name=re.compile(r"^\S.* · 2$"))
    expect(second.get_by_role("textbox")).to_have_count(2)
    second.get_by_role("button").click()
    expect(second).to_have_count(0)
    assert told["filing"] == "cd" * 32
    page.locator("#draft").click()
    expect(page.locator("#wrong")).to_contain_text("ab" * 8)


def test_an_act_that_ran_out_says_so_to_one_who_still_has_it_open(site: Site, visit: Visit, key_file: Any) -> None:
    id = draft(site, until=site.now + 92 * 86_400, deadline=site.now + 600)
    page = visit("zh")
    page.goto(f"/acts/{id}")
    site.move_to(site.now + 1200)
    page.locator("#act-sign").click()
    unlock(page, key_file("OF-QC"))
    expect(page.locator("#wrong")).to_contain_text("不再接受签名")
    expect(page.locator("#state")).to_have_attribute("data-status", "expired")
    page.locator("#state a[href*=again]").click()
    expect(page.locator("#f-officer")).to_have_value(str(site.party("OF-QC")))
    page.go_back()
    expect(page.locator("#state")).to_have_attribute("data-status", "expired")


def test_a_researcher_acts_alone_with_a_passkey(site: Site, visit: Visit, tmp_path: Path) -> None:
    page = visit("zh")
    authenticator(page)
    id, _ = ask(page, with_passkey, appointment=site.desk.appointments["OF-CORE"], tmp_path=tmp_path)
    vouch(site, id)
    number = admitted(site, page, id)
    page.goto(f"/acts/new/entrust?party={number}")
    page.locator("#f-guardian").fill(str(site.party("ORG-A")))
    page.locator("#draft").click()
    page.wait_for_url("**/acts/*-*")
    page.locator("#act-sign").click()
    page.locator("#act-submit").click(timeout=CHROME_SIGNS)
    expect(page.locator("#state")).to_have_attribute("data-status", "final", timeout=CHROME_SIGNS)
    assert site.desk.client.party(number)["guardian"]["party"] == site.party("ORG-A")
