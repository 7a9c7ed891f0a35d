"""`zhengben file DIR -r`: a whole folder as digest manifests, resumable at any moment, in bounded memory.

The folder is walked twice, first to know how much there is, then file by file: what is known from before is passed
over, the rest is digested, and every so many files become a manifest that is written down, sent, and receipted before
the next one is begun (`ledger.cli.folder_state`).
"""

import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from ledger.cli import files, folder_state, outline
from ledger.cli.folder_requests import Request, make
from ledger.cli.folder_state import Filed, State
from ledger.cli.folder_walk import Found, Skipped, walk
from ledger.cli.locales import refused, usage
from ledger.cli.voice import Voice, clean
from ledger.core import manifest
from ledger.core.disclosure import SALT_SIZE
from ledger.core.errors import (
    Malformed,
    ProofInvalid,
    Refused,
    TooLarge,
    TooManyAtOnce,
    Unavailable,
    Usage,
    ZhengbenError,
)
from ledger.core.manifest import Line

if TYPE_CHECKING:
    from ledger.client import Client, ManifestReceipt
    from ledger.keyring import Signer

OWN_FOLDER = ".zhengben"
LARGEST_BATCH = manifest.MAX_LINES
FAILURES = ("unreadable", "changed", "name", "twice")
"""Why a file that should have been filed was not. Links and special files are passed over on purpose."""

_BATCH = 4096
_TITLE = 200
_CONTENT = 8 << 30  # bytes of files behind one manifest: so much digesting at most is done twice after a kill
_TEXT = 32 << 20  # bytes of one manifest
_TRIES = 3  # for a file that is written to while it is read
_NAMED = 1000  # skipped files that the answer names; all of them are counted
_SETTLED_NS = 2_000_000_000  # a file older than this when it was read does not change without its time changing
_PATIENCE = 600.0  # seconds for which a service that is busy or away is waited for
_LONGEST_PAUSE = 30.0
_REFUSALS = (Refused, Malformed, ProofInvalid, TooLarge)
_AWAY = ("SERVICE_UNREACHABLE", "SERVICE_SLOW")


@dataclass(frozen=True)
class Filer:
    """Who files, and where. :param title: of the manifests; by default the folder's name.
    :param ahead: seconds that the ledger's clock is ahead of this machine's."""

    signer: "Signer"
    node: int
    party: int | None
    title: str | None
    origin: str
    ahead: int


@dataclass
class Tally:
    """What came of a run."""

    filed: int = 0
    size: int = 0
    unchanged: int = 0
    manifests: list[dict[str, Any]] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    named: list[dict[str, str]] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """As `--json` answers it."""
        return {
            "filed": self.filed,
            "size": self.size,
            "unchanged": self.unchanged,
            "manifests": self.manifests,
            "skipped": dict(self.skipped),
            "skippedFiles": self.named,
        }

    @property
    def failed(self) -> int:
        """How many files should have been filed and were not."""
        return sum(self.skipped[why] for why in FAILURES)


def file_folder(client: "Client", folder: Path, own: Path | None, batch: int | None, filer: Filer, speak: Voice) -> int:
    """File what a folder holds. :param own: folder of the program's state. :returns: the exit code."""
    if batch is not None and batch > LARGEST_BATCH:
        raise usage("BATCH_TOO_LARGE", batch=batch, limit=LARGEST_BATCH)
    if not files.is_folder(folder):
        raise usage("FOLDER_EXPECTED", path=str(folder))
    title = files.normal(filer.title) if filer.title else files.shown_name(folder.resolve())[:_TITLE] or "/"

    def sign(lines: list[Line]) -> Request:
        return make(
            lines,
            title=title,
            node=filer.node,
            party=filer.party,
            signer=filer.signer,
            filed_at=int(time.time()) + filer.ahead,
            origin=filer.origin,
            salts=lambda: secrets.token_bytes(SALT_SIZE),
        )

    with State.opened(own or folder / OWN_FOLDER, filer.origin) as state:
        filing = Filing(folder, state, client, batch or _BATCH, sign, speak)
        try:
            tally = filing.run()
        except KeyboardInterrupt:
            speak.note("folder.interrupted", count=filing.tally.filed)
            raise
        except ZhengbenError as error:
            error.values["filed"] = filing.tally.to_dict()  # what was sent before stays filed
            raise
        answer = tally.to_dict() | {"receipts": str(state.receipts)}
        speak.answer(answer, lambda console: show(console, tally, state.receipts, speak))
    if not speak.json:
        speak.note("file.proves")
    return 1 if tally.failed else 0


