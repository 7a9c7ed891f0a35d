"""The shape of a refusal in words."""

from dataclasses import dataclass

REDRAFT = "draft the act again and collect the signatures anew"


@dataclass(frozen=True)
class Refusal:
    """A refusal in both languages, with the error's values in braces, and what to do next."""

    zh: str
    en: str
    next: str = ""
