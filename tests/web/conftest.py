"""The real service on Ganache and PostgreSQL with a browser in front of it: Debian's Chromium, driven by Playwright.

site      session   a ledger with its people (`Site`), its clock the embedded chain's
chromium  session   the browser
visit     test      opens pages: `visit(lang="zh", width=1280, dark=False, script=True)`; whatever a page breaks of its
                    policy, throws, or logs as an error fails the test that opened it
"""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from playwright.sync_api import Browser, BrowserContext, Page

from scripts.demo import site as demo_site
from scripts.demo.site import Site
from scripts.screenshots import browser

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One ledger for all tests of a run."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with demo_site.site(tmp_path_factory.mktemp("site"), Path(__file__)) as made:
        yield made


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one that CHROMIUM names."""
    program = browser.program()
    if program is None:
        pytest.skip("NOT RUN: no Chromium; `make test-web` installs Debian's, or name one in CHROMIUM")
    with browser.chromium(program) as running:
        yield running


@pytest.fixture
def visit(site: Site, chromium: Browser) -> Iterator[Visit]:
    """Opens a page of a new person: no cookie, no store of another test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(
        lang: str = "zh", width: int = 1280, *, dark: bool = False, script: bool = True, **options: Any
    ) -> Page:
        context = chromium.new_context(
            base_url=site.url,
            locale="zh-CN" if lang == "zh" else "en-GB",
            timezone_id="America/New_York",  # no page may lean on the reader's own
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            accept_downloads=True,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
        page.on("console", lambda said: _note(wrong, page, said.type, said.text))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def _note(wrong: list[str], page: Page, kind: str, text: str) -> None:
    refused = text.startswith("Failed to load resource: ")  # a problem, or no network: the page tells it
    if kind == "error" and not refused:
        wrong.append(f"{page.url}: {text}")
