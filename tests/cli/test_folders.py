"""Whole folders: walked in one order, remembered durably, resumed without doing anything twice, in bounded memory."""

import io
import json
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.cli import folder_requests, folders
from ledger.cli.folder_requests import Request
from ledger.cli.folder_state import Filed, State
from ledger.cli.folder_walk import Found, Skipped, order_of, walk
from ledger.cli.voice import Voice
from ledger.core import manifest
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
from ledger.keyring import AccountSigner
from ledger.replies import ManifestReceipt
from tests.cli.conftest import Run

LOG = "log.example/zhengben"
SPEAK = Voice(json=True, language="en")
SIGNER = AccountSigner(bytes([7]) * 32)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMES = st.text("abé文 .-!", min_size=1, max_size=3).filter(lambda name: name.strip(".") != "")


@pytest.fixture(autouse=True)
def _careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """These folders need not survive a power cut."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


class Service:
    """What takes the manifests of these tests: it remembers each, and what goes wrong is given.

    :param faults: raised one after the other, before or (where `after` says so) after a manifest is taken.
    """

    def __init__(self, faults: Iterable[Exception] = (), *, after: bool = False) -> None:
        self.taken: dict[str, list[Line]] = {}
        self.sent = 0
        self._faults = list(faults)
        self._after = after

    def send_manifest(self, content: Iterable[bytes]) -> ManifestReceipt:
        """Take a manifest, once."""
        self.sent += 1
        first, *rest = b"".join(content).splitlines()
        fault = self._faults.pop(0) if self._faults else None
        if fault is not None and not self._after:
            raise fault
        leaf = sha256(first).hexdigest()
        lines = manifest.Tree().add(json.loads(line) for line in rest)
        created = self.taken.setdefault(leaf, lines) is lines
        if fault is not None:
            raise fault
        return ManifestReceipt(leaf, 1_790_000_000, tuple(line.leaf.hex() for line in lines), created)

    @property
    def names(self) -> list[str]:
        """The names in all manifests."""
        return [line.name for lines in self.taken.values() for line in lines]


def sign(lines: list[Line]) -> Request:
    """A request that `Service` knows the leaf of."""
    request = folder_requests.make(
        lines, title="t", node=1, party=None, signer=SIGNER, filed_at=1, origin=LOG, salts=lambda: os.urandom(16)
    )
    return replace(request, leaf=sha256(request.content.splitlines()[0]).hexdigest())


def file(folder: Path, service: Service, batch: int = 3) -> folders.Tally:
    """One run over the folder."""
    with State.opened(folder / ".zhengben", LOG) as state:
        return folders.Filing(folder, state, service, batch, sign, SPEAK).run()  # type: ignore[arg-type]


def plant(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
        os.utime(path, (1_700_000_000, 1_700_000_000))


@QUICK
@given(tree=st.lists(st.lists(NAMES, min_size=1, max_size=3).map("/".join), max_size=12))
def test_a_walk_always_meets_every_file_once_in_the_order_of_names(
    tmp_path_factory: pytest.TempPathFactory, tree: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("walked")
    planted = set()
    for name in tree:
        path = folder / name
        if not path.exists() and not any(parent.is_file() for parent in path.parents):
            plant(folder, name)
            planted.add(name)
    found = [seen.name for seen in walk(folder) if isinstance(seen, Found)]
    assert sorted(found) == sorted(planted)
    assert found == sorted(found, key=order_of)


def test_what_is_no_file_is_named_and_links_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    plant(folder, "a", "b/c")
    (folder / "link").symlink_to("a")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    server = socket.socket(socket.AF_UNIX)
    server.bind(os.path.relpath(folder / "socket"))
    server.close()
    (folder / "back\\slash").write_text("x")
    (folder / "line\nbreak").write_text("x")
    (folder / os.fsdecode(b"\xff\xfe")).write_text("x")
    (folder / normalize("NFD", "é")).write_text("x")
    (folder / normalize("NFC", "é")).write_text("y")
    plant(folder, ".zhengben/own")
    seen = list(walk(folder, folder / ".zhengben"))
    assert [one.name for one in seen if isinstance(one, Found)] == ["a", "b/c", "é"]
    why = {one.path.name: one.why for one in seen if isinstance(one, Skipped)}
    assert why == {
        "link": "symlink",
        "loop": "symlink",
        "pipe": "special",
        "socket": "special",
        "back\\slash": "name",
        "line\nbreak": "name",
        os.fsdecode(b"\xff\xfe"): "name",
        normalize("NFC", "é"): "twice",
    }


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A folder with one file 1 200 folders down, taken away from below: a removal that recurses could not."""
    depth, here = 1200, os.open(tmp_path, os.O_RDONLY)

    def step(to: str) -> None:
        nonlocal here
        left, here = here, os.open(to, os.O_RDONLY, dir_fd=here)
        os.close(left)

    for _ in range(depth):
        os.mkdir("d", dir_fd=here)
        step("d")
    os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    yield tmp_path, depth
    os.unlink("file", dir_fd=here)
    for _ in range(depth):
        step("..")
        os.rmdir("d", dir_fd=here)
    os.close(here)


