"""Nothing that the service writes about itself, on whatever day, holds a key, a token, a password or a disclosure."""

import base64
import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from ledger import founding, keyring
from ledger.core.encoding import to_base64
from ledger.keyring import AccountSigner
from ledger.local import running
from ledger.signing_in import text_digest
from ledger.store import database
from tests.api.world import hex_of, key, typed_digest
from tests.journeys.running_service import Up, anchored

LEAST = 16  # characters by which a secret would be known again


class Day:
    """One day of a service, with everything secret that passes on it."""

    def __init__(self, url: str, data: Path) -> None:
        self.data = data
        self.client = httpx.Client(base_url=url, trust_env=False, timeout=30)
        self.secrets: set[str] = set()

    def keep(self, secret: str | bytes) -> Any:
        """Note a secret in the spellings in which it could be written."""
        raw = secret.encode() if isinstance(secret, str) else secret
        spelt = [raw.hex(), base64.b64encode(raw).decode().rstrip("="), base64.urlsafe_b64encode(raw).decode()]
        self.secrets |= {one[:40] for one in ([secret] if isinstance(secret, str) else []) + spelt}
        return secret

    def signed(self, signer: AccountSigner, digest: bytes) -> str:
        """A signature, noted."""
        signature = signer.sign_digest(digest)
        self.keep(signature)
        return hex_of(signature)

    def filing(self, signer: AccountSigner) -> dict[str, Any]:
        """A submission: title, attachment's name and every disclosure are noted."""
        content = uuid4().bytes
        draft = {
            "type": "document/1",
            "node": 1,
            "form": {"title": self.keep(f"a title that nobody reads {uuid4()}")},
            "attachments": [
                {
                    "name": self.keep(f"name-of-a-file-{uuid4()}.pdf"),
                    "size": 16,
                    "sha256": sha256(content).hexdigest(),
                    "sm3": sha256(b"sm3" + content).hexdigest(),
                    "mime": "application/pdf",
                }
            ],
            "filer": {"signer": hex_of(signer.signer_bytes)},
        }
        prepared = self.client.post("/v1/filings/prepare", json=draft).raise_for_status().json()
        for disclosure in prepared["disclosures"]:
            self.keep(disclosure)
            salt = json.loads(base64.urlsafe_b64decode(disclosure + "=="))[0]
            self.keep(salt)
        return {
            "entry": to_base64(prepared["entry"].encode()),
            "disclosures": prepared["disclosures"],
            "signature": self.signed(signer, typed_digest(prepared["typedData"])),
        }

    def token(self, signer: AccountSigner) -> dict[str, str]:
        """The headers of a session, noted."""
        given = self.client.post("/v1/sessions/challenge", json={"signer": hex_of(signer.signer_bytes)}).json()
        body = {"challenge": given["challenge"], "signature": self.signed(signer, text_digest(given["message"]))}
        token = self.client.post("/v1/sessions", json=body).raise_for_status().json()["token"]
        return {"Authorization": f"Bearer {self.keep(token)}"}

    @contextmanager
    def broken(self, *breaking: str, mending: tuple[str, ...]) -> Iterator[None]:
        """A database in which something is out of order."""
        url = running.database_url(self.data)
        assert url is not None
        engine = database.engine(url, pool_size=1)
        try:
            for statements in (breaking, mending):
                with database.transaction(engine) as connection:
                    for statement in statements:
                        connection.execute(text(statement))
                if statements is breaking:
                    yield
        finally:
            engine.dispose()


@pytest.mark.slow
def test_no_output_of_a_service_holds_a_secret_that_passed_through_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    up = Up(data, ZHENGBEN_LOG_LEVEL="debug")
    try:
        day = Day(up.facts()["url"], data)
        _good_hours(day)
        _misuse(day)
        _bad_hours(day)
        said = _everything_said(up, day)
        assert up.end(signal.SIGINT) == 0
    finally:
        if up.process.poll() is None:
            up.end(signal.SIGKILL)
        up.left()
    refused = Up(
        tmp_path / "other",
        ZHENGBEN_DATABASE_URL=f"postgresql://zhengben:{day.keep('a-password-in-a-url')}@127.0.0.1:9/x",
    )
    said["refused"] = str(refused.refusal()) + refused.errors
    events = [json.loads(line) for line in said["stderr"].splitlines() if line.startswith("{")]
    assert {"answered", "failed", "worker.tick_failed"} <= {event["event"] for event in events}
    assert all({"event", "level", "timestamp"} <= set(event) for event in events)
    assert all("request_id" in event for event in events if event["event"] in ("answered", "failed"))
    assert len([secret for secret in day.secrets if len(secret) >= LEAST]) > 100
    for name, words in said.items():
        assert words, name
        found = [secret for secret in day.secrets if len(secret) >= LEAST and secret in words]
        assert not found, (name, found)


def _good_hours(day: Day) -> None:
    filer = key("a filer with secrets")
    leaf = day.client.post("/v1/filings", json=day.filing(filer)).raise_for_status().json()["leaf"]
    anchored(str(day.client.base_url), leaf)
    evidence = day.client.get(f"/v1/filings/{leaf}/evidence", headers=day.token(filer))
    assert evidence.headers["zhengben-disclosed"] == "yes"
    _enrol(day)


