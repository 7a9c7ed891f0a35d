"""The committed artifacts are what the sources give, by py-solc-x and by Forge alike, and the contracts stay small."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scripts import artifacts
from tests.chain import forging

ROOT = artifacts.ROOT
NAMES = list(json.loads(artifacts.SETTINGS.read_text("utf-8"))["contracts"])
LARGEST = 22_000  # bytes at run time; the EVM ends at 24 576, later acts need room


@pytest.fixture(scope="module")
def compiled() -> dict[str, str]:
    if not (ROOT / "node_modules" / "solc").exists():
        pytest.skip("npm packages are missing")
    return artifacts.compile_all()


@pytest.fixture(scope="module")
def forged() -> Path:
    """Where Forge builds for its own tests: it compiles again only what changed since `make test` ran them."""
    if not any(ROOT.glob("node_modules/@foundry-rs/forge-*/bin/forge")):
        pytest.skip("no Forge binary for this platform")
    with forging.alone():
        subprocess.run([forging.FORGE, "build"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return ROOT / "build" / "forge" / "out"


def _committed(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((artifacts.ARTIFACTS / f"{name}.json").read_text("utf-8"))
    return loaded


@pytest.mark.parametrize("name", NAMES)
def test_committed_artifact_names_the_sources_and_settings_of_today(name: str) -> None:
    committed, today = _committed(name), artifacts.origins()[name]
    assert {key: committed[key] for key in today} == today, "run scripts/artifacts.py"


@pytest.mark.slow  # compiles everything once more; the bytes that Forge gives are compared every day
@pytest.mark.parametrize("name", NAMES)
def test_committed_artifact_is_what_the_sources_give(compiled: dict[str, str], name: str) -> None:
    assert (artifacts.ARTIFACTS / f"{name}.json").read_text("utf-8") == compiled[name], "run scripts/artifacts.py"


@pytest.mark.parametrize("name", NAMES)
def test_forge_gives_the_same_bytes(forged: Path, name: str) -> None:
    built = json.loads((forged / f"{name}.sol" / f"{name}.json").read_text("utf-8"))
    committed = _committed(name)
    assert built["bytecode"]["object"] == committed["bytecode"], "creation code"
    assert built["deployedBytecode"]["object"] == committed["deployedBytecode"], "runtime code"
    assert _sorted(built["abi"]) == _sorted(committed["abi"]), "interface"


def _sorted(abi: list[dict[str, Any]]) -> list[str]:
    """The entries of an interface in an order of their own; Forge keeps another than the compiler."""
    return sorted(json.dumps(entry, sort_keys=True) for entry in abi)


@pytest.mark.parametrize("name", NAMES)
def test_contract_leaves_room_below_the_size_limit(name: str) -> None:
    size = len(_committed(name)["deployedBytecode"]) // 2 - 1
    assert size <= LARGEST, f"{name} has {size} bytes"


@pytest.mark.parametrize("name", NAMES)
def test_no_artifact_tells_where_it_was_made(name: str) -> None:
    assert str(ROOT) not in (artifacts.ARTIFACTS / f"{name}.json").read_text("utf-8")


def test_titles_stand_where_offline_proofs_look_for_them() -> None:
    registry = _committed("TitleRegistry")
    assert [(slot["label"], slot["slot"]) for slot in registry["storageLayout"]] == [
        ("_titles", 0),
        ("_useGrants", 1),
        ("_successors", 2),
    ]
    (title,) = registry["storageTypes"].values()
    places = {member["label"]: (member["slot"], member["offset"]) for member in title}
    assert places == {"head": (0, 0), "trail": (1, 0), "words": (2, 0), "proposal": (6, 0), "over": (7, 0)}


def test_anchors_stand_where_offline_proofs_look_for_them() -> None:
    log = _committed("AnchorLog")
    assert [(slot["label"], slot["slot"]) for slot in log["storageLayout"]] == [("head", 0), ("commitOf", 1)]
    (head,) = log["storageTypes"].values()
    assert [(member["label"], member["offset"] * 8) for member in head] == [
        ("size", 0),
        ("time", 64),
        ("count", 104),
        ("number", 168),
    ]


def test_parties_stand_where_offline_proofs_look_for_them() -> None:
    authority = _committed("Authority")
    places = {slot["label"]: (slot["slot"], slot["offset"]) for slot in authority["storageLayout"]}
    assert places == {
        "_parties": (0, 0),
        "_nodes": (1, 0),
        "_appointments": (2, 0),
        "_partyCount": (3, 0),
        "_nodeCount": (3, 4),
        "_appointmentCount": (3, 8),
    }


def test_compiler_runs_without_node_on_the_path() -> None:
    run = subprocess.run(
        [str(artifacts.SOLC), "--version"], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True
    )
    wanted = json.loads(artifacts.SETTINGS.read_text("utf-8"))["compiler"]
    assert f"Version: {wanted}+commit." in run.stdout
