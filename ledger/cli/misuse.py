"""A command line that is not understood, told in the program's own words, with what is understood instead.

Typer finds what is wrong and says it in English; by its kind it becomes one of our refusals here. A kind that is not
known here keeps its English words beside a general sentence.
"""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Any

import typer

from ledger.cli.locales import usage
from ledger.core.errors import Usage

_MOST = 60  # characters of what was given that are repeated
_QUOTED = re.compile(r"No such command '(.*)'\.", re.DOTALL)
_TOO_MUCH = re.compile(r"Got unexpected extra argument\(?s?\)? \((.*)\)", re.DOTALL)


def refusal(error: Any, tree: Any, given: Sequence[str], name: str) -> Usage:
    """What is wrong with a command line.

    :param error: as Typer raised it. :param tree: the commands. :param given: the words of the line.
    :param name: the program's.
    """
    command, path = _called(tree, given, name)
    option, message = getattr(error, "option_name", None), error.format_message()
    if isinstance(error, typer.BadParameter):
        return _of_value(error, path)
    if option is not None and "does not take" in message:
        return usage("OPTION_FULL", given=option)
    if option is not None and "requires" in message:
        return usage("OPTION_EMPTY", given=option, command=path)
    if option is not None:
        return usage("OPTION_UNKNOWN", given=option[:_MOST], known=", ".join(_options(command)))
    known = ", ".join(getattr(command, "commands", {}))
    if found := _QUOTED.fullmatch(message):
        return usage("COMMAND_UNKNOWN", given=found[1][:_MOST], known=known)
    if found := _TOO_MUCH.fullmatch(message):
        return usage("ARGUMENT_TOO_MUCH", given=found[1][:_MOST], command=path)
    if known:
        return usage("COMMAND_NEEDED", command=path, known=known)
    return usage("COMMAND_WRONG", what=message, command=path)


def _called(tree: Any, given: Sequence[str], name: str) -> tuple[Any, str]:
    """The command that the line calls, as far as it names one, and the words that call it."""
    path = [name]
    for word in given:
        inner = getattr(tree, "commands", {}).get(word)
        if inner is None:
            break
        tree, path = inner, [*path, word]
    return tree, " ".join(path)


def _options(command: Any) -> list[str]:
    return [name for param in command.params for name in param.opts if name.startswith("--")] + ["--help"]


def _of_value(error: Any, path: str) -> Usage:
    """An argument or option without a value, or with one that cannot be."""
    param = error.param
    name = param.opts[0] if param.param_type_name == "option" else param.metavar or param.name
    cause = getattr(error.__cause__, "errors", None)
    if cause is None:
        return usage("ARGUMENT_MISSING", name=name, command=path)
    zh, wanted = _wanted(param)
    return usage("VALUE_WRONG", name=name, given=str(cause()[0]["input"])[:_MOST], zh=zh, wanted=wanted)


def _wanted(param: Any) -> tuple[str, str]:
    """What the values of an argument or option are."""
    kind = param.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        names = [str(each.value) for each in kind]
        return "或".join(names), " or ".join(names)
    least, most = param.min, param.max
    zh = "整数" + (f"，不小于 {least}" if least is not None else "") + (f"，不大于 {most}" if most is not None else "")
    between = [f"{word} {bound}" for word, bound in (("from", least), ("to", most)) if bound is not None]
    return zh, " ".join(["a whole number", *between])
