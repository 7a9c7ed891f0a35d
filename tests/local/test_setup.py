"""Set-up says in one line what is missing, does nothing twice, and needs no more than it says."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts/setup.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("zhengben_setup", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


setup = load()


def interpreter(folder: Path, name: str, version: tuple[int, int, int], *, venv: bool = True) -> str:
    """A program that answers as a Python of that version does when it is asked what it is."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '[[{version[0]}, {version[1]}, {version[2]}], {str(venv).lower()}]'\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 10, 13), (3, 14, 0)])
def test_a_python_of_another_version_is_refused_in_one_line(tmp_path: Path, version: tuple[int, int, int]) -> None:
    python = interpreter(tmp_path, "python3", version)
    with pytest.raises(setup.SetupError, match=r"is Python [0-9.]+; the ledger needs Python 3\.11, 3\.12 or 3\.13"):
        setup.choose_python(python)


def test_a_python_without_venv_is_told_what_to_install(tmp_path: Path) -> None:
    python = interpreter(tmp_path, "python3", (3, 12, 3), venv=False)
    with pytest.raises(setup.SetupError, match="install python3-venv") as caught:
        setup.choose_python(python)
    assert "python3.12-venv" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_python_that_is_not_there_is_told_so() -> None:
    with pytest.raises(setup.SetupError, match="does not run; set PYTHON"):
        setup.choose_python("/nowhere/python3")


def test_a_fitting_python_on_the_path_is_found_when_the_running_one_does_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, "python3", (3, 10, 0)))
    wanted = interpreter(tmp_path, "python3.12", (3, 12, 1))
    interpreter(tmp_path, "python3.11", (3, 11, 1))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert setup.choose_python() == wanted


