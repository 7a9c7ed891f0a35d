"""Sessions: opened by a signed text that names this service, once, for an hour."""

import base64
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi.testclient import TestClient
from httpx import Response

from api import app
from ledger.cli import main
from ledger.core import signatures
from ledger.core.webauthn import UP
from ledger.keyring import P256Signer, create_account
from ledger.signing_in import text_digest
from ledger.store.sessions import CHALLENGE_SECONDS, SESSION_SECONDS
from tests.api.world import World, hex_of, key, over_http
from tests.authenticator import Passkey

ANN = key("ann who signs in")


def challenge(world: World, signer: bytes = ANN.signer_bytes, **headers: str) -> dict[str, str]:
    answer = world.client.post("/v1/sessions/challenge", json={"signer": hex_of(signer)}, headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_the_text_names_the_service_and_moves_nothing(world: World) -> None:
    text = challenge(world)["message"]
    assert text.startswith("127.0.0.1:8000 wants you to sign in")
    assert "Moves nothing" in text
    assert re.search(r"^Nonce: [0-9a-f]{64}$", text, re.M)
    assert f"Chain ID: {world.service.deployment.chain_id}" in text


def test_an_account_signs_in(world: World) -> None:
    given = challenge(world)
    body = {"challenge": given["challenge"], "signature": hex_of(ANN.sign_digest(text_digest(given["message"])))}
    opened = world.client.post("/v1/sessions", json=body)
    assert opened.status_code == 201
    answer = opened.json()
    assert answer["signer"] == hex_of(ANN.signer_bytes)
    assert answer["parties"] == []
    assert answer["expiresAt"] > world.service.clock()
    assert world.token(world.core)


def test_the_core_speaks_for_party_one(world: World) -> None:
    answer = world.client.get("/v1/acts", params={"party": 1}, headers=world.token(world.core))
    assert answer.json() == {"items": [], "next": None}


def test_a_p256_key_signs_in(world: World) -> None:
    signer = P256Signer(ec.generate_private_key(ec.SECP256R1()), bytes(20))
    given = challenge(world, signer.signer_bytes)
    body = {"challenge": given["challenge"], "signature": hex_of(signer.sign_digest(text_digest(given["message"])))}
    assert len(signer.signer_bytes) == signatures.P256_SIZE
    assert world.client.post("/v1/sessions", json=body).status_code == 201


def test_a_passkey_signs_in(world: World) -> None:
    signer = Passkey("reader", bytes(20))
    given = challenge(world, signer.signer_bytes)
    digest = text_digest(given["message"])
    body = {"challenge": given["challenge"], "signature": hex_of(replace(signer, flags=UP).sign_digest(digest))}
    assert world.client.post("/v1/sessions", json=body).json()["code"] == "SIGN_IN_REFUSED"
    assert world.client.post("/v1/sessions", json=body | {"signature": hex_of(signer.sign_digest(digest))}).is_success


def test_a_text_opens_one_session(world: World) -> None:
    given = challenge(world)
    body = {"challenge": given["challenge"], "signature": hex_of(ANN.sign_digest(text_digest(given["message"])))}
    assert world.client.post("/v1/sessions", json=body).status_code == 201
    again = world.client.post("/v1/sessions", json=body)
    assert (again.status_code, again.json()["code"]) == (401, "CHALLENGE_UNKNOWN")


def test_another_keys_signature_opens_nothing(world: World) -> None:
    given = challenge(world)
    signature = key("somebody else").sign_digest(text_digest(given["message"]))
    answer = world.client.post("/v1/sessions", json={"challenge": given["challenge"], "signature": hex_of(signature)})
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_IN_REFUSED")


def test_a_text_for_another_service_opens_nothing_here(world: World) -> None:
    given = challenge(world)
    elsewhere = given["message"].replace("127.0.0.1:8000", "evil.example")
    body = {"challenge": given["challenge"], "signature": hex_of(ANN.sign_digest(text_digest(elsewhere)))}
    assert world.client.post("/v1/sessions", json=body).status_code == 401


def test_nobody_has_a_text_made_out_to_his_own_site(world: World) -> None:
    for host in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost@evil.example", "[::1].evil"):
        answer = world.client.post(
            "/v1/sessions/challenge", json={"signer": hex_of(ANN.signer_bytes)}, headers={"Host": host}
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "HOST_UNKNOWN"), host


@pytest.mark.parametrize(
    "host", ["[", "[::1", "[127.0.0.1]", "[::1]:", "localhost/x", "127.0.0.1?x", "127.0.0.1:999999", ""]
)
def test_a_host_that_is_none_is_refused(world: World, host: str) -> None:
    body = {"signer": hex_of(ANN.signer_bytes)}
    answer = world.client.post("/v1/sessions/challenge", json=body, headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (422, "HOST_UNKNOWN")


def test_a_service_with_a_public_address_goes_by_no_other_name(world: World) -> None:
    settings = world.service.settings.model_copy(update={"public_url": "https://ledger.example:8443/"})
    client = TestClient(app.create(replace(world.service, settings=settings)), base_url="http://127.0.0.1:8000")
    body = {"signer": hex_of(ANN.signer_bytes)}
    given = client.post("/v1/sessions/challenge", json=body, headers={"Host": "Ledger.example:8443"}).json()
    assert given["message"].startswith("ledger.example:8443 wants")
    for host in ("127.0.0.1:8000", "localhost", "ledger.example"):
        answer = client.post("/v1/sessions/challenge", json=body, headers={"Host": host})
        assert (answer.status_code, answer.json()["code"]) == (422, "HOST_UNKNOWN")


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST:1"])
def test_ones_own_machine_goes_by_any_of_its_names(world: World, host: str) -> None:
    assert challenge(world, Host=host)["message"].startswith(host.lower())


def test_a_challenge_lives_five_minutes_and_a_session_an_hour(world: World) -> None:
    given = challenge(world)
    headers = world.token(world.core)
    world.node.advance(CHALLENGE_SECONDS + 1)
    body = {"challenge": given["challenge"], "signature": hex_of(ANN.sign_digest(text_digest(given["message"])))}
    assert world.client.post("/v1/sessions", json=body).json()["code"] == "CHALLENGE_UNKNOWN"
    assert world.client.get("/v1/acts", params={"party": 1}, headers=headers).status_code == 200
    world.node.advance(SESSION_SECONDS)
    late = world.client.get("/v1/acts", params={"party": 1}, headers=headers)
    assert (late.status_code, late.json()["code"]) == (401, "SESSION_UNKNOWN")


def test_a_session_that_was_ended_is_over(world: World) -> None:
    headers = world.token(world.core)
    assert world.client.delete("/v1/sessions", headers=headers).status_code == 204
    assert world.client.get("/v1/acts", params={"party": 1}, headers=headers).status_code == 401
    assert world.client.delete("/v1/sessions").status_code == 401


def test_the_sessions_of_a_key_are_told_one_by_one_and_each_can_be_ended_alone(world: World) -> None:
    signer = key("who signed in at a library")
    here, there, other = world.token(signer), world.token(signer), world.token(ANN)
    listed = world.client.get("/v1/sessions", headers=here).json()["items"]
    assert [one["current"] for one in listed].count(True) == 1
    assert len(listed) == 2
    [left] = [one["id"] for one in listed if not one["current"]]
    assert not any(left in value for value in (here | there).values())
    refused = world.client.delete(f"/v1/sessions/{left}", headers=other)
    assert (refused.status_code, refused.json()["code"]) == (404, "SESSION_NOT_OPEN")
    assert world.client.get("/v1/sessions", headers=there).status_code == 200
    assert world.client.delete(f"/v1/sessions/{left}", headers=here).status_code == 204
    assert world.client.get("/v1/sessions", headers=there).status_code == 401
    assert world.client.get("/v1/sessions", headers=here).status_code == 200


def test_the_command_line_lists_and_ends_sessions_and_leaves_none_of_its_own(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZHENGBEN_PASSWORD", "a long enough password")
    traveller, path = key("who travels"), tmp_path / "reader.json"
    create_account(path, "a long enough password", private_key=traveller.account.key, work=2)
    browser = world.token(traveller)
    with over_http(world.client) as url:

        def say(*words: str, code: int = 0) -> str:
            capsys.readouterr()
            assert main(["sessions", *words, "--key", str(path), "--url", url]) == code
            printed = capsys.readouterr()
            return printed.out + printed.err

        def others() -> list[dict[str, Any]]:
            told = re.search(r"^\{$.*^\}$", say("list", "--json"), re.M | re.S)  # between lines of the service's log
            assert told is not None
            items: list[dict[str, Any]] = json.loads(told[0])["items"]
            return items

        listed = others()
        assert [one["current"] for one in listed] == [False]
        assert "有效至" in say("list", "--lang", "zh")
        assert others() == listed  # it ends what it opens
        assert "1" in say("end", listed[0]["id"], "--lang", "en")
        assert world.client.get("/v1/sessions", headers=browser).status_code == 401
        assert "SESSION_NOT_OPEN" in say("end", listed[0]["id"], "--json", code=1)
        assert "SESSION_OR_ALL" in say("end", "--json", code=64)
        assert "SESSION_OR_ALL" in say("end", listed[0]["id"], "--all", "--json", code=64)
        world.token(traveller)
        say("end", "--all")
        assert "没有其他进行中的会话" in say("list", "--lang", "zh")


def test_what_is_private_needs_a_session(world: World) -> None:
    draft = {"kind": "admit", "fields": {"parent": 1, "operator": 1, "kind": 2}}
    for answer in (world.client.get("/v1/acts", params={"party": 1}), world.client.post("/v1/acts", json=draft)):
        assert (answer.status_code, answer.json()["code"]) == (401, "NOT_SIGNED_IN")
        assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("value", ["Bearer x", "Bearer " + "é" * 5, "Bearer \x00", "Basic YTpi", "Bearer", "Bearer  "])
def test_a_token_that_is_none_is_refused_also_where_none_is_needed(world: World, value: str) -> None:
    world.settle()
    headers = {"Authorization": value.encode()}
    assert world.client.get("/v1/acts", params={"party": 1}, headers=headers).status_code == 401
    assert world.client.get(f"/v1/filings/{'0' * 64}/evidence", headers=headers).status_code in (401, 404)


@pytest.mark.parametrize(
    "forged",
    [
        "",
        ".",
        "a.b.c",
        "0" * 64 + ".1." + "0" * 40,
        "0" * 64 + ".999999999999." + "0" * 40,
        "0" * 64 + ".1." + "0" * 168,
        base64.b64encode(b"x").decode(),
    ],
)
def test_a_challenge_that_is_none_of_ours_is_refused(world: World, forged: str) -> None:
    body = {"challenge": forged, "signature": "0x" + "11" * 65}
    assert world.client.post("/v1/sessions", json=body).status_code in (401, 422)


@pytest.mark.parametrize("signer", ["", "0x", "0x12", "7e" * 20, "0x" + "zz" * 20, "0x" + "00" * 84, 1, None, []])
def test_a_signer_that_is_none_is_refused(world: World, signer: object) -> None:
    assert world.client.post("/v1/sessions/challenge", json={"signer": signer}).status_code == 422


def asks_for_the_cookie(world: World, headers: dict[str, str]) -> Response:
    given = challenge(world)
    body = {
        "challenge": given["challenge"],
        "signature": hex_of(ANN.sign_digest(text_digest(given["message"]))),
        "cookie": True,
    }
    return world.client.post("/v1/sessions", json=body, headers=headers)


def in_the_browser(world: World) -> None:
    """Signs in as a page does: the token goes into the client's cookies."""
    opened = asks_for_the_cookie(world, {"Sec-Fetch-Site": "same-origin"})
    assert opened.status_code == 201
    assert opened.json()["token"] == ""
    kept = opened.headers["set-cookie"].lower()
    assert "httponly" in kept
    assert "samesite=strict" in kept


def test_a_browser_keeps_the_token_where_no_script_reads_it_and_forgets_it_at_the_end(world: World) -> None:
    client = world.client
    try:
        in_the_browser(world)
        own = {"Sec-Fetch-Site": "same-origin"}
        assert client.get("/v1/acts", params={"party": 1}).json()["code"] == "NOT_YOUR_PARTY"
        assert client.delete("/v1/sessions", headers=own).status_code == 204
        assert client.cookies.get("zhengben_session") is None
    finally:
        client.cookies.clear()


FOREIGN = pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "ftp://127.0.0.1:8000"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"},
    ],
)


@FOREIGN
def test_another_site_cannot_act_in_the_name_of_who_is_signed_in(world: World, headers: dict[str, str]) -> None:
    try:
        in_the_browser(world)
        answer = world.client.delete("/v1/sessions", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "FOREIGN_PAGE")
    finally:
        world.client.cookies.clear()


@FOREIGN
def test_another_site_cannot_sign_the_reader_in_as_somebody_else(world: World, headers: dict[str, str]) -> None:
    answer = asks_for_the_cookie(world, headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "FOREIGN_PAGE")
    assert "set-cookie" not in answer.headers


def test_a_browser_that_knows_no_fetch_metadata_signs_in_from_our_page(world: World) -> None:
    try:
        assert asks_for_the_cookie(world, {"Origin": "http://127.0.0.1:8000"}).status_code == 201
    finally:
        world.client.cookies.clear()


def test_no_cache_keeps_what_somebody_who_is_signed_in_is_answered(world: World) -> None:
    paths = ("/", "/v1/sessions", "/v1/status", "/v1/nodes", "/nowhere")
    session = world.token(ANN)
    for path in paths:
        assert world.client.get(path, headers=session).headers["cache-control"] == "no-store", path
    try:
        in_the_browser(world)
        for path in paths:
            assert world.client.get(path).headers["cache-control"] == "no-store", path
        assert world.client.get("/static/page.css").headers["cache-control"] == "no-cache"
    finally:
        world.client.cookies.clear()


def test_over_tls_no_neighbour_of_the_host_can_set_or_read_the_cookie(world: World) -> None:
    settings = world.service.settings.model_copy(update={"public_url": "https://ledger.example"})
    service = replace(world.service, settings=settings)
    with TestClient(app.create(service), base_url="https://ledger.example") as client:
        opened = asks_for_the_cookie(replace(world, client=client), {"Sec-Fetch-Site": "same-origin"})
        assert opened.status_code == 201
        name, _, rest = opened.headers["set-cookie"].partition("=")
        assert name == "__Host-zhengben_session"
        for wanted in ("secure", "httponly", "path=/", "samesite=strict"):
            assert wanted in rest.lower()
        assert "domain" not in rest.lower()
        assert client.get("/v1/sessions").status_code == 200
        value = client.cookies[name]
        client.cookies.clear()
        assert client.get("/v1/sessions", headers={"Cookie": f"zhengben_session={value}"}).status_code == 401
        own = {"Sec-Fetch-Site": "same-origin", "Cookie": f"{name}={value}"}
        gone = client.delete("/v1/sessions", headers=own).headers["set-cookie"].lower()
        assert gone.startswith("__host-zhengben_session=")
        assert "secure" in gone


def test_a_cookie_that_is_over_makes_a_stranger_of_its_reader_and_no_error(world: World) -> None:
    try:
        world.client.cookies.set("zhengben_session", "over")
        assert world.client.get("/").status_code == 200
        assert world.client.get("/v1/acts", params={"party": 1}).json()["code"] == "NOT_SIGNED_IN"
    finally:
        world.client.cookies.clear()
