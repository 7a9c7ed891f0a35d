"""Signing in and asking for admission in a browser, with each kind of key: what was signed there, the chain takes."""

import json
from collections.abc import Callable
from hashlib import new
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from ledger import keyring
from scripts.demo.desk import Actor
from tests.web.conftest import Site, Visit
from tests.web.passkeys import authenticator
from tests.web.provider import Wallet

pytestmark = pytest.mark.web

PASSWORD = "七步之内 within seven steps"
Choose = Callable[[Page], None]


def with_passkey(page: Page) -> None:
    page.locator("#keys-passkey-name").fill("测试通行密钥")
    page.locator("#keys-passkey-name").press("Enter")


def with_wallet(page: Page) -> None:
    page.locator("#keys-wallet-list button").click()


def with_file(path: Path) -> Choose:
    def choose(page: Page) -> None:
        page.locator("#keys-keystore-file").set_input_files(path)
        page.locator("#keys-keystore-password").fill(PASSWORD)
        page.locator("#keys-keystore-open").click()

    return choose


def elsewhere(address: str) -> bool:
    """Whether the page that signs in was left."""
    return "/signin" not in address


def ask(
    page: Page, choose: Choose, *, appointment: int, tmp_path: Path, kind: str = "person"
) -> tuple[str, dict[str, str]]:
    """Fill in the form; the act's id, and what the identity file says."""
    page.goto("/enrol")
    page.locator("#enrol-key").click()
    choose(page)
    expect(page.locator("#keys")).to_be_hidden(timeout=60_000)
    page.locator("#enrol-kind").select_option(kind)
    page.locator("#enrol-reference").fill("居民身份证 610103199001010017")
    with page.expect_download() as saving:
        page.locator("#enrol-save").click()
    identity = json.loads(saving.value.path().read_text("utf-8"))
    saving.value.save_as(tmp_path / "identity.json")
    page.locator("#enrol-voucher").select_option(str(appointment))
    page.locator('input[name="guardian"][value="node"]').check()
    page.locator("#enrol-guardian-node").select_option("1")
    page.locator("#enrol-understood").check()
    page.locator("#enrol-ask").click()
    page.wait_for_url("**/enrol/*-*", timeout=60_000)
    expect(page.locator("#enrolment")).to_have_attribute("data-stage", "waiting")
    return page.url.rpartition("/")[2], identity


def vouch(site: Site, id: str, officer: str = "OF-CORE") -> None:
    """The officer signs at his own program."""
    client = site.desk.client
    client.sign_in(site.key(officer))
    act = client.act(id)
    digest = bytes.fromhex(act.answer["digest"][2:])
    client.sign_act(id, site.party(officer), site.key(officer).sign_digest(digest))


def admitted(site: Site, page: Page, id: str) -> int:
    """Wait until the request is final; the number."""
    expect(page.locator("#enrolment")).to_have_attribute("data-stage", "final", timeout=60_000)
    number: int = site.desk.client.act(id).message["party"]
    return number


def test_a_passkey_asks_for_admission_and_the_chain_takes_it(site: Site, visit: Visit, tmp_path: Path) -> None:
    page = visit()
    device = authenticator(page)
    id, identity = ask(page, with_passkey, appointment=site.desk.appointments["OF-CORE"], tmp_path=tmp_path)
    assert device.credentials() == 1
    salted = bytes.fromhex(identity["salt"][2:]) + identity["reference"].encode()
    assert identity["commitment"] == "0x" + new("sm3", salted).hexdigest()
    act = site.desk.client.act(id)
    assert act.message["identity"] == identity["commitment"]
    page.locator("#enrolment-file").set_input_files(tmp_path / "identity.json")
    expect(page.locator("#enrolment-check-said")).to_contain_text("相符")
    vouch(site, id)
    number = admitted(site, page, id)
    party = site.desk.client.party(number)
    verifier = site.ledger.service.deployment.contracts["WebAuthnVerifier"].address
    assert party["signers"][0]["signer"].startswith(verifier.lower())
    page.goto("/me")
    expect(page.locator(f"#party-{number}")).to_be_visible()


