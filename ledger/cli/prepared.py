"""Is what the service prepared exactly what it was given? Asked before every signature, from the draft alone.

The service adds salts and, if none was given, the time of filing; everything else is derived here once more, byte by
byte, so that a service cannot slip in a field, another file's digest, or another filer.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ledger.cli.locales import refused
from ledger.core import canonical, disclosure
from ledger.core.errors import ZhengbenError

if TYPE_CHECKING:
    from ledger.client import PreparedFiling


def check(offered: "PreparedFiling", draft: Mapping[str, Any]) -> None:
    """Demand that entry, disclosures and content say the draft and nothing else.

    :raises Refused: `PREPARED_DIFFERS` naming what differs, or `SALTS_WEAK`.
    """
    disclosed = [_parsed(text) for text in offered.disclosures]
    expected = _expected(draft, offered.filed_at)
    names = [item.name for item in disclosed]
    for name in names:
        if name not in expected or names.count(name) > 1:
            raise _differs(f"it adds {name!r}")
    for name in expected:
        if name not in names:
            raise _differs(f"it leaves out {name!r}")
    for item in disclosed:
        if canonical.encode(item.value) != canonical.encode(expected[item.name]):
            raise _differs(f"{item.name!r} is {str(item.value)[:80]!r}")
    if len({item.salt for item in disclosed}) != len(disclosed):
        raise refused("SALTS_WEAK", what="a salt is used twice")
    entry = canonical.encode(
        {
            "_sd": sorted(item.digest for item in disclosed),
            "_sd_alg": "sha-256",
            "node": draft["node"],
            "type": draft["type"],
            "v": 1,
        }
    )
    if entry != offered.entry.encode("utf-8", "surrogatepass"):
        raise _differs("the entry is not made of these disclosures")
    if sha256(entry).digest() != offered.content:
        raise _differs("the content digest is not that of the entry")


def _expected(draft: Mapping[str, Any], filed_at: int) -> dict[str, Any]:
    """Every disclosure's value by name; see `ledger.core.filing`."""
    filer = draft["filer"]
    return (
        {f"form/{name}": value for name, value in draft["form"].items()}
        | {f"attachment/{i}": attached for i, attached in enumerate(draft["attachments"])}
        | {"filer/signer": filer["signer"], "filer/party": filer.get("party"), "filedAt": filed_at}
    )


def _parsed(text: str) -> disclosure.Disclosure:
    try:
        return disclosure.parse(text)
    except ZhengbenError as error:
        raise _differs(error.message) from None


def _differs(what: str) -> ZhengbenError:
    return refused("PREPARED_DIFFERS", what=what)
