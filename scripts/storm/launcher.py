"""Starts the real service again and again: a process that has imported everything forks a fresh one each time.

It reads one line of JSON for each start and answers with one when that service has ended. It has no threads, so its
children begin as a program does. A child is told what to kill over a socket, and ends with its driver.

    python -m scripts.storm.launcher
"""

import faulthandler
import importlib
import json
import logging
import os
import signal
import socket
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from ledger import settings, upping, worker
from ledger.core.errors import ZhengbenError
from scripts.storm.executioner import Executioner, Order
from scripts.storm.journal import Journal

_LONGEST_PAUSE = 0.4
"""Seconds that the worker pauses at most after it failed. Half a minute is right where parts fail once in a while; here
they fail all the time, and a worker that only pauses comes by no point."""


@dataclass(frozen=True)
class Start:
    """How a service is started.

    :param settings: of the service, by their names.
    :param control: unix socket of the driver.
    :param kills: the journal of kills; `turning` the lock of the weather; `log` gets what the service says.
    :param plant: `module:function` that spoils the service on purpose, to see that the storm notices.
    """

    settings: dict[str, Any]
    control: str
    kills: str
    turning: str
    log: str
    plant: str | None = None


def main() -> None:
    """Fork for every line, and wait for each child."""
    for line in sys.stdin:
        start = Start(**json.loads(line))
        child = os.fork()
        if child == 0:
            _serve(start)
        _, status = os.waitpid(child, 0)
        try:
            print(json.dumps({"ended": os.waitstatus_to_exitcode(status)}), flush=True)
        except BrokenPipeError:  # the driver was killed, and the service has ended with it
            os._exit(0)


def _serve(start: Start) -> None:
    """Be the service; never returns."""
    code = 70
    try:
        _redirect(Path(start.log))
        control = socket.socket(socket.AF_UNIX)
        control.connect(start.control)
        faulthandler.register(signal.SIGUSR1, all_threads=True)
        worker._LONGEST_PAUSE = _LONGEST_PAUSE
        executioner = Executioner(Journal(Path(start.kills)), Path(start.turning))
        if start.plant is not None:
            module, _, name = start.plant.partition(":")
            getattr(importlib.import_module(module), name)()
        executioner.install()
        threading.Thread(target=_obey, args=(control, executioner), name="orders", daemon=True).start()
        control.sendall(json.dumps({"pid": os.getpid()}).encode() + b"\n")
        upping.up(settings.load(**start.settings), lambda _, line: print(line, file=sys.stderr), lambda *_: None)
        code = 0
    except ZhengbenError as error:
        print(f"{error.code}: {error.message}", file=sys.stderr)
        code = 1
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    finally:
        sys.stderr.flush()
        os._exit(code)


def _redirect(log: Path) -> None:
    """All that it says goes to the log; the driver's pipes are not for a child."""
    nothing = os.open(os.devnull, os.O_RDWR)
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(nothing, 0)
    os.dup2(said, 1)
    os.dup2(said, 2)
    structlog.configure(
        processors=[structlog.processors.TimeStamper(fmt="iso", utc=True), structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    )


def _obey(control: socket.socket, executioner: Executioner) -> None:
    """Take orders until the driver is gone, and end with it."""
    with control.makefile("r", encoding="utf-8") as orders:
        for line in orders:
            wanted = json.loads(line)
            executioner.arm(Order(**wanted) if wanted else None)
    os._exit(75)


if __name__ == "__main__":
    main()
