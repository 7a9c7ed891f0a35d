"""Where a bug is planted: a copy of the project in which compiled code, not source, is exchanged.

Forge deploys what lies in `build/forge/out` and compiles nothing while the sources stand. So a bug costs one run of the
compiler on the contracts that the changed file goes into, and no other. A file that goes into several contracts is
first tried in one of them: a bug noticed there is noticed.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import solcx

from scripts import artifacts
from scripts.mutation.mutants import Mutant

ROOT = artifacts.ROOT
_NEEDED = ("contracts", "foundry.toml", "scripts", "ledger", "tests", "pyproject.toml", "api", "docs")
_LINKED = ("node_modules", ".venv")
_PATIENCE = 300.0
_BESIDE = "contracts/test/invariants/*"
# Gas is no promise that a bug breaks: a snapshot would notice every change.
_NEVER = ("GasTest",)
# What takes longest, and so comes last.
_LONG = ("EveryActTest", "PledgesTest", "SignersTest", "TypedDataTest")
_FORGE = {"FOUNDRY_FUZZ_SEED": "1", "FOUNDRY_FUZZ_RUNS": "16", "FOUNDRY_GAS_SNAPSHOT_CHECK": "false"}

Code = dict[str, str]
"""Runtime code and creation code by name of the artifact's member."""


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant.

    :param fate: `stillborn` (does not compile), `same` (same bytes), `lived`, or by what it was noticed.
    """

    mutant: Mutant
    fate: str
    seconds: float

    @property
    def real(self) -> bool:
        """Whether there was a bug to be noticed."""
        return self.fate not in ("stillborn", "same")


class Workshop:
    """The compiler, asked for one contract at a time."""

    def __init__(self) -> None:
        self.spec: dict[str, Any] = json.loads(artifacts.SETTINGS.read_text("utf-8"))
        self.sources = artifacts.sources_of(self.spec)

    def users(self, path: str) -> list[str]:
        """The contracts that a file goes into, the quickest to compile first."""
        names = [name for name, own in self.spec["contracts"].items() if path in self._reachable(own)]
        return sorted(names, key=lambda name: (len(self._reachable(self.spec["contracts"][name])), name))

    def key(self, mutant: Mutant) -> str:
        """A bug in just these sources of all contracts that it goes into."""
        paths = {path for name in self.users(mutant.path) for path in self._reachable(self.spec["contracts"][name])}
        seen = sha256(mutant.name.encode())
        for path in sorted(paths):
            seen.update(sha256(self.sources[path].encode()).digest())
        return seen.hexdigest()

    def code(self, name: str, changed: dict[str, str]) -> Code | None:
        """Creation and runtime code of a contract; None if the compiler refuses it.

        :param changed: sources that differ from what they are, by path.
        """
        own = self.spec["contracts"][name]
        settings = self.spec["settings"]
        runs = self.spec["runs"].get(name, settings["optimizer"]["runs"])
        outputs = ["evm.bytecode.object", "evm.deployedBytecode.object"]
        sources = {path: changed.get(path, self.sources[path]) for path in self._reachable(own)}
        try:
            output = solcx.compile_standard(
                {
                    "language": "Solidity",
                    "sources": {path: {"content": text} for path, text in sources.items()},
                    "settings": settings
                    | {"optimizer": settings["optimizer"] | {"runs": runs}, "outputSelection": {own: {name: outputs}}},
                },
                solc_binary=artifacts.SOLC,
            )
        except solcx.exceptions.SolcError:
            return None
        evm = output["contracts"][own][name]["evm"]
        return {member: "0x" + evm[member]["object"] for member in ("bytecode", "deployedBytecode")}

    def _reachable(self, path: str) -> set[str]:
        return artifacts.reachable(path, self.sources, self.spec)


class Garden:
    """A copy of the project in which one bug at a time is planted."""

    def __init__(self, folder: Path, workshop: Workshop) -> None:
        self._folder = folder
        self._workshop = workshop
        self._sound: dict[str, Code] = {}
        for name in _NEEDED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, folder / name)
        for name in _LINKED:
            (folder / name).symlink_to(ROOT / name)
        if (ROOT / "build" / "forge").is_dir():
            shutil.copytree(ROOT / "build" / "forge", folder / "build" / "forge")
        if self._forge("build"):
            raise SystemExit("the contracts do not compile as they stand")
        for noticed, passes in self._trials():
            if not passes:
                raise SystemExit(f"the tests do not pass as the contracts stand: {noticed}")

    def plant(self, mutant: Mutant) -> Outcome:
        """Plant, try, and take the bug out again."""
        began = time.monotonic()
        source = mutant.planted(self._workshop.sources[mutant.path].encode()).decode()
        fate = "same"
        first, *others = self._workshop.users(mutant.path)
        for names in ([first], others):
            fate = self._tried(names, {mutant.path: source}) or fate
            if fate not in ("same", "lived"):
                break
        return Outcome(mutant, fate, time.monotonic() - began)

    def _tried(self, names: Sequence[str], changed: dict[str, str]) -> str | None:
        """What notices these contracts made of changed sources; `lived` if nothing does, None if they are the same."""
        planted: dict[str, Code] = {}
        for name in names:
            code = self._workshop.code(name, changed)
            if code is None:
                return "stillborn"
            if code != self._sound_code(name):
                planted[name] = code
        if not planted:
            return None
        try:
            for name, code in planted.items():
                self._lay(name, code)
            return next((noticed for noticed, passes in self._trials() if not passes), "lived")
        finally:
            for name in planted:
                self._lay(name, self._sound_code(name))

    def _trials(self) -> Any:
        """What may notice, the quickest first, and whether it passes."""
        quick = "|".join((*_NEVER, *_LONG))
        long = "|".join(_LONG)
        suites = ("test", "--fail-fast", "--no-match-path", _BESIDE)
        yield "suites", self._forge(*suites, "--no-match-contract", f"^({quick})$") == 0
        yield "long suites", self._forge(*suites, "--match-contract", f"^({long})$") == 0
        yield "walks", self._forge("test", "--fail-fast", "--match-path", _BESIDE) == 0
        yield "model", self._run(self._python("-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests/model")) == 0

    def _sound_code(self, name: str) -> Code:
        if name not in self._sound:
            code = self._workshop.code(name, {})
            artifact = json.loads(self._places(name)[0].read_text("utf-8"))
            if code is None or artifact["bytecode"] != code["bytecode"]:
                raise SystemExit(f"{name} compiles to something else than its artifact: run `make artifacts`")
            self._sound[name] = code
        return self._sound[name]

    def _places(self, name: str) -> tuple[Path, Path]:
        """Where the model finds a contract's code, and where Forge does."""
        artifact = self._folder / artifacts.ARTIFACTS.relative_to(ROOT) / f"{name}.json"
        return artifact, self._folder / "build" / "forge" / "out" / f"{name}.sol" / f"{name}.json"

    def _lay(self, name: str, code: Code) -> None:
        artifact, out = self._places(name)
        artifact.write_text(json.dumps(json.loads(artifact.read_text("utf-8")) | code), "utf-8")
        compiled = json.loads(out.read_text("utf-8"))
        for member, text in code.items():
            compiled[member]["object"] = text
        out.write_text(json.dumps(compiled), "utf-8")

    def _python(self, *arguments: str) -> list[str]:
        return [str(self._folder / ".venv" / "bin" / "python"), *arguments, "-m", "not slow"]

    def _forge(self, *arguments: str) -> int:
        return self._run([str(self._folder / "scripts" / "forge"), *arguments])

    def _run(self, command: list[str]) -> int:
        environment = os.environ | _FORGE | {"PYTHONPATH": str(self._folder)}
        with subprocess.Popen(
            command,
            cwd=self._folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            try:
                return process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:  # a bug that makes something run for ever is noticed
                os.killpg(process.pid, 9)
                return 124
