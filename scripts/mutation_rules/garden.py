"""Where a bug is planted: a process that has collected the tests and forks for each bug.

The child exchanges the code of the one function that the bug changes and runs the tests that call this function, the
quickest first, until one fails. Which tests call which functions, and how long they take, one run without a bug tells.

What ran while the tests were collected (tables, lists of cases) stands there as it was, and what stands outside of
functions cannot be exchanged. Such a bug meets, in a child of a process that has imported nothing of ours yet, a new
import of everything: all of it is made with the bug, and all tests of the same functions, or of the module, run.

Neither shrinks what it finds; both draw the same examples each time, and fewer than the suites do.
"""

import ast
import builtins
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import hypothesis
import pytest

from scripts.mutation_rules.bugs import ROOT, TREES, Bug, functions_of

TESTS = ("tests/core/policy", "tests/core/docket")
LIVED, NOTICED, HUNG = "lived", "noticed", "hung"
_ARGUMENTS = ("-q", "-x", "--tb=no", "--no-header", "-p", "no:cacheprovider", "--noconftest")
_PATIENCE = 3.0  # seconds of the processor for a test, and five times of what it took
_OURS = ("ledger", "tests")
_NOTE = "_zhengben_note_"
_EXAMPLES = 30
_SLOW = 40  # tests that take most of the time
Calls = tuple[str, str, int]
"""A function that was called: path below the root, qualified name, first line."""


@dataclass(frozen=True)
class Known:
    """What a run without a bug tells.

    :param seconds: of each test, by its id. :param callers: tests by the function that they call.
    :param early: functions that ran before the first test.
    """

    seconds: dict[str, float]
    callers: dict[Calls, tuple[str, ...]]
    early: frozenset[Calls]

    def of(self, bug: Bug, quick: bool | None = None) -> list[str]:
        """The tests that may notice a bug, the quickest first; only those that are quick, or only the others."""
        if bug.function is None:
            names = {test for called, tests in self.callers.items() if called[0] == bug.path for test in tests}
            names = names or set(self.seconds)
        else:
            names = set(self.callers.get(_called(bug), ()))
        slow = sorted(self.seconds, key=self.seconds.__getitem__)[-_SLOW:]
        chosen = {None: names, True: names - set(slow), False: names & set(slow)}[quick]
        return sorted(chosen, key=lambda name: (self.seconds[name], name))

    def needs_import(self, bug: Bug) -> bool:
        """Whether what the bug changes ran, or stood, before the first test."""
        return bug.function is None or _called(bug) in self.early


def _called(bug: Bug) -> Calls:
    assert bug.function is not None  # noqa: S101 - asked of bugs in functions only
    return bug.path, bug.function.name, bug.function.line


# ---- the run without a bug


def look(kept: Path) -> Known:
    """What a run without a bug tells; kept in a file for as long as rules and tests stand as they are.

    :raises SystemExit: if a test fails.
    """
    key = sha256()
    for tree in (*TREES, *TESTS):
        for path in sorted(path for path in (ROOT / tree).rglob("*") if path.suffix in (".py", ".json")):
            key.update(f"{path}\n".encode() + path.read_bytes())
    told = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    if told.get("key") != key.hexdigest():
        told = _seen() | {"key": key.hexdigest()}
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(json.dumps(told), "utf-8")
    callers: dict[Calls, list[str]] = defaultdict(list)
    for name, (_, calls) in told["tests"].items():
        for path, function, line in calls:
            callers[path, function, line].append(name)
    return Known(
        {name: seconds for name, (seconds, _) in told["tests"].items()},
        {called: tuple(names) for called, names in callers.items()},
        frozenset((path, function, line) for path, function, line in told["early"]),
    )


def _seen() -> dict[str, Any]:
    """All tests run once, in a child in which every function of the rules tells that it runs."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        _silent()
        watch = _Watch()
        setattr(builtins, _NOTE, watch.now)
        sys.meta_path[:0] = [
            _Planting(str(path.relative_to(ROOT)), _telling(path))
            for tree in TREES
            for path in (ROOT / tree).glob("[!_]*.py")
        ]
        told = {"code": _pytest(TESTS, watch), "failed": watch.failed, "early": [*watch.early]}
        told["tests"] = {name: [watch.seconds[name], [*calls]] for name, calls in watch.called.items()}
        with os.fdopen(write, "w") as pipe:
            json.dump(told, pipe)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        told: dict[str, Any] = json.loads(pipe.read() or '{"code": -1}')
    os.waitpid(child, 0)
    if told["code"] != 0:
        raise SystemExit(f"the tests do not pass before a bug is planted: {told.get('failed')}")
    return told


def _telling(path: Path) -> ast.Module:
    """A module each of whose functions first notes that it was called."""
    tree = ast.parse(path.read_text("utf-8"))
    for function, node in functions_of(tree):
        note = ast.parse(f"{_NOTE}.add(({str(path.relative_to(ROOT))!r}, {function.name!r}, {function.line}))").body[0]
        documented = ast.get_docstring(node, clean=False) is not None
        node.body.insert(1 if documented else 0, ast.copy_location(note, node.body[0]))
    return ast.fix_missing_locations(tree)


class _Watch:
    """Notes the functions of the rules that run, by test, and how long each test takes."""

    def __init__(self) -> None:
        self.now: set[Calls] = set()
        self.early: set[Calls] = set()
        self.called: dict[str, set[Calls]] = {}
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_runtestloop(self) -> None:
        self.early = {*self.now}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        self.now.clear()
        began = time.perf_counter()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.perf_counter() - began
            self.called[item.nodeid] = {*self.now}


# ---- bugs in functions


def plant(bugs: Sequence[Bug], known: Known, tell: Callable[[Bug, str], None], *, quick: bool) -> None:
    """Try each bug in a fork of a process that has collected all tests, itself a child of this one.

    :param quick: by the tests that are quick, else by the others.
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        with os.fdopen(write, "w") as pipe:
            _silent()
            code = _pytest(TESTS, _Gardener(bugs, known, pipe, quick))
        os._exit(int(code))
    os.close(write)
    with os.fdopen(read) as pipe:
        for line in pipe:
            place, fate = json.loads(line)
            tell(bugs[place], fate)
    os.waitpid(child, 0)


