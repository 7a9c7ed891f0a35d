"""The officer's commands tell a wrong word as one, before they ask for a key."""

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["review", "nothing", "accepted", "--party", "6"], "ID_WRONG"),
        (["review", "0x" + "ab" * 32, "accepted", "--party", "6"], "ID_WRONG"),
        (["review", "ab" * 32, "perhaps", "--party", "6"], "DECISION_UNKNOWN"),
    ],
)
def test_a_wrong_word_is_told_so(arguments: list[str], code: str, run: Run) -> None:
    ran = run(*arguments, "--json")
    assert ran.code == 64
    assert code in ran.err + ran.out