def test_a_passkey_is_recognised_where_the_browser_does_not_know_it(visit: Visit) -> None:
    page = visit("en")
    authenticator(page)
    page.goto("/enrol")
    page.locator("#enrol-key").click()
    with_passkey(page)
    expect(page.locator("#keys")).to_be_hidden()
    made = page.evaluate("JSON.parse(localStorage.getItem('zhengben.passkeys'))[0].signer")
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.goto("/signin?next=/me")
    page.locator("#signin-other").click()
    page.locator("#keys-passkey-other").click()
    page.wait_for_url(elsewhere)
    expect(page.locator("main")).to_contain_text(made)


def test_a_device_that_does_not_verify_its_user_signs_nothing(visit: Visit) -> None:
    page = visit("en")
    device = authenticator(page)
    page.goto("/enrol")
    page.locator("#enrol-key").click()
    device.verify_user(False)
    with_passkey(page)
    expect(page.locator("#keys-said")).to_have_class("bad", timeout=60_000)
    assert device.credentials() == 0


def test_a_wallet_asks_for_admission_and_shows_what_it_signs(site: Site, visit: Visit, tmp_path: Path) -> None:
    page = visit()
    wallet = Wallet(keyring.new_account(), site.ledger.service.deployment.chain_id)
    wallet.install(page)
    id, _ = ask(page, with_wallet, appointment=site.desk.appointments["OF-CORE"], tmp_path=tmp_path)
    text, document = wallet.shown
    assert text.startswith(site.url.removeprefix("http://") + " wants you to sign in")
    assert document["primaryType"] == "Enrolment"
    assert document["message"]["signer"].lower() == "0x" + wallet.key.signer_bytes.hex()
    vouch(site, id)
    number = admitted(site, page, id)
    assert site.desk.client.party(number)["signers"][0]["signer"] == "0x" + wallet.key.signer_bytes.hex()


def test_an_officer_compares_the_identity_and_vouches_in_his_own_browser(
    site: Site, visit: Visit, tmp_path: Path
) -> None:
    page, office = visit(), visit("en", width=360)
    authenticator(page)
    id, _ = ask(page, with_passkey, appointment=site.desk.appointments["OF-CORE"], tmp_path=tmp_path)
    wallet = Wallet(site.key("OF-CORE"), site.ledger.service.deployment.chain_id)
    wallet.install(office)
    office.goto(f"/signin?next=/acts/{id}")
    office.locator("#signin-other").click()
    with_wallet(office)
    office.wait_for_url(elsewhere)
    office.locator(f'a[href="/enrol/{id}"]').click()
    expect(office.locator("#enrolment-check")).to_be_visible()
    office.locator("#enrolment-file").set_input_files(tmp_path / "identity.json")
    expect(office.locator("#enrolment-check-said")).to_contain_text("It fits")
    office.go_back()
    office.locator("#act-sign").click()
    number = admitted(site, page, id)
    assert [one["primaryType"] for one in wallet.shown if isinstance(one, dict)] == ["Enrolment"]
    assert site.desk.client.party(number)["voucher"] == site.party("OF-CORE")


def test_what_a_wallet_declines_or_has_wrong_is_said_in_words(site: Site, visit: Visit) -> None:
    page = visit("en")
    wallet = Wallet(site.key("P-101"), site.ledger.service.deployment.chain_id, refusing=True)
    wallet.install(page)
    page.goto("/signin")
    page.locator("#signin-other").click()
    with_wallet(page)
    expect(page.locator("#signin-wrong")).to_contain_text("You declined in the wallet")
    wallet.refusing = False
    page.locator("#signin-other").click()
    with_wallet(page)
    page.wait_for_url(elsewhere)
    page.goto("/signin?next=/me")
    expect(page.locator("main")).to_contain_text(f"party {site.party('P-101')}")


