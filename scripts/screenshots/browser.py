"""Debian's Chromium, headless and quiet: it asks nobody for anything but the page."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
_ROOT = Path(__file__).parents[2]


def program() -> str | None:
    """The Chromium that CHROMIUM names, or one on the PATH; None if there is none."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def chromium(executable: str) -> Iterator[Browser]:
    """A running Chromium, ended with the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def chromium_of_each(executable: str, languages: list[str]) -> Iterator[dict[str, Browser]]:
    """A running Chromium for each language: what a browser itself writes, such as the words beside a file to choose, it
    writes in that of its start (for Chinese, Debian has the package chromium-l10n)."""
    with sync_playwright() as playwright:
        running = {
            language: playwright.chromium.launch(
                executable_path=executable,
                args=list(FLAGS),
                env={**os.environ, "LC_ALL": f"{LOCALES[language].replace('-', '_')}.UTF-8", "LANGUAGE": ""},
            )
            for language in languages
        }
        yield running
        for browser in running.values():
            browser.close()


def do(page: Page, wanted: Mapping[str, Any]) -> None:
    """What a person does on a page before it is pictured.

    :param wanted: of `pages.json`: `drop` puts files (selector → path in the repository), `fill` words (selector →
        text) and `choose` options (selector → value); then `press` names what is pressed, and `await` what is seen
        when it is done.
    """
    for selector, path in wanted.get("drop", {}).items():
        page.locator(selector).first.set_input_files(_ROOT / path)
    for selector, text in wanted.get("fill", {}).items():
        page.locator(selector).first.fill(text)
    for selector, value in wanted.get("choose", {}).items():
        page.locator(selector).first.select_option(value)
    if "press" in wanted:
        page.locator(wanted["press"]).first.click()
        page.mouse.move(0, 0)  # nothing is pictured as pointed at
    if "await" in wanted:
        page.locator(wanted["await"]).first.wait_for()
