"""The formats that fields of forms may ask for, each with what is said of a value that has it not."""

import re
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction

from jsonschema import FormatChecker

from ledger.core import identifiers, shares
from ledger.core.errors import Malformed

SHA256 = "sha256"
_FRACTION = re.compile(r"[1-9][0-9]{0,8}/[1-9][0-9]{0,8}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+08:00")


def is_day(text: str) -> bool:
    """Whether this is a day of the calendar, YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_month(text: str) -> bool:
    """Whether this is a month, YYYY-MM."""
    return is_day(f"{text}-01")


def is_share(text: str) -> bool:
    """Whether this is a fraction n/d of the whole that is a whole number of units."""
    try:
        return bool(_FRACTION.fullmatch(text) and shares.units_of(Fraction(text)))
    except Malformed:
        return False


def is_ratio(text: str) -> bool:
    """Whether this is a fraction n/d, more than nothing and at most the whole."""
    return bool(_FRACTION.fullmatch(text)) and Fraction(text) <= 1


def is_instant(text: str) -> bool:
    """Whether this is a second of Shanghai time, YYYY-MM-DDTHH:MM:SS+08:00."""
    try:
        return bool(_INSTANT.fullmatch(text) and datetime.fromisoformat(text))
    except ValueError:
        return False


def _matches(pattern: str) -> Callable[[str], bool]:
    wanted = re.compile(pattern)
    return lambda text: wanted.fullmatch(text) is not None


_FORMATS: dict[str, tuple[Callable[[str], bool], str, str]] = {
    "uscc": (
        identifiers.is_uscc,
        "不是有效的统一社会信用代码（18 位，两个校验位）",
        "is no unified social credit code (18 characters with two check digits)",
    ),
    "orcid": (identifiers.is_orcid, "不是有效的 ORCID", "is no ORCID iD such as 0000-0002-1825-0097"),
    "achievement-reg-no": (
        identifiers.is_achievement_reg_no,
        "不是批准登记号（如 9622026Y0107）",
        "is no registration number such as 9622026Y0107",
    ),
    "day": (is_day, "不是日期（年-月-日）", "is no day YYYY-MM-DD"),
    "month": (is_month, "不是年月（年-月）", "is no month YYYY-MM"),
    "share": (
        is_share,
        "不是可精确表示的份额（如 1/3、51/100）",
        "is no share that is exact in 720720000ths, such as 1/3 or 51/100",
    ),
    "ratio": (is_ratio, "不是不超过一的分数（如 3/10）", "is no fraction of the whole such as 3/10"),
    "instant": (
        is_instant,
        "不是北京时间的时刻（如 2026-10-06T09:30:00+08:00）",
        "is no instant such as 2026-10-06T09:30:00+08:00",
    ),
    SHA256: (_matches("[0-9a-f]{64}"), "不是 64 位小写十六进制的 SHA-256", "is no SHA-256 of 64 lowercase hex digits"),
    "achievement": (
        _matches("0x[0-9a-f]{64}"),
        "不是账本编号（0x 加 64 位小写十六进制）",
        "is no number of the ledger: 0x and 64 lowercase hex digits",
    ),
    "reference": (
        _matches("(0x)?[0-9a-f]{64}"),
        "不是成果编号或备案的叶子哈希",
        "is neither an achievement's number nor a filing's leaf hash",
    ),
    "contract-reg-no": (
        identifiers.is_contract_reg_no,
        "不是 16 位合同登记编号",
        "is no registration number of 16 digits",
    ),
    "ipc": (identifiers.is_ipc, "不是国际专利分类号（如 H05H 13/04）", "is no IPC class such as H05H or H05H 13/04"),
    "lei": (
        identifiers.is_lei,
        "不是有效的 LEI（20 位）",
        "is no legal entity identifier (20 characters, check digits)",
    ),
    "region": (_matches("[1-9][0-9]{5}"), "不是六位行政区划代码", "is no code of a region, six digits"),
    "region-or-country": (
        _matches("[1-9][0-9]{5}|[0-9]{3}"),
        "不是六位行政区划代码或三位国别代码",
        "is neither six digits of a region nor three of a country",
    ),
    "party-nature": (_matches("[0-9]{3,4}"), "不是三至四位代码", "is no code of three or four digits"),
}
WORDS: dict[str, tuple[str, str]] = {name: (zh, en) for name, (_, zh, en) in _FORMATS.items()}
FORMATS = FormatChecker(formats=())
for _name, (_is, _, _) in _FORMATS.items():
    FORMATS.checks(_name)(lambda value, _is=_is: not isinstance(value, str) or _is(value))
