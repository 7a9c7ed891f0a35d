"""Digest manifests through the API: all or nothing, a receipt a line, found by digest, proved line by line."""

import json
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from httpx import Response
from sqlalchemy import text

from api.routes import manifests as routes
from ledger.core import manifest, merkle, verify
from ledger.store import database, sealed_lines, vault
from tests.api.world import World, hex_of, key
from tests.manifest_making import Made, lines_of, sign

FILER = key("filer of manifests")
TYPE = {"Content-Type": "application/x-ndjson"}


def make(world: World, *names: str, **form: Any) -> Made:
    """A manifest of files that no other test has."""
    lines = lines_of(list(names) or ["a.txt", "data/b.txt", "data/c.txt"], uuid4().hex)
    return sign(lines, FILER, world.service.deployment.log_origin, world.service.clock(), **form)


def send(world: World, body: bytes | Made) -> Response:
    content = body.body if isinstance(body, Made) else body
    answer: Response = world.client.post("/v1/manifests", content=content, headers=TYPE)
    return answer


def receipts(answer: Response) -> list[dict[str, Any]]:
    assert answer.status_code in (200, 201), answer.text
    assert answer.headers["content-type"] == TYPE["Content-Type"]
    return [json.loads(line) for line in answer.text.splitlines()]


def rows(world: World) -> dict[str, int]:
    """How many rows everything that a manifest leaves behind has."""
    tables = ("filings", "disclosure_boxes", "manifest_lines", "vault.data_keys", "vault.digest_index")
    with database.transaction(world.service.engine) as connection:
        return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in tables}  # noqa: S608


def test_a_manifest_is_receipted_line_by_line_found_and_proved(world: World) -> None:
    made = make(world)
    answer = send(world, made)
    first, *lines = receipts(answer)
    leaf = first["leaf"]
    assert answer.status_code == 201
    assert answer.headers["location"] == first["links"]["status"] == f"/v1/filings/{leaf}"
    assert first["count"] == len(lines) == 3
    for number, (line, text_) in enumerate(zip(lines, made.lines, strict=True)):
        hashed = merkle.leaf_hash(text_.encode()).hex()
        assert line == {"line": number, "leaf": leaf, "hash": hashed, "receivedAt": first["receivedAt"]}
    world.settle()
    for number, text_ in enumerate(made.lines):
        told = manifest.parse(text_)
        for name in ("sha256", "sm3"):
            found = world.client.get("/v1/find", params={name: getattr(told, name)}).json()
            sighting = {"leaf": leaf, "receivedAt": first["receivedAt"], "line": number}
            assert found == {"filed": True, "items": [sighting]}
        page = world.client.get("/", params={"digest": told.sha256, "lang": "en"}).text
        assert leaf in page
        assert f"line of the manifest: {number}" in page

    headers = world.token(FILER)
    for number, text_ in enumerate(made.lines):
        bundle = world.client.get(f"/v1/manifests/{leaf}/lines/{number}/evidence", headers=headers)
        assert bundle.status_code == 200, bundle.text
        report = verify.verify(bundle.content, world.client.get("/v1/trust").content)
        assert report.verdict.value == "VALID", report.to_dict()
        assert report.check("line").status.value == "VALID"
        assert report.answer["line"]["name"] == manifest.parse(text_).name
        assert not any(other in bundle.text for other in made.lines if other != text_)
    bundle = world.client.get(f"/v1/filings/{leaf}/evidence")
    assert verify.verify(bundle.content, world.client.get("/v1/trust").content).verdict.value == "VALID"


def test_the_same_manifest_again_gives_the_same_receipts_and_stores_nothing(world: World) -> None:
    made = make(world)
    first = send(world, made)
    before = rows(world)
    again = send(world, made)
    assert (first.status_code, again.status_code) == (201, 200)
    assert receipts(first) == receipts(again)
    assert rows(world) == before
    world.settle()
    third = receipts(send(world, made))
    assert third[0] == receipts(first)[0] | {"status": "integrated"}
    assert third[1:] == receipts(first)[1:]


def test_the_same_manifest_with_other_lines_is_refused_also_when_it_is_known(world: World) -> None:
    made = make(world)
    receipts(send(world, made))
    for lines in (made.lines[::-1], made.lines[:-1], ()):
        assert send(world, made.with_lines(*lines)).status_code == 422