class _Gardener:
    """Instead of running the tests that were collected, forks for each bug and runs those that may notice it."""

    def __init__(self, bugs: Sequence[Bug], known: Known, pipe: Any, quick: bool) -> None:
        self._bugs, self._known, self._pipe, self._quick = bugs, known, pipe, quick
        self._failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._failed = self._failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        functions = _functions()
        for place, bug in enumerate(self._bugs):
            tests = [items[name] for name in self._known.of(bug, self._quick)]
            fate = _in_a_child(lambda bug=bug, tests=tests: self._notices(bug, tests, functions))  # type: ignore[misc]
            self._pipe.write(json.dumps([place, fate]) + "\n")
            self._pipe.flush()
        return True

    def _notices(self, bug: Bug, tests: list[pytest.Item], functions: dict[Calls, list[FunctionType]]) -> bool:
        called = _called(bug)
        code = code_of(bug, (ROOT / bug.path).read_text("utf-8"))
        for function in functions.get(called, ()):
            function.__code__ = code
        for item, following in zip(tests, [*tests[1:], None], strict=True):
            _wait(_PATIENCE + 5 * self._known.seconds[item.nodeid])
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._failed:
                return True
        return False


def _functions() -> dict[Calls, list[FunctionType]]:
    """The functions of the rules that are there, by what they were made from."""
    found: dict[Calls, list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType):
            path = each.__code__.co_filename.removeprefix(f"{ROOT}/")
            if path.rpartition("/")[0] in TREES:
                found[path, each.__code__.co_qualname, each.__code__.co_firstlineno].append(each)
    return found


def code_of(bug: Bug, source: str) -> CodeType:
    """The code of the function that a bug changes."""
    assert bug.function is not None  # noqa: S101 - `Known.needs_import` keeps the others away
    module = compile(bug.planted(source), str(ROOT / bug.path), "exec")
    return next(
        code
        for code in codes_in(module)
        if (code.co_qualname, code.co_firstlineno) == (bug.function.name, bug.function.line)
    )


def codes_in(code: CodeType) -> Iterable[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from codes_in(each)


# ---- bugs that show in a new import only


def import_anew(bugs: Sequence[Bug], known: Known, tell: Callable[[Bug, str], None]) -> None:
    """Try each bug in a child that imports everything with it."""
    if early := sorted(name for name in sys.modules if _is_ours(name)):
        raise SystemExit(f"{early[0]} was imported before a bug could be")
    for bug in bugs:
        tell(bug, _in_a_child(lambda bug=bug: _fails(bug, known)))  # type: ignore[misc]


def _is_ours(name: str) -> bool:
    return any(name == ours or name.startswith(f"{ours}.") for ours in _OURS)


def _fails(bug: Bug, known: Known) -> bool:
    tests = known.of(bug)
    tree = bug.planted((ROOT / bug.path).read_text("utf-8"))
    sys.meta_path.insert(0, _Planting(bug.path, tree))
    files = dict.fromkeys(name.partition("::")[0] for name in tests)
    return int(_pytest([*files], _Only(tests, known))) not in (0, 5)


class _Only:
    """Runs these tests alone, in this order; those that a bug took away do not come."""

    def __init__(self, tests: list[str], known: Known) -> None:
        self._places, self._known = {name: place for place, name in enumerate(tests)}, known
        _wait(6 * _PATIENCE)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self._places), key=lambda item: self._places[item.nodeid]
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        _wait(_PATIENCE + 5 * self._known.seconds[item.nodeid])


class _Planting(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from another tree than its file's."""

    def __init__(self, path: str, tree: ast.Module) -> None:
        self._path, self._tree = ROOT / path, tree
        self._name = ".".join(Path(path).with_suffix("").parts)

    def find_spec(self, name: str, *_: Any) -> importlib.machinery.ModuleSpec | None:
        if name != self._name:
            return None
        return importlib.util.spec_from_file_location(name, self._path, loader=self)

    def create_module(self, _: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._tree, str(self._path), "exec"), module.__dict__)  # noqa: S102 - our own source


# ---- children


def _pytest(tests: Sequence[str], plugin: object) -> int:
    hypothesis.settings.register_profile(
        "planted",
        max_examples=_EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    hypothesis.settings.load_profile("planted")
    return int(pytest.main([*_ARGUMENTS, *tests], plugins=[plugin]))


def _in_a_child(notices: Callable[[], bool]) -> str:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _silent()
            code = 1 if notices() else 0
        finally:  # a child ends here, whatever happens in it
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return LIVED if code == 0 else HUNG if code == -signal.SIGVTALRM else NOTICED


def _wait(seconds: float) -> None:
    """End this process after so many seconds of its own, unless it asks for more before."""
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)


def _silent() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
