"""The verifier as people use it: on its page, and as a file opened from a stick with the network off."""

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api import offline_verifier
from ledger.certifying import draw
from tests.web.conftest import Visit
from tests.web.test_every_page import AXE

pytestmark = pytest.mark.web

FORGERIES = Path(__file__).parents[1] / "forgeries"
TRUST = FORGERIES / "trust.json"
VERDICTS = {"zh": ("有效", "无效", "不能断定"), "en": ("VALID", "INVALID", "UNKNOWN")}


def choose(page: Page, bundle: Path, trust: Path | None = TRUST, language: str = "zh") -> None:
    panel = page.locator(f"[data-verify={language}]")
    panel.locator("[data-bundle]").set_input_files(bundle)
    if trust is not None:
        panel.locator("[data-trust]").set_input_files(trust)
    panel.locator("button[type=submit]").click()


def refused_by(page: Page) -> list[str]:
    """Numbers of the checks that say INVALID."""
    return page.locator(".checks li:has(.badge.is-INVALID) .number").all_inner_texts()


def verdict(page: Page, language: str = "zh") -> str:
    heading = page.locator(f"[data-verify={language}] .verdict h2")
    expect(heading).to_be_visible(timeout=30_000)
    return heading.inner_text()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_good_bundle_a_forgery_and_one_that_says_too_little(visit: Visit, language: str, tmp_path: Path) -> None:
    page = visit(language)
    page.goto("/verify")
    valid, invalid, unknown = VERDICTS[language]
    choose(page, FORGERIES / "title.json", language=language)
    assert verdict(page, language) == valid
    assert page.locator(".checks li").count() > 20
    choose(page, FORGERIES / "43-movement-altered.json", language=language)
    expect(page.locator(".verdict.is-INVALID")).to_be_visible()
    assert verdict(page, language) == invalid
    assert refused_by(page) == ["43"]
    part = json.loads((FORGERIES / "filing.json").read_text("utf-8"))
    del part["anchor"]
    (tmp_path / "part.json").write_text(json.dumps(part), "utf-8")
    choose(page, tmp_path / "part.json", language=language)
    expect(page.locator(".verdict.is-UNKNOWN")).to_be_visible()
    assert verdict(page, language) == unknown
    assert page.locator("[role=status]").inner_text().startswith(unknown)


def test_what_is_printed_of_a_verification_is_its_result_and_not_the_form(visit: Visit) -> None:
    page = visit("en")
    page.goto("/verify")
    choose(page, FORGERIES / "title.json", language="en")
    expect(page.locator(".verdict.is-VALID")).to_be_visible()
    page.emulate_media(media="print")
    assert page.locator(".verdict").is_visible()
    assert page.locator(".checks li").first.is_visible()
    for left_out in (".verify-form", ".verify-offline", ".verify-print", ".verify-progress", ".verify-status"):
        assert not any(one.is_visible() for one in page.locator(left_out).all()), left_out


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    drawn = draw((FORGERIES / "title.json").read_bytes(), TRUST.read_bytes(), "zh", now=1_800_000_000)
    file = tmp_path / "certificate.pdf"
    file.write_bytes(drawn)
    return file


def test_nothing_is_sent_and_nothing_asked_for_while_a_bundle_or_a_certificate_is_verified(
    visit: Visit, certificate: Path
) -> None:
    page = visit()
    page.goto("/verify")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    page.context.set_offline(True)
    for file in (FORGERIES / "filing.json", certificate):
        choose(page, file)
        assert verdict(page) == VERDICTS["zh"][0]
    expect(page.get_by_text("以下核验的是证书里所附的证据包")).to_be_visible()
    assert asked == []


