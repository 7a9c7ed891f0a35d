"""The validators' client, built on this machine from the source that the Go module proxy serves and `go.sum` pins.

go-ethereum 1.12.2 is the last release whose instruction set follows `shanghaiTime` on a chain without a beacon chain.
Its Clique engine refuses that setting all the same, because Shanghai's withdrawals have no place there; our contracts
need Shanghai's `PUSH0` and no withdrawals. So one check is taken out of one file, and nothing else is changed.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from ledger.core.errors import Corrupt, Unavailable

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
CACHE = ROOT / ".cache" / "network"
MODULE = "github.com/ethereum/go-ethereum"
PATCHED = Path("consensus/clique/clique.go")
CHECK = (
    "\tif chain.Config().IsShanghai(header.Number, header.Time) {\n"
    '\t\treturn errors.New("clique does not support shanghai fork")\n'
    "\t}\n"
)
"""What is taken out. It has to stand in the file exactly once, or nothing is built."""

OLDEST_GO = (1, 24)
_LINKER = "-checklinkname=0 -s -w"  # a debugging dependency links to a function of the runtime that Go has since closed
_PATIENCE = 1200
_PLACES = ("/usr/local/go/bin/go", "/usr/lib/go/bin/go", "/opt/homebrew/bin/go")

Progress = Callable[[str], None]
"""Takes one line for people."""


class CannotBuildHere(Unavailable):
    """This machine lacks what building the client takes: what needs the client is NOT RUN here."""


def client(tell: Progress) -> Path:
    """The client's binary, built at the first call and kept in `.cache/network/` (a minute or two of processor time).

    :raises CannotBuildHere: `GO_MISSING`, or `SOURCE_UNREACHABLE` where the module proxy is out of reach.
    :raises Unavailable: `BUILD_FAILED` with the compiler's last line.
    :raises Corrupt: `SOURCE_UNKNOWN` if the source is not the one that the patch was made for.
    """
    binary = CACHE / f"geth-{_digest()}"
    if binary.is_file():
        return binary
    go = compiler()
    tell(f"{MODULE} is being built under {CACHE.relative_to(ROOT)}, once")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="build-", dir=CACHE) as folder:
        workshop = Path(folder)
        _fetch(go, workshop)
        return _build(go, workshop, binary)


def compiler() -> Path:
    """The Go compiler of this machine.

    :raises CannotBuildHere: `GO_MISSING`.
    """
    named = shutil.which("go") or next((place for place in _PLACES if Path(place).is_file()), None)
    wanted = ".".join(map(str, OLDEST_GO))
    if named is None:
        raise CannotBuildHere("GO_MISSING", f"Go {wanted} or newer is not installed", next="install it, then repeat")
    version = _run([named, "env", "GOVERSION"], HERE).stdout.strip()
    found = re.fullmatch(r"go(\d+)\.(\d+).*", version)
    if found is None or (int(found[1]), int(found[2])) < OLDEST_GO:
        message = f"{named} is {version or 'no Go'}; {wanted} or newer is needed"
        raise CannotBuildHere("GO_MISSING", message, next="install it, then repeat")
    return Path(named)


def without_check(text: str) -> str:
    """The engine's source without the one check.

    :raises Corrupt: `SOURCE_UNKNOWN`.
    """
    if text.count(CHECK) != 1:
        message = f"{PATCHED} holds the check that is to be taken out {text.count(CHECK)} times instead of once"
        raise Corrupt("SOURCE_UNKNOWN", message, next="see whether go.mod names another version than 1.12.2")
    return text.replace(CHECK, "")


def _digest() -> str:
    """Names a binary by all that decides what it is."""
    parts = [(HERE / name).read_bytes() for name in ("go.mod", "go.sum")] + [CHECK.encode(), _LINKER.encode()]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:16]


def _fetch(go: Path, workshop: Path) -> None:
    """The source of the client and of all that it stands on into Go's module cache, checked against `go.sum`; a copy of
    the client's own into the workshop, with the patch applied."""
    for name in ("go.mod", "go.sum"):
        shutil.copyfile(HERE / name, workshop / name)
    done = _run([str(go), "mod", "download"], workshop)
    if done.returncode != 0:
        raise CannotBuildHere(
            "SOURCE_UNREACHABLE",
            f"the client's source cannot be fetched: {_last_line(done.stderr)}",
            next="see whether `go env GOPROXY` names a proxy that this machine reaches",
        )
    module = _run([str(go), "list", "-m", "-f", "{{.Dir}}", MODULE], workshop).stdout.strip()
    copy = workshop / "source"
    # Contents alone: what lies in the module cache is read-only.
    shutil.copytree(module, copy, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns("*_test.go", "testdata"))
    for folder in (copy, *(path for path in copy.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    patched = copy / PATCHED
    patched.write_text(without_check(patched.read_text("utf-8")), "utf-8")


def _build(go: Path, workshop: Path, binary: Path) -> Path:
    built = workshop / "geth"
    for command in (
        ["mod", "edit", f"-replace={MODULE}={workshop / 'source'}"],
        ["build", "-trimpath", "-ldflags", _LINKER, "-o", str(built), f"{MODULE}/cmd/geth"],
    ):
        done = _run([str(go), *command], workshop)
        if done.returncode != 0:
            message = f"the client cannot be built: {_last_line(done.stderr)}"
            raise Unavailable("BUILD_FAILED", message, next="try another version of Go")
    built.replace(binary)
    return binary


def _run(command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    # Without C the result is the same on every machine, and no C compiler is asked for.
    settings = {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly", "GOWORK": "off"}
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
            preexec_fn=lambda: os.nice(10),
        )
    except subprocess.TimeoutExpired:
        raise Unavailable(
            "BUILD_FAILED", f"{' '.join(command[1:3])} took longer than {_PATIENCE} s", next="repeat it"
        ) from None


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
