"""Digest manifests: examples of what is sent and answered, line by line."""

import json

from api.schemas.common import LEAF, NOON
from api.schemas.filings import EXAMPLE_SUBMISSION

_LINE = (
    "WyJBQUFBQUFBQUFBQUFBQUFBQUFBQUFBIiwibGluZSIseyJuYW1lIjoiZGF0YS9ydW4tMS5oNSIsInNoYTI1NiI6ImU1ZjY3MTc5ZGVlZjBiZDU…"
)
MANIFEST = f"{json.dumps(EXAMPLE_SUBMISSION)}\n{json.dumps(_LINE, ensure_ascii=False)}\n"
_LINKS = {"status": f"/v1/filings/{LEAF}", "evidence": f"/v1/filings/{LEAF}/evidence"}
RECEIPTS = "".join(
    json.dumps(receipt) + "\n"
    for receipt in (
        {"leaf": LEAF, "count": 1, "receivedAt": NOON, "status": "received", "links": _LINKS},
        {"line": 0, "leaf": LEAF, "hash": "3d" * 32, "receivedAt": NOON},
    )
)
