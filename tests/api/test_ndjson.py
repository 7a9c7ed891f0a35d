"""Bodies of lines: the same lines in whatever pieces they come, within bounds, and never waited for without end."""

from collections.abc import AsyncIterator, Callable
from itertools import pairwise

import pytest
from anyio import run, sleep
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import ClientDisconnect

from api.ndjson import Body
from ledger.core.errors import Malformed, TooLarge, ZhengbenError


class Request:
    """A request whose body comes in these pieces, some of them late."""

    def __init__(self, pieces: list[bytes], late: float = 0.0, *, cut: bool = False) -> None:
        self._pieces = pieces
        self._late = late
        self._cut = cut
        self.taken = 0

    async def stream(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            await sleep(self._late)
            self.taken += 1
            yield piece
        if self._cut:
            raise ClientDisconnect


def body(request: Request, **bounds: float) -> Body:
    limits = {"largest": 1 << 22, "largest_first": 1 << 20, "largest_line": 1 << 20} | bounds
    return Body(request, **limits)  # type: ignore[arg-type]


def read(make: Callable[[], Body]) -> list[bytes]:
    async def all_lines() -> list[bytes]:
        opened = make()
        found = [await opened.first()]
        async for some in opened.lines():
            found += some
        return found

    return run(all_lines)


@given(
    lines=st.lists(st.binary(max_size=30).map(lambda raw: raw.replace(b"\n", b"")), min_size=1, max_size=20),
    cuts=st.lists(st.integers(0, 700), max_size=12),
    ended=st.booleans(),
)
def test_lines_are_always_the_same_however_they_are_cut(lines: list[bytes], cuts: list[int], ended: bool) -> None:
    whole = b"\n".join(lines) + (b"\n" if ended else b"")
    places = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    pieces = [whole[start:end] for start, end in pairwise(places)]
    expected = lines if ended or lines[-1] or len(lines) == 1 else lines[:-1]  # nothing after the last end is no line
    assert read(lambda: body(Request(pieces))) == expected


def test_a_long_body_comes_in_many_pieces() -> None:
    lines = [b"%d" % number * 50 for number in range(20_000)]
    whole = b"\n".join(lines)
    pieces = [whole[start : start + 65_536] for start in range(0, len(whole), 65_536)]
    assert read(lambda: body(Request(pieces), largest=1 << 24)) == lines


@pytest.mark.parametrize(
    ("pieces", "bounds", "code"),
    [
        ([b"x" * 101], {"largest_first": 100}, "LINE_TOO_LONG"),
        ([b"x" * 101 + b"\n"], {"largest_first": 100}, "LINE_TOO_LONG"),
        ([b"x\n", b"y" * 101, b"\nz"], {"largest_line": 100}, "LINE_TOO_LONG"),
        ([b"x\n", b"y" * 101], {"largest_line": 100}, "LINE_TOO_LONG"),
        ([b"x\n"] * 100, {"largest": 100}, "BODY_TOO_LARGE"),
    ],
)
def test_bounds_hold_for_lines_and_for_the_whole(pieces: list[bytes], bounds: dict[str, float], code: str) -> None:
    with pytest.raises(TooLarge) as caught:
        read(lambda: body(Request(pieces), **bounds))
    assert caught.value.code == code


def test_an_endless_line_is_read_no_further_than_its_bound() -> None:
    request = Request([b"x" * 65_536] * 1000)
    with pytest.raises(TooLarge):
        read(lambda: body(request, largest=1 << 30, largest_first=100))
    assert request.taken <= 5


@pytest.mark.parametrize("bounds", [{"silence": 0.05}, {"patience": 0.05}])
def test_a_body_that_does_not_come_is_given_up(bounds: dict[str, float]) -> None:
    with pytest.raises(Malformed) as caught:
        read(lambda: body(Request([b"x\n"] * 1000, late=0.2), **bounds))
    assert caught.value.code == "BODY_SLOW"


def test_what_is_left_of_a_refused_body_is_taken_within_bounds() -> None:
    async def refused(request: Request, **bounds: float) -> None:
        opened = body(request, **bounds)
        with pytest.raises(ZhengbenError):
            await opened.first()
        await opened.drain()

    short, endless = Request([b"x" * 300_000] * 5), Request([b"x" * 65_536] * 1000)
    run(lambda: refused(short, largest_first=100))
    assert short.taken == 5
    run(lambda: refused(endless, largest_first=100, largest=1 << 20))
    assert endless.taken <= 18
    cut = Request([b"x" * 300_000] * 2, cut=True)
    run(lambda: refused(cut, largest_first=100))
    assert cut.taken == 2
