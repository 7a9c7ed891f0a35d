"""The log as files: exactly what was published, nothing beside it."""

import pytest

from ledger.core import tiles
from ledger.core.note import parse
from tests.api.world import World, key


@pytest.fixture(scope="module")
def leaves(world: World) -> list[str]:
    return [world.file(key("filer"), content) for content in (b"one", b"two", b"three")]


def test_the_checkpoint_is_the_signed_head(world: World, leaves: list[str]) -> None:
    answer = world.client.get("/log/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "max-age" in answer.headers["cache-control"]
    origin, size, _ = parse(answer.content).text.splitlines()
    assert origin == world.service.deployment.log_origin
    assert int(size) == len(leaves)


def test_tiles_hold_the_leaves_and_never_change(world: World, leaves: list[str]) -> None:
    answer = world.client.get("/log/tile/0/000.p/3")
    assert answer.content.hex() == "".join(leaves)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "immutable" in answer.headers["cache-control"]
    assert world.client.get("/log/tile/0/000.p/2").content.hex() == "".join(leaves[:2])
    entries = tiles.split_bundle(world.client.get("/log/tile/entries/000.p/3").content)
    assert len(entries) == 3


@pytest.mark.parametrize(
    "path",
    [
        "0/000",
        "0/000.p/4",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/03",
        "0/0",
        "0/001",
        "00/000",
        "64/000",
        "1/000.p/1",
        "data/000",
        "entries/000",
        "0/x000/000",
        "..%2fcheckpoint",
        "%2e%2e/%2e%2e/keys/log.key",
        "0/000.p/3/../../../../keys/log.key",
        "0/000.p/3%00",
        "0//000.p/3",
        "/etc/passwd",
        "0/" + "x999/" * 200 + "999",
        "0/" + "x999/" * 18 + "999",
        "0/000.p/3/",
        "0/000.p/٣",
        "",
    ],
)
@pytest.mark.usefixtures("leaves")
def test_everything_else_is_not_there(world: World, path: str) -> None:
    answer = world.client.get(f"/log/tile/{path}")
    assert answer.status_code == 404, path
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/static/%2e%2e/templates/base.html", "/static/..%2f..%2fapp.py", "/static/", "/static/none"]
)
def test_static_files_are_those_and_no_others(world: World, path: str) -> None:
    assert world.client.get(path).status_code == 404