class Filing:
    """One run over one folder.

    :param batch: most files of a manifest.
    :param sign: makes the signed request of a manifest's lines.
    """

    def __init__(
        self,
        folder: Path,
        state: State,
        client: "Client",
        batch: int,
        sign: Callable[[list[Line]], Request],
        speak: Voice,
    ) -> None:
        self._folder = folder
        self._state = state
        self._client = client
        self._batch = batch
        self._sign = sign
        self._speak = speak
        self._lines: list[Line] = []
        self._times: list[int | None] = []
        self._touched: list[Filed] = []
        self._content = self._text = 0
        self.tally = Tally()

    def run(self) -> Tally:
        """File what is new or changed.

        :raises ZhengbenError: what the service refuses, or that it stays away; whatever was sent before stays filed.
        """
        for leaf in self._state.pending():
            self._resume(leaf)
        self._state.gather()
        with _Bar(self._speak, self._folder, self._state.folder) as bar:
            known = self._state.known()
            for seen in walk(self._folder, self._state.folder):
                if isinstance(seen, Skipped):
                    self._skip(seen)
                else:
                    self._take(seen, known(seen.name), bar)
            self._send()
        self._note_touched()
        self._state.gather()
        return self.tally

    def _resume(self, leaf: str) -> None:
        """Send a manifest again that was written down and has no receipt. The service may have had it before."""
        waiting = self._state.files(leaf)
        self._speak.note("folder.resuming", count=len(waiting), leaf=leaf)
        try:
            receipt = self._waiting_out(leaf)
        except _REFUSALS as refusal:
            if refusal.code == "BODY_SLOW" or refusal.code.startswith("HTTP_"):
                raise  # about this sending, or said by something in between: the service may have had it before
            self._state.give_up(leaf)  # what it had before it would have receipted; after a day it comes too late
        else:
            self._settle(leaf, receipt, waiting, None)

    def _take(self, found: Found, before: Filed | None, bar: "_Bar") -> None:
        if before is not None and before.is_as(found.size, found.mtime_ns):
            self.tally.unchanged += 1
            bar.advance(found.size)
            bar.count()
            return
        measured = self._measured(found, bar)
        bar.count()
        if measured is None:
            return
        settled = measured.mtime_ns if time.time_ns() - measured.mtime_ns > _SETTLED_NS else None
        if before is not None and (before.sha256, before.sm3) == (measured.sha256, measured.sm3):
            self.tally.unchanged += 1
            if before.mtimeNs != settled:
                self._touch(before, settled)
            return
        line = manifest.make(secrets.token_bytes(SALT_SIZE), found.name, measured.size, measured.sha256, measured.sm3)
        self._lines.append(line)
        self._times.append(settled)
        self._content += measured.size
        self._text += len(line.text)
        if len(self._lines) >= self._batch or self._content >= _CONTENT or self._text >= _TEXT:
            self._send()

    def _measured(self, found: Found, bar: "_Bar") -> files.Measured | None:
        """Its digests; a file that is being written to is read again, and skipped if that does not end."""
        for _ in range(_TRIES):
            try:
                return files.measure(found.path, bar.advance, follow=False)
            except Usage as error:
                if error.code == "SM3_MISSING":
                    raise
                why = "changed" if error.code == "FILE_CHANGED" else "unreadable"
                if why == "unreadable":
                    break
        self._skip(Skipped(found.path, why))
        return None

    def _send(self) -> None:
        """Write the files that have come together down as a manifest, and hand it in."""
        if not self._lines:
            return
        request = self._sign(self._lines)
        rows = [
            Filed(line.name, request.leaf, number, line.sha256, line.sm3, line.size, mtime)
            for number, (line, mtime) in enumerate(zip(self._lines, self._times, strict=True))
        ]
        self._state.begin(request.leaf, request.content, rows)
        hashes = [line.leaf.hex() for line in self._lines]
        self._lines, self._times, self._content, self._text = [], [], 0, 0
        self._settle(request.leaf, self._waiting_out(request.leaf), rows, hashes)

    def _settle(self, leaf: str, receipt: "ManifestReceipt", rows: list[Filed], hashes: list[str] | None) -> None:
        if receipt.leaf != leaf:
            raise refused("LEAF_DIFFERS", ours=leaf, theirs=receipt.leaf)
        if len(receipt.lines) != len(rows) or (hashes is not None and list(receipt.lines) != hashes):
            raise refused("RECEIPT_DIFFERS", leaf=leaf)
        self._state.settle(leaf, receipt.received_at)
        self.tally.filed += len(rows)
        self.tally.size += sum(row.size for row in rows)
        self.tally.manifests.append({"leaf": leaf, "count": len(rows), "receivedAt": receipt.received_at})
        if not self._speak.err.is_terminal:
            self._speak.note("folder.sent", count=len(rows), leaf=leaf)

    def _waiting_out(self, leaf: str) -> "ManifestReceipt":
        """The receipt, once the service gives it: one that is busy or away is asked again, and the reader told."""
        end, pause = time.monotonic() + _PATIENCE, 1.0
        while True:
            try:
                return self._client.send_manifest(folder_state.pieces(self._state.request(leaf)))
            except (Unavailable, TooManyAtOnce) as away:
                asked = away.values.get("retryAfter")
                if not isinstance(asked, int) and away.code not in _AWAY:
                    raise
                wait = min(max(pause, asked if isinstance(asked, int) else 0), _LONGEST_PAUSE)
                if time.monotonic() + wait > end:
                    raise
                self._speak.note("folder.waiting", cause=away.message, seconds=round(wait))
            time.sleep(wait)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _touch(self, before: Filed, mtime_ns: int | None) -> None:
        self._touched.append(replace(before, mtimeNs=mtime_ns))
        if len(self._touched) >= LARGEST_BATCH:
            self._note_touched()

    def _note_touched(self) -> None:
        if self._touched:
            self._state.touched(self._touched)
            self._touched = []

    def _skip(self, skipped: Skipped) -> None:
        self.tally.skipped[skipped.why] += 1
        shown = clean(str(skipped.path).encode("utf-8", "replace").decode())
        if len(self.tally.named) < _NAMED:
            self.tally.named.append({"path": shown, "why": skipped.why})
        self._speak.note(f"folder.skipped.{skipped.why}", path=shown)


