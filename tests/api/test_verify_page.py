"""The page that verifies says what it does before any script runs, and gives its offline file."""

import re
from hashlib import sha256

import pytest

from api import offline_verifier
from tests.api.world import World


@pytest.mark.parametrize(("lang", "said"), [("zh", "不会发送任何内容"), ("en", "Nothing is sent")])
def test_the_page_says_that_nothing_is_sent_and_warns_of_this_services_own_trust_file(
    world: World, lang: str, said: str
) -> None:
    page = world.client.get("/verify", params={"lang": lang}).text
    assert said in page
    assert {"zh": "选用它就等于相信本服务", "en": "you believe this service"}[lang] in page
    assert "zhengben verify" in page  # for those without scripts
    fields = re.findall(r"<input [^>]*>", page.split("<main")[1])
    assert all("name=" not in field for field in fields if 'type="file"' in field)
    assert "<form" in page
    assert "action=" not in page.split("<main")[1]


def test_only_the_trust_file_is_ever_asked_of_the_service(world: World) -> None:
    page = world.client.get("/static/js/verify_page.js").text
    assert page.count("fetch(") == 1
    assert "fetch(service.dataset.from" in page
    assert not re.search(r"XMLHttpRequest|sendBeacon|WebSocket|EventSource|FormData|localStorage|indexedDB", page)
    for module in offline_verifier.STATIC.glob("js/verify/*.js"):
        assert not re.search(
            r"\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource|innerHTML|eval\(|localStorage|document\.cookie",
            module.read_text("utf-8"),
        ), module.name


def test_the_offline_file_is_given_to_keep(world: World) -> None:
    answer = world.client.get("/verify/offline")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{offline_verifier.FILE_NAME}"'
    assert answer.headers["content-type"].startswith("text/html")
    assert sha256(answer.content).hexdigest() in world.client.get("/verify").text
