"""The pages that a stranger reads: search, notices, parties, nodes; in both languages, as of a day, whole without a
script, and alive while parts are away."""

import html
import itertools
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ledger.store import database
from tests.api.test_pages import Elements
from tests.api.test_rights import Story
from tests.api.world import NOTICE, World

HTML = {"Accept": "text/html"}
LOCALES = Path(__file__).parents[2] / "api" / "web" / "locales"
PATHS = ["/", "/search", "/search?q=1", "/notices", "/nodes", "/nodes/1", "/parties/1"]


class Reading(Story):
    """The story, and a second achievement that is on notice."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        desk = {self.officer: self.officer_key, self.unit: self.unit_key}
        claimed = [{"party": self.unit, "share": "1/1"}]
        leaf = world.file(self.unit_key, b"a second achievement")
        done = self.act("register", desk, node=1, filing=leaf, filer=self.unit, claimed=claimed)
        self.second = str(done["message"]["act"]["achievement"])
        table = [{"party": self.unit, "share": "1/3"}, {"party": self.ann, "share": "2/3"}]
        until = world.service.clock() + NOTICE + 3 * 86_400
        terms = {"achievement": self.second, "table": table, "noticeUntil": until, "filing": world.file(self.unit_key)}
        self.act("propose", {self.unit: self.unit_key}, **terms)


@pytest.fixture(scope="module")
def story(world: World) -> Reading:
    return Reading(world)


def get(story: Reading, path: str, lang: str = "en", **query: Any) -> str:
    answer = story.world.client.get(path, params={"lang": lang, **query} if "?" not in path else None, headers=HTML)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_keeps_the_policy_and_can_be_heard(story: Reading, path: str, lang: str) -> None:
    separator = "&" if "?" in path else "?"
    answer = story.world.client.get(f"{path}{separator}lang={lang}", headers=HTML)
    assert answer.status_code == 200
    elements = Elements(answer.text).found
    tags = [tag for tag, _ in elements]
    assert tags.count("h1") == 1
    headings = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(headings))
    identified = [attributes["id"] for _, attributes in elements if attributes.get("id")]
    assert len(identified) == len(set(identified))
    labelled = {attributes.get("for") for tag, attributes in elements if tag == "label"}
    for tag, attributes in elements:
        assert tag != "style"
        assert "style" not in attributes
        if tag in ("input", "select") and attributes.get("type") not in ("hidden", "file"):
            assert attributes["id"] in labelled
        for name in ("aria-labelledby", "aria-describedby"):
            assert attributes.get(name) is None or set(str(attributes[name]).split()) <= set(identified)


@pytest.mark.parametrize("page", ["achievement", "notices", "search", "network", "home"])
def test_both_languages_have_the_same_words_with_the_same_places(page: str) -> None:
    zh, en = (json.loads((LOCALES / lang / f"{page}.json").read_text("utf-8")) for lang in ("zh", "en"))
    assert set(zh) == set(en)
    for key in zh:
        assert set(re.findall(r"\{\w+\}", zh[key])) == set(re.findall(r"\{\w+\}", en[key])), key


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_runs_on_notice_is_on_the_first_page_and_in_its_list(story: Reading, lang: str) -> None:
    for path in ("/", "/notices", "/nodes/1", "/notices?node=1"):
        assert f"/achievements/{story.second}" in get(story, path, lang)
    shown = get(story, "/notices", lang)
    said = f"主体 {story.unit}：≈ 33.3333 %、" if lang == "zh" else f"party {story.unit}: ≈ 33.3333 %, "
    assert said in shown, "a number and a share do not run into one another"
    assert "33.3333 %" in shown
    assert f"/achievements/{story.achievement}" not in shown
    assert story.second not in get(story, "/notices?node=7")


def test_notices_as_of_a_day_say_so(story: Reading) -> None:
    at = datetime.fromtimestamp(story.during_notice, UTC).isoformat()
    shown = get(story, "/notices", at=at)
    assert "Everything on this page is as of" in shown
    assert story.achievement in shown
    assert story.second not in shown


def test_a_search_leads_to_the_page_of_what_was_found(story: Reading) -> None:
    shown = get(story, "/search", q=story.achievement[:12])
    assert f'href="/achievements/{story.achievement}"' in shown
    assert f'href="/filings/{story.leaf}"' in get(story, "/search", q=story.leaf)
    assert 'href="/parties/1"' in get(story, "/search", q="party 1")
    assert 'href="/nodes/1"' in get(story, "/search", "zh", q="节点 1")
    assert "Convey shares" in get(story, "/search", q=story.conveyed["digest"])
    assert "没有查到" in get(story, "/search", "zh", q="zzz")
    assert "registration number" in get(story, "/search", q="9622025Y1234")


@pytest.mark.parametrize(
    "q", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "x" * 201, "\u202e", "𠮷" * 150]
)
def test_whatever_is_searched_for_stays_text(story: Reading, q: str) -> None:
    answer = story.world.client.get("/search", params={"q": q, "lang": "zh"}, headers=HTML)
    assert answer.status_code in (200, 422)
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text


def test_a_party_shows_its_titles_keys_and_powers_and_never_a_name(story: Reading) -> None:
    shown = get(story, f"/parties/{story.ann}")
    assert f'href="/achievements/{story.achievement}"' in shown
    assert "Natural person" in shown
    assert "0x" + story.ann_key.signer_bytes.hex() in shown
    officer = get(story, f"/parties/{story.officer}")
    assert "in office" in officer
    assert 'href="/nodes/1"' in officer
    assert "在任" in get(story, f"/parties/{story.officer}", "zh")
    at = datetime.fromtimestamp(story.after_registration, UTC).isoformat()
    assert story.achievement not in get(story, f"/parties/{story.ann}", at=at)


def test_a_node_shows_who_runs_it_and_its_officers(story: Reading) -> None:
    shown = get(story, "/nodes/1")
    assert "Core node" in shown
    assert f'href="/parties/{story.officer}"' in shown
    assert "核心节点" in get(story, "/nodes", "zh")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/parties/4000000000", 404),
        ("/nodes/4000000000", 404),
        ("/parties/0", 422),
        ("/parties/x", 422),
        ("/nodes/99999999999", 422),
        ("/notices?node=x", 422),
        ("/notices?at=soon", 422),
        ("/notices?cursor=x", 422),
        ("/parties/1?at=1999-01-01", 404),
    ],
)
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_what_is_not_there_is_a_page_that_says_what_to_do(story: Reading, path: str, status: int, lang: str) -> None:
    story.world.client.cookies.clear()
    answer = story.world.client.get(path, headers=HTML | {"Accept-Language": lang})
    assert (answer.status_code, "text/html" in answer.headers["content-type"]) == (status, True)
    assert ("下一步" if lang == "zh-CN" else "next") in answer.text.lower()


def test_while_the_database_is_away_the_pages_say_so(story: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    away = database.engine("postgresql://nobody@127.0.0.1:9/none")
    monkeypatch.setitem(story.world.service.__dict__, "engine", away)
    for path in ("/notices", "/nodes", "/parties/1", "/search?q=1", f"/achievements/{story.achievement}"):
        answer = story.world.client.get(path, headers=HTML)
        assert (answer.status_code, "DATABASE_UNAVAILABLE" in answer.text) == (503, True), path
        assert int(answer.headers["retry-after"]) > 0
    assert story.world.client.get("/?lang=en", headers=HTML).status_code == 200
