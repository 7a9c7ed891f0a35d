"""Pictures of every page: `pages.json` × language × look × what the ledger holds.

    python -m scripts.screenshots                  all of them, into build/screenshots
    python -m scripts.screenshots --only home      pages whose name contains this
    python -m scripts.screenshots --state long     ledgers in this state alone
    python -m scripts.screenshots --out FOLDER

A state is a ledger of its own: `empty` has people and nothing else, `normal` the story of the demo, `long` absurdly
long words and many holders; `error` is looked at on the normal one.
"""

import argparse
import json
import logging
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import structlog
from playwright.sync_api import Browser

from scripts.demo.site import Site, site
from scripts.screenshots import browser, states

LIST = Path(__file__).with_name("pages.json")
DEFAULT = Path("build") / "screenshots"
_TALLEST = 6000  # pixels; the API reference has no end


def main() -> int:
    """The command line; 1 if a page could not be pictured, 3 without a Chromium."""
    options = _options()
    program = browser.program()
    if program is None:
        print("screenshots: NOT RUN: no Chromium; `make screenshots` installs Debian's", file=sys.stderr)
        return 3
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    listed = json.loads(LIST.read_text("utf-8"))
    pages = [page for page in listed["pages"] if options.only in page["name"]]
    options.out.mkdir(parents=True, exist_ok=True)
    failed = 0
    with browser.chromium_of_each(program, listed["languages"]) as chromium:
        for state, prepare in states.PREPARED.items():
            wanted = [page for page in pages if options.state in (None, state) and _holds(page, state)]
            if not wanted:
                continue
            with (
                tempfile.TemporaryDirectory(prefix="zhengben-pictures-") as folder,
                site(Path(folder), LIST) as ledger,
            ):
                names = prepare(ledger)
                for page in wanted:
                    failed += _picture(chromium, ledger, page, state, names, listed, options.out)
    print(f"screenshots: {len(list(options.out.glob('*.png')))} pictures in {options.out}", file=sys.stderr)
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="screenshots", description="Pictures of every page.")
    parser.add_argument("--only", default="", help="pages whose name contains this")
    parser.add_argument("--state", choices=sorted(states.PREPARED), help="ledgers in this state alone")
    parser.add_argument("--out", type=Path, default=DEFAULT, help="folder for the pictures")
    return parser.parse_args()


def _holds(page: Mapping[str, Any], state: str) -> bool:
    return state in page["states"] or (state == "normal" and "error" in page["states"])


def _picture(
    chromium: Mapping[str, Browser],
    ledger: Site,
    page: Mapping[str, Any],
    state: str,
    names: Mapping[str, str],
    listed: Mapping[str, Any],
    out: Path,
) -> int:
    """One page in every language and look; how many did not answer as they should."""
    failed = 0
    told = "error" if page["states"] == ["error"] else state
    for language, look in _looks(listed):
        context = chromium[language].new_context(
            base_url=ledger.url,
            locale=browser.LOCALES[language],
            viewport={"width": look["width"], "height": 900},
            color_scheme="dark" if look["dark"] else "light",
        )
        if "as" in page:
            cookie = {"name": "zhengben_session", "value": ledger.session(page["as"]), "url": ledger.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
        shown = context.new_page()
        answer = shown.goto(page["path"].format(**names), wait_until="networkidle")
        name = f"{page['name']}-{told}-{language}-{look['name']}.png"
        if answer is None or (answer.status >= 400) != (told == "error" and answer.status != 200):
            print(f"{name}: {answer and answer.status} at {shown.url}", file=sys.stderr)
            failed += 1
        browser.do(shown, page)
        height = min(int(shown.evaluate("document.documentElement.scrollHeight")), _TALLEST)
        shown.set_viewport_size({"width": look["width"], "height": max(height, 900)})
        shown.screenshot(path=out / name)
        context.close()
    print(f"  {state:7} {page['name']}", file=sys.stderr)
    return failed


def _looks(listed: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for language in listed["languages"]:
        for look in listed["looks"]:
            yield language, look


if __name__ == "__main__":
    sys.exit(main())
