"""Ask an outside judge, veraPDF, whether certificates are what they claim to be.

    make pdf-a        certificates of every kind in both languages, and absurdly long ones

Each must keep PDF/A-3u. By PDF/UA-1 everything that a machine can see must be in order but one: that the file does not
call itself PDF/UA, for nobody has judged what only people can. Without Java or Maven, or where Maven gets nothing, this
says NOT RUN and exits 3. The judge is one jar, known by its digest; VERAPDF may name a copy of it.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from ledger import certifying
from ledger.core.act_lines import Language
from ledger.core.certified import Fact, certificate
from ledger.core.verify import verify

ROOT = Path(__file__).resolve().parents[1]
FORGERIES = ROOT / "tests" / "forgeries"
LANGUAGES: tuple[Language, Language] = ("zh", "en")
GENUINE = ("title", "year", "struck", "filing", "line")
STRETCHED = ("year", "filing")  # a title's and a filing's, absurdly long too
ARTIFACT = "org.verapdf.apps:greenfield-apps"
VERSION = "1.28.2"
SHA256 = "687d4d8bcfec48c9f7e931cf78ed061f1eeccfba55d4cdc000ba9b4d8aa46ce6"
UNCLAIMED = "5-1"  # the clause of PDF/UA-1 by which a file calls itself that
_JAR = ROOT / ".cache" / "verapdf" / f"greenfield-apps-{VERSION}.jar"
_LONG = "超长名称" * 40 + " Wort-ohne-jede-Trennung" + "x" * 300 + " مرحبا 👩\u200d🔬 é"


class NotRun(Exception):
    """Why there is no judgement."""


def main() -> int:
    """0 if every certificate keeps its word, 1 if not, 3 if nobody could say."""
    try:
        jar = _jar()
    except NotRun as why:
        print(f"pdf-a: NOT RUN: {why}", file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory(prefix="zhengben-pdf-a-") as folder:
        files = list(_certificates(Path(folder)))
        wrong = _broken(jar, "3u", files) | {
            (name, clause) for name, clause in _broken(jar, "ua1", files) if clause != UNCLAIMED
        }
    for name, clause in sorted(wrong):
        print(f"{name}: {clause}")
    print(f"pdf-a: {len(files)} certificates, {len(wrong)} faults, by veraPDF {VERSION}", file=sys.stderr)
    return 1 if wrong else 0


def _jar() -> Path:
    if not shutil.which("java"):
        raise NotRun("there is no Java here")
    named = os.environ.get("VERAPDF")
    jar = Path(named) if named else _JAR
    if not jar.exists():
        if named or not shutil.which("mvn"):
            raise NotRun(f"there is no {jar.name}, and no Maven that would get it")
        wanted = f"{ARTIFACT}:{VERSION}"
        getting = ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={wanted}", f"-DoutputDirectory={jar.parent}"]
        jar.parent.mkdir(parents=True, exist_ok=True)
        if subprocess.run(getting, capture_output=True, check=False, cwd=jar.parent).returncode or not jar.exists():
            raise NotRun("Maven could not get it")
    if sha256(jar.read_bytes()).hexdigest() != SHA256:
        raise NotRun(f"{jar} is not the judge whose digest is known")
    return jar


def _certificates(folder: Path) -> Iterator[Path]:
    trust = (FORGERIES / "trust.json").read_bytes()
    for name in GENUINE:
        bundle = (FORGERIES / f"{name}.json").read_bytes()
        for language in LANGUAGES:
            said = certificate(bundle, trust, verify(bundle, trust), language)
            longer = replace(said, name=_LONG, ledger=_LONG, facts=tuple(map(_stretched, said.facts)))
            for words, one in (("as-they-are", said), ("long", longer)):
                if words == "long" and name not in STRETCHED:
                    continue
                file = folder / f"{name}-{language}-{words}.pdf"
                file.write_bytes(certifying.set_down(one, bundle, now=1_800_000_000))
                yield file


def _stretched(fact: Fact) -> Fact:
    """With a text and cells that go on over pages."""
    rows = tuple(tuple(f"{cell} {_LONG * 4}" for cell in row) for row in fact.rows)
    return replace(fact, text=fact.text + _LONG * 4, rows=rows)


def _broken(jar: Path, profile: str, files: list[Path]) -> set[tuple[str, str]]:
    """(file, clause) of what is broken.

    :raises SystemExit: the judge said nothing of one of them.
    """
    judge = ["java", "-cp", str(jar), "org.verapdf.apps.GreenfieldCliWrapper"]
    command = [*judge, "-f", profile, "--format", "text", "-v", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    broken, heard, at = set(), 0, ""
    for line in done.stdout.splitlines():
        if found := re.match(r"(PASS|FAIL) (\S+)", line):
            heard, at = heard + 1, Path(found[2]).name
        elif found := re.match(r"\s+FAIL (\S+)", line):
            broken.add((at, found[1]))
    if heard != len(files):
        raise SystemExit(f"pdf-a: veraPDF judged {heard} of {len(files)}: {done.stderr[-500:]}")
    return broken


if __name__ == "__main__":
    sys.exit(main())