class _Bar:
    """The progress of a run at a terminal: files, bytes, and how long it will take. Elsewhere it shows nothing."""

    def __init__(self, speak: Voice, folder: Path, own: Path) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[files]}/{task.fields[all]}"),
            DownloadColumn(),
            TimeRemainingColumn(),
        )
        self._shown = speak.err.is_terminal
        self._progress = Progress(*columns, console=speak.err, transient=True, disable=not self._shown)
        self._task: TaskID | None = None
        self._files = 0
        self._words = speak.words("file.digesting")
        self._folder, self._own = folder, own

    def __enter__(self) -> "_Bar":
        if self._shown:
            files = size = 0
            for seen in walk(self._folder, self._own):
                if isinstance(seen, Found):
                    files, size = files + 1, size + seen.size
            self._progress.start()
            self._task = self._progress.add_task(self._words, total=size, files=0, all=files)
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def advance(self, size: int) -> None:
        """So many bytes more were read or passed over."""
        if self._task is not None:
            self._progress.advance(self._task, size)

    def count(self) -> None:
        """One file more was looked at."""
        self._files += 1
        if self._task is not None:
            self._progress.update(self._task, files=self._files)


def show(console: Console, tally: Tally, receipts: Path, speak: Voice) -> None:
    """What came of a run, for people."""
    outline.heading(console, speak.words("folder.done"))
    rows: list[tuple[str, object]] = [
        (speak.words("label.filed"), f"{tally.filed}  ({tally.size} B)"),
        (speak.words("label.unchanged"), tally.unchanged),
        (speak.words("label.manifests"), len(tally.manifests)),
    ]
    rows += [(speak.words(f"label.skipped.{why}"), count) for why, count in sorted(tally.skipped.items())]
    rows.append((speak.words("label.receipts"), receipts))
    outline.pairs(console, rows)
