"""Every refusal of the ledger, on one page.

An error says what was wrong (`message`, with the values), under which stable name (`code`), and what to do next
(`next`). Which HTTP status each becomes is decided in `api/errors.py`, which exit code in `ledger/cli`.
"""

from typing import Any


class ZhengbenError(Exception):
    """Root of the family.

    :param code: stable name in UPPER_SNAKE, for programs; the refusal codes of the contracts and rules among them.
    :param message: what was wrong, with the values.
    :param next: what the reader can do about it; empty where there is nothing to do.
    :param values: the values by name, JSON-ready.
    """

    def __init__(self, code: str, message: str, *, next: str = "", **values: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.next = next
        self.values = values

    def to_dict(self) -> dict[str, Any]:
        """`{"code", "message", "next", "values"}`, as it is printed by `--json` and put into problem details."""
        return {"code": self.code, "message": self.message, "next": self.next, "values": self.values}


class Malformed(ZhengbenError):
    """The input does not have the shape that its format asks for."""


class TooLarge(ZhengbenError):
    """The input is larger than the ledger takes."""


class ProofInvalid(ZhengbenError):
    """A proof or a signature does not show what it claims."""


class Refused(ZhengbenError):
    """Well-formed, but a rule or a contract says no."""


class NotSignedIn(ZhengbenError):
    """The answer is private and the request carries no valid session."""


class NotAllowed(ZhengbenError):
    """The session's party may not see or do this."""


class NotFound(ZhengbenError):
    """Nothing is known under this name."""


class Conflict(ZhengbenError):
    """The request contradicts what already stands."""


class Unavailable(ZhengbenError):
    """A part that the answer needs (database, node) is away; the same request may succeed later."""


class TooManyAtOnce(ZhengbenError):
    """The caller has as much in work as one caller may; the same request may succeed later."""


class ForeignChain(ZhengbenError):
    """The node serves another chain, or other code at our addresses, than the ledger was set up with."""


class Corrupt(ZhengbenError):
    """Our own data does not agree with itself: stop rather than answer wrongly."""


class Usage(ZhengbenError):
    """The command was called in a way that it does not understand, or with files that it cannot read."""
