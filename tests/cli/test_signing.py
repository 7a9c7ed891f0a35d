"""A signature is given only to a digest that was computed here, for a seat that is the key's, after a yes."""

import io
import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from ledger import keyring
from ledger.core import acts, signatures
from ledger.core.acts import ContractDomain
from ledger.core.errors import Refused
from ledger.core.note import Ed25519Signer
from ledger.core.shares import WHOLE
from tests.cli.conftest import Run
from tests.cli.test_words import MESSAGES

UUID = "2f6c4b9e-6a0c-4d4e-9a3f-0d3f5f3c7a11"
PASSWORD = "correct horse"
ADDRESSES = {name: "0x" + f"{i:02x}" * 20 for i, name in enumerate(("Authority", "TitleRegistry", "AnchorLog"), 1)}
TRUST = {
    "format": "zhengben-trust/1",
    "name": "a ledger for tests",
    "demo": True,
    "chain": {"id": 1337, "genesis": "0x" + "01" * 32, "blocks": []},
    "ledger": {
        "salt": "0x" + "5a" * 32,
        "contracts": {name: {"address": at, "codeHash": "0x" + "c0" * 32} for name, at in ADDRESSES.items()},
    },
    "log": {"policy": f"log {Ed25519Signer('example.org/log', bytes(32)).key.vkey}\nquorum none\n"},
}


