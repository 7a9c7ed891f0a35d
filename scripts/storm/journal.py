"""Lines of JSON that are on disk before anything else happens: what was promised, and what was killed.

Appended by one `write` each, synced at once, and read again after any end: a torn last line never was a promise.
"""

import json
import os
import threading
from pathlib import Path
from typing import Any

Line = dict[str, Any]


class Journal:
    """A file of lines; safe to append to from several threads and processes."""

    def __init__(self, path: Path) -> None:
        """:param path: made if it is not there; a torn last line is cut off."""
        self.path = path
        content = path.read_bytes() if path.exists() else b""
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        if content and not content.endswith(b"\n"):
            os.truncate(path, content.rfind(b"\n") + 1)
        self._lock = threading.Lock()
        self._known: list[Line] = []
        self._read_to = 0

    def append(self, line: Line) -> None:
        """Add a line; it is on disk when the call returns."""
        content = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        with self._lock:
            os.write(self._descriptor, content)
            os.fsync(self._descriptor)

    def lines(self) -> list[Line]:
        """All whole lines so far, whoever appended them; only what is new is read."""
        with self._lock, self.path.open("rb") as file:
            file.seek(self._read_to)
            for line in file:
                if line.endswith(b"\n"):
                    self._known.append(json.loads(line))
                    self._read_to += len(line)
            return list(self._known)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)
