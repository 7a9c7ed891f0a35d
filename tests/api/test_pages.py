"""Pages: in the reader's language, without scripts from elsewhere, alive while parts are away."""

import re
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from api.reference import CHINESE
from ledger.chain.client import Chain
from ledger.store import database
from tests.api.world import World, key


class Elements(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_a_page_is_served_in_the_language_that_is_asked_for_and_keeps_it(world: World, path: str) -> None:
    client = world.client
    client.cookies.clear()
    assert '<html lang="en">' in client.get(path).text
    assert '<html lang="zh-CN">' in client.get(path, headers={"Accept-Language": "zh-CN"}).text
    chosen = client.get(path, params={"lang": "zh"})
    assert '<html lang="zh-CN">' in chosen.text
    assert "httponly" in chosen.headers["set-cookie"].lower()
    assert '<html lang="zh-CN">' in client.get(path).text
    client.cookies.clear()


@pytest.mark.parametrize("path", ["/", "/docs"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_runs_and_loads_nothing_that_its_policy_forbids(world: World, path: str, lang: str) -> None:
    page = world.client.get(path, params={"lang": lang})
    assert "unsafe-inline" not in page.headers["content-security-policy"]
    for tag, attributes in Elements(page.text).found:
        assert tag != "style"
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        if tag == "script":
            assert attributes["src"]
        for name in ("src", "href", "action"):
            link = attributes.get(name) or ""
            assert not re.match(r"[a-z]+:|//", link), link


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_a_page_can_be_heard_and_walked_by_keyboard(world: World, path: str) -> None:
    elements = Elements(world.client.get(path).text).found
    tags = [tag for tag, _ in elements]
    assert tags.count("h1") == 1
    assert {"main", "header", "footer", "nav"} <= set(tags)
    assert ("a", "#main") in [(tag, attributes.get("href")) for tag, attributes in elements]
    labelled = {attributes.get("for") for tag, attributes in elements if tag == "label"}
    for tag, attributes in elements:
        if tag == "input" and attributes.get("type") == "text":
            assert attributes["id"] in labelled


def test_the_reference_names_every_operation_in_chinese_and_none_that_there_is_not(world: World) -> None:
    document = world.client.get("/v1/openapi.json").json()
    operations = [method for path in document["paths"].values() for method in path.values()]
    assert {one["operationId"] for one in operations} == set(CHINESE["operations"])
    assert {tag["name"] for tag in document["tags"]} == set(CHINESE["tags"])
    page = world.client.get("/docs", params={"lang": "zh"}).text
    world.client.cookies.clear()
    said = [*CHINESE["operations"].values(), *(words for tag in CHINESE["tags"].values() for words in tag)]
    assert [words for words in said if words not in page] == []


def test_local_links_lead_somewhere(world: World) -> None:
    world.file(key("filer"), b"so that there is a checkpoint")
    for path in ("/", "/docs"):
        for _, attributes in Elements(world.client.get(path).text).found:
            for name in ("src", "href"):
                link = attributes.get(name)
                if link and link.startswith("/") and "{" not in link:
                    assert world.client.get(link).status_code == 200, link


def test_a_demonstration_says_so(world: World) -> None:
    assert "DEMO" in world.client.get("/").text
    assert world.client.get("/v1/status").json()["demo"] is True


def test_a_document_is_found_by_its_digest(world: World) -> None:
    leaf = world.file(key("filer"), b"a paper")
    page = world.client.get("/", params={"digest": sha256(b"a paper").hexdigest().upper(), "lang": "en"}).text
    assert leaf in page
    assert "Yes, it was filed." in page
    assert leaf in world.client.get("/", params={"digest": sha256(b"sm3a paper").hexdigest()}).text
    assert "No filing" in world.client.get("/", params={"digest": "0" * 64, "lang": "en"}).text


@pytest.mark.parametrize("digest", ["", "x", "<script>alert(1)</script>", "0" * 63, "\x00", '"onfocus="x', "é" * 64])
def test_what_is_no_digest_is_answered_in_words(world: World, digest: str) -> None:
    page = world.client.get("/", params={"digest": digest, "lang": "en"})
    assert page.status_code == 200
    assert "That is no digest" in page.text
    assert "<script>alert" not in page.text
    assert '"onfocus=' not in page.text


def test_the_first_page_shows_what_happened(world: World) -> None:
    page = world.client.get("/", params={"lang": "en"}).text
    assert "Enrol a party" in page
    assert "Admit a node" in page
    for deployed in world.service.deployment.contracts.values():
        assert deployed.address in page


def test_static_files_are_local_and_typed(world: World) -> None:
    for name, kind in (("page.css", "text/css"), ("js/find.js", "javascript"), ("seal.svg", "image/svg+xml")):
        answer = world.client.get(f"/static/{name}")
        assert answer.status_code == 200
        assert kind in answer.headers["content-type"]


def test_the_file_is_hashed_where_it_is_and_never_sent(world: World) -> None:
    scripts = [world.client.get(f"/static/js/{name}.js").text for name in ("find", "hash_worker")]
    assert "createSHA256" in scripts[1]
    for script in scripts:
        assert not re.search(r"fetch|XMLHttpRequest|sendBeacon|FormData|WebSocket", script)
    fields = [attributes for tag, attributes in Elements(world.client.get("/").text).found if tag == "input"]
    assert [field.get("name") for field in fields if field.get("type") == "file"] == [None]


@pytest.fixture
def without_node(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    away = Chain("http://127.0.0.1:9", timeout=1)
    monkeypatch.setattr(world.service.contracts, "chain", away)
    monkeypatch.setitem(world.service.__dict__, "chain", away)
    return world


@pytest.fixture
def without_database(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setitem(world.service.__dict__, "engine", database.engine("postgresql://nobody@127.0.0.1:9/none"))
    return world


def test_without_a_node_the_answer_is_503_and_says_when_to_ask_again(without_node: World) -> None:
    answer = without_node.client.get("/v1/status")
    assert (answer.status_code, answer.json()["code"]) == (503, "NODE_AWAY")
    assert int(answer.headers["retry-after"]) > 0
    assert without_node.client.get("/").status_code == 200
    assert without_node.client.get("/healthz").status_code == 200
    parts = {part["name"]: part["ready"] for part in without_node.client.get("/readyz").json()["parts"]}
    assert (parts["database"], parts["node"]) == (True, False)


def test_filings_are_taken_in_while_the_node_is_away(without_node: World) -> None:
    submission = without_node.signed_filing(key("filer"), b"in hard times")
    assert without_node.client.post("/v1/filings", json=submission).status_code == 201


def test_without_a_database_the_answer_is_503_and_the_page_still_stands(without_database: World) -> None:
    client = without_database.client
    for path in ("/v1/status", "/v1/nodes", f"/v1/find?sha256={'0' * 64}", f"/v1/filings/{'0' * 64}", "/v1/trust"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (503, "DATABASE_UNAVAILABLE")
        assert int(answer.headers["retry-after"]) > 0
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert "DATABASE_UNAVAILABLE" in {part["reason"].split(":")[0] for part in ready.json()["parts"]}
    page = client.get("/", params={"digest": "0" * 64, "lang": "en"})
    assert page.status_code == 200
    assert "cannot be asked right now" in page.text
    assert client.get("/healthz").status_code == 200
