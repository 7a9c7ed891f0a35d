"""The service's log on stderr: for people at a terminal, else one JSON object a line.

What is logged are events with fields of ours. Nobody's words get in unread: an exception shows its type and where it
was raised, as its words may quote a body or a row; a library's line shows its template without what was put into it;
a URL loses its password, path and query. A log that cannot be written (a full disk, a closed pipe) never fails what it
tells of: lines are lost and counted.
"""

import logging
import re
import sys
import threading
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog

from ledger import measuring
from ledger.settings import without_secrets

Event = MutableMapping[str, Any]
_URL = re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]*://[^\s'\"<>]+")
_LONGEST = 2000  # characters of a value
_MOST_FRAMES = 12


def to_stderr(level: str) -> None:
    """Send our log, and what libraries say from a warning on, to stderr.

    :param level: the least that is told: `debug`, `info`, `warning`, `error`.
    """
    at_terminal = sys.stderr.isatty()
    renderer: Any = structlog.dev.ConsoleRenderer() if at_terminal else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_words,
            _without_secrets,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=lambda *_: Lines(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Libraries()], force=True)
    threading.excepthook = _thread_failed


class Lines:
    """Writes lines; one that cannot be written is lost and counted, and raises nothing."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._lock = threading.Lock()

    def msg(self, line: str) -> None:
        """Write one line."""
        try:
            with self._lock:
                self._file.write(line + "\n")
                self._file.flush()
        except (OSError, ValueError):  # ValueError: closed
            measuring.line_lost()

    debug = info = warning = error = critical = exception = log = msg


class _Libraries(logging.Handler):
    """Hands what libraries say to our log."""

    def emit(self, record: logging.LogRecord) -> None:
        words = str(record.msg).partition("\n")[0][:200]
        said = {"logger": record.name, "words": words, "exc_info": record.exc_info}
        structlog.get_logger().log(record.levelno, "library", **said)


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    name = "?" if failed.thread is None else failed.thread.name
    structlog.get_logger().error("thread.failed", thread=name, exc_info=failed.exc_value)


def _without_words(_logger: Any, _method: str, event: Event) -> Event:
    """The type of an exception, and of what led to it, and where it was raised."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["at"] = _frames(error.__traceback__)
        if error.__cause__ is not None:
            event["cause"] = type(error.__cause__).__name__
    return event


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-_MOST_FRAMES:]]


def _without_secrets(_logger: Any, _method: str, event: Event) -> Event:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = _URL.sub(lambda found: without_secrets(found[0]) or "", value)[:_LONGEST]
    return event
