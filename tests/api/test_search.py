"""Search: every number of the ledger and its beginning is found, whatever it names, and nothing private is."""

import json
import subprocess
import sys
from hashlib import sha256
from typing import Any

import pytest

from tests.api.test_rights import Story
from tests.api.world import World, over_http


@pytest.fixture(scope="module")
def story(world: World) -> Story:
    return Story(world)


def find(story: Story, words: str, kind: str | None = None) -> list[dict[str, Any]]:
    answer = story.world.client.get("/v1/search", params={"q": words})
    assert answer.status_code == 200, answer.text
    return [item for item in answer.json()["items"] if kind in (None, item["kind"])]


@pytest.mark.parametrize("spell", [str, str.upper, lambda n: n[2:], lambda n: f"  {n[:12]} ", lambda n: n[2:8]])
def test_an_achievement_is_found_by_its_number_and_by_its_beginning(story: Story, spell: Any) -> None:
    found = find(story, spell(story.achievement), "achievement")
    assert story.achievement in [item["id"] for item in found]
    assert f"/v1/achievements/{story.achievement}" in [item["link"] for item in found]


def test_a_filing_is_found_by_its_leaf_and_by_its_beginning(story: Story) -> None:
    for words in (story.leaf, story.leaf[:7], "0x" + story.leaf):
        assert story.leaf in [item["id"] for item in find(story, words, "filing")]


@pytest.mark.parametrize("digest", [sha256(b"an achievement").hexdigest(), sha256(b"sm3an achievement").hexdigest()])
def test_a_document_is_found_by_either_digest_and_never_who_filed_it(story: Story, digest: str) -> None:
    found = find(story, digest, "document")
    assert [item["id"] for item in found] == [story.leaf]
    assert set(found[0]) == {"kind", "id", "link", "act", "achievement", "line", "time"}
    assert (found[0]["act"], found[0]["achievement"]) == (None, None)


@pytest.mark.parametrize("name", ["registered", "proposed", "confirmed", "conveyed"])
def test_an_act_is_found_by_its_digest_and_by_its_transaction(story: Story, name: str) -> None:
    done = getattr(story, name)
    (found,) = find(story, done["digest"], "act")
    assert (found["act"], found["achievement"]) == (done["kind"], story.achievement)
    assert done["kind"] in [item["act"] for item in find(story, done["tx"], "transaction")]


def test_a_party_and_a_node_are_found_by_number_in_words_of_either_language(story: Story) -> None:
    assert {item["kind"] for item in find(story, "1")} == {"party", "node"}
    for words in ("party 1", "主体 1", "party:1", "主体1号"):
        assert [(item["kind"], item["id"]) for item in find(story, words)] == [("party", "1")]
    for words in ("node 1", "节点1", "核心节点", "core node", "核心"):
        assert [(item["kind"], item["id"]) for item in find(story, words)] == [("node", "1")]
    assert find(story, "node 9") == []
    for item in find(story, "1"):
        assert story.world.client.get(item["link"]).status_code == 200


def test_what_is_private_is_not_found_and_a_registration_number_is_known_as_one(story: Story) -> None:
    assert find(story, "unit") == []
    answer = story.world.client.get("/v1/search", params={"q": "9622025Y1234"}).json()
    assert (answer["items"], answer["readAs"]) == ([], ["registration_number"])


def test_a_draft_that_is_not_on_the_chain_is_not_found(story: Story) -> None:
    draft = story.world.draft(story.unit_key, "withdraw", party=story.unit)
    assert find(story, draft["digest"]) == []


@pytest.mark.parametrize(
    "words",
    ["zzzz", "0x", "0x12345", "' OR 1=1 --", "%", "🐼" * 10, "\\u0000", "4294967296", "9999999999", "f" * 63, "g" * 64],
)
def test_words_that_name_nothing_find_nothing(story: Story, words: str) -> None:
    assert find(story, words) == []


@pytest.mark.parametrize("words", ["", "   ", "x" * 201, "x" * 2000])
def test_no_words_and_too_many_are_refused(story: Story, words: str) -> None:
    answer = story.world.client.get("/v1/search", params={"q": words})
    assert answer.status_code in (400, 422)
    assert answer.json()["code"]


def test_the_command_line_finds_and_lists_the_same(story: Story) -> None:
    def said(*arguments: str) -> str:
        command = [sys.executable, "-m", "ledger.cli", *arguments, "--url", url]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout

    with over_http(story.world.client) as url:
        found = json.loads(said("search", story.achievement[:10], "--json"))
        assert [item["id"] for item in found["items"]] == [story.achievement]
        assert "主体" in said("search", "party", "1", "--lang", "zh")
        assert json.loads(said("notices", "--json")) == {"items": []}
