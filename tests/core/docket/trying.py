"""What a trial is: a good event with something wrong, and the code that says so; and the steps that lead there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.core.docket import story as told
from tests.core.docket.examples import EXAMPLES
from tests.core.docket.story import Story
from tests.core.docket.worlds import table

THIRDS = table(U=(51, 100), P1=(30, 100), P2=(19, 100))


@dataclass(frozen=True)
class Trial:
    """A good event with something wrong, and the code that says so. `values`: what the refusal has to tell."""

    kind: str
    code: str
    changes: Mapping[str, Any]
    before: Callable[[Story], object] | None
    begin: Callable[[Story], object] | None
    sign: tuple[str, ...] | None
    rules: Mapping[str, Any]
    values: Mapping[str, Any] | None

    def story(self) -> Story:
        story = Story(**self.rules)
        (self.begin or EXAMPLES[self.kind].begin)(story)
        if self.before:
            self.before(story)
        return story

    @property
    def signers(self) -> tuple[str, ...]:
        return EXAMPLES[self.kind].sign if self.sign is None else self.sign


TRIALS: list[Trial] = []


def trial(
    name: str,
    code: str,
    /,
    *,
    before: Callable[[Story], object] | None = None,
    begin: Callable[[Story], object] | None = None,
    sign: str | None = None,
    rules: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:
    signers = None if sign is None else tuple(sign.split())
    TRIALS.append(Trial(name, code, changes, before, begin, signers, rules or {}, values))


def cancelled(story: Story) -> None:
    told.filed(story)
    story.ok("filing_cancelled")


def freeze(story: Story) -> None:
    story.ok("freeze_registered")


def on(day: str) -> Callable[[Story], object]:
    return lambda story: story.on(day)


def both(*steps: Callable[[Story], object]) -> Callable[[Story], object]:
    return lambda story: [step(story) for step in steps]


def does(name: str, signers: list[str] | None = None, /, **changes: Any) -> Callable[[Story], object]:
    return lambda story: story.ok(name, signers, **changes)


def second(story: Story) -> None:
    """Another filing and title, of S alone, listing I6."""
    story.ok(
        "achievement_filed",
        ["S", "OF"],
        achievement="A2",
        reg_no="9622026Y0002",
        completing_units=["S"],
        claimed=table(S=(1, 1)),
        ip=["I6"],
    )
