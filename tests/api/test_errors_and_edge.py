"""Errors are problems in the reader's language, bodies are bounded, and nothing unforeseen shows its insides."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import Request

from api import cursors, errors, language
from api.edge import BodyLimit, Edge
from api.schemas.filings import Draft
from ledger.core import errors as family
from ledger.core.errors import Malformed, ZhengbenError
from ledger.core.policy import words

LIMIT = 1000


def all_classes(root: type[ZhengbenError] = ZhengbenError) -> Iterator[type[ZhengbenError]]:
    for cls in root.__subclasses__():
        yield cls
        yield from all_classes(cls)


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    errors.install(app)

    @app.get("/refuse/{name}")
    def refuse(name: str) -> None:
        raise getattr(family, name)(
            "SOME_CODE", "what was wrong", next="do this", zh="中文说明", number=1 << 60, raw=b"\x01"
        )

    @app.get("/break")
    def break_() -> None:
        raise KeyError("a secret of the caller")

    @app.post("/draft")
    def draft(body: Draft) -> None:
        """Takes a draft."""

    @app.post("/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    app.add_middleware(BodyLimit, largest=LIMIT, largest_at={"/draft": 4 * LIMIT})
    app.add_middleware(Edge)
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize("cls", [cls for cls in all_classes() if cls.__module__ == family.__name__])
def test_every_error_of_the_ledger_has_a_status_and_a_problem(client: TestClient, cls: type[ZhengbenError]) -> None:
    answer = client.get(f"/refuse/{cls.__name__}")
    body = answer.json()
    assert answer.headers["content-type"] == errors.MEDIA_TYPE
    assert answer.status_code == body["status"] == errors.STATUS[cls].status
    assert set(body) == {"type", "title", "status", "detail", "instance", "code", "next", "values"}
    assert body["code"] == "SOME_CODE"
    assert body["instance"] == f"urn:uuid:{answer.headers['x-request-id']}"


def test_the_table_has_a_row_for_every_error() -> None:
    missing = [cls.__name__ for cls in all_classes() if errors.STATUS.keys().isdisjoint(cls.__mro__)]
    assert not missing


def test_a_part_that_is_away_says_when_to_ask_again(client: TestClient) -> None:
    assert client.get("/refuse/Unavailable").headers["retry-after"] == str(errors.RETRY_AFTER)


def test_who_must_sign_in_is_told_how(client: TestClient) -> None:
    assert client.get("/refuse/NotSignedIn").headers["www-authenticate"].startswith("Bearer")


def test_titles_are_chinese_for_who_reads_chinese(client: TestClient) -> None:
    chinese = client.get("/refuse/Refused", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}).json()
    english = client.get("/refuse/Refused", headers={"Accept-Language": "en"}).json()
    assert chinese["title"] == "中文说明"
    assert english["title"] == errors.STATUS[family.Refused].en
    assert chinese["code"] == english["code"]


def test_a_code_of_the_rules_is_titled_with_what_it_means_everywhere_else() -> None:
    assert not errors.titles().keys() & words.meanings().keys()
    for code, meaning in words.meanings().items():
        refused = family.Refused(code, "what was wrong", zh="一句话", zhNext="下一步")
        for tongue in ("zh", "en"):
            assert errors.title(refused, errors.answer_for(refused), tongue) == meaning.wrong[tongue]


def test_every_title_stands_in_both_languages() -> None:
    for code, title in errors.titles().items():
        assert set(title) == {"en", "zh"}, code
        assert any("\u4e00" <= character <= "\u9fff" for character in title["zh"]), code


def test_corruption_tells_its_code_and_nothing_of_the_data(client: TestClient) -> None:
    body = client.get("/refuse/Corrupt").json()
    assert body["code"] == "SOME_CODE"
    assert "what was wrong" not in json.dumps(body)
    assert body["values"] == {}


def test_the_unforeseen_shows_nothing_of_itself(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    answer = client.get("/break")
    assert answer.status_code == 500
    assert answer.json()["code"] == "INTERNAL"
    assert "secret" not in answer.text
    logged = capsys.readouterr().out
    assert "KeyError" in logged
    assert "secret" not in logged


def test_unknown_addresses_and_methods_are_problems(client: TestClient) -> None:
    assert client.get("/nowhere").json()["code"] == "PATH_UNKNOWN"
    answer = client.delete("/draft")
    assert answer.status_code == 405
    assert answer.json()["code"] == "METHOD_NOT_ALLOWED"
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b"\xff\xfe",
        b'{"a":' * 400,
        b"[" * 3900,
        b"1" * 3900,
        b"NaN",
        b'"\\ud800"',
        b"null",
        b"[]",
    ],
)
def test_what_is_no_json_of_ours_is_the_callers_mistake(client: TestClient, body: bytes) -> None:
    answer = client.post("/draft", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == errors.MEDIA_TYPE


def test_what_does_not_fit_is_pointed_at(client: TestClient) -> None:
    draft = {"type": "document/1", "node": "1", "form": {}, "attachments": [{"name": "a/b~c"}], "filer": {}, "x": 1}
    answer = client.post("/draft", json=draft)
    body = answer.json()
    assert answer.status_code == 422
    assert body["code"] == "REQUEST_MALFORMED"
    pointers = {found["pointer"] for found in body["errors"]}
    assert {"/node", "/attachments/0/size", "/filer/signer", "/x"} <= pointers


def test_pointers_escape_what_rfc_6901_escapes(client: TestClient) -> None:
    answer = client.post("/draft", json={"a/b~c": 1})
    assert "/a~1b~0c" in {found["pointer"] for found in answer.json()["errors"]}


def test_what_was_sent_is_not_sent_back(client: TestClient) -> None:
    answer = client.post("/draft", json={"type": "my secret", "node": 1})
    assert "my secret" not in answer.text


@pytest.mark.parametrize(("size", "status"), [(LIMIT, 200), (LIMIT + 1, 413)])
def test_bodies_are_bounded_when_announced(client: TestClient, size: int, status: int) -> None:
    assert client.post("/echo", content=b"a" * size).status_code == status


@pytest.mark.parametrize(("size", "status"), [(LIMIT, 200), (LIMIT + 1, 413), (100 * LIMIT, 413)])
def test_bodies_are_bounded_when_they_come_in_chunks(client: TestClient, size: int, status: int) -> None:
    def chunks() -> Iterator[bytes]:
        for start in range(0, size, 100):
            yield b"a" * min(100, size - start)

    answer = client.post("/echo", content=chunks())
    assert answer.status_code == status
    if status == 413:
        assert answer.json()["code"] == "BODY_TOO_LARGE"
        assert answer.json()["values"] == {"limit": LIMIT}


@pytest.mark.parametrize("length", ["-1", "1e3", "٣", "9" * 30, "abc"])
def test_a_length_that_is_none_is_refused(client: TestClient, length: str) -> None:
    answer = client.post("/echo", content=b"a", headers={"Content-Length": length.encode()})
    assert answer.status_code in (413, 422)


def test_every_answer_carries_the_headers_against_misuse(client: TestClient) -> None:
    for path in ("/nowhere", "/break", "/refuse/NotFound"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "'unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_the_log_line_names_the_route_and_not_the_query(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    client.get("/refuse/NotFound?token=hush", headers={"Authorization": "Bearer hush"})
    logged = capsys.readouterr().out
    assert "/refuse/{name}" in logged
    assert "hush" not in logged


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "en"),
        ("zh", "zh"),
        ("zh-TW", "zh"),
        ("en-GB,zh;q=0.5", "en"),
        ("en;q=0.5, zh;q=0.9", "zh"),
        ("fr", "en"),
        ("zh;q=0", "en"),
        ("zh;q=nan", "en"),
        (",;q=,zh;q=x," * 20, "en"),
    ],
)
def test_the_language_is_the_one_the_reader_prefers(header: str, expected: str) -> None:
    assert language.from_header(header) == expected


@pytest.mark.parametrize("page", sorted(file.stem for file in Path(str(language.LOCALES)).glob("zh/*.json")))
def test_a_page_has_the_same_words_in_both_languages(page: str) -> None:
    assert set(language.words("zh", page)) == set(language.words("en", page))


def test_every_page_with_words_has_them_in_both_languages() -> None:
    zh, en = (sorted(file.name for file in Path(str(language.LOCALES)).glob(f"{one}/*.json")) for one in ("zh", "en"))
    assert zh == en


@pytest.mark.parametrize("place", [0, 1, 41, (1 << 63) - 1])
def test_a_cursor_says_again_what_it_was_given(place: int) -> None:
    assert cursors.read("acts", cursors.write("acts", place)) == place


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "=",
        "acts:1",
        "YWN0czox=",
        cursors.write("nodes", 1),
        cursors.write("acts", 1) + "A",
        "A" * 300,
        "é",
        "YWN0czotMQ",
    ],
)
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    with pytest.raises(Malformed) as caught:
        cursors.read("acts", cursor)
    assert caught.value.code == "CURSOR_MALFORMED"