def test_a_tree_deeper_than_any_stack_is_walked(deep: tuple[Path, int]) -> None:
    folder, depth = deep
    assert [seen.name for seen in walk(folder) if isinstance(seen, Found)] == ["d/" * depth + "file"]


def test_a_file_that_keeps_changing_is_named_and_the_others_are_filed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, "calm", "restless")
    real = folders.files.measure

    def measure(path: Path, advance: Callable[[int], None], **given: bool) -> object:
        def change(size: int) -> None:
            advance(size)
            if path.name == "restless":
                path.write_bytes(os.urandom(path.stat().st_size + 1))

        return real(path, change, **given)

    monkeypatch.setattr(folders.files, "measure", measure)
    service = Service()
    tally = file(tmp_path, service)
    assert service.names == ["calm"]
    assert tally.skipped == {"changed": 1}
    assert tally.failed == 1


def test_a_file_that_changed_once_while_it_was_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, "file")
    real, changes = folders.files.measure, [b"something else"]

    def measure(path: Path, advance: Callable[[int], None], **given: bool) -> object:
        return real(path, lambda size: (advance(size), changes and path.write_bytes(changes.pop()))[0], **given)

    monkeypatch.setattr(folders.files, "measure", measure)
    service = Service()
    assert file(tmp_path, service).filed == 1
    ((line,),) = service.taken.values()
    assert line.sha256 == sha256(b"something else").hexdigest()


def test_no_more_files_are_held_at_once_than_one_manifest_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounded by the shape of the run: what comes together is sent before more is taken."""
    plant(tmp_path, *(f"{number:03}" for number in range(50)))
    held: list[int] = []
    take = folders.Filing._take

    def watched(filing: folders.Filing, *given: object) -> None:
        take(filing, *given)  # type: ignore[arg-type]
        held.append(len(filing._lines) + len(filing._touched))

    monkeypatch.setattr(folders.Filing, "_take", watched)
    service = Service()
    assert file(tmp_path, service, batch=7).filed == 50
    assert max(held) < 7
    assert {len(lines) for lines in service.taken.values()} == {7, 1}


def test_a_manifest_ends_also_where_its_files_are_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, "aaaa", "bbbb", "cccc")
    monkeypatch.setattr(folders, "_CONTENT", 8)
    service = Service()
    file(tmp_path, service, batch=100)
    assert [len(lines) for lines in service.taken.values()] == [2, 1]


UNREACHABLE = Unavailable("SERVICE_UNREACHABLE", "nobody answers")


@QUICK
@given(data=st.data())
def test_wherever_a_run_breaks_off_the_next_ones_file_every_file_exactly_once(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Broken off at a drawn call: of the service, before or after it took the manifest, or of the state."""
    folder = tmp_path_factory.mktemp("broken off")
    names = [f"{number % 3}/{number}" for number in range(data.draw(st.integers(1, 9)))]
    plant(folder, *names)
    taken: dict[str, list[Line]] = {}
    for _ in range(data.draw(st.integers(0, 4))):
        with pytest.MonkeyPatch.context() as patch:
            where = data.draw(st.sampled_from(["before", "after", "begin", "settle", "gather", "_forget"]))
            service = Service([KeyboardInterrupt()] if where in ("before", "after") else (), after=where == "after")
            service.taken = taken
            if where not in ("before", "after"):
                _break_off(patch, where, data.draw(st.integers(0, 3)), done=data.draw(st.booleans()))
            with suppress(KeyboardInterrupt):
                file(folder, service, batch=data.draw(st.integers(1, 4)))
    last = Service()
    last.taken = taken
    tally = file(folder, last)
    assert sorted(last.names) == sorted(names)
    assert tally.filed + tally.unchanged >= len(names)
    receipts = [json.loads(line) for line in (folder / ".zhengben" / "filed.ndjson").read_text("utf-8").splitlines()]
    assert [receipt["path"] for receipt in receipts] == sorted(names, key=order_of)
    for receipt in receipts:
        assert taken[receipt["leaf"]][receipt["line"]].name == receipt["path"]