WRONG: dict[str, tuple[Any, int, str]] = {
    "the count is another": (lambda w: make(w, "a", "b", count=3), 422, "MANIFEST_COUNT_WRONG"),
    "the root is another": (lambda w: make(w, "a", "b", root="0" * 64), 422, "MANIFEST_ROOT_WRONG"),
    "a line is missing": (lambda w: (m := make(w)).with_lines(*m.lines[:2]), 422, "MANIFEST_COUNT_WRONG"),
    "a line is moved": (lambda w: (m := make(w)).with_lines(*m.lines[::-1]), 422, "MANIFEST_ROOT_WRONG"),
    "a line stands twice": (lambda w: (m := make(w)).with_lines(*m.lines, m.lines[1]), 422, "LINE_TWICE"),
    "a line is none": (lambda w: (m := make(w)).with_lines(m.lines[0], "x" * 9), 422, "LINE_MALFORMED"),
    "a line is empty": (lambda w: make(w).body + b"\n", 422, "LINE_MALFORMED"),
    "a line is a number": (lambda w: make(w).body + b"7\n", 422, "LINE_MALFORMED"),
    "a line is not UTF-8": (lambda w: make(w).body + b'"\xff"\n', 422, "LINE_MALFORMED"),
    "a line is long": (lambda w: make(w).body + b'"' + b"A" * 20_000 + b'"\n', 413, "LINE_TOO_LONG"),
    "a line has no end": (lambda w: make(w).body + b'"' + b"A" * 700_000, 413, "LINE_TOO_LONG"),
    "the first line is long": (lambda w: b"[" * 600_000 + make(w).body, 413, "LINE_TOO_LONG"),
    "the first line is deep": (lambda w: b"[" * 60_000 + b"\n" + make(w).body, 422, "JSON_TOO_DEEP"),
    "a member stands twice": (lambda w: make(w).body.replace(b"{", b'{"entry":"",', 1), 422, "JSON_MALFORMED"),
    "a member more": (lambda w: make(w).body.replace(b"{", b'{"more":"",', 1), 422, "REQUEST_MALFORMED"),
    "nothing": (lambda _: b"", 422, "JSON_MALFORMED"),
    "no lines": (lambda w: make(w).with_lines(), 422, "MANIFEST_COUNT_WRONG"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_with_a_manifest_is_named_and_nothing_is_stored(world: World, what: str) -> None:
    making, status, code = WRONG[what]
    body = making(world)
    before = rows(world)
    answer = send(world, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert rows(world) == before
    if code in ("LINE_TWICE", "LINE_MALFORMED"):
        assert answer.json()["values"]["line"] in (1, 3)


def test_a_signature_by_another_key_is_refused_before_any_line_is_looked_at(world: World) -> None:
    made = make(world).with_lines("no line")
    first = made.first | {"signature": hex_of(key("thief").sign_digest(bytes(32)))}
    answer = send(world, json.dumps(first).encode() + b'\n"no line"\n')
    assert (answer.status_code, answer.json()["code"]) == (422, "SIGNATURE_INVALID")
    assert answer.headers["connection"] == "close"


def test_each_kind_of_filing_has_its_own_door(world: World) -> None:
    manifest_alone = world.client.post("/v1/filings", json=make(world).first)
    assert manifest_alone.json()["code"] == "MANIFEST_WITHOUT_LINES"
    document = world.signed_filing(FILER, uuid4().hex.encode())
    assert send(world, json.dumps(document).encode()).json()["code"] == "MANIFEST_EXPECTED"
    other_type = world.client.post("/v1/manifests", content=make(world).body, headers={"Content-Type": "text/plain"})
    assert other_type.json()["code"] == "MEDIA_TYPE_WRONG"


def test_a_body_without_a_last_newline_or_with_carriage_returns_is_the_same(world: World) -> None:
    made = make(world)
    assert send(world, made.body.rstrip(b"\n")).status_code == 201
    assert send(world, made.body.replace(b"\n", b"\r\n")).status_code == 200


def test_lines_are_private(world: World) -> None:
    made = make(world)
    leaf = receipts(send(world, made))[0]["leaf"]
    world.settle()
    path = f"/v1/manifests/{leaf}/lines/1/evidence"
    anonymous = world.client.get(path)
    assert (anonymous.status_code, anonymous.json()["code"]) == (401, "NOT_SIGNED_IN")
    stranger = world.client.get(path, headers=world.token(key("stranger")))
    assert (stranger.status_code, stranger.json()["code"]) == (403, "LINE_PRIVATE")
    filer = world.token(FILER)
    assert world.client.get(path, headers=filer).headers["cache-control"] == "no-store"
    for number, status, code in ((3, 404, "LINE_UNKNOWN"), (65_536, 422, "REQUEST_MALFORMED")):
        answer = world.client.get(f"/v1/manifests/{leaf}/lines/{number}/evidence", headers=filer)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    document = world.file(FILER)
    answer = world.client.get(f"/v1/manifests/{document}/lines/0/evidence", headers=filer)
    assert answer.json()["code"] == "LINE_UNKNOWN"
    unknown = world.client.get(f"/v1/manifests/{'0' * 64}/lines/0/evidence", headers=filer)
    assert unknown.json()["code"] == "FILING_UNKNOWN"


def test_erasing_a_manifest_reaches_every_line(world: World) -> None:
    before = rows(world)
    made = make(world)
    first = receipts(send(world, made))[0]
    with database.transaction(world.service.engine) as connection:
        assert vault.erase(connection, bytes.fromhex(first["leaf"]), world.service.clock())
    after = rows(world)
    assert after == before | {"filings": before["filings"] + 1}
    for text_ in made.lines:
        found = world.client.get("/v1/find", params={"sha256": manifest.parse(text_).sha256}).json()
        assert found == {"filed": False, "items": []}
    path = f"/v1/manifests/{first['leaf']}/lines/0/evidence"
    assert world.client.get(path, headers=world.token(FILER)).json()["code"] == "DISCLOSURES_ERASED"
    assert receipts(send(world, made))[0] == first
    assert rows(world) == after


def test_a_file_that_stands_in_several_lines_is_found_once(world: World) -> None:
    origin, now = world.service.deployment.log_origin, world.service.clock()
    digests = sha256(uuid4().bytes).hexdigest(), sha256(uuid4().bytes).hexdigest()
    lines = tuple(manifest.make(uuid4().bytes, f"copy-{i}", 0, *digests).text for i in range(5))
    leaf = receipts(send(world, sign(lines, FILER, origin, now)))[0]["leaf"]
    items = world.client.get("/v1/find", params={"sm3": digests[1]}).json()["items"]
    assert [(item["leaf"], item["line"]) for item in items] == [(leaf, 0)]


def test_a_manifest_larger_than_any_other_body_is_taken(world: World) -> None:
    """Its lines come in many pieces, and stand in the database in many parts."""
    made = make(world, *(f"folder {i // 100}/{'x' * 180} {i}" for i in range(5000)))
    assert len(made.body) > 2 * world.service.settings.max_request_bytes
    leaf = receipts(send(world, made))[0]["leaf"]
    with database.transaction(world.service.engine) as connection:
        parts = list(sealed_lines.read(connection, world.service.vault, bytes.fromhex(leaf)))
    assert [line for part in parts for line in part] == list(made.lines)
    assert len(parts) == 20


def test_no_more_manifests_are_taken_in_at_once_than_there_are_places(world: World) -> None:
    room = world.client.app.state.manifests  # type: ignore[attr-defined]
    others = [f"192.0.2.{number % 2}" for number in range(routes.MOST_AT_ONCE)]
    for address in others:
        room.enter(address)
    try:
        answer = send(world, make(world))
        assert (answer.status_code, answer.json()["code"]) == (503, "MANIFESTS_MANY")
        assert int(answer.headers["retry-after"]) > 0
    finally:
        for address in others:
            room.leave(address)
    assert send(world, make(world)).status_code == 201


def test_one_address_alone_cannot_take_all_places_for_manifests(world: World) -> None:
    room = world.client.app.state.manifests  # type: ignore[attr-defined]
    for _ in range(routes.SHARE):
        room.enter("127.0.0.1")
    try:
        answer = send(world, make(world))
        assert (answer.status_code, answer.json()["code"]) == (429, "TOO_MANY_AT_ONCE")
        room.enter("198.51.100.7")
        room.leave("198.51.100.7")
    finally:
        for _ in range(routes.SHARE):
            room.leave("127.0.0.1")
    for _ in range(routes.MOST_AT_ONCE + 1):  # every place is given back, also by those who are refused
        assert send(world, b"{}\n").status_code == 422
    assert send(world, make(world)).status_code == 201


def test_a_manifest_that_a_restore_did_not_bring_back_is_brought_back_by_sending_it_again_once(world: World) -> None:
    made = make(world)
    first = receipts(send(world, made))
    world.settle()
    before, leaf = rows(world), bytes.fromhex(first[0]["leaf"])
    lines = f"/v1/manifests/{leaf.hex()}/lines/0/evidence"
    with database.transaction(world.service.engine) as connection:
        for table in ("vault.digest_index", "vault.data_keys", "disclosure_boxes", "manifest_lines"):
            column = "leaf" if table != "vault.digest_index" else "key_id"
            key_id = "(SELECT key_id FROM vault.data_keys WHERE leaf = :leaf)" if column == "key_id" else ":leaf"
            connection.execute(text(f"DELETE FROM {table} WHERE {column} = {key_id}"), {"leaf": leaf})  # noqa: S608
    headers = world.token(FILER)
    assert rows(world) != before
    assert world.client.get(lines, headers=headers).status_code == 404
    again = receipts(send(world, made))
    assert again[1:] == first[1:]
    assert rows(world) == before
    assert world.client.get(lines, headers=headers).status_code == 200
    receipts(send(world, made))
    assert rows(world) == before
    with database.transaction(world.service.engine) as connection:
        vault.erase(connection, leaf, world.service.clock())
    receipts(send(world, made))
    assert world.client.get(lines, headers=headers).status_code == 404
