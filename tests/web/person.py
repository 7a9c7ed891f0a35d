"""A person at his own browser: he signs in where a page asks for it, files, drafts, signs and takes away."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

from tests.web.conftest import Site

PATIENCE = 60_000
LEAF = re.compile(r"/filings/[0-9a-f]{64}$")
ACT = re.compile(r"/acts/[0-9a-f]+-[0-9a-f-]+$")


@dataclass
class Person:
    """One window of one browser, and the key that lives in it.

    :param key: where his key is chosen in the dialog of keys: `passkey` or `wallet`.
    :param party: 0 until he is admitted.
    """

    site: Site
    page: Page
    key: str
    party: int = 0

    def open(self, path: str) -> None:
        """Open a page; sign in where it asks for it, and come back."""
        self.page.goto(path)
        asked = self.page.locator("main a[href^='/signin?']").first
        if asked.is_visible():
            asked.click()
            self.sign_in()
            self.page.wait_for_load_state()

    def sign_in(self) -> None:
        """On the page that signs in: with the key of the last time, or with the one in the dialog."""
        again, other = self.page.locator("#signin-again"), self.page.locator("#signin-other")
        expect(other).to_be_visible()
        if again.is_visible():
            again.click()
        else:
            other.click()
            self.choose()
        self.page.wait_for_url(lambda address: "/signin" not in str(address), timeout=PATIENCE)

    def choose(self) -> None:
        """Choose his key in the dialog of keys."""
        self.page.locator(f"#keys-{self.key}-list button").first.click()
        expect(self.page.locator("#keys")).to_be_hidden(timeout=PATIENCE)

    def file(self, type: str, form: dict[str, Any], document: bytes, *, node: int) -> str:
        """File from the page that lists the types, with one document attached; its leaf, once it is anchored."""
        page = self.page
        self.open("/me")
        page.goto("/file")
        page.locator(f"a[href='/file/{type}']").click()
        expect(page.locator("html[data-ready=yes]")).to_be_attached()
        for name, value in form.items():
            fill(page, f"/{name}", value)
        file = {"name": "文件.pdf", "mimeType": "application/pdf", "buffer": document}
        page.locator("#files-input").set_input_files(file)
        expect(page.locator("#files-list code")).to_have_count(2, timeout=PATIENCE)
        page.locator("#node").select_option(str(node))
        page.locator("#party").select_option(str(self.party))
        page.locator("#preview").click()
        expect(page.locator("#before")).to_be_visible(timeout=PATIENCE)
        page.locator("#sign").click()
        page.wait_for_url(LEAF, timeout=PATIENCE)
        expect(page.locator("#progress a[href*='/evidence']")).to_be_visible(timeout=PATIENCE)
        leaf = page.url[-64:]
        assert self.site.desk.client.filing(leaf)["anchored"], "the page says more than the service"
        return leaf

    def draft(self, **fields: Any) -> str:
        """Fill in the form of an act that is open, draft and sign it; its id."""
        page = self.page
        for name, value in fields.items():
            fill_field(page.locator(f"#act-form [data-field='{name}']").first, value)
        page.locator("#draft").click()
        page.wait_for_url(ACT, timeout=PATIENCE)
        return page.url.rpartition("/")[2]

    def sign(self, id: str) -> None:
        """Open the act from what waits for him, and sign."""
        page = self.page
        if not page.url.endswith(f"/acts/{id}"):
            self.open("/acts")
            page.locator(f"section:has(#waiting) a[href='/acts/{id}']").click()
        page.locator("#act-sign").click()
        expect(page.locator(f"#state [data-seat='{self.party}']")).to_have_attribute(
            "data-signed", "yes", timeout=PATIENCE
        )

    def send(self, id: str) -> None:
        """Send what everybody signed, and wait until the chain has it for good."""
        page = self.page
        page.locator("#act-submit").click()
        expect(page.locator("#state")).to_have_attribute("data-status", "final", timeout=PATIENCE)
        assert self.site.desk.client.act(id).answer["status"] == "final"

    def download(self, link: Locator, folder: Path) -> Path:
        """Take away what a link gives."""
        with self.page.expect_download(timeout=PATIENCE) as saving:
            link.click()
        path = folder / saving.value.suggested_filename
        saving.value.save_as(path)
        return path

    def to_form(self, kind: str, **given: Any) -> None:
        """The form of an act, with what is known of it in the address."""
        self.open(f"/acts/new/{kind}?{urlencode(given)}")


def fill(page: Page, pointer: str, value: Any) -> None:
    """Enter a value into the form of a filing where its JSON pointer says."""
    control = page.locator(f"#fields [data-pointer='{pointer}']").first
    kind = control.get_attribute("data-control")
    if kind in ("group",):
        for name, inner in value.items():
            fill(page, f"{pointer}/{name}", inner)
    elif kind == "picks":
        for one in value:
            control.locator(f"input[value='{one}']").check()
    elif kind == "list":
        for i, item in enumerate(value):
            if i:
                control.locator("> [data-add]").click()
            row = control.locator("> .items > .item").nth(i)
            _fill_row(row, item)
    elif kind == "truth":
        control.locator(f"input[value='{str(value).lower()}']").check()
    elif kind == "choice":
        control.locator("select").select_option(value)
    else:
        control.locator("input, textarea").fill(value)


def _fill_row(row: Locator, item: Any) -> None:
    if not isinstance(item, dict):
        row.locator("input, textarea, select").first.fill(item)
        return
    for name, value in item.items():
        row.locator(f"[data-name='{name}'] input").fill(value)


def fill_field(field: Locator, value: Any) -> None:
    """Enter a value into a field of an act's form; rows of a table are dicts by the names of their cells."""
    for fold in field.locator("xpath=ancestor::details[not(@open)]").all():
        fold.locator("> summary").click()
    if isinstance(value, Sequence) and not isinstance(value, str):
        for i, row in enumerate(value):
            if field.locator("[data-row]").count() <= i:
                field.locator("[data-add]").click()
            for name, text in row.items():
                field.locator("[data-row]").nth(i).locator(f"[data-member='{name}']").fill(str(text))
    elif field.get_attribute("data-type") == "choice":
        field.locator("select").select_option(value)
    else:
        field.locator("input, textarea").first.fill(str(value))
