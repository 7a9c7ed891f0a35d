"""Values of the table in words, and sentences that speak of them.

A sentence never spells a number that is a parameter: it names it in braces, `{notice_days}`, or `{value}` for that of
its own rule, and says what the table in force says.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

_KINDS: Mapping[str, tuple[str, str]] = {
    "state_owned_enterprise": ("国有企业", "state-owned enterprise"),
    "vocational_college": ("职业院校", "vocational college"),
    "public_hospital": ("公立医院", "public hospital"),
    "university": ("高等院校", "university"),
    "research_institute": ("科研机构", "research institute"),
    "技术转让": ("技术转让", "technology transfer (技术转让)"),
    "技术许可": ("技术许可", "technology licence (技术许可)"),
}
_COUNTED: Mapping[str, tuple[str, str]] = {
    "days": ("{} 日", "{} days"),
    "workdays": ("{} 个工作日", "{} working days"),
    "months": ("{} 个月", "{} months"),
    "years": ("{} 年", "{} years"),
}
_NONE, _YES, _NO = ("无", "none"), ("是", "yes"), ("否", "no")
_NAMED = re.compile(r"\{([a-z0-9_.]+)\}")


def amount(of: Any, unit: str, language: str) -> str:
    """A value of this unit in words: money in yuan, parts of ten thousand in percent."""
    which = 0 if language == "zh" else 1
    if of is None:
        return _NONE[which]
    if isinstance(of, bool):
        return (_YES if of else _NO)[which]
    if unit == "fen":
        return f"{of // 100:,}.{of % 100:02d} {('元', 'yuan')[which]}"
    if unit == "bp":
        return f"{of / 100:g} %"
    if unit == "kinds":
        return ("、", ", ")[which].join(_KINDS[each][which] if each in _KINDS else str(each) for each in of)
    return _COUNTED[unit][which].format(of) if unit in _COUNTED else str(of)


def filled(text: str, say: Callable[[str], str]) -> str:
    """A sentence with what it names in braces. :param say: the words for a name."""
    return _NAMED.sub(lambda found: say(found[1]), text)
