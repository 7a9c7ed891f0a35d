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
