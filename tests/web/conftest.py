"""The real service on Ganache and PostgreSQL with a browser in front of it: Debian's Chromium, driven by Playwright.

site      session   a ledger with its people (`Site`), its clock the embedded chain's
chromium  session   the browser
visit     test      opens pages: `visit(lang="zh", width=1280, dark=False, script=True)`; whatever a page breaks of its
                    policy, throws, or logs as an error fails the test that opened it
"""

import io
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from rich.console import Console

from ledger import keyring, settings
from ledger.client import Client
from ledger.keyring import AccountSigner
from ledger.opening import Opened, opened
from scripts.demo.cast import Cast, day_start
from scripts.demo.desk import Actor, Desk
from scripts.demo.serving import served
from scripts.demo.teller import Teller
from scripts.demo.walk import Walk

BEGINS = "2026-03-02"
"""Monday on which the chain of every site starts: days are counted by the calendar that is shipped."""
KINDS = {"ORG": "organisation", "OF-": "officer", "P-1": "person"}
PLAYERS = ("ORG-ADM", "OF-CORE", "ORG-A", "ORG-B", "OF-QC", "OF-ZC", "P-101", "P-102")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
Visit = Callable[..., Page]


@dataclass
class Site:
    """A served ledger and the keys of its people.

    :param url: `http://localhost:PORT`; passkeys want a name, not a number.
    :param desk: the people at their own programs, for what a test does not do in the browser.
    """

    url: str
    ledger: Opened
    desk: Desk
    walk: Walk

    def key(self, actor: str) -> AccountSigner:
        """The key of a person of the cast."""
        found = self.desk.actors[actor].key
        assert isinstance(found, AccountSigner)
        return found

    def party(self, actor: str) -> int:
        """The party of a person of the cast."""
        return self.desk.actors[actor].party

    def move_to(self, second: int) -> None:
        """Move the clock of the ledger forward; sessions of the hour before are over then."""
        self.ledger.move_to(second)

    @property
    def now(self) -> int:
        """The clock of the ledger."""
        return self.ledger.service.clock()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One ledger for all tests of a run: five organisations and officers, two researchers, two parks."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    folder = tmp_path_factory.mktemp("site")
    core, cast = keyring.new_account(), Cast.read()
    quick = settings.load(
        data=folder / "data", database_url=None, rpc_url=None, port=0, tick_seconds=0.2, anchor_every_seconds=1
    )
    tell = Teller(Console(file=io.StringIO()), "zh")
    with opened(quick, lambda *_: None, core=core, chain_begins=day_start(BEGINS) + 9 * 3600) as ledger:
        actors = {id: Actor(id, core if id == "ORG-ADM" else keyring.new_account(), KINDS[id[:3]]) for id in PLAYERS}
        actors["ORG-ADM"].party = 1
        with served(ledger) as url, Client(url, language="zh") as client:
            desk = Desk(client, actors)
            walk = Walk(desk, cast, tell, ledger.move_to, Path(__file__))
            walk.settle_in()
            yield Site(url.replace("127.0.0.1", "localhost"), ledger, desk, walk)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one that CHROMIUM names."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("NOT RUN: no Chromium; `make test-web` installs Debian's, or name one in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


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
    refused = "Failed to load resource: the server responded with a status of" in text  # a problem: the page tells it
    if kind == "error" and not refused:
        wrong.append(f"{page.url}: {text}")
