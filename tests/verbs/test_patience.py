"""Whatever looks at parts comes back in time with every answer that there is, and never piles up threads."""

import threading
import time
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.core.errors import Unavailable
from ledger.patience import Patience

PARTS = ("database", "node", "log", "disk")
FATES = ("answers", "refuses", "breaks", "hangs")


@settings(max_examples=12, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(PARTS), st.sampled_from(FATES), min_size=1), min_size=1, max_size=3))
def test_each_part_is_always_told_as_it_is_whatever_the_others_do(rounds: list[dict[str, str]]) -> None:
    let_go = threading.Event()
    patience: Patience[str] = Patience(0.3)
    hanging: set[str] = set()

    def look(name: str, fate: str) -> Callable[[], str]:
        def answer() -> str:
            if fate == "hangs":
                let_go.wait(60)
            if fate == "refuses":
                raise Unavailable("AWAY", name)
            if fate == "breaks":
                raise KeyError(name)
            return name

        return answer

    before = threading.active_count()
    try:
        for fates in rounds:
            brought = patience.look_at_all({name: look(name, fate) for name, fate in fates.items()})
            hanging |= {name for name, fate in fates.items() if fate == "hangs"}
            assert set(brought) == set(fates)
            for name, fate in fates.items():
                error = brought[name].error
                if name in hanging:  # also where only an earlier look of it hangs
                    assert isinstance(error, Unavailable)
                    assert error.code == "LOOK_SLOW"
                elif fate == "answers":
                    assert brought[name].result() == name
                else:
                    assert isinstance(error, Unavailable if fate == "refuses" else KeyError)
            assert threading.active_count() - before <= len(hanging)
    finally:
        let_go.set()
    while threading.active_count() > before:
        time.sleep(0.001)


def test_a_part_that_came_back_is_looked_at_anew() -> None:
    let_go = threading.Event()
    patience: Patience[str] = Patience(5)
    hanging: Patience[str] = Patience(0.01)
    assert patience.look("node", lambda: "here").result() == "here"
    assert hanging.look("node", lambda: str(let_go.wait(60))).error is not None
    let_go.set()
    while hanging.look("node", lambda: "back").value != "back":
        time.sleep(0.001)


def test_who_asks_while_a_look_runs_shares_it() -> None:
    go_on = threading.Event()
    patience: Patience[bool] = Patience(30)
    first = patience._begun("node", lambda: go_on.wait(60))
    second = patience._begun("node", lambda: False)
    go_on.set()
    assert second is first
    first.thread.join()
    assert patience._begun("node", lambda: False) is not first
