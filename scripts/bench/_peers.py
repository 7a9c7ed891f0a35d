"""What the intake is measured against, in the same run: PostgreSQL's own commits, and the log server Tessera.

Tessera (github.com/transparency-dev/tessera, Apache-2.0) is fetched through the Go module proxy and built into
`.cache/` together with its own load generator; without Go it is not run, and the reason stands in the result.
"""

import base64
import hashlib
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ledger.local import programs

ROOT = Path(__file__).resolve().parent.parent.parent
TESSERA = "v1.0.4"
_MODULE = "github.com/transparency-dev/tessera"
_ORIGIN = "bench.example/log"


def prepare_commits(database_url: str) -> None:
    """A table for rows of any size."""
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bench_rows (payload bytea NOT NULL)")


def commits(database_url: str, folder: Path, *, connections: int, size: int, seconds: int) -> float:
    """Commits a second of single rows of `size` bytes, by PostgreSQL's own load generator."""
    script = folder / "commit.sql"
    script.write_text("INSERT INTO bench_rows VALUES (decode(repeat('ab', :size), 'hex'));\n")
    program = programs.postgres("pgbench")
    command = [str(program), "-n", "-M", "prepared", "-f", str(script), "-D", f"size={size}"]
    command += ["-T", str(seconds)]
    command += ["-c", str(connections), "-j", str(min(2, connections)), database_url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)
    if found is None:
        raise SystemExit(f"pgbench failed: {done.stderr[-500:]}")
    return float(found[1])


class Tessera:
    """A running Tessera log on files.

    :raises LookupError: why it cannot run here.
    """

    def __init__(self, folder: Path) -> None:
        self._programs = _built()
        self._folder = folder
        secret, self._public = _keys()
        self._port = _free_port()
        storage = folder / "tessera"
        storage.mkdir()
        log = (folder / "tessera.log").open("wb")
        self._process = subprocess.Popen(
            [str(self._programs / "posix"), f"--storage_dir={storage}", f"--listen=127.0.0.1:{self._port}"],
            env={**os.environ, "LOG_PRIVATE_KEY": secret},
            stdout=log,
            stderr=log,
        )
        log.close()
        self._checkpoint = storage / "checkpoint"
        _wait(self._checkpoint.exists, "Tessera's first checkpoint")

    def rate(self, *, writers: int, size: int, seconds: int) -> float:
        """Entries of `size` bytes a second, from its published checkpoints."""
        url = f"http://127.0.0.1:{self._port}/"
        command = [str(self._programs / "hammer"), f"--log_public_key={self._public}", f"--log_url={url}"]
        command += ["--max_read_ops=0", "--num_readers_random=0", "--num_readers_full=0", "--dup_chance=0"]
        command += [f"--num_writers={writers}", "--max_write_ops=1000000", f"--leaf_min_size={size}", "--show_ui=false"]
        command += [f"--max_runtime={seconds + 5}s"]
        with (self._folder / "hammer.log").open("ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
        seen: list[tuple[float, int]] = []
        try:
            begun = self._size()
            while not seen or time.monotonic() < seen[0][0] + seconds:
                grown = self._size()
                if grown > begun and (not seen or grown != seen[-1][1]):
                    seen.append((time.monotonic(), grown))
                elif process.poll() is not None:
                    raise SystemExit("Tessera's load generator ended too soon")
                time.sleep(0.01)
        finally:
            process.terminate()
            process.wait()
        (first, small), (last, large) = seen[0], seen[-1]
        return (large - small) / (last - first)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()

    def _size(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/checkpoint", timeout=30) as answer:
            return int(answer.read().split(b"\n")[1])


def _built() -> Path:
    go = shutil.which("go")
    if go is None:
        raise LookupError("NOT RUN: there is no Go on this machine")
    folder = ROOT / ".cache" / f"tessera-{TESSERA}"
    if (folder / "posix").exists() and (folder / "hammer").exists():
        return folder
    source = folder / "source"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    environment = {**os.environ, "GOFLAGS": "-mod=mod -buildvcs=false", "GOWORK": "off"}

    def run(*command: str, where: Path) -> str:
        done = subprocess.run([go, *command], cwd=where, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise LookupError(f"NOT RUN: Tessera cannot be built here: {done.stderr.strip()[-200:]}")
        return done.stdout

    run("mod", "init", "bench.example/tessera", where=folder)
    run("mod", "download", f"{_MODULE}@{TESSERA}", where=folder)
    cached = Path(run("env", "GOMODCACHE", where=folder).strip()) / f"{_MODULE}@{TESSERA}"
    shutil.copytree(cached, source)  # the load generator is internal to the module, and the cache is read-only
    for path in (source, *source.rglob("*")):
        path.chmod(path.stat().st_mode | 0o200)
    run("build", "-o", str(folder) + "/", "./cmd/conformance/posix", "./internal/hammer", where=source)
    return folder


def _keys() -> tuple[str, str]:
    """A signing key and its verifier in the spelling of golang.org/x/mod/sumdb/note."""
    seed = hashlib.sha256(b"a key for a benchmark").digest()
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    number = hashlib.sha256(_ORIGIN.encode() + b"\n\x01" + public).digest()[:4].hex()
    secret, known = (base64.b64encode(b"\x01" + part).decode() for part in (seed, public))
    return f"PRIVATE+KEY+{_ORIGIN}+{number}+{secret}", f"{_ORIGIN}+{number}+{known}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(condition: Any, what: str) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise SystemExit(f"{what} did not come within half a minute")
