"""`zhengben calendar` shows what is known, and keeps a year that is one."""

import json
from pathlib import Path

import pytest

from ledger.core import calendar
from tests.cli.conftest import Run
from tests.verbs.test_holidays import LAST, NEXT, made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "year.json"
    path.write_text(json.dumps(made(NEXT)), "utf-8")
    return path


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_known_years_and_the_days_of_one_are_shown(run: Run, tmp_path: Path, language: str) -> None:
    data = {"ZHENGBEN_DATA": str(tmp_path / "data")}
    ran = run("calendar", "show", "--lang", language, **data)
    assert ran.code == 0
    assert all(f"{each.year} " in ran.out for each in calendar.shipped())
    one = run("calendar", "show", "--year", LAST, "--lang", language, **data)
    assert one.code == 0
    assert all(
        day.isoformat() in one.out for day in (*calendar.shipped()[-1].holidays, *calendar.shipped()[-1].workdays)
    )
    told = json.loads(run("calendar", "show", "--json", **data).out)
    assert [each["year"] for each in told["years"]] == [each.year for each in calendar.shipped()]
    assert not (tmp_path / "data").exists(), "looking makes no folder"


@pytest.mark.parametrize("where", ["ZHENGBEN_DATA", "ZHENGBEN_CALENDAR"])
def test_an_added_year_is_kept_where_the_service_looks(run: Run, tmp_path: Path, file: Path, where: str) -> None:
    place = {where: str(tmp_path / "place")}
    folder = tmp_path / "place" / ("calendar" if where == "ZHENGBEN_DATA" else "")
    assert run("calendar", "show", "--year", NEXT, **place).code == 1
    ran = run("calendar", "add", file, "--json", **place)
    assert ran.code == 0, ran.err
    assert json.loads(ran.out) == {**made(NEXT), "file": str(folder / f"cn-{NEXT}.json"), "changed": True}
    told = json.loads(run("calendar", "show", "--year", NEXT, "--json", **place).out)
    assert told["years"] == [{**made(NEXT), "file": str(folder / f"cn-{NEXT}.json")}]
    assert json.loads(run("calendar", "add", file, "--json", **place).out)["changed"] is False


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("content", "exit_code", "code"),
    [
        (None, 64, "FILE_MISSING"),
        ("{", 64, "YEAR_NOT_JSON"),
        ("[]", 64, "YEAR_NOT_JSON"),
        ('{"year": 2027, "year": 2027}', 64, "YEAR_NOT_JSON"),
        ("{}", 1, "CALENDAR_MALFORMED"),
        (json.dumps({**made(NEXT), "workdays": made(NEXT)["holidays"][:1]}), 1, "CALENDAR_MALFORMED"),
        (json.dumps(made(LAST)), 1, "CALENDAR_YEAR_KNOWN"),
    ],
)
def test_what_is_no_year_is_refused_in_both_languages(
    run: Run, tmp_path: Path, content: str | None, exit_code: int, code: str, language: str
) -> None:
    path = tmp_path / "year.json"
    if content is not None:
        path.write_text(content, "utf-8")
    ran = run("calendar", "add", path, "--lang", language, ZHENGBEN_DATA=str(tmp_path / "data"))
    assert (ran.code, ran.out) == (exit_code, "")
    assert ran.err.startswith(f"{code}: ")
    if language == "zh" and code == "CALENDAR_MALFORMED":
        assert "此年不能采用" in ran.err
        assert " is " not in ran.err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("year", ["0", "-1", "10000", "next"])
def test_a_year_that_is_none_is_a_wrong_call(run: Run, year: str) -> None:
    assert run("calendar", "show", f"--year={year}").code == 64


def test_a_known_year_is_replaced_with_force(run: Run, tmp_path: Path) -> None:
    path, data = tmp_path / "year.json", {"ZHENGBEN_DATA": str(tmp_path / "data")}
    path.write_text(json.dumps(made(LAST)), "utf-8")
    assert run("calendar", "add", path, **data).code == 1
    assert run("calendar", "add", path, "--force", **data).code == 0
    assert json.loads(run("calendar", "show", "--year", LAST, "--json", **data).out)["years"][0]["source"] == "a notice"