def test_a_wallet_on_another_network_signs_no_act(site: Site, visit: Visit) -> None:
    page = visit("en")
    wallet = Wallet(keyring.new_account(), 1)
    wallet.install(page)
    page.goto("/enrol")
    page.locator("#enrol-key").click()
    with_wallet(page)
    page.locator("#enrol-reference").fill("somebody")
    page.locator("#enrol-save").click()
    page.locator("#enrol-voucher").select_option(str(site.desk.appointments["OF-CORE"]))
    page.locator('input[name="guardian"][value="none"]').check()
    page.locator("#enrol-understood").check()
    page.locator("#enrol-ask").click()
    chain = site.ledger.service.deployment.chain_id
    expect(page.locator("#enrol-wrong")).to_contain_text(f"chain id {chain}", timeout=60_000)
    assert [type(one) for one in wallet.shown] == [str]


@pytest.mark.parametrize("kind", ["account", "p256"])
def test_a_key_file_is_unlocked_in_the_page_and_the_chain_takes_what_it_signs(
    site: Site, visit: Visit, tmp_path: Path, kind: str
) -> None:
    path, work = tmp_path / "key.json", 1 << 12
    if kind == "account":
        made = keyring.create_account(path, PASSWORD, work=work)
    else:
        verifier = bytes.fromhex(site.ledger.service.deployment.contracts["P256Verifier"].address[2:])
        made = keyring.create_p256(path, PASSWORD, verifier, work=work)
    page, sent = visit(), list[str]()
    page.on("request", lambda request: sent.append(request.post_data or ""))
    id, _ = ask(page, with_file(path), appointment=site.desk.appointments["OF-CORE"], tmp_path=tmp_path)
    assert not any(PASSWORD in body or "scrypt" in body or "610103" in body for body in sent)
    vouch(site, id)
    number = admitted(site, page, id)
    assert site.desk.client.party(number)["signers"][0]["signer"] == "0x" + made.signer_bytes.hex()


def test_a_wrong_password_and_a_wrong_file_are_told_apart(visit: Visit, tmp_path: Path) -> None:
    path, other = tmp_path / "key.json", tmp_path / "other.json"
    keyring.create_account(path, "another", work=1 << 12)
    other.write_text("{}")
    page = visit("en")
    page.goto("/signin")
    page.locator("#signin-other").click()
    with_file(path)(page)
    expect(page.locator("#keys-said")).to_contain_text("password is wrong")
    with_file(other)(page)
    expect(page.locator("#keys-said")).to_contain_text("no key file")


def test_whoever_was_overtaken_signs_again_and_is_admitted(site: Site, visit: Visit, tmp_path: Path) -> None:
    page = visit()
    authenticator(page)
    id, _ = ask(page, with_passkey, appointment=site.desk.appointments["OF-CORE"], tmp_path=tmp_path)
    site.desk.actors["P-overtakes"] = Actor("P-overtakes", keyring.new_account(), "person")
    site.desk.enrol("P-overtakes")
    expect(page.locator("#enrolment")).to_have_attribute("data-stage", "overtaken", timeout=30_000)
    page.locator("#enrolment-sign").click()
    page.wait_for_url(lambda url: "/enrol/" in url and id not in url)
    renewed = page.url.rpartition("/")[2]
    vouch(site, renewed)
    admitted(site, page, renewed)


def test_signing_out_ends_the_session_and_an_old_one_leads_back(site: Site, visit: Visit) -> None:
    page = visit()
    wallet = Wallet(site.key("P-102"), site.ledger.service.deployment.chain_id)
    wallet.install(page)
    page.goto("/signin?next=/me")
    page.locator("#signin-other").click()
    with_wallet(page)
    page.wait_for_url(elsewhere)
    before = page.locator("[data-ends]").count()
    elsewhere_open = site.session("P-102")
    page.reload()
    expect(page.locator("[data-ends]")).to_have_count(before + 1)
    page.locator("[data-ends]").first.click()  # the newest of the others
    expect(page.locator("[data-ends]")).to_have_count(before)
    with httpx.Client(base_url=site.url, headers={"Authorization": f"Bearer {elsewhere_open}"}) as left:
        assert left.get("/v1/sessions").json()["code"] == "SESSION_UNKNOWN"
    page.locator("#me-out").click()
    expect(page.locator("main")).to_contain_text("登录后可在此查看")
    page.context.add_cookies([{"name": "zhengben_session", "value": "gone", "url": site.url}])
    page.goto("/signin?next=/me")
    expect(page.locator("main")).to_contain_text("您的登录已到期")