def _enrol(day: Day) -> None:
    """An enrolment, signed by both and submitted."""
    core, new = founding.identities(day.data).core, keyring.new_account()
    assert isinstance(core, AccountSigner)
    fields = {
        "signer": hex_of(new.signer_bytes),
        "identity": hex_of(sha256(uuid4().bytes).digest()),
        "kind": "person",
        "voucher": 1,
    }
    body = {"kind": "enrol", "fields": fields}
    act = day.client.post("/v1/acts", json=body, headers=day.token(core)).raise_for_status().json()
    for party, signer in ((1, core), (act["message"]["party"], new)):
        body = {"party": party, "signature": day.signed(signer, bytes.fromhex(act["digest"][2:]))}
        day.client.post(f"/v1/acts/{act['id']}/signatures", json=body).raise_for_status()
    day.client.post(f"/v1/acts/{act['id']}/submit").raise_for_status()
    for signer in (core, new):
        day.keep(signer.account.key.hex())


def _misuse(day: Day) -> None:
    """Secrets in every place in which a caller could put one."""

    def secret() -> str:
        return str(day.keep(f"hush-{uuid4()}"))

    filing = day.filing(key("a filer with secrets"))
    wrong = day.keep(key("somebody else").sign_digest(bytes(32)))
    assert day.client.post("/v1/filings", json=filing | {"signature": hex_of(wrong)}).status_code == 422
    assert day.client.post("/v1/filings", json=filing | {"disclosures": [secret()]}).status_code == 422
    assert day.client.post("/v1/filings", json=filing | {secret(): secret()}).status_code == 422
    assert day.client.post("/v1/filings", content=f'{{"a": "{secret()}", "a": 1}}').status_code in (400, 422)
    assert day.client.post("/v1/filings", content=secret()).status_code in (400, 422)
    assert day.client.post("/v1/filings", content=secret() * 20_000).status_code == 413
    assert day.client.get(f"/v1/{secret()}", params={"password": secret()}).status_code == 404
    assert day.client.get("/v1/acts", headers={"Authorization": f"Bearer {secret()}"}).status_code in (401, 422)
    assert day.client.get("/v1/status", headers={"Cookie": f"session={secret()}", "X-Key": secret()}).status_code == 200
    assert (
        day.client.post("/v1/sessions", json={"challenge": secret(), "signature": "0x" + "11" * 65}).status_code >= 400
    )
    assert day.client.request(secret()[:12].upper(), f"/{secret()}").status_code in (400, 404, 405)


def _bad_hours(day: Day) -> None:
    """Errors that nobody foresaw, in a request and in the worker, with rows and bodies at hand to quote."""
    filer = key("a filer with secrets")
    no_box = "ALTER TABLE disclosure_boxes ADD CONSTRAINT nothing_fits CHECK (false) NOT VALID"
    no_signature = "ALTER TABLE act_signatures ADD CONSTRAINT nothing_fits CHECK (false) NOT VALID"
    mending = tuple(
        f"ALTER TABLE {table} DROP CONSTRAINT nothing_fits" for table in ("disclosure_boxes", "act_signatures")
    )
    with day.broken(no_box, no_signature, mending=mending):
        assert day.client.post("/v1/filings", json=day.filing(filer)).status_code == 500
        with pytest.raises(httpx.HTTPStatusError):
            _enrol(day)
    away = "ALTER TABLE checkpoints RENAME TO checkpoints_elsewhere"
    with day.broken(away, mending=("ALTER TABLE checkpoints_elsewhere RENAME TO checkpoints",)):
        assert day.client.get("/v1/status").status_code == 500
        _until_said(day, "worker.tick_failed")
    gone = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
    )
    with day.broken(gone, mending=("ALTER DATABASE zhengben CONNECTION LIMIT -1",)):
        day.client.get("/v1/status")
    away = "ALTER TABLE sessions RENAME TO sessions_elsewhere"
    with day.broken(away, mending=("ALTER TABLE sessions_elsewhere RENAME TO sessions",)):
        day.client.get("/v1/acts", headers={"Authorization": f"Bearer {day.keep(f'hush-{uuid4()}')}"})


def _until_said(day: Day, event: str) -> None:
    for _ in range(200):
        if event in (day.data.parent / f"{day.data.name}.stderr").read_text("utf-8"):
            return
        day.client.get("/healthz")
    pytest.fail(f"{event} was not said")


def _everything_said(up: Up, day: Day) -> dict[str, str]:
    for path in (*(day.data / "keys").iterdir(), day.data / "local" / "secrets.json"):
        content = path.read_text("ascii")
        for secret in json.loads(content).values() if path.suffix == ".json" else [content.strip()]:
            day.keep(secret.removeprefix("0x"))
    day.keep(str(json.loads((day.data / "local" / "state.json").read_text("ascii"))["path"]))
    logs = {path.name: path.read_text("utf-8", "replace") for path in (day.data / "local" / "logs").iterdir()}
    metrics = day.client.get("/metrics").raise_for_status().text
    return {name: words for name, words in logs.items() if words} | {"stderr": up.errors, "metrics": metrics}
