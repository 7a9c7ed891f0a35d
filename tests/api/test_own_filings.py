"""One's own filings: all that a key signed, on whatever device, told to its holder and to nobody else."""

import re
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from api.deps import SESSION_COOKIE
from ledger import authoring
from ledger.cli.filings import row
from ledger.cli.locales import Language
from ledger.client import Client
from ledger.core.encoding import to_base64
from ledger.keyring import AccountSigner
from ledger.store import database, vault
from tests.api.world import World, hex_of, key, over_http, typed_digest


def send(world: World, signer: AccountSigner, party: int | None = None, **changes: Any) -> str:
    """The leaf of a filing by that key, for that party, received and no more."""
    filer = {"signer": hex_of(signer.signer_bytes), "party": party}
    draft = world.draft_filing(signer, uuid4().hex.encode(), filer=filer, **changes)
    found = world.client.post("/v1/filings/prepare", json=draft).json()
    signature = signer.sign_digest(typed_digest(found["typedData"]))
    body = {
        "entry": to_base64(found["entry"].encode()),
        "disclosures": found["disclosures"],
        "signature": hex_of(signature),
    }
    answer = world.client.post("/v1/filings", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["leaf"])


def own(world: World, signer: AccountSigner, **query: Any) -> list[str]:
    """The leaves that a session of that key is told."""
    answer = world.client.get("/v1/filings", params=query, headers=world.token(signer))
    assert answer.status_code == 200, answer.text
    return [item["leaf"] for item in answer.json()["items"]]


def page(world: World, path: str, signer: AccountSigner | None = None, language: str = "zh") -> str:
    """A page as a browser without a script gets it."""
    cookie = f"lang={language}"
    if signer is not None:
        cookie += f"; {SESSION_COOKIE}={world.token(signer)['Authorization'].removeprefix('Bearer ')}"
    answer = world.client.get(path, headers={"Accept": "text/html", "Cookie": cookie})
    assert answer.status_code == 200, answer.text
    return str(answer.text)


@pytest.fixture
def filer() -> AccountSigner:
    """Somebody who filed nothing yet."""
    return key(uuid4().hex)


def test_a_filer_is_told_their_filings_the_last_first_and_how_far_each_has_come(
    world: World, filer: AccountSigner
) -> None:
    first = send(world, filer)
    world.settle()
    send(world, key("somebody else"))
    second = send(world, filer)
    answer = world.client.get("/v1/filings", headers=world.token(filer)).json()
    assert [item["leaf"] for item in answer["items"]] == [second, first]
    assert [item["integrated"] for item in answer["items"]] == [False, True]
    assert answer["items"][1]["anchored"]["final"] is True
    assert answer["next"] is None
    for item in answer["items"]:
        assert item == world.client.get(f"/v1/filings/{item['leaf']}").json()


def test_nobody_else_can_ask_for_them(world: World, filer: AccountSigner) -> None:
    leaf = send(world, filer)
    assert leaf not in own(world, key("a stranger who is curious"))
    assert leaf not in own(world, world.core)
    refused = world.client.get("/v1/filings")
    assert (refused.status_code, refused.json()["code"]) == (401, "NOT_SIGNED_IN")
    with database.transaction(world.service.engine) as connection:
        kept = connection.scalar(select(vault.data_keys.c.filer).where(vault.data_keys.c.leaf == bytes.fromhex(leaf)))
    assert kept is not None
    assert filer.signer_bytes not in kept


