"""Numbers that carry check digits: organisations, researchers, achievements.

No network and no register is asked; a number that passes is well-formed, not necessarily issued.
"""

import re

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
_USCC = re.compile(rf"[1-9A-HJ-NP-RTUW-Y]{{2}}[0-9]{{6}}[{_USCC_ALPHABET}]{{10}}")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
_ORCID = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]")
_ACHIEVEMENT = re.compile(r"[0-9]{3}(19|20)[0-9]{2}[YJR][0-9]{4}")


def is_uscc(text: str) -> bool:
    """Whether this is a unified social credit code (统一社会信用代码, GB 32100-2015) with both its check digits right.

    18 characters: two for the registering department and kind (letters such as A, N and Y among them), six digits of
    the region, nine of the organisation code with its own check digit (GB 11714), and the check digit of the whole.
    """
    if not _USCC.fullmatch(text):
        return False
    return text[16] == organisation_check_digit(text[8:16]) and text[17] == uscc_check_digit(text[:17])


def uscc_check_digit(first17: str) -> str:
    """Last character of a unified social credit code: weights 3^i modulo 31 over its first 17 characters."""
    total = sum(_USCC_ALPHABET.index(letter) * pow(3, i, 31) for i, letter in enumerate(first17))
    return _USCC_ALPHABET[-total % 31]


def organisation_check_digit(first8: str) -> str:
    """Last character of an organisation code (GB 11714): weighted sum mod 11, X for 10; letters count from A = 10."""
    total = sum(int(letter, 36) * weight for letter, weight in zip(first8, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def is_orcid(text: str) -> bool:
    """Whether this is an ORCID iD in its hyphenated form, with its check digit (ISO 7064 mod 11-2) right."""
    if not _ORCID.fullmatch(text):
        return False
    digits = text.replace("-", "")
    return digits[15] == orcid_check_digit(digits[:15])


def orcid_check_digit(first15: str) -> str:
    """Last character of an ORCID iD: ISO 7064 mod 11-2 over its first 15 digits."""
    total = 0
    for digit in first15:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11]


def is_achievement_reg_no(text: str) -> bool:
    """Whether this has the form of a registration number of an achievement (批准登记号): place or department, year,
    Y, J or R for its category, serial. It has no check digit."""
    return bool(_ACHIEVEMENT.fullmatch(text))


# ZC 0006-2003: year, one digit for the kind of application, serial, a dot, check digit. 1 invention, 2 utility model,
# 3 design, 8 and 9 inventions and utility models that came by way of the PCT.
_PATENT = re.compile(r"(19|20)[0-9]{2}[12389][0-9]{7}\.[0-9X]")
_PATENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_PATENTS = frozenset({"invention_patent", "utility_model", "design"})
_IP_NUMBERS = {
    "software_copyright": re.compile(r"[0-9]{4}SR[0-9]{6,7}"),
    "plant_variety": re.compile(r"20[0-9]{9}|[0-9]{8}\.[0-9]"),
    "layout_design": re.compile(r"BS\.[0-9]{11}|BS\.[0-9]{9}\.[0-9X]"),
}
_CONTRACT = re.compile(r"(19|20)[0-9]{14}")


def is_patent_number(text: str) -> bool:
    """Whether this is a patent application number of today's form (ZC 0006-2003) with its check digit right."""
    return bool(_PATENT.fullmatch(text)) and text[-1] == patent_check_digit(text[:12])


def patent_check_digit(first12: str) -> str:
    """Last character of a patent application number: weights 2 to 9, 2 to 5, modulo 11, X for 10."""
    total = sum(int(digit) * weight for digit, weight in zip(first12, _PATENT_WEIGHTS, strict=True))
    return "0123456789X"[total % 11]


def is_ip_number(kind: str, text: str) -> bool:
    """Whether this is the number of an intellectual property right of that kind; a technical secret may have any.

    :param kind: invention_patent, utility_model, design, software_copyright, plant_variety, layout_design or
        technical_secret.
    """
    if kind in _PATENTS:
        return is_patent_number(text)
    pattern = _IP_NUMBERS.get(kind)
    return pattern is None or bool(pattern.fullmatch(text))


def is_contract_reg_no(text: str) -> bool:
    """Whether this has the form of a technology contract's registration number (合同登记编号): year, four digits of the
    region, two of the registration point, serial. It has no check digit."""
    return bool(_CONTRACT.fullmatch(text))


_DOI = re.compile(r"10\.[0-9]{4,9}(\.[0-9]+)*/[^\s\x00-\x1f]{1,180}")
_CSTR = re.compile(r"CSTR:[0-9]{5}\.[0-9]{2}\.[^\s\x00-\x1f]{1,180}")
_IPC = re.compile(r"[A-H][0-9]{2}[A-Z]( [1-9][0-9]{0,3}/[0-9]{2,6})?")
_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")


def is_doi(text: str) -> bool:
    """Whether this has the form of a DOI (ISO 26324) without a resolver before it, such as 10.5555/12345678."""
    return bool(_DOI.fullmatch(text))


def is_cstr(text: str) -> bool:
    """Whether this has the form of a science and technology resource identifier (科技资源标识, GB/T 32843)."""
    return bool(_CSTR.fullmatch(text))


def is_ipc(text: str) -> bool:
    """Whether this has the form of a subclass of the International Patent Classification, perhaps with its group."""
    return bool(_IPC.fullmatch(text))


def is_lei(text: str) -> bool:
    """Whether this is a legal entity identifier (ISO 17442) with its check digits (ISO 7064 mod 97-10) right."""
    return bool(_LEI.fullmatch(text)) and int("".join(str(int(letter, 36)) for letter in text)) % 97 == 1
