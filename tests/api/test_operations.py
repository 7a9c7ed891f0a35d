"""`docs/operations.md` and `docs/alerts.yml` speak of the metrics and events that there are.

`python -m tests.api.test_operations` writes the part of the page that follows the program.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ledger import measuring
from ledger.metering import GAUGES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "operations.md"
BEGIN, END = "<!-- metrics -->\n", "<!-- /metrics -->\n"
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "docs" / "alerts.yml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
_NAME = re.compile(r"\b(?:zhengben|process)_\w+\b")
_FUNCTIONS = {"rate", "increase", "sum", "by", "histogram_quantile", "or", "and", "le", "code", "kind"}


def metrics() -> Iterator[tuple[str, str, str]]:
    """Name, kind and help of every metric of ours, as Prometheus shows it."""
    for name, about in GAUGES.items():
        yield name, "gauge", about
    for family in measuring.REGISTRY.collect():
        if family.name.startswith("process_"):
            continue  # Linux alone has them
        yield family.name + ("_total" if family.type == "counter" else ""), family.type, family.documentation


def series() -> set[str]:
    """Every name that a rule may ask for."""
    told = {name: kind for name, kind, _ in metrics()}
    parts = {
        name + part for name, kind in told.items() if kind == "histogram" for part in ("_bucket", "_count", "_sum")
    }
    return set(told) | parts | {"process_open_fds", "process_max_fds"}


def used(name: str) -> str:
    """The alerts whose rules use a metric."""
    found = [f"`{rule['alert']}`" for rule in RULES if re.search(rf"\b{name}(_bucket|_count|_sum)?\b", rule["expr"])]
    return ", ".join(found)


def written() -> str:
    """The table of the page."""
    rows = "".join(f"| `{name}` | {kind} | {about} | {used(name)} |\n" for name, kind, about in metrics())
    return "| metric | kind | says | alerts |\n|---|---|---|---|\n" + rows


def test_the_page_names_every_metric_with_its_help_and_its_alerts() -> None:
    _, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    assert rest.partition(END)[0] == written(), "run: python -m tests.api.test_operations"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_every_alert_asks_for_metrics_that_there_are(rule: dict[str, Any]) -> None:
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"Zhengben[A-Za-z]+", rule["alert"])
    assert rule["labels"]["severity"] in ("critical", "warning")
    assert rule["annotations"]["summary"]
    assert re.fullmatch(r"[0-9]+[smh]", rule.get("for", "1m"))
    bare = re.sub(r'\{[^}]*\}|"[^"]*"|\[[0-9]+[smh]\]', "", rule["expr"])
    assert bare.count("(") == bare.count(")")
    words = set(re.findall(r"[A-Za-z_]\w*", bare))
    assert words & series()
    assert words <= series() | _FUNCTIONS, words - series()


def test_alerts_have_names_of_their_own() -> None:
    names = [rule["alert"] for rule in RULES]
    assert len(names) == len(set(names)) >= 15


def test_names_follow_the_conventions_and_every_metric_has_its_help() -> None:
    for name, kind, about in metrics():
        assert name.startswith("zhengben_"), name
        assert about.endswith("."), name
        assert (kind == "counter") == name.endswith("_total"), name
        assert not re.search(r"_(ms|milliseconds|minutes|hours|mib|kb)\b", name), name


def test_the_page_names_no_event_that_is_never_logged() -> None:
    source = "".join(
        path.read_text("utf-8") for folder in ("api", "ledger") for path in sorted((ROOT / folder).rglob("*.py"))
    )
    said = set(re.findall(r'(?:_log|get_logger\(\))\.\w+\(\s*(?:\w+\.levelno, )?"([\w.]+)"', source))
    named = set(
        re.findall(r"^\| `([\w.]+)` \| (?:debug|info|warning|error|critical|as theirs)", PAGE.read_text("utf-8"), re.M)
    )
    assert {"answered", "library", "worker.ended"} <= named <= said


if __name__ == "__main__":
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(before + BEGIN + written() + END + rest.partition(END)[2], "utf-8")