def test_the_pages_of_the_list_miss_nothing_and_repeat_nothing(world: World, filer: AccountSigner) -> None:
    sent = [send(world, filer) for _ in range(5)]
    headers, cursor, seen = world.token(filer), None, []
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        answer = world.client.get("/v1/filings", params=query, headers=headers).json()
        seen += [item["leaf"] for item in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert seen == sent[::-1]
    foreign = world.client.get("/v1/filings", params={"cursor": "YWN0czo1"}, headers=headers)
    assert (foreign.status_code, foreign.json()["code"]) == (422, "CURSOR_MALFORMED")


def test_what_is_erased_is_in_nobodys_list(world: World, filer: AccountSigner) -> None:
    leaf, other = send(world, filer), send(world, filer)
    with database.transaction(world.service.engine) as connection:
        vault.erase(connection, bytes.fromhex(leaf), world.service.clock())
    assert own(world, filer) == [other]


def test_filings_kept_by_an_earlier_version_are_found_once_the_worker_named_their_filers(
    world: World, filer: AccountSigner
) -> None:
    leaf = send(world, filer)
    with database.transaction(world.service.engine) as connection:
        rows = vault.data_keys.update().where(vault.data_keys.c.leaf == bytes.fromhex(leaf))
        connection.execute(rows.values(filer=None, filed_for=None))
    assert own(world, filer) == []
    assert authoring.name_filers(world.service.engine, world.service.vault) == 1
    assert authoring.name_filers(world.service.engine, world.service.vault) == 0
    assert own(world, filer) == [leaf]


def test_whoever_speaks_for_a_party_finds_and_reads_what_its_former_key_filed_for_it(world: World) -> None:
    party, old = world.enrol(f"whose key changes {uuid4().hex}")
    new = key(uuid4().hex)
    for_it, for_himself = send(world, old, party), send(world, old)
    world.settle()
    assert own(world, new) == []
    act = world.draft(old, "rotate", party=party, signer=hex_of(new.signer_bytes))
    for signer in (old, new):
        act = world.sign(act, **{f"p{party}": signer})
    world.submit(act)
    afterwards = send(world, old, party)
    assert own(world, new) == [for_it]
    assert own(world, old) == [afterwards, for_himself, for_it]
    assert disclosed(world, for_it, new) == "yes"
    assert disclosed(world, for_himself, new) == "no"


def disclosed(world: World, leaf: str, signer: AccountSigner) -> str:
    """Whether the evidence discloses anything to that key."""
    answer = world.client.get(f"/v1/filings/{leaf}/evidence", headers=world.token(signer))
    assert answer.status_code == 200, answer.text
    return str(answer.headers["zhengben-disclosed"])


@pytest.mark.parametrize(
    ("language", "received", "anchored"), [("zh", "已收到", "已锚定"), ("en", "received", "anchored")]
)
def test_the_page_lists_them_without_a_script_and_to_nobody_else(
    world: World, filer: AccountSigner, language: str, received: str, anchored: str
) -> None:
    first = send(world, filer)
    world.settle()
    second = send(world, filer)
    shown = page(world, "/filings", filer, language)
    rows = re.findall(r'<li>.*?/filings/([0-9a-f]{64}).*?class="state \w+">([^<]+)<', shown, re.DOTALL)
    assert [leaf for leaf, _ in rows] == [second, first]
    assert rows[0][1] == received
    assert rows[1][1].startswith(anchored)
    for other in (None, key("a stranger who is curious")):
        assert first not in page(world, "/filings", other, language)


def test_the_page_leads_to_those_that_are_not_on_it(world: World, filer: AccountSigner) -> None:
    sent = [send(world, filer) for _ in range(51)]
    shown = page(world, "/filings", filer)
    assert sent[0] not in shown
    [older] = re.findall(r'href="(/filings\?cursor=[^"]+)"', shown)
    assert sent[0] in page(world, older, filer)


def test_the_command_line_lists_them(world: World, filer: AccountSigner) -> None:
    sent = [send(world, filer) for _ in range(2)]
    with over_http(world.client) as url, Client(url) as client:
        client.sign_in(filer)
        items = list(client.filings())
    assert [item["leaf"] for item in items] == sent[::-1]
    states: tuple[tuple[Language, str], ...] = (("zh", "已收到"), ("en", "received"))
    for language, state in states:
        told = row(items[0], language)
        assert told[1:] == ["document/1", "1", state, sent[1]]
        assert "+08:00" in told[0]
