"""The contracts say of every act what a plain model of the law says, on walks of chance with real signatures."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.local.anvil import Anvil
from tests.model.chain import Deployed
from tests.model.law import ACTS
from tests.model.walking import LIMITS, START, Walk

MODEL = sorted(Path(__file__).parent.glob("*.py"))


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Anvil]:
    started = Anvil(tmp_path / "anvil.log", arguments=("--timestamp", str(START - 100)))
    try:
        yield started
    finally:
        started.stop()


def test_the_model_takes_nothing_from_the_ledger() -> None:
    for path in MODEL:
        if path.name.startswith("test_"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.split(".")[0] == "ledger"], path


def walked(node: Anvil, seed: int, count: int) -> Walk:
    walk = Walk(Deployed(node.url, LIMITS, START), seed)
    walk.run(count)
    return walk


@pytest.mark.parametrize("seed", [1, 2])
def test_a_walk_of_chance_is_judged_alike(node: Anvil, seed: int) -> None:
    walk = walked(node, seed, 300)
    assert sum(walk.taken.values()) > 60, walk.taken
    assert len(walk.refused) > 10, walk.refused


@pytest.mark.slow
def test_long_walks_are_judged_alike_and_meet_every_act(tmp_path: Path) -> None:
    taken: Counter[str] = Counter()
    for seed in range(100, 115):
        started = Anvil(tmp_path / f"{seed}.log", arguments=("--timestamp", str(START - 100)))
        try:
            taken += walked(started, seed, 1200).taken
        finally:
            started.stop()
    assert set(taken) >= set(ACTS), sorted(set(ACTS) - set(taken))
