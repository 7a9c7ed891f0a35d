"""Bodies of lines (NDJSON), read while they arrive: in pieces, within bounds, and never for longer than is agreed."""

from collections.abc import AsyncIterator

from anyio import current_time, fail_after
from starlette.requests import ClientDisconnect, Request

from ledger.core.errors import Malformed, TooLarge

MEDIA_TYPE = "application/x-ndjson"

_PIECE = 256 << 10  # bytes that are gathered before they are looked at: a caller who sends them singly costs no more
_SILENCE = 30.0  # seconds between two pieces
_PATIENCE = 600.0  # seconds for the whole
_AFTERWARDS = 5.0  # seconds for what is left of a body that was refused


class Body:
    """The body of one request as lines.

    :param largest: bytes of the whole body.
    :param largest_first: bytes of its first line.
    :param largest_line: bytes of any other line.
    :param silence: seconds after which a caller who sends nothing is given up.
    :param patience: seconds in which the whole body has to be here.
    """

    def __init__(
        self,
        request: Request,
        *,
        largest: int,
        largest_first: int,
        largest_line: int,
        silence: float = _SILENCE,
        patience: float = _PATIENCE,
    ) -> None:
        self._stream = request.stream()
        self._largest = largest
        self._largest_first = largest_first
        self._largest_line = largest_line
        self._silence = silence
        self._until = current_time() + patience
        self._size = 0
        self._rest = bytearray()
        self._ended = False

    async def first(self) -> bytes:
        """The first line.

        :raises Malformed: `BODY_SLOW`.
        :raises TooLarge: `BODY_TOO_LARGE`, `LINE_TOO_LONG`.
        """
        while b"\n" not in self._rest and not self._ended:
            await self._gather()
            _check(self._rest.partition(b"\n")[0], self._largest_first)
        line, _, self._rest = self._rest.partition(b"\n")
        return bytes(line)

    async def lines(self) -> AsyncIterator[list[bytes]]:
        """The lines that follow the first, some at a time. :raises: as `first`."""
        while True:
            *lines, self._rest = self._rest.split(b"\n")
            if self._ended and self._rest:
                lines, self._rest = [*lines, self._rest], bytearray()
            for line in (*lines, self._rest):
                _check(line, self._largest_line)
            if lines:
                yield [bytes(line) for line in lines]
            if self._ended:
                return
            await self._gather()

    async def drain(self) -> None:
        """Take what is left of a body that was refused and forget it: a caller who is still sending would not read
        the answer otherwise."""
        self._until = min(self._until, current_time() + _AFTERWARDS)
        try:
            while not self._ended:
                self._rest.clear()
                await self._gather()
        except (Malformed, TooLarge, ClientDisconnect):
            return

    async def _gather(self) -> None:
        """The next piece of the body, or its end."""
        least = len(self._rest) + _PIECE
        while len(self._rest) < least:
            patience = min(self._silence, self._until - current_time())
            try:
                with fail_after(patience):
                    piece = await anext(self._stream, None)
            except TimeoutError:
                seconds = f"{max(patience, 0):.1f}"
                message = f"nothing more came within {seconds} seconds"
                raise Malformed("BODY_SLOW", message, next="send it at once", seconds=seconds) from None
            if piece is None:
                self._ended = True
                return
            self._size += len(piece)
            if self._size > self._largest:
                raise TooLarge(
                    "BODY_TOO_LARGE",
                    f"this address takes a body of up to {self._largest} bytes",
                    next="send less",
                    limit=self._largest,
                )
            self._rest += piece


def _check(line: bytes | bytearray, largest: int) -> None:
    if len(line) > largest:
        raise TooLarge(
            "LINE_TOO_LONG", f"a line of more than {largest} bytes", next="see /docs for the lines", limit=largest
        )
