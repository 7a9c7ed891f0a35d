"""The client turns every answer into a value or one of the ledger's own errors, and nothing else."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from ledger.client import Client, text_digest
from ledger.core import errors
from ledger.keyring import AccountSigner

LEAF = "ab" * 32
KEY = AccountSigner(bytes(31) + b"\x01")


def client(answer: Callable[[httpx.Request], httpx.Response] | httpx.Response, **named: Any) -> Client:
    handle = answer if callable(answer) else lambda _: answer
    return Client("http://127.0.0.1:8000", transport=httpx.MockTransport(handle), **named)


@pytest.mark.parametrize(
    ("status", "family", "cls"),
    [
        (400, "http", errors.Malformed),
        (422, "malformed", errors.Malformed),
        (422, "refused", errors.Refused),
        (422, "proofinvalid", errors.ProofInvalid),
        (422, "usage", errors.Refused),
        (422, "", errors.Refused),
        (401, "notsignedin", errors.NotSignedIn),
        (403, "notallowed", errors.NotAllowed),
        (404, "notfound", errors.NotFound),
        (409, "conflict", errors.Conflict),
        (413, "toolarge", errors.TooLarge),
        (503, "unavailable", errors.Unavailable),
        (503, "foreignchain", errors.Unavailable),
        (500, "corrupt", errors.Unavailable),
        (302, "", errors.Unavailable),
    ],
)
def test_a_problem_becomes_the_error_it_was(status: int, family: str, cls: type[errors.ZhengbenError]) -> None:
    problem = {
        "type": f"/docs#problem-{family}",
        "title": "查无此项",
        "status": status,
        "detail": "no filing has this leaf",
        "code": "FILING_UNKNOWN",
        "next": "check the leaf",
        "values": {"leaf": LEAF, "code": "not ours"},
    }
    answer = httpx.Response(status, json=problem, headers={"Retry-After": "7"})
    with client(answer) as service, pytest.raises(errors.ZhengbenError) as raised:
        service.filing(LEAF)
    assert type(raised.value) is cls
    assert raised.value.code == "FILING_UNKNOWN"
    assert raised.value.message == "no filing has this leaf"
    assert raised.value.next == "check the leaf"
    assert raised.value.values == {"leaf": LEAF, "retryAfter": 7}
    with client(answer, language="zh") as service, pytest.raises(cls, match=f"没有备案 {LEAF}"):
        service.filing(LEAF)


def test_a_problem_of_a_later_service_is_told_by_its_title_and_detail() -> None:
    problem = {"title": "查无此项", "detail": "no filing has this leaf", "code": "OF_A_LATER_VERSION", "next": "look"}
    answer = httpx.Response(404, json=problem)
    with client(answer, language="zh") as service, pytest.raises(errors.NotFound, match="查无此项: no filing"):
        service.filing(LEAF)


@pytest.mark.parametrize("code", ["\x1b[2JOK", "filing_unknown", "A" * 81, "A\n", "", 5, None])
def test_a_code_that_is_none_is_not_repeated(code: object) -> None:
    with client(httpx.Response(422, json={"code": code})) as service, pytest.raises(errors.Refused) as raised:
        service.status()
    assert raised.value.code == "HTTP_422"


@pytest.mark.parametrize("after", ["²", "9" * 5000, "-1", "soon", ""])
def test_a_retry_after_that_is_no_number_is_passed_over(after: str) -> None:
    headers = [(b"Retry-After", after.encode("latin-1"))]
    with client(httpx.Response(503, json={}, headers=headers)) as service, pytest.raises(errors.Unavailable) as raised:
        service.status()
    assert "retryAfter" not in raised.value.values


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"a": NaN'])
@pytest.mark.parametrize("status", [200, 404, 502])
def test_an_answer_that_is_no_object_is_an_error_with_words(status: int, content: bytes) -> None:
    with client(httpx.Response(status, content=content)) as service, pytest.raises(errors.ZhengbenError) as raised:
        service.status()
    assert raised.value.code == ("ANSWER_NOT_UNDERSTOOD" if status == 200 else f"HTTP_{status}")
    assert isinstance(raised.value, errors.NotFound if status == 404 else errors.Unavailable)


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (httpx.ConnectError("refused"), "SERVICE_UNREACHABLE"),
        (httpx.ReadError("reset"), "SERVICE_UNREACHABLE"),
        (httpx.RemoteProtocolError("garbage"), "SERVICE_UNREACHABLE"),
        (httpx.ReadTimeout("slow"), "SERVICE_SLOW"),
        (httpx.ConnectTimeout("slow"), "SERVICE_SLOW"),
    ],
)
def test_a_service_that_is_away_is_unavailable(raised: Exception, code: str) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise raised

    with client(fail) as service, pytest.raises(errors.Unavailable) as error:
        service.status()
    assert error.value.code == code
    assert error.value.next


@pytest.mark.parametrize("url", ["", "nonsense", "ftp://host", "http://", "file:///etc/passwd"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(errors.Usage, match=r"http\(s\)"):
        Client(url)


def test_an_answer_beyond_the_bound_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.client.LARGEST_ANSWER", 10)
    with client(httpx.Response(200, content=b"x" * 11)) as service, pytest.raises(errors.TooLarge):
        service.trust()


def test_only_readings_are_repeated_and_only_while_the_service_promises_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ledger.client._FIRST_PAUSE", 0.001)
    soon = httpx.Response(503, json={"code": "INDEX_BEHIND"}, headers={"Retry-After": "5"})
    never = httpx.Response(503, json={"code": "INDEX_BEHIND"})
    asked: list[str] = []

    def answers(*given: httpx.Response) -> Callable[[httpx.Request], httpx.Response]:
        left = iter(given)
        asked.clear()

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append(request.method)
            return next(left)

        return answer

    fine = httpx.Response(200, json={})
    with client(answers(soon, soon, fine), patience=1) as service:
        assert service.status() == {}
        assert len(asked) == 3
    for first, call, patience in (
        (never, Client.status, 1.0),
        (soon, Client.status, 0.0),
        (soon, lambda service: service.submit_act("i"), 1.0),
    ):
        with client(answers(first, fine), patience=patience) as service, pytest.raises(errors.Unavailable):
            call(service)
        assert len(asked) == 1


PREPARED = {"entry": "{}", "disclosures": ["a"], "content": "0x" + "11" * 32, "typedData": {}, "filedAt": 1}
ACT = {"id": "i", "kind": "register", "message": {}, "digest": "0x" + "22" * 32, "roll": {"seats": [{"party": 4}]}}


@pytest.mark.parametrize(
    ("path", "good", "call"),
    [
        ("/v1/filings/prepare", PREPARED, lambda service: service.prepare_filing({})),
        ("/v1/acts/i", ACT, lambda service: service.act("i")),
    ],
)
def test_an_answer_without_a_member_that_is_acted_on_is_not_understood(
    path: str, good: dict[str, Any], call: Callable[[Client], Any]
) -> None:
    with client(httpx.Response(200, json=good)) as service:
        call(service)
    for name in good:
        for value in (None, 17.5, ["x", 3]):
            with client(httpx.Response(200, json=good | {name: value})) as service, pytest.raises(errors.Unavailable):
                call(service)
    assert path


def test_seats_come_as_numbers_or_as_objects() -> None:
    for seats in ([4, 5], [{"party": 4}, {"party": 5}]):
        with client(httpx.Response(200, json=ACT | {"roll": {"seats": seats}})) as service:
            assert service.act("i").seats == (4, 5)


def test_lists_are_read_to_their_end() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        page = {None: {"items": [{"n": 1}], "next": "b"}, "b": {"items": [{"n": 2}], "next": None}}
        assert request.url.params["party"] == "7"
        return httpx.Response(200, json=page[request.url.params.get("cursor")])

    with client(answer) as service:
        assert [item["n"] for item in service.acts(7)] == [1, 2]


def test_names_cannot_leave_their_place_in_the_path() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.raw_path.startswith(b"/v1/filings/..%2F..%2Fx%3Fy")
        return httpx.Response(200, json={})

    with client(answer) as service:
        service.filing("../../x?y")


def sessions(domain: str) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content or b"{}")
        if request.url.path.endswith("/challenge"):
            assert body == {"signer": "0x" + KEY.signer_bytes.hex()}
            text = f"{domain} wants you to sign in with your Ethereum account:\n0x…\n"
            return httpx.Response(200, json={"challenge": "c1", "message": text})
        if request.url.path == "/v1/sessions":
            assert body["challenge"] == "c1"
            token = {"token": "secret", "signer": "0x…", "parties": [7], "expiresAt": 9}
            return httpx.Response(201, json=token)
        assert request.headers["Authorization"] == "Bearer secret"
        return httpx.Response(200, json={})

    return answer


def test_a_session_is_opened_with_a_signature_and_used_from_then_on() -> None:
    with client(sessions("127.0.0.1:8000")) as service:
        session = service.sign_in(KEY)
        assert session.parties == (7,)
        assert "secret" not in repr(session)
        service.filing(LEAF)


def test_a_challenge_of_another_service_is_not_signed() -> None:
    with client(sessions("bank.example")) as service, pytest.raises(errors.Refused) as refusal:
        service.sign_in(KEY)
    assert refusal.value.code == "CHALLENGE_FOREIGN"


def test_texts_are_digested_as_wallets_do() -> None:
    from eth_account import Account
    from eth_account.messages import encode_defunct

    text = "正本 wants\nyou"
    signature = KEY.sign_digest(text_digest(text))
    assert Account.recover_message(encode_defunct(text=text), signature=signature) == KEY.address


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with Client("http://localhost:9") as service, pytest.raises(errors.Unavailable) as raised:
        service.status()
    assert "localhost:9" in raised.value.message


RECEIPTS = [
    {"leaf": LEAF, "count": 2, "receivedAt": 7, "status": "received"},
    {"line": 0, "leaf": LEAF, "hash": "0" * 64, "receivedAt": 7},
    {"line": 1, "leaf": LEAF, "hash": "1" * 64, "receivedAt": 7},
]


def ndjson(*lines: object) -> httpx.Response:
    return httpx.Response(201, content=b"".join(json.dumps(line).encode() + b"\n" for line in lines))


def test_a_manifest_goes_out_in_pieces_and_its_receipts_come_back_in_order() -> None:
    received = []

    def take(request: httpx.Request) -> httpx.Response:
        received.append((request.headers["content-type"], request.read()))
        return ndjson(*RECEIPTS)

    with client(take) as service:
        receipt = service.send_manifest(iter([b"first\n", b"second\n"]))
    assert received == [("application/x-ndjson", b"first\nsecond\n")]
    assert (receipt.leaf, receipt.received_at, receipt.created) == (LEAF, 7, True)
    assert receipt.lines == ("0" * 64, "1" * 64)


@pytest.mark.parametrize(
    "answer",
    [
        ndjson(),
        ndjson(RECEIPTS[0]),
        ndjson(*RECEIPTS[:2]),
        ndjson(*RECEIPTS, RECEIPTS[2]),
        ndjson(RECEIPTS[0], RECEIPTS[2], RECEIPTS[1]),
        ndjson(RECEIPTS[0], RECEIPTS[1], RECEIPTS[2] | {"leaf": "cd" * 32}),
        ndjson(RECEIPTS[0], RECEIPTS[1], RECEIPTS[2] | {"hash": 1}),
        ndjson(RECEIPTS[0] | {"receivedAt": "now"}, *RECEIPTS[1:]),
        ndjson(RECEIPTS[0], 7, RECEIPTS[2]),
        httpx.Response(201, content=b"[" * 100_000),
        httpx.Response(201, content=b"\xff\n" * 3),
    ],
)
def test_receipts_that_do_not_fit_the_manifest_are_not_understood(answer: httpx.Response) -> None:
    with client(answer) as service, pytest.raises(errors.Unavailable) as raised:
        service.send_manifest(iter([b"x"]))
    assert raised.value.code == "ANSWER_NOT_UNDERSTOOD"
