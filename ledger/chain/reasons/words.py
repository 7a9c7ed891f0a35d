"""The shape of a refusal in words."""

from dataclasses import dataclass

REDRAFT = ("请重新起草并重新收集签名", "draft the act again and collect the signatures anew")


@dataclass(frozen=True)
class Refusal:
    """A refusal in both languages, with the error's values in braces, and what to do next, in Chinese and English."""

    zh: str
    en: str
    next: tuple[str, str] = ("", "")
