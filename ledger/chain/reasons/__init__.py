"""What the contracts refuse, in words: one table in four parts, Solidity error → Chinese, English, what to do next."""

from ledger.chain.reasons.authority import AUTHORITY
from ledger.chain.reasons.beside import BESIDE
from ledger.chain.reasons.rights import RIGHTS
from ledger.chain.reasons.titles import TITLES
from ledger.chain.reasons.words import Refusal

REFUSALS: dict[str, Refusal] = {**AUTHORITY, **TITLES, **BESIDE, **RIGHTS}
"""By the name of the Solidity error."""