def test_without_venv_anywhere_the_complaint_is_about_venv_not_about_versions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, "python3", (3, 10, 0)))
    interpreter(tmp_path, "python3.12", (3, 12, 1), venv=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(setup.SetupError, match="python3-venv"):
        setup.choose_python()


def make(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "LANG")}
    return subprocess.run(
        ["make", *arguments],  # noqa: S607
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_make_says_in_one_line_that_the_named_python_does_not_exist() -> None:
    said = make("setup", "PYTHON=/nowhere/python3").stderr.splitlines()
    assert said[0].startswith("setup: /nowhere/python3 not found; install Python 3.11")


def test_make_says_in_one_line_that_the_named_python_does_not_fit(tmp_path: Path) -> None:
    # Runs set-up by the Python of these tests, which is asked about itself by the script alone.
    python = tmp_path / "python3"
    python.write_text(
        f'#!/bin/sh\n[ "$1" = -c ] && {{ echo "[[3, 9, 1], true]"; exit 0; }}\nexec {sys.executable} "$@"\n'
    )
    python.chmod(0o755)
    result = make("setup", f"PYTHON={python}")
    assert result.returncode != 0
    assert result.stderr.splitlines()[0].startswith(f"setup: {python} is Python 3.9.1; the ledger needs")


@pytest.mark.parametrize(
    ("locale", "argument", "spoken"),
    [
        ("C.UTF-8", None, "zh"),
        ("en_US.UTF-8", None, "en"),
        ("zh_CN.UTF-8", None, "zh"),
        ("C.UTF-8", "LANG=en", "en"),
        ("en_US.UTF-8", "LANG=zh", "zh"),
        ("", None, "zh"),
    ],
)
def test_the_demo_speaks_the_language_asked_for_and_a_locale_is_none(
    locale: str, argument: str | None, spoken: str
) -> None:
    said = make("-n", "demo", *([argument] if argument else []), LANG=locale).stdout
    assert f"--lang {spoken}" in said


def test_every_target_of_the_help_exists() -> None:
    targets = [line.split()[1] for line in make("help").stdout.splitlines()]
    assert {"setup", "up", "demo", "test", "test-all", "lint", "fmt", "clean", "lock", "artifacts", "bench"} <= set(
        targets
    )
    for target in targets:
        assert make("-n", target).returncode == 0


@pytest.fixture
def checkout(tmp_path: Path) -> object:
    """An environment whose steps write down what they would run."""
    environment = setup.Environment(tmp_path)
    (tmp_path / "requirements").mkdir()
    for name in ("run", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(name)
    return environment


def test_packages_are_installed_once_for_each_lock(checkout: object, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr(setup, "run", lambda title, *_rest, **_more: ran.append(title))
    install = checkout.install_packages  # type: ignore[attr-defined]
    install("run")
    install("run")
    assert ran == ["Python packages (run)"]
    install("dev")
    install("run")  # the development lock holds it all
    assert ran == ["Python packages (run)", "Python packages (dev)"]
    root: Path = checkout.root  # type: ignore[attr-defined]
    (root / "requirements/dev.txt").write_text("another")
    install("run")
    assert ran[2:] == ["Python packages (dev)"]


def test_the_analysis_has_an_environment_of_its_own(checkout: object, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr(setup, "run", lambda title, *_rest, **_more: ran.append(title))
    root: Path = checkout.root  # type: ignore[attr-defined]
    (root / "requirements/analysis.txt").write_text("analysis")
    checkout.install_analysis()  # type: ignore[attr-defined]
    checkout.install_analysis()  # type: ignore[attr-defined]
    assert ran == ["environment of the analysis", "Python packages (analysis)"]
    assert not (root / ".venv").exists()


def test_an_interrupted_installation_is_done_again(checkout: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        raise setup.SetupError("the network is away")

    monkeypatch.setattr(setup, "run", fail)
    with pytest.raises(setup.SetupError):
        checkout.install_packages("run")  # type: ignore[attr-defined]
    ran: list[str] = []
    monkeypatch.setattr(setup, "run", lambda title, *_rest, **_more: ran.append(title))
    checkout.install_packages("run")  # type: ignore[attr-defined]
    assert ran == ["Python packages (run)"]


def test_a_failed_step_says_what_failed_and_where_the_rest_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    command = ["/bin/sh", "-c", "echo one; echo 'ERROR: no such package'; echo two; exit 3"]
    with pytest.raises(setup.SetupError) as caught:
        setup.run("Python packages", command, tmp_path / ".cache/pip.log", "check the network")
    assert str(caught.value) == (
        "Python packages failed: ERROR: no such package — check the network (all of it in .cache/pip.log)"
    )
    assert (tmp_path / ".cache/pip.log").read_text() == "one\nERROR: no such package\ntwo\n"


def test_a_second_setup_waits_for_the_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    holding = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import sys, time; sys.path.insert(0, {str(SCRIPT.parent)!r}); import setup, pathlib\n"
            f"with setup.alone(pathlib.Path({str(tmp_path)!r})): print('held', flush=True); time.sleep(0.5)",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holding.stdout is not None
    assert holding.stdout.readline() == "held\n"
    with setup.alone(tmp_path):
        assert holding.wait(5) == 0
    holding.stdout.close()
    assert "waiting for it" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / ".cache").write_text("a file")
    with pytest.raises(setup.SetupError, match=r"cannot write to .*\.cache"), setup.alone(tmp_path):
        pass


def test_the_command_runs_from_any_folder_and_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin/zhengben"
    command.write_text(setup.LAUNCHER)
    command.chmod(0o755)
    (tmp_path / "bin/python").symlink_to(sys.executable)
    (tmp_path / "elsewhere").symlink_to(tmp_path / "bin")
    result = subprocess.run(
        [str(tmp_path / "elsewhere/zhengben"), "--version"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path[1:]])},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    assert "0.1.0" in result.stdout


@pytest.mark.slow
def test_a_checkout_sets_itself_up_with_nothing_but_python_git_and_make_in_sight(tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "git", "make", "sed", "dirname", "uname", "env", "find", "rm", "printf", "cat"):
        found = subprocess.run(["/bin/sh", "-c", f"command -v {name}"], capture_output=True, text=True).stdout.strip()
        if found.startswith("/"):
            (tools / name).symlink_to(found)
    (tools / "python3").symlink_to(Path(sys._base_executable).resolve())  # type: ignore[attr-defined]
    clone = ["git", "clone", "--quiet", str(ROOT), str(tmp_path / "checkout")]
    subprocess.run(clone, check=True)
    ours = ("MAKEFLAGS", "MAKELEVEL", "VIRTUAL_ENV", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    outside = kept | {"PATH": str(tools), "LANG": "C.UTF-8"}

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=tmp_path / "checkout", env=outside, capture_output=True, text=True, timeout=600
        )

    first = run("make", "setup-run")
    assert first.returncode == 0, first.stderr
    assert "npm packages (run): done" in first.stderr
    assert run("make", "setup-run").stderr == ""
    told = run(".venv/bin/zhengben", "--version")
    assert "0.1.0" in told.stdout, told.stderr
