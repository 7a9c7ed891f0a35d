"""Whatever we build on is named, with the reason."""

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_direct_dependency_has_its_line_and_no_line_is_left_over() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    asked = [*project["project"]["dependencies"], *extras["verify"], *extras["service"]]
    asked += project["dependency-groups"]["dev"]
    python = {re.split(r"[\[<>=~!; ]", wish)[0] for wish in asked} - {"zhengben"}
    npm = json.loads((ROOT / "package.json").read_text("utf-8"))
    npm_names = {*npm["dependencies"], *npm["devDependencies"], *npm["optionalDependencies"]}

    page = (ROOT / "docs/dependencies.md").read_text("utf-8").partition("## Images")[0]
    lines = re.findall(r"^\| (\S+) \| (.+) \|$", page, re.MULTILINE)
    named = [name for name, _ in lines if name != "package"]
    assert sorted(named) == sorted(python | npm_names)


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
