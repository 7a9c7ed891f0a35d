"""The pages that sign in, show one's parties, and ask for admission: read without a script, in both languages."""

from hashlib import sha256
from html import unescape

import pytest

from api.deps import SESSION_COOKIE
from ledger import enrolling
from ledger.signing_in import text_digest
from tests.api.world import World, hex_of, key

HTML = {"Accept": "text/html", "Accept-Language": "zh-CN"}
NOBODY = key("nobody yet")


def cookie(world: World, name: str = "core") -> dict[str, str]:
    """The header of a browser in which that person is signed in."""
    signer = world.core if name == "core" else key(name)
    given = world.client.post("/v1/sessions/challenge", json={"signer": hex_of(signer.signer_bytes)}).json()
    body = {"challenge": given["challenge"], "signature": hex_of(signer.sign_digest(text_digest(given["message"])))}
    answer = world.client.post("/v1/sessions", json={**body, "cookie": True}, headers={"Sec-Fetch-Site": "same-origin"})
    found = answer.cookies[SESSION_COOKIE]
    world.client.cookies.clear()
    return {**HTML, "Cookie": f"{SESSION_COOKIE}={found}"}


def read(world: World, path: str, **headers: str) -> str:
    answer = world.client.get(path, headers={**HTML, **headers})
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("path", ["/signin", "/me", "/enrol"])
def test_every_page_reads_in_both_languages(world: World, path: str, language: str) -> None:
    text = read(world, path, **{"Accept-Language": language})
    assert f'<html lang="{language}">' in text
    assert "{" not in text.partition("<main")[2].partition("<dialog")[0].replace("{label}", "").replace(
        "{reference}", ""
    )


@pytest.mark.parametrize(
    "asked",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil",
        "/\t/evil",
        "/ /evil",
        "/signin?next=/",
        "javascript:1",
    ],
)
def test_signing_in_leads_to_no_other_site(world: World, asked: str) -> None:
    answer = world.client.get("/signin", params={"next": asked}, headers=HTML)
    assert 'data-next="/"' in answer.text
    assert "evil" not in answer.text.partition("<main")[2]


def test_signing_in_leads_back(world: World) -> None:
    answer = world.client.get("/signin", params={"next": "/acts?party=1"}, headers=HTML)
    assert 'data-next="/acts?party=1"' in unescape(answer.text)


def test_whoever_is_signed_in_sees_it(world: World) -> None:
    world.settle()
    headers = cookie(world)
    text = read(world, "/signin?next=/acts", **headers)
    assert 'href="/parties/1"' in text
    assert 'id="signin-out"' in text
    assert 'href="/acts"' in text
    mine = read(world, "/me", **headers)
    assert hex_of(world.core.signer_bytes) in mine
    assert "/acts/new/entrust?party=1" in mine


def test_a_session_that_is_over_says_so(world: World) -> None:
    text = read(world, "/signin", Cookie=f"{SESSION_COOKIE}=gone")
    assert "您的登录已到期" in text


def test_a_key_that_is_no_party_is_led_to_admission(world: World) -> None:
    text = read(world, "/me", **cookie(world, "a key of nobody"))
    assert 'href="/enrol"' in text


def test_sessions_are_listed_and_end_everywhere(world: World) -> None:
    one, other = world.token(key("two sessions")), world.token(key("two sessions"))
    listed = world.client.get("/v1/sessions", headers=one).json()["items"]
    assert len(listed) == 2
    assert set(listed[0]) == {"id", "openedAt", "expiresAt", "current"}
    assert world.client.delete("/v1/sessions", params={"everywhere": True}, headers=one).status_code == 204
    assert world.client.get("/v1/sessions", headers=other).status_code == 401


def test_a_stranger_asks_for_his_own_admission_only(world: World) -> None:
    fields = {
        "signer": hex_of(key("another").signer_bytes),
        "identity": "0x" + "11" * 32,
        "kind": "person",
        "voucher": 1,
    }
    answer = world.client.post("/v1/acts", json={"kind": "enrol", "fields": fields}, headers=world.token(NOBODY))
    assert (answer.status_code, answer.json()["code"]) == (403, "NOT_YOUR_KEY")


def test_a_stranger_asks_a_few_times_a_day(world: World) -> None:
    signer = key("asks often")
    headers, answer = world.token(signer), None
    for attempt in range(enrolling.MOST_OF_A_KEY + 1):
        identity = hex_of(sha256(b"%d" % attempt).digest())
        fields = {"signer": hex_of(signer.signer_bytes), "identity": identity, "kind": "person", "voucher": 1}
        answer = world.client.post("/v1/acts", json={"kind": "enrol", "fields": fields}, headers=headers)
    assert answer is not None
    assert (answer.status_code, answer.json()["code"]) == (429, "ASKED_OFTEN")
    world.node.advance(enrolling.DAY + 1)


def ask(world: World, name: str) -> dict[str, object]:
    return world.draft(
        key(name),
        "enrol",
        signer=hex_of(key(name).signer_bytes),
        identity=hex_of(sha256(name.encode()).digest()),
        kind="person",
        voucher=1,
        guardian="node:1",
    )


def test_a_request_is_followed_from_draft_to_number(world: World) -> None:
    act = ask(world, "newcomer")
    number, path = act["message"]["party"], f"/enrol/{act['id']}"  # type: ignore[index]
    assert 'data-stage="draft"' in read(world, path)
    act = world.sign(act, **{f"p{number}": key("newcomer")})
    waiting = read(world, path)
    assert 'data-stage="waiting"' in waiting
    assert "节点 1 的经办人" in waiting
    act = world.sign(act, p1=world.core)
    assert 'data-stage="complete"' in read(world, path)
    world.submit(act)
    done = read(world, path, **cookie(world, "newcomer"))
    assert 'data-stage="final"' in done
    assert f"您是主体 {number}" in done
    assert f"/acts/new/entrust?party={number}" in read(world, "/me", **cookie(world, "newcomer"))


def test_whoever_was_overtaken_is_told_to_sign_again(world: World) -> None:
    slow, quick = ask(world, "slow newcomer"), ask(world, "quick newcomer")
    number = quick["message"]["party"]  # type: ignore[index]
    world.submit(world.sign(quick, p1=world.core, **{f"p{number}": key("quick newcomer")}))
    text = read(world, f"/enrol/{slow['id']}")
    assert 'data-stage="overtaken"' in text
    assert 'id="enrolment-sign"' in text


def test_another_act_is_no_request_for_admission(world: World) -> None:
    act = world.draft(world.core, "admit", parent=1, operator=1, kind="regional")
    assert world.client.get(f"/enrol/{act['id']}", headers=HTML).status_code == 404