def _break_off(patch: pytest.MonkeyPatch, where: str, calls: int, *, done: bool) -> None:
    """Break off in a method of the state, in the call after so many, before or after its work is done."""
    real, left = getattr(State, where), [calls]

    def breaking(state: State, *given: object) -> object:
        left[0] -= 1
        if left[0] >= 0:
            return real(state, *given)
        if done:
            real(state, *given)
        raise KeyboardInterrupt

    patch.setattr(State, where, breaking)


def test_a_service_that_is_busy_or_away_is_waited_for_and_the_reader_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(tmp_path, "file")
    waits: list[float] = []
    monkeypatch.setattr(folders.time, "sleep", waits.append)
    busy = Unavailable("MANIFESTS_MANY", "8 manifests are being received", retryAfter=7)
    endless = Unavailable("INTAKE_FULL", "no more are taken", retryAfter=10**9)
    many = TooManyAtOnce("TOO_MANY_AT_ONCE", "4 manifests of yours are in work", retryAfter=1)
    service = Service([busy, UNREACHABLE, many, endless])
    assert file(tmp_path, service).filed == 1
    assert service.sent == 5
    assert waits[0] == 7
    assert max(waits) <= folders._LONGEST_PAUSE
    assert "8 manifests are being received; trying again in 7 s" in capsys.readouterr().err


