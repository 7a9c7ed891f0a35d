"""What a page says to do next, a person can do on a page."""

import ast
import json
import re
from pathlib import Path

import pytest

from api import steps
from api.language import LANGUAGES, LOCALES
from ledger.core.chinese import SENTENCES
from ledger.core.chinese_filings import FILINGS
from tests.api.world import World

ROOT = Path(__file__).parents[2]
FOREIGN = re.compile(r"zhengben |`|/v1/|/docs\b|ZHENGBEN_")
RAISED = {
    (node.args[0].value, word.value.value)
    for part in ("ledger", "api")
    for path in (ROOT / part).rglob("*.py")
    for node in ast.walk(ast.parse(path.read_text("utf-8")))
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
    for word in node.keywords
    if word.arg == "next" and isinstance(word.value, ast.Constant) and isinstance(word.value.value, str)
}
"""Code and next step of every error that is raised with both written out."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_next_step_on_a_page_names_a_command_an_address_of_the_api_or_a_setting(language: str) -> None:
    told = RAISED if language == "en" else {(code, said[1]) for code, said in {**SENTENCES, **FILINGS}.items()}
    assert [one for one in told if FOREIGN.search(one[1])], "there are such steps, for programs"
    shown = {code: steps.step(str(code), following, language) for code, following in told}
    assert {code: said for code, said in shown.items() if FOREIGN.search(said)} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_of_our_own_is_for_an_error_that_there_is(language: str) -> None:
    codes = {code for code, _ in RAISED} | set(SENTENCES) | set(FILINGS) | {"OTHERWISE"}
    assert set(json.loads(LOCALES.joinpath(language, "steps.json").read_text("utf-8"))) - codes == set()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404),
        ("/acts/new/nothing", 404),
        ("/acts/not-a-number", 422),
        ("/file/nothing/1", 404),
        ("/desk/filings/xyz", 422),
        ("/acts?before=x", 422),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_page_says_what_a_person_can_do(world: World, path: str, status: int, language: str) -> None:
    answer = world.client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == status
    (said,) = re.findall(r"(?:下一步：|What to do: )([^<]+)<", answer.text)
    assert not FOREIGN.search(said), said


def test_a_program_is_told_what_a_program_can_do_and_a_page_of_ours_what_a_person_can(world: World) -> None:
    body = {"kind": "nothing", "fields": {}}
    program = world.client.post("/v1/acts", json=body).json()
    page = world.client.post("/v1/acts", json=body, headers={"Sec-Fetch-Site": "same-origin"}).json()
    assert "POST /v1/sessions/challenge" in program.pop("next")
    assert page.pop("next") == "sign in first"
    del program["instance"], page["instance"]
    assert program == page
