"""JSON-RPC to a node of our own, for the clock and for tests. The ledger itself speaks to nodes in `ledger/chain`."""

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from ledger.core.errors import Refused, Unavailable

_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def call(url: str, method: str, *parameters: Any, seconds: float = 30.0) -> Any:
    """The result of one call.

    :raises Refused: `RPC_ERROR` with the node's words.
    :raises Unavailable: `NODE_AWAY` if there is no answer.
    """
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 — our own node
    try:
        with _NO_PROXY.open(request, timeout=seconds) as response:
            answer = json.load(response)
    except (OSError, ValueError, urllib.error.URLError) as error:
        raise Unavailable(
            "NODE_AWAY", f"{method} at {urlsplit(url).netloc}: {error}", next="see whether the node runs"
        ) from None
    if "error" in answer:
        raise Refused("RPC_ERROR", f"{method}: {answer['error'].get('message')}", rpc_code=answer["error"].get("code"))
    return answer["result"]


def latest_time(url: str) -> int:
    """The time of the newest block, in seconds."""
    return int(call(url, "eth_getBlockByNumber", "latest", False)["timestamp"], 16)