def test_a_service_that_stays_away_ends_the_run_resumable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, "file")
    now = [0.0]
    monkeypatch.setattr(folders.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(folders.time, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    with pytest.raises(Unavailable):
        file(tmp_path, Service([UNREACHABLE] * 10_000))
    assert now[0] <= folders._PATIENCE
    service = Service()
    assert file(tmp_path, service).filed == 1


def test_what_the_service_refuses_is_told_and_no_receipt_written(tmp_path: Path) -> None:
    plant(tmp_path, "file")
    with pytest.raises(Refused):
        file(tmp_path, Service([Refused("NO", "no")]))
    assert not (tmp_path / ".zhengben" / "filed.ndjson").exists()


@pytest.mark.parametrize("cls", [Refused, Malformed, ProofInvalid, TooLarge])
def test_a_manifest_that_is_refused_for_good_is_made_anew_by_the_next_run(
    tmp_path: Path, cls: type[ZhengbenError]
) -> None:
    plant(tmp_path, "file")
    with pytest.raises(cls):
        file(tmp_path, Service([cls("NO", "no")]))
    service = Service([cls("NO", "no")])
    assert file(tmp_path, service).filed == 1
    assert service.names == ["file"]
    assert service.sent == 2


@pytest.mark.parametrize("refusal", [Malformed("BODY_SLOW", "too slow"), TooLarge("HTTP_413", "said a proxy")])
def test_a_refusal_that_says_nothing_of_a_manifest_never_has_it_made_twice(
    tmp_path: Path, refusal: ZhengbenError
) -> None:
    plant(tmp_path, "file")
    service = Service([refusal], after=True)
    for _ in range(2):
        with pytest.raises(type(refusal)):
            file(tmp_path, service)
        service._faults.append(refusal)
    service._faults.clear()
    assert file(tmp_path, service).filed == 1
    assert service.names == ["file"]


def test_what_a_kill_left_half_written_is_swept_away(tmp_path: Path) -> None:
    plant(tmp_path, "file")
    file(tmp_path, Service())
    left = tmp_path / ".zhengben" / "pending" / f".x.ndjson.{'0' * 16}"
    left.write_text('{"path"')
    assert file(tmp_path, Service()).unchanged == 1
    assert not left.exists()


@pytest.mark.parametrize("what", ["leaf", "line", "fewer"])
def test_a_receipt_of_something_else_is_refused(tmp_path: Path, what: str) -> None:
    class Lying(Service):
        def send_manifest(self, content: Iterable[bytes]) -> ManifestReceipt:
            good = super().send_manifest(content)
            return {
                "leaf": replace(good, leaf="0" * 64),
                "line": replace(good, lines=("0" * 64, *good.lines[1:])),
                "fewer": replace(good, lines=good.lines[1:]),
            }[what]

    plant(tmp_path, "one", "two")
    with pytest.raises(Refused) as caught:
        file(tmp_path, Lying())
    assert caught.value.code in ("LEAF_DIFFERS", "RECEIPT_DIFFERS")


def test_one_run_at_a_time_has_the_state_and_for_one_ledger(tmp_path: Path) -> None:
    with State.opened(tmp_path / "state", LOG), pytest.raises(Usage) as caught:
        State.opened(tmp_path / "state", LOG).__enter__()
    assert caught.value.code == "STATE_IN_USE"
    with pytest.raises(Usage) as caught:
        State.opened(tmp_path / "state", "another.example/log").__enter__()
    assert caught.value.code == "STATE_OF_ANOTHER"
    with State.opened(tmp_path / "state", LOG):
        assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    (tmp_path / "state" / "ledger.json").write_text("{")
    with pytest.raises(Usage) as caught:
        State.opened(tmp_path / "state", LOG).__enter__()
    assert caught.value.code == "STATE_MALFORMED"
    (tmp_path / "no folder").write_text("")
    with pytest.raises(Usage) as caught:
        State.opened(tmp_path / "no folder", LOG).__enter__()
    assert caught.value.code == "STATE_NOT_WRITABLE"


def test_damaged_receipts_are_named_and_not_written_over(tmp_path: Path) -> None:
    plant(tmp_path, "file")
    file(tmp_path, Service())
    receipts = tmp_path / ".zhengben" / "filed.ndjson"
    receipts.write_text(receipts.read_text("utf-8") + '{"path":\n', "utf-8")
    before = receipts.read_bytes()
    (tmp_path / "new").write_text("new")
    with pytest.raises(Usage) as caught:
        file(tmp_path, Service())
    assert caught.value.code == "STATE_MALFORMED"
    assert receipts.read_bytes() == before


ROWS = st.builds(
    Filed,
    path=st.sampled_from(["a", "a/b", "a b", "b", "文"]),
    leaf=st.sampled_from(["1" * 64, "2" * 64, "3" * 64]),
    line=st.integers(0, 2),
    sha256=st.just("0" * 64),
    sm3=st.just("0" * 64),
    size=st.integers(0, 9),
    mtimeNs=st.none() | st.integers(0, 9),
    receivedAt=st.integers(0, 9),
)


@QUICK
@given(batches=st.lists(st.lists(ROWS, max_size=6, unique_by=lambda row: row.path), max_size=5))
def test_gathering_always_keeps_every_receipt_once_and_answers_with_the_newest(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[Filed]]
) -> None:
    with State.opened(tmp_path_factory.mktemp("state") / "own", LOG) as state:
        newest: dict[str, Filed] = {}
        for batch in batches:
            if batch:
                state.touched(sorted(batch, key=lambda row: order_of(row.path)))
            state.gather()
            newest |= {row.path: row for row in batch}
        known = state.known()
        for name in sorted({*newest, "0", "a/a", "zz"}, key=order_of):
            assert known(name) == newest.get(name)
        if state.receipts.exists():
            rows = [json.loads(line) for line in state.receipts.read_text("utf-8").splitlines()]
            kept = [(row["path"], row["leaf"], row["line"]) for row in rows]
            assert len(set(kept)) == len(kept)
            assert set(kept) == {(row.path, row.leaf, row.line) for batch in batches for row in batch}


class Terminal(io.StringIO):
    """A stderr before which somebody sits."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """Somebody looks on."""
        return True


def test_at_a_terminal_a_bar_shows_files_and_bytes_and_elsewhere_there_are_plain_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(tmp_path, "aaaaa", "bbbbb", "c/ccc", "c/ddd")
    with monkeypatch.context() as patch:
        terminal = Terminal()
        patch.setattr("sys.stderr", terminal)
        patch.setenv("TERM", "xterm")
        patch.setenv("COLUMNS", "100")
        patch.delenv("NO_COLOR", raising=False)
        file(tmp_path, Service())
    assert "4/4" in terminal.getvalue()
    assert "20/20 bytes" in terminal.getvalue()
    assert capsys.readouterr().err == ""
    (tmp_path / "new").write_text("new")
    file(tmp_path, Service())
    said = capsys.readouterr().err
    assert "1 files are filed as" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--batch", "5"], "FOLDER_OPTION"),
        (["--state", "x"], "FOLDER_OPTION"),
        (["-r", "--together"], "FOLDER_ALONE"),
        (["-r", "--type", "achievement_filing/1"], "FOLDER_ALONE"),
        (["-r", "another"], "FOLDER_ALONE"),
    ],
)
def test_options_that_do_not_fit_together_are_refused(run: Run, tmp_path: Path, options: list[str], code: str) -> None:
    ran = run("file", tmp_path, *options, "--json")
    assert (ran.code, json.loads(ran.out)["code"]) == (64, code)
