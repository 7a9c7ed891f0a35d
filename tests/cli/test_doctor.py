"""The doctor looks at everything, changes nothing, and says what to do."""

import json
from pathlib import Path

import pytest

from ledger.cli import checkup
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that is not there, and a port that nobody uses."""
    monkeypatch.setenv("ZHENGBEN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ZHENGBEN_PORT", "0")
    return tmp_path


def states(ran: object) -> dict[str, str]:
    return {finding["name"]: finding["state"] for finding in json.loads(ran.out)["findings"]}  # type: ignore[attr-defined]


def test_a_machine_that_is_set_up_is_fine(run: Run, somewhere: Path) -> None:
    ended = run("doctor", "--json", ZHENGBEN_DATA=str(somewhere / "data"), ZHENGBEN_PORT="0")
    assert ended.code == 0, ended.all
    assert set(states(ended).values()) <= {checkup.FINE, checkup.POOR}
    assert not (somewhere / "data").exists()
    shown = run("doctor", "--lang", "zh", ZHENGBEN_DATA=str(somewhere / "data"), ZHENGBEN_PORT="0")
    assert "正常" in shown.out


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"ZHENGBEN_PORT": "many"}, "settings"),
        ({"ZHENGBEN_DATABASE_URL": "mysql://x"}, "database"),
        ({"ZHENGBEN_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}, "database"),
        ({"ZHENGBEN_RPC_URL": "http://127.0.0.1:9"}, "chain"),
        ({"ZHENGBEN_DATA": "/dev/null"}, "data"),
    ],
)
def test_what_is_wrong_is_found_and_named(run: Run, environment: dict[str, str], name: str) -> None:
    ended = run("doctor", "--json", **({"ZHENGBEN_PORT": "0"} | environment))
    assert ended.code == 1, ended.all
    assert states(ended)[name] == checkup.BAD
    for finding in json.loads(ended.out)["findings"]:
        assert finding["state"] == checkup.FINE or finding["next"]


def test_a_service_key_that_others_can_read_is_bad(run: Run, tmp_path: Path) -> None:
    key = tmp_path / "data" / "keys" / "log.key"
    key.parent.mkdir(parents=True)
    key.write_text("00")
    key.chmod(0o640)
    ended = run("doctor", "--json", ZHENGBEN_DATA=str(tmp_path / "data"), ZHENGBEN_PORT="0")
    assert (ended.code, states(ended)["keys"]) == (1, checkup.BAD)
