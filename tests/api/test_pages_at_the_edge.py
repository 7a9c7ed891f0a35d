"""Pages and what a browser, a cache or a stranger may send them: odd addresses, odd queries, another host's name."""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from api.routes import pages
from ledger.core import acts, filing_types
from tests.api.test_pages import Elements
from tests.api.test_signin_pages import HTML, cookie
from tests.api.world import World, key, over_http

LEAF, NUMBER = "5" * 64, "0x" + "5" * 64
ODD = (
    *("", "0", "1", "-1", "4294967296", "9" * 400, "1_0", "１", "²", "NaN", "0x", LEAF, NUMBER, "true", "\x00", "中文"),
    *("..", "%2e%2e", "//evil.example", "\\", "['", "<script>alert(1)</script>", '"><b onclick=1>', "\u202e", "\ud800"),
    *("2026-11-23", "0001-01-01", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "1/3", "100%", "½"),
    *('{"a":1}', "[" * 200, '{"movements":[{"units":[1]}]}', '{"until":1e400}', "node:1", "zh", "fr", "a" * 3000),
)  # fmt: skip
NAMES = (
    *("at", "cursor", "before", "lang", "digest", "q", "next", "leaf", "contents", "party", "kind", "node", "again"),
    *(
        "draft",
        "from",
        "act",
        "to",
        "share",
        "settled",
        "voucher",
        "known",
        "achievement",
        "movements",
        "until",
        "fill",
    ),
    *("fill", "title", "beside", "after", "filing"),
)
PATHS = sorted({route.path for router in pages.ROUTERS for route in router.routes} - {"/verify/offline"})
EACH = 6
SCRIPTS = Path(__file__).parents[2] / "api" / "web" / "static" / "js"


@pytest.fixture(scope="module")
def readers(world: World) -> list[dict[str, str]]:
    world.settle()
    return [
        HTML,
        {**HTML, "Accept-Language": "en"},
        cookie(world),
        {**cookie(world, "nobody"), "Accept-Language": "en"},
    ]


def addresses(world: World, path: str) -> Iterator[str]:
    """The page's address with what it knows and with what it does not expect, always the same."""
    chance = random.Random(path)
    fitting = {
        "leaf": [world.file(key("a filer"), path.encode())] if "{leaf}" in path else [],
        "id": [world.draft(world.core, "withdraw", party=1)["id"]] if "{id}" in path else [],
        "number": ["1", NUMBER],
        "kind": sorted(acts.kinds()),
        "name": sorted({type.partition("/")[0] for type in filing_types.list()}),
        "version": ["1"],
    }

    def part(name: re.Match[str]) -> str:
        return _quoted(chance.choice(fitting[name[1]] if chance.random() < 0.6 else ODD))

    for _ in range(EACH):
        query = "&".join(f"{chance.choice(NAMES)}={_quoted(chance.choice(ODD))}" for _ in range(chance.randrange(4)))
        yield f"{re.sub(r'{(.*?)}', part, path)}?{query}"


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


@pytest.mark.parametrize("path", PATHS)
def test_whatever_is_asked_a_page_is_never_our_fault_and_shows_no_mark_up_of_its_readers(
    world: World, readers: list[dict[str, str]], path: str
) -> None:
    for i, address in enumerate(addresses(world, path)):
        answer = world.client.get(address, headers=readers[i % len(readers)], follow_redirects=False)
        assert answer.status_code < 500, address
        if "text/html" in answer.headers.get("content-type", ""):
            for tag, attributes in Elements(answer.text).found:
                assert not any(name.startswith("on") for name in attributes), address
                assert tag != "script" or attributes.get("src", "").startswith("/static/"), address
                link = attributes.get("href") or ""
                assert not link.startswith(("//", "javascript:")), address


def test_an_error_page_still_knows_who_reads_it_and_is_kept_by_no_cache(world: World) -> None:
    world.settle()
    answer = world.client.get("/parties/9", headers=cookie(world))
    assert answer.status_code == 404
    assert 'href="/me"' in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_page_that_takes_no_such_method_says_which_it_takes(world: World) -> None:
    answer = world.client.post("/docs", headers=HTML)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


def test_whatever_can_be_got_has_a_head(world: World) -> None:
    world.settle()
    with over_http(world.client) as base, httpx.Client(base_url=base, headers=HTML) as client:
        for path in ("/", "/docs", "/v1/status", "/nowhere", "/static/page.css"):
            whole, head = client.get(path), client.head(path)
            assert (head.status_code, head.content) == (whole.status_code, b""), path
            assert head.headers["content-type"] == whole.headers["content-type"]
            assert head.headers["content-length"]
        assert client.head("/v1/sessions/challenge").status_code == 405


def test_the_day_and_the_language_stay_when_a_number_is_put_right(world: World) -> None:
    answer = world.client.get(f"/achievements/{LEAF}?at=2026-11-23&lang=en", headers=HTML, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"/achievements/{NUMBER}?at=2026-11-23&lang=en")


def test_nobody_has_an_acts_address_made_out_to_his_own_site(world: World) -> None:
    act = world.draft(world.core, "withdraw", party=1)
    shown = world.client.get(f"/acts/{act['id']}", headers={**HTML, "Host": "evil.example"}).text
    assert "evil.example" not in shown
    assert f'value="/acts/{act["id"]}"' in shown
    assert f"http://127.0.0.1:8000/acts/{act['id']}" in world.client.get(f"/acts/{act['id']}", headers=HTML).text


def test_scripts_of_pages_have_no_words_of_their_own() -> None:
    found = {
        script.name: line
        for script in [*SCRIPTS.glob("*.js"), *SCRIPTS.glob("keys/*.js")]
        for line in script.read_text("utf-8").splitlines()
        if re.search(r'["`][^"`]*[\u4e00-\u9fff]', line) and not line.lstrip().startswith(("//", "*"))
    }
    assert set(found) <= {"act_form.js"}, found  # which reads the word for the whole, as people type it
