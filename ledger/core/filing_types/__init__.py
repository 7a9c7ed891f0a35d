"""The types of filings: one JSON Schema (draft 2020-12) a file, labelled in Chinese and English.

The file of the type `document/1` is `document.v1.json`. A published version never changes; another shape is another
version, because filings are checked against their type for as long as they exist.
"""

import json
from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from ledger.core.errors import Malformed
from ledger.core.filing_types import enclosed, quick, rules
from ledger.core.filing_types.formats import FORMATS
from ledger.core.filing_types.problems import Problem, problems_of

FOLLOWS = "follows"
"""The field in which a form names the filing that it goes on from, by its leaf; only some types have it."""


def list() -> tuple[str, ...]:
    """The names of all types, such as `document/1`."""
    return tuple(sorted(_schemas()))


def schema(type: str) -> dict[str, Any]:
    """The schema of a type's form. Not to be changed by the caller.

    :raises Malformed: `FILING_TYPE_UNKNOWN`.
    """
    if type not in _schemas():
        raise Malformed(
            "FILING_TYPE_UNKNOWN",
            f"no filing is of type {type[:80]!r}",
            next=f"use one of {', '.join(list())}",
            type=type[:80],
        )
    return _schemas()[type]


def label(type: str, language: str) -> str:
    """What people call a type. :param language: `zh` or `en`. :raises Malformed: `FILING_TYPE_UNKNOWN`."""
    text: str = schema(type)["x-label"][language]
    return text


def least_attachments(type: str) -> int:
    """How many files a filing of this type names at least. :raises Malformed: `FILING_TYPE_UNKNOWN`."""
    least: int = schema(type)["x-attachments"]["least"]
    return least


def not_attached(type: str, form: dict[str, Any], attached: Collection[str]) -> tuple[Problem, ...]:
    """The files that a form names by their SHA-256 and that are not among the attachments.

    :param form: one that fits its type. :param attached: the attachments' SHA-256, 64 lowercase hex digits each.
    """
    if not _names_files(type):
        return ()
    named = enclosed.digests(schema(type), form)
    return tuple(
        Problem(place, "该文件不在附件中", "this file is not among the attachments")
        for place, digest in named
        if digest not in attached
    )


def problems(type: str, form: Any) -> tuple[Problem, ...]:
    """What is wrong with a form, in the order of its fields; empty if nothing is.

    :raises Malformed: `FILING_TYPE_UNKNOWN`.
    """
    found = () if _fits(type)(form) else problems_of(_validator(type), form)
    return found or tuple(rules.problems(type, form))


def check(type: str, form: Any) -> None:
    """Demand that a form fits its type.

    :raises Malformed: `FORM_INVALID`, with every problem as `{"pointer", "zh", "en"}` in its values;
        `FILING_TYPE_UNKNOWN`.
    """
    refuse(problems(type, form))


def refuse(found: Sequence[Problem]) -> None:
    """Refuse a form if something is wrong with it. :raises Malformed: `FORM_INVALID`, as `check` does."""
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        others = f"（另有 {len(found) - 1} 处）" if len(found) > 1 else ""
        raise Malformed(
            "FORM_INVALID",
            f"form{found[0].pointer}: {found[0].en}{more}",
            next="correct the fields that are named and prepare the filing again",
            problems=[problem.to_dict() for problem in found],
            zh=f"{found[0].pointer}：{found[0].zh}{others}",
        )


@cache
def _schemas() -> dict[str, dict[str, Any]]:
    found = {}
    for file in files(__name__).iterdir():
        if file.name.endswith(".json"):
            loaded = json.loads(file.read_text("utf-8"))
            found[loaded["title"]] = loaded
    return found


@cache
def _names_files(type: str) -> bool:
    return enclosed.names_any(schema(type))


@cache
def _fits(type: str) -> quick.Fits:
    return quick.fits(schema(type), FORMATS)


@cache
def _validator(type: str) -> Draft202012Validator:
    return Draft202012Validator(schema(type), format_checker=FORMATS)
