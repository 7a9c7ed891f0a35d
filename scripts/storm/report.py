"""What a storm showed: the histogram of kills, the findings, and the figures, for people and as JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.storm.judgement import Finding
from scripts.storm.plan import VICTIMS, histogram
from scripts.storm.points import NAMES

_ROOT = Path(__file__).parents[2]
_RESULT = _ROOT / "docs" / "benchmarks" / "storm.json"
_PAGE = _ROOT / "docs" / "storm.md"
_MARKS = ("<!-- storm -->\n", "<!-- end of storm -->")

Json = dict[str, Any]


def result(
    *, seed: int, rounds: int, kills: Sequence[Json], findings: Iterable[Finding], figures: Mapping[str, Any]
) -> Json:
    """Everything that a storm showed, JSON-ready."""
    judged = [
        {"name": found.name, "lookedAt": found.looked_at, "good": found.good, "wrong": list(found.wrong)}
        for found in findings
    ]
    hits = histogram(kills)
    return {
        "seed": seed,
        "rounds": rounds,
        "good": bool(judged) and all(found["good"] for found in judged),
        "kills": {point: {victim: hits[point, victim] for victim in VICTIMS} for point in NAMES},
        "inCommit": sum(line["where"] == "commit" for line in kills),
        "atLine": sum(line["how"] == "line" for line in kills),
        "places": len({line["at"].partition(",")[0] for line in kills}),
        **figures,
        "findings": judged,
    }


def table(shown: Json) -> str:
    """The histogram and the findings as Markdown."""
    kills: dict[str, dict[str, int]] = shown["kills"]
    sums = Counter({victim: sum(row[victim] for row in kills.values()) for victim in VICTIMS})
    rows = [(point, *(row[victim] for victim in VICTIMS), sum(row.values())) for point, row in kills.items()]
    rows.append(("**all**", *(sums[victim] for victim in VICTIMS), sum(sums.values())))
    lines = [
        f"Seed {shown['seed']}, {shown['rounds']} rounds, {shown['reorgs']} reorgs of up to {shown['deepestReorg']} "
        f"blocks, {shown['secondsPerRound']} s a round. Kills landed at {shown['places']} different lines of code, "
        f"{shown['inCommit']} of them while a transaction was being committed.",
        "",
        f"| killed inside | {' | '.join(VICTIMS)} | |",
        f"|---|{'--:|' * (len(VICTIMS) + 1)}",
        *("| " + " | ".join(map(str, row)) + " |" for row in rows),
        "",
        "| looked at afterwards | how many | |",
        "|---|--:|---|",
        *(f"| {found['name']} | {found['lookedAt']} | {_judged(found)} |" for found in shown["findings"]),
    ]
    return "\n".join(lines) + "\n"


def _judged(found: Json) -> str:
    return "good" if found["good"] else f"**{found['wrong'][0]}**"


def keep(shown: Json, path: Path) -> None:
    """Write the result where the storm's folder is, whole or not at all."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(json.dumps(shown, indent=1, ensure_ascii=False) + "\n", "utf-8")
    new.replace(path)


def publish(shown: Json) -> None:
    """Renew the result and the table in the documents."""
    keep(shown, _RESULT)
    page = _PAGE.read_text("utf-8")
    before, start, rest = page.partition(_MARKS[0])
    _, end, after = rest.partition(_MARKS[1])
    if not start or not end:
        raise LookupError(f"{_PAGE} has no place for the storm's table, between {_MARKS}")
    _PAGE.write_text(before + start + table(shown) + end + after, "utf-8")