def test_what_is_no_certificate_is_told_in_words(visit: Visit, tmp_path: Path) -> None:
    page = visit("en")
    page.goto("/verify")
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")
    choose(page, tmp_path / "paper.pdf", language="en")
    expect(page.locator("[role=status]")).to_contain_text("PDF")
    expect(page.locator("[data-result]")).to_be_hidden()
    choose(page, FORGERIES / "filing.json", FORGERIES / "filing.json", "en")
    expect(page.locator("[role=status]")).to_contain_text("The trust file cannot be used")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_screen_reader_finds_nothing_serious_wrong_with_a_result(visit: Visit, language: str) -> None:
    page = visit(language, 360, dark=language == "en", bypass_csp=True)
    page.goto("/verify")
    choose(page, FORGERIES / "43-movement-altered.json", language=language)
    verdict(page, language)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.add_script_tag(content=AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


def test_the_services_own_trust_file_is_taken_only_where_the_reader_chose_it(visit: Visit) -> None:
    page = visit("en")
    page.goto("/verify")
    choose(page, FORGERIES / "filing.json", None, "en")
    expect(page.locator("[role=status]")).to_have_text("Choose a trust file first.")
    page.get_by_label("The trust file that this service publishes").check()
    page.get_by_role("button", name="Verify").click()
    expect(page.locator(".verdict.is-INVALID")).to_be_visible(timeout=30_000)  # of another ledger than this one
    assert refused_by(page)[0] == "2"


def test_it_is_worked_by_keyboard_and_the_result_takes_the_focus(visit: Visit) -> None:
    page = visit("en")
    page.goto("/verify")
    page.locator("[data-bundle]").set_input_files(FORGERIES / "filing.json")
    page.locator("[data-trust]").set_input_files(TRUST)
    page.locator("[data-files]").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Verify"
    page.keyboard.press("Enter")
    assert verdict(page, "en") == "VALID"
    assert page.evaluate("document.activeElement.hasAttribute('data-result')")


@pytest.fixture(scope="module")
def very_large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle that takes seconds to judge."""
    bundle = json.loads((FORGERIES / "filing.json").read_text("utf-8"))
    bundle["filing"]["attachments"][0]["content"] = b64encode(bytes(24 << 20)).decode()
    file = tmp_path_factory.mktemp("large") / "large.json"
    file.write_text(json.dumps(bundle), "utf-8")
    return file


def test_the_page_stays_awake_and_what_takes_long_is_cancelled_and_begun_anew(visit: Visit, very_large: Path) -> None:
    page = visit("en")
    page.goto("/verify")
    page.wait_for_load_state("networkidle")
    assert [worker.url.rpartition("/")[2] for worker in page.workers] == ["verify_worker.js"]
    choose(page, very_large, language="en")
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator("[role=status]")).to_have_text("Verifying…")
    page.context.set_offline(True)  # there is no second worker then: the page itself goes on
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("[role=status]")).to_have_text("Cancelled. Nothing was decided.")
    expect(page.locator("[data-progress]")).to_be_hidden()
    expect(page.locator("[data-result]")).to_be_hidden()
    expect(page.get_by_role("button", name="Verify")).to_be_focused()
    choose(page, FORGERIES / "filing.json", language="en")
    assert verdict(page, "en") == "VALID"
    expect(page.locator("[data-progress]")).to_be_hidden()


def test_whoever_verifies_anew_gets_the_answer_to_what_was_asked_last(visit: Visit, very_large: Path) -> None:
    page = visit("en")
    page.goto("/verify")
    choose(page, very_large, language="en")
    choose(page, FORGERIES / "43-movement-altered.json", language="en")
    expect(page.locator(".verdict.is-INVALID")).to_be_visible(timeout=30_000)
    assert refused_by(page) == ["43"]


@pytest.fixture(params=["with workers", "without workers"])
def from_a_stick(chromium: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The file as it is served, opened from a folder with the network off, where the browser has workers and not."""
    file = tmp_path / offline_verifier.FILE_NAME
    file.write_bytes(offline_verifier.offline_html())
    wrong: list[str] = []
    context = chromium.new_context(locale="zh-CN")
    context.set_offline(True)
    page = context.new_page()
    if request.param == "without workers":
        page.add_init_script("window.Worker = class { constructor() { throw new Error('none'); } };")
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(file.as_uri())
    yield page
    assert len(page.workers) == (2 if request.param == "with workers" else 0), "one for each language"
    context.close()
    assert wrong == []


def test_the_file_works_from_a_stick_with_the_network_off(from_a_stick: Page, certificate: Path) -> None:
    page = from_a_stick
    for language in ("zh", "en"):
        page.locator(f"button[data-language={language}]").click()
        choose(page, certificate, language=language)
        assert verdict(page, language) == VERDICTS[language][0]
        choose(page, FORGERIES / "47-seal-of-another-key.json", language=language)
        expect(page.locator(f"[data-verify={language}] .verdict.is-INVALID")).to_be_visible(timeout=30_000)


def test_the_file_that_is_served_is_the_one_whose_digest_the_page_tells(visit: Visit) -> None:
    page = visit()
    page.goto("/verify")
    assert page.locator(".verify-offline code").inner_text() == offline_verifier.sha256_hex()
    with page.expect_download() as download:
        page.locator(".verify-offline a").click()
    assert download.value.path().read_bytes() == offline_verifier.offline_html()
