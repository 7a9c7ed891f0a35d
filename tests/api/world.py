"""People and documents for the tests of the API: keys by name, filings, acts from draft to the chain."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import uuid4

import uvicorn
from eth_account.messages import encode_typed_data
from eth_hash.auto import keccak
from fastapi.testclient import TestClient

from ledger import worker
from ledger.core.encoding import to_base64
from ledger.keyring import AccountSigner, Signer
from ledger.local.testing import Node
from ledger.service import Service
from ledger.signing_in import text_digest

NOTICE = 3600


def key(name: str) -> AccountSigner:
    """The account of a person of that name, the same in every test."""
    return AccountSigner(sha256(f"a person called {name}".encode()).digest())


@contextmanager
def over_http(client: TestClient) -> Iterator[str]:
    """The address of a client's application over real HTTP, on a free port of the loopback."""
    server = uvicorn.Server(uvicorn.Config(client.app, port=0, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@dataclass
class World:
    """A ledger, its chain, and a client of its API."""

    service: Service
    node: Node
    client: TestClient
    core: AccountSigner

    def __repr__(self) -> str:
        return "World()"

    def settle(self) -> None:
        """What the worker does until nothing is left to do."""
        for _ in range(2):
            self.node.advance(2)
            worker.tick(self.service)
        self.node.mine()
        worker.tick(self.service)

    def token(self, signer: Signer) -> dict[str, str]:
        """The headers of a session of that key."""
        given = self.client.post("/v1/sessions/challenge", json={"signer": hex_of(signer.signer_bytes)}).json()
        signature = signer.sign_digest(text_digest(given["message"]))
        answer = self.client.post(
            "/v1/sessions", json={"challenge": given["challenge"], "signature": hex_of(signature)}
        )
        assert answer.status_code == 201, answer.text
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    def draft_filing(self, signer: Signer, content: bytes = b"a document", **changes: Any) -> dict[str, Any]:
        """A draft of a document."""
        attachment = {
            "name": "document.pdf",
            "size": len(content),
            "sha256": sha256(content).hexdigest(),
            "sm3": sha256(b"sm3" + content).hexdigest(),
            "mime": "application/pdf",
        }
        draft = {
            "type": "document/1",
            "node": 1,
            "form": {"title": f"On {content.decode()}"},
            "attachments": [attachment],
            "filer": {"signer": hex_of(signer.signer_bytes)},
        }
        return draft | changes

    def signed_filing(self, signer: Signer, content: bytes = b"a document") -> dict[str, Any]:
        """A submission, prepared by the service and signed."""
        prepared = self.client.post("/v1/filings/prepare", json=self.draft_filing(signer, content))
        assert prepared.status_code == 200, prepared.text
        found = prepared.json()
        signature = signer.sign_digest(typed_digest(found["typedData"]))
        return {
            "entry": to_base64(found["entry"].encode()),
            "disclosures": found["disclosures"],
            "signature": hex_of(signature),
        }

    def file(self, signer: Signer, content: bytes | None = None) -> str:
        """The leaf of a new filing, in the log and anchored."""
        answer = self.client.post("/v1/filings", json=self.signed_filing(signer, content or uuid4().hex.encode()))
        assert answer.status_code == 201, answer.text
        self.settle()
        return str(answer.json()["leaf"])

    def draft(self, author: Signer, act: str, /, **fields: Any) -> dict[str, Any]:
        """A drafted act."""
        answer = self.client.post("/v1/acts", json={"kind": act, "fields": fields}, headers=self.token(author))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def sign(self, act: dict[str, Any], **signers: AccountSigner) -> dict[str, Any]:
        """The act after these have signed; names are `p` and the party's number."""
        digest = bytes.fromhex(act["digest"][2:])
        for name, signer in signers.items():
            body = {"party": int(name[1:]), "signature": hex_of(signer.sign_digest(digest))}
            answer = self.client.post(f"/v1/acts/{act['id']}/signatures", json=body)
            assert answer.status_code == 201, answer.text
            act = answer.json()
        return act

    def submit(self, act: dict[str, Any]) -> dict[str, Any]:
        """The act once it stands on the chain."""
        answer = self.client.post(f"/v1/acts/{act['id']}/submit")
        assert answer.status_code == 202, answer.text
        self.settle()
        done = self.client.get(f"/v1/acts/{act['id']}").json()
        assert done["status"] in ("included", "final"), done
        return dict(done)

    def enrol(self, name: str, kind: str = "person") -> tuple[int, AccountSigner]:
        """A new party, vouched for by the core."""
        signer = key(name)
        act = self.draft(
            self.core,
            "enrol",
            signer=hex_of(signer.signer_bytes),
            identity=hex_of(sha256(name.encode()).digest()),
            kind=kind,
            voucher=1,
        )
        number = act["message"]["party"]
        self.submit(self.sign(act, p1=self.core, **{f"p{number}": signer}))
        return number, signer


def hex_of(raw: bytes) -> str:
    """0x-hex."""
    return "0x" + raw.hex()


def typed_digest(document: dict[str, Any]) -> bytes:
    """What a wallet would sign for an EIP-712 document."""
    signable = encode_typed_data(full_message=document)
    return keccak(b"\x19" + signable.version + signable.header + signable.body)