class Stage:
    """A service that answers what a test writes on its pages, and remembers what was posted."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        self.posted: list[tuple[str, Any]] = []
        stage = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer(stage.pages.get(self.path))

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                stage.posted.append((self.path, body))
                self.answer(stage.pages.get(self.path, {"status": "signing"}))

            def answer(self, page: Any) -> None:
                content = json.dumps({"code": "GONE", "detail": "gone"} if page is None else page).encode()
                self.send_response(404 if page is None else 200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A running stage."""
    running = Stage()
    thread = threading.Thread(target=running.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.server.shutdown()
    running.server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the keys `lin` (an account) and `pad` (P-256)."""
    folder = tmp_path_factory.mktemp("reader") / "keys"
    keyring.create_account(folder / "lin.json", PASSWORD, work=2)
    keyring.create_p256(folder / "pad.json", PASSWORD, bytes.fromhex("77" * 20), work=2)
    return folder


def signer_of(keys: Path, name: str) -> bytes:
    return next(key.signer_bytes for key in keyring.listed(keys) if key.path.stem == name)


def digest_of(kind: str, message: dict[str, Any]) -> bytes:
    named = acts.kind(kind)
    domain = ContractDomain(1337, ADDRESSES[named.contract], bytes.fromhex("5a" * 32))
    return acts.digest(named.primary_type, message, domain)


def show(stage: Stage, kind: str, message: dict[str, Any], seats: list[int], digest: bytes | None = None) -> bytes:
    """Put an act on the stage, with its true digest unless told another."""
    true = digest_of(kind, message)
    stage.pages[f"/v1/acts/{UUID}"] = {
        "id": UUID,
        "kind": kind,
        "message": message,
        "digest": "0x" + (digest or true).hex(),
        "roll": {"seats": [{"party": seat} for seat in seats]},
        "status": "draft",
    }
    stage.pages["/v1/trust"] = TRUST
    return true


def seat(stage: Stage, party: int, signer: bytes) -> None:
    stage.pages[f"/v1/parties/{party}"] = {"number": party, "signer": "0x" + signer.hex()}


@pytest.mark.parametrize("name", ["lin", "pad"])
def test_every_seat_of_the_key_is_signed_for_and_verifies(run: Run, stage: Stage, keys: Path, name: str) -> None:
    signer = signer_of(keys, name)
    digest = show(stage, "convey", MESSAGES["convey"], [2, 6, 7, 8])
    for party, by in ((2, bytes(20)), (6, signer), (8, signer)):
        seat(stage, party, by)
    ended = run("sign", UUID, "--key", name, "--keys", keys, "--url", stage.url, "--yes", ZHENGBEN_PASSWORD=PASSWORD)
    assert ended.code == 0, ended.all
    assert [body["party"] for _, body in stage.posted] == [6, 8]
    for path, body in stage.posted:
        assert path == f"/v1/acts/{UUID}/signatures"
        signatures.verify(signer, digest, bytes.fromhex(body["signature"][2:]))


def test_the_reader_is_told_who_gives_what_to_whom_before_being_asked(run: Run, stage: Stage, keys: Path) -> None:
    show(stage, "convey", MESSAGES["convey"], [6])
    seat(stage, 6, signer_of(keys, "lin"))
    for language, sentence in (("en", "party 6 gives ≈ 33.3333 %"), ("zh", "主体 6 向主体 8 转让")):
        ended = run("sign", UUID, "--key", "lin", "--keys", keys, "--url", stage.url, "--lang", language, "--yes",
                    "--json", ZHENGBEN_PASSWORD=PASSWORD)  # fmt: skip
        assert ended.code == 0, ended.all
        assert sentence in ended.err
        assert json.loads(ended.out)["parties"] == [6]


@pytest.mark.parametrize(("said", "signed"), [("", 0), ("n\n", 0), ("\n", 0), ("yes\n", 1), ("y\n", 1), ("是\n", 1)])
def test_nothing_is_signed_without_a_yes(
    run: Run, stage: Stage, keys: Path, said: str, signed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(stage, "register", MESSAGES["register"], [6])
    seat(stage, 6, signer_of(keys, "lin"))
    monkeypatch.setattr(sys, "stdin", io.StringIO(said))
    ended = run("sign", UUID, "--key", "lin", "--keys", keys, "--url", stage.url, ZHENGBEN_PASSWORD=PASSWORD)
    assert len(stage.posted) == signed
    assert ended.code == (0 if signed else 1)


def test_a_digest_that_the_text_does_not_give_is_not_signed(run: Run, stage: Stage, keys: Path) -> None:
    other = {**MESSAGES["convey"], "movements": [{"from": 6, "to": 9, "units": WHOLE // 3}]}
    show(stage, "convey", MESSAGES["convey"], [6], digest=digest_of("convey", other))
    seat(stage, 6, signer_of(keys, "lin"))
    ended = run("sign", UUID, "--key", "lin", "--keys", keys, "--url", stage.url, "--yes", ZHENGBEN_PASSWORD=PASSWORD)
    assert (ended.code, stage.posted) == (1, [])
    assert "DIGEST_DIFFERS" in ended.err


@pytest.mark.parametrize(
    "change",
    [
        lambda trust: trust["chain"].update(id=1),
        lambda trust: trust["ledger"].update(salt="0x" + "00" * 32),
        lambda trust: trust["ledger"]["contracts"]["TitleRegistry"].update(address="0x" + "99" * 20),
    ],
)
def test_the_readers_own_trust_file_counts_more_than_the_service(
    run: Run, stage: Stage, keys: Path, tmp_path: Path, change: Any
) -> None:
    show(stage, "convey", MESSAGES["convey"], [6])
    seat(stage, 6, signer_of(keys, "lin"))
    trust = json.loads(json.dumps(TRUST))
    path = tmp_path / "trust.json"
    sign = ["sign", UUID, "--key", "lin", "--keys", keys, "--url", stage.url, "--yes", "--trust", path]
    path.write_text(json.dumps(trust))
    assert run(*sign, ZHENGBEN_PASSWORD=PASSWORD).code == 0
    stage.posted.clear()
    change(trust)
    path.write_text(json.dumps(trust))
    ended = run(*sign, ZHENGBEN_PASSWORD=PASSWORD)
    assert (ended.code, stage.posted) == (1, [])
    assert "DIGEST_DIFFERS" in ended.err


def test_a_key_without_a_seat_does_not_sign(run: Run, stage: Stage, keys: Path) -> None:
    show(stage, "convey", MESSAGES["convey"], [6, 7])
    seat(stage, 6, bytes(20))
    sign = ["sign", UUID, "--key", "lin", "--keys", keys, "--url", stage.url, "--yes"]
    ended = run(*sign, ZHENGBEN_PASSWORD=PASSWORD)
    assert (ended.code, ended.err.splitlines()[-1].split(":")[0]) == (1, "KEY_NOT_SEATED")
    ended = run(*sign, "--party", 9, ZHENGBEN_PASSWORD=PASSWORD)
    assert (ended.code, ended.err.splitlines()[-1].split(":")[0]) == (64, "PARTY_NOT_SEATED")
    assert stage.posted == []


def test_a_newcomer_signs_its_own_enrolment(run: Run, stage: Stage, keys: Path) -> None:
    message = {**MESSAGES["enrol"], "signer": "0x" + signer_of(keys, "lin").hex()}
    show(stage, "enrol", message, [3, 9])
    seat(stage, 3, bytes(20))
    ended = run("sign", UUID, "--key", "lin", "--keys", keys, "--url", stage.url, "--yes", ZHENGBEN_PASSWORD=PASSWORD)
    assert ended.code == 0, ended.all
    assert [body["party"] for _, body in stage.posted] == [9]


@pytest.mark.parametrize(("kind", "message"), [("steal", MESSAGES["convey"]), ("convey", {"all": "yours"})])
def test_an_act_that_is_not_understood_is_not_signed(
    run: Run, stage: Stage, keys: Path, kind: str, message: dict[str, Any]
) -> None:
    show(stage, "convey", MESSAGES["convey"], [6])
    stage.pages[f"/v1/acts/{UUID}"] |= {"kind": kind, "message": message}
    seat(stage, 6, signer_of(keys, "lin"))
    ended = run("sign", UUID, "--key", "lin", "--keys", keys, "--url", stage.url, "--yes", ZHENGBEN_PASSWORD=PASSWORD)
    assert (ended.code, stage.posted) == (1, [])


def test_submit_waits_for_the_outcome(run: Run, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    show(stage, "convey", MESSAGES["convey"], [6])
    monkeypatch.setattr("ledger.cli.signing._PAUSE", 0.01)
    submit = ["submit", UUID, "--url", stage.url]
    for state, code in (("final", 0), ("included", 0), ("failed", 1), ("expired", 1), ("submitted", 2)):
        stage.pages[f"/v1/acts/{UUID}"]["status"] = state
        ended = run(*submit, "--wait", "--timeout", 1)
        assert ended.code == code, ended.all
        assert state in ended.all
    assert stage.posted[0] == (f"/v1/acts/{UUID}/submit", {})
    assert json.loads(run(*submit, "--json").out) == {"status": "signing"}


def test_show_tells_an_act_in_words_and_the_rest_as_it_came(run: Run, stage: Stage) -> None:
    show(stage, "convey", MESSAGES["convey"], [6])
    ended = run("show", UUID, "--url", stage.url, "--lang", "zh")
    assert ended.code == 0
    assert "主体 6 向主体 8 转让" in ended.out
    assert json.loads(run("show", UUID, "--url", stage.url, "--json").out)["kind"] == "convey"


def test_digits_find_a_filing_or_an_achievement_with_or_without_0x(run: Run, stage: Stage) -> None:
    digits = "ab" * 32
    stage.pages[f"/v1/filings/{digits}"] = {"leaf": digits, "receivedAt": 1_795_406_400, "anchored": None}
    for given in (digits, "0x" + digits, "0x" + digits.upper()):
        ended = run("show", given, "--url", stage.url)
        assert ended.code == 0, ended.all
        assert digits in ended.out
        assert "2026-11-23 12:00:00 +08:00" in ended.out
    ended = run("show", "cd" * 32, "--url", stage.url)
    assert (ended.code, ended.err.split(":")[0]) == (1, "GONE")


def test_what_was_filed_before_a_refusal_is_told(
    run: Run, stage: Stage, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.pages["/v1/trust"] = TRUST
    paths = [tmp_path / name for name in ("a", "b", "c")]
    for path in paths:
        path.write_text(path.name)

    def hand_in(_: object, draft: dict[str, Any], *__: object) -> dict[str, Any]:
        if draft["form"]["title"] == "c":
            raise Refused("FULL", "no more")
        return {"leaf": draft["form"]["title"]}

    monkeypatch.setattr("ledger.cli.filing._hand_in", hand_in)
    ended = run("file", *paths, "--key", keys / "lin.json", "--url", stage.url, "--json", ZHENGBEN_PASSWORD=PASSWORD)
    told = json.loads(ended.out)
    assert (ended.code, told["code"]) == (1, "FULL")
    assert [filing["leaf"] for filing in told["values"]["filed"]] == ["a", "b"]


def test_evidence_of_something_else_is_not_written(run: Run, stage: Stage, tmp_path: Path) -> None:
    digits = "ab" * 32
    bundle = {
        "format": "zhengben-evidence/1",
        "claim": {"kind": "filing", "leaf": "cd" * 32},
        "ledger": {"chain": 1, "salt": "0x" + "00" * 32, "log": "x", "demo": False},
        "timestamps": [],
    }
    for page, code in ((bundle, "EVIDENCE_OF_ANOTHER"), ({}, "MEMBER_MISSING")):
        stage.pages[f"/v1/filings/{digits}/evidence"] = page
        ended = run("evidence", digits, "-o", tmp_path / "out", "--url", stage.url)
        assert (ended.code, ended.err.split(":")[0]) == (1, code)
        assert not (tmp_path / "out").exists()
    stage.pages[f"/v1/filings/{digits}/evidence"] = bundle | {"claim": {"kind": "filing", "leaf": digits}}
    out = tmp_path / "out"
    ended = run("evidence", digits, "-o", out, "--url", stage.url, "--json")
    assert ended.code == 0, ended.all
    assert json.loads(ended.out)["size"] == out.stat().st_size
    assert run("evidence", digits, "-o", out, "--url", stage.url).err.startswith("FILE_EXISTS")
    assert run("evidence", digits, "-o", out, "--url", stage.url, "--force").code == 0
