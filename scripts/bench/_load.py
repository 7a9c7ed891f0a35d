"""Load for the intake benchmark: filings signed beforehand, and processes that send them over kept connections.

    python scripts/bench/_load.py HOST PORT CONNECTIONS < requests

A process reads ready HTTP requests from its standard input, each with its length before it (4 bytes, big-endian),
says `ready` and waits for a line. Then every connection sends one, waits for the answer and takes the next, until none
is left. It prints `{"begun", "ended", "latencies", "statuses"}` as JSON: seconds of the machine's steady clock, and how
often each status came (0 for a connection that broke).
"""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from ledger.core import acts, manifest, merkle  # noqa: E402
from ledger.core.draft import Attachment, Draft  # noqa: E402
from ledger.core.encoding import to_base64  # noqa: E402
from ledger.intake import prepare  # noqa: E402
from ledger.keyring import AccountSigner  # noqa: E402

_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


def signed_filings(names: Sequence[str], origin: str, now: int) -> Iterator[dict[str, Any]]:
    """The body of a request for each name: a document with one attachment, signed by one of a hundred accounts."""
    signers = [AccountSigner(sha256(f"filer {i}".encode()).digest()) for i in range(100)]
    for number, name in enumerate(names):
        signer = signers[number % len(signers)]
        digests = sha256(name.encode()).hexdigest(), sha256(b"sm3 of " + name.encode()).hexdigest()
        attachment = Attachment(f"report {name}.pdf", 184_320, *digests, "application/pdf")
        form = {"title": f"重离子慢引出装置 {name}", "language": "zh"}
        made = prepare(Draft("document/1", 1, now, form, (attachment,), signer.signer_bytes), origin)
        digest = acts.filing_digest("document/1", 1, now, made.content, origin)
        yield {
            "entry": to_base64(made.entry),
            "disclosures": list(made.disclosures),
            "signature": "0x" + signer.sign_digest(digest).hex(),
        }


def signed_manifest(name: str, lines: int, origin: str, now: int) -> bytes:
    """The body of a request for a manifest of made-up files, signed."""
    signer = AccountSigner(sha256(b"filer of manifests").digest())
    texts = []
    for number in range(lines):
        content = f"{name}/{number}".encode()
        digests = sha256(content).hexdigest(), sha256(b"sm3 of " + content).hexdigest()
        salt = sha256(b"salt of " + content).digest()[:16]
        texts.append(manifest.make(salt, f"data/{number:06}.csv", 184_320, *digests).text)
    root = merkle.root(merkle.leaf_hash(text.encode()) for text in texts).hex()
    form = {"title": f"数据 {name}", "count": lines, "root": root}
    made = prepare(Draft(manifest.TYPE, 1, now, form, (), signer.signer_bytes), origin)
    digest = acts.filing_digest(manifest.TYPE, 1, now, made.content, origin)
    first = {
        "entry": to_base64(made.entry),
        "disclosures": list(made.disclosures),
        "signature": "0x" + signer.sign_digest(digest).hex(),
    }
    return b"".join(json.dumps(one).encode() + b"\n" for one in (first, *texts))


def as_request(path: str, body: bytes, media_type: str = "application/json") -> bytes:
    """A POST as it goes over the wire."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run(port: int, requests: Sequence[bytes], *, connections: int, processes: int = 2) -> dict[str, Any]:
    """Send all requests once; `{"seconds", "latencies" (sorted), "statuses"}` over all processes."""
    processes = min(processes, connections)
    parts = [requests[i::processes] for i in range(processes)]
    shares = [connections // processes + (i < connections % processes) for i in range(processes)]
    started = [_start(port, share, part) for share, part in zip(shares, parts, strict=True)]
    try:
        for process in started:
            assert process.stdout is not None  # noqa: S101 - a pipe
            if process.stdout.readline() != b"ready\n":
                raise SystemExit("a load generator did not start")
        for process in started:
            assert process.stdin is not None  # noqa: S101 - a pipe
            process.stdin.write(b"go\n")
            process.stdin.flush()
        results = [json.loads(process.stdout.read()) for process in started if process.stdout]
    finally:
        for process in started:
            process.kill()
            process.wait()
    statuses: Counter[str] = Counter()
    for result in results:
        statuses.update(result["statuses"])
    return {
        "seconds": max(result["ended"] for result in results) - min(result["begun"] for result in results),
        "latencies": sorted(latency for result in results for latency in result["latencies"]),
        "statuses": dict(statuses),
    }


def _start(port: int, connections: int, requests: Sequence[bytes]) -> subprocess.Popen[bytes]:
    command = [sys.executable, __file__, "127.0.0.1", str(port), str(connections)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None  # noqa: S101 - a pipe
    for request in requests:
        process.stdin.write(len(request).to_bytes(4, "big") + request)
    process.stdin.write(bytes(4))
    process.stdin.flush()
    return process


class _Connection(asyncio.Protocol):
    """Sends a request, waits for the whole answer, sends the next."""

    def __init__(self, requests: list[bytes], latencies: list[float], statuses: Counter[str]) -> None:
        self.ended = asyncio.get_running_loop().create_future()
        self._requests, self._latencies, self._statuses = requests, latencies, statuses
        self._answer = b""
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, found, body = self._answer.partition(b"\r\n\r\n")
        if not found or not _is_whole(head, body):
            return
        self._latencies.append(time.monotonic() - self._sent)
        self._statuses[head[9:12].decode()] += 1
        self._answer = b""
        self._next()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.ended.done():
            self._statuses["0"] += 1
            self.ended.set_result(None)

    def _next(self) -> None:
        if self._requests:
            self._sent = time.monotonic()
            self._transport.write(self._requests.pop())
        else:
            self.ended.set_result(None)
            self._transport.close()


def _is_whole(head: bytes, body: bytes) -> bool:
    length = _LENGTH.search(head)
    return len(body) >= int(length[1]) if length else body.endswith(b"0\r\n\r\n")  # without a length it is chunked


async def _drive(host: str, port: int, connections: int, requests: list[bytes]) -> dict[str, Any]:
    latencies: list[float] = []
    statuses: Counter[str] = Counter()
    loop = asyncio.get_running_loop()
    begun = time.monotonic()
    made = [
        loop.create_connection(lambda: _Connection(requests, latencies, statuses), host, port)
        for _ in range(connections)
    ]
    for _, protocol in await asyncio.gather(*made):
        await protocol.ended
    return {"begun": begun, "ended": time.monotonic(), "latencies": latencies, "statuses": statuses}


def main(arguments: Sequence[str]) -> int:
    import uvloop

    host, port, connections = arguments[0], int(arguments[1]), int(arguments[2])
    requests = []
    while size := int.from_bytes(sys.stdin.buffer.read(4), "big"):
        requests.append(sys.stdin.buffer.read(size))
    requests.reverse()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.buffer.readline()
    print(json.dumps(uvloop.run(_drive(host, port, connections, requests))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
