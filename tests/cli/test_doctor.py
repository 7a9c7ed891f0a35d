"""The doctor looks at everything, changes nothing, and says what to do in the reader's language."""

import json
import re
from pathlib import Path
from string import Formatter

import pytest

from ledger.cli import locales
from ledger.cli.locale_doctor import FINDINGS
from ledger.doctor.ailments import SENTENCES
from ledger.doctor.patient import LOOKS
from tests.cli.conftest import Ran, Run


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that is not there, and a port that nobody uses."""
    monkeypatch.setenv("ZHENGBEN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ZHENGBEN_PORT", "0")
    return tmp_path


def judgements(ran: Ran) -> dict[str, bool | None]:
    return {finding["name"]: finding["good"] for finding in json.loads(ran.out)["findings"]}


def test_a_machine_before_the_first_start_has_nothing_bad_and_cannot_be_judged(run: Run, somewhere: Path) -> None:
    environment = {"ZHENGBEN_DATA": str(somewhere / "data"), "ZHENGBEN_PORT": "0"}
    ended = run("doctor", "--json", **environment)
    found = judgements(ended)
    holidays = found.pop("calendar")  # depends on the day on which the tests run
    assert False not in found.values()
    assert None in found.values()
    assert (ended.code, json.loads(ended.out)["healthy"]) == ((2, None) if holidays else (1, False))
    assert not (somewhere / "data").exists()
    zh, en = run("doctor", "--lang", "zh", **environment), run("doctor", "--lang", "en", **environment)
    assert "尚未建立" in zh.out
    assert "is not there yet" in en.out


def test_a_monitor_gets_one_line_with_what_is_bad_or_unknown(run: Run) -> None:
    for language, word in (("en", "Zhengben bad: "), ("zh", "Zhengben 不行: ")):
        ended = run("doctor", "--line", "--lang", language, ZHENGBEN_DATA="/dev/null", ZHENGBEN_PORT="0")
        assert ended.code == 1
        assert ended.out.startswith(word)
        assert ended.out.count("\n") == 1
        assert "/dev/null" in ended.out
        assert "SM3" not in ended.out


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"ZHENGBEN_PORT": "many"}, "settings"),
        ({"ZHENGBEN_DATABASE_URL": "mysql://x"}, "database"),
        ({"ZHENGBEN_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}, "database"),
        ({"ZHENGBEN_DATA": "/dev/null"}, "data"),
    ],
)
def test_what_is_wrong_is_found_and_named(run: Run, environment: dict[str, str], name: str) -> None:
    ended = run("doctor", "--json", **({"ZHENGBEN_PORT": "0"} | environment))
    assert ended.code == 1, ended.all
    assert judgements(ended)[name] is False
    for finding in json.loads(ended.out)["findings"]:
        assert finding["good"] is not False or finding["next"]


def test_a_service_key_that_others_can_read_is_bad_in_both_languages(run: Run, tmp_path: Path) -> None:
    key = tmp_path / "data" / "keys" / "log.key"
    key.parent.mkdir(parents=True)
    key.write_text("00" * 32)
    key.chmod(0o640)
    environment = {"ZHENGBEN_DATA": str(tmp_path / "data"), "ZHENGBEN_PORT": "0"}
    ended = run("doctor", "--json", **environment)
    assert (ended.code, judgements(ended)["keys"]) == (1, False)
    assert "其他用户可以读写" in run("doctor", "--lang", "zh", **environment).out
    assert "mode 0640" in run("doctor", "--lang", "en", **environment).out


def test_every_finding_is_said_in_chinese_with_values_that_it_has() -> None:
    def values(sentence: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    assert set(SENTENCES) <= set(FINDINGS)
    for code, (message, following) in SENTENCES.items():
        zh, zh_next = FINDINGS[code]
        assert zh, code
        assert bool(zh_next) == bool(following), code
        assert values(zh + zh_next) == values(message + following), code


def test_everything_that_is_looked_at_has_its_name() -> None:
    package = Path(locales.__file__).parents[1]
    source = "".join(
        (package / "doctor" / f"{name}.py").read_text("utf-8")
        for name in ("examining", "machine", "patient", "probing")
    )
    names = {*re.findall(r'(?:found|refused|_look)\(\s*"(\w+)"', source), *LOOKS}
    assert {"disk", "durability", "contracts", "outbox", "service"} <= names
    assert {f"doctor.name.{name}" for name in names} <= set(locales.TEXT)
