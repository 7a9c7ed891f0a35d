"""The program: its commands, its two languages, and the one place where errors become exit codes.

Exit codes: 0 done, VALID or yes; 1 refused or INVALID; 2 unknown, or a part is away; 3 and 4 what `check` answers with
`needs` and `no`; 64 called in a way that the program does not understand, or with files that it cannot read; 130 ended
by Ctrl-C.
"""

import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from typing import Any

import typer

from ledger.cli import commands, misuse
from ledger.cli.locales import Language, language_of, text, unavailable
from ledger.cli.voice import Voice, speak_utf8
from ledger.core import errors

NAME = "zhengben"
DONE, REFUSED, UNKNOWN, USAGE, INTERRUPTED = 0, 1, 2, 64, 130


def exit_code(error: errors.ZhengbenError) -> int:
    """The exit code of an error: 64 for `Usage`, 2 for what may be told later or elsewhere, else 1."""
    if isinstance(error, errors.Usage):
        return USAGE
    if isinstance(error, (errors.Unavailable, errors.TooManyAtOnce)):
        return UNKNOWN
    return REFUSED


def build(language: Language) -> Any:
    """The Typer command tree with its help texts in one language."""
    tree = typer.main.get_command(commands.app)
    for node in _walk(tree):
        for thing in (node, *node.params, *_help_option(node)):
            for attribute in ("help", "short_help"):
                key = getattr(thing, attribute, None)
                if isinstance(key, str) and key.startswith("help."):
                    setattr(thing, attribute, text(key, language))
    return tree


def _help_option(node: Any) -> Iterator[Any]:
    """The option that Typer adds to a command by itself, with our words."""
    option = node.get_help_option(typer.Context(node, help_option_names=["--help", "-h"]))
    if option is not None:
        option.help = "help.opt.help"
        yield option


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and answer its exit code; no exception but `SystemExit` leaves it.

    :param arguments: those of the command line, without the program's name; by default the process's own.
    """
    speak_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    voice = _manner(given)
    tree = build(voice.language)
    try:
        return _run(tree, given)
    except errors.ZhengbenError as error:
        voice.refuse(error)
        return exit_code(error)
    except typer.TyperException as error:
        voice.refuse(misuse.refusal(error, tree, given, NAME))
        return USAGE
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in ("ledger", "api"):
            return _unexpected(error, voice)
        voice.refuse(unavailable("PART_MISSING", name=error.name or str(error)))
        return UNKNOWN
    except Exception as error:
        return _unexpected(error, voice)


def _run(tree: Any, given: list[str]) -> int:
    if not given:
        tree.main(["--help"], prog_name=NAME, standalone_mode=False)
        return USAGE
    result = tree.main(given, prog_name=NAME, standalone_mode=False)
    return result if isinstance(result, int) else DONE


def _unexpected(error: Exception, voice: Voice) -> int:
    if os.environ.get("ZHENGBEN_DEBUG"):
        traceback.print_exception(error)
    what = f"{type(error).__name__}: {error}"
    voice.refuse(unavailable("UNEXPECTED", what=what))
    return UNKNOWN


def _manner(given: list[str]) -> Voice:
    """Whether `--json` and which `--lang` stand in the arguments, known before they are understood: help and the
    refusal of a wrong command line need them."""
    before = given[: given.index("--")] if "--" in given else given
    asked = None
    for i, word in enumerate(before):
        if word == "--lang" and i + 1 < len(before):
            asked = before[i + 1]
        elif word.startswith("--lang="):
            asked = word.partition("=")[2]
    return Voice("--json" in before, language_of(asked))


def _walk(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "commands", {}).values():
        yield from _walk(child)
