"""Whatever we build on is named, with the reason."""

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from scripts import pdf_a

ROOT = Path(__file__).resolve().parents[2]
OURS = {"ledger", "api", "scripts", "tests"}
FOR_DEVELOPERS = ("scripts/bench", "scripts/mutation_rules", "scripts/screenshots")  # nobody needs them to run a ledger
IMPORTED_AS = packages_distributions()


def bare(wish: str) -> str:
    """The name in a requirement, spelt as the index spells it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~!; ]", wish)[0]).lower()


def asked_for() -> dict[str, set[str]]:
    """The packages that each extra, and development, ask for by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = {**project["project"]["optional-dependencies"], **project["dependency-groups"]}
    return {group: {bare(wish) for wish in wishes} - {"zhengben"} for group, wishes in groups.items()}


def imported(*folders: str, without: tuple[str, ...] = ()) -> dict[str, Path]:
    """The packages of others that the modules in these folders import, each with one module that does."""
    found: dict[str, Path] = {}
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        if any(path.is_relative_to(ROOT / folder) for folder in without):
            continue
        neighbours = {beside.stem for beside in path.parent.glob("*.py")}  # as a script sees them
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.append(node.module)
            for name in (name.partition(".")[0] for name in names):
                if name not in sys.stdlib_module_names and name not in OURS | neighbours:
                    found |= {bare(package): path for package in IMPORTED_AS.get(name, [name])}
    return found


def test_whatever_is_imported_by_name_is_asked_for_by_name() -> None:
    asked = asked_for()
    to_verify, to_run = asked["verify"], asked["verify"] | asked["service"]
    assert {name: path for name, path in imported("ledger/core").items() if name not in to_verify} == {}
    running = imported("ledger", "api", "scripts", without=FOR_DEVELOPERS)
    assert {name: path for name, path in running.items() if name not in to_run} == {}
    developing = imported("tests", *FOR_DEVELOPERS)
    assert {name: path for name, path in developing.items() if name not in to_run | asked["dev"]} == {}


def test_every_direct_dependency_has_its_line_and_no_line_is_left_over() -> None:
    python = set().union(*asked_for().values())
    npm = json.loads((ROOT / "package.json").read_text("utf-8"))
    npm_names = {*npm["dependencies"], *npm["devDependencies"], *npm["optionalDependencies"]}

    page = (ROOT / "docs/dependencies.md").read_text("utf-8").partition("## Images")[0]
    lines = re.findall(r"^\| (\S+) \| (.+) \|$", page, re.MULTILINE)
    named = [name for name, _ in lines if name not in ("package", "module")]
    go = re.findall(r"^tool (\S+?)(?:/cmd/\w+)?$", (ROOT / "scripts/network/go.mod").read_text("utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(python | npm_names | set(go) | {pdf_a.ARTIFACT})


def test_no_lock_names_a_registry() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        assert not re.search(r"https?://|--index-url", path.read_text("utf-8")), path
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert not [name for name, locked in packages.items() if "resolved" in locked]
    assert "registry=" not in (ROOT / ".npmrc").read_text().replace("registry-resolved=", "")


def test_every_locked_python_package_has_hashes() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        for block in re.split(r"^(?=\S)", path.read_text("utf-8"), flags=re.MULTILINE):
            if "==" in block:
                assert "--hash=sha256:" in block, (path, block.splitlines()[0])
