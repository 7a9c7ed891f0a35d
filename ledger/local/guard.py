"""Stands between us and a child on platforms that do not tell a child of its parent's death.

    guard.py <read end of our pipe> <signal> <program> <arguments…>

The pipe has one writer, the supervisor, and ends with it. Then the child is asked to end by `signal`, and killed ten
seconds later. INT and TERM sent to the guard go on to the child. The exit code is the child's. Killing the guard
itself is the one death it cannot answer: on Linux it is not used.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path


def main() -> int:
    """Run the child until it ends or the pipe does."""
    pipe, ending, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    os.set_inheritable(pipe, False)
    kept = [number for number in _descriptors() if number > 2 and _inheritable(number)]
    child = subprocess.Popen(command, pass_fds=kept)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: child.send_signal(received))

    def watch() -> None:
        while os.read(pipe, 1):
            pass
        child.send_signal(ending)
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()

    threading.Thread(target=watch, daemon=True).start()
    code = child.wait()
    return code if code >= 0 else 128 - code


def _descriptors() -> list[int]:
    return [int(path.name) for path in Path("/dev/fd").iterdir()]


def _inheritable(descriptor: int) -> bool:
    try:
        return os.get_inheritable(descriptor)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
